"""ANPA 1312, "High-speed wire service transmission guidelines" (1979, revised 1989): AP, Kyodo, AAP, CP and others.

    SYN SYN SOH  service level, number, US, selector EOL  priority, category, keyword, version, date, words EOL
    STX  slug line, headline, notes, byline, paragraphs, tabular rows  ETX  trailer  FF  EOT

Read: LF and CR LF copy, Kyodo's frame without SYN and FF, AAP's with ENQ before it, streams of several messages, messages
without ETX or EOT. The trailer gives the time: "AP-WF-11-13-13 1509GMT", CP's "16:35ET 31-10-14", Kyodo's
"KWS-21:37-09-12-18" (Tokyo time, by the wire's custom), AAP's "13-11-18 16-35-02".
The priority letter is kept as sent and put on our scale with bulletin over urgent, as AP ranks them; it alone is no flash.
The word count of the header is of something else than the text's words (AP: 358 for 17): it is kept as `extra`.
"""

import re
from datetime import datetime, time
from typing import Final

import msgspec

from wireroom.errors import FormatError
from wireroom.formats._api import Parsed, RawCopy, WireFormat
from wireroom.model import Fault, Item, Signal, item_id
from wireroom.text.anpatext import AnpaText, read_anpa_text
from wireroom.text.charset import decode
from wireroom.text.dateline import read_dateline
from wireroom.text.dates import placed, read_short_date
from wireroom.text.embargo import find_embargo
from wireroom.text.wirecopy import Frame, cut_frames, damage_of

_LINE_1: Final = re.compile(
    r"(?P<service>[A-Za-z])(?P<number>\d{3,4})(?P<agency>[A-Za-z ]{0,15})[\x1f\s]*(?P<selector>[^\s\x1f]{0,8})\s*"
)
_LINE_2: Final = re.compile(
    r"(?P<priority>[A-Za-z])\s{1,3}(?P<category>[A-Za-z]{1,2})(?=[\s\x11-\x14])[\s\x11-\x14]*"
    r"(?P<rest>[^\r\n]*?)(?:\s+(?P<date>\d{2}-\d{2}))?(?:\s+(?P<words>\d{1,5}))?\s*"
)
_START: Final = re.compile(rb"(?:\x05[^\x16\x01]{0,40})?[\x16\r\n\x00\x7f ]*\x01\s*[A-Za-z]\d{3,4}[A-Za-z ]{0,15}\x1f")
_BARE_2: Final = re.compile(rb"\s*[a-z] {1,3}[a-z]{1,2}[\s\x11-\x14]{1,6}\S")
#: shapes of the trailer, and the zone where the wire's custom gives it and the copy does not
_TRAILERS: Final = (
    (
        re.compile(r"(?P<a>\d\d)-(?P<b>\d\d)-(?P<y>\d\d)\s+(?P<h>\d\d):?(?P<mi>\d\d)\s*(?P<zone>[A-Z]{1,4})"),
        "mdy",
        None,
    ),
    (re.compile(r"KWS-(?P<h>\d\d):(?P<mi>\d\d)-(?P<a>\d\d)-(?P<b>\d\d)-(?P<y>\d\d)(?P<zone>)"), "dmy", "Asia/Tokyo"),
    (re.compile(r"(?P<h>\d\d):(?P<mi>\d\d)-(?P<a>\d\d)-(?P<b>\d\d)-(?P<y>\d\d)(?P<zone>)"), "dmy", None),
    (re.compile(r"(?P<h>\d\d):(?P<mi>\d\d)\s?(?P<zone>[A-Z]{1,4})\s+(?P<a>\d\d)-(?P<b>\d\d)-(?P<y>\d\d)"), "dmy", None),
    (
        re.compile(r"(?P<a>\d\d)-(?P<b>\d\d)-(?P<y>\d\d)\s+(?P<h>\d\d)[-:](?P<mi>\d\d)[-:](?P<s>\d\d)(?P<zone>)"),
        "dmy",
        None,
    ),
)
_SENDER: Final = re.compile(r"\s*(?P<who>[A-Z]{2,8})-[A-Z]{2}-")
#: AP's order: flash, bulletin, urgent, regular, deferred, hold; advances and reruns last
_PRIORITIES: Final = {"f": 1, "b": 2, "u": 3, "r": 4, "d": 5, "h": 5, "a": 6, "s": 6, "y": 6}


class _Sent(msgspec.Struct, frozen=True, kw_only=True):
    at: datetime | None = None
    is_assumed: bool = False
    fault: Fault | None = None


class _Anpa1312:
    name = "anpa1312"

    def sniff(self, raw: RawCopy) -> float:
        if _START.match(raw.head.lstrip(b"\r\n ")):
            return 0.99
        head = raw.head.lstrip(b"\x16\x7f\r\n\x00 ")
        if head.startswith(b"\x01"):
            lines = head[1:400].lstrip(b"\r\n ").split(b"\n")
            if re.match(rb"[A-Za-z]\d{3,4}", lines[0]) and len(lines) > 1 and _BARE_2.match(lines[1]):
                return 0.9
        return 0.0

    def parse(self, raw: RawCopy) -> Parsed:
        items: list[Item] = []
        faults: list[Fault] = []
        for frame in cut_frames(raw.data):
            item = _read(frame, raw)
            if item is None:
                text = f"no ANPA 1312 header in the message at byte {frame.offset:,}"
                faults.append(Fault(code="message-unread", text=text, level="error"))
            else:
                items.append(item)
        if not items:
            raise FormatError("no message with an ANPA 1312 header in it", format_name=self.name)
        return Parsed(items=tuple(items), faults=tuple(faults))


def _read(frame: Frame, raw: RawCopy) -> Item | None:
    header, charset, found = decode(frame.header if frame.has_stx else frame.text[:400], raw.charset)
    lines = [line for line in header.replace("\r", "\n").split("\n") if line.strip("\x16\x7f \x00")]
    first = _LINE_1.fullmatch(lines[0].strip("\x16\x7f \x00")) if lines else None
    second = _LINE_2.fullmatch(lines[1].strip("\x16\x7f \x00")) if len(lines) > 1 else None
    if first is None:
        return None
    body = frame.text
    if not frame.has_stx:  # the text begins after the two header lines
        body = re.sub(rb"\A(?:[^\n]*\n){2}", b"", frame.text.lstrip(b"\r\n"))
    text, charset, more = decode(body, raw.charset)
    keyword, version, reference = _keyword(second["rest"]) if second else (None, None, None)
    trailer = decode(frame.trailer, raw.charset)[0]
    if not frame.has_etx:
        text, trailer = _cut_trailer(text)
    parts = read_anpa_text(text, keyword)
    sent = _read_trailer(trailer, raw.zone)
    faults = [*found, *more, *damage_of(frame, has_trailer=sent.at is not None), *([sent.fault] if sent.fault else [])]
    if second is None:
        faults.append(Fault(code="header-damaged", text="the second header line could not be read", where="category"))
    return _item(_Header(first=first, second=second, keyword=keyword, version=version, reference=reference), parts, sent, trailer,
                 charset, faults, raw, offset=frame.offset, is_complete=frame.has_etx or sent.at is not None)  # fmt: skip


class _Header(msgspec.Struct, frozen=True, kw_only=True):
    first: re.Match[str]
    second: re.Match[str] | None
    keyword: str | None
    version: str | None
    reference: str | None


def _item(
    header: _Header,
    parts: AnpaText,
    sent: _Sent,
    trailer: str,
    charset: str,
    faults: list[Fault],
    raw: RawCopy,
    *,
    offset: int,
    is_complete: bool,
) -> Item:
    first, second = header.first, header.second
    dateline = read_dateline(parts.blocks[0].text) if parts.blocks else None
    agency = _agency_name(first, trailer, parts, dateline.credits if dateline else ())
    service, number = first["service"], first["number"]
    at = sent.at.isoformat() if sent.at else None
    key = item_id("anpa1312", agency, service, number, at, parts.slug or header.keyword, parts.headline)
    letter = second["priority"] if second else None
    extra = {name: value for name, value in (("keyword", header.keyword),) if value}
    if second and second["words"]:
        extra["header_words"] = second["words"]
    if not parts.has_headline_line:
        extra["headline_from"] = "first paragraph"
    first_text = next((block.text for block in parts.blocks[:1] if len(block.text) < 200), "")
    return Item(
        id=key,
        uri=f"urn:wireroom:item:{key}",
        agency_name=agency,
        native_guid=f"{service}{number}" + (f":{sent.at:%Y%m%d}" if sent.at else ""),
        format="anpa1312",
        standard="ANPA 1312",
        charset=charset,
        message_number=number,
        cross_reference=header.reference,
        service=service,
        selector=first["selector"].strip("-") or None,
        priority=_PRIORITIES.get(letter.lower(), 6) if letter else None,
        priority_raw=letter,
        category=second["category"] if second else None,
        versioncreated=sent.at,
        sent_at=sent.at,
        is_zone_assumed=sent.is_assumed,
        embargo_text=find_embargo("\n".join((parts.ednote or "", *parts.subheadlines, first_text))),
        slugline_raw=parts.slug or header.keyword,
        take_key=header.version or parts.version,
        headline=parts.headline,
        summary=parts.summary,
        byline=parts.byline.text if parts.byline else None,
        creditline=parts.creditline,
        dateline=dateline,
        ednote=parts.ednote,
        signals=(Signal(code="anpa:advisory", note="category v"),) if second and second["category"] == "v" else (),
        associations=parts.media,
        blocks=parts.blocks,
        sign_off=parts.sign_off,
        is_preformatted=bool(second and re.search("[\x12\x14]", second[0])),
        is_complete=is_complete,
        wordcount=parts.words,
        extra=extra,
        faults=tuple(faults),
        provenance={field: f"{place}, message at byte {offset}" for field, place in _PROVENANCE.items()}
        if raw.explain
        else {},
    )


#: where each fact stands in every message of this form
_PROVENANCE: Final = {
    **dict.fromkeys(("service", "message_number", "native_guid", "selector"), "header line 1"),
    **dict.fromkeys(("priority", "priority_raw", "category", "take_key", "cross_reference"), "header line 2"),
    **dict.fromkeys(("slugline_raw", "wordcount"), "slug line"),
    **dict.fromkeys(("headline", "byline", "creditline", "ednote", "summary"), "caret lines"),
    **dict.fromkeys(("blocks", "dateline", "associations"), "text"),
    **dict.fromkeys(("versioncreated", "sent_at"), "trailer"),
}


def _keyword(rest: str) -> tuple[str | None, str | None, str | None]:
    """Part keyword, version and reference of the second header line: "BC-Slug 1stLd-Writethru a0605"."""
    words = rest.replace("\x1f", " ").split()
    if not words:
        return None, None, None
    reference = words.pop() if len(words) > 1 and re.fullmatch(r"[A-Za-z]\d{4}", words[-1]) else None
    return words[0], " ".join(words[1:]) or None, reference


def _agency_name(first: re.Match[str], trailer: str, parts: AnpaText, credits: tuple[str, ...]) -> str | None:
    if named := first["agency"].strip():
        return named.title() if len(named) > 4 else named
    if sender := _SENDER.match(trailer):
        return sender["who"]
    return credits[0] if credits else parts.sign_off


def _read_trailer(trailer: str, zone: str | None) -> _Sent:
    for shape, order, custom in _TRAILERS:
        found = shape.search(trailer[:600])
        if found is None:
            continue
        day, month = (found["b"], found["a"]) if order == "mdy" else (found["a"], found["b"])
        date = read_short_date(day, int(month), found["y"])
        hour, minute = int(found["h"]), int(found["mi"])
        if date is None or hour > 23 or minute > 59:
            return _Sent(fault=Fault(code="time-unread", text=f"no such time: {found[0]!r}", where="versioncreated"))
        second = min(59, int(found.groupdict().get("s") or 0))
        at, is_assumed = placed(date, time(hour, minute, second), found["zone"] or None, zone or custom)
        if at is None:
            unknown = f"unknown time zone {found['zone']!r}"
            return _Sent(fault=Fault(code="time-unread", text=unknown, where="versioncreated"))
        return _Sent(at=at, is_assumed=is_assumed)
    return _Sent(fault=Fault(code="time-missing", text="no date and time after the text", where="versioncreated"))


def _cut_trailer(text: str) -> tuple[str, str]:
    """Part the text from a trailer on its last lines, for copy whose end-of-text byte is gone."""
    at = max(0, len(text) - 200)
    for shape, _, _ in _TRAILERS:
        if found := shape.search(text, at):
            start = text.rfind("\n", 0, found.start()) + 1
            return text[:start], text[start:]
    return text, ""


FORMAT: Final[WireFormat] = _Anpa1312()
