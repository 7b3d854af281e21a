"""Documents that an answer only links to: which they are is decided here, and nothing is fetched.

    answer | entries | the document each names (a link by its type, or an address made of its fields) | Listing

`follow = "links"`: RSS and Atom (enclosures, `link rel="alternate"`), JSON Feed (attachments), AP Media API (renditions of
text). Of several renditions of one entry the one that says most is taken: NITF, NewsML-G2, ninjs, other XML, JSON, text.

`follow = "item?id={id}"`: the answer is a list, in XML or JSON, as a Reuters-style channel gives it; each element or object
that has all the named fields is an entry, and its address is made of them.
"""

import re
from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import quote

import msgspec
from lxml import etree
from yarl import URL

from wireroom.text.json_copy import MAX_DEPTH
from wireroom.text.xml import XmlProblem, parse_xml

#: what a document says of its type, the best first; pictures and pages are no copy
_TYPES: Final = tuple(
    re.compile(words, re.I)
    for words in (
        r"nitf",
        r"vnd\.iptc\.g2|newsml-?g2",
        r"ninjs",
        r"newsml",
        r"(text|application)/xml\b",
        r"application/json\b",
        r"text/plain\b",
    )
)
_XML_NAME: Final = re.compile(r"\.(xml|nitf|newsml|g2)$", re.I)
#: a field of an entry that its address is made of
FIELD: Final = re.compile(r"\{(\w+)\}")
#: when an entry was changed, or which version it is: a document is fetched anew when this is another
_VERSIONS: Final = ("updated", "pubdate", "date", "modified", "date_modified", "version", "versioncreated", "etag")
_RELATIONS: Final = ("", "alternate", "enclosure")


class Linked(msgspec.Struct, frozen=True):
    """A document that an entry names."""

    url: str
    #: what the entry says of its version; "" = nothing
    version: str
    #: the entry's own id, by which its item is known; None = the list is no copy, or it has none
    entry: str | None = None

    @property
    def key(self) -> str:
        """What it is remembered by."""
        return f"{self.url} {self.version}"


class Listing(msgspec.Struct, frozen=True):
    """What an answer links to."""

    documents: tuple[Linked, ...]
    #: every entry has its document, so the answer itself is no copy
    is_whole: bool

    def first(self, most: int) -> "Listing":
        """Give it with at most so many documents."""
        return Listing(self.documents[:most], self.is_whole)


class _Candidate(msgspec.Struct, frozen=True):
    name: str
    href: str
    mime: str


def list_documents(body: bytes, base: URL, follow: str) -> Listing:
    """Find the documents an answer names, each once.

    Shape: `base` is what addresses in it are relative to; `follow` is "links" or an address with {fields}.

    Raises:
        ValueError: the answer is neither XML nor JSON.
    """
    names = FIELD.findall(follow)
    documents: dict[str, Linked] = {}
    n_without = n_entries = 0
    for entry in _read_entries(body, names):
        n_entries += 1
        url = _joined(base, _made(follow, entry) if names else _best(entry))
        if url is None:
            n_without += 1
            continue
        linked = Linked(url, _version(entry, is_list=bool(names)), None if names else _id_of(entry))
        documents.setdefault(linked.key, linked)
    return Listing(tuple(documents.values()), is_whole=bool(names) or (n_entries > 0 and n_without == 0))


class _Entry(msgspec.Struct, frozen=True):
    """One entry, whether it came in XML or JSON."""

    #: what stands directly in it, by names in small letters
    fields: dict[str, str]
    candidates: tuple[_Candidate, ...] = ()


def _read_entries(body: bytes, names: list[str]) -> list[_Entry]:
    if body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"["):
        try:
            value = msgspec.json.decode(body.removeprefix(b"\xef\xbb\xbf"))
        except (msgspec.DecodeError, RecursionError) as error:
            raise ValueError("is no JSON that can be read") from error
        return list(_json_rows(value, names) if names else _json_entries(value))
    try:
        root = parse_xml(body, recover=True)
    except XmlProblem as error:
        raise ValueError("is neither XML nor JSON") from error
    return list(_xml_rows(root, names) if names else _xml_entries(root))


# XML


def _xml_rows(parent: etree._Element, names: list[str]) -> Iterator[_Entry]:
    """Give the outermost elements that have the fields; the root is the list itself, which may have an id, too."""
    for element in parent.iterchildren(etree.Element):
        fields = _xml_fields(element)
        if all(name.lower() in fields for name in names):
            yield _Entry(fields)
        else:
            yield from _xml_rows(element, names)


def _xml_entries(root: etree._Element) -> Iterator[_Entry]:
    for element in root.iter("{*}item", "{*}entry"):
        candidates = [
            _Candidate("", href, child.get("type", ""))
            for child in element.iter("{*}link", "{*}enclosure", "{*}content")
            if (href := child.get("href") or child.get("url")) and child.get("rel", "") in _RELATIONS
        ]
        yield _Entry(_xml_fields(element), tuple(candidates))


def _xml_fields(element: etree._Element) -> dict[str, str]:
    fields: dict[str, str] = {}
    for child in element.iterchildren(etree.Element):
        words = (child.text or "").strip()
        if words and not len(child):
            fields.setdefault(etree.QName(child).localname.lower(), words)
    return fields


# JSON


def _json_rows(value: Any, names: list[str], depth: int = 0) -> Iterator[_Entry]:
    """Give the outermost objects of lists that have the fields."""
    if depth > MAX_DEPTH:
        return
    for part in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        fields = _json_fields(part) if isinstance(value, list) and isinstance(part, dict) else {}
        if fields and all(name.lower() in fields for name in names):
            yield _Entry(fields)
        else:
            yield from _json_rows(part, names, depth + 1)


def _json_entries(value: Any) -> Iterator[_Entry]:
    inner = value.get("data", value) if isinstance(value, dict) else value
    rows = inner.get("items") if isinstance(inner, dict) else inner
    for row in rows if isinstance(rows, list) else ():
        thing = row.get("item", row) if isinstance(row, dict) else None
        if not isinstance(thing, dict):
            continue
        fields = _json_fields(thing)
        altids = thing.get("altids")
        if isinstance(altids, dict):  # AP's
            fields |= {name: words for name, words in _json_fields(altids).items() if name == "itemid"}
        # the text rendition of a picture is its caption
        is_text = fields.get("type", "text").lower() in ("text", "composite")
        yield _Entry(fields, tuple(_json_candidates(thing)) if is_text else ())


def _json_candidates(thing: dict[str, Any]) -> Iterator[_Candidate]:
    renditions, attachments = thing.get("renditions"), thing.get("attachments")
    named = list(renditions.items()) if isinstance(renditions, dict) else []
    for name, one in [*named, *(("", one) for one in (attachments if isinstance(attachments, list) else ()))]:
        if not isinstance(one, dict):
            continue
        fields = _json_fields(one)
        href, mime = fields.get("href") or fields.get("url"), fields.get("mimetype") or fields.get("mime_type")
        if href and (mime or fields.get("type", "").lower() == "text"):
            yield _Candidate(name, href, mime or "text/plain")


def _json_fields(thing: dict[str, Any]) -> dict[str, str]:
    found = {str(name).lower(): value for name, value in thing.items()}
    return {name: str(value) for name, value in found.items() if isinstance(value, str | int) and str(value).strip()}


# both


def _made(follow: str, entry: _Entry) -> str:
    return FIELD.sub(lambda found: quote(entry.fields[found[1].lower()], safe=""), follow)


def _best(entry: _Entry) -> str | None:
    ranked = [(rank, one.href) for one in entry.candidates if (rank := _rank(one)) is not None]
    return min(ranked, key=lambda found: found[0])[1] if ranked else None


def _rank(one: _Candidate) -> int | None:
    mime = one.mime or ("text/xml" if _XML_NAME.search(one.href.partition("?")[0]) else "")
    for rank, pattern in enumerate(_TYPES):
        # AP says "text/xml" of all its renditions, and which it is by their names
        if pattern.search(mime) or (rank < len(_TYPES) - 3 and _is_copy(mime) and pattern.search(one.name)):
            return rank
    return None


def _is_copy(mime: str) -> bool:
    return any(pattern.search(mime) for pattern in _TYPES)


def _version(entry: _Entry, *, is_list: bool) -> str:
    names = sorted(entry.fields) if is_list else [name for name in _VERSIONS if name in entry.fields]
    return " ".join(entry.fields[name] for name in names)


def _id_of(entry: _Entry) -> str | None:
    """Give the id of an entry, as the readers of feeds take it."""
    return next((entry.fields[name] for name in ("itemid", "guid", "id", "link") if name in entry.fields), None)


def _joined(base: URL, href: str | None) -> str | None:
    """Make an address absolute; None = there is none, or it is not one of the web."""
    if href is None:
        return None
    try:
        url = base.join(URL(href.strip()))
        return str(url) if url.scheme in ("http", "https") and url.host else None
    except ValueError:
        return None
