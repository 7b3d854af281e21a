"""RSS and Atom beside feedparser, in one run: expectations met, entries found, items a second.

    python bench/bench_feeds.py [--feeds DIR] [--misses] [--json]

The feeds are feedparser's own test feeds and the W3C validator's (../shared/data/feeds; not part of the repository). Each of
feedparser's says in its first comment what it should give (`Expect: entries[0]['title'] == …`). An expectation counts here
when all it speaks of is a fact that an item carries (title, link, id, times, text, writers, subjects, files, language, rights);
both readers are asked the same. What feedparser gives is evaluated as it is. What we give goes through `as_feedparser`: the same
names, and strings that are equal when they say the same (entities and tags aside, links inside the same): an item has its text
as blocks and not as the string that was sent, and never has pictures, styles or forms in it.
"""

import argparse
import html
import io
import json
import re
import statistics
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urljoin

import feedparser
import msgspec

from wireroom import formats
from wireroom.errors import FormatError
from wireroom.formats import Parsed, RawCopy
from wireroom.model import Item
from wireroom.reading import read_one
from wireroom.text.uris import page_address, read_content_language

FEEDS = Path(__file__).resolve().parents[2] / "shared" / "data" / "feeds"
#: the address feedparser's own tests serve its feeds from
SERVED = "http://127.0.0.1:8097/tests/"
#: what an item models, by feedparser's names
MODELLED = {
    "title", "title_detail", "link", "links", "id", "guid", "summary", "summary_detail", "description", "content", "author",
    "authors", "author_detail", "tags", "category", "categories", "enclosures", "published", "published_parsed", "updated",
    "updated_parsed", "issued", "issued_parsed", "modified", "modified_parsed", "created", "created_parsed", "rights",
    "copyright", "language", "value", "term", "scheme", "label", "href", "rel", "type", "length", "name", "email", "url",
}  # fmt: skip


class Case(msgspec.Struct, frozen=True):
    """One feed and what it should give."""

    path: str
    data: bytes
    expect: str
    headers: dict[str, str]

    @property
    def url(self) -> str:
        """Where it was fetched from, as its headers say."""
        return urljoin(SERVED + self.path.partition("/")[2], self.headers.get("content-location", ""))


def iter_cases(folder: Path) -> Iterator[Case]:
    """Give all feeds of the suite."""
    for path in sorted(folder.rglob("*")):
        if path.suffix not in (".xml", ".rss", ".atom", ".rdf", ".json"):
            continue
        data = path.read_bytes()
        comment = data[:4000].decode("utf-8", "replace").partition("-->")[0]
        found = re.search(r"Expect:\s*(.*)", comment, re.DOTALL)
        headers = {name.lower(): value.strip() for name, value in re.findall(r"Header:\s*([\w-]+):(.*)", comment)}
        yield Case(str(path.relative_to(folder)), data, " ".join(found[1].split()) if found else "", headers)


def is_about_items(expect: str) -> bool:
    """Tell whether an expectation speaks of entries, and only of what items model."""
    # the MIME type of a text is a fact of the feed's syntax; of a link or file it is one of the item
    if "entries[" not in expect or re.search(r"_detail'\]\['type'|\['content'\]\[0\]\['type'", expect):
        return False
    rest = re.sub(r"==\s*(?:u?'(?:[^'\\]|\\.)*'|u?\"(?:[^\"\\]|\\.)*\")", "== x", expect)
    names = re.findall(r"\[u?['\"](\w+)['\"]\]|entries\[\d+\]\.(\w+)|u?['\"](\w+)['\"]\s*:|\.get\(['\"](\w+)", rest)
    return "feed" not in rest and bool(names) and all((set(found) - {""}) <= MODELLED for found in names)


class Said(str):
    """A string that equals another one which says the same: tags, entities and white space aside."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, str) and (str(self) == str(other) or _said(self) == _said(other))

    def __ne__(self, other: object) -> bool:
        return not self == other

    __hash__ = str.__hash__


def _said(text: str) -> tuple[str, tuple[str, ...]]:
    links = tuple(html.unescape(url) for url in re.findall(r"<a\b[^>]*?\shref=[\"']([^\"']*)", str(text)) if url)
    bare = re.sub(r"<!\[CDATA\[|\]\]>|&lt;!\[CDATA\[|\]\]&gt;", "", str(text))
    for _ in range(3):  # the suite escapes up to three times over
        bare = html.unescape(re.sub(r"</?[A-Za-z!?][^<>]*>", "", bare))
    return re.sub(r"\s+", "", bare), links


class Line(Said):
    """A line of plain text, as headlines are: equal when the words are."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, str) and _said(self)[0] == _said(other)[0]

    __hash__ = str.__hash__


class Loose(dict[str, object]):
    """An object of feedparser's: names as attributes too, and equal to a plain dict that names no more than it has."""

    def __getattr__(self, name: str) -> object:
        try:
            return self[name]
        except KeyError:
            raise AttributeError(name) from None

    def __eq__(self, other: object) -> bool:
        return isinstance(other, dict) and all(name in self and self[name] == value for name, value in other.items())

    def __ne__(self, other: object) -> bool:
        return not self == other

    __hash__ = None  # type: ignore[assignment]


def as_feedparser(item: Item) -> Loose:
    """Write an item under the names that feedparser has for its entries."""
    body = Said(item.body_html)
    language = item.language
    entry = Loose(
        links=[
            Loose(rel=link.rel, href=link.href, type=link.type or "text/html", title=link.title) for link in item.links
        ]
    )
    entry["links"] += [  # feedparser lists files among the links
        Loose(rel="enclosure", href=file.href, type=file.mime, length=str(file.size))
        for media in item.associations
        for file in media.renditions
        if media.role == "enclosure"
        and not any(link.href == file.href and link.rel == "enclosure" for link in item.links)
    ]
    for link, media in ((link, media) for link in entry["links"] for media in item.associations):
        if media.role == "enclosure" and media.renditions[0].href == link["href"]:
            link["length"] = str(media.renditions[0].size)
    entry["enclosures"] = [link for link in entry["links"] if link["rel"] == "enclosure"]
    for name, value in (("id", item.native_guid), ("guid", item.native_guid), ("rights", item.copyrightnotice)):
        if value:
            entry[name] = Said(value)
    entry["link"] = next((link.href for link in item.links if link.rel == "alternate"), "")
    entry["title"] = Line(item.headline or "")
    entry["title_detail"] = Loose(value=entry["title"], language=language)
    entry["summary"] = entry["description"] = Said(item.summary or "") if item.summary and not _links_in(body) else body
    if item.summary and _said(item.summary)[0] == _said(body)[0]:
        entry["summary"] = entry["description"] = body
    entry["summary_detail"] = Loose(value=entry["summary"], language=language)
    entry["content"] = [Loose(value=body, language=language, type="text/html")]
    names = (item.byline or "").split(", ")
    mail = item.extra.get("author_email") or (item.byline if item.byline and "@" in item.byline else None)
    entry["author_detail"] = Loose({"name": Said(item.byline or "")} | ({"email": mail} if mail else {}))
    if page := item.extra.get("author_link"):
        entry["author_detail"] |= {"href": page, "url": page}
    shown = item.byline if not mail or mail == item.byline else f"{item.byline} ({mail})"
    entry["author"] = Said(shown or "")
    entry["authors"] = [Loose(name=Said(name)) for name in names]
    tags = [
        Loose(term=one.code or one.name, scheme=one.scheme, label=one.name if one.code else None)
        for one in item.subjects
    ]
    entry["tags"] = tags + [Loose(term=word, scheme="http://www.itunes.com/", label=None) for word in item.keywords]
    if tags:
        entry["category"] = tags[0]["term"]
    entry["categories"] = [(tag["scheme"], tag["term"]) for tag in tags]
    entry["language"] = language
    at = item.versioncreated.utctimetuple() if item.versioncreated else None
    if at is None and item.issued_on:
        at = time.strptime(item.issued_on, "%Y-%m-%d")
    first = item.firstcreated.utctimetuple() if item.firstcreated else at
    for name in ("published", "issued", "created"):
        entry[f"{name}_parsed"] = tuple(first)[:9] if first else None
    for name in ("updated", "modified"):
        entry[f"{name}_parsed"] = tuple(at)[:9] if at else None
    for name in ("published", "issued", "created", "updated", "modified"):
        entry[name] = When(item)
    return entry


def _links_in(body: str) -> bool:
    return "<a " in body


class When(str):
    """A time as it was written: equal to any words that name the same time."""

    __slots__ = ("times",)

    def __new__(cls, item: Item) -> "When":
        made = super().__new__(cls, "")
        made.times = {at for at in (item.versioncreated, item.firstcreated, item.issued_on) if at}
        return made

    def __eq__(self, other: object) -> bool:
        from wireroom.text.feed_dates import read_feed_date

        at, on, _ = read_feed_date(str(other))
        return at in self.times or on in self.times

    __hash__ = str.__hash__


def read_ours(case: Case) -> Parsed:
    """Read a feed as the room would: by sniffing, with the address it was fetched from."""
    raw = RawCopy(
        data=case.data,
        content_type=case.headers.get("content-type"),
        url=page_address(case.url),
        language=read_content_language(case.headers.get("content-language")),
    )
    try:
        return formats.parse(raw)[1]
    except FormatError:
        return Parsed()


def read_theirs(case: Case) -> feedparser.FeedParserDict:
    """Read a feed with feedparser, sanitising on, which is its default."""
    headers = {"content-type": "application/xml", **case.headers, "content-location": case.url}
    return feedparser.parse(io.BytesIO(case.data), response_headers=headers)


def is_met(expect: str, entries: list[object], more: dict[str, object]) -> bool:
    """Evaluate an expectation of the suite, which is Python, on what a reader gave."""
    try:
        return bool(
            eval(
                expect,
                {"__builtins__": {"len": len, "sorted": sorted, "set": set, "str": str}},
                {"entries": entries, **more},
            )
        )
    except (LookupError, AttributeError, TypeError, NameError, ValueError):
        return False


class Score(msgspec.Struct):
    """What the two readers made of the suite."""

    n_expected: int = 0
    theirs: int = 0
    ours: int = 0
    #: entries found
    theirs_entries: int = 0
    ours_entries: int = 0
    #: feeds in which feedparser finds more entries
    lost: list[str] = []
    #: facts of entries that feedparser finds and we do not, by name
    facts_lost: dict[str, int] = {}
    facts_gained: dict[str, int] = {}
    misses: list[str] = []
    by_folder: dict[str, list[int]] = {}


def score(folder: Path) -> Score:
    """Ask both readers everything."""
    found, lost, gained = Score(), Counter[str](), Counter[str]()
    for case in iter_cases(folder):
        parsed, theirs = read_ours(case), read_theirs(case)
        mine = [as_feedparser(item) for item in parsed.items]
        found.theirs_entries += len(theirs.entries)
        found.ours_entries += len(mine)
        if len(mine) < len(theirs.entries):
            found.lost.append(f"{case.path} ({len(mine)} of {len(theirs.entries)})")
        _compare(theirs.entries, mine, lost, gained)
        if not is_about_items(case.expect):
            continue
        is_broken = any(fault.code in ("xml-broken",) for fault in parsed.faults)
        he = is_met(case.expect, theirs.entries, {**theirs, "bozo": theirs.bozo})
        we = is_met(case.expect, mine, {"bozo": is_broken})
        found.n_expected += 1
        found.theirs += he
        found.ours += we
        row = found.by_folder.setdefault(case.path.rpartition("/")[0], [0, 0, 0])
        row[0], row[1], row[2] = row[0] + 1, row[1] + he, row[2] + we
        if not we:
            found.misses.append(f"{'both' if not he else 'ours'} {case.path}: {case.expect}")
    found.facts_lost, found.facts_gained = dict(lost), dict(gained)
    return found


def _compare(theirs: list[Loose], mine: list[Loose], lost: Counter[str], gained: Counter[str]) -> None:
    """Count facts that one reader has of an entry and the other has not."""
    for he, we in zip(theirs, mine, strict=False):
        for name in (
            "title",
            "link",
            "id",
            "summary",
            "author",
            "tags",
            "enclosures",
            "updated_parsed",
            "published_parsed",
        ):
            has, have = _has(he.get(name)), _has(we.get(name))
            if name == "link":  # feedparser takes any id for a link, urn: and tag: too
                has = has and str(he.get(name)).startswith("http")
            if name == "updated_parsed":
                has = bool(he.get("updated_parsed") or he.get("published_parsed"))
            if has != have and name != "published_parsed":
                (lost if has else gained)[name] += 1


def _has(value: object) -> bool:
    return bool(_said(value)[0]) if isinstance(value, str) else bool(value)


def long_feed(kind: str, n: int) -> bytes:
    """Write a feed of full-text entries as content systems write them: classes, styles, figures, a list, a quote, a script."""
    text = "".join(
        f"<p class='story__text' style='margin:0'>Paragraph {i} of the <strong class='k'>harbour</strong> story, with a "
        f"<a class='link' target='_blank' rel='noopener' href='https://example.org/{i}?utm_source=feed&amp;utm=rss'>link</a> "
        f"and what the pilot said of the tide, the wind and the ferry that left at {i} past noon, &#8220;as always&#8221;.</p>\n"
        for i in range(12)
    )
    figure = (
        "<figure class='wp-block-image size-large' id='f1'><img loading='lazy' width='1024' height='683' "
        "src='https://example.org/a.jpg' alt='The ferry' srcset='https://example.org/a-300.jpg 300w, "
        "https://example.org/a-768.jpg 768w' sizes='(max-width: 1024px) 100vw, 1024px' onerror='y()'/>"
        "<figcaption>The ferry at the quay.</figcaption></figure>"
    )
    more = (
        "<h2 class='h'>What is known</h2><ul class='l'><li>One</li><li>Two</li></ul><blockquote><p>No.</p></blockquote>"
    )
    body = html.escape(f"<div class='entry'>{figure}{text}{more}</div><script>alert(1)</script>")
    if kind == "atom":
        entries = "".join(
            f"<entry><id>urn:x:{i}</id><title>Ferry {i} &amp; tide</title><link href='https://example.org/{i}'/>"
            f"<updated>2026-03-11T10:{i % 60:02}:00Z</updated><author><name>M. Holt</name></author>"
            f"<summary>The ferry left.</summary><content type='html'>{body}</content><category term='sea'/></entry>"
            for i in range(n)
        )
        return f"<feed xmlns='http://www.w3.org/2005/Atom'><title>Norland</title>{entries}</feed>".encode()
    items = "".join(
        f"<item><guid isPermaLink='false'>x-{i}</guid><title>Ferry {i} &amp;amp; tide</title><link>https://example.org/{i}</link>"
        f"<pubDate>Wed, 11 Mar 2026 10:{i % 60:02}:00 GMT</pubDate><dc:creator>M. Holt</dc:creator><category>sea</category>"
        f"<description>The ferry left.</description><content:encoded>{body}</content:encoded></item>"
        for i in range(n)
    )
    spaces = "xmlns:dc='http://purl.org/dc/elements/1.1/' xmlns:content='http://purl.org/rss/1.0/modules/content/'"
    return f"<rss version='2.0' {spaces}><channel><title>Norland</title>{items}</channel></rss>".encode()


def short_feed(n: int) -> bytes:
    """Write a feed of headlines with one line of text, as tickers send them."""
    items = "".join(
        f"<item><guid>https://example.org/{i}</guid><title>Ferry {i} late</title><link>https://example.org/{i}</link>"
        f"<pubDate>Wed, 11 Mar 2026 10:{i % 60:02}:00 GMT</pubDate><description>The ferry left an hour late.</description></item>"
        for i in range(n)
    )
    return f"<rss version='2.0'><channel><title>Norland</title>{items}</channel></rss>".encode()


def speed(data: bytes, rounds: int = 5) -> tuple[float, float]:
    """Measure items a second of one core, feedparser's and ours with marks, taking turns; medians."""
    raw = RawCopy(data=data)
    theirs, ours = [], []
    n = len(read_one(raw).items)
    for _ in range(rounds):
        began = time.process_time()
        read_one(raw)
        ours.append(n / (time.process_time() - began))
        began = time.process_time()
        feedparser.parse(io.BytesIO(data))
        theirs.append(n / (time.process_time() - began))
    return statistics.median(theirs), statistics.median(ours)


def suite_speed(folder: Path, rounds: int = 3) -> tuple[float, float]:
    """Measure the same over all feeds of the suite that are not broken on purpose; most hold one entry."""
    raws = [RawCopy(data=case.data) for case in iter_cases(folder) if "illformed" not in case.path]
    items, theirs, ours = 0, [], []
    for _ in range(rounds):
        began = time.process_time()
        items = sum(len(read_one(raw).items) for raw in raws)
        ours.append(items / (time.process_time() - began))
        began = time.process_time()
        for raw in raws:
            feedparser.parse(io.BytesIO(raw.data))
        theirs.append(items / (time.process_time() - began))
    return statistics.median(theirs), statistics.median(ours)


def main() -> int:
    """Print the tables."""
    ask = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    ask.add_argument("--feeds", type=Path, default=FEEDS)
    ask.add_argument("--misses", action="store_true", help="print each expectation that we do not meet")
    ask.add_argument("--json", action="store_true")
    told = ask.parse_args()
    rates = {
        "RSS, full text": speed(long_feed("rss", 60)),
        "Atom, full text": speed(long_feed("atom", 60)),
        "RSS, one line": speed(short_feed(300)),
    }
    if told.feeds.is_dir():
        rates["the suite's feeds"] = suite_speed(told.feeds)
    found = score(told.feeds) if told.feeds.is_dir() else None
    if told.json:
        print(json.dumps({"rates": rates, "suite": msgspec.to_builtins(found)}))
        return 0
    for name, (he, we) in rates.items():
        print(f"{name:18} feedparser {he:8,.0f} items/s   wireroom {we:8,.0f} items/s   {we / he:5.1f} x")
    if found is None:
        print(f"no feeds at {told.feeds}: the suite is not part of the repository")
        return 0
    for name, (n, he, we) in sorted(found.by_folder.items()):
        print(f"{name:40} {n:4} expectations   feedparser {he:4}   wireroom {we:4}")
    print(f"{'all':40} {found.n_expected:4} expectations   feedparser {found.theirs:4}   wireroom {found.ours:4}")
    print(
        f"entries: feedparser {found.theirs_entries}, wireroom {found.ours_entries}; fewer in: {found.lost or 'none'}"
    )
    print(
        f"facts of entries that only feedparser has: {found.facts_lost or 'none'}; only wireroom: {found.facts_gained}"
    )
    if told.misses:
        print("\n".join(found.misses))
    return 0


if __name__ == "__main__":
    sys.exit(main())
