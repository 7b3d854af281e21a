"""Reads a search as people type it.

    query   = clause (OR clause)*
    clause  = part ([AND] part)*
    part    = (NOT | -) part | "(" query ")" | field | near
    near    = words (NEAR[/n] words)*
    field   = name ":" (words | "(" query of words ")" ) | name ("<" | "<=" | "=" | ">=" | ">") number
    name    may be subject with a code of its scheme: subject:medtop:15000000, subject:15000000
    words   = word | word* | word~ | "words side by side"

Also understood, since other systems taught them: `&&`, `||`, `|`, `!`, `+word`, `AND NOT`, German „quotes“, French «quotes» and
“curly” ones, `field:"a b"`, `"a b"~3`, `a AROUND(3) b`, `a w/3 b`, `urgency:[1 TO 3]`, `urgency:1-3`, `urgency:1,2`,
`date:[2026-03-01 TO now]`, `since:2h ago`, `_exists_:byline`, `byline:*`, `*:*`, `agency:ap,dpa`, `word^2`, and a headline as it
stands ("UPDATE 1: Holm …"). What is not understood is said with a caret under the place and the cure.
"""

import re
from collections.abc import Callable
from difflib import get_close_matches
from typing import Final, Literal, cast

import msgspec

from wireroom.errors import QueryError
from wireroom.query.fields import BY_NAME, CURES, RANKS, SAME, Field
from wireroom.query.times import read_times
from wireroom.query.tokens import Token, narrow, split
from wireroom.query.tree import All, Any, Is, Near, Node, Not, Number, TextField, When, Words
from wireroom.text.terms import fold_letters, terms

#: longer searches are somebody's mistake
MAX_CHARS: Final = 4000
MAX_DEPTH: Final = 40

_RUN: Final = re.compile(r"""[^\s()"]+""")
#: subject:15000000, subject:medtop:20000822, subject:subj:15*
_CODE: Final = re.compile(r"\d{8}|[^\W\d_][\w.-]*:[\w.#-]+\*?")
#: Lucene's [1 TO 3] and {1 TO 3}, and our 1..3
_RANGE: Final = re.compile(
    r"""(?P<open>[\[{])\s*(?P<low>[^\s\]}]+)\s+TO\s+(?P<high>[^\s\]}]+)\s*(?P<close>[\]}])
    |(?P<from>[^\s().]+)\.\.(?P<to>[^\s().]+)""",
    re.VERBOSE,
)
#: fields that take a subject's code
_OF_CODES: Final = (BY_NAME["subject"], BY_NAME["code"])
#: names that are less alike are not offered for each other
_ALIKE: Final = 0.7
#: urgency:1-3
_SPAN: Final = re.compile(r"(\d{1,9})[-–](\d{1,9})")
_INNER_MARK: Final = re.compile(r"\w\?\w")
_Sign = Literal["<", "<=", "=", ">=", ">"]


class _Range(msgspec.Struct, frozen=True):
    """From where to where; None = no bound on that side."""

    low: str | None
    high: str | None
    has_low: bool = True
    has_high: bool = True


def parse(text: str) -> Node:
    """Read a search; an empty one finds everything.

    Raises:
        QueryError: it cannot be understood; the message points at the place and says the cure.
    """
    if len(text) > MAX_CHARS:
        raise QueryError(text[:60] + " …", 0, f"a search may have {MAX_CHARS:,} characters; this one has {len(text):,}")
    return _Parser(text).read()


class _Parser:
    def __init__(self, text: str) -> None:
        self._text = text
        #: with plain signs
        self._read = narrow(text)
        self._tokens = split(text)
        self._next = 0
        self._depth = 0
        #: the field whose brackets we are in
        self._inside: Field | None = None

    def read(self) -> Node:
        if not self._tokens:
            if self._text.strip():
                raise self._error(0, f"there is no word in {self._text.strip()!r}; look for letters or digits")
            return All(())
        node = self._any()
        if (token := self._peek()) is not None:
            is_bracket = token.kind == "close"
            problem = (
                "this bracket closes nothing; take it away" if is_bracket else f"{token.text!r} is not expected here"
            )
            raise self._error(token.at, problem)
        return node

    def _peek(self) -> Token | None:
        return self._tokens[self._next] if self._next < len(self._tokens) else None

    def _take(self) -> Token:
        token = self._tokens[self._next]
        self._next += 1
        return token

    def _takes(self, *kinds: str) -> Token | None:
        token = self._peek()
        if token is not None and token.kind in kinds:
            self._next += 1
            return token
        return None

    def _error(self, at: int, problem: str) -> QueryError:
        return QueryError(self._text, at, problem)

    def _any(self) -> Node:
        parts = [self._all()]
        while token := self._takes("OR"):
            self._must_follow(token)
            parts.append(self._all())
        return parts[0] if len(parts) == 1 else Any(tuple(parts))

    def _all(self) -> Node:
        parts: list[Node] = []
        while True:
            token = self._peek()
            if token is None or token.kind in ("OR", "close"):
                if not parts:
                    at = token.at if token else len(self._text)
                    if token is not None and token.kind == "OR":
                        raise self._error(at, "OR needs something on its left")
                    raise self._error(at, "something to look for is missing here")
                return parts[0] if len(parts) == 1 else All(tuple(parts))
            if token.kind == "AND":
                if not parts:
                    raise self._error(token.at, "AND needs something on its left")
                self._must_follow(self._take())
                continue
            parts.append(self._part())

    def _must_follow(self, operator: Token) -> None:
        token = self._peek()
        if token is None or token.kind in ("close", "OR", "AND"):
            raise self._error(operator.at, f"{operator.text} needs something on its right")

    def _part(self) -> Node:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise self._error(0, f"brackets may stand {MAX_DEPTH} deep")
        try:
            if token := self._takes("NOT"):
                self._must_follow(token)
                return Not(self._part())
            if self._takes("plus"):
                return self._part()
            if token := self._takes("open"):
                return self._group(token)
            if self._inside in _OF_CODES and (code := self._code()):
                return Is("code", code)
            if token := self._takes("field"):
                return self._field(token)
            return self._value(self._inside, "=") if self._inside is not None else self._near(None)
        finally:
            self._depth -= 1

    def _group(self, opened: Token) -> Node:
        node = self._any()
        if not self._takes("close"):
            raise self._error(opened.at, "this bracket is never closed; add ) at its end")
        return node

    def _near(self, field: TextField | None) -> Node:
        start = self._tokens[self._next].at if self._next < len(self._tokens) else len(self._text)
        first = self._words(field)
        parts, distance = [first], 0
        while token := self._takes("near"):
            self._must_follow(token)
            distance = max(distance, token.number or 0)
            parts.append(self._words(field))
        if len(parts) == 1:
            return first
        if any(isinstance(part, Words) and part.is_any_form for part in parts):
            raise self._error(start, "NEAR stands between words as they are written; take ~ away, or end them with *")
        if not all(isinstance(part, Words) for part in parts):
            raise self._error(self._tokens[0].at, "NEAR stands between words or phrases")
        return Near(tuple(part for part in parts if isinstance(part, Words)), distance, field)

    def _words(self, field: TextField | None) -> Node:
        token = self._peek()
        if token is None:
            raise self._error(len(self._text), "a word is missing here")
        if token.kind not in ("word", "phrase"):
            raise self._error(token.at, f"a word or a phrase is expected here, not {token.text!r}")
        self._take()
        is_prefix = token.text.endswith("*")
        if token.kind == "word":
            self._check_patterns(token)
        found = tuple(terms(token.text))
        if not found and token.text in ("*", "*:*") and token.kind == "word":
            return self._anything(field, token)
        if not found:
            raise self._error(token.at, f"there is no word in {token.text!r}; look for letters or digits")
        if token.kind == "word" and "~" in token.text:
            self._check_form(token, found)
            return Words(found, field, is_any_form=True)
        if "*" in token.text.rstrip("*"):
            raise self._error(token.at + token.text.index("*"), "* may stand at the end of a word only, as in flood*")
        if token.number is not None and len(found) > 1:
            return Near(tuple(Words((term,), field) for term in found), token.number, field)
        return Words(found, field, is_prefix)

    def _anything(self, field: TextField | None, token: Token) -> Node:
        """Read "*", which is everything, and "byline:*", which is whatever has a byline."""
        if field is None:
            return All(())
        if field in BY_NAME["has"].values:
            return Is("has", field)
        raise self._error(
            token.at, f"* stands at the end of a word; {field}: needs one, as in {BY_NAME[field].example}"
        )

    def _check_form(self, token: Token, found: tuple[str, ...]) -> None:
        """Hold that ~ stands at the end of one word: other systems mean more by it."""
        word, _, rest = token.text.partition("~")
        if word.endswith("*") or rest == "*":
            raise self._error(token.at, "* and ~ do not go together: flood* is any ending, flood~ any form of the word")
        if rest or not word:
            raise self._error(
                token.at + len(word),
                "~ stands at the end of a word, as in ferry~, and finds its forms; not other spellings",
            )
        if len(found) > 1:
            raise self._error(token.at, f"~ finds the forms of one word; write {' '.join(f'{one}~' for one in found)}")

    def _check_patterns(self, token: Token) -> None:
        """Hold that nothing of a pattern stands in a word, which would find what nobody looks for."""
        if mark := _INNER_MARK.search(token.text):
            cure = "? does not stand for a letter; write the words with OR, or the beginning of the word with *"
            raise self._error(token.at + mark.start() + 1, cure)
        if token.text.startswith("/"):
            raise self._error(token.at, "patterns between slashes are not understood; write words, with * at their end")

    def _field(self, name: Token) -> Node:
        sign = self._take()
        field = BY_NAME.get(name.text.lower())
        if field is None:
            if self._is_text(name, sign):
                return Words(tuple(terms(name.text)))
            raise self._unknown(name)
        if field.kind == "number" and self._is_before_blank(sign) and self._is_word():
            return Words(tuple(terms(name.text)))  # "LEAD: At least three dead"
        if (token := self._peek()) is None or token.kind in ("AND", "OR", "close"):
            raise self._error(sign.at, f"{name.text}: needs a value, as in {field.example}")
        compared = sign.text.lstrip(":") or "="
        if compared != "=" and field.kind not in ("number", "day"):
            raise self._error(sign.at, f"{field.name} is not a number; write {field.example}")
        if opened := self._takes("open"):
            return self._values(field, opened)
        return self._value(field, compared)

    def _is_text(self, name: Token, sign: Token) -> bool:
        """Tell whether it is a word and a colon, as in "FLASH: ferry hits bridge", and no field that is misspelt."""
        said = name.text.lower()
        is_word = self._is_before_blank(sign) and said not in CURES and bool(terms(said))
        return is_word and not get_close_matches(said, BY_NAME, 1, _ALIKE)

    def _is_before_blank(self, sign: Token) -> bool:
        return sign.text == ":" and self._read[sign.at + 1 : sign.at + 2].isspace()

    def _is_word(self) -> bool:
        """Tell whether letters come next."""
        return (token := self._peek()) is not None and token.kind == "word" and token.text[:1].isalpha()

    def _unknown(self, name: Token) -> QueryError:
        said = name.text.lower()
        if cure := CURES.get(said):
            return self._error(name.at, cure)
        near = get_close_matches(said, BY_NAME, 1, _ALIKE)
        cure = f"did you mean {BY_NAME[near[0]].name}:" if near else "put it in quotation marks to look for the words"
        return self._error(name.at, f"there is no field {name.text!r}; {cure}")

    def _values(self, field: Field, opened: Token) -> Node:
        """Read brackets behind a field: a search of its own, all of whose words are of the field."""
        outer, self._inside = self._inside, field
        try:
            return self._group(opened)
        finally:
            self._inside = outer

    def _value(self, field: Field, compared: str) -> Node:
        if field in _OF_CODES and (code := self._code()):
            return Is("code", code)
        if field.kind == "text":
            return self._near(cast(TextField, field.name))
        token = self._peek()
        if token is None or token.kind not in ("word", "phrase"):
            at = token.at if token else len(self._text)
            raise self._error(at, f"{field.name}: needs a value, as in {field.example}")
        if field.kind in ("number", "day") and (span := self._range(token)):
            return self._between(field, span, token)
        text = token.text if token.kind == "phrase" else self._run(token)
        self._next += token.kind == "phrase"
        if field.kind == "number":
            return self._number(field, compared, text, token)
        if field.kind == "day":
            return self._on(field, compared, text, token)
        if field.kind == "time":
            start, _ = self._times(field, text, token)
            if (
                start.ago is not None
                and (word := self._peek()) is not None
                and (word.kind, word.text) == ("word", "ago")
            ):
                self._take()
            return msgspec.structs.replace(start, sign=field.name)
        if token.kind == "word" and "," in text:
            return _one_or_any([self._is(field, each, token) for each in text.split(",") if each.strip()])
        return self._is(field, text, token)

    def _is(self, field: Field, text: str, token: Token) -> Node:
        value = fold_letters(text).strip()
        value = SAME.get((field.name, value), value)
        if field.values and value not in field.values and not value.endswith("*"):
            if field.name in ("is", "mark") and value in RANKS:
                return Is("rank", value)
            if field.name in ("is", "rank") and value in BY_NAME["mark"].values:
                return Is("mark", value)
            near = get_close_matches(value, field.values, 1)
            cure = f"did you mean {field.name}:{near[0]}?" if near else f"there are: {', '.join(field.values)}"
            raise self._error(token.at, f"{field.name}: has no {text!r}; {cure}")
        return Is(field.name, value)

    def _code(self) -> str | None:
        """Take a subject's code, under its scheme or not; None = what stands here are words of its name."""
        token = self._peek()
        if token is None or token.kind not in ("word", "phrase", "field"):
            return None
        is_phrase = token.kind == "phrase"
        found = _RUN.match(self._read, token.at)
        text = token.text if is_phrase else found[0] if found else ""
        if not _CODE.fullmatch(text):
            return None
        if is_phrase:
            self._next += 1
        else:
            self._run(token)
        return fold_letters(text)

    def _run(self, token: Token) -> str:
        """Take all up to the next blank or bracket: a time has colons in it, as in after:2026-03-01T21:04Z."""
        found = _RUN.match(self._read, token.at)
        end = found.end() if found else token.at + len(token.text)
        self._skip(end)
        return self._read[token.at : end]

    def _skip(self, end: int) -> None:
        while (more := self._peek()) is not None and more.at < end:
            self._next += 1

    def _range(self, token: Token) -> _Range | None:
        """Take two bounds; None = no such thing stands here."""
        found = _RANGE.match(self._read, token.at) if token.kind == "word" else None
        if found is None:
            return None
        self._skip(found.end())
        low, high = found["low"] or found["from"], found["high"] or found["to"]
        return _Range(
            low=None if low == "*" else low.strip('"'),
            high=None if high == "*" else high.strip('"'),
            has_low=found["open"] != "{",
            has_high=found["close"] != "}",
        )

    def _between(self, field: Field, span: _Range, token: Token) -> Node:
        read: Callable[[Field, str, str, Token], Node] = self._number if field.kind == "number" else self._on
        parts = []
        if span.low is not None:
            parts.append(read(field, ">=" if span.has_low else ">", span.low, token))
        if span.high is not None:
            parts.append(read(field, "<=" if span.has_high else "<", span.high, token))
        return parts[0] if len(parts) == 1 else All(tuple(parts))

    def _number(self, field: Field, compared: str, text: str, token: Token) -> Node:
        if compared == "=" and (span := _SPAN.fullmatch(text)):
            return self._between(field, _Range(span[1], span[2]), token)
        if compared == "=" and "," in text.strip(","):
            parts = [self._number(field, compared, one, token) for one in text.split(",") if one]
            return _one_or_any(parts)
        if not re.fullmatch(r"[0-9]{1,9}", text):
            raise self._error(token.at, f"{field.name} needs a whole number, as in {field.example}")
        return Number(field.name, cast(_Sign, compared), int(text))

    def _on(self, field: Field, compared: str, text: str, token: Token) -> Node:
        """Read a day, or a time compared with: "after" a day is after all of it."""
        start, end = self._times(field, text, token)
        before = msgspec.structs.replace(end, sign="before")
        if compared in (">=", ">"):
            return start if compared == ">=" else end
        if compared in ("<=", "<"):
            return before if compared == "<=" else msgspec.structs.replace(start, sign="before")
        if start == end:
            raise self._error(token.at, f"{text!r} is a moment; write after:{text}, before:{text}, or a day")
        return All((start, before))

    def _times(self, field: Field, text: str, token: Token) -> tuple[When, When]:
        found = read_times(text)
        if found is None:
            name = field.name
            cure = f"{name}:2026-03-01, {name}:2026-03-01T21:04Z, {name}:11:30, {name}:2h or {name}:today"
            if field.kind == "day":
                cure = f"{name}:2026-03-01, {name}:2026-03, {name}:today or {name}:2026-03-01..2026-03-05"
            raise self._error(token.at, f"{text!r} is no time; write {cure}")
        return found


def _one_or_any(parts: list[Node]) -> Node:
    return parts[0] if len(parts) == 1 else Any(tuple(parts))
