"""The archive page: what was found, why, what narrows it down, and the same search in other forms."""

from urllib.parse import quote

import httpx
import pytest
from selectolax.lexbor import LexborHTMLParser

from newsroom import Room, item, kill, placed, serving
from wireroom.model import Concept, Marks


def page_of(answer: httpx.Response) -> LexborHTMLParser:
    return LexborHTMLParser(answer.text)


def texts(page: LexborHTMLParser, selector: str) -> list[str]:
    return [" ".join(node.text().split()) for node in page.css(selector)]


def fill(room: Room) -> None:
    for name, headline, text, more in (
        (
            "one",
            "Ferry sinks off Norrland",
            "A ferry sank. " + "Calm sea. " * 30 + "The <b>ferry</b> was old.",
            {"language": "en"},
        ),
        (
            "two",
            "Fähre gesunken",
            "Die ferry ist alt.",
            {"language": "de-AT", "agency": "hafen", "agency_name": "Hafen"},
        ),
        (
            "three",
            "FLASH: ferry found",
            "Ferry found.",
            {"marks": Marks(rank="flash"), "places": (Concept(name="Port Example"),)},
        ),
    ):
        room.file(placed(item(name, headline, text, **more)))


def test_words_are_marked_in_headline_and_text(room: Room) -> None:
    fill(room)
    with serving(room) as url:
        answer = httpx.get(f"{url}/search?q=ferry+sank")
        page = page_of(answer)
        assert texts(page, "#hits .line-title mark") == ["Ferry"]
        assert "sank" in texts(page, "#hits .snippet mark")
        assert "<b>ferry" not in httpx.get(f"{url}/search?q=old").text.lower()


def test_facets_narrow_the_search_down_and_count_right(room: Room) -> None:
    fill(room)
    with serving(room) as url:
        page = page_of(httpx.get(f"{url}/search?q=ferry"))
        assert texts(page, "#facets summary") == ["Agency", "Mark", "Language", "Place"]
        for link in page.css("#facets li"):
            count = int(link.css_first(".facet-n").text().split()[0])
            found = page_of(httpx.get(url + link.css_first("a").attributes["href"]))
            assert len(found.css("#hits li")) == count, link.text()


def test_relevance_is_said_with_its_window(room: Room) -> None:
    fill(room)
    with serving(room) as url:
        page = page_of(httpx.get(f"{url}/search?q=ferry&sort=relevance"))
        assert "The best of the newest 3 that fit, best first." in texts(page, ".results .meta")[0]
        assert len(page.css("#hits li")) == 3
        api = httpx.get(f"{url}/api/v1/items?q=ferry&sort=relevance").json()
        assert [one["id"] for one in api["items"]] == [node.attributes["data-item"] for node in page.css("#hits li")]
        assert api["next_before"] is None


def test_an_error_points_at_its_place_and_says_the_cure(room: Room) -> None:
    with serving(room) as url:
        answer = httpx.get(f"{url}/search?q={quote('ferry agencie:ap')}")
        assert answer.status_code == 400
        page = page_of(answer)
        assert "did you mean agency:" in page.css_first("#problem").text()
        asked, caret = page.css_first("pre.caret").text().split("\n")[:2]
        assert asked[caret.index("^") :] == "agencie:ap"
        assert page.css_first("#asked").attributes["value"] == "ferry agencie:ap"


def test_killed_and_held_copy_is_in_no_snippet_facet_or_count(room: Room) -> None:
    fill(room)
    gone = item("gone", "Secret ferry", "Secret plan of the ferry.", places=(Concept(name="Secret Island"),))
    room.file(placed(gone))
    room.file(kill("killgone", "gone"))
    held = item("later", "Hidden ferry", "Hidden plan of the ferry.", places=(Concept(name="Hidden Island"),))
    room.file(placed(held, held_until=room.now.replace(year=2040)))
    with serving(room) as url:
        for query in ("ferry", "is:killed OR ferry", "secret OR hidden OR ferry", ""):
            for sort in ("newest", "relevance"):
                text = httpx.get(f"{url}/search", params={"q": query, "sort": sort}).text.split('id="results"')[1]
                shown = text.split("<h1>")[1].split('class="found"')[1].split('class="fine"')[0]
                visible = " ".join(LexborHTMLParser(shown).text().split())
                assert "Secret" not in visible, query
                assert "Hidden" not in visible, query


def test_the_same_search_is_linked_as_feeds_and_data(room: Room) -> None:
    fill(room)
    with serving(room) as url:
        page = page_of(httpx.get(f"{url}/search?q={quote('ferry rank:flash')}"))
        links = [node.attributes["href"] for node in page.css(".results .fine a")]
        assert len(links) == 4
        for link in links:
            answer = httpx.get(url + link)
            assert answer.status_code == 200
            assert "three" in answer.text, link
            assert "sinks off Norrland" not in answer.text, link
        assert {node.attributes["href"] for node in page.css('head link[rel="alternate"]')} >= set(links[:3])


def test_browsers_are_told_how_to_search_here(room: Room) -> None:
    with serving(room) as url:
        home = page_of(httpx.get(url))
        link = home.css_first('link[rel="search"]')
        answer = httpx.get(url + link.attributes["href"])
        assert answer.headers["content-type"].startswith("application/opensearchdescription+xml")
        template = LexborHTMLParser(answer.text).css_first('Url[type="text/html"]').attributes["template"]
        assert httpx.get(template.replace("{searchTerms}", "ferry")).status_code == 200


@pytest.mark.parametrize("query", ['"><script>alert(1)</script>', '"<b>x</b>" OR ferry', "ferry' OR x"])
def test_what_is_typed_is_shown_and_never_run(room: Room, query: str) -> None:
    fill(room)
    with serving(room) as url:
        text = httpx.get(f"{url}/search", params={"q": query}).text
        assert "<script>alert" not in text
        assert "<b>x" not in text
