"""What all writers ask of an item, answered once: its title, its times, its text, its address; a killed one has no words."""

import html
import re
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, Final, cast

import msgspec
from lxml import etree

from wireroom.model import Block, Filed, Item
from wireroom.text.markup import sanitise
from wireroom.writers._api import FeedInfo

KILLED_TITLE = "Killed"
KILLED_WORDS = "Killed: must not be used."
#: elements of XHTML and NITF in which text may stand beside elements
_MIXED: Final = frozenset((
    "p", "h1", "h2", "h3", "h4", "h5", "h6", "hl2", "li", "dt", "dd", "td", "th", "pre", "blockquote", "a", "em", "q",
    "caption", "figcaption", "byline", "dateline", "div",
))  # fmt: skip
_URI: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[!#$%&'()*+,./0-9:;=?@A-Z\[\]_a-z~-]+")
_QCODE: Final = re.compile(r"[A-Za-z][\w.-]*:[^\s:/]\S*")
_WORD: Final = re.compile(r"[A-Za-z][\w.-]*")
_LANGUAGE: Final = re.compile(r"[a-zA-Z]{1,8}(?:-[a-zA-Z0-9]{1,8})*")


def title_of(filed: Filed) -> str:
    """Give the clean headline with the mark before it, as tickers show it."""
    if filed.is_gone:
        return f"{KILLED_TITLE}: item of {filed.item.agency_name or 'its agency'}"
    label = filed.item.marks.label
    title = legal(filed.item.title)
    return f"{label}: {title}" if label and not title.lower().startswith(label.lower()) else title


def body_html(filed: Filed) -> str:
    """Give the body as sanitised HTML; of a killed item only that it was killed."""
    if filed.is_gone:
        return f"<p>{KILLED_WORDS}</p>"
    return legal(sanitise(filed.item.body_html))


def blocks_html(item: Item) -> str:
    """Give the body as sanitised HTML in which every kind of block has its own element, so that it is read back as that."""
    return legal(sanitise("\n".join(map(_block_html, item.blocks))))


def _block_html(block: Block) -> str:
    if block.html is None and block.kind == "list":
        return "<ul>" + "".join(f"<li>{escape(line)}</li>" for line in block.text.split("\n")) + "</ul>"
    if block.html is None and block.kind == "table":
        rows = [line.split("\t") for line in block.text.split("\n")]
        cells = ("".join(f"<td>{escape(cell)}</td>" for cell in row) for row in rows)
        return "<table>" + "".join(f"<tr>{row}</tr>" for row in cells) + "</table>"
    if block.html is None or block.kind == "rule":
        tag = {"subhead": "h2", "quote": "blockquote", "pre": "pre"}.get(block.kind, "p")
        return "<hr>" if block.kind == "rule" else f"<{tag}>{escape(block.text)}</{tag}>"
    return block.html


def escape(text: str) -> str:
    """Write text so that it may stand in markup."""
    return html.escape(text, quote=False)


def body_text(filed: Filed) -> str:
    """Give the body as text."""
    return KILLED_WORDS if filed.is_gone else legal(filed.item.body_text)


def made_at(filed: Filed) -> datetime:
    """Give when this version was made; when it came in, where the copy does not say."""
    item = filed.item
    return item.versioncreated or item.sent_at or item.firstcreated or filed.received_at


def changed_at(filed: Filed) -> datetime:
    """Give when readers must look again: when it was killed, else when it came in."""
    return filed.killed_at or filed.received_at


def iso(at: datetime) -> str:
    """Write a time by RFC 3339, UTC; with fractions of a second where it has any."""
    return at.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"


def is_wordless(filed: Filed, about: FeedInfo) -> bool:
    """Tell whether not a word may leave: it was killed; or it is an order to kill, and readers are to get it."""
    return filed.killed_by is not None or (filed.is_gone and not about.for_editors)


def version_of(filed: Filed, about: FeedInfo) -> int:
    """Give the version as a whole number from 1; of a killed item one more, so that receivers replace what they have."""
    version = filed.item.version or ""
    number = int(version) if version.isdecimal() and version.isascii() and len(version) < 16 and int(version) else 1
    return number + 1 if filed.killed_by is not None else number


def status_of(filed: Filed, about: FeedInfo) -> str:
    """Give the status: canceled when killed; withheld where only words, and no time, say how long it is held."""
    item = filed.item
    if is_wordless(filed, about):
        return "canceled"
    is_open = item.embargo_text is not None and item.embargoed is None
    return "withheld" if is_open and item.pubstatus == "usable" else item.pubstatus


def page_of(filed: Filed, site_url: str) -> str:
    """Give the address of the item's page."""
    return f"{site_url}/item/{filed.item.id}"


def address_of(item: Item) -> str:
    """Give the item's id where only an address may stand; one made of our id where its own is none."""
    return item.uri if is_uri(item.uri) else f"urn:wireroom:item:{item.id}"


def is_uri(text: str) -> bool:
    """Tell whether it may stand where a standard wants an address."""
    return _URI.fullmatch(text) is not None


def is_qcode(text: str) -> bool:
    """Tell whether it has the form of a code under a scheme: "medtop:04000000"."""
    return _QCODE.fullmatch(text) is not None


def is_word(text: str) -> bool:
    """Tell whether it may stand as a code in somebody's list: no white space, no colon, no slash."""
    return _WORD.fullmatch(text) is not None


def is_language(text: str) -> bool:
    """Tell whether it has the form of a language tag (BCP 47, as XML Schema has it)."""
    return _LANGUAGE.fullmatch(text) is not None


def is_folded(text: str | None) -> bool:
    """Tell whether the text has no white space that readers of markup would fold."""
    return text is None or " ".join(text.split()) == text


def legal(text: str) -> str:
    """Take out what XML 1.0 cannot carry: control bytes that old wires leave in copy, and lone surrogates."""
    return "".join(sign for sign in text if _is_legal(ord(sign))) if not text.isprintable() else text


def _is_legal(code: int) -> bool:
    return code in (9, 10, 13) or 0x20 <= code <= 0xD7FF or 0xE000 <= code <= 0xFFFD or 0x10000 <= code <= 0x10FFFF


def json_bytes(value: Any) -> bytes:
    """Write JSON, with every text made legal."""
    return msgspec.json.encode(_legal_all(value))


def _legal_all(value: Any) -> Any:
    if isinstance(value, str):
        return legal(value)
    if isinstance(value, dict):
        return {name: _legal_all(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_legal_all(inner) for inner in value]
    return value


def add(parent: etree._Element, tag: str, text: str | None = None, /, **attributes: str) -> etree._Element:
    """Put a child element under `parent`."""
    child = etree.SubElement(parent, tag, attributes)
    if text is not None:
        child.text = legal(text)
    return child


def default_namespace(uri: str) -> dict[str, str]:
    """Give the namespace map with `uri` as the default; lxml takes None as its prefix, its stubs do not know that."""
    return cast("dict[str, str]", {None: uri})


def xml_bytes(root: etree._Element) -> bytes:
    """Write a document, indented where only elements stand; where text stands, white space would be copy."""
    _indent(root, "\n")
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8") + b"\n"


def _indent(element: etree._Element, line: str) -> None:
    if not len(element) or element.text or etree.QName(element).localname in _MIXED:
        return
    element.text = f"{line}  "
    for child in element:
        _indent(child, f"{line}  ")
        child.tail = f"{line}  "
    element[-1].tail = line


def names(values: Iterable[str | None]) -> list[str]:
    """Give what is there, each once."""
    return list(dict.fromkeys(value for value in values if value))
