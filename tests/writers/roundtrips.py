"""What comes back of an item that was written and read again, field by field."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import dropwhile
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
#: a paragraph that plain copy is bound to be understood by as words to editors, when it stands first
NOTE_ON_TOP = re.compile(r"\((?:Adds|Updates|Corrects|Recasts|Repeats|Clarifies)\b[^()]+\)|Eds: .+")
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


def is_tombstone(writer: Writer, item: Item) -> bool:
    """Tell whether the writer, being for readers, has no word of an order to kill, and whether held copy is never in it."""
    return (filed_of(item).is_gone or item.pubstatus == "withheld") and "tombstone" in writer.reach.loses.get(
        "pubstatus", ""
    )


def come_back(writer: Writer, item: Item) -> list[Item]:
    """Write and read again, as a file that a newsroom gets."""
    data = as_read(writer, writer.write([filed_of(item)], FOR_EDITORS))
    as_format = "plain_text" if writer.name == "text" else None  # text has no sign of its own: who gets it knows
    return list(wireroom.read(data, filename=f"item.{writer.suffix}", as_format=as_format).items)


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
    form = writer.reach.forms.get(difference.field)
    if form and difference.sent and not re.fullmatch(form, str(difference.sent)):
        return True
    if not difference.sent:
        return "where the copy" in limit
    if "signs" in limit:
        return re.search(r"[^!-~]|[\"<>\\^`{|}]", str(difference.sent)) is not None
    return "markup" in limit and re.search(r"<\w|&#?\w+;", str(difference.sent)) is not None


def told(writer: Writer, item: Item, field: str) -> Any:
    """Give a field as it is compared: what the writer's stated limits take away is left out."""
    value = getattr(item, field)
    if field == "blocks" and "columns" in writer.reach.limits.get(field, ""):
        are_parted = "lists, quotes" in writer.reach.limits[field]
        if "a note to editors on top" in writer.reach.limits[field]:
            value = tuple(dropwhile(lambda one: NOTE_ON_TOP.fullmatch(one.text.strip()), value))
        texts = [
            line
            for one in value
            for line in (one.text.split("\n") if are_parted and one.kind == "list" else [one.text])
        ]
        return [words for text in texts if (words := " ".join(_legal(text).split()))]
    if field == "blocks":
        lost = ("note", "quote") if "quotes" in writer.reach.limits.get(field, "") else ("note",)
        return tuple(_told_block(block, lost) for block in value)
    if field == "marks":
        is_open = (
            item.embargo_text is not None and item.embargoed is None and "hold" in writer.reach.limits.get(field, "")
        )
        actions = tuple(action for action in value.actions if not (is_open and action == "hold"))
        return msgspec.structs.replace(value, evidence=(), actions=actions, label=None if is_open else value.label)
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


def _told_block(block: Block, lost: tuple[str, ...]) -> tuple[str, str]:
    kind = "para" if block.kind in lost else block.kind
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
