"""Who speaks in a clause, and where their words begin and end. All offsets are in the whole text.

words, S said [tail].        behind    "Five people died, the coast guard said on Friday."
S said [to whom] [that] words  before   "The minister told reporters on Friday that …"
"words," said S, role.       inverted
According to S, words.       according
"""

import re
from typing import Final

import msgspec

from wireroom.statements.quotes import QUOTED, SPOKEN
from wireroom.statements.words import (
    ADVERBS,
    FINITE,
    HEARERS,
    INTENDING,
    NAMING,
    PARTICIPLES,
    RELATIVE,
    SAY,
    SILENT,
    TO_SOMEBODY,
    URGING,
    VERB,
    WARNING,
    WITH_QUOTATION,
)

#: a subject begins behind one of these
_BOUNDARY: Final = re.compile(
    rf"[,;:–—(]\s|{SPOKEN},?\s*|(?<=\s)(?:but|while|as|because|although|though|after|when|if|whereas|until|that)\s|\s-{{1,2}}\s"
)
_DAYNAME: Final = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_TIME: Final = rf"(?:(?:on|late|early|late on|early on)\s+)?(?:{_DAYNAME}|today|yesterday)" + (
    r"(?:\s+(?:morning|afternoon|evening|night))?"
)
_TAIL_START: Final = re.compile(
    rf"\s*(?:{_TIME}|(?:in|at|on|to|during|by|after|before|through|via|from|over|outside|afterwards|later|earlier|once|here|again|"
    rf"following|as|when|while|of)\b)",
)
#: time words that may stand between a verb and the words: "said on Thursday its profit …"
_TIME_FIRST: Final = re.compile(
    rf"\s*{_TIME}|\s*(?:afterwards|later|earlier|again|in a (?:joint )?statement|"
    r"in (?:its|his|her|their|a) (?:\w+\s)?(?:report|letter|note|speech|interview)|at a news conference)\b",
)
_HEARER: Final = re.compile(
    rf"\s+(?:him|her|them|us|me|you|(?:(?:the|a|an|his|her|its|their)\s+)?(?:[\w'’.-]+\s+){{0,4}}?(?:{HEARERS})\b"
    r"(?:\s+of\s+(?:the\s+)?\w+(?:\s\w+)??(?=\s))?|(?:the\s+)?[A-Z][\w'’]*(?:\s+[A-Z][\w'’]*){0,3})"
)
_THAT: Final = re.compile(r"\s*,?\s*\bthat\b\s*(?:that\b\s*)?")
_NO_PARTY: Final = re.compile(
    r"(?:in|on|at|for|from|by|with|to|after|before|under|during|since|because|where|like|not|it is)\b", re.IGNORECASE
)
_WHOM_END: Final = 12
#: what bears words and speaks for nobody
_MUTE: Final = re.compile(
    r"(?:(?:an?|the|one|some|its|his|her|their)\s)?(?:\w+\s)?"
    r"(?:signs?|posters?|banners?|placards?|label|plaque|sticker|graffiti)\b",
    re.IGNORECASE,
)
_GAP: Final = re.compile(r"\s*(?:an?|the)\s(?:\w+\s){1,2}(?=(?:the|his|her|its)\s)")


class Clause(msgspec.Struct, frozen=True, kw_only=True):
    """One verb of speech with the one who speaks and the words."""

    #: in the whole text; where the speaker is named
    said_by: tuple[int, int]
    verb: tuple[int, int]
    #: pieces in the text, quotation marks and all
    pieces: tuple[tuple[int, int], ...]
    #: between the words and what is around them: where time and place of the statement stand
    tail: tuple[int, int]
    #: what stands behind the name, between commas: age, role
    beside: tuple[int, int] | None = None


class Sentence:
    """One masked sentence: `text` is as long as the sentence, `start` its place in the whole."""

    def __init__(self, text: str, start: int) -> None:
        self.text = text
        self.start = start
        self.body_end = len(text.rstrip().rstrip(".?!").rstrip())

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Give a place of the sentence in the whole text, without white space and commas around it."""
        piece = self.text[start:end]
        end -= len(piece) - len(piece.rstrip(" ,;:–—"))
        start += len(piece) - len(piece.lstrip(" ,;:–—"))
        return self.start + start, self.start + max(start, end)


class Subject(msgspec.Struct, frozen=True, kw_only=True):
    """Where the one who speaks stands in a sentence."""

    start: int
    end: int
    beside: tuple[int, int] | None = None
    is_relative: bool = False


def find_verbs(sentence: Sentence) -> list[re.Match[str]]:
    """Find the verbs that may be speech."""
    return [
        match
        for match in VERB.finditer(sentence.text)
        if not SILENT.search(sentence.text[max(0, match.start() - 40) : match.start()])
    ]


def find_subject(text: str, verb_start: int) -> Subject | None:
    """Find the subject that ends right before a verb; None = there is none."""
    end = len(text[:verb_start].rstrip())
    near = max(0, verb_start - 80)
    adverbs = ADVERBS.search(text[near:verb_start])
    if adverbs and near + adverbs.start() > 0:
        end = len(text[: near + adverbs.start()].rstrip())
    if end and text[end - 1] == ",":
        return _with_apposition(text, end - 1)
    start = _boundary(text, end)
    if gap := _GAP.match(text[start:end]):  # "a meeting the Russian side described as …"
        start += gap.end()
    words = text[start:end].strip()
    if not words or re.search(r"\b(?:and|but|or)$", words):
        return None
    if words.lower() in RELATIVE:
        comma = text[:start].rstrip().rstrip(",")
        head = _boundary(text, len(comma))
        return Subject(start=head, end=len(comma), is_relative=True) if comma[head:].strip() else None
    return Subject(start=start, end=end) if _is_party(words) else None


def _with_apposition(text: str, comma: int) -> Subject | None:
    """Read "Ines Kallmark, the harbour master," back from its last comma."""
    opening = text.rfind(", ", 0, comma)
    if opening <= 0:
        return None
    between = text[opening + 2 : comma].strip()
    if (
        re.fullmatch(r"\d{1,3}", text[opening + 2 : comma].split(",")[0].strip())
        and "," not in text[opening + 2 : comma]
    ):
        pass
    start = _boundary(text, opening)
    head = text[start:opening].strip()
    if re.fullmatch(r"\d{1,3}", head):
        earlier = text.rfind(", ", 0, start)
        opening = text.rfind(",", 0, start)
        start = _boundary(text, max(opening, earlier))
        head = text[start:opening].strip()
    if not _is_party(head) or (FINITE.search(between.split(" who ")[0]) and not between.startswith(("who", "which"))):
        return None
    return Subject(start=start, end=opening, beside=(opening + 1, comma))


def _boundary(text: str, end: int) -> int:
    """Find where the words before `end` begin as a phrase of their own."""
    start = 0
    for match in _BOUNDARY.finditer(text, 0, end):
        if match[0].strip() == "as" and SPOKEN not in text[: match.start()]:
            continue
        if match[0].strip() == "that" and not VERB.search(text[: match.start()]):
            continue  # "the company that runs the bus said …"
        start = match.end()
    if found := re.match(r"\s*(?:But|And|Yet|So|Then|Still)\s+(?=[\w])", text[start:end]):
        start += found.end()
    for joint in re.finditer(r"\sand\s", text[start:end]):
        before = text[start : start + joint.start()]
        if FINITE.search(before) or VERB.search(before) or QUOTED in before:
            start += joint.end()
            break
    return start


def _is_party(words: str) -> bool:
    """Tell whether words may name a speaker: short, and without a verb of their own."""
    if SPOKEN in words or not re.search(r"[^\W\d_]", words):
        return False
    if len(words.split()) > 12 or FINITE.search(words) or VERB.search(words):
        return False
    if words.lower().strip(" .") in ("the", "a", "an", "i", "you", "we", "but", "and"):
        return False
    return not (_NO_PARTY.match(words) or _MUTE.match(words))


def find_inverted(text: str, verb_end: int) -> Subject | None:
    """Find the subject behind a verb: "said Jorun Beck, 41, who …"."""
    stop = re.compile(
        rf"[,;.?!]?\s*{SPOKEN}|,\s|[;:]|"
        r"\s(?:who|after|when|while|as|in an?|in the|at a|on|by|during|late|early|last|adding)\s|\.$|$"
    )
    match = stop.search(text, verb_end + 1)
    end = match.start() if match else len(text)
    words = text[verb_end:end].strip(" .")
    if not words or not _is_party(words) or not re.match(r"[A-ZÀ-Þ]|\w+\s", words):
        return None
    if words.lower() in ("that", "it", "so"):
        return None
    beside = None
    if match and match[0].startswith(",") and SPOKEN not in match[0]:
        rest = re.compile(rf"{SPOKEN}|,\swho\b|,\swhose\b|\.$|$").search(text, match.end())
        beside = (match.end(), rest.start() if rest else len(text))
    return Subject(start=verb_end, end=verb_end + len(text[verb_end:end].rstrip(" .")), beside=beside)


def words_after(text: str, verb: re.Match[str], limit: int) -> tuple[int, int] | None:
    """Find the reported words behind a verb: (where its tail ends, where the words begin); None = there are none."""
    kind, at = verb[0].lower(), verb.end()
    rest = text[at:limit]
    if not rest.strip(" .,"):
        return None
    if found := re.match(rf"(?:[^{SPOKEN},]{{0,80}}[:,])?\s*(?={SPOKEN})", rest):
        return at + found.end(), at + found.end()
    if kind in NAMING:
        return _named_as(text, at, limit)
    if kind in WARNING and re.match(r"\s+(?:of|against|about)\s", rest):
        return at, at + 1
    if kind in INTENDING and re.match(r"\s+to\s", rest):
        return at, at + 1
    if kind in WITH_QUOTATION and kind not in URGING:
        return None
    if found := re.search(_THAT, rest[: 90 + _WHOM_END]):
        between = rest[: found.start()]
        if _may_stand_between(between, kind):
            return at + found.start(), at + found.end()
    if kind in URGING:
        return (at, at + 1) if re.search(r"\sto\s", rest) else None
    start = at
    if kind in TO_SOMEBODY and len(rest.split()) <= 3 and not FINITE.search(rest):
        return None
    if kind in TO_SOMEBODY and (found := _HEARER.match(rest)) and rest[found.end() :].strip(" ."):
        start += found.end()
    while found := _TIME_FIRST.match(text, start, limit):
        if not text[found.end() : limit].strip(" ."):
            break
        start = found.end()
    if not text[start:limit].strip(" .,") or text[start:limit].lstrip().startswith(","):
        return None
    if kind in SAY or kind in PARTICIPLES:
        return start, start
    clause = re.split(r",\s|\s(?:and|but|who|which)\s", text[start:limit])[0]
    return (start, start) if FINITE.search(clause) and _starts_clause(clause) else None


def _may_stand_between(words: str, kind: str) -> bool:
    """Tell whether words between a verb and its "that" say to whom, when or where, and are not a clause of their own."""
    if words.strip().lower() in ("", "only", "also", "again", "later", "instead"):
        return True
    if FINITE.search(words) or VERB.search(words) or "," in words or QUOTED in words or len(words.split()) > _WHOM_END:
        return False
    return kind in TO_SOMEBODY or bool(_TAIL_START.match(words) or _TIME_FIRST.match(words))


def _named_as(text: str, at: int, limit: int) -> tuple[int, int] | None:
    """Read "described the talks as 'useful'" and "called it 'a start'"; the words begin at what is so named."""
    rest = text[at:limit]
    quoted = rest.find(QUOTED)
    if re.match(r"\s+as\s", rest):
        return at, at + len(rest[: rest.find("as") + 2])
    is_as = re.match(r"\s+[^,]{1,60}?\sas\s", rest)
    if is_as or (0 <= quoted <= 80 and "," not in rest[:quoted]):
        return at, at
    return None


def _starts_clause(words: str) -> bool:
    return bool(
        re.match(
            r"\s*(?!\w+ing\b)(?:the|a|an|its|his|her|their|it|he|she|they|we|there|no|nobody|[A-Z\d]|\w+s\b|\w+\s)",
            words,
        )
    )


def is_tail(text: str) -> bool:
    """Tell whether what stands behind a verb only says where, when or to whom."""
    bare = text.strip(" .,")
    if not bare:
        return True
    if (
        SPOKEN in bare
        or re.search(r"\bthat\b", bare)
        or FINITE.search(re.sub(r"\b(?:who|which|when|as|after)\b.*", "", bare))
    ):
        return False
    if _TAIL_START.match(bare):
        return True
    if hearer := _HEARER.match(" " + bare):
        bare = (" " + bare)[hearer.end() :].strip()
        if not bare:
            return True
    return bool(_TAIL_START.match(bare))
