"""What readers see: pages that are whole without script, and that keep back what they must."""

import re
from datetime import timedelta

import httpx
import pytest
from selectolax.lexbor import LexborHTMLParser

from newsroom import Room, file_bridge, item, kill, lead, placed, serving
from wireroom.model import Block, Change


def page_of(answer: httpx.Response) -> LexborHTMLParser:
    return LexborHTMLParser(answer.text)


def texts(page: LexborHTMLParser, selector: str) -> list[str]:
    return [" ".join(node.text().split()) for node in page.css(selector)]


def test_the_box_has_one_line_for_a_running_story(client: httpx.Client) -> None:
    page = page_of(client.get("/"))
    assert texts(page, "#lines .line-title") == [
        "Ship hits bridge in Harbour City",
        "12 hurt as cargo ship strikes harbour bridge",
    ]
    assert texts(page, "#lines .badge") == ["3rd LD"]
    assert "4 versions" in texts(page, "#lines .line-by")[1]


def test_the_longest_chain_speaks_for_a_story(client: httpx.Client) -> None:
    page = page_of(client.get("/"))
    assert texts(page, ".card h3") == ["12 hurt as cargo ship strikes harbour bridge"]
    assert "2 agencies" in texts(page, ".card .meta")[0]


def test_copy_that_bears_only_a_day_stands_below_what_is_newer(room: Room) -> None:
    room.now += timedelta(minutes=30)
    days = {"old": "2016-08-27", "yesterday": "2026-02-28", "today": "2026-03-01", "no-day": "soon"}
    for name, day in days.items():
        room.file(placed(item(name, name, "Words.", issued_on=day)))
    with serving(room) as url:
        page = page_of(httpx.get(url))
    lines = dict(zip(texts(page, "#lines .line-title"), texts(page, "#lines .line-time"), strict=True))
    assert list(lines)[:2] == ["no-day", "today"]
    assert list(lines)[-2:] == ["yesterday", "old"]
    came = (lines.pop("no-day"), lines.pop("today"))
    assert all(re.fullmatch(r"12:\d\d", at) for at in came)
    assert (lines["yesterday"], lines["old"]) == ("28 Feb 2026", "27 Aug 2016")


def test_a_story_that_has_gone_quiet_does_not_lead_for_ever(room: Room) -> None:
    room.now += timedelta(hours=9)
    first = item("strike1", "Dock workers strike", "They strike.", marks=lead(1))
    second = item("strike2", "Dock workers strike in two ports", "They strike on.", marks=lead(2))
    room.file(placed(first, chain="cstrike", story="sstrike", order=("strike1",)))
    change = Change(kind="supersedes", target="strike1", reason="newer")
    room.file(placed(second, chain="cstrike", story="sstrike", order=("strike1", "strike2"), changes=(change,)))
    with serving(room) as url:
        assert texts(page_of(httpx.get(url)), ".card.is-lead h3") == ["Dock workers strike in two ports"]


def test_an_item_shows_where_it_stands(client: httpx.Client) -> None:
    page = page_of(client.get("/item/lead3"))
    assert texts(page, ".crumbs li") == ["Home", "World", "The whole story", "Harbour-Bridge"]
    assert texts(page, "h1") == ["12 hurt as cargo ship strikes harbour bridge"]
    assert texts(page, ".body p")[1] == "The mayor asked people to stay at home."
    assert "Norrland Press" in texts(page, ".by")[0]
    assert page.css_first(".by time").attributes["datetime"] == "2026-03-01T12:04:00Z"


def test_versions_are_a_line_with_what_never_came(client: httpx.Client) -> None:
    page = page_of(client.get("/item/lead3"))
    assert texts(page, ".track .stop-mark") == ["FLASH", "Urgent", "1st LD", "2nd LD", "3rd LD"]
    assert texts(page, ".track .is-gap") == ["2nd LD not received"]
    assert len(page.css(".track .is-current")) == 1


def test_what_changed_is_told_without_script(client: httpx.Client) -> None:
    page = page_of(client.get("/item/lead3?against=lead1"))
    assert "five → 12" in texts(page, "#changes .number")[1].lower()
    assert "Divers were looking at the piers." in texts(page, "#changes ins")
    assert "Traffic was sent around the bay." in texts(page, "#changes del")


def test_an_earlier_version_says_what_is_newest(client: httpx.Client) -> None:
    assert page_of(client.get("/item/flash")).css_first("#newer a").attributes["href"] == "/item/lead3"


def test_a_killed_item_is_a_tombstone_everywhere(room: Room) -> None:
    room.file(placed(item("bank", "Bank manager missing, police say", "The manager is missing.")))
    room.file(kill("killbank", "bank", chain="cbank", story="sbank", order=("bank", "killbank")))
    with serving(room) as url:
        for path in ("/item/bank", "/item/killbank"):
            answer = httpx.get(url + path)
            assert answer.status_code == 410
            assert texts(page_of(answer), "h1") == ["Killed by Norrland Press"]
        for path in (
            "/", "/item/bank", "/item/killbank", "/item/flash", "/search?q=manager", "/search", "/story/sbank",
            "/api/v1/items", "/api/v1/items/bank", "/api/v1/items/killbank", "/api/v1/items/bank.ninjs",
            "/items/bank.newsml-g2", "/items/bank.txt", "/api/v1/chains/cbank", "/api/v1/stories", "/api/v1/stories/sbank",
            "/feeds/wire.rss", "/feeds/wire.atom", "/feeds/wire.json", "/api/v1/items/bank/diff?against=flash",
            "/api/v1/items/flash/diff?against=bank", "/item/flash?against=bank",
        ):  # fmt: skip
            assert "missing" not in httpx.get(url + path).text.lower(), path


def test_a_held_item_is_not_there_until_its_time(room: Room) -> None:
    until = room.now + timedelta(hours=1)
    room.file(placed(item("budget", "Budget speech in full", "Secret sums."), held_until=until))
    with serving(room) as url:
        for path in ("/item/budget", "/api/v1/items/budget", "/api/v1/items/budget.ninjs", "/items/budget.txt"):
            assert httpx.get(url + path).status_code == 404, path
        for path in (
            "/",
            "/search?q=budget",
            "/api/v1/items",
            "/feeds/wire.rss",
            "/feeds/wire.json",
            "/api/v1/stories",
        ):
            assert "speech" not in httpx.get(url + path).text, path
        room.now = until + timedelta(minutes=1)
        room.store.release_due(room.now)
        assert "Budget speech in full" in httpx.get(url + "/").text


def test_a_corrected_version_says_so_and_by_what(room: Room) -> None:
    room.file(
        placed(item("profit", "Profit rises 40 pct", "It rose 40 pct."), chain="cp", story="sp", order=("profit",))
    )
    change = Change(kind="corrects", target="profit", reason="says so")
    room.file(
        placed(
            item("profit2", "Profit rises 4 pct", "It rose 4 pct."),
            chain="cp", story="sp", order=("profit", "profit2"), changes=(change,),
        )
    )  # fmt: skip
    with serving(room) as url:
        page = page_of(httpx.get(url + "/item/profit"))
    assert page.css_first(".notice.is-corrected a").attributes["href"] == "/item/profit2"


@pytest.mark.parametrize(("language", "direction"), [("ar", "rtl"), ("he-IL", "rtl"), ("en", "ltr"), (None, "auto")])
def test_writing_runs_its_own_way(room: Room, language: str | None, direction: str) -> None:
    room.file(placed(item("way", "عاجل", "نص", language=language)))
    with serving(room) as url:
        assert page_of(httpx.get(url + "/item/way")).css_first("article").attributes["dir"] == direction


def test_markup_in_copy_does_no_harm(room: Room) -> None:
    evil = "<script>alert(1)</script>"
    blocks = (Block(text=evil), Block(text="x", html=f'<p onclick="x()">y{evil}<a href="javascript:x()">z</a></p>'))
    room.file(placed(item("evil", f"Headline {evil}", blocks=blocks, byline=evil, agency_name=evil, slugline=evil)))
    with serving(room) as url:
        for path in ("/", "/item/evil", "/search", "/story/sevil", f"/search?q={evil}"):
            text = httpx.get(url + path).text
            assert "<script>alert" not in text, path
            assert "onclick" not in text, path
            assert "javascript:" not in text, path


def test_every_shape_of_item_has_a_page(room: Room) -> None:
    shapes = {
        "bare": {"headline": None, "headline_clean": None, "agency": None, "agency_name": None, "language": None},
        "long": {"headline_clean": "Very long words " * 60},
        "wide": {"headline_clean": "W" * 900},
        "table": {"blocks": (Block(kind="table", text="a\tb\n1\t2"), Block(kind="list", text="x\ny"), Block(kind="rule", text=""))},
        "day": {"issued_on": "2016-08-27"},
        "broken": {"is_complete": False, "blocks": (Block(text="It ends in the mid"),)},
    }  # fmt: skip
    for name, fields in shapes.items():
        room.file(placed(item(name, **({"headline": "Headline"} | fields))))
    with serving(room) as url:
        pages = {name: httpx.get(f"{url}/item/{name}") for name in shapes}
    assert {answer.status_code for answer in pages.values()} == {200}
    assert "The end is missing" in pages["broken"].text
    assert "27 August 2016" in pages["day"].text
    assert "<td>1</td>" in pages["table"].text


def test_an_empty_room_says_what_to_do_first() -> None:
    with serving(Room()) as url:
        text = httpx.get(url + "/").text
    assert "wireroom ingest" in text
    assert "wireroom demo" in text


def test_search_finds_and_says_what_it_cannot_understand(client: httpx.Client) -> None:
    assert len(page_of(client.get("/search?q=divers")).css(".line")) == 1
    assert "Nothing in this room" in client.get("/search?q=zebra").text


def test_pages_are_strict_and_first_party(client: httpx.Client) -> None:
    for path in ("/", "/item/lead3", "/nothing", "/api/v1/items", "/feeds/wire.rss"):
        headers = client.get(path).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"]
    text = client.get("/item/lead3?against=lead1").text
    assert not re.search(r"<script(?![^>]* src=| type=.application)|<style|\sstyle=|\son\w+=", text)
    assert not re.search(r'(?:src|href)="(?:https?:)?//', text)


def test_a_page_is_light(room: Room) -> None:
    for n in range(60):
        room.file(placed(item(f"n{n}", f"A headline of ordinary length about matter number {n}", "Some words. " * 40)))
    with serving(room) as url, httpx.Client(headers={"accept-encoding": "identity"}) as client:
        page = client.get(url + "/")
        own = set(re.findall(r'(?:src|href)="(/static/[^"]+)"', page.text))
        weight = len(page.content) + sum(len(client.get(url + path).content) for path in own)
    assert len(own) == 4
    assert weight < 60_000, f"{weight:,} bytes"


def test_static_files_are_kept_for_a_year_by_their_content(client: httpx.Client) -> None:
    path = re.search(r'"(/static/site\.[0-9a-f]{12}\.css)"', client.get("/").text)[1]
    answer = client.get(path)
    assert "immutable" in answer.headers["cache-control"]
    assert answer.headers["etag"]
    assert answer.headers["content-encoding"] == "gzip"
    assert "script-src 'self'" in answer.headers["content-security-policy"]
    plain = client.get(path, headers={"accept-encoding": "identity"})
    assert plain.text == answer.text
    assert "content-encoding" not in plain.headers
    assert client.head(path).headers["content-length"] == answer.headers["content-length"]
    again = client.get(path, headers={"if-none-match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get("/static/site.css").status_code == 404
    assert client.get("/static/../app.py").status_code == 404
    assert client.post(path).status_code == 405


def test_the_story_page_has_a_lane_for_each_agency(client: httpx.Client) -> None:
    page = page_of(client.get("/story/sbridge"))
    assert texts(page, ".lane-lists h2") == ["Norrland Press", "Coast Wire"]
    assert len(page.css("svg .mark")) == 5


def test_late_versions_do_not_hide_newer_ones() -> None:
    room = Room()
    file_bridge(room)
    late = item("lead2", "Nine hurt as ship strikes harbour bridge", "Nine were hurt.", marks=lead(2))
    room.file(placed(late, chain="cbridge", story="sbridge", order=("flash", "urgent", "lead1", "lead2", "lead3")))
    with serving(room) as url:
        assert "12 hurt" in texts(page_of(httpx.get(url + "/")), "#lines .line-title")[1]
        assert texts(page_of(httpx.get(url + "/item/lead3")), ".track .stop-mark")[3] == "2nd LD"
