"""The XML of feeds as it is met in the wild: bytes -> a tree, and elements by short names whatever prefix they came under.

Strict first; what is not well-formed is mended (undeclared HTML entities, bare ampersands, control characters, wrong
character set) and then recovered by libxml2 up to where it makes sense. A DTD is always taken off: nothing it declares is used.
"""

import html
import re
from collections.abc import Callable
from functools import lru_cache
from html.entities import html5
from itertools import islice
from typing import Final
from urllib.parse import urljoin, urlsplit

from lxml import etree

from wireroom.model import Fault
from wireroom.text.charset import declared_charset, decode
from wireroom.text.xml import XmlProblem, first_tag, parse_xml

_XML_BASE: Final = "{http://www.w3.org/XML/1998/namespace}base"
_XML_LANG: Final = "{http://www.w3.org/XML/1998/namespace}lang"

#: namespace, in lower case without "/" and "#" at its end -> the prefix people mean; "" = the feed's own names
_PREFIXES: Final = {
    "": "", "http://backend.userland.com/rss": "", "http://backend.userland.com/rss2": "",
    "http://blogs.law.harvard.edu/tech/rss": "", "http://cyber.law.harvard.edu/rss/rss.html": "",
    "http://purl.org/rss/1.0": "", "http://my.netscape.com/rdf/simple/0.9": "", "http://purl.org/net/rss1.1": "",
    "http://channel.netscape.com/rdf/simple/0.9": "", "http://purl.org/rss/1.0/modules/rss091": "",
    "http://www.w3.org/2005/atom": "atom", "http://purl.org/atom/ns": "atom", "http://purl.org/pie": "atom",
    "http://purl.org/echo": "atom", "http://example.com/necho": "atom", "uri/of/echo/namespace": "atom",
    "http://example.com/newformat": "atom",
    "http://purl.org/dc/elements/1.1": "dc", "http://purl.org/dc/elements/1.0": "dc", "http://purl.org/dc/terms": "dcterms",
    "http://purl.org/rss/1.0/modules/content": "content", "http://search.yahoo.com/mrss": "media",
    "http://www.rssboard.org/media-rss": "media", "http://video.search.yahoo.com/mrss": "media",
    "http://www.itunes.com/dtds/podcast-1.0.dtd": "itunes", "http://example.com/dtds/podcast-1.0.dtd": "itunes",
    "http://www.w3.org/1999/xhtml": "xhtml", "http://www.w3.org/1999/02/22-rdf-syntax-ns": "rdf",
    "http://rssnamespace.org/feedburner/ext/1.0": "feedburner", "http://wellformedweb.org/commentapi": "wfw",
    "http://purl.org/rss/1.0/modules/slash": "slash", "http://prismstandard.org/namespaces/1.2/basic": "prism",
    "http://prismstandard.org/namespaces/basic/2.0": "prism", "http://purl.org/syndication/thread/1.0": "thr",
    "http://www.w3.org/1998/math/mathml": "math", "http://www.w3.org/2000/svg": "svg",
    "http://wordpress.org/export/1.0/excerpt": "excerpt", "http://wordpress.org/export/1.1/excerpt": "excerpt",
    "http://wordpress.org/export/1.2/excerpt": "excerpt", "http://wordpress.org/export/1.0": "wp",
    "http://wordpress.org/export/1.1": "wp", "http://wordpress.org/export/1.2": "wp",
}  # fmt: skip
_ENTITY: Final = re.compile(r"&(?:(#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});)?")
_OWN: Final = ("amp", "lt", "gt", "quot", "apos")
_NO_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_C1: Final = re.compile("[\x80-\x9f]")
_VOID: Final = re.compile(r"<(br|hr|img|wbr|input)\b([^<>]{0,2000}+)>", re.IGNORECASE)
_HTML_NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9_.-]*$", re.ASCII)
_SOME_TAG: Final = re.compile(r"</?[A-Za-z][A-Za-z0-9]*[\s/>]")
_DECLARATION: Final = re.compile(r"^\s*<\?xml[^>]{0,300}\?>")
_SECTION: Final = re.compile(r"(<!\[CDATA\[.*?(?:\]\]>|$)|<!--.*?(?:-->|$))", re.DOTALL)
_ROOT: Final = re.compile(rb"<([A-Za-z_][\w.:-]{0,60})(?=[\s/>])")


@lru_cache(maxsize=16)
def root_of(head: bytes) -> tuple[str, bytes]:
    """Give the name of a document's first element as written, and the head from there; ("", b"") when there is none."""
    if (first := first_tag(head)) and b"\0" not in head[:64]:
        return first[0], head[first[2] :]
    head = head.replace(b"\0", b"")
    head = re.sub(rb"<!--.*?(?:-->|$)|<\?.*?(?:\?>|$)|<!DOCTYPE[^>\[]*(?:\[.*?\]\s*)?>", b"", head, flags=re.DOTALL)
    found = _ROOT.search(head)
    if not found or b"{" in head[: found.start()]:
        return "", b""
    return found[1].decode("ascii", "replace"), head[found.start() :]


def parse_feed_xml(data: bytes, charset: str | None = None) -> tuple[etree._Element, list[Fault], str]:
    """Parse a feed; gives the root, faults and the character set.

    Raises:
        XmlProblem: there is no element in it.
    """
    declared = _declared(data[: data.find(b">", 0, 400) + 1 or 400])
    if wide := _wide(data):
        text = data.decode(wide, "replace").lstrip("\ufeff")
        data, declared = _DECLARATION.sub("", text, count=1).encode("utf-8", "replace"), None
    elif declared and declared.startswith(("utf-16", "utf-32")):
        declared = None  # it says so in bytes of one: it is something else
    start = max(data.find(b"<", 0, 4096), 0)
    if (declared in (None, "utf-8", "utf8") and charset in (None, "utf-8", "utf8")) and b"<!DOCTYPE" not in data[:4096]:
        try:
            return parse_xml(data[start:]), [], wide or "utf-8"
        except XmlProblem:
            pass
    text, used, faults = decode(data, declared or (None if wide else charset))
    text = _DECLARATION.sub("", text[max(text.find("<"), 0) :], count=1)
    text = _without_doctype(text, faults)
    text = _NO_XML.sub("", text)
    try:
        return parse_xml(text.encode("utf-8")), faults, used
    except XmlProblem as problem:
        faults.append(Fault(code="xml-broken", text=f"the XML is broken; what could be read is: {problem}"[:300]))
    return parse_xml(_mended(text).encode("utf-8"), recover=True), faults, used


@lru_cache(maxsize=64)
def _declared(declaration: bytes) -> str | None:
    """Give the character set that an XML declaration names; the few that are in use come again and again."""
    return declared_charset(declaration) if declaration.lstrip().startswith((b"<?xml", b"\xef\xbb\xbf")) else None


def _wide(data: bytes) -> str | None:
    """Tell UTF-16 and UTF-32 by their marks or by where the zeros stand around the first "<"."""
    head = data[:4]
    if head.startswith((b"\xff\xfe\0\0", b"<\0\0\0")):
        return "utf-32-le"
    if head.startswith((b"\0\0\xfe\xff", b"\0\0\0<")):
        return "utf-32-be"
    if head.startswith((b"\xff\xfe", b"<\0")):
        return "utf-16-le"
    return "utf-16-be" if head.startswith((b"\xfe\xff", b"\0<")) else None


def _without_doctype(text: str, faults: list[Fault]) -> str:
    found = re.search(r"<!DOCTYPE\b[^>\[]*", text[:16384], re.IGNORECASE)
    if not found:
        return text
    end = found.end()
    if text[end : end + 1] == "[":
        close = re.compile(r"\]\s*>").search(text, end)
        faults.append(
            Fault(code="doctype-dropped", text="the DTD inside the feed, with any entities it names, is not used")
        )
        end = close.end() - 1 if close else len(text)
    return text[: found.start()] + text[end + 1 :]


def _mended(text: str) -> str:
    """Write HTML's entities as characters, bare ampersands as entities, HTML's empty tags closed; not in CDATA sections."""
    parts = _SECTION.split(text)
    parts[::2] = [_VOID.sub(_closed, _ENTITY.sub(_entity, part)) for part in parts[::2]]
    return "".join(parts)


def _closed(found: re.Match[str]) -> str:
    return f"<{found[1]}{found[2].rstrip(' /')}/>"


def _entity(found: re.Match[str]) -> str:
    name = found[1]
    if name is None:
        return "&amp;"
    if name in _OWN:
        return found[0]
    if name.startswith("#"):
        written = html.unescape(found[0])
        return html.escape(_NO_XML.sub("", written))
    known = html5.get(name + ";")
    return html.escape(known) if known else "&amp;" + found[0][1:]


@lru_cache(maxsize=4096)
def short_name(tag: str) -> str:
    """Give an element's name in lower case with the prefix people mean: "{http://purl.org/dc/…}Creator" is "dc:creator".

    A prefix that nobody declared is taken at its word: libxml2 leaves "dc:creator" as the name.
    """
    space, _, name = tag[1:].rpartition("}") if tag.startswith("{") else ("", "", tag)
    prefix = _PREFIXES.get(space.strip().lower().rstrip("/#"))
    if prefix is None:
        return f"?:{name.lower()}"
    return f"{prefix}:{name.lower()}" if prefix else name.lower()


@lru_cache(maxsize=4096)
def atom_name(tag: str) -> str:
    """Give an element's short name, Atom's own without a prefix: "{http://www.w3.org/2005/Atom}title" is "title"."""
    return short_name(tag).removeprefix("atom:")


def children(element: etree._Element, named: Callable[[str], str] = short_name) -> dict[str, list[etree._Element]]:
    """Give an element's children by short name, in order."""
    found: dict[str, list[etree._Element]] = {}
    for child in element:
        tag = child.tag
        if isinstance(tag, str):
            if (name := named(tag)) in found:
                found[name].append(child)
            else:
                found[name] = [child]
    return found


def side_by_side(root: etree._Element, *tags: str, limit: int) -> list[etree._Element]:
    """Give the first entries of a feed in order, each out of those it stood in.

    Entries do not hold entries. Where ends are missing libxml2 makes them so, and the words of the inner ones would be read
    again with each that is around them.
    """
    found = list(islice(root.iter(*tags), limit))
    last = None
    for entry in reversed(found):  # the innermost first: what is moved holds no other
        if (parent := entry.getparent()) is last:
            continue  # beside one that stands in no other, as nearly all do
        outer = list(entry.iterancestors(*tags))
        if not outer:
            last = parent
        elif (home := outer[-1].getparent()) is not None:
            home.append(entry)
    return found


def raw_text(element: etree._Element) -> str:
    """Give an element's own text, or its markup when it holds elements, as it would stand in HTML."""
    text = element.text or ""
    if len(element):
        text = inner_markup(element)
    if not text.isascii() and _C1.search(text):
        # &#150; and raw bytes of cp1252 that were declared to be Latin-1
        text = _C1.sub(lambda found: bytes([ord(found[0])]).decode("cp1252", "replace"), text)
    return text.strip()


def inner_markup(element: etree._Element) -> str:
    """Give what stands inside an element as HTML, names without prefixes."""
    for inner in element.iterdescendants(
        etree.Element
    ):  # references to entities, comments and instructions have no name
        tag = str(inner.tag)
        # SVG and MathML have names of HTML's with another meaning: svg:title is no title
        name = tag.rpartition("}")[2].rpartition(":")[2]
        # <at:2026> is read by lxml in broken copy, and "2026" is no name that it writes
        is_html = _HTML_NAME.match(name) and not short_name(tag).startswith(("svg:", "math:"))
        inner.tag = name if is_html else "span"
    etree.cleanup_namespaces(element)
    # broken feeds: markup that was escaped, and a bare <br> amid it
    is_escaped = element.text is not None and _SOME_TAG.search(element.text) is not None
    parts = [element.text or "" if is_escaped else html.escape(element.text or "", quote=False)]
    for child in element:
        parts.append(etree.tostring(child, encoding="unicode", method="html", with_tail=False))
        parts.append(child.tail or "" if is_escaped else html.escape(child.tail or "", quote=False))
    return "".join(parts)


def plain_text(element: etree._Element | None) -> str | None:
    """Give an element's text as it stands, without outer white space; None when it has none or there is no element."""
    return (raw_text(element) or None) if element is not None else None


def attribute(element: etree._Element, *names: str) -> str | None:
    """Give the first of these attributes, whatever its case or namespace; None when it is not there or empty."""
    for name in names:
        if value := element.get(name):
            return str(value).strip() or None
    for key in element.keys():  # noqa: SIM118 - going over an element gives its children
        if str(key).rpartition("}")[2].lower() in names:
            return (element.get(key) or "").strip() or None
    return None


def has_scopes(data: bytes) -> bool:
    """Tell whether xml:base or xml:lang can occur in a feed at all: looking up through all elements is not for nothing."""
    return b"xml:base" in data or b"xml:lang" in data or b"\0" in data[:64]


def base_of(element: etree._Element, given: str | None) -> str | None:
    """Give the URL that relative links inside an element are relative to: every xml:base above it, joined; else `given`."""
    bases = [base for up in (element, *element.iterancestors()) if (base := up.get(_XML_BASE))]
    found = given
    for base in reversed(bases):
        found = join_url(found, str(base).strip())
    return found


def language_of(element: etree._Element) -> str | None:
    """Give the nearest xml:lang; an empty one takes the language away, as XML says."""
    for up in (element, *element.iterancestors()):
        if (found := up.get(_XML_LANG)) is not None:
            return str(found).strip() or None
    return None


def join_url(base: str | None, url: str) -> str:
    """Make a link absolute where it can be; one that is no URL stays as it is."""
    url = url.strip()
    if not base or not url:
        return url
    try:
        return url if urlsplit(url).scheme else urljoin(base, url)
    except ValueError:
        return url
