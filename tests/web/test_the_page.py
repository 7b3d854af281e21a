"""The page that Wireroom starts from, end to end: posted whole, its running story is one line with four versions."""

from pathlib import Path

import httpx
import pytest
from selectolax.lexbor import LexborHTMLParser

from newsroom import BEARER, Room, serving


@pytest.fixture
def posted(shared_data: Path) -> tuple[dict, LexborHTMLParser, LexborHTMLParser]:
    """Post the page; gives the answer, the front page and the page of the story's newest version."""
    room = Room()
    with serving(room) as url, httpx.Client(base_url=url) as client:
        data = (shared_data / "page" / "off-the-wire.txt").read_bytes()
        told = client.post(
            "/api/v1/dispatches", content=data, headers=BEARER, params={"filename": "off-the-wire.txt"}
        ).json()
        front = LexborHTMLParser(client.get("/").text)
        top = next(link for link in front.css("#lines .line-link") if "achieve clarity on truce" in link.text())
        return told, front, LexborHTMLParser(client.get(str(top.attributes["href"])).text)


def test_its_eleven_items_are_eight_lines(posted) -> None:
    told, front, _ = posted
    assert len(told["items"]) == 11
    lines = [node.text(strip=True) for node in front.css("#lines .line-title")]
    assert len(lines) == 8
    assert sum("Syria" in line and "clarity" in line for line in lines) <= 1


def test_the_item_page_shows_all_four_versions_and_no_end_mark(posted) -> None:
    _, _, page = posted
    assert [node.text(strip=True) for node in page.css(".track .stop-mark")] == ["FLASH", "Urgent", "1st LD", "2nd LD"]
    assert page.css_first("h1").text() == "U.S., Russia achieve clarity on truce in Syria, details to be finalized"
    paragraphs = [node.text(strip=True) for node in page.css(".body p")]
    assert len(paragraphs) == 11
    assert not paragraphs[-1].endswith("Endit")
    assert "Xinhua" in page.css_first(".by").text()
    assert "27 August 2016" in page.css_first(".by").text()
