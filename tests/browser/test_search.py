"""The archive in a real browser: errors where they are, narrowing down by keyboard, and results that are live."""

import re
from collections.abc import Callable
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect

from newsroom import FLASH, Room, item, kill, placed, serving

pytestmark = pytest.mark.browser
Open = Callable[..., Page]


def test_an_error_is_shown_at_its_place_and_can_be_put_right(room: Room, open_page: Open) -> None:
    with serving(room) as url:
        page = open_page(f"{url}/search?q=divers+agencie:norr")
        expect(page.get_by_role("alert").filter(has_text="did you mean agency:")).to_be_visible()
        box = page.get_by_role("searchbox", name="Search for")
        expect(box).to_have_attribute("aria-invalid", "true")
        box.fill("divers OR ferry")
        box.press("Enter")
        expect(page.locator("#problem")).to_have_count(0)
        expect(page.locator("#hits .line")).to_have_count(1)
        expect(page.locator("#hits mark").first).to_have_text(re.compile("divers", re.IGNORECASE))


def test_facets_narrow_down_by_keyboard_and_the_address_keeps_it(room: Room, open_page: Open) -> None:
    with serving(room) as url:
        page = open_page(f"{url}/search?q=bridge")
        n_before = page.locator("#hits .line").count()
        link = page.locator("#facets a").first
        link.focus()
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile("agency"))
        assert 0 < page.locator("#hits .line").count() <= n_before
        page.reload()
        expect(page.get_by_role("searchbox", name="Search for")).to_have_value(re.compile("^bridge agency:"))


def test_results_are_live_and_what_is_killed_goes(room: Room, open_page: Open, complaints: list[str]) -> None:
    with serving(room) as url:
        page = open_page(f"{url}/search?q=zeppelin")
        expect(page.locator("#search-state")).to_have_text("live")
        page.evaluate("window.wasHere = true")
        room.file(placed(item("z1", "Zeppelin lands in field", "A zeppelin.", marks=FLASH)))
        here = room.now.astimezone(ZoneInfo("Europe/Berlin"))
        room.file(placed(item("other", "Harvest good", "Grain.")))
        expect(page.locator("#hits .line")).to_have_count(1)
        expect(page.locator("#hits .line-title")).to_have_text("Zeppelin lands in field")
        expect(page.locator("#search-say")).to_have_text("One new item fits")
        expect(page.locator("#hits time")).to_have_text(
            f"{here:%H:%M}"
        )  # the reader's own time, as on the rest of the page
        room.file(kill("killz1", "z1"))
        expect(page.locator("#hits .line")).to_have_count(0)
        expect(page.locator("#results")).to_contain_text("Nothing in this room fits")
        assert page.evaluate("window.wasHere")
    assert complaints == []


@pytest.mark.parametrize("width", [320, 1200])
def test_the_page_fits_its_window(room: Room, open_page: Open, width: int) -> None:
    with serving(room) as url:
        page = open_page(f"{url}/search?q=bridge")
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
