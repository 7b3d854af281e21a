"""ANPA 1312, "High-speed wire service transmission guidelines" (1979, revised 1989), as AP and others send it.

    SYN SYN SOH  service level, number, agency US selector  priority, category, keyword, version, reference, date, words
    STX  ^slug line<  ^headline<  ^Eds: …<  ^By …=  paragraphs, rows  ETX  AGENCY-WR-MM-DD-YY HHMMGMT<  FF EOT

Lines of 69 characters; a paragraph begins with a tab and three spaces, a row of a table with a back space. Windows-1252, or UTF-8
for a message with characters that it has not. The caret, which is the wire's own sign, leaves as "ˆ".
"""

import re
from collections.abc import Iterator, Sequence
from datetime import UTC
from typing import Final

from wireroom.model import Block, Filed, Item, Marks
from wireroom.text.byline import read_byline
from wireroom.writers import _copy, _wire_bytes, _wire_text
from wireroom.writers._api import FeedInfo, Reach, Writer, reach_only
from wireroom.writers.iptc7901 import ordinal

_LETTERS: Final = {1: "f", 2: "b", 3: "u", 4: "r", 5: "d"}
_VERSION: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,23}")
_CYCLE: Final = re.compile(r"(?:BC|AP|AM|PM)[- ]")
_REFERENCE: Final = re.compile(r"[A-Za-z]\d{4}", re.ASCII)
_SUMMARY: Final = r".{80,}[.!?\"]"
_SIGNED: Final = r"[A-Z][\w .]{1,30}"


class Anpa1312:
    """ANPA 1312."""

    name = "anpa1312"
    media_type = "application/octet-stream"
    suffix = "anpa"
    label = "ANPA 1312"
    reach: Reach = reach_only(
        {
            "versioncreated": "to the minute; where the copy does not say, when it was sent or came in",
            "message_number": "where the copy has none, the item's seq",
            "service": "where the copy has none, a",
            "category": "where the copy has none, i",
            "cross_reference": "",
            "priority": "where the copy has none, 4",
            "priority_raw": "where the copy has none, r",
            "slugline_raw": "where the copy has none and a version must be told, BC-News",
            "take_key": "the version field; where the copy has none, what its marks say",
            "headline": "where the copy has none, its title",
            "headline_clean": "where the copy has none, its title",
            "summary": "",
            "ednote": "",
            "is_preformatted": "",
            "sign_off": "",
            "blocks": "columns of fixed width become tables, lists, quotes and notes paragraphs; links and emphasis are lost; "
            "two apostrophes are a quotation mark; a paragraph that begins with a bullet loses it",
        },
        {
            "agency_name": "stands in the header and the trailer, as letters alone",
            "agency": "read from the agency's name",
            "slugline": "read from the slug line",
            "slug": "read from the slug line",
            "byline": "a line over the text where it has the form of one (By, Von, Par …); else it is left out",
            "creditline": "a line under the byline, where there is one",
            "dateline": "stands in the text, and is read there",
            "marks": "read again from slug line, version and headline; what stood in metadata alone is told as a version",
            "wordcount": "stands in the slug line, where there is one",
            "associations": "the format tells numbers of photos alone",
        },
        "the format has no place for it",
        {
            "versioncreated": r"(?:19[7-9]|20[0-6])\d.*",
            "message_number": r"\d{3,4}",
            "service": "[A-Za-z]",
            "category": "[A-Za-z]{1,2}",
            "cross_reference": r"[A-Za-z]\d{4}",
            "priority": "[1-5]",
            "priority_raw": "[fburdhasy]",
            "slugline_raw": r"(?:BC|AP|AM|PM)-[\w-][\w -]*",
            "take_key": r"\d+(?:st|nd|rd|th)Ld(?:-Writethru)?|Writethru|Correction",
            "summary": _SUMMARY,
            "sign_off": _SIGNED,
        },
    )

    def write(self, items: Sequence[Filed], about: FeedInfo) -> bytes:
        """Write messages one behind the other."""
        return b"".join(_message(filed, about) for filed in items)


def _message(filed: Filed, about: FeedInfo) -> bytes:
    item = filed.item
    is_wordless = _copy.is_wordless(filed, about)
    at = (filed.killed_at or _copy.made_at(filed)).astimezone(UTC)
    slug = "" if is_wordless else _words(item.slugline_raw or item.slugline or "")
    if is_wordless:
        text = [f"^{_words(_copy.title_of(filed))}<", f"\t   {_copy.body_text(filed)}"]
    else:
        text = [*_head(item, slug, for_editors=about.for_editors), *_body(item, for_editors=about.for_editors)]
    version = "Kill" if is_wordless else _version(item)
    keyword = slug.replace(" ", "").partition(",")[0][:24] or ("BC-News" if version else "")
    reference = item.cross_reference if item.cross_reference and _REFERENCE.fullmatch(item.cross_reference) else ""
    second = (
        _formatting(item),
        keyword,
        version,
        reference if keyword else "",
        f"{at:%m-%d}",
        f"{min(item.n_words, 9999):04d}",
    )
    sender = re.sub(r"[^A-Z]", "", (item.agency_name or "").upper())[:8]
    trailer = f"\x03{sender if len(sender) > 1 else 'WR'}-WR-{at:%m-%d-%y} {at:%H%M}GMT<"
    lines = [
        "\x16\x16\x01" + _first(filed, for_editors=about.for_editors),
        " ".join(part for part in second if part),
        "\x02" + "\r\n".join(text),
        trailer,
    ]
    return _wire_bytes.encoded("\r\n".join(lines)) + b"\r\n\x0c\r\n\x04\r\n"


def _words(text: str) -> str:
    """Write words that stand in a line of the wire's own: without its signs."""
    return _wire_bytes.clean(text.replace("^", "ˆ")).rstrip("<=")


def _first(filed: Filed, *, for_editors: bool) -> str:
    item = filed.item
    service = item.service if item.service and re.fullmatch("[A-Za-z]", item.service) else "a"
    number = item.message_number or ""
    number = number if re.fullmatch(r"\d{3,4}", number, re.ASCII) else f"{filed.seq % 10000:04d}"
    agency = " ".join(re.findall(r"[A-Za-z]+", item.agency_name or ""))
    routed = item.selector or "" if for_editors else ""
    selector = routed if re.fullmatch(r"[\w-]{1,5}", routed, re.ASCII) else "-----"
    return f"{service}{number}{agency if len(agency) <= 15 else ''}\x1f{selector}"


def _formatting(item: Item) -> str:
    raw = item.priority_raw or ""
    letter = raw if re.fullmatch("[fburdhasy]", raw) else _LETTERS.get(item.priority or 4, "d")
    category = item.category if item.category and re.fullmatch(r"[A-Za-z]{1,2}", item.category) else "i"
    return f"{letter} {category} " + ("\x14\x12" if item.is_preformatted else "\x13\x11")


def _version(item: Item) -> str:
    """Give the version field: the take key in its form, else what the marks say."""
    if item.take_key and _VERSION.fullmatch(item.take_key) and not item.take_key.isdigit():
        return item.take_key
    return _marked(item.marks)


def _marked(marks: Marks) -> str:
    for action, words in (
        ("kill", "Kill"),
        ("withdrawal", "Kill"),
        ("correction", "Correction"),
        ("add", "Add"),
        ("sub", "Sub"),
    ):
        if action in marks.actions:
            return words
    if marks.series == "lead" and marks.number:
        return f"{ordinal(marks.number).lower()}Ld" + ("-Writethru" if marks.writethru else "")
    return "Writethru" if marks.writethru else ""


def _head(item: Item, slug: str, *, for_editors: bool) -> Iterator[str]:
    letters = re.sub(r"[^a-z0-9]", "", slug.partition(",")[0].lower())
    if slug and (_CYCLE.match(slug) or len(letters) > 7):
        words = item.n_words if item.wordcount is None else item.wordcount
        yield f"^{slug},{min(words, 99_999):04d}<"
    yield from _caret(item.headline or item.title, "<")
    if item.summary and re.fullmatch(_SUMMARY, _words(item.summary)):
        yield from _caret(item.summary, "<")
    for part in (item.ednote or "").split("\n") if for_editors else ():
        if part.strip():
            yield from _caret(f"Eds: {part}", "<")
    if item.byline:
        byline = _words(item.byline)
        read = read_byline(byline) or read_byline(f"By {byline}")
        if read:
            yield from _caret(read.text, "=")
            credit = _words(item.creditline or "")
            # readers know it for one under a byline of persons without a credit of its own
            if credit and not (
                read.credit or credit.isupper() or len(credit) > 59 or read.names[0].lower().startswith("the ")
            ):
                yield from _caret(credit, "=")


def _caret(text: str, end: str) -> list[str]:
    """Give a head line; broken, it goes on without caret until its end sign."""
    lines = _wire_text.wrapped(_words(text), first="^")
    return [*lines[:-1], lines[-1] + end] if lines else []


def _body(item: Item, *, for_editors: bool) -> Iterator[str]:
    for block in item.blocks:
        yield from _block(block)
    if item.sign_off and for_editors and re.fullmatch(_SIGNED, item.sign_off):
        yield f"=={item.sign_off}"


def _block(block: Block) -> list[str]:
    if block.kind == "rule":
        return ["\t   ___"]
    if block.kind == "subhead":
        return _caret(block.text, "=")
    if block.kind in ("table", "pre"):
        split = "\t" if block.kind == "table" else "\n"
        rows = (line.split(split) for line in block.text.split("\n"))
        return ["\x08" + "\x1f".join(_words(cell) for cell in row) for row in rows]
    if block.kind == "list":
        return [line for entry in block.text.split("\n") for line in _paragraph(f"- {entry}")]
    return _paragraph(block.text)


def _paragraph(text: str) -> list[str]:
    words = _wire_bytes.clean(text.replace("^", "ˆ"))
    return _wire_text.wrapped(words, _wire_text.WIDTH - 8, first="\t   ") if words else []


WRITER: Final[Writer] = Anpa1312()
