"""The reading site in a real browser: live, resumable, remembered, and whole without script."""

import re
from collections.abc import Callable
from datetime import timedelta

import httpx
import pytest
from playwright.sync_api import Page, expect

from newsroom import BEARER, FLASH, Room, item, kill, lead, ninjs, placed, serving
from wireroom.model import Change, Marks

pytestmark = pytest.mark.browser
Open = Callable[..., Page]


def later(name: str, headline: str, *order: str, marks: Marks, text: str = "More of it."):
    """A newer version of the bridge story."""
    before = ("flash", "urgent", "lead1", "lead3", *order)
    return placed(
        item(name, headline, text, marks=marks, slugline="Harbour-Bridge"),
        chain="cbridge", story="sbridge", order=(*before, name),
        changes=(Change(kind="supersedes", target=before[-1], reason="newer"),),
    )  # fmt: skip


def expect_live(page: Page) -> None:
    expect(page.locator("#state")).to_have_text("live")


def test_a_flash_comes_in_at_the_top_without_a_reload(room: Room, open_page: Open, complaints: list[str]) -> None:
    with serving(room) as url:
        page = open_page(url)
        expect_live(page)
        page.evaluate("window.wasHere = true")
        room.file(placed(item("new", "PORT ON FIRE, MAYOR SAYS", marks=FLASH)))
        first = page.locator("#lines .line").first
        expect(first.locator(".line-title")).to_have_text("PORT ON FIRE, MAYOR SAYS")
        expect(first.locator(".badge")).to_have_text("FLASH")
        expect(first).to_have_class(re.compile("is-loud"))
        expect(page.locator("#say-now")).to_have_text("FLASH: PORT ON FIRE, MAYOR SAYS")
        assert first.locator("a").get_attribute("href") == "/item/new"
        assert page.evaluate("window.wasHere")
    assert complaints == []


def test_copy_of_another_day_is_no_news(room: Room, open_page: Open) -> None:
    with serving(room) as url:
        page = open_page(url)
        expect_live(page)
        room.file(placed(item("then", "Ferry sank here in 2016", "It sank.", at=room.now - timedelta(days=3000))))
        lines = page.locator("#lines .line-title")
        expect(lines.last).to_have_text("Ferry sank here in 2016")
        room.file(placed(item("now", "Ferry raised", "It was raised.")))
        expect(lines.first).to_have_text("Ferry raised")
        expect(page.locator("#say")).to_have_text("Ferry raised")


def test_copy_posted_over_http_is_on_an_open_page(room: Room, open_page: Open) -> None:
    with serving(room) as url:
        page = open_page(url)
        expect_live(page)
        first, newer = "FLASH: Ferry sinks off Port Example", "URGENT: Ferry sinks off Port Example, police say"
        line = page.locator("#lines .line").first
        for name, headline, mark in (("ferry1", first, "FLASH"), ("ferry2", newer, "URGENT")):
            room.now += timedelta(minutes=2)
            at = room.now.strftime("%Y-%m-%dT%H:%M:%SZ")
            copy = ninjs(name, headline, "A ferry sank off Port Example.", versioncreated=at, slugline="Ferry-Example")
            httpx.post(f"{url}/api/v1/dispatches", content=copy, headers=BEARER).raise_for_status()
            expect(line.locator(".badge")).to_have_text(mark)
            expect(line.locator(".line-title")).to_contain_text("Ferry sinks off Port Example")
        expect(page.locator("#lines .line")).to_have_count(3)


def test_a_newer_version_takes_its_chains_line_up(room: Room, open_page: Open) -> None:
    with serving(room) as url:
        page = open_page(url)
        expect_live(page)
        room.file(later("lead4", "15 hurt as cargo ship strikes harbour bridge", marks=lead(4)))
        titles = page.locator("#lines .line-title")
        expect(titles).to_have_text(
            ["15 hurt as cargo ship strikes harbour bridge", "Ship hits bridge in Harbour City"]
        )
        expect(page.locator("#lines .line-by").first).to_contain_text("5 versions")
        expect(page.locator("#say")).to_contain_text("4th LD: 15 hurt")


def test_live_lines_look_like_those_of_the_server(room: Room, open_page: Open) -> None:
    with serving(room) as url:
        page = open_page(url)
        expect_live(page)
        kinds = [
            FLASH,
            Marks(rank="urgent", label="Urgent"),
            lead(2),
            Marks(genre="feature", label="Feature"),
            Marks(actions=("correction",), label="CORRECTED"),
            Marks(),
        ]
        for n, marks in enumerate(kinds):
            room.file(placed(item(f"k{n}", f"Matter {n}", marks=marks)))
        expect(page.locator("#lines .line")).to_have_count(8)
        read = """() => [...document.querySelectorAll("#lines .line")].map((line) => [
            line.querySelector(".badge")?.className, line.querySelector(".badge")?.textContent, line.classList.contains("is-loud"),
            line.querySelector(".line-title").textContent, line.querySelector(".line-by").textContent.trim().replace(/\\s+/g, " "),
            line.querySelector("time").textContent, line.dataset.item, line.dataset.chain])"""
        live = page.evaluate(read)
        page.reload()
        expect_live(page)
        assert live == page.evaluate(read)


def test_newer_stories_come_when_they_are_asked_for(room: Room, open_page: Open) -> None:
    with serving(room) as url:
        page = open_page(url)
        expect_live(page)
        more = page.get_by_role("button", name="Newer stories have come in")
        expect(more).to_be_hidden()
        room.file(placed(item("new", "Something new", "Some words of it.")))
        more.click()
        expect(page.locator(".card h3")).to_have_text(["12 hurt as cargo ship strikes harbour bridge", "Something new"])
        expect(more).to_be_hidden()


def test_it_can_be_paused(room: Room, open_page: Open) -> None:
    with serving(room) as url:
        page = open_page(url)
        expect_live(page)
        page.get_by_role("button", name="Pause").click()
        room.file(placed(item("new", "Something new")))
        expect(page.locator("#waiting")).to_have_text("1 new line waits")
        expect(page.locator("#lines .line")).to_have_count(2)
        page.locator("#waiting").click()
        expect(page.locator("#lines .line-title").first).to_have_text("Something new")
        expect(page.locator("#waiting")).to_be_hidden()


def test_after_a_cut_nothing_is_missing(room: Room, open_page: Open) -> None:
    with serving(room) as url:
        page = open_page(url)
        expect_live(page)
        port = int(url.rpartition(":")[2])
    expect(page.locator("#state")).to_contain_text("cut off since")
    for n in range(30):
        room.file(placed(item(f"m{n}", f"Matter {n}")))
    with serving(room, port=port):
        expect(page.locator("#state")).to_have_text("live", timeout=15_000)
        room.file(placed(item("m30", "Matter 30")))
        expect(page.locator("#lines .line-title").first).to_have_text("Matter 30")
        titles = page.locator("#lines .line-title").all_text_contents()
    assert titles[:31] == [f"Matter {n}" for n in range(30, -1, -1)]
    assert len(titles) == 33


def test_text_size_is_remembered(room: Room, open_page: Open) -> None:
    with serving(room) as url:
        page = open_page(url + "/item/lead3")
        size = "() => parseFloat(getComputedStyle(document.querySelector('.body')).fontSize)"
        before = page.evaluate(size)
        page.get_by_role("button", name="Larger text").click()
        page.get_by_role("button", name="Larger text").click()
        larger = page.evaluate(size)
        assert larger > before * 1.3
        page.goto(url + "/item/lead1")
        assert page.evaluate(size) == larger
        page.get_by_role("button", name="Normal text").click()
        page.reload()
        assert page.evaluate(size) == before


def test_colours_are_remembered(room: Room, open_page: Open) -> None:
    with serving(room) as url:
        page = open_page(url, color_scheme="light")
        paper = "() => getComputedStyle(document.body).backgroundColor"
        light = page.evaluate(paper)
        page.get_by_role("button", name="Dark page").click()
        dark = page.evaluate(paper)
        assert dark != light
        page.goto(url + "/about")
        assert page.evaluate(paper) == dark
        page.get_by_role("button", name="Light page").click()
        assert page.evaluate(paper) == light


def test_times_are_in_the_readers_zone(room: Room, open_page: Open) -> None:
    with serving(room) as url:
        berlin, tokyo = (open_page(url, timezone_id=zone) for zone in ("Europe/Berlin", "Asia/Tokyo"))
        at = [page.locator("#lines time").first for page in (berlin, tokyo)]
        assert at[0].get_attribute("datetime") == at[1].get_attribute("datetime")
        assert at[0].text_content() != at[1].text_content()
        expect(tokyo.locator("[data-zone]").first).to_have_text("Asia/Tokyo")


def test_versions_are_compared_in_place(room: Room, open_page: Open, complaints: list[str]) -> None:
    with serving(room) as url:
        page = open_page(url + "/item/lead3")
        page.evaluate("window.wasHere = true")
        page.get_by_role("link", name="compare with 1st LD").click()
        expect(page.locator("#changes h3")).to_contain_text("What changed since 1st LD")
        expect(page.locator("#changes .number").first).to_have_text("Five → 12")
        page.get_by_role("link", name="compare with FLASH").click()
        expect(page.locator("#changes h3")).to_contain_text("What changed since FLASH")
        assert page.url.endswith("?against=flash#changes")
        assert page.evaluate("window.wasHere")
    assert complaints == []


def test_a_returning_reader_is_told_what_to_compare_with(room: Room, open_page: Open) -> None:
    with serving(room) as url:
        page = open_page(url + "/item/lead1")
        page.goto(url + "/item/lead3")
        page.get_by_role("link", name="See what changed since you read it").click()
        expect(page.locator("#changes h3")).to_contain_text("What changed since 1st LD")


def test_an_open_item_tells_of_a_newer_version(room: Room, open_page: Open) -> None:
    with serving(room) as url:
        page = open_page(url + "/item/lead3")
        expect_live(page)
        expect(page.locator("#newer")).to_be_hidden()
        room.file(later("lead4", "15 hurt as cargo ship strikes harbour bridge", marks=lead(4)))
        expect(page.locator("#newer")).to_contain_text("A newer version is in: 4th LD: 15 hurt")


def test_killed_words_leave_an_open_page(room: Room, open_page: Open) -> None:
    room.file(placed(item("bank", "Bank manager missing", "The manager is missing.")))
    with serving(room) as url:
        front, page = open_page(url), open_page(url + "/item/bank")
        expect_live(front)
        expect_live(page)
        room.file(kill("killbank", "bank", chain="cbank", story="sbank", order=("bank", "killbank")))
        expect(page.locator("h1")).to_have_text("Killed by Norrland Press")
        expect(front.locator("#lines .line.is-killed .line-title")).to_have_text("Killed by Norrland Press")
        assert "manager" not in front.content()
        assert "manager" not in page.content()


def test_all_of_it_without_script(room: Room, open_page: Open) -> None:
    with serving(room) as url:
        page = open_page(url, java_script_enabled=False)
        expect(page.locator("#lines .line")).to_have_count(2)
        expect(page.locator("#pause")).to_be_hidden()
        expect(page.locator("#theme")).to_be_hidden()
        expect(page.locator("[data-zone]").first).to_have_text("UTC")
        page.get_by_role("link", name="12 hurt as cargo ship strikes harbour bridge").first.click()
        expect(page.locator("h1")).to_have_text("12 hurt as cargo ship strikes harbour bridge")
        expect(page.locator("#sizes")).to_be_hidden()
        expect(page.locator(".track .stop")).to_have_count(5)
        page.get_by_role("link", name="compare with Urgent").click()
        expect(page.locator("#changes h3")).to_contain_text("What changed since Urgent")
        expect(page.locator("#changes ins").first).to_be_visible()
        page.get_by_role("link", name="The whole story").click()
        expect(page.locator(".lane-lists .line")).to_have_count(5)
        page.get_by_role("searchbox").fill("divers")
        page.get_by_role("button", name="Find").click()
        expect(page.locator(".results .line")).to_have_count(1)
