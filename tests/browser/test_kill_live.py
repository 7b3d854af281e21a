"""A kill that is posted over HTTP, seen in a page that is open: no reload, no word left, within a second."""

import time
from collections.abc import Callable
from datetime import timedelta

import httpx
import pytest
from playwright.sync_api import Page, expect

from newsroom import BEARER, Room, ninjs, serving

pytestmark = pytest.mark.browser

HEADLINE = "Harbour treasurer Kellmark held over missing dredging funds"
LIMIT_S = 1.0


def test_a_posted_kill_changes_the_open_front_page(
    room: Room, open_page: Callable[..., Page], complaints: list[str]
) -> None:
    def post(name: str, headline: str, text: str) -> str:
        room.now += timedelta(minutes=2)
        copy = ninjs(name, headline, text, versioncreated=room.now.strftime("%Y-%m-%dT%H:%M:%SZ"))
        told = httpx.post(f"{url}/api/v1/dispatches", content=copy, headers=BEARER).raise_for_status().json()
        return told["items"][0]

    with serving(room) as url:
        page = open_page(url)
        expect(page.locator("#state")).to_have_text("live")
        page.evaluate("window.wasHere = true")
        item = post("treasurer", f"FLASH: {HEADLINE}", "The treasurer, Odd Kellmark, was held on Sunday, police said.")
        line = page.locator(f'#lines .line[data-item="{item}"]')
        expect(line.locator(".line-title")).to_have_text(HEADLINE)
        # from here on the page itself notes when the last of the words has gone
        page.evaluate(
            "new MutationObserver((_, watch) => { if (document.body.textContent.includes('Kellmark')) return;"
            " window.goneAt = Date.now(); watch.disconnect(); })"
            ".observe(document.body, {childList: true, subtree: true, characterData: true})"
        )
        began = time.time()
        post("kill", f"KILL: {HEADLINE}", f'Editors: kill the story "{HEADLINE}". It is wrong.')
        expect(line.locator(".line-title")).to_have_text("Killed by Norrland Press")
        expect(line.locator(".badge")).to_have_text("Killed")
        took = page.evaluate("window.goneAt") / 1000 - began
        print(f"\nkill sent -> words gone from the open page: {took * 1000:.0f} ms")
        assert took < LIMIT_S
        assert "Kellmark" not in page.content()
        assert page.evaluate("window.wasHere")
    assert complaints == []


def test_a_posted_kill_is_over_every_door_within_a_second(
    room: Room, open_page: Callable[..., Page], complaints: list[str]
) -> None:
    """Open before the kill: the item's page and a live stream. Asked after it: every page, feed, search, API call and form."""

    def post(client: httpx.Client, name: str, headline: str, text: str) -> str:
        room.now += timedelta(minutes=2)
        copy = ninjs(name, headline, text, versioncreated=room.now.strftime("%Y-%m-%dT%H:%M:%SZ"))
        told = client.post("/api/v1/dispatches", content=copy, headers=BEARER).raise_for_status().json()
        return told["items"][0]

    with serving(room) as url, httpx.Client(base_url=url, timeout=10) as client:
        item = post(
            client, "treasurer", f"FLASH: {HEADLINE}", "The treasurer, Odd Kellmark, was held on Sunday, police said."
        )
        place = client.get(f"/api/v1/items/{item}").json()
        doors = [
            "/", f"/item/{item}", f"/story/{place['story']}", "/search?q=treasurer", "/feeds/wire.rss", "/feeds/wire.atom",
            "/feeds/wire.json", "/feeds/wire.json?q=treasurer", "/api/v1/items", "/api/v1/items?q=treasurer", f"/api/v1/items/{item}",
            f"/items/{item}.ninjs", f"/items/{item}.newsml-g2", f"/items/{item}.txt", f"/api/v1/chains/{place['chain']['id']}",
            "/api/v1/stories", f"/api/v1/stories/{place['story']}",
        ]  # fmt: skip
        assert [door for door in doors if "Kellmark" not in client.get(door).text] == []
        page = open_page(f"{url}/item/{item}")
        expect(page.locator("h1")).to_have_text(HEADLINE)
        expect(page.locator("#state")).to_have_text("live")
        with httpx.stream("GET", f"{url}/api/v1/wire", timeout=10) as live:
            began = time.monotonic()
            post(client, "kill", f"KILL: {HEADLINE}", f'Editors: kill the story "{HEADLINE}". It is wrong.')
            told = next(line for line in live.iter_lines() if '"killed"' in line)
            streamed = time.monotonic() - began
        left = [door for door in doors if "Kellmark" in client.get(door).text]
        asked = time.monotonic() - began
        expect(page.locator("h1")).to_have_text("Killed by Norrland Press")
        seen = time.monotonic() - began
        with httpx.stream("GET", f"{url}/api/v1/wire?after=0", timeout=10) as again:
            resumed = []
            for line in again.iter_lines():
                resumed.append(line)
                if '"killed"' in line:
                    break
        print(
            f"\nkill sent -> stream {streamed * 1000:.0f} ms, {len(doors)} doors {asked * 1000:.0f} ms, page {seen * 1000:.0f} ms"
        )
        assert left == []
        assert "Kellmark" not in told + "".join(resumed) + page.content()
        assert max(streamed, asked, seen) < LIMIT_S
    assert [said for said in complaints if "410" not in said] == []
