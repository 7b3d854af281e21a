"""The demo's big story on its page: by keyboard, by screen reader, on a phone, and live."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from newsroom import Room, item, kill, placed, serving
from wireroom.config import Config
from wireroom.demo import STYLES, load_day
from wireroom.model import Dispatch
from wireroom.room import open_room


@pytest.fixture(scope="module")
def demo() -> Iterator[tuple[str, str]]:
    """The address of a room after the invented day, and its big story."""
    start = datetime.now(UTC) - timedelta(minutes=240)
    clock = [start]
    room = open_room(Config(styles=STYLES), clock=lambda: clock[0], in_memory=True)
    for dispatch in load_day(start):
        clock[0] = dispatch.at
        room.seat.take(
            [Dispatch.of(dispatch.data, source=dispatch.source, received_at=clock[0], filename=dispatch.filename)]
        )
    top = max(room.store.ticker(100, now=clock[0]), key=lambda line: line.n_versions).filed
    shown = Room()
    shown.store, shown.now = room.store, clock[0]
    with serving(shown) as url:
        yield url, top.story


def test_the_timeline_is_walked_by_keyboard(demo: tuple[str, str], open_page: Callable[..., Page]) -> None:
    url, story = demo
    page = open_page(f"{url}/story/{story}")
    stops = page.locator("svg.lanes a")
    assert stops.count() >= 20
    page.locator("h1 a").focus()
    page.keyboard.press("Tab")
    for number in range(3):
        assert page.evaluate("document.activeElement.closest('svg.lanes') !== null"), number
        page.keyboard.press("Tab")
    stops.first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/item/*")


def test_a_screen_reader_is_told_all_of_it(demo: tuple[str, str], open_page: Callable[..., Page]) -> None:
    url, story = demo
    page = open_page(f"{url}/story/{story}")
    timeline = page.get_by_role("group", name="Timeline")
    lane = timeline.get_by_role("group", name="Norrland Press")
    expect(lane.get_by_role("link").first).to_have_accessible_name(
        re.compile(r"Norrland Press, \d\d:\d\d UTC FLASH: FERRY HITS")
    )
    assert timeline.get_by_role("link", name="Killed").count() == 1
    for heading in ("Timeline", "What they tell", "Who said what", "All of it"):
        expect(page.get_by_role("heading", name=heading, exact=True)).to_be_visible()
    first = page.get_by_role("table", name="Who filed first")
    assert first.get_by_role("row").count() == 6
    assert "Dead" in page.get_by_role("table", name="Where the agencies differ").inner_text()
    assert page.get_by_role("heading", level=1).count() == 1
    assert "engineer arrested" not in page.content().lower()


def test_it_fits_a_phone(demo: tuple[str, str], open_page: Callable[..., Page]) -> None:
    url, story = demo
    page = open_page(f"{url}/story/{story}", viewport={"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_what_comes_in_is_said_politely_and_kills_leave_at_once(room: Room, open_page: Callable[..., Page]) -> None:
    with serving(room) as url:
        page = open_page(f"{url}/story/sbridge")
        page.wait_for_timeout(300)
        more = item("coast9", "Bridge to open at dawn", "It will open.", agency="coast", agency_name="Coast Wire")
        room.file(placed(more, story="sbridge"))
        say = page.locator("#story-say[aria-live=polite]")
        expect(say).to_have_text("New from Coast Wire: Bridge to open at dawn")
        page.get_by_role("button", name="Show it").click()
        expect(page.get_by_role("heading", name="New since you last looked")).to_be_visible()
        expect(page.locator("#since .line-title")).to_have_text("Bridge to open at dawn")
        room.file(kill("kcoast9", "coast9", chain="ccoast9", story="sbridge", order=("coast9", "kcoast9")))
        expect(page.locator("#story")).not_to_contain_text("Bridge to open at dawn")


def test_who_comes_back_is_shown_what_is_new(room: Room, open_page: Callable[..., Page]) -> None:
    with serving(room) as url:
        page = open_page(f"{url}/story/sbridge")
        page.goto("about:blank")
        room.file(placed(item("later", "Bridge open again", "It is open."), story="sbridge"))
        page.goto(f"{url}/story/sbridge")
        expect(page.locator("#since .line-title")).to_have_text("Bridge open again")


def test_live_lines_obey_the_readers_choice(room: Room, open_page: Callable[..., Page]) -> None:
    with serving(room) as url:
        page = open_page(f"{url}/?by=story")
        expect(page.locator("#state")).to_have_text("live")
        third = item("third1", "Third agency on bridge", "It is shut.", agency="third", agency_name="Third Wire")
        room.file(placed(third, story="sbridge"))
        expect(page.locator('#lines [data-story="sbridge"]')).to_have_count(1)
        expect(page.locator("#lines .line").first).to_contain_text("3 agencies")
