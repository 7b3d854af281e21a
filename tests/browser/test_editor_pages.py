"""What editors see: signing in, held copy, forms, alarms. By keyboard, without script, in light and dark, on a phone and a desk."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from browser.faults import find_faults
from newsroom import TOKEN, Room, item, kill, placed, serving
from wireroom.model import Editor

pytestmark = pytest.mark.browser
ANNA = Editor(name="Anna", desk="foreign desk")
PAGES = (
    "/login",
    "/admin",
    "/admin/alarms",
    "/admin/history",
    "/item/lead3",
    "/item/speech",
    "/item/bank",
    "/story/sbridge",
)


def sign_in(page: Page, url: str, back: str = "/admin/alarms") -> None:
    page.goto(f"{url}/login?next={back}")
    page.get_by_label("Your name").fill("Anna")
    page.get_by_label("Your desk").fill("foreign desk")
    page.get_by_label("The room's token").fill(TOKEN)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{url}{back}")


@pytest.fixture
def edited(full_room: Room) -> Room:
    """A room with an open alarm, one that was seen to, held copy, and decisions."""
    room = full_room
    room.file(placed(item("speech", "Chancellor plans a tax", "A tax is planned.", embargo_text="until delivery"), is_held_open=True,
                     alarms=("held until an editor frees it: until delivery",)))  # fmt: skip
    room.file(kill("lost", "nothing", alarms=('Norrland Press kills "Lost", and nothing we hold matches it',)))
    room.edits.acknowledge(room.store.alarms()[0].seq, by=ANNA, why="the desk was told by telephone")
    split = room.edits.split_chain("cbridge", "lead3", by=ANNA, why="another bridge")
    room.edits.undo(split.id, by=ANNA)
    room.edits.rename("sbridge", "The harbour bridge", by=ANNA)
    room.now += timedelta(seconds=1)
    return room


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_no_page_for_editors_has_a_fault(
    edited: Room, open_page: Callable[..., Page], complaints: list[str], scheme: str, width: int
) -> None:
    faults = []
    with serving(edited) as url:
        page = open_page(f"{url}/login", color_scheme=scheme, viewport={"width": width, "height": 800})
        found = Axe().run(page).response["violations"]
        faults += [f"/login, signed out: {one['id']}" for one in found]
        sign_in(page, url)
        for path in PAGES:
            page.goto(url + path)
            page.wait_for_function("document.getElementById('theme').hidden === false")
            faults += find_faults(page, path, width)
    assert faults == []
    assert [said for said in complaints if "410" not in said] == []


def test_held_copy_is_freed_by_keyboard_and_without_script(edited: Room, open_page: Callable[..., Page]) -> None:
    with serving(edited) as url:
        page = open_page(f"{url}/item/speech", java_script_enabled=False)
        expect(page.locator("h1")).to_have_text("Not here")
        sign_in(page, url, "/item/speech")
        expect(page.get_by_text("no time could be read")).to_be_visible()
        page.get_by_role("button", name="Free it now").focus()
        page.keyboard.press("Enter")
        expect(page.get_by_text("freed held copy")).to_be_visible()
        expect(page.get_by_role("button", name="Free it now")).to_have_count(0)
        reader = open_page(f"{url}/item/speech", java_script_enabled=False)
        expect(reader.locator("h1")).to_have_text("Chancellor plans a tax")
        expect(reader.locator(".desk")).to_have_count(0)


def test_a_version_is_taken_out_and_put_back(edited: Room, open_page: Callable[..., Page]) -> None:
    with serving(edited) as url:
        page = open_page(url)
        sign_in(page, url, "/item/lead3")
        expect(page.locator(".stop:not(.is-gap)")).to_have_count(4)
        page.get_by_text("Correct where it stands").focus()
        page.keyboard.press("Enter")
        page.get_by_role("button", name="Take this version out").press("Enter")
        expect(page.locator(".stop:not(.is-gap)")).to_have_count(1)
        page.get_by_role("button", name="Undo: Anna took 1 item out of a chain").first.press("Enter")
        expect(page.locator(".stop:not(.is-gap)")).to_have_count(4)
