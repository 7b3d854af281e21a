"""The text of an ANPA 1312 message: caret lines, paragraphs after a tab, and tabular rows.

^BC-US--Slug Words, 1st Ld-Writethru,466<      slug line: slug, version, words
^Headline<                                     the first caret line that is nothing else
^AP Photo XNP101, XNP102<  ^Eds: …<  ^By NAME=  ^Associated Press=
TAB and 3 spaces                               a paragraph
BS cells parted by ";" or by US/RS             a row of a table
"""

import html
import re
from collections.abc import Sequence
from typing import Final

import msgspec

from wireroom.model import Block, Media
from wireroom.text.byline import Byline, read_byline
from wireroom.text.dateline import read_dateline
from wireroom.text.wirecopy import block_of

_FIXTURE: Final = re.compile(r"\*\d{3,6}<?\s*\^?")
_CYCLE: Final = re.compile(r"(?:BC|AP|AM|PM)[- ]")
_COUNT: Final = re.compile(r",\s*(\d{0,5})\s*$")
_VERSION: Final = re.compile(
    r",\s*((?:\d{1,2}(?:st|nd|rd|th)?\s*(?:Ld|Lead|Add|Sub|Insert)\b|Writethru|Ld\b|Adv\b|Adv\d|Advisory|Correct\w*|Kill\b|Elim\w*|"
    r"Sub\b|Insert\b|HFR|Hold)[^,]{0,40})$",
    re.IGNORECASE,
)
_MEDIA: Final = re.compile(
    r"(?:[A-Z]{2,6}\s+)?(?P<kind>(?:ph|f)oto(?:graf[ií]a)?s?|v[ií]deos?|gr[aá](?:ph|f)i(?:cs?|cos?|ques?)|audio|interactive)\b"
    r"(?:\s[A-Z]{2,6}\b)?:?\s*(?P<numbers>.*)",
    re.IGNORECASE,
)
#: by the first letter of the word, in any of the languages
_MEDIA_TYPES: Final = {"p": "picture", "f": "picture", "v": "video", "g": "graphic", "a": "audio", "i": "graphic"}
_EDS: Final = re.compile(r"\(?\s*Eds?(?:itors?)?\s*:\s*(?P<note>.*?)\)?", re.IGNORECASE | re.DOTALL)
_NOTE: Final = re.compile(r"(?:EDITOR(?:S?'S?|S) NOTE|NOTE TO EDITORS)\b.*", re.IGNORECASE | re.DOTALL)
#: a line in brackets from end to end, between headline and story
_ASIDE: Final = re.compile(r"\((?=[^()]{4}[^()]*?\s[^()]{2})(?P<note>[^()]++)\)")
_END: Final = re.compile(r"(?:END|-30-|NNNN)", re.IGNORECASE)
_RULE: Final = re.compile(r"_{2,}|-{3,}|\*( \*)+")
_SIGNED: Final = re.compile(r"==?\s?(?P<who>[A-Z][\w .]{1,30})")
#: a credit line in capitals, where a subhead would be too
_HOUSE: Final = re.compile(r"\b(?:PRESS|NEWS|AGENCY|SERVICE|WRITERS?|EDITORS?|REPORTERS?|CORRESPONDENTS?|STAFF)$")
_FRACTIONS: Final = {
    "1/4": "¼",
    "1/2": "½",
    "3/4": "¾",
    "1/3": "⅓",
    "2/3": "⅔",
    "1/8": "⅛",
    "3/8": "⅜",
    "5/8": "⅝",
    "7/8": "⅞",
}
_CONTROLS: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
#: a caret line that says this much in a sentence is a summary
_SUMMARY_FROM: Final = 80


class AnpaText(msgspec.Struct, frozen=True, kw_only=True):
    """What stands between "start of text" and "end of text"."""

    #: with its version and without its count: "BC-US--Slug Words, 1st Ld-Writethru"; None = no slug line
    slug: str | None = None
    version: str | None = None
    #: the count at the slug line's end
    words: int | None = None
    headline: str | None = None
    #: False: there was no line for it, and the first sentence stands for it
    has_headline_line: bool = True
    summary: str | None = None
    subheadlines: tuple[str, ...] = ()
    byline: Byline | None = None
    creditline: str | None = None
    ednote: str | None = None
    media: tuple[Media, ...] = ()
    blocks: tuple[Block, ...] = ()
    sign_off: str | None = None


class _Line(msgspec.Struct, frozen=True):
    #: "head" caret line · "para" begins a paragraph · "more" goes on · "row" of a table · "gap"
    kind: str
    text: str
    #: "<", "=" or ""
    end: str = ""


def read_anpa_text(text: str, keyword: str | None = None) -> AnpaText:
    """Take the text apart. `keyword` is the header's, by which a slug line is known even without its cycle."""
    reader = _Reader(keyword)
    for line in _joined(text):
        reader.take(line)
    return reader.result()


def clean_words(text: str) -> str:
    """Write what AP's seven-bit copy spells out: quotes, dashes, fractions; white space folded."""
    text = _CONTROLS.sub("", text.replace("\x10", " "))
    text = text.replace("``", '"').replace("''", '"')
    text = re.sub(r"(?<!\S)_(?!\S)", "—", text)
    text = re.sub(r"\{(\d/\d)\}?", lambda found: _FRACTIONS.get(found[1], found[1]), text)
    text = re.sub(r"(?<=\d)\{(?!\w)", "½", text)
    return " ".join(text.split())


def _joined(text: str) -> list[_Line]:
    """Cut into lines and join what the wire's width has broken."""
    found: list[_Line] = []
    for raw in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        bare = raw.strip("\x00\x7f \t")
        if not bare:
            found.append(_Line("gap", ""))
        elif bare.startswith("\x08"):
            found.append(_Line("row", bare.lstrip("\x08")))
        elif bare.startswith("^"):
            for part in re.split(r"(?<=[<=])\s*\^", bare[1:]) if bare.count("^") < 20 else [bare[1:]]:
                body = part.strip().rstrip("^")
                end = body[-1:] if body[-1:] in "<=" else ""
                found.append(_Line("head", body[: len(body) - len(end)] if end else body, end))
        elif found and found[-1].kind == "head" and not found[-1].end and not raw[:1].isspace():
            last = found.pop()
            end = bare[-1:] if bare[-1:] in "<=" else ""
            found.append(_Line("head", f"{last.text} {bare[: len(bare) - len(end)] if end else bare}", end))
        elif raw.startswith(("\t", "   ")) or bare.startswith("=="):
            found.append(_Line("para", bare))
        else:
            found.append(_Line("more", bare))
    return found


class _Reader:
    """Takes the lines in order; what a line is depends on what came before it."""

    def __init__(self, keyword: str | None) -> None:
        self._keyword = _letters(keyword or "")
        self._found = AnpaText()
        self._notes: list[str] = []
        self._loose: list[_Line] = []
        self._blocks: list[Block] = []
        self._paragraph: list[str] = []
        self._rows: list[str] = []
        self._has_slug = False
        self._after_byline = False
        self._has_carets = False
        self._has_body = False

    def take(self, line: _Line) -> None:
        """Take the next line."""
        if line.kind != "row":
            self._flush_rows()
        if line.kind == "head":
            self._has_carets = True
            self._flush()
            self._head(line)
        elif line.kind == "row":
            self._flush()
            self._has_body = True
            self._rows.append(line.text)
        elif line.kind == "gap":
            self._flush()
        else:
            if line.kind == "para":
                self._flush()
            self._paragraph.append(line.text)
            if not self._has_carets and not self._has_body and line.text.endswith(("=", "+", "<")):
                self._flush()  # head lines without carets end with a sign of their own

    def result(self) -> AnpaText:
        """Give what was found, when all lines were taken."""
        self._flush()
        self._flush_rows()
        found = self._found
        blocks, sign_off = self._blocks, None
        if blocks and (signed := _SIGNED.fullmatch(blocks[-1].text)):
            sign_off = signed["who"]
            blocks = blocks[:-1]
        headline, has_line = found.headline, True
        if headline is None and blocks:
            first = blocks[0].text
            dateline = read_dateline(first)
            headline = first[len(dateline.text) :].strip() if dateline else first
            headline, has_line = headline[:200] or None, False
        return msgspec.structs.replace(
            found,
            headline=headline,
            has_headline_line=has_line,
            ednote="\n".join(self._notes) or None,
            blocks=tuple(blocks),
            sign_off=sign_off,
        )

    def _head(self, line: _Line) -> None:
        raw = _FIXTURE.sub("", line.text, count=1) if line.text.startswith("*") else line.text
        text = clean_words(raw)
        if not text or _END.fullmatch(text):
            return
        if _RULE.fullmatch(text):
            self._blocks.append(Block(kind="rule", text=""))
        elif not self._has_slug and self._found.headline is None and self._is_slug(text):
            self._slug(" ".join(_CONTROLS.sub("", raw).split()))
        elif (note := _EDS.fullmatch(text)) or _NOTE.fullmatch(text):
            self._notes.append(note["note"].strip() if note else text)
        elif self._found.headline and not self._has_body and (aside := _ASIDE.fullmatch(text)):
            self._notes.append(aside["note"].strip())
        elif (media := _MEDIA.fullmatch(text)) and len(text) < 300 and not self._has_body:
            self._set(media=(*self._found.media, *_media(media)))
        elif not self._has_body and self._found.byline is None and (byline := read_byline(text)) is not None:
            self._set(byline=byline, creditline=byline.credit)
            self._after_byline = not byline.names[0].startswith(("The ", "the "))
            return
        elif (
            self._after_byline
            and line.end == "="
            and len(text) < 60
            and (not text.isupper() or _HOUSE.search(text))
            and self._found.creditline is None
        ):
            self._set(creditline=text)
        elif self._found.headline is None:
            self._set(headline=text)
        elif (
            not self._has_body
            and line.end != "="
            and len(text) >= _SUMMARY_FROM
            and (text[-1] in '.!?"' or ";" in text)
        ):
            self._set(summary=f"{self._found.summary} {text}" if self._found.summary else text)
        else:
            self._blocks.append(Block(kind="subhead" if line.end == "=" else "para", text=text))
        self._after_byline = False

    def _is_slug(self, text: str) -> bool:
        letters = _letters(text)
        if _CYCLE.match(text):
            return True
        return bool(len(self._keyword) >= 6 and letters.startswith(self._keyword[: min(len(self._keyword), 16)]))

    def _slug(self, text: str) -> None:
        self._has_slug = True
        words = None
        if count := _COUNT.search(text):
            words = int(count[1]) if count[1] else None
            text = text[: count.start()]
        version = _VERSION.search(text)
        self._set(slug=text.strip(" ,"), version=version[1].strip() if version else None, words=words)

    def _flush(self) -> None:
        lines, self._paragraph = self._paragraph, []
        if not lines:
            return
        text = clean_words(" ".join(lines)).removesuffix("<").rstrip()
        if not text:
            return
        if not self._has_carets and not self._has_body and self._bare_head(text):
            return
        if not self._has_body and len(text) < 120 and self._found.byline is None and (byline := read_byline(text)):
            self._set(byline=byline, creditline=byline.credit)
            return
        if (note := _EDS.fullmatch(text)) and not self._blocks:
            self._notes.append(note["note"].strip())
            return
        self._has_body = True
        if _RULE.fullmatch(text.rstrip("=< ")):
            self._blocks.append(Block(kind="rule", text=""))
            return
        made = block_of([text])
        self._blocks.append(made if made is not None and made.kind != "pre" else Block(text=text))

    def _bare_head(self, text: str) -> bool:
        """Take a line over the story as slug or headline, in copy that marks neither with a caret."""
        ended = text.rstrip("=<+ ").strip()
        if len(ended) > 150 or read_dateline(text) is not None or not ended:
            return False
        if not self._has_slug and self._is_slug(ended):
            self._slug(ended)
            return True
        if self._found.headline is None and (ended != text or len(ended) < 100) and not ended.endswith("."):
            self._set(headline=ended)
            return True
        return False

    def _flush_rows(self) -> None:
        rows, self._rows = self._rows, []
        if rows:
            self._blocks.append(_table(rows))

    def _set(self, **fields: object) -> None:
        self._found = msgspec.structs.replace(self._found, **fields)


def _letters(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text.lower())


def _media(found: re.Match[str]) -> list[Media]:
    kind = _MEDIA_TYPES[found["kind"][0].lower()]
    numbers = [number.strip(" .;") for number in re.split(r"[,;\s]+", found["numbers"]) if re.search(r"\d", number)]
    return [Media(type=kind, native_guid=number) for number in numbers[:40]] or [Media(type=kind)]


def _table(rows: Sequence[str]) -> Block:
    """Make a table of tabular rows; a first row with an empty first cell holds the heads."""
    cells = []
    for row in rows:
        row = row.replace("\x10", " ").rstrip().removeprefix("^")
        parts = re.split(r"[\x1e\x1f]", row) if re.search(r"[\x1e\x1f]", row) else row.split(";")
        cells.append([clean_words(part) for part in parts])
    has_heads = len(cells) > 1 and cells[0] and not cells[0][0]
    lines = []
    for n, parts in enumerate(cells):
        tag = "th" if n == 0 and has_heads else "td"
        lines.append("<tr>" + "".join(f"<{tag}>{html.escape(part)}</{tag}>" for part in parts) + "</tr>")
    return Block(
        kind="table",
        text="\n".join("\t".join(parts) for parts in cells),
        html="<table>" + "".join(lines) + "</table>",
    )
