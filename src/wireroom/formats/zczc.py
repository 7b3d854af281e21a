"""ZCZC … NNNN (no standard): the frame of the teleprinter age, as AAP writes it and as old lines still carry it.

    ZCZC                  a tag is the first character of a line:
    $A  :KEYWORD  =1 LEAD  ^Headline  *X  &service  +code  @place  ~genre
    text
    NNNN

    ZCZC5217/SX4          ANSA: number and service; routing; priority, category, pages
    R CRO S04 QBXB
    Headline and text
    12-MAR-24 14:32 NNNN

Read: AAP's tagged lines; ANSA's; IPTC 7901 header fields inside the frame; and a frame around plain copy, whose first line
after ZCZC is kept as the transmission's reference, with codes and the slug below it. NNNN may be missing: the copy is then
marked as not complete.
"""

import re
from collections.abc import Sequence
from datetime import datetime, time
from typing import Final

import msgspec

from wireroom.errors import FormatError
from wireroom.formats._api import Parsed, RawCopy, WireFormat
from wireroom.model import Block, Concept, Fault, Item, item_id
from wireroom.text import iptccopy
from wireroom.text.charset import decode
from wireroom.text.dates import month_number, placed, read_short_date
from wireroom.text.plaincopy import PlainCopy, lines_where, read_plain_copy
from wireroom.text.wirecopy import MAX_MESSAGE_BYTES, MAX_MESSAGES, clean_lines

_START: Final = re.compile(rb"(?m)^[ \t\x00\x7f\x16\x01\x02]*ZCZC(?![A-Za-z])")
_END: Final = re.compile(rb"(?m)^[ \t]*NNNN\b|(?<=[ \t])NNNN[ \t]*\r?$")
_REFERENCE: Final = re.compile(r"(?P<number>\d{2,5})(?:/(?P<service>\w{2,6}))?")
#: a line of codes and no words: "XCI58204_SX4_QBXB", "БПИ0118", "UNI 1422"
_CODES: Final = re.compile(r"(?=\S*\d)[\w./-]{3,30}|[A-Z]{2,5} \d{2,5}")
_ROUTED: Final = re.compile(r"(?P<priority>[A-Z])\s(?P<category>[A-Z]{3})\s+[A-Z]\w{2}(?:\s+[A-Z]{2,6})*")
#: words in capitals, parted by hyphens or strokes, and nothing else on the line
_SLUG: Final = re.compile(r"[^\W\d_]{2,}(?:[-/][\w]{2,})+/?")
_STAMP: Final = re.compile(r"(?P<d>\d{1,2})-(?P<mon>[^\W\d_]{3,4})-(?P<y>\d{4}|\d\d)\s+(?P<h>\d\d)[:.](?P<mi>\d\d)\s*")
#: first character -> what the line is
_TAGS: Final = {
    "$": "category", ":": "keyword", "=": "take_key", "^": "headline", "*": "form", "&": "service", "+": "code",
    "@": "place", "~": "genre",
}  # fmt: skip


class _Zczc:
    name = "zczc"

    def sniff(self, raw: RawCopy) -> float:
        if b"ZCZC" not in raw.head or (found := _START.search(raw.head)) is None:
            return 0.0
        return 0.95 if not raw.head[: found.start()].strip(b"\x00\x7f\x16\x01\r\n ") else 0.3

    def parse(self, raw: RawCopy) -> Parsed:
        starts = [found.end() for found in _START.finditer(raw.data)][:MAX_MESSAGES]
        if not starts:
            raise FormatError("no ZCZC in it", format_name=self.name)
        items: list[Item] = []
        faults: list[Fault] = []
        for start, limit in zip(starts, [*starts[1:], len(raw.data)], strict=True):
            end = _END.search(raw.data, start, limit)
            data = raw.data[start : end.start() if end else limit]
            item = _read(data, raw, start, is_complete=end is not None)
            if item is None:
                faults.append(Fault(code="message-unread", text=f"nothing after ZCZC at byte {start:,}", level="error"))
            else:
                items.append(item)
        if not items:
            raise FormatError("no copy between ZCZC and NNNN", format_name=self.name)
        return Parsed(items=tuple(items), faults=tuple(faults))


def _read(data: bytes, raw: RawCopy, offset: int, *, is_complete: bool) -> Item | None:
    text, charset, faults = decode(data[:MAX_MESSAGE_BYTES], raw.charset)
    if len(data) > MAX_MESSAGE_BYTES:
        too_long = f"only {MAX_MESSAGE_BYTES:,} bytes of the message were read"
        faults = [*faults, Fault(code="copy-too-long", text=too_long)]
    if not is_complete:
        faults = [*faults, Fault(code="end-missing", text="the end of the message (NNNN) did not come")]
    message = iptccopy.Message(
        header="",
        story=text.lstrip(),
        trailer="",
        charset=charset,
        is_framed=False,
        format="zczc",
        offset=offset,
    )
    item = iptccopy.read_message(message, zone=raw.zone, explain=raw.explain)
    if item is not None:
        return msgspec.structs.replace(item, is_complete=is_complete, faults=(*item.faults, *faults))
    lines = clean_lines(text)
    reference = lines[0].strip() or None if lines else None
    tags, rest = _tagged(lines[1:])
    if not tags:
        tags, rest = _coded(rest)
    sent, rest = _stamped(rest, raw.zone)
    copy = read_plain_copy(rest, has_headline="headline" not in tags, is_framed=True)
    if tags.get("form", "").upper().startswith("T"):
        copy = msgspec.structs.replace(copy, blocks=_kept(copy, rest))
    headline = tags.get("headline") or copy.headline
    if not headline and not copy.blocks:
        return None
    found = _item(tags, copy, headline, reference, charset, faults, is_complete=is_complete)
    if sent is not None:
        found = msgspec.structs.replace(found, versioncreated=sent, sent_at=sent, is_zone_assumed=True)
    if raw.explain:
        above = raw.data.count(b"\n", 0, offset)
        where = lines_where(found, lines, above=above)
        if sent is not None:
            where["versioncreated"] = f"line {above + max(n for n, line in enumerate(lines, 1) if line.strip())}"
        found = msgspec.structs.replace(found, provenance=where)
    return found


def _tagged(lines: Sequence[str]) -> tuple[dict[str, str], list[str]]:
    """Read tagged lines from the top; the first line without a tag begins the text."""
    tags: dict[str, str] = {}
    for n, line in enumerate(lines):
        bare = line.strip()
        if not bare:
            continue
        name = _TAGS.get(bare[0])
        if name is None or (name in tags and name in ("headline", "keyword")):
            return tags, list(lines[n:])
        value = bare[1:].strip().rstrip("<").strip()
        if value:
            tags[name] = f"{tags[name]} {value}" if name in tags else value
    return tags, []


def _coded(lines: Sequence[str]) -> tuple[dict[str, str], list[str]]:
    """Read the lines of codes over plain copy, and the slug below them."""
    tags: dict[str, str] = {}
    n_coded = 0
    for line in map(str.strip, lines):
        if routed := _ROUTED.fullmatch(line):
            tags |= {"priority": routed["priority"], "category": routed["category"]}
        elif line and not _CODES.fullmatch(line):
            break
        n_coded += 1
    left = list(lines[n_coded:])
    words = [line.strip() for line in left[:3]]
    if len(words) > 1 and words[1] and words[0].isupper() and _SLUG.fullmatch(words[0]):
        tags["keyword"] = words[0].rstrip("/")
        left.pop(0)
    return tags, left


def _stamped(lines: Sequence[str], zone: str | None) -> tuple[datetime | None, list[str]]:
    """Take day and time off the last line."""
    last = next((n for n in range(len(lines) - 1, -1, -1) if lines[n].strip()), None)
    found = _STAMP.fullmatch(lines[last].strip()) if last is not None else None
    if found is None:
        return None, list(lines)
    day = read_short_date(found["d"], month_number(found["mon"]), found["y"])
    hour, minute = int(found["h"]), int(found["mi"])
    if day is None or hour > 23 or minute > 59:
        return None, list(lines)
    return placed(day, time(hour, minute), None, zone)[0], list(lines[:last])


def _kept(copy: PlainCopy, lines: Sequence[str]) -> tuple[Block, ...]:
    """Keep the lines of tabular copy as they stand."""
    if copy.sign_off:
        end = next((n for n in range(len(lines) - 1, -1, -1) if lines[n].strip()), len(lines))
        lines = lines[:end]
    text = "\n".join(line.rstrip() for line in lines).strip("\n")
    return (Block(kind="pre", text=text),) if text else ()


def _item(
    tags: dict[str, str],
    copy: PlainCopy,
    headline: str | None,
    reference: str | None,
    charset: str,
    faults: Sequence[Fault],
    *,
    is_complete: bool,
) -> Item:
    take_key = tags.get("take_key") or copy.take_key
    numbered = _REFERENCE.fullmatch(reference or "")
    key = item_id("zczc", reference, tags.get("keyword"), take_key, headline, *(block.text for block in copy.blocks))
    return Item(
        id=key,
        uri=f"urn:wireroom:item:{key}",
        format="zczc",
        charset=charset,
        agency_name=copy.house,
        message_number=numbered["number"] if numbered else None,
        service=tags.get("service") or (numbered["service"] if numbered else None),
        priority_raw=tags.get("priority"),
        category=tags.get("category"),
        slugline_raw=tags.get("keyword"),
        take_key=take_key,
        headline=headline,
        subheadlines=copy.subheadlines,
        byline=copy.byline.text if copy.byline else None,
        creditline=copy.byline.credit if copy.byline else None,
        dateline=copy.dateline,
        ednote=copy.ednote,
        ednote_private=copy.private,
        embargo_text=copy.embargo,
        links=copy.links,
        sign_off=copy.sign_off,
        blocks=copy.blocks,
        is_preformatted=tags.get("form", "").upper().startswith("T"),
        is_complete=is_complete,
        subjects=(Concept(code=tags["code"], scheme="iptc"),) if "code" in tags else (),
        places=(Concept(name=tags["place"]),) if "place" in tags else (),
        genres=(Concept(name=tags["genre"]),) if "genre" in tags else (),
        extra={"reference": reference} if reference else {},
        faults=tuple(faults),
    )


FORMAT: Final[WireFormat] = _Zczc()
