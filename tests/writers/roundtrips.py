"""What comes back of an item that was written and read again, field by field."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

import wireroom
from wireroom.model import Block, Filed, Item
from wireroom.writers import FeedInfo, Writer

AT = datetime(2026, 3, 1, 21, 5, tzinfo=UTC)
ABOUT = FeedInfo(
    title="Room: off the wire",
    site_url="http://127.0.0.1:8640",
    self_url="http://127.0.0.1:8640/feeds/wire.rss",
    updated_at=AT,
)
FOR_EDITORS = msgspec.structs.replace(ABOUT, for_editors=True)


class Difference(NamedTuple):
    """A field that came back otherwise."""

    field: str
    sent: Any
    came: Any


def filed_of(item: Item, **values: Any) -> Filed:
    """Put an item on the wire."""
    return Filed(
        item=item, seq=7, chain="c1", story="s1", source="api", dispatch="d", received_at=AT,
        **values,
    )  # fmt: skip


def come_back(writer: Writer, item: Item) -> list[Item]:
    """Write and read again, as a file that a newsroom gets."""
    data = as_read(writer, writer.write([filed_of(item)], FOR_EDITORS))
    return list(wireroom.read(data, filename=f"item.{writer.suffix}").items)


def as_read(writer: Writer, data: bytes) -> bytes:
    """Put JSON-LD into a page, where readers look for it."""
    if writer.name != "json_ld":
        return data
    head = b'<!doctype html><html><head><script type="application/ld+json">'
    return head + data.replace(b"</", b"<\\/") + b"</script></head><body></body></html>"


def differences(writer: Writer, item: Item) -> list[Difference]:
    """Give every field that the writer says it carries and that did not come back."""
    back = come_back(writer, item)
    if not item.blocks and "columns" in writer.reach.limits.get("blocks", ""):
        return []  # text without words is none
    if len(back) != 1:
        return [Difference("items", 1, len(back))]
    found = []
    for field in sorted(writer.reach.carries):
        sent, came = told(writer, item, field), told(writer, back[0], field)
        difference = Difference(field, sent, came)
        if sent != came and not is_stated(writer, difference):
            found.append(difference)
    return found


def is_stated(writer: Writer, difference: Difference) -> bool:
    """Tell whether the writer's limits say that this comes back otherwise."""
    limit = writer.reach.limits.get(difference.field, "")
    if not difference.sent:
        return "where the copy" in limit
    if "signs" in limit:
        return re.search(r"[^!-~]|[\"<>\\^`{|}]", str(difference.sent)) is not None
    return "markup" in limit and re.search(r"<\w|&#?\w+;", str(difference.sent)) is not None


def told(writer: Writer, item: Item, field: str) -> Any:
    """Give a field as it is compared: what the writer's stated limits take away is left out."""
    value = getattr(item, field)
    if field == "blocks" and "columns" in writer.reach.limits.get(field, ""):
        return [words for block in value if block.kind != "rule" and (words := " ".join(_legal(block.text).split()))]
    if field == "blocks":
        return tuple(_told_block(block) for block in value)
    if field == "marks":
        return msgspec.structs.replace(value, evidence=())
    if field == "pubstatus" and item.embargo_text and not item.embargoed and value == "usable":
        return "withheld"
    if field == "type":
        return value if value in ("picture", "graphic", "video", "audio", "composite") else "text"
    if isinstance(value, datetime) and (unit := writer.reach.limits.get(field, "").partition(";")[0]).startswith(
        "to the"
    ):
        return value.replace(microsecond=0, second=value.second if unit == "to the second" else 0)
    if isinstance(value, str):
        return " ".join(_legal(value).split())
    return value


def _told_block(block: Block) -> tuple[str, str]:
    kind = "para" if block.kind == "note" else block.kind
    text = _legal(block.text)
    return kind, text if kind in ("pre", "table", "list") else " ".join(text.split())


def _legal(text: str) -> str:
    return "".join(sign for sign in text if sign in "\t\n\r" or sign >= " ").replace("\r", "\n")


def items_of(files: Iterator[Path]) -> Iterator[tuple[str, Item]]:
    """Give every item of files, with the file's name."""
    for path in sorted(files):
        if path.is_file():
            for item in wireroom.read(path.read_bytes(), filename=path.name).items:
                yield path.name, item
