"""One item of RSS 0.9x, 1.0, 1.1, 2.0 or CDF, with the modules they are met with: what RSS and WordPress exports share."""

import re
from collections.abc import Iterator
from typing import Final

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
#: element -> (what it says, how much it is preferred: 0 most)
_ROLES: Final = {
    name: (role, rank)
    for role, names in {
        "title": _TITLES, "summary": _SUMMARIES, "content": _CONTENTS, "published": _PUBLISHED, "updated": _UPDATED,
        "rights": _RIGHTS, "writer": _WRITERS, "subject": _SUBJECTS, "keyword": _KEYWORDS,
    }.items()
    for rank, name in enumerate(names)
}  # fmt: skip
_READ: Final = frozenset(_ROLES) | {
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

_MAIL: Final = re.compile(r"[A-Za-z0-9._%+'-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){0,8}")


def first_text(kids: _Kids, names: tuple[str, ...]) -> str | None:
    """Give the text of the first of these children that has any."""
    return next((text for name in names for one in kids.get(name, ()) if (text := plain_text(one))), None)


def first_words(kids: _Kids, names: tuple[str, ...]) -> FeedText | None:
    """Give the words of the first of these children that has any: markup if elements stand in it."""
    for name in names:
        for one in kids.get(name, ()):
            is_markup = True if len(one) else None
            if text := raw_text(one):
                return FeedText(text, is_markup)
    return None


def read_rss_about(root: etree._Element, about: FeedAbout, base: str | None) -> str | None:
    """Read what the channel says into `about`; gives the base of relative links."""
    channel = next(root.iter("{*}channel", "{*}Channel", "{*}CHANNEL"), None)
    if channel is None:
        about.language = language_of(root)
        return base_of(root, base)
    kids = children(channel)
    link = next((url for url in _links(kids) if url), None) or attribute(channel, "href")
    base = base_of(channel, base) if base_of(channel, None) else base or link
    link = join_url(base, link) if link else None
    about.language = first_text(kids, ("language", "dc:language")) or language_of(channel)
    about.rights = read_line(first_words(kids, _RIGHTS))
    title = read_line(first_words(kids, _TITLES))
    named = {"channel": title, "channel_link": link, "provider": first_text(kids, ("dc:publisher",))}
    about.extra = {name: text for name, text in named.items() if text}
    about.scope = link or title
    return base


def _links(kids: _Kids) -> Iterator[str]:
    for one in kids.get("link", ()):
        if url := plain_text(one) or attribute(one, "href"):
            yield url
    for one in kids.get("atom:link", ()):
        if attribute(one, "rel") in (None, "alternate") and (url := attribute(one, "href")):
            yield url


def read_rss_entry(element: etree._Element, base: str | None, *, where: str, has_scopes: bool) -> FeedEntry:
    """Read one item.

    `has_scopes` says whether xml:base or xml:lang occurs in the feed at all: looking up is not for nothing.
    """
    kids = children(element)
    if has_scopes:
        base = base_of(element, base)
    told = _by_role(kids)
    get = told.get
    entry = FeedEntry(base=base, where=where)
    entry.title = _words(get("title"))
    entry.summary = _words(get("summary"))
    entry.content = _words(get("content"))
    entry.published = _text(get("published"))
    entry.updated = _text(get("updated")) or (attribute(element, "lastmod") if element.attrib else None)
    if rights := get("rights"):
        entry.rights = read_line(_words(rights))
    if writers := get("writer"):
        entry.authors = list(_authors(writers))
    if subjects := get("subject"):
        entry.subjects = [concept for one in subjects for concept in _subject(one)]
    if keywords := get("keyword"):
        entry.keywords = [word.strip() for one in keywords for word in raw_text(one).split(",") if word.strip()]
    if not kids.keys() <= _NO_MEDIA:
        entry.media = read_feed_media(kids, base)
        entry.subjects = [*entry.subjects, *media_subjects(kids)]
    if "dc:language" in kids:
        entry.language = first_text(kids, ("dc:language",))
    if has_scopes:
        spoken = next((ones[0] for role in ("content", "summary", "title") if (ones := get(role))), element)
        entry.language = entry.language or language_of(spoken)
        entry.base = base_of(spoken, base)
    _read_links(element, kids, entry, base)
    _read_extra(kids, entry)
    return entry


def _by_role(kids: _Kids) -> dict[str, list[etree._Element]]:
    """Give the children by what they say, the most preferred first."""
    found: dict[str, list[tuple[int, list[etree._Element]]]] = {}
    for name, ones in kids.items():
        if known := _ROLES.get(name):
            found.setdefault(known[0], []).append((known[1], ones))
    return {
        role: ranked[0][1] if len(ranked) == 1 else [one for _, ones in sorted(ranked, key=_rank) for one in ones]
        for role, ranked in found.items()
    }


def _rank(ranked: tuple[int, list[etree._Element]]) -> int:
    return ranked[0]


def _text(ones: list[etree._Element] | None) -> str | None:
    return next((text for one in ones if (text := plain_text(one))), None) if ones else None


def _words(ones: list[etree._Element] | None) -> FeedText | None:
    for one in ones or ():
        is_markup = True if len(one) else None
        if text := raw_text(one):
            return FeedText(text, is_markup)
    return None


def _read_links(element: etree._Element, kids: _Kids, entry: FeedEntry, base: str | None) -> None:
    """Read where it stands: link, guid as a link, rdf:about, Atom's links, CDF's href."""
    guid = next(((text, one) for one in kids.get("guid", ()) if (text := plain_text(one))), None)
    about, href = (attribute(element, "about"), attribute(element, "href")) if element.attrib else (None, None)
    link = next((url for url in _links(kids) if url), None) or href
    if link is None and guid and (attribute(guid[1], "ispermalink") or "true").lower() != "false":
        link = guid[0] if re.match(r"https?://|/|[^:\s]+$", guid[0]) else None
    link = link or about
    entry.link = join_url(base, link) if link else None
    entry.guid = (guid[0] if guid else None) or first_text(kids, ("atom:id",)) or about
    for one in kids.get("atom:link", ()):
        rel, url = attribute(one, "rel") or "alternate", attribute(one, "href")
        if url:
            entry.links.append(ItemLink(rel=rel, href=join_url(base, url), type=attribute(one, "type")))
    if "comments" in kids and (comments := first_text(kids, ("comments",))):
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


def _read_extra(kids: _Kids, entry: FeedEntry) -> None:
    """Keep who published it, where it was taken from, and short fields of modules that we do not model."""
    if "dc:publisher" in kids and (publisher := first_text(kids, ("dc:publisher",))):
        entry.extra["provider"] = publisher
    for one in kids.get("source", kids.get("atom:source", ())):
        inner = children(one)
        if text := (read_line(first_words(inner, ("atom:title", "title"))) if len(one) else plain_text(one)):
            entry.extra["source"] = text
        if url := attribute(one, "url"):
            entry.extra["source_link"] = url
    if "dc:source" in kids and (taken := first_text(kids, ("dc:source",))):
        entry.extra.setdefault("source", taken)
    if kids.keys() <= _READ:
        return
    for name, found in kids.items():
        if name in _READ or name.startswith("media:") or len(found[0]):
            continue
        if (text := found[0].text) and (text := text.strip()) and len(text) <= 500:
            entry.extra.setdefault(name.removeprefix("?:"), text)
