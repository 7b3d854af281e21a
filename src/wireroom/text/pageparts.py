"""The parts of an agency page, told apart line by line: boxes of headlines, breadcrumb, headline, source and date, body.

lines -> boxes out -> breadcrumb -> source and date -> the headline above it -> the body below it, up to the footer
"""

import re
from collections.abc import Sequence
from typing import Final

import msgspec

from wireroom.model import Block
from wireroom.text.byline import read_byline
from wireroom.text.dates import FoundDate, find_date
from wireroom.text.headblock import is_signal
from wireroom.text.pagelines import PageLine

_BULLET: Final = "•·∙‣▪■◆●○►▶»★◦⁃"
_TITLE_WORDS: Final = (
    r"(?:more )?(?:off|on|from|over|across) the wires?(?: ticker)?|(?:live |news ?)?wires?|wire ticker|"
    r"(?:the )?latest(?: (?:news|headlines|stories|updates|from the wires?))?|just in|breaking(?: news)?|"
    r"(?:news |live )?ticker|news ?flash(?:es)?|(?:wire |top )?headlines|top (?:news|stories)|news in brief|"
    r"eilmeldungen|en continu|fil info|dernières (?:nouvelles|dépêches)|última hora|ultime notizie|ultim'ora"
)
_TITLE: Final = re.compile(
    rf"(?P<title>{_TITLE_WORDS})\s*(?:[:|{_BULLET}–—-]\s*(?P<rest>.*)|\s*(?:[»>]+|\W{{0,3}}more\W{{0,3}}))?",
    re.IGNORECASE,
)
_BREADCRUMB: Final = re.compile(
    r"(?:you are here|current location|position|home page path|sie sind hier|vous êtes ici|usted está aquí|estás en"
    r"|(?:tu )?sei qui"
    r"|u bent hier|du är her|du är här|du er her|você está aqui|вы здесь|您的位置|您現在的位置|当前位置|您所在的位置|現"
    r"在地|現在位置)"
    r"\s*[:：]\s*(?P<path>.*)",
    re.IGNORECASE,
)
_PATH_SPLIT: Final = re.compile(r"\s*(?:[>»›→|]|::|\s[/\\-]\s)\s*")
_CONTROL: Final = re.compile(
    r"字(?:号|體大小|体)\s*[：:]?(?:\s*[大中小])*|文字サイズ(?:\s*[大中小])*|"
    r"(?:adjust|change|select)?\s*(?:font|text) size\s*:?|\bA\s?[-+]?\s(?:A\s?[-+]?\s?){1,2}|\b(?:print|e-?mail|share|comments?"
    r"(?:\s?\(\d+\))?|larger|smaller|medium|large|small|reset|save|bookmark)\b(?!\w)",
    re.IGNORECASE,
)
_SAID: Final = re.compile(
    r"(?:^(?:source|from|via|by)\b|\b(?:agency|date|time)(?=\s*:)|"
    r"\b(?:last )?(?:updated|modified|published|posted|released|issued)(?: (?:on|at))?\b)\s*:?\s*",
    re.IGNORECASE,
)
#: what stands between a name and the date behind it, or the other way round: \0 is where the date stands
_SET_APART: Final = re.compile(
    rf"[,|{_BULLET}–—/(\[\t-]\s*\0|\0[)\]]?\s*[,|{_BULLET}–—/(\[\t-]\s*[A-Z]|\s\s\0|\0\s\s|^\0$"
    r"|\d:\d\d|^\s*(?:source|by|updated|published|posted|issued)\b",
    re.IGNORECASE,
)
_WEEKDAY: Final = re.compile(
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:mon|diens|donners|frei|sams|sonn)tag|mittwoch|sonnabend|lundi|mardi"
    r"|mercredi|jeudi|vendredi"
    r"|samedi|dimanche|lunes|martes|miércoles|jueves|viernes|sábado|domingo|lunedì|martedì|mercoledì|giovedì|venerdì"
    r"|sabato|domenica"
    r"|(?:maan|dins|woens|donder|vrij|zater|zon)dag|星期[一二三四五六日天]|周[一二三四五六日]|[月火水木金土日]曜日",
    re.IGNORECASE,
)
_WEEKDAY_BEHIND: Final = re.compile(r"\s(?:ال(?:سبت|[أا]حد|[إا]ثنين|ثلاثاء|[أا]ربعاء|خميس|جمعة)|יום [א-ת]+)$")
_EDITOR: Final = re.compile(r"\b(editor|author|reporter|web editor)\s*:\s*([^|,]{2,40})", re.IGNORECASE)
_BY: Final = re.compile(r"^by\s+(?P<who>[^,|]{3,60}?)\s*(?:[,|]\s*(?P<agency>[^,|]{2,40}))?$", re.IGNORECASE)
_FOOTER: Final = re.compile(
    r"(?:follow \S.{0,40} on\b|share (?:this|on)|related (?:news|stories|links|topics|reading|items)|"
    r"most (?:read|viewed|popular)|all rights reserved|"
    r"copyright\b|©|\(c\)|print\b|e-?mail\b|comments?\b|leave a comment|go to (?:forum|top)|back to (?:top|home)|"
    r"tags?\s*:|key ?words?\s*:|photo gallery|you may also like|advertisement|read more\s*:?$|more (?:news|from)|"
    r"about us|contact us|sitemap|terms of|privacy)",
    re.IGNORECASE,
)
#: "Comments are due by April 24, and a report to Congress …." is the story's own, whatever word it begins with
_SENTENCE: Final = re.compile(r"(?:\S+\s+){6,}\S+[.!?][\"”’']?", re.DOTALL)
_LEGAL: Final = re.compile(
    r"follow\b|share (?:this|on)|all rights|copyright\b|©|\(c\)|you may also|read more|terms of|privacy", re.IGNORECASE
)
_ENTRY_LEAD: Final = re.compile(rf"^(?:[{_BULLET}*>–—-]+\s*|\d{{1,2}}[.)]\s+)+")
_ENTRY_CLOCK: Final = re.compile(
    r"^[\[(]?(?P<clock>\d{1,2}[:.]\d{2}(?::\d{2})?(?:\s?[ap]\.?m\.?)?(?:\s(?:GMT|UTC|CET|MEZ|BST|E[SD]T))?)[\])]?\s*[-–—"
    r"|:]?\s+(?=\S)",
    re.IGNORECASE,
)
_ENTRY_CLOCK_BEHIND: Final = re.compile(
    r"(?<!\bat)(?<!\bum)(?<!\balle)(?<!\blas)(?<!\bkl\.)(?<!\bby)(?<!\bto)(?<!\bfrom)(?<!\buntil)(?<!\bbis)(?<!\bà)(?<!-)\s[\[(]?(?P<clock>\d{1,2}:\d{2})[\])]?$"
)
_NUMBERED: Final = re.compile(r"(?P<mark>\d{1,2}\.\s[^\W\d_]{3,20})\s?:")
#: lines of one box; pages roll 5 to 50
MAX_ENTRIES: Final = 500
#: a story line is longer, a heading over a list is shorter
_LONGEST_SOURCE: Final = 220


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a box."""

    text: str
    number: int
    #: a time of day as printed before the line; the page does not say of which day
    clock: str | None = None
    href: str | None = None


class Box(msgspec.Struct, frozen=True, kw_only=True):
    """A box of rolling headlines."""

    #: as printed: "Off the wire"
    title: str
    entries: tuple[Entry, ...]


class SourceLine(msgspec.Struct, frozen=True, kw_only=True):
    """Who sent the story, and when: "Xinhua, August 27, 2016"."""

    number: int
    agency_name: str | None = None
    date: FoundDate | None = None
    byline: str | None = None
    #: "editor" and what else the line says by name
    notes: tuple[tuple[str, str], ...] = ()


class Parts(msgspec.Struct, frozen=True, kw_only=True):
    """What a page is made of."""

    boxes: tuple[Box, ...]
    sections: tuple[str, ...]
    headline: PageLine | None
    source: SourceLine | None
    body: tuple[PageLine, ...]


def find_parts(lines: Sequence[PageLine]) -> Parts:
    """Tell the parts of a page apart."""
    source_at = next((n for n, line in enumerate(lines) if read_source(line) is not None), None)
    boxes, taken = _find_boxes(lines, source_at)
    rest = [line for n, line in enumerate(lines) if n not in taken]
    sections: tuple[str, ...] = ()
    kept = []
    for line in rest:
        path = read_breadcrumb(line.text)
        if path is None:
            kept.append(line)
        elif not sections:
            sections = path
    source = find_source(kept)
    at = next((n for n, line in enumerate(kept) if source and line.number == source.number), None)
    if source and at and source.byline is None and (by := _BY.match(kept[at - 1].text)):
        source = msgspec.structs.replace(
            source, byline=f"By {by['who']}", agency_name=source.agency_name or by["agency"]
        )
    headline = _find_headline(kept, at)
    start = at + 1 if at is not None else (kept.index(headline) + 1 if headline else 0)
    body = _find_body(kept[start:], headline)
    return Parts(boxes=tuple(boxes), sections=sections, headline=headline, source=source, body=tuple(body))


def find_source(lines: Sequence[PageLine]) -> SourceLine | None:
    """Find the line that says who sent the story and when; it has the headline above it."""
    for n, line in enumerate(lines):
        found = read_source(line)
        if found is not None and n > 0:
            return found
    return None


def is_set_apart(line: PageLine) -> bool:
    """Tell whether a line is a source's without a page around it: "Meridian, March 31, 2026", not "Record March 31, 2026"."""
    text = line.text.strip()
    date = find_date(text)
    return date is not None and _SET_APART.search(f"{text[: date.start]}\0{text[date.end :]}") is not None


def read_source(line: PageLine) -> SourceLine | None:
    """Read a line as source and date; None when it is something else."""
    if len(line.text) > _LONGEST_SOURCE or (date := find_date(line.text)) is None or line.is_heading:
        return None
    rest = f"{line.text[: date.start]} | {line.text[date.end :]}"
    notes = tuple((found[1].lower(), found[2].strip()) for found in _EDITOR.finditer(rest))
    rest = _CONTROL.sub(" ", _EDITOR.sub(" ", rest))
    byline, agency = None, None
    for part in re.split(rf"[|{_BULLET}]", rest):
        part = _WEEKDAY_BEHIND.sub("", part.strip(" ,;:()[]-–—/\t"))
        if not part:
            continue
        if (named := read_byline(part)) is not None and not _BY.match(part):
            byline = named.text
            continue
        if by := _BY.match(part):
            byline, agency = f"By {by['who']}", agency or by["agency"]
            continue
        name = _SAID.sub("", part).strip(" ,;:()[]-–—/")
        if not name or _WEEKDAY.fullmatch(name):
            continue
        if agency or len(name) > 45 or len(name.split()) > 6 or re.search(r"[.!?]\s*$|[\"“”]", name):
            return None  # a sentence with a date in it
        agency = name
    return SourceLine(number=line.number, agency_name=agency, date=date, byline=byline, notes=notes)


def read_breadcrumb(text: str) -> tuple[str, ...] | None:
    """Read "You are here: Home > World"; None when it is no breadcrumb."""
    if found := _BREADCRUMB.match(text):
        return tuple(part for part in _PATH_SPLIT.split(found["path"].strip()) if part)
    if len(text) <= 120 and re.match(r"home\s*[>»›→/|]", text, re.IGNORECASE):
        return tuple(part for part in _PATH_SPLIT.split(text) if part)
    return None


def blocks_of_lines(lines: Sequence[PageLine]) -> tuple[Block, ...]:
    """Put body lines into blocks: lines of one paragraph are joined, unless each is a paragraph by its length."""
    runs: list[list[PageLine]] = []
    for line in lines:
        if runs and not line.is_apart and line.tag == runs[-1][-1].tag:
            runs[-1].append(line)
        else:
            runs.append([line])
    blocks: list[Block] = []
    for run in runs:
        if len(run) > 1 and _are_paragraphs(run):
            blocks.extend(_block([line]) for line in run)
        else:
            blocks.append(_block(run))
    return tuple(blocks)


def _are_paragraphs(run: Sequence[PageLine]) -> bool:
    """Wrapped lines are alike in length and break anywhere; paragraphs end with the end of a sentence."""
    ends = sum(1 for line in run[:-1] if re.search(r"[.!?:][\"”'’)]*$", line.text))
    return ends == len(run) - 1 and max(len(line.text) for line in run) > 90


def _block(run: Sequence[PageLine]) -> Block:
    text = " ".join(line.text for line in run)
    if run[0].is_heading:
        return Block(kind="subhead", text=text)
    if run[0].tag == "blockquote":
        return Block(kind="quote", text=text)
    marked = any(line.html for line in run)
    inner = " ".join(line.html or _escaped(line.text) for line in run)
    return Block(text=text, html=f"<p>{inner}</p>" if marked else None)


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _find_boxes(lines: Sequence[PageLine], source_at: int | None) -> tuple[list[Box], set[int]]:
    boxes: list[Box] = []
    taken: set[int] = set()
    n = 0
    while n < len(lines):
        line = lines[n]
        title = _TITLE.fullmatch(line.text) if len(line.text) < 20_000 else None
        if title is None and line.is_ticker and (n == 0 or not lines[n - 1].is_ticker):
            end = _run_of_ticker(lines, n)
            entries = _entries(lines[n:end])
            name = "ticker"
        elif title is not None:
            end = _end_of_box(lines, n, source_at, has_rest=bool(title["rest"]))
            first = [] if not title["rest"] else _split_entries(title["rest"], line)
            entries = [*first, *_entries(lines[n + 1 : end])]
            name = title["title"]
        else:
            n += 1
            continue
        if entries:
            boxes.append(Box(title=name, entries=tuple(entries[:MAX_ENTRIES])))
            taken.update(range(n, end))
        n = max(end, n + 1)
    return boxes, taken


def _run_of_ticker(lines: Sequence[PageLine], start: int) -> int:
    end = start
    while end < len(lines) and lines[end].is_ticker:
        end += 1
    return end


def _end_of_box(lines: Sequence[PageLine], at: int, source_at: int | None, *, has_rest: bool) -> int:
    """Find where a box ends: with its list, its bullets, its paragraph, or before the story's headline."""
    start = at + 1
    if start >= len(lines):
        return start
    if lines[at].is_ticker:
        return max(start, _run_of_ticker(lines, start))
    if lines[start].tag == "li":
        end = start
        while end < len(lines) and lines[end].tag == "li":
            end += 1
        return end
    if has_rest and lines[start].is_apart:
        return start
    is_bulleted = _is_bulleted(lines[start].text)
    end = start
    while end < len(lines):
        line = lines[end]
        if (
            read_breadcrumb(line.text) is not None
            or line.is_heading
            or end == source_at
            or line.tag != lines[start].tag
        ):
            break
        if (
            end > start
            and (line.is_apart if line.tag == "text" else line.href is None)
            and not (is_bulleted and _is_bulleted(line.text))
        ):
            break
        end += 1
    if end == source_at and end - start > 1 and not is_bulleted and not lines[end - 1].is_apart:
        end -= 1  # the run went on into the story's headline
    return end


def _is_bulleted(text: str) -> bool:
    return bool(_ENTRY_LEAD.match(text)) or len(_pieces(text)) > 1


def _pieces(text: str) -> list[str]:
    # "«…»" is a quotation, whose end is no bullet
    signs = _BULLET.replace("»", "") if "«" in text else _BULLET
    pieces = re.split(rf"\s*[{signs}]\s+", text)
    if len(pieces) == 1:
        pieces = re.split(r"\s+[|]\s+|\s+\*\s+|\s+/{2,3}\s+|\s\+{3}\s", text)
    return [piece for piece in pieces if piece.strip(f" {_BULLET}|*")]


def _entries(lines: Sequence[PageLine]) -> list[Entry]:
    if len(lines) > 1 and lines[0].tag == "text" and any(re.search(rf"\S\s*[{_BULLET}]", line.text) for line in lines):
        # one run of headlines that the page's width has broken anywhere
        whole = " ".join(line.text for line in lines)
        return _split_entries(whole, msgspec.structs.replace(lines[0], text=whole, href=None))
    return [entry for line in lines for entry in _split_entries(line.text, line)]


def _split_entries(text: str, line: PageLine) -> list[Entry]:
    found = []
    pieces = _pieces(text)
    for piece in pieces:
        words = piece.strip() if _is_mark(piece.strip()) else _ENTRY_LEAD.sub("", piece).strip().strip("|*").strip()
        clock = _ENTRY_CLOCK.match(words)
        if clock:
            words = words[clock.end() :]
        elif (clock := _ENTRY_CLOCK_BEHIND.search(words)) is not None:
            words = words[: clock.start()].rstrip()
        if re.fullmatch(r"(?:more|all|next|previous|read more)\W*", words, re.IGNORECASE) or not words:
            continue
        found.append(
            Entry(
                text=words,
                number=line.number,
                clock=clock["clock"] if clock else None,
                href=line.href if len(pieces) == 1 else None,
            )
        )
    return found


def _is_mark(text: str) -> bool:
    """Tell "2. Zusammenfassung: …", which begins with a mark, from the number of an entry."""
    found = _NUMBERED.match(text)
    return found is not None and is_signal(found["mark"])


def _find_headline(lines: Sequence[PageLine], source_at: int | None) -> PageLine | None:
    above = lines[:source_at] if source_at is not None else lines
    named = [line for line in above if line.tag == "h1"] or [line for line in above if line.is_heading]
    named = named or [
        line for line in lines[len(above) :][:4] if line.tag == "h1"
    ]  # its number and day may stand over it
    if named:
        return named[-1] if source_at is not None else named[0]
    if source_at is None:
        return next((line for line in lines if not _is_furniture(line.text)), None)
    return next((line for line in reversed(above) if not _is_furniture(line.text) and not _BY.match(line.text)), None)


def _is_furniture(text: str) -> bool:
    return not _CONTROL.sub("", text).strip(" |:+-") or bool(len(text) < 60 and _is_footer(text))


def _is_footer(text: str) -> bool:
    return _FOOTER.match(text) is not None and (_LEGAL.match(text) is not None or _SENTENCE.fullmatch(text) is None)


def _find_body(lines: Sequence[PageLine], headline: PageLine | None) -> list[PageLine]:
    body: list[PageLine] = []
    for line in lines:
        if len(line.text) < 120 and _is_footer(line.text) and (body or line.tag != "p"):
            if body:
                break
            continue
        if not body and (_is_furniture(line.text) or (headline and line.text == headline.text)):
            continue
        body.append(line)
    return body
