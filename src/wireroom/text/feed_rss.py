"""One item of RSS 0.9x, 1.0, 1.1, 2.0 or CDF, with the modules they are met with: what RSS and WordPress exports share."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

import msgspec
from lxml import etree

from wireroom.model import Concept, ItemLink
from wireroom.text.feed_item import FeedAbout, FeedAuthor, FeedEntry, FeedText, read_line
from wireroom.text.feed_media import read_feed_media
from wireroom.text.feed_xml import attribute, base_of, children, join_url, language_of, plain_text, raw_text

_Kids = dict[str, list[etree._Element]]

_TITLES: Final = ("title", "atom:title", "dc:title", "media:title", "itunes:title")
_SUMMARIES: Final = (
    "description", "atom:summary", "summary", "dc:description", "dcterms:abstract", "abstract", "itunes:summary",
    "media:description", "itunes:subtitle", "excerpt:encoded",
)  # fmt: skip
_CONTENTS: Final = ("content:encoded", "xhtml:body", "body", "xhtml:div", "fullitem", "atom:content", "content")
_PUBLISHED: Final = (
    "pubdate", "atom:published", "dcterms:issued", "dc:date", "atom:issued", "dcterms:created", "published", "issued",
    "date", "atom:created", "created", "prism:publicationdate", "dcterms:date", "dcterms:available",
)  # fmt: skip
_UPDATED: Final = (
    "atom:updated",
    "dcterms:modified",
    "atom:modified",
    "updated",
    "modified",
    "lastmod",
    "lastbuilddate",
)
_RIGHTS: Final = ("dc:rights", "copyright", "dcterms:rights", "atom:rights", "rights", "media:copyright")
_WRITERS: Final = ("dc:creator", "dc:author", "author", "atom:author", "itunes:author", "creator")
_SUBJECTS: Final = ("category", "dc:subject", "itunes:category", "media:category", "atom:category")
_KEYWORDS: Final = ("itunes:keywords", "media:keywords", "keywords")
_ROLES: Final = {
    "title": _TITLES, "summary": _SUMMARIES, "content": _CONTENTS, "published": _PUBLISHED, "updated": _UPDATED,
    "rights": _RIGHTS, "writer": _WRITERS, "subject": _SUBJECTS, "keyword": _KEYWORDS,
}  # fmt: skip
#: element -> (what it says, how much it is preferred: 0 most)
_RANKS: Final = {name: (role, rank) for role, names in _ROLES.items() for rank, name in enumerate(names)}
_READ: Final = frozenset(_RANKS) | {
    "link",
    "guid",
    "atom:id",
    "atom:link",
    "enclosure",
    "comments",
    "source",
    "dc:publisher",
    "dc:source",
    "dc:language",
}

#: elements that name no file
_NO_MEDIA: Final = frozenset(name for name in _READ if name != "enclosure" and not name.startswith("media:"))
#: beside link and guid
_OTHER_LINKS: Final = frozenset(("atom:id", "atom:link", "comments"))
_SOURCES: Final = frozenset(("dc:publisher", "source", "atom:source", "dc:source"))
#: different elements in one entry; more is no common shape, and is not kept in memory
_USUAL_NAMES: Final = 32
#: a guid that may be followed
_ADDRESS: Final = re.compile(r"https?://|/|[^:\s]+$")

_MAIL: Final = re.compile(r"[A-Za-z0-9._%+'-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){0,8}")


def first_text(kids: _Kids, names: tuple[str, ...]) -> str | None:
    """Give the text of the first of these children that has any."""
    for name in names:
        for one in kids.get(name, ()):
            if text := raw_text(one):
                return text
    return None


def first_words(kids: _Kids, names: tuple[str, ...]) -> FeedText | None:
    """Give the words of the first of these children that has any: markup if elements stand in it."""
    for name in names:
        for one in kids.get(name, ()):
            if text := raw_text(one):
                return FeedText(text, True if len(one) else None)
    return None


def read_rss_about(root: etree._Element, about: FeedAbout, base: str | None, *, has_scopes: bool) -> str | None:
    """Read what the channel says into `about`; gives the base of relative links. `has_scopes` as for an entry."""
    channel = next(root.iter("{*}channel", "{*}Channel", "{*}CHANNEL"), None)
    if channel is None:
        about.language = language_of(root)
        return base_of(root, base)
    kids = children(channel)
    link = _link(kids) or attribute(channel, "href")
    base = base_of(channel, base) if has_scopes and base_of(channel, None) else base or link
    link = join_url(base, link) if link else None
    about.language = first_text(kids, ("language", "dc:language"))
    if has_scopes and about.language is None:
        about.language = language_of(channel)
    about.rights = read_line(first_words(kids, _RIGHTS))
    title = read_line(first_words(kids, _TITLES))
    named = {"channel": title, "channel_link": link, "provider": first_text(kids, ("dc:publisher",))}
    about.extra = {name: text for name, text in named.items() if text}
    about.scope = link or title
    return base


def _link(kids: _Kids) -> str | None:
    for one in kids.get("link", ()):
        if url := plain_text(one) or attribute(one, "href"):
            return url
    for one in kids.get("atom:link", ()):
        if attribute(one, "rel") in (None, "alternate") and (url := attribute(one, "href")):
            return url
    return None


class _Shape(msgspec.Struct, frozen=True):
    """Which of an entry's elements say what, the most preferred first: the entries of a feed are nearly all of one shape."""

    title: tuple[str, ...]
    summary: tuple[str, ...]
    content: tuple[str, ...]
    published: tuple[str, ...]
    updated: tuple[str, ...]
    rights: tuple[str, ...]
    writer: tuple[str, ...]
    subject: tuple[str, ...]
    keyword: tuple[str, ...]
    has_media: bool
    #: guid and link as RSS 2.0 has them are all that says where it stands
    has_plain_links: bool
    has_source: bool
    #: elements of modules that we do not model
    other: tuple[str, ...]


def _shape_of(names: tuple[str, ...]) -> _Shape:
    return _known_shape(names) if len(names) <= _USUAL_NAMES else _known_shape.__wrapped__(names)


@lru_cache(maxsize=256)
def _known_shape(names: tuple[str, ...]) -> _Shape:
    by_role: dict[str, list[str]] = {role: [] for role in _ROLES}
    for name in sorted(names, key=lambda name: _RANKS.get(name, ("", 0))[1]):
        if name in _RANKS:
            by_role[_RANKS[name][0]].append(name)
    return _Shape(
        **{role: tuple(found) for role, found in by_role.items()},
        has_media=not _NO_MEDIA.issuperset(names),
        has_plain_links=not _OTHER_LINKS.intersection(names),
        has_source=not _SOURCES.isdisjoint(names),
        other=tuple(name for name in names if name not in _READ and not name.startswith("media:")),
    )


def read_rss_entry(element: etree._Element, base: str | None, *, where: str, has_scopes: bool) -> FeedEntry:
    """Read one item.

    `has_scopes` says whether xml:base or xml:lang occurs in the feed at all: looking up is not for nothing.
    """
    kids = children(element)
    shape = _shape_of(tuple(kids))
    if has_scopes:
        base = base_of(element, base)
    entry = FeedEntry(
        title=first_words(kids, shape.title),
        summary=first_words(kids, shape.summary),
        content=first_words(kids, shape.content) if shape.content else None,
        published=first_text(kids, shape.published),
        updated=first_text(kids, shape.updated) if shape.updated else None,
        base=base,
        where=where,
    )
    has_attributes = bool(element.attrib)
    if has_attributes and entry.updated is None:
        entry.updated = attribute(element, "lastmod")
    if shape.rights:
        entry.rights = read_line(first_words(kids, shape.rights))
    if shape.writer:
        entry.authors = list(_authors([one for name in shape.writer for one in kids[name]]))
    if shape.subject:
        entry.subjects = [concept for name in shape.subject for one in kids[name] for concept in _subject(one)]
    if shape.keyword:
        said = [raw_text(one) for name in shape.keyword for one in kids[name]]
        entry.keywords = [word.strip() for words in said for word in words.split(",") if word.strip()]
    if shape.has_media:
        entry.media = read_feed_media(kids, base)
        entry.subjects = [*entry.subjects, *media_subjects(kids)]
    if "dc:language" in kids:
        entry.language = first_text(kids, ("dc:language",))
    if has_scopes:
        spoken = next((kids[names[0]][0] for names in (shape.content, shape.summary, shape.title) if names), element)
        entry.language = entry.language or language_of(spoken)
        entry.base = base_of(spoken, base)
    _read_links(element if has_attributes else None, kids, shape, entry, base)
    if shape.has_source:
        _read_source(kids, entry)
    if shape.other:
        _read_other(kids, shape.other, entry)
    return entry


def _read_links(named: etree._Element | None, kids: _Kids, shape: _Shape, entry: FeedEntry, base: str | None) -> None:
    """Read where it stands: link, guid as a link, rdf:about, Atom's links, CDF's href; `named` is it, with attributes."""
    guid, at = None, None
    for at in kids.get("guid", ()):
        if guid := plain_text(at):
            break
    about, href = (attribute(named, "about"), attribute(named, "href")) if named is not None else (None, None)
    link = _link(kids) or href
    if link is None and guid and at is not None and (attribute(at, "ispermalink") or "true").lower() != "false":
        link = guid if _ADDRESS.match(guid) else None
    link = link or about
    entry.link = join_url(base, link) if link else None
    if shape.has_plain_links:
        entry.guid = guid or about
        return
    entry.guid = guid or first_text(kids, ("atom:id",)) or about
    for one in kids.get("atom:link", ()):
        rel, url = attribute(one, "rel") or "alternate", attribute(one, "href")
        if url:
            entry.links.append(ItemLink(rel=rel, href=join_url(base, url), type=attribute(one, "type")))
    if comments := first_text(kids, ("comments",)):
        entry.links.append(ItemLink(rel="replies", href=join_url(base, comments)))


def _authors(writers: list[etree._Element]) -> Iterator[FeedAuthor]:
    """Read those whom the most preferred kind of element names: dc:creator and author are often the same person."""
    tag = None
    for one in writers:
        if (tag is None or one.tag == tag) and (person := read_person(one)):
            tag = one.tag
            yield person


def read_person(element: etree._Element) -> FeedAuthor | None:
    """Read a person: Atom's name, email and uri, or RSS's "me@example.org (My Name)" and all that people write there."""
    if len(element):
        kids = children(element)
        name, email, url = (
            first_text(kids, names)
            for names in (
                ("atom:name", "name", "itunes:name"),
                ("atom:email", "email", "itunes:email"),
                ("atom:uri", "atom:url", "uri"),
            )
        )
        if name or email or url:
            return FeedAuthor(name=name, email=email, url=url)
    words = read_line(FeedText(raw_text(element)))
    if not words:
        return None
    mail = _MAIL.search(words)
    if not mail:
        return FeedAuthor(name=words)
    name = (words[: mail.start()] + words[mail.end() :]).replace("()", "").replace("<>", "").replace("mailto:", "")
    name = name.strip(" \t()<>,;")
    return FeedAuthor(name=name or None, email=mail[0])


def media_subjects(kids: _Kids) -> Iterator[Concept]:
    """Read the categories that stand on the media of an entry."""
    for name in ("media:content", "media:group"):
        for one in kids.get(name, ()):
            inner = children(one)
            for category in inner.get("media:category", ()):
                yield from _subject(category)
            if name == "media:group":
                yield from media_subjects(inner)


def _subject(one: etree._Element) -> Iterator[Concept]:
    text = read_line(FeedText(one.text.strip())) if one.text and one.text.strip() else None
    term, label = attribute(one, "term", "text"), attribute(one, "label")
    scheme = attribute(one, "domain", "scheme")
    if scheme is None and str(one.tag).lower().startswith("{http://www.itunes.com"):
        scheme = "http://www.itunes.com/"
    if text or term or label:
        code = term or attribute(one, "nicename") or (text if label else None)
        yield Concept(name=label or text or term, code=code if code != (label or text or term) else None, scheme=scheme)
    for inner in one:  # iTunes: a category inside a category
        if isinstance(inner.tag, str) and inner.tag.endswith("category"):
            yield from _subject(inner)


def _read_source(kids: _Kids, entry: FeedEntry) -> None:
    """Keep who published it and where it was taken from."""
    if publisher := first_text(kids, ("dc:publisher",)):
        entry.extra["provider"] = publisher
    for one in kids.get("source", kids.get("atom:source", ())):
        inner = children(one)
        if text := (read_line(first_words(inner, ("atom:title", "title"))) if len(one) else plain_text(one)):
            entry.extra["source"] = text
        if url := attribute(one, "url"):
            entry.extra["source_link"] = url
    if taken := first_text(kids, ("dc:source",)):
        entry.extra.setdefault("source", taken)


def _read_other(kids: _Kids, names: tuple[str, ...], entry: FeedEntry) -> None:
    """Keep short fields of modules that we do not model."""
    for name in names:
        first = kids[name][0]
        if not len(first) and (text := first.text) and (text := text.strip()) and len(text) <= 500:
            entry.extra.setdefault(name.removeprefix("?:"), text)
