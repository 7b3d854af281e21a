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
