"""Foreign XML read safely: no DTD, no entities of its own, no network, bounded depth."""

import html
import re
from functools import lru_cache
from itertools import islice
from typing import Final

import msgspec
from lxml import etree

from wireroom.model import Fault
from wireroom.text.charset import decode

#: elements inside elements; wire copy stays under 40
MAX_DEPTH: Final = 200
XML_LANG: Final = "{http://www.w3.org/XML/1998/namespace}lang"
#: the first one, and what ends it: "[" begins an internal subset, "" is a cut
_DOCTYPE: Final = re.compile(rb"<!DOCTYPE[^>\[]*([>\[]|)", re.IGNORECASE)
#: an internal subset that only names further DTDs, none of which is read: AFP, 2001
_OTHER_DTDS: Final = re.compile(
    rb"(?:\s+|<!ENTITY\s+%\s+[\w.-]{1,60}\s+(?:SYSTEM|PUBLIC\s+(?:\"[^\"<>%&]{0,300}\"|'[^'<>%&]{0,300}'))"
    rb"\s+(?:\"[^\"<>%&]{0,300}\"|'[^'<>%&]{0,300}')\s*>|%[\w.-]{1,60};)*+\]\s*>",
)
_LONGEST_DECLARATION: Final = 400
#: it stands before the first element
_DOCTYPE_BEFORE: Final = 16384
_ENCODING: Final = re.compile(rb"""^<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9_.:-]+)["']""")
_DECLARATION: Final = re.compile(r"^\s*<\?xml[^>]*\?>")
_PROLOGUE: Final = re.compile(
    rb"\s+|<\?.*?\?>|<!--.*?-->|<![^>\[]*>|<!DOCTYPE[^>\[]*\[[^\]<>]*(?:<!ENTITY\s+%[^<>\]]{0,600}>[^\]<>]*)*+\]\s*>",
    re.DOTALL,
)
_DECLARED: Final = re.compile(rb"<\?xml\s[^<>]{0,400}\?>")
#: in one file; archives are cut by day
_MOST_DOCUMENTS: Final = 2000
_HEAD_BYTES: Final = 4096
#: roots of pages: nobody sends them behind agencies' copy, and two thousand take ten seconds to extract
_PAGES: Final = frozenset(("html", "head", "body"))
_FIRST_TAG: Final = re.compile(rb"<(?:[\w.-]+:)?([A-Za-z_][\w.-]*)")
_NAMED_ENTITY: Final = re.compile(r"&(?!(?:amp|lt|gt|quot|apos);)([A-Za-z][A-Za-z0-9]{1,31});")
_BARE_AMPERSAND: Final = re.compile(r"&(?!#\d{1,7};|#x[0-9A-Fa-f]{1,6};|[A-Za-z][A-Za-z0-9]{1,31};)")
_NOT_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
#: what lines and mailers put before a document: white space, control bytes, a byte order mark
_BEFORE_XML: Final = bytes(range(33)) + b"\xef\xbb\xbf\x7f"
_UTF16_BOMS: Final = (b"\xff\xfe", b"\xfe\xff")
#: a document in UTF-16 behind another
_WIDE_START: Final = re.compile(
    b"|".join(re.escape("\ufeff<?xml".encode(charset)) for charset in ("utf-16-le", "utf-16-be"))
)


class XmlProblem(ValueError):
    """The document is not XML that we read; the message says why in plain words."""


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """An XML document as far as it could be read."""

    root: etree._Element
    #: the character set it was read in
    charset: str
    #: False: the end of the document did not come
    is_complete: bool = True
    faults: tuple[Fault, ...] = ()
    #: documents that stood behind this one in the same file
    others: tuple[bytes, ...] = ()

    def faults_beside(self, *, n_items: int) -> tuple[Fault, ...]:
        """Give the faults of the document; that it breaks off is told by its last item, where there is one."""
        return tuple(fault for fault in self.faults if not n_items or fault.code != "truncated")


def parse_xml(data: bytes, *, recover: bool = False) -> etree._Element:
    """Parse a document; a DOCTYPE that declares entities of its own is refused, one that only names DTDs is dropped.

    With `recover`, broken markup gives what could be read of it.

    Raises:
        XmlProblem: not well-formed (and not to be recovered), refused, or empty.
    """
    return _parse(_without_doctype(data).lstrip(), recover=recover)


def read_document(data: bytes) -> Document:
    """Read a document as it is met on wires: wrong encoding named, HTML entities, control characters, cut off.

    Raises:
        XmlProblem: refused, or no element could be read.
    """
    data = _from_first_tag(_without_doctype(_with_bom(data)))
    named = _named_encoding(data[: data.find(b">", 0, _LONGEST_DECLARATION) + 1])
    if data[:2] in _UTF16_BOMS:
        named = "utf-16"
    try:
        if named == "utf-8" or data.isascii() or data[:2] in _UTF16_BOMS:
            return Document(root=_parse(data), charset=named)
    except XmlProblem:
        pass
    return _read_repaired(data, named)


@lru_cache(maxsize=64)
def _named_encoding(declaration: bytes) -> str:
    """Give the character set of an XML declaration; the few that are in use come again and again."""
    declared = _ENCODING.match(declaration)
    return declared[1].decode("ascii").lower() if declared else "utf-8"


def _read_repaired(data: bytes, named: str) -> Document:
    """Decode by ourselves, repair what is commonly broken, and at last let the parser recover what it can."""
    if len(documents := _split(data)) > 1:
        return msgspec.structs.replace(read_document(documents[0]), others=tuple(documents[1:]))
    is_wide = named.startswith(
        ("utf-16", "utf-32", "ucs-")
    )  # as a program says of its own strings, before it writes UTF-8
    text, charset, faults = decode(data, "utf-8" if is_wide and b"\0" not in data[:64] else named)
    if charset == "utf-8" and named not in ("utf-8", "utf8", "us-ascii", "ascii"):
        faults.append(Fault(code="charset-wrong", text=f"the copy is in UTF-8, not in {named}, as it says"))
    text = _DECLARATION.sub("", text, count=1)
    try:
        return Document(root=_parse(_utf8(text), encoding="utf-8"), charset=charset, faults=tuple(faults))
    except XmlProblem:
        pass
    text = _BARE_AMPERSAND.sub("&amp;", _NAMED_ENTITY.sub(_entity, _NOT_XML.sub("", text)))
    faults.append(Fault(code="xml-broken", text="the copy is not well-formed XML; it was read as far as it could be"))
    try:
        return Document(root=_parse(_utf8(text), encoding="utf-8"), charset=charset, faults=tuple(faults))
    except XmlProblem:
        root = _parse(_utf8(text), encoding="utf-8", recover=True)
    if not (is_complete := _has_end(text, root)):
        faults[-1] = Fault(code="truncated", text="the copy breaks off before its end", level="error")
    return Document(root=root, charset=charset, is_complete=is_complete, faults=tuple(faults))


def _split(data: bytes) -> list[bytes]:
    """Cut a file into its documents, where lines or archives have put several behind each other."""
    if wide := [found.start() for found in islice(_WIDE_START.finditer(data, 2), _MOST_DOCUMENTS)]:
        behind = [data[start:end] for start, end in zip(wide, [*wide[1:], len(data)], strict=True)]
        return [*_split(data[: wide[0]]), *behind]
    starts, depth, before = list[int](), 0, 0
    if data.find(b"<?xml", 1) < 0:
        return [data]
    for found in _DECLARED.finditer(data, 1):
        at = found.start()
        depth += data.count(b"<![CDATA[", before, at) - data.count(b"]]>", before, at)
        before = at
        if depth > 0:  # a whole document is quoted in another
            continue
        root = root_name(data[at : at + _HEAD_BYTES])
        if root is not None and root.lower() not in _PAGES:
            starts.append(at)
        if len(starts) >= _MOST_DOCUMENTS:
            break
    return [data[start:end] for start, end in zip([0, *starts], [*starts, len(data)], strict=True)]


def _has_end(text: str, root: etree._Element) -> bool:
    name = f"{root.prefix}:{local_name(root)}" if root.prefix else local_name(root)
    return f"</{name}" in text[-400:] or (len(root) == 0 and text.rstrip().endswith("/>"))


def _utf8(text: str) -> bytes:
    return text.encode("utf-8", "replace")


def _entity(found: re.Match[str]) -> str:
    """Give an HTML entity that XML does not know as its characters; keep an unknown one as text."""
    meant = html.unescape(found[0])
    return f"&amp;{found[1]};" if meant == found[0] else meant.replace("&", "&amp;").replace("<", "&lt;")


def _without_doctype(data: bytes) -> bytes:
    if b"!" not in (head := data[:_DOCTYPE_BEFORE]) or (b"<!D" not in head and b"<!d" not in head):
        return data  # nearly all copy: a quick look, and no pattern is tried at each byte
    if not (found := _DOCTYPE.search(head)):
        return data
    if found[1] == b"[":
        if named := _OTHER_DTDS.match(head, found.end()):
            return data[: found.start()] + data[named.end() :]
        raise XmlProblem("the document declares entities of its own (DOCTYPE with an internal subset); refused")
    return data[: found.start()] + data[found.end() :] if found[1] == b">" else data


def _with_bom(data: bytes) -> bytes:
    """Put a byte order mark before UTF-16 that has none."""
    if data[:2] == b"<\0":
        return _UTF16_BOMS[0] + data
    return _UTF16_BOMS[1] + data if data[:2] == b"\0<" else data


def _from_first_tag(data: bytes) -> bytes:
    """Drop what a line or a mailer has put before the document: white space, a byte order mark, stray characters."""
    if data[:1] == b"<" or data[:2] in _UTF16_BOMS:
        return data
    start = data[:4096].find(b"<")
    return data[start:] if start > 0 else data


@lru_cache(maxsize=8)
def _parser(recover: bool, encoding: str | None) -> etree.XMLParser:
    """Make a hardened parser, once for each way of using it; lxml locks a parser while a thread uses it."""
    return etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        remove_comments=True,
        remove_pis=True,
        huge_tree=False,
        recover=recover,
        encoding=encoding,
    )


def _parse(data: bytes, *, recover: bool = False, encoding: str | None = None) -> etree._Element:
    try:
        root: etree._Element | None = etree.fromstring(data, _parser(recover, encoding))
    except (etree.XMLSyntaxError, ValueError, LookupError) as error:
        raise XmlProblem(f"not well-formed XML: {error}") from error
    if root is None:  # so with recover=True, for a document without any element
        raise XmlProblem("no XML element in it")
    return root


def root_name(head: bytes) -> str | None:
    """Give the name of a document's first element, without its prefix, from its first bytes; None = no XML."""
    found = first_tag(head)
    return found[1] if found else None


@lru_cache(maxsize=64)
def first_tag(head: bytes) -> tuple[str, str, int] | None:
    """Find the first element in the first bytes: its name, that without its prefix, where it stands; None = no XML.

    Where it stands counts bytes, of UTF-16 those of the same text in UTF-8.
    """
    head = _with_bom(head)
    if head[:2] in _UTF16_BOMS:
        head = decode(head)[0].encode("utf-8", "replace")
    position = len(head) - len(head.lstrip(_BEFORE_XML))
    while 0 <= position < len(head):
        if found := _FIRST_TAG.match(head, position):
            name = found[0][1:].decode("ascii", "replace")
            return name, name.rpartition(":")[2], position
        if not (skipped := _PROLOGUE.match(head, position)):
            return None
        position = skipped.end()
    return None


def local_name(element: etree._Element) -> str:
    """Give an element's name without its namespace."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def text_of(element: etree._Element | None) -> str | None:
    """Give all text inside an element, white space folded; None when there is none."""
    if element is None:
        return None
    text = inner_text(element) if len(element) else element.text
    return (folded(text) or None) if text else None


def inner_text(element: etree._Element) -> str:
    """Give all text inside an element as it stands; by one call of lxml, a tenth of what going through its parts costs."""
    return etree.tostring(element, method="text", encoding="unicode", with_tail=False)


def folded(text: str) -> str:
    """Fold white space: any run of it to one blank, none at the ends.

    Wires send most lines and paragraphs clean: a look for what would have to be folded costs a fifth of taking a text
    apart into words and putting it together again. No white space but the blank is printable.
    """
    if text.isascii():
        if "  " not in text and "\n" not in text and "\t" not in text and "\r" not in text:
            return text.strip(" ")
    elif "  " not in text and text.isprintable():
        return text.strip(" ")
    return " ".join(text.split())


@lru_cache(maxsize=512)
def known_name(tag: object) -> str:
    """Give a tag's name without namespace, lower case; "" for an entity that was left unexpanded."""
    return tag[tag.rfind("}") + 1 :].lower() if isinstance(tag, str) else ""


def number(words: str | None) -> int | None:
    """Read a whole number of an attribute; None for anything else."""
    return int(words) if words and words.isascii() and words.isdigit() and len(words) < 12 else None
