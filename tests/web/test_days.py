"""Days, sections, and what search engines and other programs are told of a page."""

import json
from datetime import timedelta

import httpx
import pytest
from selectolax.lexbor import LexborHTMLParser

from newsroom import Room, file_bridge, item, kill, placed, serving
from wireroom.model import Change, Concept
from wireroom.web.sections import section_of


@pytest.fixture
def room() -> Room:
    made = Room()
    file_bridge(made)
    made.file(placed(item("match", "Reds win cup final", "They won.", category="s")))
    made.now += timedelta(days=2)
    made.file(
        placed(item("rates", "Bank raises rates", "By a quarter point.", subjects=(Concept(code="subj:04017000"),)))
    )
    return made


def page_of(client: httpx.Client, path: str) -> LexborHTMLParser:
    return LexborHTMLParser(client.get(path).text)


def titles(page: LexborHTMLParser) -> list[str]:
    return [" ".join(node.text().split()) for node in page.css(".results .line-title")]


def test_a_day_has_one_line_a_story_by_the_hour(client: httpx.Client) -> None:
    page = page_of(client, "/archive/2026-03-01")
    assert [node.text() for node in page.css(".hour h2")] == ["12:00 UTC"]
    assert titles(page) == [
        "Reds win cup final", "Ship hits bridge in Harbour City", "12 hurt as cargo ship strikes harbour bridge"
    ]  # fmt: skip


def test_days_lead_to_days(client: httpx.Client) -> None:
    page = page_of(client, "/archive/2026-03-03")
    assert page.css_first("a[rel=prev]").attributes["href"] == "/archive/2026-03-01"
    assert page.css_first("a[rel=next]") is None
    first = page_of(client, "/archive/2026-03-01")
    assert first.css_first("a[rel=next]").attributes["href"] == "/archive/2026-03-02"
    assert client.get("/archive").headers["location"] == "/archive/2026-03-03"
    assert client.get("/archive?day=2026-03-01").headers["location"] == "/archive/2026-03-01"


@pytest.mark.parametrize("day", ["2026-03-04", "yesterday", "2026-3", "0000-00-00", "99999-01-01"])
def test_a_day_that_is_none_is_not_there(client: httpx.Client, day: str) -> None:
    assert client.get(f"/archive/{day}").status_code == 404


def test_the_first_and_last_days_there_are_do_not_break(room: Room) -> None:
    with serving(room) as url:
        assert httpx.get(f"{url}/archive/0001-01-01").status_code == 200


def test_sections_are_by_the_agencies_classes(client: httpx.Client) -> None:
    assert titles(page_of(client, "/section/sport")) == ["Reds win cup final"]
    assert titles(page_of(client, "/section/business")) == ["Bank raises rates"]
    assert titles(page_of(client, "/section/world")) == ["12 hurt as cargo ship strikes harbour bridge"]
    assert client.get("/section/nonsense").status_code == 404


def test_what_an_agency_does_not_class_is_in_no_section() -> None:
    assert section_of(item("x", "Parliament votes on football", "Politics and sport.")) is None
    assert section_of(item("x", "A", subjects=(Concept(code="20001339", scheme="medtop"),))) is None
    assert section_of(item("x", "A", subjects=(Concept(code="20000002", scheme="medtop"),))) == "culture"
    assert section_of(item("x", "A", subjects=(Concept(code="medtop:11000000"),))) == "politics"
    assert section_of(item("x", "A", subjects=(Concept(code="15000000", scheme="house:codes"),))) is None
    assert section_of(item("x", "A", keywords=("Health",))) == "science"


def test_the_front_page_has_sections_below_the_newest(room: Room) -> None:
    for n in range(30):
        room.file(placed(item(f"s{n}", f"Match number {n}", "Played.", sections=("Sport",))))
    with serving(room) as url, httpx.Client(base_url=url) as client:
        page = page_of(client, "/")
    assert [node.text().strip() for node in page.css(".section h2")] == ["Business", "Sport"]
    assert len(page.css("section[aria-labelledby=section-sport] .card")) == 4
    shown = [node.attributes["data-item"] for node in page.css(".card")]
    assert len(shown) == len(set(shown))


def test_sources_say_whose_copy_it_is(client: httpx.Client) -> None:
    page = page_of(client, "/sources")
    assert [node.text() for node in page.css("tbody th")] == ["Norrland Press"]


def test_sources_tell_guessed_languages_from_declared_ones(room: Room) -> None:
    room.file(placed(item("fi1", "Silta suljettu", "Sanat.", language="fi", is_language_guessed=True)))
    room.file(placed(item("sv1", "Bron stängd", "Ord.", language="sv", is_language_guessed=True)))
    room.file(placed(item("sv2", "Bron öppen", "Ord.", language="sv-FI")))
    with serving(room) as url, httpx.Client(base_url=url) as client:
        said = page_of(client, "/sources").css_first("tbody").text()
    assert "Finnish (guessed)" in said
    assert "Swedish" in said
    assert "Swedish (guessed)" not in said


def test_the_sitemap_has_what_stands_and_is_of_two_days(room: Room) -> None:
    room.file(placed(item("bank", "Bank manager missing", "The manager is missing.")))
    room.file(kill("killbank", "bank", chain="cbank", story="sbank", order=("bank", "killbank")))
    room.file(placed(item("secret", "Secret sums", "Sums."), held_until=room.now + timedelta(hours=1)))
    room.file(placed(item("odd", "A < B & \x0b C", "Words.")))
    with serving(room) as url:
        told = httpx.get(f"{url}/sitemap-news.xml")
        assert told.headers["content-type"].startswith("application/xml")
        page = LexborHTMLParser(told.text)
        assert [node.text() for node in page.css("loc")] == [f"{url}/item/odd", f"{url}/item/rates"]
        assert "A &lt; B &amp;" in told.text
        assert f"Sitemap: {url}/sitemap-news.xml" in httpx.get(f"{url}/robots.txt").text


def test_only_the_newest_version_is_in_the_sitemap(room: Room) -> None:
    room.now -= timedelta(days=2)
    with serving(room) as url:
        told = httpx.get(f"{url}/sitemap-news.xml").text
    assert "/item/lead3<" in told
    assert "/item/flash<" not in told


def card_of(text: str) -> dict[str, object]:
    return json.loads(LexborHTMLParser(text).css_first('script[type="application/ld+json"]').text())


def test_a_page_says_what_it_is(client: httpx.Client) -> None:
    text = client.get("/item/lead3").text
    card = card_of(text)
    assert card["@type"] == "NewsArticle"
    assert card["headline"] == "12 hurt as cargo ship strikes harbour bridge"
    assert card["version"] == 4
    assert card["author"] == {"@type": "NewsMediaOrganization", "name": "Norrland Press"}
    assert len(card["isBasedOn"]) == 3
    page = LexborHTMLParser(text)
    assert page.css_first('meta[property="og:title"]').attributes["content"] == card["headline"]
    assert page.css_first("link[rel=canonical]").attributes["href"] == "/item/lead3"
    assert card["url"].endswith("/item/lead3")


def test_a_correction_is_told_with_what_it_changed(room: Room) -> None:
    room.file(
        placed(item("profit", "Profit rises 40 pct", "It rose 40 pct."), chain="cp", story="sp", order=("profit",))
    )
    change = Change(kind="corrects", target="profit", reason="says so")
    second = item("profit2", "Profit rises 4 pct", "It rose 4 pct.")
    room.file(placed(second, chain="cp", story="sp", order=("profit", "profit2"), changes=(change,)))
    with serving(room) as url:
        told = card_of(httpx.get(f"{url}/item/profit2").text)["correction"]
        assert "correction" not in card_of(httpx.get(f"{url}/item/profit").text)
    assert told[0]["@type"] == "CorrectionComment"
    assert "40" in told[0]["text"]
    assert told[0]["about"].endswith("/item/profit")


def test_a_data_block_cannot_be_left(room: Room) -> None:
    room.file(placed(item("evil", "</script><script>alert(1)</script>", "<!-- & -->", byline="x")))
    with serving(room) as url:
        text = httpx.get(f"{url}/item/evil").text
    assert card_of(text)["headline"] == "</script><script>alert(1)</script>"
    assert "<script>alert" not in text


def test_killed_copy_has_no_card(room: Room) -> None:
    room.file(placed(item("bank", "Bank manager missing", "The manager is missing.")))
    room.file(kill("killbank", "bank", chain="cbank", story="sbank", order=("bank", "killbank")))
    with serving(room) as url:
        told = httpx.get(f"{url}/item/bank").text
        assert "og:" not in told
        assert "ld+json" not in told
        for path in ("/archive/2026-03-03", "/section/world", "/sources", "/sitemap-news.xml", "/"):
            assert "missing" not in httpx.get(url + path).text.lower(), path


def test_held_copy_is_in_no_list(room: Room) -> None:
    until = room.now + timedelta(hours=1)
    room.file(placed(item("budget", "Budget speech in full", "Sums.", sections=("Business",)), held_until=until))
    with serving(room) as url:
        for path in ("/archive/2026-03-03", "/section/business", "/sources", "/sitemap-news.xml", "/"):
            assert "speech" not in httpx.get(url + path).text, path
