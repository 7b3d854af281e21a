"""IPTC 7901, "The text transmission format", revision 5 (1995), as dpa and others send it.

    SOH header-line CR LF keyword line CR LF  STX head block " =" CR LF  story, notebook  ETX DDHHMM GMT Mon YY CR LF EOT

Lines of 69 characters. Source letters and number of the header are the agency's own where they have the form, else the agency's
name and the item's seq. Take key, headline and byline make the head block; notes to editors stand in the notebook. Windows-1252,
or UTF-8 for a message with characters that it has not.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Final

from wireroom.model import Filed, Item, Marks
from wireroom.text.byline import read_byline
from wireroom.text.headblock import is_signal
from wireroom.writers import _copy, _wire_bytes, _wire_text
from wireroom.writers._api import FeedInfo, Reach, Writer, reach_only

_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
#: initials of writer and editors, as readers know them on the last line
_SIGNED: Final = r"[a-z]{2,5}(?: [a-z]{2,4}){1,6}"
_NOTE: Final = "Note to editors:"
#: actions that stand over a headline as they are
_SIGNALS: Final = frozenset(
    ("kill", "withdrawal", "correction", "refile", "repeat", "advisory", "add", "insert", "sub")
)
#: header fields of a message hold so many words
_MAX_HEAD: Final = 120


class Iptc7901:
    """IPTC 7901."""

    name = "iptc7901"
    media_type = "application/octet-stream"
    suffix = "iptc7901"
    label = "IPTC 7901"
    reach: Reach = reach_only(
        {
            "versioncreated": "to the minute; where the copy does not say, when it was sent or came in",
            "message_number": "where the copy has none, the item's seq",
            "service": "where the copy has none, the agency's name",
            "category": "where the copy has none, i",
            "priority": "where the copy has none, 4",
            "priority_raw": "where the copy has none, 4",
            "headline": "where the copy has none, its title",
            "headline_clean": "where the copy has none, its title",
            "take_key": "signal words over the headline; where the copy has none, what its marks say",
            "slugline_raw": "",
            "byline": "",
            "sign_off": "",
            "ednote": "where the copy has none, a byline that is none by its form may stand there",
            "blocks": "tables become columns; quotes and notes paragraphs; links and emphasis are lost; a paragraph that "
            "begins with a bullet loses it",
            "wordcount": "where the copy has none, the words are counted",
        },
        {
            "agency_name": "stands in the header; where the dateline names another, that is taken for the sender",
            "agency": "read from the sender's name",
            "keywords": "the keyword line is the slug",
            "slugline": "read from the keyword line",
            "slug": "read from the keyword line",
            "marks": "read again from slug, head block and headline; what stood in metadata alone is told as signal words",
            "cross_reference": "stands in the header, where the agency's name does too",
            "dateline": "stands in the text, and is read there",
        },
        "the format has no place for it",
        {
            "message_number": r"\d{3,5}",
            "service": "[A-Za-z]{1,8}",
            "category": "[A-Za-z]{1,3}",
            "priority_raw": "[1-6]",
            "versioncreated": r"(?:19[7-9]|20[0-6])\d.*",
            "take_key": r"(?:\d+(?:ST|ND|RD|TH) LEAD|REFILE|URGENT|FLASH|CORRECTION|[ \d]|NET|RD)+",
            "slugline_raw": ".+/",
            "byline": r"By [A-Z][\w.'-]+(?: [A-Z][\w.'-]+)*(?:, \w+)?",
            "sign_off": _SIGNED,
        },
    )

    def write(self, items: Sequence[Filed], about: FeedInfo) -> bytes:
        """Write messages one behind the other."""
        return b"".join(_message(filed, about) for filed in items)


def _message(filed: Filed, about: FeedInfo) -> bytes:
    item = filed.item
    is_wordless = _copy.is_wordless(filed, about)
    head = ["KILL", f"{_copy.title_of(filed)} ="] if is_wordless else _head_block(item)
    body = [_copy.body_text(filed)] if is_wordless else list(_story(item, for_editors=about.for_editors))
    slug = "" if is_wordless else _wire_bytes.clean(item.slugline_raw or item.slugline or "").rstrip("/ ")
    keyword = [f"{slug}/"] if slug else []
    lines = [
        "\x01" + _header(filed, for_editors=about.for_editors),
        *keyword,
        "\x02" + "\r\n".join(head),
        "",
        *body,
        "",
    ]
    sent = _sent(filed.killed_at or _copy.made_at(filed))
    return _wire_bytes.encoded("\r\n".join(lines) + "\x03" + sent) + b"\r\n\x04\r\n"


def _header(filed: Filed, *, for_editors: bool) -> str:
    """Give "eca100 3 s 586 ccccb dpa 099": source and number, priority, category, words, selector, service, cross-reference."""
    item = filed.item
    name = "".join(re.findall(r"[A-Za-z]", item.agency or "wire"))[:8].lower() or "wire"
    source = item.service if item.service and re.fullmatch(r"[A-Za-z]{1,8}", item.service) else name
    number = item.message_number or ""
    number = number if re.fullmatch(r"\d{3,5}", number, re.ASCII) else f"{filed.seq % 10000:04d}"
    category = item.category if item.category and re.fullmatch(r"[A-Za-z]{1,3}", item.category) else "i"
    words = item.n_words if item.wordcount is None else item.wordcount
    header = f"{source}{number} {item.priority or 4} {category} {min(words, 999_999)}"
    service = " ".join(re.findall(r"[^\W_]+", item.agency_name or ""))[:_MAX_HEAD]
    if service and not re.search(r"\d", service):
        selector = (
            item.selector
            if for_editors and item.selector and re.fullmatch(r"[A-Za-z-]{1,12}", item.selector)
            else "-----"
        )
        header += f" {selector} {service}"
    cross = item.cross_reference
    return f"{header} {cross}" if cross and re.fullmatch(r"\w*\d\w*", cross, re.ASCII) else header


def _head_block(item: Item) -> list[str]:
    """Give take key, headline and byline, the last of them with the sign that ends the block."""
    key = item.take_key if item.take_key and is_signal(item.take_key) else _signal_words(item.marks)
    lines = [key] if key else []
    lines += _wire_text.head_lines(_wire_bytes.clean(item.headline or item.title))
    if byline := _byline(item):
        lines.append(byline)
    lines = [_wire_bytes.clean(line) for line in lines]
    return [*lines[:-1], f"{lines[-1]} ="]


def _signal_words(marks: Marks) -> str:
    """Say in signal words what the marks say, where the headline does not say it itself."""
    if any(evidence.where == "headline" for evidence in marks.evidence):
        return ""
    words = [action.upper() for action in marks.actions if action in _SIGNALS]
    words += [marks.rank.upper()] if marks.rank else []
    if marks.series == "lead" and marks.number:
        words.append(f"{ordinal(marks.number)} LEAD")
    elif marks.series == "update":
        words.append(f"UPDATE {marks.number}" if marks.number else "UPDATE")
    said = " ".join(words)
    return said if said and is_signal(said) else ""


def ordinal(number: int) -> str:
    """Give 1ST, 2ND, 3RD, 4TH … as wires write it."""
    ending = "TH" if number % 100 in (11, 12, 13) else {1: "ST", 2: "ND", 3: "RD"}.get(number % 10, "TH")
    return f"{number}{ending}"


def _byline(item: Item) -> str | None:
    """Give the byline as a line that readers know for one; None when they would not."""
    byline = _wire_bytes.clean(item.byline or "")
    return next((line for line in (byline, f"By {byline}") if byline and read_byline(line)), None)


def _story(item: Item, *, for_editors: bool) -> Iterator[str]:
    for line in _wire_text.body_lines(item):
        yield _wire_bytes.clean_line(line)
    unread = [f"By {_wire_bytes.clean(item.byline)}"] if item.byline and _byline(item) is None else []
    note = _wire_bytes.clean(item.ednote or "") if for_editors else ""
    if note or unread:
        yield from ("", "# Notebook", "")
    if note.startswith(_NOTE):
        yield f"## {_NOTE.rstrip(':')}"
        note = note.removeprefix(_NOTE)
    for part in (*unread, note):
        yield from _wire_text.wrapped(part)
    if item.sign_off and for_editors and re.fullmatch(_SIGNED, item.sign_off):
        yield from ("", _wire_bytes.clean(item.sign_off))


def _sent(at: datetime) -> str:
    at = at.astimezone(UTC)
    return f"{at:%d%H%M} GMT {_MONTHS[at.month - 1]} {at:%y}"


WRITER: Final[Writer] = Iptc7901()
