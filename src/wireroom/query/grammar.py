"""Reads a search as people type it.

    query   = clause (OR clause)*
    clause  = part ([AND] part)*
    part    = (NOT | -) part | "(" query ")" | field | near
    near    = words (NEAR[/n] words)*
    field   = name ":" (words | "(" words … ")" ) | name ("<" | "<=" | "=" | ">=" | ">") number
    name    may be subject with a code of its scheme: subject:medtop:15000000, subject:15000000
    words   = word | word* | word~ | "words side by side"

Also understood, since other systems taught them: `&&`, `||`, `!`, `+word`, `AND NOT`, German „quotes“ and “curly” ones,
`field:"a b"`, `"a b"~3`. What is not understood is said with a caret under the place and the cure.
"""

import re
from datetime import UTC, datetime, timedelta
from difflib import get_close_matches
from typing import Final, Literal, cast

import msgspec

from wireroom.errors import QueryError
from wireroom.query.fields import BY_NAME, Field
from wireroom.query.tree import All, Any, Is, Near, Node, Not, Number, TextField, When, Words
from wireroom.text.terms import fold_letters, terms

#: longer searches are somebody's mistake
MAX_CHARS: Final = 4000
MAX_DEPTH: Final = 40
_NEAR_DISTANCE: Final = 10

_TOKEN: Final = re.compile(
    r"""\s*(?:
      (?P<open>\() | (?P<close>\)) |
      (?P<quote>["“”„]) (?P<phrase>[^"“”„]*) (?P<unquote>["“”„]?) (?:~(?P<slop>\d{1,3}))? |
      (?P<near>NEAR(?:/(?P<distance>\d{1,3}))?(?=[\s("]|$)) |
      (?P<op>AND(?=[\s("]|$)|OR(?=[\s("]|$)|NOT(?=[\s("]|$)|&&|\|\|) |
      (?P<minus>[-!](?=[^\s)]|$)) | (?P<plus>\+(?=[^\s)])) |
      (?P<field>[^\W\d_][\w-]*?) (?P<sign>:[<>]=?|:=|:|<=|>=|<|>|=) |
      (?P<word>[^\s()"“”„:<>=]+) |
      (?P<stray>.)
    )""",
    re.VERBOSE,
)
_KINDS: Final = ("open", "close", "quote", "near", "op", "minus", "plus", "field", "word", "stray")
_RUN: Final = re.compile(r"""[^\s()"]+""")
#: subject:15000000, subject:medtop:20000822, subject:subj:15*
_CODE: Final = re.compile(r"\d{8}|[^\W\d_][\w.-]*:[\w.#-]+\*?")
_AGO: Final = re.compile(r"^-?(\d{1,5})(m|min|h|d|w)$")
_UNITS: Final = {"m": 1, "min": 1, "h": 60, "d": 1440, "w": 10080}


class _Token(msgspec.Struct, frozen=True):
    kind: str
    text: str
    at: int
    #: distance of NEAR or "…"~n
    number: int | None = None


def parse(text: str) -> Node:
    """Read a search; an empty one finds everything.

    Raises:
        QueryError: it cannot be understood; the message points at the place and says the cure.
    """
    if len(text) > MAX_CHARS:
        raise QueryError(text[:60] + " …", 0, f"a search may have {MAX_CHARS:,} characters; this one has {len(text):,}")
    return _Parser(text).read()


def _tokens(text: str) -> list[_Token]:
    found: list[_Token] = []
    position = 0
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None or match.end() == position:
            break
        kind = next(
            name
            for name in ("open", "close", "quote", "near", "op", "minus", "plus", "field", "word", "stray")
            if match[name]
        )
        at = match.start(kind)
        position = match.end()
        if kind == "quote":
            if not match["unquote"]:
                raise QueryError(text, at, "this quotation mark is never closed; add one at the end of the phrase")
            found.append(_Token("phrase", match["phrase"], at, int(match["slop"]) if match["slop"] else None))
        elif kind == "near":
            found.append(_Token("near", match["near"], at, int(match["distance"] or _NEAR_DISTANCE)))
        elif kind == "op":
            name = {"&&": "AND", "||": "OR"}.get(match["op"], match["op"])
            found.append(_Token(name, match["op"], at))
        elif kind == "minus":
            found.append(_Token("NOT", match["minus"], at))
        elif kind == "field":
            found.append(_Token("field", match["field"], at))
            found.append(_Token("sign", match["sign"], match.start("sign")))
        elif kind == "stray" and match["stray"].isspace():
            continue
        elif kind == "word" and "*" not in match["word"] and not terms(match["word"]):
            continue  # a dash between blanks, a lone comma: nobody means it
        else:
            found.append(_Token(kind, match[kind], at))
    return found


class _Parser:
    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = _tokens(text)
        self._next = 0
        self._depth = 0

    def read(self) -> Node:
        if not self._tokens:
            return All(())
        node = self._any()
        if (token := self._peek()) is not None:
            is_bracket = token.kind == "close"
            problem = (
                "this bracket closes nothing; take it away" if is_bracket else f"{token.text!r} is not expected here"
            )
            raise self._error(token.at, problem)
        return node

    def _peek(self) -> _Token | None:
        return self._tokens[self._next] if self._next < len(self._tokens) else None

    def _take(self) -> _Token:
        token = self._tokens[self._next]
        self._next += 1
        return token

    def _takes(self, *kinds: str) -> _Token | None:
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
                    raise self._error(at, "something to look for is missing here")
                return parts[0] if len(parts) == 1 else All(tuple(parts))
            if token.kind == "AND":
                if not parts:
                    raise self._error(token.at, "AND needs something on its left")
                self._must_follow(self._take())
                continue
            parts.append(self._part())

    def _must_follow(self, operator: _Token) -> None:
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
            if token := self._takes("field"):
                return self._field(token)
            return self._near(None)
        finally:
            self._depth -= 1

    def _group(self, opened: _Token) -> Node:
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
        found = tuple(terms(token.text))
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

    def _check_form(self, token: _Token, found: tuple[str, ...]) -> None:
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

    def _field(self, name: _Token) -> Node:
        sign = self._take()
        field = BY_NAME.get(name.text.lower())
        if field is None:
            raise self._unknown(name)
        if (token := self._peek()) is None or token.kind in ("AND", "OR", "close"):
            raise self._error(sign.at, f"{name.text}: needs a value, as in {field.example}")
        if field.kind == "number":
            return self._number(field, name, sign)
        if sign.text not in (":", "=", ":="):
            raise self._error(sign.at, f"{field.name} is not a number; write {field.example}")
        if opened := self._takes("open"):
            return self._values(field, opened)
        return self._value(field)

    def _unknown(self, name: _Token) -> QueryError:
        near = get_close_matches(name.text.lower(), BY_NAME, 1)
        cure = f"did you mean {BY_NAME[near[0]].name}:" if near else "put it in quotation marks to look for the words"
        return self._error(name.at, f"there is no field {name.text!r}; {cure}")

    def _values(self, field: Field, opened: _Token) -> Node:
        parts: list[Node] = []
        is_any = False
        while not self._takes("close"):
            if self._peek() is None:
                raise self._error(opened.at, "this bracket is never closed; add ) at its end")
            if self._takes("OR"):
                is_any = True
            elif self._takes("AND"):
                continue
            elif self._takes("NOT"):
                parts.append(Not(self._value(field)))
            else:
                parts.append(self._value(field))
        if not parts:
            raise self._error(opened.at, f"{field.name}: needs a value, as in {field.example}")
        return parts[0] if len(parts) == 1 else (Any(tuple(parts)) if is_any else All(tuple(parts)))

    def _value(self, field: Field) -> Node:
        if field.name in ("subject", "code") and (code := self._code()):
            return Is("code", code)
        if field.kind == "text":
            return self._near(cast(TextField, field.name))
        token = self._peek()
        if token is None or token.kind not in ("word", "phrase"):
            raise self._error(
                token.at if token else len(self._text), f"{field.name}: needs a value, as in {field.example}"
            )
        text = token.text if token.kind == "phrase" else self._run(token)
        self._next += token.kind == "phrase"
        if field.kind == "time":
            return self._when(field, text, token)
        value = fold_letters(text).strip()
        if field.values and value not in field.values and not value.endswith("*"):
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
        found = _RUN.match(self._text, token.at)
        text = token.text if is_phrase else found[0] if found else ""
        if not _CODE.fullmatch(text):
            return None
        if is_phrase:
            self._next += 1
        else:
            self._run(token)
        return fold_letters(text)

    def _run(self, token: _Token) -> str:
        """Take all up to the next blank or bracket: a time has colons in it, as in after:2026-03-01T21:04Z."""
        found = _RUN.match(self._text, token.at)
        end = found.end() if found else token.at + len(token.text)
        while (more := self._peek()) is not None and more.at < end:
            self._next += 1
        return self._text[token.at : end]

    def _number(self, field: Field, name: _Token, sign: _Token) -> Node:
        token = self._takes("word")
        if token is None or not re.fullmatch(r"\d{1,9}", token.text):
            if token is not None and (span := re.fullmatch(r"(\d{1,9})\.\.(\d{1,9})", token.text)):
                return All((Number(field.name, ">=", int(span[1])), Number(field.name, "<=", int(span[2]))))
            raise self._error(
                token.at if token else name.at, f"{field.name} needs a whole number, as in {field.example}"
            )
        text = sign.text.lstrip(":") or "="
        return Number(field.name, cast(Literal["<", "<=", "=", ">=", ">"], text), int(token.text))

    def _when(self, field: Field, text: str, token: _Token) -> Node:
        which = cast(Literal["after", "before"], field.name)
        words = text.lower()
        if words in ("today", "now", "yesterday"):
            if words == "now":
                return When(which, ago=timedelta(0))
            return When(which, day=0 if words == "today" else 1)
        if ago := _AGO.match(words):
            return When(which, ago=timedelta(minutes=int(ago[1]) * _UNITS[ago[2]]))
        try:
            at = datetime.fromisoformat(text)
            at = at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
        except (ValueError, OverflowError):  # the latter: the first hours of the year 1, east of Greenwich
            name = field.name
            cure = f"{name}:2026-03-01, {name}:2026-03-01T21:04Z, {name}:2h or {name}:today"
            raise self._error(token.at, f"{text!r} is no time; write {cure}") from None
        return When(which, at=at)
