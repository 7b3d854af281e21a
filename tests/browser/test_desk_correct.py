"""The desk's hands on the copy, by keyboard alone: chains split and joined, items pinned, stories named, held copy freed, all undone;
what rings, read in the pane; the item that is read, found again after a reload."""

import json
from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from browser.test_desk_page import open_desk, row
from newsroom import Room, item, kill, placed, serving
from wireroom.model import Watch

pytestmark = pytest.mark.browser
BRIDGE = "12 hurt as cargo ship strikes harbour bridge"


@pytest.fixture
def served(full_room: Room) -> Iterator[str]:
    full_room.file(placed(item("plan", "The plan", "Words."), is_held_open=True))
    with serving(full_room) as url:
        yield url


def do(page: Page, words: str) -> None:
    """Choose from the list of what can be corrected."""
    page.keyboard.press("i")
    expect(page.get_by_role("dialog", name="Correct where it stands")).to_be_visible()
    page.keyboard.type(words)
    page.keyboard.press("Enter")


def chain_of(room: Room, name: str) -> str:
    filed = room.store.find_item(name, view="desk", now=room.now)
    assert filed is not None
    return filed.chain


def story_of(room: Room, name: str) -> str:
    filed = room.store.find_item(name, view="desk", now=room.now)
    assert filed is not None
    return filed.story


def test_a_chain_is_split_joined_and_made_whole_by_keyboard(
    full_room: Room, served: str, open_page: Callable[..., Page], complaints: list[str]
) -> None:
    page = open_desk(open_page, served)
    row(page, BRIDGE).locator("time").click()
    expect(page.locator(".copy-title")).to_have_text(BRIDGE)
    do(page, "this version out")
    dialog = page.get_by_role("dialog", name="Take this version out")
    expect(dialog).to_contain_text(BRIDGE)
    assert Axe().run(page).response["violations"] == []
    page.keyboard.type("another bridge")
    page.keyboard.press("Enter")
    expect(page.locator("#say")).to_contain_text("Taken out. To undo it")
    assert chain_of(full_room, "lead3") != chain_of(full_room, "lead1")
    (decision, *_) = full_room.store.decisions(1)
    assert (decision.why, decision.by.name) == ("another bridge", "Anna")
    expect(row(page, "Five hurt as ship strikes harbour bridge")).to_have_count(1)
    page.keyboard.press("Control+k")
    page.keyboard.type("undo")
    page.keyboard.press("Enter")
    expect(page.locator("#say")).to_have_text("Undone.")
    assert chain_of(full_room, "lead3") == chain_of(full_room, "lead1")
    do(page, "join another")
    page.keyboard.type("without a driver")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name="Join two chains")).to_contain_text("A bus without a driver")
    page.keyboard.press("Enter")
    expect(page.locator("#say")).to_contain_text("Joined.")
    assert chain_of(full_room, "feature") == chain_of(full_room, "lead1")
    assert complaints == []


def test_an_item_is_pinned_a_story_named_and_held_copy_freed_by_keyboard(
    full_room: Room, served: str, open_page: Callable[..., Page], complaints: list[str]
) -> None:
    page = open_desk(open_page, served)
    row(page, "Minister resigns").locator("time").click()
    expect(page.locator(".copy-title")).to_have_text("Minister resigns")
    do(page, "free held")
    expect(page.locator("#say")).to_have_text("This copy is not held.")
    do(page, "pin")
    page.keyboard.type("cargo ship")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    expect(page.locator("#say")).to_contain_text("Pinned.")
    assert story_of(full_room, "bulletin") == "sbridge"
    do(page, "call its story")
    expect(page.get_by_label("Name of the story")).to_be_focused()
    page.keyboard.type("The bridge")
    page.keyboard.press("Enter")
    expect(page.locator("#say")).to_contain_text("Called so.")
    assert full_room.store.find_names(["sbridge"]) == {"sbridge": "The bridge"}
    row(page, "The plan").locator("time").click()
    page.get_by_role("button", name="Free it now").click()
    page.get_by_role("button", name="Leave it").last.click()
    expect(page.locator(".notice.is-held")).to_have_count(1)
    page.get_by_role("button", name="Free it now").click()
    page.keyboard.press("Enter")
    expect(page.locator("#say")).to_contain_text("Freed")
    expect(page.locator(".notice.is-held")).to_have_count(0)
    assert complaints == []


def test_what_cannot_be_done_is_said_where_it_was_asked(
    full_room: Room, served: str, open_page: Callable[..., Page]
) -> None:
    page = open_desk(open_page, served)
    row(page, "Minister resigns").locator("time").click()
    expect(page.locator(".copy-title")).to_have_text("Minister resigns")
    do(page, "this version out")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog").get_by_role("alert")).to_contain_text("Not done: ")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)


def ring(page: Page, url: str, name: str, headline: str) -> str:
    """Hand in copy that rings; its id."""
    answer = page.request.post(
        f"{url}/api/v1/dispatches?source=t", data=json.dumps({"uri": f"urn:x:{name}", "version": "1", "headline": headline}),
        headers={"origin": url},
    )  # fmt: skip
    return str(answer.json()["items"][0])


def test_what_rings_stands_at_the_foot_of_the_desk_and_is_read_in_the_pane(
    full_room: Room, served: str, open_page: Callable[..., Page], complaints: list[str]
) -> None:
    full_room.alerts.save_watch(Watch(name="Dredgers", query="dredger"))
    page = open_desk(open_page, served)
    page.keyboard.press("g")
    expect(page.locator("#say")).to_have_text("Nothing has rung.")
    page.wait_for_timeout(200)  # from here on it is told what rings
    gone = ring(page, served, "a", "Dredger Ormvik aground off Aldra")
    rung = page.locator("#rung li")
    expect(rung).to_have_count(1)
    ring(page, served, "b", "Dredger crew of nine lifted off")
    expect(rung).to_have_count(2)
    expect(rung.first).to_contain_text("Dredger crew of nine lifted off Dredgers · ")
    foot = page.locator(".bottom").bounding_box()
    place = page.locator("#rung").bounding_box()
    assert foot is not None
    assert place is not None
    assert foot["y"] + foot["height"] <= place["y"] + 1  # it covers nothing
    assert Axe().run(page).response["violations"] == []
    page.keyboard.press("g")
    expect(page.locator(".copy-title")).to_have_text("Dredger crew of nine lifted off")
    expect(rung).to_have_count(1)
    full_room.file(kill("kx", gone))
    expect(page.locator("#rung")).to_contain_text("KILLED: do not use it")
    expect(page.locator("#rung")).not_to_contain_text("Ormvik")
    page.locator("#rung").get_by_role("button", name="Seen").click()
    expect(page.locator("#rung")).to_be_hidden()
    expect(page.get_by_role("button", name="Bells are off")).to_be_visible()
    page.wait_for_timeout(200)
    assert {one.state for one in full_room.store.find_deliveries(channel="desk")} == {"acknowledged"}
    assert complaints == []


def test_what_is_read_is_found_again_after_a_reload(served: str, open_page: Callable[..., Page]) -> None:
    page = open_desk(open_page, served)
    row(page, BRIDGE).locator("time").click()
    expect(page.locator(".copy-title")).to_have_text(BRIDGE)
    page.reload()
    expect(page.locator(".copy-title")).to_have_text(BRIDGE)
    expect(page.locator(".column >> nth=0 >> .row.is-current .row-title")).to_have_text(BRIDGE)
    page.get_by_role("link", name="On the item's page").click()
    expect(page.locator("h1")).to_have_text(BRIDGE)
    page.go_back()
    expect(page.locator(".copy-title")).to_have_text(BRIDGE)
    page.keyboard.press("Escape")
    page.reload()
    expect(page.locator(".column").first.locator(".row").first).to_be_visible()
    expect(page.locator("#pane")).to_be_hidden()


def test_headlines_stand_on_one_line_or_on_two(served: str, open_page: Callable[..., Page]) -> None:
    page = open_desk(open_page, served)
    one = page.locator(".column >> nth=0 >> .row").first
    low = one.bounding_box()
    page.keyboard.press("Control+k")
    page.keyboard.type("on two")
    page.keyboard.press("Enter")
    high = one.bounding_box()
    assert low is not None
    assert high is not None
    assert high["height"] > low["height"]
    page.reload()
    expect(one).to_be_visible()
    again = one.bounding_box()
    assert again is not None
    assert again["height"] == high["height"]


def test_escape_leaves_a_field_for_the_copy_or_the_lines(served: str, open_page: Callable[..., Page]) -> None:
    page = open_desk(open_page, served)
    row(page, BRIDGE).locator("time").click()
    expect(page.locator(".copy-title")).to_have_text(BRIDGE)
    page.keyboard.press("n")
    expect(page.get_by_label("Note to the other editors")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#pane-body")).to_be_focused()
    page.keyboard.press("/")
    page.keyboard.press("Escape")
    assert page.evaluate("!!document.activeElement.closest('.rows')")
