"""The desk in Chromium: keys, live rows that do not move under the eye, kills, sleep and cuts, phone, right-to-left copy."""

import contextlib
import re
import socket
from collections.abc import Callable, Iterator
from datetime import timedelta
from urllib.parse import quote

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Route, expect

from newsroom import FLASH, TOKEN, Room, item, kill, lead, placed, serving
from wireroom.model import Block, Change, Editor, Marks
from wireroom.web.feeds import ITEM_FORMS

pytestmark = pytest.mark.browser


def open_desk(open_page: Callable[..., Page], url: str, path: str = "/desk", **settings: object) -> Page:
    page = open_page(f"{url}/login?next={quote(path)}", **settings)
    page.get_by_label("Your name").fill("Anna")
    page.get_by_label("The room's token").fill(TOKEN)
    page.keyboard.press("Enter")
    expect(page.locator("#state")).to_have_attribute("data-state", "live")
    expect(page.locator(".column").first).to_be_visible()
    return page


@pytest.fixture
def served(full_room: Room) -> Iterator[str]:
    with serving(full_room) as url:
        yield url


def titles(page: Page, column: int = 0) -> list[str]:
    return page.locator(".column").nth(column).locator(".row-title").all_inner_texts()


def row(page: Page, words: str, column: int = 0) -> object:
    return page.locator(".column").nth(column).locator(".row", has_text=words)


def into_rows(page: Page, column: int = 0) -> None:
    page.locator(".rows").nth(column).focus()


def test_every_key(full_room: Room, served: str, open_page: Callable[..., Page], complaints: list[str]) -> None:
    page = open_desk(open_page, served, permissions=["clipboard-read", "clipboard-write"])
    expect(page.locator("h1")).to_have_text("The desk")
    into_rows(page)
    current = page.locator(".column >> nth=0 >> .row.is-current .row-title")
    listed = titles(page)
    expect(current).to_have_text(listed[0])
    page.keyboard.press("j")
    expect(current).to_have_text(listed[1])
    page.keyboard.press("k")
    expect(current).to_have_text(listed[0])
    # to the bridge, the last one
    page.keyboard.press("End")
    expect(current).to_have_text("12 hurt as cargo ship strikes harbour bridge")
    page.keyboard.press("o")
    expect(page.locator(".copy-title")).to_have_text("12 hurt as cargo ship strikes harbour bridge")
    page.keyboard.press("v")
    expect(page.get_by_role("tabpanel", name="Versions")).to_contain_text("2nd LD: not received")
    page.keyboard.press("d")
    expect(page.get_by_role("tabpanel", name="Diff")).to_contain_text("What changed since 1st LD")
    page.keyboard.press("s")
    expect(page.get_by_role("tabpanel", name="Story")).to_contain_text("Ship hits bridge in Harbour City")
    page.keyboard.press("r")
    expect(page.locator("pre.raw")).to_contain_text("copy of lead3")
    page.keyboard.press("m")
    expect(page.get_by_role("tabpanel", name="Marks")).to_contain_text("Headline as sent")
    page.keyboard.press("c")
    expect(page.locator("#say")).to_have_text("Copied: headline and text.")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("12 hurt as cargo ship strikes harbour bridge\n\nHARBOUR CITY - ")
    assert copied.endswith("Divers were looking at the piers.\n")
    page.keyboard.press("x")
    expect(page.locator("#forms [data-form]")).to_have_text(list(ITEM_FORMS))
    page.keyboard.press("Escape")
    page.keyboard.press("w")
    expect(page.locator("#say")).to_contain_text("Watched: Harbour-Bridge")
    (watch,) = full_room.alerts.find_watches()
    assert (watch.query, watch.owner) == ("story:sbridge", "Anna")
    page.keyboard.press("h")
    expect(page.locator("#say")).to_have_text("Kept as not seen")
    page.keyboard.press("h")
    expect(row(page, "12 hurt")).to_have_class("row is-seen is-current")
    page.keyboard.press("Escape")
    expect(page.locator("#pane")).to_be_hidden()
    page.keyboard.press("f")
    expect(page.locator(".column >> nth=0 >> .column-only")).to_be_visible()
    assert "A bus without a driver" not in titles(page)
    page.keyboard.press("f")
    assert "A bus without a driver" in titles(page)
    page.keyboard.press(".")
    expect(current).to_have_text(listed[0])
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_contain_text("Download as")
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    expect(page.locator("#find")).to_be_focused()
    page.keyboard.type("agency:coast")
    page.keyboard.press("Enter")
    expect(page.locator(".column")).to_have_count(3)
    expect(row(page, "Ship hits bridge", 2)).to_have_count(1)
    page.keyboard.press("Control+k")
    page.keyboard.type("column corrections")
    page.keyboard.press("Enter")
    expect(page.locator(".column")).to_have_count(4)
    expect(page).to_have_url(re.compile(r"Corrections\+%26\+kills"))
    assert complaints == []


def test_keys_can_be_turned_off(served: str, open_page: Callable[..., Page]) -> None:
    page = open_desk(open_page, served)
    page.get_by_role("button", name="Keys are on").click()
    into_rows(page)
    page.keyboard.press("f")
    page.keyboard.press("?")
    expect(page.locator(".column >> nth=0 >> .column-only")).to_be_hidden()
    expect(page.locator("#help")).to_be_hidden()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator(".copy")).to_be_visible()
    page.reload()
    expect(page.get_by_role("button", name="Keys are off")).to_be_visible()


def test_rows_rise_and_wait_while_somebody_looks(
    full_room: Room, served: str, open_page: Callable[..., Page], complaints: list[str]
) -> None:
    page = open_desk(open_page, served)
    full_room.file(placed(item("fire", "FIRE AT HARBOUR", marks=FLASH)))
    expect(page.locator(".column >> nth=0 >> .row-title").first).to_have_text("FIRE AT HARBOUR")
    expect(page.locator(".column >> nth=1 >> .row-title").first).to_have_text("FIRE AT HARBOUR")
    expect(page.locator("#say-now")).to_contain_text("FLASH: FIRE AT HARBOUR")
    # under the pointer nothing moves
    page.locator(".column >> nth=0 >> .row").nth(2).hover()
    before = titles(page)
    full_room.file(placed(item("quiet1", "A quiet line")))
    full_room.file(placed(item("quiet2", "Another quiet line")))
    waiting = page.locator(".column >> nth=0 >> .waiting")
    expect(waiting).to_have_text("2 new, press .")
    assert titles(page) == before
    page.mouse.move(2, 2)
    expect(page.locator(".column >> nth=0 >> .row-title").first).to_have_text("Another quiet line")
    # nor while the keyboard is in the column
    into_rows(page)
    page.keyboard.press("j")
    full_room.file(placed(item("quiet3", "A third quiet line")))
    expect(waiting).to_have_text("1 new, press .")
    page.keyboard.press(".")
    expect(page.locator(".column >> nth=0 >> .row-title").first).to_have_text("A third quiet line")
    # nor while it is paused
    page.get_by_role("button", name="Pause All wire").click()
    full_room.file(placed(item("quiet4", "A fourth quiet line")))
    expect(waiting).to_be_visible()
    page.get_by_role("button", name="Pause All wire").click()
    page.locator("#find").focus()
    page.mouse.move(2, 2)
    expect(page.locator(".column >> nth=0 >> .row-title").first).to_have_text("A fourth quiet line")
    assert complaints == []


def test_a_new_version_lifts_its_chain_and_is_said_to_be_new(
    full_room: Room, served: str, open_page: Callable[..., Page]
) -> None:
    page = open_desk(open_page, served)
    row(page, "12 hurt as cargo").click()
    expect(page.locator(".copy")).to_be_visible()
    newer = item("lead4", "15 hurt as cargo ship strikes harbour bridge", "HARBOUR CITY - 15 people were hurt.", marks=lead(4),
                 slugline="Harbour-Bridge")  # fmt: skip
    order = ("flash", "urgent", "lead1", "lead3", "lead4")
    full_room.file(placed(newer, chain="cbridge", story="sbridge", order=order,
                          changes=(Change(kind="supersedes", target="lead3", reason="newer"),)))  # fmt: skip
    page.get_by_role("button", name="1 new, press .").click()
    first = page.locator(".column >> nth=0 >> .row").first
    expect(first.locator(".row-title")).to_have_text("15 hurt as cargo ship strikes harbour bridge")
    expect(first.locator(".row-news")).to_have_text("new: 12 → 15")
    expect(first.locator(".row-n")).to_have_text("5")
    assert "new since you looked: 12 → 15" in (first.get_attribute("aria-label") or "")
    expect(page.locator("#pane-news")).to_contain_text("4th LD 15 hurt as cargo ship")
    assert titles(page).count("15 hurt as cargo ship strikes harbour bridge") == 1
    page.get_by_role("button", name="Open it").click()
    expect(page.locator(".copy-title")).to_have_text("15 hurt as cargo ship strikes harbour bridge")


def test_a_kill_is_seen_everywhere_at_once(full_room: Room, served: str, open_page: Callable[..., Page]) -> None:
    page = open_desk(open_page, served)
    row(page, "12 hurt as cargo").click()
    expect(page.locator(".copy-title")).to_be_visible()
    order = ("flash", "urgent", "lead1", "lead3", "notice")
    full_room.file(kill("notice", "lead3", chain="cbridge", story="sbridge", order=order))
    expect(page.locator("#killed")).to_contain_text("must not be used")
    for column in (0, 1):
        killed = row(page, "12 hurt as cargo", column)
        expect(killed.locator(".state-sign.is-killed")).to_have_text("Killed")
        expect(killed.locator(".row-title s")).to_have_text("12 hurt as cargo ship strikes harbour bridge")
        assert (killed.get_attribute("aria-label") or "").startswith("Killed, ")
    expect(page.locator("#say-now")).to_contain_text("Killed: 12 hurt as cargo ship")
    page.keyboard.press("c")
    expect(page.locator("#say-now")).to_have_text("This copy is killed: it is not copied.")
    expect(page.locator(".copy [data-form]")).to_have_count(0)


def free_port() -> int:
    with contextlib.closing(socket.create_server(("127.0.0.1", 0))) as taken:
        return taken.getsockname()[1]


def test_after_a_cut_nothing_is_missing_and_the_page_says_how_long(
    full_room: Room, open_page: Callable[..., Page]
) -> None:
    port = free_port()
    with serving(full_room, port=port) as url:
        page = open_desk(open_page, url)
        expect(page.locator("#state-word")).to_have_text("live")
    expect(page.locator("#state")).to_have_attribute("data-state", "cut")
    expect(page.locator("#say-now")).to_contain_text("Cut off from the wire since")
    for n in range(30):
        full_room.file(placed(item(f"missed{n}", f"Missed {n}")), after=timedelta(seconds=1))
    with serving(full_room, port=port):
        expect(page.locator("#state")).to_have_attribute("data-state", "live", timeout=20_000)
        expect(page.locator("#away-words")).to_contain_text("30 lines came meanwhile; nothing is missing.")
        found = titles(page)
        assert next(title for title in found if title.startswith("Missed")) == "Missed 29"
        page.locator(".rows").first.evaluate("rows => { rows.scrollTop = 600 }")
        expect(row(page, "Missed 12")).to_have_count(1)


def test_a_desk_that_slept_asks_anew(full_room: Room, served: str, open_page: Callable[..., Page]) -> None:
    """A laptop that wakes has a connection that looks open and is dead: the page notices by the silence."""
    page = open_page(f"{served}/login?next=/desk")
    page.clock.install()
    page.get_by_label("Your name").fill("Anna")
    page.get_by_label("The room's token").fill(TOKEN)
    page.keyboard.press("Enter")
    expect(page.locator("#state")).to_have_attribute("data-state", "live")
    with page.expect_request("**/api/v1/desk/wire*") as asked:
        page.clock.fast_forward("02:00:00")
    assert "after=" in asked.value.url
    full_room.file(placed(item("morning", "Good morning")))
    expect(page.locator("#away-words")).to_contain_text("Away for 2 hours")
    expect(page.locator(".column >> nth=0 >> .row-title").first).to_have_text("Good morning")


def test_columns_are_changed_moved_and_remembered(served: str, open_page: Callable[..., Page]) -> None:
    page = open_desk(open_page, served, "/desk?c=Coast|agency:coast")
    expect(page.locator(".column h2")).to_have_text(["Coast"])
    page.get_by_role("button", name="Add column").click()
    page.keyboard.type("all wire")
    page.keyboard.press("Enter")
    expect(page.locator(".column h2")).to_have_text(["Coast", "All wire"])
    page.get_by_role("button", name="Change All wire").click()
    page.get_by_role("button", name="Move left").click()
    expect(page.locator(".column h2")).to_have_text(["All wire", "Coast"])
    page.get_by_role("button", name="Change Coast").click()
    page.get_by_label("Looks for").fill("rank:(")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#column-problem")).not_to_be_empty()
    page.get_by_label("Looks for").fill("rank:flash")
    with page.expect_response("**/api/v1/desk/layout"):
        page.get_by_role("button", name="Save").click()
    expect(page.locator(".column h2")).to_have_text(["All wire", "Coast"])
    # another browser of the same editor has the same columns
    other = open_desk(open_page, served)
    expect(other.locator(".column h2")).to_have_text(["All wire", "Coast"])
    page.get_by_role("button", name="Change Coast").click()
    page.get_by_role("button", name="Remove").click()
    expect(page.locator(".column h2")).to_have_text(["All wire"])


@pytest.mark.parametrize("width", [320, 384, 700])
def test_marks_are_not_cut_in_narrow_columns(room: Room, open_page: Callable[..., Page], width: int) -> None:
    labels = ("CORRECTED 6th Writethru", "3rd LD-Writethru CORRECTED", "BULLETIN 1st LD", "EILMELDUNG")
    for n, label in enumerate(labels):
        marks = Marks(label=label, rank="flash" if n > 1 else None, actions=("correction",) if n < 2 else ())
        fields = {"slug": "Harbour-Bridge/TOP", "agency_name": "Deutsche Presse-Agentur", "marks": marks}
        room.file(placed(item(f"marked{n}", f"Marked {n}", **fields), chain=f"marked{n}", story=f"marked{n}"))
    with serving(room) as url:
        page = open_desk(open_page, url, viewport={"width": width, "height": 760})
        for n, label in enumerate(labels):
            line = row(page, f"Marked {n}")
            expect(line.locator(".badge")).to_have_text(label)
            line_box, mark, agency = (
                one.bounding_box() for one in (line, line.locator(".badge"), line.locator(".row-agency"))
            )
            assert line_box is not None
            assert mark is not None
            assert agency is not None
            assert not line.locator(".badge").evaluate("(it) => it.scrollWidth > it.clientWidth + 1"), label
            assert not line.locator(".row-mark").evaluate("(it) => it.scrollWidth > it.clientWidth + 1"), label
            assert mark["x"] + mark["width"] <= line_box["x"] + line_box["width"]
            assert agency["width"] >= 24, "the agency is still told"
            assert agency["x"] + agency["width"] <= mark["x"]


@pytest.mark.parametrize("width", [320, 384, 560, 820])
def test_no_number_is_cut_off_and_many_columns_are_no_wider_than_the_screen(
    room: Room, open_page: Callable[..., Page], width: int
) -> None:
    marks = Marks(label="CORRECTED 6th LD Writethru", actions=("correction",))
    room.file(placed(item("much", "Much of it", "word " * 1184, agency_name="Deutsche Presse-Agentur", marks=marks),
                     alarms=("held until an editor frees it: " + "Accident board to name new head " * 3,)))  # fmt: skip
    with serving(room) as url:
        page = open_desk(open_page, url, viewport={"width": width, "height": 760})
        for words in ("deutsche", "harbour OR bridge"):
            page.locator("#find").fill(words)
            page.locator("#find").press("Enter")
            expect(page.locator("#tabs button", has_text=words)).to_be_visible()
        expect(page.locator(".alarm-strip")).to_be_visible()
        cut = page.locator(".row").evaluate_all(
            "rows => rows.flatMap((row) => ['.row-words', '.row-n'].map((name) => row.querySelector(name)))"
            ".filter((it) => it.offsetWidth && it.scrollWidth > it.clientWidth + 1).map((it) => it.textContent)"
        )
        assert cut == []
        assert page.evaluate("document.documentElement.scrollWidth") == width


@pytest.mark.parametrize("width", [320, 1400])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_desk_has_no_fault(
    full_room: Room, served: str, open_page: Callable[..., Page], complaints: list[str], scheme: str, width: int
) -> None:
    full_room.file(placed(item("held", "Budget plans", "Taxes rise."), held_until=full_room.now + timedelta(hours=5)))
    page = open_desk(open_page, served, color_scheme=scheme, viewport={"width": width, "height": 800})
    faults = [
        f"columns: {one['id']}: {one['nodes'][0]['html'][:200]}" for one in Axe().run(page).response["violations"]
    ]
    row(page, "12 hurt as cargo").click()
    expect(page.locator(".copy")).to_be_visible()
    for part in ("copy", "versions", "diff", "story", "marks", "raw"):
        page.locator(f"#tab-{part}").click()
        found = Axe().run(page).response["violations"]
        faults += [f"{part}: {one['id']}: {one['nodes'][0]['html'][:200]}" for one in found]
    for key in ("Control+k", "?"):
        page.keyboard.press(key)
        found = Axe().run(page).response["violations"]
        faults += [f"{key}: {one['id']}: {one['nodes'][0]['html'][:200]}" for one in found]
        page.keyboard.press("Escape")
    assert faults == []
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
    assert complaints == []


def test_copy_from_right_to_left(full_room: Room, served: str, open_page: Callable[..., Page]) -> None:
    full_room.file(placed(item("sea", "عاجل: توقف العبارات", "توقفت العبارات اليوم.", language="ar",
                               marks=Marks(rank="urgent", label="عاجل"), blocks=(Block(text="توقفت العبارات اليوم."),))))  # fmt: skip
    page = open_desk(open_page, served)
    arabic = row(page, "توقف العبارات")
    title = arabic.locator(".row-title")
    expect(title).to_have_attribute("dir", "rtl")
    expect(title).to_have_attribute("lang", "ar")
    title.click()
    expect(page.locator(".copy .body")).to_have_css("direction", "rtl")


def test_our_own_code_weighs_little(served: str, open_page: Callable[..., Page]) -> None:
    page = open_page(f"{served}/login")
    bodies: dict[str, int] = {}
    page.on(
        "response", lambda answer: bodies.update({answer.url: len(answer.body())}) if "/static/" in answer.url else None
    )
    page.get_by_label("Your name").fill("Anna")
    page.get_by_label("The room's token").fill(TOKEN)
    page.evaluate("document.querySelector('[name=next]').value = '/desk'")
    page.keyboard.press("Enter")
    expect(page.locator("#state")).to_have_attribute("data-state", "live")
    assert all(url.startswith(served) for url in bodies)
    assert 20_000 < sum(bodies.values()) <= 150_000


def test_a_column_is_kept_as_a_preset(served: str, open_page: Callable[..., Page]) -> None:
    page = open_desk(open_page, served, "/desk?c=Coast|agency:coast")
    page.get_by_role("button", name="Change Coast").click()
    expect(page.locator("#column-meant")).to_contain_text("the agency is")
    page.get_by_role("button", name="Keep as preset for all").click()
    expect(page.locator("#say")).to_contain_text("Kept: Coast")
    other = open_desk(open_page, served)
    other.keyboard.press("Control+k")
    other.keyboard.type("column: coast")
    expect(other.locator("#palette-list li").first).to_contain_text("Kept by Anna")
    other.keyboard.press("Enter")
    expect(other.locator(".column h2").last).to_have_text("Coast")
    other.keyboard.press("Control+k")
    other.keyboard.type("forget coast")
    other.keyboard.press("Enter")
    expect(other.locator("#say")).to_contain_text("is kept no longer")


def test_on_a_phone_a_column_and_the_pane_take_turns(
    served: str, open_page: Callable[..., Page], complaints: list[str]
) -> None:
    page = open_desk(open_page, served, viewport={"width": 320, "height": 640}, has_touch=True)
    listed = titles(page)
    page.locator(".column >> nth=0 >> .row").nth(1).tap()
    expect(page.locator(".copy-title")).to_have_text(listed[1])
    expect(page.locator(".columns")).to_be_hidden()
    page.get_by_role("button", name="Next").tap()
    expect(page.locator(".copy-title")).to_have_text(listed[2])
    page.get_by_role("button", name="Previous").tap()
    expect(page.locator(".copy-title")).to_have_text(listed[1])
    page.get_by_role("button", name="Close").tap()
    expect(page.locator(".column >> nth=0 >> .row.is-current .row-title")).to_have_text(listed[1])
    page.get_by_role("navigation", name="Columns").get_by_role("button", name="Flash & urgent").tap()
    expect(page.locator(".column").nth(1)).to_be_in_viewport(ratio=0.9)
    assert complaints == []


def test_tab_goes_through_a_column_in_one_step_and_back(served: str, open_page: Callable[..., Page]) -> None:
    page = open_desk(open_page, served)
    in_rows = "!!document.activeElement.closest('.rows')"
    page.get_by_role("button", name="Change All wire").focus()
    page.keyboard.press("Tab")
    assert page.evaluate(in_rows)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Pause Flash & urgent")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    assert page.evaluate(in_rows)
    page.keyboard.press("Shift+Tab")
    expect(page.get_by_role("button", name="Change All wire")).to_be_focused()


def test_freed_copy_leaves_the_column_of_held_copy(
    full_room: Room, served: str, open_page: Callable[..., Page]
) -> None:
    full_room.file(placed(item("plan", "The plan", "Words."), is_held_open=True))
    page = open_desk(open_page, served, "/desk?c=All|&c=Held|is:held")
    held = row(page, "The plan", 1)
    expect(held.locator(".state-sign")).to_have_text("Held until freed")
    full_room.edits.release("plan", by=Editor(name="Bert"))
    expect(held).to_have_count(0)
    expect(row(page, "The plan", 0).locator(".state-sign")).to_have_count(0)


def test_a_search_that_is_wrong_costs_no_other_column_its_wire(
    full_room: Room, served: str, open_page: Callable[..., Page]
) -> None:
    page = open_desk(open_page, served, "/desk?c=Bad|rank:(&c=All|")
    expect(page.locator(".column >> nth=0 >> .column-empty")).not_to_be_empty()
    full_room.file(placed(item("fire", "Fire at harbour")))
    expect(page.locator(".column >> nth=1 >> .row-title").first).to_have_text("Fire at harbour")


def test_a_column_that_is_added_while_copy_comes_misses_nothing(
    full_room: Room, served: str, open_page: Callable[..., Page]
) -> None:
    page = open_desk(open_page, served)

    def slow(route: Route) -> None:
        answer = route.fetch()
        full_room.file(placed(item("between", "Between asking and hearing", agency="coast")))
        expect(page.locator(".column >> nth=0 >> .row-title", has_text="Between asking")).to_have_count(1)
        route.fulfill(response=answer)

    page.route("**/api/v1/desk/rows*", slow, times=1)
    page.locator("#find").fill("agency:coast")
    page.keyboard.press("Enter")
    expect(page.locator(".column").nth(2).locator(".row:focus")).to_have_count(1)
    full_room.file(placed(item("later", "Later still", agency="coast")))
    # the column has the keyboard, so both wait
    page.get_by_role("button", name="2 new, press .").click()
    expect(row(page, "Between asking", 2)).to_have_count(1)
    expect(row(page, "Later still", 2)).to_have_count(1)


def test_a_desk_whose_session_has_ended_says_so(served: str, open_page: Callable[..., Page]) -> None:
    page = open_desk(open_page, served)
    page.context.clear_cookies()
    page.locator("#find").fill("harbour")
    page.keyboard.press("Enter")
    expect(page.locator("#say")).not_to_be_empty()
    page.get_by_role("button", name="Change Flash & urgent").click()
    page.get_by_role("button", name="Remove").click()
    link = page.get_by_role("link", name="signed out: sign in")
    expect(link).to_be_visible(timeout=10_000)
    assert "/login?next=%2Fdesk" in (link.get_attribute("href") or "")


def test_alarms_stand_over_the_columns_until_somebody_has_seen_to_them(
    full_room: Room, served: str, open_page: Callable[..., Page], complaints: list[str]
) -> None:
    page = open_desk(open_page, served)
    other = open_desk(open_page, served)
    strip = page.get_by_role("region", name="Open alarms")
    expect(strip).to_be_hidden()
    full_room.file(kill("lost", "nothing", alarms=('Norrland Press kills "Lost", and nothing we hold matches it',)))
    full_room.file(
        placed(item("plan", "The plan", "Words."), is_held_open=True, alarms=("held until an editor frees it",))
    )
    expect(strip.get_by_role("listitem")).to_have_count(2)
    expect(strip).to_contain_text("nothing we hold matches it")
    expect(other.get_by_role("region", name="Open alarms").get_by_role("listitem")).to_have_count(2)
    assert Axe().run(page).response["violations"] == []
    into_rows(page)
    page.keyboard.press("!")
    expect(strip.get_by_role("button", name="Read it").first).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".pane .copy-title")).to_have_text("The plan")
    page.keyboard.press("!")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(strip.get_by_role("listitem")).to_have_count(1)
    expect(other.get_by_role("region", name="Open alarms").get_by_role("listitem")).to_have_count(1)
    other.get_by_role("button", name="Seen to").click()
    expect(strip).to_be_hidden()
    expect(other.get_by_role("region", name="Open alarms")).to_be_hidden()
    assert complaints == []


def test_what_is_said_aloud_stands_on_the_page_too(
    full_room: Room, served: str, open_page: Callable[..., Page], complaints: list[str]
) -> None:
    page = open_page(f"{served}/login?next=/desk")
    expect(page.get_by_label("Your name")).to_be_focused()
    page.keyboard.type("Anna")
    page.get_by_label("The room's token").fill(TOKEN)
    page.keyboard.press("Enter")
    expect(page.locator("#state")).to_have_attribute("data-state", "live")
    into_rows(page)
    told = page.locator("#told")
    page.keyboard.press("w")
    expect(told).to_contain_text("Watched: ")
    page.keyboard.press("w")
    expect(told).to_contain_text("Watched already: ")
    assert len(full_room.store.find_watches()) == 1
    page.keyboard.press("/")
    page.keyboard.type("colour:red")
    page.keyboard.press("Enter")
    expect(told).to_contain_text("there is no field")
    assert "there is no field" in page.locator("#find").evaluate("(field) => field.validationMessage")
    page.keyboard.press("Control+a")
    page.keyboard.type("bridge")
    page.keyboard.press("Enter")
    expect(page.locator(".column")).to_have_count(3)
    expect(told).to_be_hidden()
    assert [said for said in complaints if "400" not in said] == []
