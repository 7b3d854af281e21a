"""Watches in a browser: made from a search, tried on the last day, and a page that rings at the invented day's FLASH."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from browser.faults import find_faults
from browser.test_editor_pages import sign_in
from newsroom import Room, item, kill, placed, serving
from wireroom.demo import FLASH_MINUTE, load_day
from wireroom.model import Dispatch, OutChannel, QuietHours, Watch

pytestmark = pytest.mark.browser
#: counts the strokes that would be heard: one deep partial each
COUNT = """
window.strokes = 0;
const start = OscillatorNode.prototype.start;
OscillatorNode.prototype.start = function (at) { if (this.frequency.value === 1250) window.strokes++; return start.call(this, at); };
"""


@pytest.fixture
def url(room: Room) -> Iterator[str]:
    room.now = datetime.now(UTC)
    with serving(room) as found:
        yield found


def play_flash(room: Room) -> None:
    """Play the minute of the invented day in which the big story breaks."""
    day = load_day(room.now - timedelta(minutes=FLASH_MINUTE))
    for sent in day:
        if abs((sent.at - room.now).total_seconds()) < 40:
            arrived = Dispatch.of(sent.data, source=sent.source, received_at=room.now, filename=sent.filename)
            room.intake.submit(arrived).result(10)


def test_watch_made_from_a_search_rings_at_the_flash(
    url: str, room: Room, open_page: Callable[..., Page], complaints: list[str]
) -> None:
    page = open_page(f"{url}/login")
    page.add_init_script(COUNT)
    sign_in(page, url, "/search")
    page.get_by_label("Search the archive").fill("bridge")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Watch this search").click()
    expect(page.locator("#trial")).to_contain_text("Would have rung")
    page.get_by_label("Name", exact=True).fill("The bridge")
    page.get_by_role("button", name="Try it on the last day").click()
    expect(page.locator("#trial")).to_contain_text("Would have rung 5 times")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("link", name="The bridge")).to_be_visible()
    page.get_by_role("button", name="Turn bells on").click()
    expect(page.locator("#bells-state")).to_contain_text("Bells are on")
    page.goto(url)
    page.locator("h1").first.wait_for()
    page.wait_for_function("document.getElementById('state').dataset.state === 'live'")
    page.mouse.click(5, 5)  # browsers are silent until a page was touched
    play_flash(room)
    ring = page.locator("#rung")
    expect(ring).to_be_visible()
    expect(ring.get_by_role("alert")).to_contain_text("FLASH")
    expect(ring.get_by_role("alert")).to_contain_text("The bridge")
    expect(ring.get_by_role("alert")).to_contain_text("10 bells")
    page.wait_for_function("window.strokes >= 10")
    ring.get_by_role("button", name="Seen").click()
    expect(ring).to_be_hidden()
    page.wait_for_timeout(200)
    assert {row.state for row in room.store.find_deliveries(channel="desk")} == {"acknowledged"}
    assert complaints == []


def test_bells_are_off_until_they_are_turned_on(url: str, room: Room, open_page: Callable[..., Page]) -> None:
    room.alerts.save_watch(Watch(name="The bridge", query="bridge"))
    page = open_page(f"{url}/login")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    sign_in(page, url, "/")
    page.wait_for_function("document.getElementById('state').dataset.state === 'live'")
    play_flash(room)
    expect(page.locator("#lines")).to_contain_text("FLASH")
    assert page.locator("#rung").count() == 0
    assert not [path for path in asked if "/alerts" in path]


def test_kill_rings_without_a_word_of_the_copy_and_bells_go_off(
    url: str, room: Room, open_page: Callable[..., Page], complaints: list[str]
) -> None:
    room.alerts.save_watch(Watch(name="Banks", query="bank"))
    page = open_page(f"{url}/login")
    sign_in(page, url, "/watches")
    page.get_by_role("button", name="Turn bells on").click()
    page.wait_for_timeout(300)
    sent = room.alerts.find_watches()
    assert [watch.name for watch in sent] == ["Banks"]
    answer = page.request.post(
        f"{url}/api/v1/dispatches?source=t", data='{"uri":"urn:x:1","version":"1","headline":"Bank manager missing"}',
        headers={"origin": url},
    )  # fmt: skip
    id = answer.json()["items"][0]
    expect(page.locator("#rung")).to_contain_text("Bank manager missing")
    room.file(kill("kx", id))
    expect(page.locator("#rung")).to_contain_text("KILLED: do not use it")
    expect(page.locator("#rung")).not_to_contain_text("manager")
    page.get_by_role("button", name="Turn bells off").click()
    expect(page.locator("#rung")).to_be_hidden()
    assert complaints == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_pages_of_watches_have_no_fault(
    url: str, room: Room, open_page: Callable[..., Page], complaints: list[str], scheme: str, width: int
) -> None:
    settings = {"url": "https://paper.example/a/rather/long/path/to/the/hook", "secret": "sixteen letters and more"}
    room.alerts.save_channel(OutChannel(name="hook", kind="webhook", settings=settings))
    quiet = QuietHours(start="22:00", end="06:00", zone="Europe/Stockholm")
    room.alerts.save_watch(
        Watch(name="Banks", query="bank OR insurer NOT sport", channels=("desk", "hook"), quiet=quiet, folder="City")
    )
    room.alerts.save_watch(Watch(name="Off", query="ferry", is_off=True))
    room.file(placed(item("b1", "Bank closes"), rings=room.desk.rings_of(room.store.ticker(1, now=room.now)[0].filed)))
    room.alerts.test_channel("hook")
    page = open_page(f"{url}/login", color_scheme=scheme, viewport={"width": width, "height": 800})
    sign_in(page, url)
    faults = []
    for path in ("/watches", "/watches/new?q=bridge", "/admin/deliveries"):
        page.goto(url + path)
        page.wait_for_function("document.getElementById('theme').hidden === false")
        faults += find_faults(page, path, width)
    assert faults == []
    assert complaints == []
