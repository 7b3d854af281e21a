"""The story page, its feeds and API, the agencies' record, and the box with one line a story."""

import csv
import io
import json
import re
from datetime import timedelta

import httpx
import pytest
from selectolax.lexbor import LexborHTMLParser

from newsroom import TOKEN, Room, file_bridge, item, kill, placed, serving
from wireroom.model import Marks

QUOTE = '"Stay away from the quays," harbour master Ines Kallmark said on Sunday.'
WITH_TOKEN = {"authorization": f"Bearer {TOKEN}"}


def coast(name: str, headline: str, *texts: str, **more: object) -> object:
    """An item of the other agency."""
    return item(name, headline, *texts, agency="coast", agency_name="Coast Wire", **more)


@pytest.fixture
def room() -> Room:
    """A running story that two agencies have, and a third agency that has something else."""
    made = Room()
    file_bridge(made)
    made.file(
        placed(
            coast("coast2", "9 hurt as ship hits bridge", "Nine people were hurt on Sunday.", QUOTE), story="sbridge"
        )
    )
    made.file(placed(item("tides", "Tides", "High water.", agency="third", agency_name="Third Wire")))
    return made


def test_the_page_tells_all_of_a_story(client: httpx.Client) -> None:
    text = client.get("/story/sbridge").text
    assert re.search(r'<h1[^>]*><a href="/item/lead3">12 hurt', text)
    assert "Not on it so far, though filing in its time: Third Wire." in text
    assert "Where the agencies differ" in text
    assert "Ines Kallmark" in text
    assert "The headline is that of the newest whole version." in text
    assert 'aria-label="Norrland Press, 12:01 UTC FLASH: HARBOUR BRIDGE CLOSED, POLICE SAY"' in text


def test_the_timeline_of_a_story_over_midnight_names_the_days(room: Room) -> None:
    room.now = room.now.replace(hour=23)
    room.file(placed(coast("late", "Bridge to be closed for weeks", "Weeks."), story="sbridge"))
    room.now += timedelta(hours=4)
    room.file(placed(coast("morning", "Divers at the bridge", "Divers."), story="sbridge"))
    with serving(room) as url:
        page = LexborHTMLParser(httpx.get(f"{url}/story/sbridge").text)
    ticks = [node.text() for node in page.css(".tick-text")]
    assert ticks[0] == "14:00"
    assert [tick for tick in ticks if " " in tick] == ["2 Mar 00:00"]
    said = [node.attributes["aria-label"] or "" for node in page.css("svg.lanes a")]
    assert re.fullmatch(r"Coast Wire, 2 Mar 03:\d\d UTC Divers at the bridge", said[-1])


def test_the_api_tells_it_too(client: httpx.Client) -> None:
    found = client.get("/api/v1/stories/sbridge").json()
    assert (found["headline_item"], found["agencies"], found["agencies_without"]) == (
        "lead3",
        ["Norrland Press", "Coast Wire"],
        ["Third Wire"],
    )
    assert found["first"]["starts"][0]["rank"] == "flash"
    assert found["first"]["lead_s"] == 240
    hurt = next(fact for fact in found["facts"] if fact["name"] == "hurt")
    assert {telling["agency"]: telling["words"] for telling in hurt["tellings"]} == {
        "Norrland Press": "12",
        "Coast Wire": "Nine",
    }
    said = {saying["speaker"]: saying for saying in found["statements"]}
    assert said["Ines Kallmark"]["first"]["item"] == "coast2"
    assert found["new"] == []
    later = client.get("/api/v1/stories/sbridge", params={"since": 4}).json()
    assert later["new"] == ["coast1", "coast2"]


def test_what_is_new_is_told_without_script(client: httpx.Client) -> None:
    assert "New since you last looked" not in client.get("/story/sbridge").text
    text = client.get("/story/sbridge?since=5").text
    news = text[text.index('id="since"') : text.index('class="timeline"')]
    assert 'href="/item/coast2"' in news
    assert 'href="/item/coast1"' not in news


@pytest.mark.parametrize(("kind", "holds"), [("atom", "<feed"), ("rss", "<rss"), ("json", "jsonfeed.org")])
def test_a_story_is_a_feed(client: httpx.Client, kind: str, holds: str) -> None:
    answer = client.get(f"/story/sbridge.{kind}")
    assert answer.status_code == 200
    assert holds in answer.text
    assert "9 hurt as ship hits bridge" in answer.text
    assert "Tides" not in answer.text
    again = client.get(f"/story/sbridge.{kind}", headers={"if-none-match": answer.headers["etag"]})
    assert again.status_code == 304
    assert client.get(f"/story/nothing.{kind}").status_code == 404


def test_killed_copy_leaves_every_part_of_a_story() -> None:
    room = Room()
    file_bridge(room)
    bad = coast(
        "bad",
        "Engineer arrested, 77 dead",
        "Seventy-seven people died: 77 dead.",
        '"I did it," engineer Tor Lind said.',
    )
    room.file(placed(bad, story="sbridge"))
    room.file(kill("kbad", "bad", chain="cbad", story="sbridge", order=("bad", "kbad")))
    with serving(room) as url:
        for path in (
            "/story/sbridge",
            "/story/sbridge?since=1",
            "/story/sbridge.atom",
            "/api/v1/stories/sbridge",
            "/?by=story",
        ):
            text = httpx.get(url + path).text
            assert "Engineer" not in text, path
            assert "Tor Lind" not in text, path
            assert "77" not in re.sub(r"\d{3,}|[0-9a-f]{8,}|:77|\.77|77\.", "", text), path


def test_held_copy_is_in_no_part_of_a_story() -> None:
    room = Room()
    file_bridge(room)
    held = coast("held", "Embargoed finding", "Forty people died.", '"We knew," engineer Tor Lind said.')
    room.file(placed(held, story="sbridge", is_held_open=True))
    with serving(room) as url:
        for path in ("/story/sbridge", "/story/sbridge.json", "/api/v1/stories/sbridge"):
            text = httpx.get(url + path).text
            assert "Embargoed finding" not in text
            assert "Tor Lind" not in text
        rows = httpx.get(url + "/admin/agencies.csv", headers=WITH_TOKEN).text
        assert "held" not in rows


def test_who_files_first_is_a_table_a_picture_and_csv(client: httpx.Client) -> None:
    assert client.get("/admin/agencies").headers["location"].startswith("/login")
    assert client.get("/admin/agencies.csv").status_code == 401
    text = client.get("/admin/agencies", headers=WITH_TOKEN).text
    assert "1 first of 1 shared" in text
    answer = client.get("/admin/agencies.csv?from=2026-03-01&to=2026-03-01", headers=WITH_TOKEN)
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    bridge = [row for row in rows if row["story"] == "sbridge"]
    assert [(row["agency"], row["place"], row["behind_first_s"]) for row in bridge] == [
        ("Norrland Press", "1", "0"),
        ("Coast Wire", "2", "240"),
    ]
    assert [row["agency"] for row in rows] == ["Norrland Press", "Coast Wire", "Third Wire"]
    empty = client.get("/admin/agencies.csv?from=2026-02-01&to=2026-02-02", headers=WITH_TOKEN).text
    assert len(empty.splitlines()) == 1
    assert client.get("/admin/agencies?from=2026-03-02&to=2026-03-01", headers=WITH_TOKEN).status_code == 400


def test_the_box_has_one_line_a_story_where_the_reader_wants_it(client: httpx.Client) -> None:
    plain = client.get("/")
    assert plain.text.count('data-story="sbridge"') == 3
    chosen = client.get("/?by=story")
    assert chosen.text.count('data-story="sbridge"') == 1
    assert ">2 agencies</a>" in chosen.text[: chosen.text.index('id="stories"')]
    remembered = client.get("/")
    assert remembered.text.count('data-story="sbridge"') == 1
    assert client.get("/?by=chain").text.count('data-story="sbridge"') == 3


def test_a_story_of_killed_copy_alone_has_no_words() -> None:
    room = Room()
    room.file(placed(item("bank", "Bank manager missing", "The manager is missing.")))
    room.file(kill("killbank", "bank", chain="cbank", story="sbank", order=("bank", "killbank")))
    with serving(room) as url:
        answer = httpx.get(url + "/story/sbank")
        assert answer.status_code == 200
        assert "manager" not in answer.text
        assert json.loads(httpx.get(url + "/api/v1/stories/sbank").text)["headline_item"] is None


def test_a_name_that_a_spreadsheet_would_run_is_kept_plain() -> None:
    room = Room()
    room.file(placed(item("evil", "x", "y.", agency_name="=cmd()", marks=Marks())))
    with serving(room) as url:
        assert "'=cmd()" in httpx.get(url + "/admin/agencies.csv", headers=WITH_TOKEN).text
