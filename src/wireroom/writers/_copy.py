"""What all writers ask of an item, answered once: its title, its times, its text, its address; a killed one has no words."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, cast

import msgspec
from lxml import etree

from wireroom.model import Filed
from wireroom.text.markup import sanitise

KILLED_TITLE = "Killed"


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
        return "<p>Killed by its agency: must not be used.</p>"
    return legal(sanitise(filed.item.body_html))


def body_text(filed: Filed) -> str:
    """Give the body as text."""
    return "Killed by its agency: must not be used." if filed.is_gone else legal(filed.item.body_text)


def made_at(filed: Filed) -> datetime:
    """Give when this version was made; when it came in, where the copy does not say."""
    item = filed.item
    return item.versioncreated or item.sent_at or item.firstcreated or filed.received_at


def changed_at(filed: Filed) -> datetime:
    """Give when readers must look again: when it was killed, else when it came in."""
    return filed.killed_at or filed.received_at


def iso(at: datetime) -> str:
    """Write a time by RFC 3339, UTC."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def page_of(filed: Filed, site_url: str) -> str:
    """Give the address of the item's page."""
    return f"{site_url}/item/{filed.item.id}"


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
    """Write a document."""
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def names(values: Iterable[str | None]) -> list[str]:
    """Give what is there, each once."""
    return list(dict.fromkeys(value for value in values if value))
