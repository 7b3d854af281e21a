"""Feeds by the rules that the W3C's feed validator has and that can be looked at here, and read by programs of others.

Rules: RSS 2.0.11 (RSS Advisory Board) and its Best Practices Profile, RFC 4287, RFC 822 and 3339 dates, jsonfeed.org 1.1; and
what the validator says of them (required elements, one of each, atom:link self, absolute addresses, unique ids, no script).
"""

import json
import re
import warnings
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

import feedparser
import pytest
from invented import AT, KINDS, make_item
from lxml import etree
from roundtrips import ABOUT, filed_of

from wireroom.model import Filed
from wireroom.writers import get_writer

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # its regular expressions are no raw strings
    import NewsMLG2

ATOM = "{http://www.w3.org/2005/Atom}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}"
DC = "{http://purl.org/dc/elements/1.1/}"
MEDIA = "{http://search.yahoo.com/mrss/}"
RFC_822 = re.compile(r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} (?:GMT|[+-]\d{4})")
RFC_3339 = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})")
LANGUAGE = re.compile(r"[a-zA-Z]{1,8}(?:-[a-zA-Z0-9]{1,8})*")
#: in markup that a feed carries
NOT_IN_MARKUP = re.compile(
    r"<(?:script|iframe|object|embed|form|style|link|meta)\b|\son\w+=|javascript:", re.IGNORECASE
)


def the_feed() -> list[Filed]:
    """Give one item of each kind, under ids of their own, and a killed one."""
    items = [
        make_item(**{"id": f"{n:024x}", "uri": f"urn:np:{n}", **values}) for n, values in enumerate(KINDS.values())
    ]
    ids = [make_item(id=f"{99:024x}", uri="urn:np:killed", headline="Gone", blocks=())]
    found = [filed_of(item) for item in items if item.uri.startswith("urn:np:")]
    return [*found, *(filed_of(item, killed_by="b" * 24, killed_at=AT) for item in ids)]


def is_absolute(url: str | None) -> bool:
    parts = urlsplit(url or "")
    return parts.scheme in ("http", "https") and bool(parts.netloc) and not re.search(r"[\s<>\"{}|\\^`]", url or "")


def only(parent: etree._Element, name: str) -> etree._Element:
    """Give the one child of that name."""
    found = parent.findall(name)
    assert len(found) == 1, f"{len(found)} of {name}"
    return found[0]


def test_rss_by_the_rules() -> None:
    root = etree.fromstring(get_writer("rss").write(the_feed(), ABOUT))
    assert (root.tag, root.get("version")) == ("rss", "2.0")
    channel = only(root, "channel")
    for name in ("title", "description"):
        assert only(channel, name).text
    assert is_absolute(only(channel, "link").text)
    assert LANGUAGE.fullmatch(only(channel, "language").text or "")
    assert RFC_822.fullmatch(only(channel, "lastBuildDate").text or "")
    own = only(channel, f"{ATOM}link")
    assert (own.get("rel"), own.get("type"), own.get("href")) == ("self", "application/rss+xml", ABOUT.self_url)
    guids = [only(item, "guid") for item in channel.iterfind("item")]
    assert len({guid.text for guid in guids}) == len(guids) == len(the_feed())
    for item, guid in zip(channel.iterfind("item"), guids, strict=True):
        assert guid.get("isPermaLink") == "false", "a guid that is no address says so"
        assert item.findtext("title") or item.findtext("description")
        assert is_absolute(only(item, "link").text)
        date = only(item, "pubDate").text or ""
        assert RFC_822.fullmatch(date)
        assert parsedate_to_datetime(date).tzinfo is not None
        assert only(item, f"{DC}creator").text, "an author by name stands in dc:creator, not in author"
        assert item.find("author") is None
        assert len(item.findall("description")) < 2
        for markup in (item.findtext("description") or "", item.findtext(f"{CONTENT}encoded") or ""):
            assert not NOT_IN_MARKUP.search(markup)
            assert all(
                is_absolute(url) or url.startswith("mailto:") for url in re.findall(r'(?:href|src)="([^"]*)"', markup)
            )
        assert all(is_absolute(media.get("url")) for media in item.iterfind(f"{MEDIA}content"))
        assert all(category.text and category.text.strip() for category in item.iterfind("category"))
        assert {etree.QName(child).localname for child in item if "}" not in str(child.tag)} <= {
            "title", "link", "description", "author", "category", "comments", "enclosure", "guid", "pubDate", "source",
        }  # fmt: skip


def test_atom_by_the_rules() -> None:
    root = etree.fromstring(get_writer("atom").write(the_feed(), ABOUT))
    assert root.tag == f"{ATOM}feed"
    for name in ("id", "title", "updated"):
        assert only(root, f"{ATOM}{name}").text
    links = {(link.get("rel"), link.get("type")): link.get("href") for link in root.iterfind(f"{ATOM}link")}
    assert links["self", "application/atom+xml"] == ABOUT.self_url
    assert all(map(is_absolute, links.values()))
    ids = [only(entry, f"{ATOM}id").text for entry in root.iterfind(f"{ATOM}entry")]
    assert len(set(ids)) == len(ids) == len(the_feed())
    assert all(re.fullmatch(r"[A-Za-z][A-Za-z0-9+.-]*:\S+", one or "") for one in ids)
    for entry in root.iterfind(f"{ATOM}entry"):
        for name in ("published", "updated"):
            assert RFC_3339.fullmatch(only(entry, f"{ATOM}{name}").text or "")
        assert only(entry, f"{ATOM}title").text
        assert only(only(entry, f"{ATOM}author"), f"{ATOM}name").text
        relations = [
            (link.get("rel"), link.get("type"), link.get("hreflang")) for link in entry.iterfind(f"{ATOM}link")
        ]
        assert relations.count(("alternate", "text/html", None)) == 1
        assert all(is_absolute(link.get("href")) for link in entry.iterfind(f"{ATOM}link"))
        assert all(category.get("term") for category in entry.iterfind(f"{ATOM}category"))
        for name in ("content", "summary"):
            found = entry.findall(f"{ATOM}{name}")
            assert len(found) < 2
            assert all(one.get("type") in ("html", "text", None) for one in found)
            assert not any(NOT_IN_MARKUP.search(one.text or "") for one in found)


def test_json_feed_by_the_rules() -> None:
    feed: dict[str, Any] = json.loads(get_writer("json_feed").write(the_feed(), ABOUT))
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["title"]
    assert feed["feed_url"] == ABOUT.self_url
    assert is_absolute(feed["home_page_url"])
    ids = [entry["id"] for entry in feed["items"]]
    assert all(isinstance(one, str) for one in ids)
    assert len(set(ids)) == len(ids) == len(the_feed())
    for entry in feed["items"]:
        assert {"content_html", "content_text"} & set(entry), "one of them is required"
        assert is_absolute(entry["url"])
        assert RFC_3339.fullmatch(entry["date_published"])
        assert RFC_3339.fullmatch(entry["date_modified"])
        assert all(author["name"] for author in entry["authors"])
        assert all(isinstance(tag, str) and tag for tag in entry.get("tags", ()))
        assert all(is_absolute(one["url"]) and one["mime_type"] for one in entry.get("attachments", ()))
        assert set(entry) <= {
            "id", "url", "title", "content_html", "content_text", "summary", "image", "date_published", "date_modified",
            "authors", "tags", "language", "attachments", "_wireroom",
        }  # fmt: skip


@pytest.mark.parametrize("name", ["rss", "atom"])
def test_feedparser_finds_the_same_facts(name: str) -> None:
    sent = the_feed()
    found = feedparser.parse(get_writer(name).write(sent, ABOUT))
    assert not found.bozo, found.get("bozo_exception")
    assert [entry.id for entry in found.entries] == [filed.item.uri for filed in sent]
    first, item = found.entries[0], sent[0].item
    assert first.title == "2nd LD: Bridge closed, 12 hurt & more"
    assert first.author == item.byline
    assert first.published_parsed[:4] in ((2026, 3, 1, 20), (2026, 3, 1, 21))
    assert "bridge" in [tag.term for tag in first.get("tags", ())]
    assert first.summary.startswith("A bridge was closed")
    killed = found.entries[-1]
    assert "Gone" not in str(killed)
    assert "must not be used" in str(killed)


def test_newsml_g2_is_read_by_a_library_of_others() -> None:
    item = make_item()
    found = NewsMLG2.NewsMLG2Document(get_writer("newsml_g2").write([filed_of(item)], ABOUT)).get_item()
    assert type(found).__name__ == "NewsItem"
    assert (found.guid, found.version) == (item.uri, item.version)
    meta, content = found.itemmeta, found.contentmeta
    assert 'qcode="stat:usable"' in str(meta.pubstatus)
    assert str(meta.versioncreated) == "2026-03-01T21:05:00Z"
    assert [str(line) for line in content.headline] == [item.headline, *item.subheadlines]
    assert (str(content.slugline), str(content.by), str(content.urgency)) == (item.slugline, item.byline, "2")
    assert str(content.dateline) == item.dateline.text
    assert str(content.creditline) == item.creditline
