"""Two editors in two browsers: what one does, the other sees; within a second, by the median of `test_how_long_it_takes`."""

import time
from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from newsroom import TOKEN, Room, serving

pytestmark = pytest.mark.browser
BRIDGE = "12 hurt as cargo ship strikes harbour bridge"
#: milliseconds of patience: a busy machine is no fault
SOON = 10_000


@pytest.fixture
def served(full_room: Room) -> Iterator[str]:
    with serving(full_room) as url:
        yield url


def sit_down(open_page: Callable[..., Page], url: str, name: str, desk: str = "", **settings: object) -> Page:
    page = open_page(f"{url}/login?next=/desk", **settings)
    page.get_by_label("Your name").fill(name)
    if desk:
        page.get_by_label("Desk").fill(desk)
    page.get_by_label("The room's token").fill(TOKEN)
    page.keyboard.press("Enter")
    expect(page.locator("#state")).to_have_attribute("data-state", "live")
    return page


def bridge(page: Page) -> object:
    return page.locator(".column").first.locator(".row", has_text=BRIDGE)


def read(page: Page) -> None:
    bridge(page).locator("time").click()
    expect(page.locator(".copy-title")).to_have_text(BRIDGE)
    expect(page.locator("#together-taken button").first).to_be_visible()
    if not page.get_by_label("Note to the other editors").is_visible():
        page.get_by_text("Note, collect, send").click()


def test_two_editors_see_the_same(
    full_room: Room, served: str, open_page: Callable[..., Page], complaints: list[str]
) -> None:
    anna = sit_down(open_page, served, "Anna", "foreign desk")
    bert = sit_down(open_page, served, "Bert")
    expect(anna.locator("#here")).to_have_text("here: Bert", timeout=SOON)
    read(anna)
    expect(bridge(bert).locator(".sign-who")).to_have_text("Anna reads", timeout=SOON)
    read(bert)
    expect(anna.locator("#together-who")).to_have_text("Reading it now: Bert", timeout=SOON)
    # taken
    anna.locator("#together-taken").get_by_role("button", name="Take it").click()
    expect(bridge(bert).locator(".sign-taken")).to_have_text("taken: foreign desk", timeout=SOON)
    expect(bert.locator("#together-taken")).to_contain_text("Taken by Anna, foreign desk", timeout=SOON)
    expect(bert.locator("#say")).to_have_text(f"Anna, foreign desk has taken {BRIDGE}")
    # a note, while Bert writes one of his own, which stays
    bert.get_by_label("Note to the other editors").fill("I ring the")
    anna.get_by_label("Note to the other editors").fill("The figure is of the police, not of the hospital.")
    anna.get_by_role("button", name="Note it").click()
    expect(bert.locator("#together-lines")).to_contain_text(
        "Anna, foreign desk: The figure is of the police", timeout=SOON
    )
    expect(bridge(bert).locator(".sign-note")).to_have_text("note", timeout=SOON)
    expect(bert.get_by_label("Note to the other editors")).to_have_value("I ring the")
    # a collection
    anna.get_by_label("Its name").fill("Sunday paper")
    anna.get_by_role("button", name="Put it in").click()
    expect(bert.locator("#together-lines").get_by_role("link", name="Sunday paper")).to_be_visible(timeout=SOON)
    expect(bert.locator("#together-into")).to_contain_text("Sunday paper", timeout=SOON)
    # sent to the desk, marked by key, and all taken back by the other one
    bert.get_by_role("button", name="Send", exact=True).click()
    expect(anna.locator("#together-lines")).to_contain_text("Bert sent it by desk", timeout=SOON)
    bert.get_by_role("button", name="Take it over").click()
    expect(bridge(anna).locator(".sign-taken")).to_have_text("taken: Bert", timeout=SOON)
    bert.get_by_role("button", name="Put it back").click()
    expect(bridge(anna).locator(".sign-taken")).to_have_count(0, timeout=SOON)
    expect(anna.locator("#say")).to_have_text(f"Bert has put back {BRIDGE}")
    bert.get_by_role("button", name="Take off").first.click()
    expect(anna.locator("#together-lines")).not_to_contain_text("The figure is", timeout=SOON)
    # who closes the pane reads nothing, and who goes is gone
    bert.keyboard.press("Escape")
    bert.locator("#pane-body").focus()
    bert.keyboard.press("Escape")
    expect(anna.locator("#together-who")).to_have_text("", timeout=SOON)
    bert.goto(f"{served}/collections")
    expect(anna.locator("#here")).to_have_text("", timeout=SOON)
    assert complaints == []


def test_keys(full_room: Room, served: str, open_page: Callable[..., Page]) -> None:
    page = sit_down(open_page, served, "Anna")
    page.locator(".rows").first.focus()
    page.keyboard.press("End")
    page.keyboard.press("y")
    expect(bridge(page).locator(".sign-taken")).to_have_text("taken: you", timeout=SOON)
    page.keyboard.press("y")
    expect(bridge(page).locator(".sign-taken")).to_have_count(0, timeout=SOON)
    page.keyboard.press("l")
    expect(bridge(page).locator(".sign-later")).to_be_visible(timeout=SOON)
    page.keyboard.press("o")
    expect(page.get_by_text("Note, collect, send")).to_be_visible()
    expect(page.locator("#together-text")).to_be_hidden()
    page.keyboard.press("n")
    expect(page.locator("#together-text")).to_be_focused()
    page.keyboard.type("call them")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#together-lines")).to_contain_text("call them", timeout=SOON)


def test_how_long_it_takes(full_room: Room, served: str, open_page: Callable[..., Page]) -> None:
    anna, bert = sit_down(open_page, served, "Anna"), sit_down(open_page, served, "Bert")
    read(anna)
    took = []
    for turn in range(6):
        anna.get_by_label("Note to the other editors").fill(f"turn {turn}")
        began = time.perf_counter()
        anna.get_by_role("button", name="Note it").click()
        expect(bridge(bert).locator(".sign-note")).to_have_text("note" if turn == 0 else f"{turn + 1} notes")
        took.append(time.perf_counter() - began)
    print("a note until the other sees it, s:", sorted(round(each, 3) for each in took))
    assert sorted(took)[len(took) // 2] < 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_without_script_and_without_fault(
    full_room: Room, served: str, open_page: Callable[..., Page], scheme: str
) -> None:
    page = open_page(f"{served}/login?next=/item/lead3", java_script_enabled=False, color_scheme=scheme,
                     viewport={"width": 320, "height": 800})  # fmt: skip
    page.get_by_label("Your name").fill("Anna")
    page.get_by_label("The room's token").fill(TOKEN)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("button", name="Take it").click()
    expect(page.locator(".taken")).to_contain_text("Taken by Anna")
    page.get_by_label("Note to the other editors").fill("A note\nof two lines")
    page.get_by_role("button", name="Note it").click()
    page.get_by_label("New collection").fill("Sunday")
    page.get_by_role("button", name="Put it in").click()
    page.goto(f"{served}/collections")
    page.get_by_role("link", name="Sunday").click()
    expect(page.get_by_role("link", name=BRIDGE)).to_be_visible()
    address = page.url
    page.goto(f"{served}/admin/history?by=Anna")
    expect(page.locator(".decision")).to_have_count(4)
    tried = open_page(f"{served}/login", color_scheme=scheme, viewport={"width": 320, "height": 800})
    tried.get_by_label("Your name").fill("Anna")
    tried.get_by_label("The room's token").fill(TOKEN)
    tried.get_by_role("button", name="Sign in").click()
    expect(tried.locator(".who")).to_contain_text("Anna")
    faults = []
    for path in (f"{served}/collections", address, f"{served}/admin/history", f"{served}/item/lead3"):
        tried.goto(path)
        faults += [
            (path, found["id"], [node["target"] for node in found["nodes"][:3]])
            for found in Axe().run(tried).response["violations"]
        ]
        if tried.evaluate("document.documentElement.scrollWidth > innerWidth"):
            faults.append((path, "wider than 320 px", []))
    tried.goto(f"{served}/desk")
    read(tried)
    tried.wait_for_timeout(300)
    faults += [
        ("desk", found["id"], [node["target"] for node in found["nodes"][:3]])
        for found in Axe().run(tried).response["violations"]
    ]
    assert faults == []
