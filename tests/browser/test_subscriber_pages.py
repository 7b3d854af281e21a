"""Subscribers and recalls as people see them: no fault in light and dark, on a phone and a desk, and on paper."""

from collections.abc import Callable, Iterator

import httpx
import pytest
from playwright.sync_api import Page, expect

from browser.faults import find_faults
from newsroom import BEARER, TOKEN, Room, item, kill, placed, serving
from wireroom.store import Errand, Outcome, Ring

pytestmark = pytest.mark.browser
PAGES = (
    "/admin/subscribers",
    "/admin/recalls",
    "/admin/recall/story",
    "/admin/deliveries",
    "/admin/agencies",
    "/collections",
    "/watches",
)
CHANNEL = {"name": "hook", "kind": "webhook", "settings": {"url": "http://127.0.0.1:9/", "secret": "sixteen letters and more",
           "allow_private": "yes"}}  # fmt: skip


@pytest.fixture
def recalled(room: Room) -> Iterator[str]:
    """A room in which a paper had copy that was killed and does not yet know."""
    with serving(room) as url, httpx.Client(base_url=url, headers=BEARER) as client:
        client.post("/api/v1/channels", json=CHANNEL).raise_for_status()
        paper = {
            "name": "paper",
            "channel": "hook",
            "title": "The Harbour Paper",
            "query": "harbour OR bridge",
            "terms": "online only, 30 days",
        }
        client.post("/api/v1/subscribers", json=paper).raise_for_status()
        ring = Ring(subscriber="paper", name="paper", errands=(Errand(channel="hook", due_at=room.now),), kind="item")
        room.file(
            placed(item("story", "Mayor arrested over the bridge", "The mayor was arrested."), chain="c", rings=(ring,))
        )
        (had,) = room.store.turn([], {"hook": 10}, now=room.now).deliveries
        room.store.turn([Outcome(key=had.key, state="acknowledged")], {}, now=room.now)
        room.file(kill("notice", "story", chain="c", order=("story", "notice")))
        yield url


def sign_in(page: Page) -> None:
    page.get_by_label("Your name").fill("Anna")
    page.get_by_label("The room's token").fill(TOKEN)
    page.keyboard.press("Enter")
    expect(page.locator(".who")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_no_page_about_subscribers_has_a_fault(
    recalled: str, open_page: Callable[..., Page], complaints: list[str], scheme: str, width: int
) -> None:
    faults = []
    page = open_page(f"{recalled}/login?next=/admin", color_scheme=scheme, viewport={"width": width, "height": 800})
    sign_in(page)
    for path in PAGES:
        page.goto(recalled + path)
        page.wait_for_function("document.getElementById('theme').hidden === false")
        faults += find_faults(page, path, width)
    assert faults == []
    assert complaints == []


def test_a_recall_is_printed_whole_and_without_what_cannot_be_pressed(
    recalled: str, open_page: Callable[..., Page]
) -> None:
    page = open_page(f"{recalled}/login?next=/admin/recall/story", viewport={"width": 700, "height": 990})
    sign_in(page)
    expect(page.locator("h1")).to_contain_text("Mayor arrested over the bridge")
    page.emulate_media(media="print", color_scheme="dark")
    assert [one for one in page.locator("button, input").all() if one.is_visible()] == []
    expect(page.locator(".ledger-table")).to_be_visible()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.locator(".ledger-table").evaluate("(table) => table.scrollWidth <= table.parentElement.clientWidth + 1")
