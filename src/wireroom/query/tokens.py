"""Takes a search apart into tokens, as people of several systems write it. Pure.

Signs that a Chinese or Japanese keyboard gives (`：（）｜`) are taken for those they stand for; every place is one in the
search as it was typed.
"""

import re
from typing import Final

import msgspec

from wireroom.errors import QueryError
from wireroom.text.terms import terms

_NEAR_DISTANCE: Final = 10
#: wide signs, one for one, so that places stay as they are
_NARROW: Final = str.maketrans("：（）＂＜＞＝｜＊", ':()"<>=|*')

_TOKEN: Final = re.compile(
    r"""\s*(?:
      (?P<open>\() | (?P<close>\)) |
      (?P<quote>["“”„«»「」『』]) (?P<phrase>[^"“”„«»「」『』]*) (?P<unquote>["“”„«»「」『』]?) (?:~(?P<slop>\d{1,3}))? |
      (?P<near>(?:NEAR(?:/?(?P<distance>\d{1,3}))?|(?:[wWnN]/|near/?|ADJ)(?P<within>\d{1,3}))(?=[\s("“„«]|$) |
        AROUND\((?P<around>\d{1,3})\)) |
      (?P<op>AND(?=[\s("“„«]|$)|OR(?=[\s("“„«]|$)|NOT(?=[\s("“„«]|$)|&&|\|\|?) |
      (?P<minus>-{1,2}(?=[^\s)-]|$)|!(?=[^\s)]|$)) | (?P<plus>\+(?=[^\s)])) |
      (?P<field>_?[^\W\d_][\w.-]*?) (?P<sign>:[<>]=?|:=|:|<=|>=|<|>|=) |
      (?P<word>\*:\*(?=[\s)]|$) | (?:(?<=\d):(?=\d)|[^\s()"“”„«»「」『』:<>=|])+) |
      (?P<stray>.)
    )""",
    re.VERBOSE,
)
_KINDS: Final = ("open", "close", "quote", "near", "op", "minus", "plus", "field", "word", "stray")
#: Lucene's weight of a word or a phrase: it changes the order there, and never what is found
_WEIGHT: Final = re.compile(r"\^\d+(?:\.\d+)?$")


class Token(msgspec.Struct, frozen=True):
    """One sign or word of a search."""

    #: open close phrase near AND OR NOT plus field sign word stray
    kind: str
    text: str
    at: int
    #: distance of NEAR or "…"~n
    number: int | None = None


def narrow(text: str) -> str:
    """Give a search with plain signs in place of wide ones; as long as it was."""
    return text if text.isascii() else text.translate(_NARROW)


def split(text: str) -> list[Token]:
    """Take a search apart.

    Raises:
        QueryError: a quotation mark is never closed.
    """
    read = narrow(text)
    found: list[Token] = []
    position = 0
    while position < len(read):
        match = _TOKEN.match(read, position)
        if match is None or match.end() == position:
            break
        kind = next(name for name in _KINDS if match[name])
        at = match.start(kind)
        position = match.end()
        if kind == "quote" and not match["unquote"]:
            raise QueryError(text, at, "this quotation mark is never closed; add one at the end of the phrase")
        found += _tokens_of(kind, match, at, is_value=bool(found) and found[-1].kind == "sign")
    return found


def _is_colon_of_text(match: re.Match[str]) -> bool:
    """Tell of a colon behind what is no name: "UPDATE 1: dock workers"."""
    return match["stray"] == ":" and match.string[match.end() : match.end() + 1] in ("", " ")


def _tokens_of(kind: str, match: re.Match[str], at: int, *, is_value: bool) -> list[Token]:
    if kind == "quote":
        return [Token("phrase", match["phrase"], at, int(match["slop"]) if match["slop"] else None)]
    if kind == "near":
        return [
            Token(
                "near",
                match["near"],
                at,
                int(match["distance"] or match["within"] or match["around"] or _NEAR_DISTANCE),
            )
        ]
    if kind == "op":
        return [Token({"&&": "AND", "||": "OR", "|": "OR"}.get(match["op"], match["op"]), match["op"], at)]
    if kind == "minus":
        return [Token("NOT", match["minus"], at)]
    if kind == "field":
        return [Token("field", match["field"], at), Token("sign", match["sign"], match.start("sign"))]
    if kind == "stray" and (match["stray"].isspace() or _is_colon_of_text(match)):
        return []
    if kind == "word":
        word = _WEIGHT.sub("", match["word"])
        begins_range = is_value and word[:1] in ("[", "{")
        # a dash between blanks, a lone comma: nobody means it
        return [Token("word", word, at)] if terms(word) or "*" in word or begins_range else []
    return [Token(kind, match[kind], at)]
