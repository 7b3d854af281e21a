"""What a screen reader is told: taken from Chromium's accessibility tree, as assistive technology gets it."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from newsroom import FLASH, TOKEN, URGENT, Room, item, kill, placed, serving

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


def test_a_kill_is_said_without_its_words_and_so_is_that_of_what_was_withdrawn(
    room: Room, open_page: Callable[..., Page]
) -> None:
    with serving(room) as url:
        page = open_page(url)
        expect(page.locator("#state")).to_have_text("live")
        room.file(placed(item("bank", "Bank manager missing", "Words.", marks=URGENT)))
        wait_for(page, "say", "missing")
        room.file(kill("w", "bank", kind="withdraws", chain="cbank", story="sbank", order=("bank", "w")))
        wait_for(page, "say", "An item was withdrawn by Norrland Press: it must not be used.")
        room.file(kill("k", "bank", chain="cbank", story="sbank", order=("bank", "w", "k")))
        wait_for(page, "say", "An item that was withdrawn is killed now by Norrland Press: it must not be used.")
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


def sit_down(open_page: Callable[..., Page], url: str) -> Page:
    page = open_page(f"{url}/login?next=/desk")
    page.get_by_label("Your name").fill("Anna")
    page.get_by_label("The room's token").fill(TOKEN)
    page.keyboard.press("Enter")
    expect(page.locator("#state")).to_have_attribute("data-state", "live")
    expect(page.locator(".row").first).to_be_visible()
    return page


def test_the_desk_says_flashes_kills_and_alarms_at_once(room: Room, open_page: Callable[..., Page]) -> None:
    with serving(room) as url:
        page = sit_down(open_page, url)
        room.file(placed(item("loud", "PORT CLOSED, POLICE SAY", marks=FLASH)))
        wait_for(page, "say-now", "PORT CLOSED")
        assert regions(page)["assertive"] == "FLASH: PORT CLOSED, POLICE SAY, Norrland Press"
        room.file(kill("killloud", "loud", chain="cloud", story="sloud", order=("loud", "killloud")))
        wait_for(page, "say-now", "Killed")
        assert regions(page)["assertive"] == "Killed: PORT CLOSED, POLICE SAY, Norrland Press"
        room.file(
            placed(item("plan", "The plan", "Words."), is_held_open=True, alarms=("held until an editor frees it",))
        )
        wait_for(page, "say-now", "Alarm")
        assert regions(page)["assertive"] == "Alarm: held until an editor frees it"


def test_the_desk_says_when_what_was_withdrawn_is_killed(room: Room, open_page: Callable[..., Page]) -> None:
    with serving(room) as url:
        page = sit_down(open_page, url)
        room.file(placed(item("bank", "Bank manager missing", "Words.")))
        expect(page.locator(".row").first).to_contain_text("Bank manager missing")
        room.file(kill("w", "bank", kind="withdraws", chain="cbank", story="sbank", order=("bank", "w")))
        wait_for(page, "say-now", "Withdrawn: Bank manager missing, Norrland Press")
        room.file(kill("k", "bank", chain="cbank", story="sbank", order=("bank", "w", "k")))
        wait_for(page, "say-now", "Withdrawn before, and now killed: Bank manager missing, Norrland Press")


def test_the_desk_says_politely_what_was_done(room: Room, open_page: Callable[..., Page]) -> None:
    with serving(room) as url:
        page = sit_down(open_page, url)
        page.locator(".rows").first.focus()
        page.keyboard.press("h")
        wait_for(page, "say", "Seen")
        assert regions(page)["polite"] == "Seen"
        assert "assertive" not in regions(page)
        page.keyboard.press("p")
        wait_for(page, "say", "Paused")
        assert regions(page)["polite"] == "Paused"


def test_a_row_of_the_desk_says_its_mark_its_headline_and_its_agency(
    room: Room, open_page: Callable[..., Page]
) -> None:
    with serving(room) as url:
        page = sit_down(open_page, url)
        session = page.context.new_cdp_session(page)
        session.send("Accessibility.enable")
        nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    rows = [node["name"]["value"] for node in nodes if node.get("role", {}).get("value") == "article"]
    assert any(
        row.startswith("3rd LD, 12 hurt as cargo ship strikes harbour bridge, Norrland Press") for row in rows
    ), rows
