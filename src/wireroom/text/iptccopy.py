"""One IPTC 7901 message, once its frame is off: header line, keyword line, head block, story, notes, trailer.

Shared by `formats.iptc7901` and by `formats.zczc`, which meets the same fields in another frame.
"""

import re
from collections.abc import Sequence
from datetime import datetime, time
from typing import Final

import msgspec

from wireroom.model import Block, Dateline, Fault, Item, Signal, item_id
from wireroom.text.dateline import read_dateline
from wireroom.text.dates import month_number, placed, read_short_date
from wireroom.text.embargo import find_embargo
from wireroom.text.headblock import read_head_block
from wireroom.text.notebook import split_notebook
from wireroom.text.wirecopy import blocks_of, clean_lines

#: source letters and message number, priority, category, words, and what may follow
HEADER: Final = re.compile(
    r"(?P<source>[A-Za-z]{1,8})?(?P<number>\d{3,5}) {1,8}(?P<priority>[0-9A-Za-z]) {1,8}(?P<category>[A-Za-z]{1,3})"
    r"(?: {1,8}(?P<words>\d{1,6}))?(?:[ \t]{1,20}(?P<rest>[^\r\n]{0,120}))?\s*"
)
#: language, house and number, and what is put right: "F BELGA-0031 COR 703"
_NUMBERED: Final = re.compile(
    r"(?P<language>[A-Z]) (?P<own>(?P<name>[A-Z]{3,8})-\d{3,4})(?: (?P<corrects>COR \d{2,4}))?"
)
#: a header whose source letters are gone is known by the service named at its end
HEADER_BYTES: Final = (
    rb"(?:[A-Za-z]{1,8}\d{3,5} {1,8}[0-9A-Za-z] {1,8}[A-Za-z]{1,3} {1,8}\d{1,6}(?:[ \t\r]|$)"
    rb"|\d{3,5} {1,8}\d {1,8}[A-Z]{1,3} {1,8}\d{1,6} [^\r\n]{0,40}[A-Za-z]{2})"
)
HEADER_START: Final = re.compile(HEADER_BYTES)
#: "071341 GMT Okt 15", "211259 Nov 18", "091223 dec 18"
_TRAILER: Final = re.compile(
    r"(?P<d>\d{2})(?P<h>\d{2})(?P<m>\d{2})\s*(?P<zone>[A-Za-z]{1,5}\b|[+-]\d{2}:?\d{2})?\s+(?P<mon>[^\W\d_]{3,9})\.?\s+(?P<y>\d{4}|\d{2})\b"
)
#: AFP writes its name before the trailer's day: "AFP 130922 GMT MAR 24"
_OWN_NAME: Final = re.compile(r"^[A-Z]{2,6}\s(?=\d{6}\b)")
#: 1 flash, 2 urgent, 3 important, 4 ordinary, 5 lower; whatever else is the least
_PRIORITIES: Final = {"1": 1, "2": 2, "3": 3, "4": 4, "5": 5}
#: much less than this share of the declared words means that copy is missing
_TOO_SHORT: Final = 0.6


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """A message with its frame off, decoded."""

    #: what stood before the text; empty when nothing marked its beginning
    header: str
    story: str
    trailer: str
    charset: str
    #: of its first byte in the dispatch
    offset: int = 0
    #: a control byte says where the text begins
    is_framed: bool = True
    format: str = "iptc7901"


class _Head(msgspec.Struct, frozen=True, kw_only=True):
    source: str
    number: str
    priority: str
    category: str
    words: int | None
    selector: str | None
    service_name: str | None
    cross_reference: str | None
    #: "COR 703": the copy puts that message right
    corrects: str | None = None


class _Sent(msgspec.Struct, frozen=True, kw_only=True):
    at: datetime | None = None
    is_assumed: bool = False
    fault: Fault | None = None


def read_message(message: Message, *, zone: str | None = None, explain: bool = False) -> Item | None:
    """Read one message; None when no line of it is a header.

    Units: `zone` is the IANA zone for a trailer without one; None = UTC, flagged as assumed.
    """
    head, keyword, above, lines = _part(message)
    if head is None:
        return None
    trailer = message.trailer
    if not _TRAILER.search(trailer):
        lines, trailer = _trailer_in(lines)
    sent = _read_trailer(trailer, zone)
    block_lines, story_lines = _cut_head_block(lines)
    block = read_head_block(block_lines)
    agency = (head.service_name or "").split("-")[0]
    notes = split_notebook(story_lines, agency=agency)
    blocks = blocks_of(notes.story)
    dateline = _dateline(blocks, agency)
    headline = block.headline
    if not headline and not blocks and not block.signals:
        return None
    take_key = " ".join(block.signals) or None
    embargo = find_embargo(
        "\n".join((*block_lines, *above, notes.ednote or "", *(b.text for b in blocks[:1] if len(b.text) < 300)))
    )
    key = item_id(
        message.format, head.source, head.number, sent.at.isoformat() if sent.at else None, headline, take_key
    )
    faults = [sent.fault] if sent.fault else []
    n_words = sum(len(made.text.split()) for made in blocks)
    if head.words and head.words > 40 and n_words < head.words * _TOO_SHORT:
        faults.append(
            Fault(code="words-missing", text=f"{n_words} words came of {head.words} declared", where="wordcount")
        )
    slug = keyword.strip().strip("/").strip() if keyword else None
    extra = {"service_name": head.service_name} if head.service_name else {}
    if above:
        extra["header"] = "\n".join(above)
    if block.notes:
        extra["head_note"] = f"({block.notes[0]})"
    return Item(
        id=key,
        uri=f"urn:wireroom:item:{key}",
        agency_name=_agency_name(agency, dateline, notes.sign_off),
        native_guid=f"{head.source}{head.number}" + (f":{sent.at:%Y%m%d}" if sent.at else ""),
        format=message.format,
        standard="IPTC 7901",
        charset=message.charset,
        message_number=head.number,
        cross_reference=head.cross_reference,
        service=head.source,
        selector=head.selector,
        signals=(Signal(code="sig:correction", note=head.corrects),) if head.corrects else (),
        priority=_PRIORITIES.get(head.priority, 6),
        priority_raw=head.priority,
        category=head.category,
        versioncreated=sent.at,
        sent_at=sent.at,
        is_zone_assumed=sent.is_assumed,
        embargo_text=embargo,
        slugline=slug or None,
        slugline_raw=keyword.strip() if keyword else None,
        keywords=tuple(part for term in (slug or "").split("/") if (part := term.strip())),
        take_key=take_key,
        headline=headline,
        subheadlines=tuple(line for line in block.rubrics if find_embargo(line) is None),
        byline=block.byline.text if block.byline else notes.writer,
        creditline=block.byline.credit if block.byline else None,
        dateline=dateline,
        ednote="\n".join((*block.notes, *([notes.ednote] if notes.ednote else []))) or None,
        ednote_private=notes.private,
        links=notes.links,
        blocks=blocks,
        sign_off=notes.sign_off,
        wordcount=head.words,
        extra=extra,
        faults=tuple(faults),
        provenance=_provenance(message, sent) if explain else {},
    )


def _part(message: Message) -> tuple[_Head | None, str | None, list[str], list[str]]:
    """Find the header among the first lines; gives it, the keyword line, other header lines, and the text's lines."""
    if message.is_framed:
        lines = [line.strip() for line in clean_lines(message.header) if line.strip()]
        for n, line in enumerate(lines[:4]):
            if (head := _read_header(line)) is not None:
                others = lines[n + 1 :]
                keyword = next((line for line in others if line.endswith("/")), others[0] if others else None)
                return head, keyword, [line for line in others if line != keyword], clean_lines(message.story)
        return None, None, [], []
    lines = clean_lines(message.story)
    start = next((n for n, line in enumerate(lines[:12]) if line.strip()), 0)
    for n in range(start, min(start + 4, len(lines))):
        if (head := _read_header(lines[n].strip())) is None:
            continue
        after = [m for m in range(n + 1, min(n + 8, len(lines))) if lines[m].strip()]
        if not after:
            return head, None, [], lines[n + 1 :]
        first = after[0]
        is_alone = first + 1 >= len(lines) or not lines[first + 1].strip()
        if lines[first].rstrip().endswith("/") or (is_alone and len(lines[first]) < 60 and "=" not in lines[first]):
            return head, lines[first], [], lines[first + 1 :]
        return head, None, [], lines[n + 1 :]
    return None, None, [], []


def _dateline(blocks: Sequence[Block], agency: str) -> Dateline | None:
    """Read the dateline of the first paragraph, or of the second under a teaser, where it is signed."""
    if not blocks or (found := read_dateline(blocks[0].text, agency)) is not None:
        return found if blocks else None
    found = read_dateline(blocks[1].text, agency) if len(blocks) > 1 else None
    return found if found and found.credits else None


def _read_header(line: str) -> _Head | None:
    found = HEADER.fullmatch(line)
    if found is None:
        return None
    selector, service, cross = None, None, None
    rest = (found["rest"] or "").split()
    if found["source"] and (numbered := _NUMBERED.fullmatch(" ".join(rest))):
        return _Head(
            source=found["source"],
            number=found["number"],
            priority=found["priority"],
            category=found["category"],
            words=int(found["words"]) if found["words"] else None,
            selector=numbered["language"],
            service_name=numbered["name"],
            cross_reference=numbered["own"],
            corrects=numbered["corrects"],
        )
    named = re.match(r"[^\W\d_]{2,8}", rest[-1] if len(rest) == 1 else rest[-2]) if rest else None
    if not found["source"] and (named is None or not found["words"]):
        return None
    if rest and (hyphened := re.fullmatch(r"([A-Z]{2,8})-[A-Z]{0,3}\d{2,4}", rest[-1])) and len(rest) == 1:
        rest, cross = [hyphened[1]], rest[0]  # AFP writes its name and number as one word: "AFP-TX31"
    elif rest and re.search(r"\d", rest[-1]):
        cross = rest.pop()
    if len(rest) > 1:
        selector = rest.pop(0)
    service = " ".join(rest) or None
    return _Head(
        source=found["source"] or (named[0] if named else ""),
        number=found["number"],
        priority=found["priority"],
        category=found["category"],
        words=int(found["words"]) if found["words"] else None,
        selector=selector,
        service_name=service,
        cross_reference=cross,
    )


def _trailer_in(lines: Sequence[str]) -> tuple[list[str], str]:
    """Take the last line that fits a trailer out of the text, for copy whose end-of-text byte is gone."""
    for n in range(len(lines) - 1, max(-1, len(lines) - 8), -1):
        if _TRAILER.fullmatch(_OWN_NAME.sub("", lines[n].strip())):
            return list(lines[:n]), lines[n]
    return list(lines), ""


def _read_trailer(trailer: str, zone: str | None) -> _Sent:
    found = _TRAILER.search(trailer[:400])
    if found is None:
        return _Sent(fault=Fault(code="time-missing", text="no date and time after the text", where="versioncreated"))
    month = month_number(found["mon"])
    day = read_short_date(found["d"], month, found["y"])
    clock = None if day is None else _clock(found)
    if day is None or clock is None:
        words = found[0].strip()
        return _Sent(fault=Fault(code="time-unread", text=f"no such time: {words!r}", where="versioncreated"))
    at, is_assumed = placed(day, clock, found["zone"], zone)
    if at is None:
        return _Sent(
            fault=Fault(code="time-unread", text=f"unknown time zone {found['zone']!r}", where="versioncreated")
        )
    return _Sent(at=at, is_assumed=is_assumed)


def _clock(found: re.Match[str]) -> time | None:
    hour, minute = int(found["h"]), int(found["m"])
    return time(hour, minute) if hour < 24 and minute < 60 else None


def _cut_head_block(lines: Sequence[str]) -> tuple[list[str], list[str]]:
    """Cut at the line that ends with "="; without one among the first eight, at the first empty line."""
    start = next((n for n, line in enumerate(lines) if line.strip()), len(lines))
    for n in range(start, min(start + 8, len(lines))):
        if lines[n].rstrip().endswith("="):
            return [line for line in lines[start : n + 1] if line.strip()], list(lines[n + 1 :])
    end = start
    while end < len(lines) and lines[end].strip():
        end += 1
    block = list(lines[start:end])
    if len(block) > 6 or (block and read_dateline(block[0])) or (end >= len(lines) and len(block) > 2):
        return [], list(lines[start:])  # it is text from its first line on
    return block, list(lines[end:])


def _agency_name(service: str, dateline: Dateline | None, sign_off: str | None) -> str | None:
    """Name who wrote it: the service's name when dateline or sign-off bear it out, else what they say."""
    signed: list[str] = re.findall(r"[^\W\d_]+", sign_off or "")
    # of several that wrote it together the first, where the service is none of them: "(AFP-DPA-REUTER)"
    credits = [part for credit in dateline.credits for part in credit.split("-")] if dateline else []
    if len(credits) > 1 and credits[0].lower() == "dpa":  # "(dpa/lni)" is a regional service of the first
        return credits[0]
    said = [word.lower() for word in (*signed, *credits)]
    if service and (service.lower() in said or not said):
        return service
    if signed and (sign_off or "").startswith("("):
        return signed[0]
    return credits[0] if credits else service or None


def _provenance(message: Message, sent: _Sent) -> dict[str, str]:
    named = ("message_number", "native_guid", "service", "priority", "priority_raw", "category", "wordcount")
    where = dict.fromkeys((*named, "cross_reference"), "header line")
    where |= dict.fromkeys(("slugline_raw", "keywords"), "keyword line")
    where |= dict.fromkeys(("take_key", "headline", "byline"), "head block")
    where |= dict.fromkeys(("blocks", "dateline"), "text")
    if sent.at:
        where |= dict.fromkeys(("versioncreated", "sent_at"), "trailer")
    return {field: f"{place}, message at byte {message.offset}" for field, place in where.items()}
