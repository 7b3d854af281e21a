"""Pages that other pages lead to and no other test opens: those that ask before removing, forms of what there is, refusals."""

from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Page, expect

from browser.faults import find_faults
from newsroom import BEARER, TOKEN, Room, file_bridge, kill, serving
from wireroom.model import Editor

pytestmark = pytest.mark.browser
ANNA = Editor(name="Anna", desk="foreign desk")
LONG = "a-name-as-long-as-a-name-may-be-" * 2
HOOKS = ("hook", LONG)


@pytest.fixture
def asking(tmp_path: Path) -> Room:
    """A room with a channel, a subscriber, a watch, a collection and an order that found nothing."""
    room = Room(data=tmp_path)
    file_bridge(room)
    room.file(kill("lost", "nothing", alarms=('Norrland Press kills "Lost", and nothing we hold matches it',)))
    room.edits.together.open_collection("Harbour " * 9, by=ANNA)
    return room


def fill(client: httpx.Client) -> list[str]:
    """Make what can be removed; gives the pages that ask, and the rest of what nobody opens."""
    for name in HOOKS:
        settings = {"url": "http://127.0.0.1:9/in", "secret": "sixteen letters and more", "allow_private": "yes"}
        hook = {"name": name, "kind": "webhook", "settings": settings}
        client.post("/api/v1/channels", json=hook).raise_for_status()
    paper = {"name": "paper", "channel": "hook", "title": "The Harbour Paper " * 5, "query": "harbour OR bridge"}
    client.post("/api/v1/subscribers", json=paper).raise_for_status()
    watch = {"name": "Harbour " * 12, "query": "harbour", "channels": ["desk", LONG]}
    form = {"do": "add", "kind": "posted", "name": "coast", "agency": "ap"}
    assert client.post("/admin/sources", data=form).status_code == 303
    made = client.post("/api/v1/watches", json=watch).raise_for_status().json()["id"]
    return [
        "/admin/channels/hook/remove", f"/admin/channels/{LONG}/remove", "/admin/subscribers/paper/remove",
        f"/watches/{made}/remove", f"/watches/{made}", "/admin/sources/remove?name=coast", "/admin/deliveries?state=dead",
    ]  # fmt: skip


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_no_page_that_asks_has_a_fault(
    asking: Room, open_page: Callable[..., Page], complaints: list[str], scheme: str, width: int
) -> None:
    faults = []
    with serving(asking) as url, httpx.Client(base_url=url, headers=BEARER) as client:
        paths = fill(client)
        paths += [f"/admin/alarms/{asking.store.alarms()[0].seq}", f"/collection/{asking.store.collections()[0].id}"]
        page = open_page(f"{url}/login", color_scheme=scheme, viewport={"width": width, "height": 800})
        page.get_by_label("Your name").fill("Anna")
        page.get_by_label("The room's token").fill(TOKEN)
        page.keyboard.press("Enter")
        expect(page.locator(".who")).to_be_visible()
        for path in paths:
            page.goto(url + path)
            page.wait_for_function("document.getElementById('theme').hidden === false")
            faults += find_faults(page, path, width)
    assert faults == []
    assert complaints == []
