"""What a screen reader is told: taken from Chromium's accessibility tree, as assistive technology gets it."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from newsroom import FLASH, URGENT, Room, item, kill, placed, serving

pytestmark = pytest.mark.browser


def regions(page: Page) -> dict[str, str]:
    """Give the live regions of a page with what they say: "polite" and "assertive"."""
    session = page.context.new_cdp_session(page)
    session.send("Accessibility.enable")
    nodes = {node["nodeId"]: node for node in session.send("Accessibility.getFullAXTree")["nodes"]}

    def text(node: dict) -> str:
        if node.get("role", {}).get("value") == "StaticText":
            return str(node.get("name", {}).get("value", ""))
        return "".join(text(nodes[child]) for child in node.get("childIds", ()) if child in nodes)

    found: dict[str, str] = {}
    for node in nodes.values():
        told = {prop["name"]: prop["value"].get("value") for prop in node.get("properties", ())}
        is_root = told.get("root") is None or told.get("root", {}) == node.get("backendDOMNodeId")
        if told.get("live") in ("polite", "assertive") and is_root and text(node):
            found[told["live"]] = " ".join((found.get(told["live"], "") + " " + text(node)).split())
    session.detach()
    return found


def wait_for(page: Page, place: str, words: str) -> None:
    expect(page.locator(f"#{place}")).to_contain_text(words)


def test_new_lines_are_said_politely_and_a_flash_at_once(room: Room, open_page: Callable[..., Page]) -> None:
    with serving(room) as url:
        page = open_page(url)
        expect(page.locator("#state")).to_have_text("live")
        room.file(placed(item("calm", "Talks go on", "Words.", marks=URGENT)))
        wait_for(page, "say", "Talks go on")
        assert "Urgent: Talks go on" in regions(page)["polite"]
        assert "Talks go on" not in regions(page).get("assertive", "")
        room.file(placed(item("loud", "PORT CLOSED, POLICE SAY", marks=FLASH)))
        wait_for(page, "say-now", "PORT CLOSED")
        assert regions(page)["assertive"] == "FLASH: PORT CLOSED, POLICE SAY"


def test_killed_words_are_not_said_any_more(room: Room, open_page: Callable[..., Page]) -> None:
    with serving(room) as url:
        page = open_page(url)
        expect(page.locator("#state")).to_have_text("live")
        room.file(placed(item("bank", "Bank manager missing", marks=FLASH)))
        wait_for(page, "say-now", "missing")
        room.file(kill("killbank", "bank", chain="cbank", story="sbank", order=("bank", "killbank")))
        expect(page.locator("#say-now")).to_have_text("")
        assert "missing" not in " ".join(regions(page).values())


def test_a_newer_version_is_said_on_the_page_that_is_read(room: Room, open_page: Callable[..., Page]) -> None:
    with serving(room) as url:
        page = open_page(f"{url}/item/lead3")
        expect(page.locator("#state")).to_have_text("live")
        newer = item("lead4", "14 hurt as ship strikes bridge", "Words.")
        order = ("flash", "urgent", "lead1", "lead3", "lead4")
        room.file(placed(newer, chain="cbridge", story="sbridge", order=order))
        wait_for(page, "newer", "14 hurt")
        assert "A newer version is in: 14 hurt as ship strikes bridge" in regions(page)["polite"]


def test_a_mark_says_what_it_means(room: Room, open_page: Callable[..., Page]) -> None:
    with serving(room) as url:
        page = open_page(f"{url}/item/flash")
        session = page.context.new_cdp_session(page)
        session.send("Accessibility.enable")
        nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    said = [node.get("description", {}).get("value", "") + node.get("name", {}).get("value", "") for node in nodes]
    assert any("Flash: the first word of news of the highest importance" in one for one in said)


def test_a_page_of_the_past_says_so_first(room: Room, open_page: Callable[..., Page]) -> None:
    with serving(room) as url:
        page = open_page(f"{url}/?as_of={room.now:%Y-%m-%dT%H:%M:%SZ}")
        first = page.locator("main > :first-child")
        assert first.get_attribute("aria-label") == "A page of the past"
        assert "As it stood at" in first.inner_text()
        page.wait_for_timeout(300)
        assert page.locator("#state").inner_text() == ""
