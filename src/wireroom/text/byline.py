"""Bylines: who wrote it, and for whom."""

import re
from typing import Final

import msgspec

_BY: Final = re.compile(
    r"(?P<by>by|von|vom|par|por|di|av|af|door|text:|texte:|autore?:|автор:|текст:|yazan:|muhabir:|מאת:?|كتب(?:ت)?:?|بقلم:?"
    r"|(?:του|της|των)(?= (?-i:[Α-ΩΆ-Ώ][\w.]+(?: [Α-ΩΆ-Ώ][\w.]+){1,2}$)))\s+(?P<rest>[^\W\d_].{1,160})",
    re.IGNORECASE,
)
_AND: Final = re.compile(r"\s*(?:,\s*(?:and\s+)?|\s+(?:and|und|et|y|e|och|og|en)\s+|\s*&\s*)", re.IGNORECASE)


class Byline(msgspec.Struct, frozen=True, kw_only=True):
    """A byline taken apart."""

    #: as printed: "By Ada Quill and Jo Marsh, dpa"
    text: str
    names: tuple[str, ...]
    #: what stands behind the last comma: "dpa", "The Tern Daily"; None = nothing does
    credit: str | None = None


def read_byline(line: str) -> Byline | None:
    """Read a line of its own as a byline; None when it is none (too long, a sentence, no "by").

    >>> read_byline("By Ada Quill and Jo Marsh, dpa").credit
    'dpa'
    """
    text = line.strip().rstrip("=<+").strip()
    found = _BY.fullmatch(text)
    if found is None or re.search(r"[.!?]\s+[a-zà-ÿ]|[.!?;]$", found["rest"]):
        return None
    rest, credit = found["rest"].strip(), None
    if re.match(r"(?:the )?(?:AP|Associated Press|Reuters|dpa|AFP)\b", rest, re.IGNORECASE):
        return Byline(text=text, names=(rest,), credit=None)
    names, comma, behind = rest.rpartition(",")
    if comma and behind.strip() and not _AND.match(behind):
        credit, rest = behind.strip(), names.strip()
    people = tuple(name.strip() for name in _AND.split(rest) if name.strip())
    if not people or any(len(name.split()) > 6 or not _is_name(name) for name in people):
        return None
    return Byline(text=text, names=people, credit=credit)


def _is_name(words: str) -> bool:
    """A name holds a capital; "dpa correspondents" holds a signature in its place."""
    if not any(char.isupper() or char.islower() for char in words):
        return len(words.split()) <= 4  # in Hebrew and Arabic nothing has a capital
    return any(char.isupper() for char in words) or words.split()[-1].lower() in (
        "correspondents",
        "correspondent",
        "staff",
    )
