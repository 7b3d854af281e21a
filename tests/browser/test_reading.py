"""Reading: copy from right to left, on paper, and with the focus where it was."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from newsroom import Room, item, placed, serving

pytestmark = pytest.mark.browser


def test_copy_from_right_to_left_runs_so_and_the_page_around_it_does_not(
    full_room: Room, open_page: Callable[..., Page]
) -> None:
    with serving(full_room) as url:
        page = open_page(f"{url}/item/urgent-ar", viewport={"width": 800, "height": 800})
        assert page.locator("article").evaluate("it => getComputedStyle(it).direction") == "rtl"
        assert page.locator("body").evaluate("it => getComputedStyle(it).direction") == "ltr"
        article = page.locator("article").bounding_box()
        byline = page.locator(".by p").bounding_box()
        assert article
        assert byline
        assert byline["x"] + byline["width"] == pytest.approx(article["x"] + article["width"], abs=2)
        page.goto(url)
        title = page.locator('.line[data-item="urgent-ar"] .line-title')
        assert title.evaluate("it => getComputedStyle(it).unicodeBidi + getComputedStyle(it).direction").endswith("rtl")


def test_on_paper_there_is_the_copy_and_nothing_to_press(full_room: Room, open_page: Callable[..., Page]) -> None:
    with serving(full_room) as url:
        page = open_page(f"{url}/item/lead3", color_scheme="dark")
        page.emulate_media(media="print", color_scheme="dark")
        for hidden in (".masthead nav", ".find", "#theme", "#box", "#sizes", ".crumbs", ".foot"):
            assert not page.locator(hidden).is_visible(), hidden
        assert page.locator("h1").is_visible()
        assert page.locator(".body").is_visible()
        expect(page.locator(".on-paper")).to_have_text("Wireroom · times in Europe/Berlin")
        assert page.locator(".on-paper").is_visible()
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
        assert page.evaluate("getComputedStyle(document.querySelector('.body p')).color") == "rgb(0, 0, 0)"


def test_a_line_that_rises_keeps_the_focus(room: Room, open_page: Callable[..., Page]) -> None:
    with serving(room) as url:
        page = open_page(url)
        expect(page.locator("#state")).to_have_text("live")
        page.locator('.line[data-chain="cbridge"] a').first.focus()
        newer = item("lead4", "14 hurt as ship strikes bridge", "Words.")
        order = ("flash", "urgent", "lead1", "lead3", "lead4")
        room.file(placed(newer, chain="cbridge", story="sbridge", order=order))
        expect(page.locator('.line[data-item="lead4"]')).to_be_visible()
        assert page.evaluate("document.activeElement.closest('.line').dataset.item") == "lead4"
