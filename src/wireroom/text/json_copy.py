"""JSON as it comes off wires: bytes -> values, with what was wrong about them.

Read besides one proper document: JSON Lines, documents one after another, raw control characters in strings, lone
surrogates, and a document whose end did not come (what came is closed and read, with a Fault).
"""

import json
import re
from typing import Any, Final

import msgspec

from wireroom.model import Fault
from wireroom.text.charset import decode

#: containers inside containers; wire JSON stays under 20
MAX_DEPTH: Final = 100
#: documents in one dispatch (JSON Lines); more is an archive and not a dispatch
MAX_DOCUMENTS: Final = 20_000

_TOKEN: Final = re.compile(r'"(?:[^"\\]+|\\.)*+"|[\[\]{},:]|"', re.DOTALL)
_CLOSER: Final = {"{": "}", "[": "]"}


class JsonProblem(ValueError):
    """There is no JSON to be read; the message says why in plain words."""


def load_json(data: bytes, charset: str | None = None) -> tuple[list[Any], list[Fault], str]:
    """Read all JSON documents in a dispatch; gives values, faults and the character set.

    Raises:
        JsonProblem: there is none, or it is nested too deep.
    """
    try:
        return [msgspec.json.decode(data)], [], "utf-8"
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        pass
    text, used, faults = decode(data, charset)
    text = text.lstrip("\ufeff").strip("\0 \t\r\n")
    if not text:
        raise JsonProblem("the dispatch is empty")
    if _depth(text) > MAX_DEPTH:
        raise JsonProblem(f"the JSON is nested deeper than {MAX_DEPTH}")
    values, rest = _documents(text)
    if rest is not None:
        mended = _mend(text[rest:])
        if mended is not None:
            values.append(mended)
            faults.append(Fault(code="json-cut", text="the end of the JSON did not come; what came is read"))
        elif values:
            faults.append(
                Fault(code="json-rest", text="what follows the first JSON documents is not JSON", level="error")
            )
        else:
            raise JsonProblem("it begins like JSON and cannot be read as JSON")
    return [_whole(value) for value in values], faults, used


def _documents(text: str) -> tuple[list[Any], int | None]:
    """Read documents that follow one another; gives the place from which nothing could be read, None = all was."""
    decoder = json.JSONDecoder(strict=False)
    values: list[Any] = []
    at = 0
    while at < len(text) and len(values) < MAX_DOCUMENTS:
        try:
            value, at = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            return values, at
        values.append(value)
        while at < len(text) and text[at] in " \t\r\n,\x1e\0":
            at += 1
    return values, None


def _depth(text: str) -> int:
    depth = deepest = 0
    for token in _TOKEN.finditer(text):
        mark = token[0]
        if mark in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif mark in "]}":
            depth -= 1
        elif mark == '"':
            break  # a string that does not end: nothing after it counts
    return deepest


def _mend(text: str) -> Any:
    """Close what a cut left open: the string it fell into, then every object and list. None when that does not help."""
    open_marks: list[str] = []
    last_comma: tuple[int, int] | None = None
    cut_in_string = False
    for token in _TOKEN.finditer(text):
        mark = token[0]
        if mark in ("{", "["):
            open_marks.append(_CLOSER[mark])
        elif mark in ("}", "]"):
            if not open_marks or open_marks.pop() != mark:
                return None
        elif mark == ",":
            last_comma = (token.start(), len(open_marks))
        elif mark == '"':
            cut_in_string = True
            break
    closers = "".join(reversed(open_marks))
    attempts = [re.sub(r"\\(?:u[0-9a-fA-F]{0,3})?$", "", text) + '"' + closers] if cut_in_string else [text + closers]
    if last_comma is not None:
        attempts.append(text[: last_comma[0]] + "".join(reversed(open_marks[: last_comma[1]])))
    for attempt in attempts:
        try:
            return json.loads(attempt, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _whole(value: Any) -> Any:
    """Replace lone surrogates, which no page and no store can write."""
    if isinstance(value, str):
        return value if value.isprintable() else value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, list):
        return [_whole(entry) for entry in value]
    if isinstance(value, dict):
        return {_whole(key): _whole(entry) for key, entry in value.items()}
    return value


def read_text(value: Any) -> str | None:
    """Give a string or number as text without outer white space; None for anything else and for nothing."""
    if isinstance(value, str):
        return value.strip() or None
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else str(value)
    return None


def read_number(value: Any) -> int | None:
    """Give a whole number, also when it was sent as a string or with a fraction."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value if abs(value) < 2**53 else None
    if isinstance(value, float):
        return int(value) if abs(value) < 2**53 else None
    if isinstance(value, str) and re.fullmatch(r"\s*-?\d{1,15}(\.\d{1,9})?\s*", value, re.ASCII):
        return int(float(value))
    return None


def read_texts(value: Any) -> tuple[str, ...]:
    """Give the strings of a list, or of one string cut at commas."""
    if isinstance(value, str):
        value = value.split(",")
    if not isinstance(value, list):
        return ()
    found = (read_text(entry.get("name") if isinstance(entry, dict) else entry) for entry in value)
    return tuple(dict.fromkeys(text for text in found if text))


def read_lines(value: Any) -> tuple[str, ...]:
    """Give the strings of a list as they are; one string stands for a list of one."""
    found = (read_text(entry) for entry in (value if isinstance(value, list) else [value]))
    return tuple(text for text in found if text)


def read_objects(value: Any) -> list[dict[str, Any]]:
    """Give the objects of a list; one object stands for a list of one."""
    if isinstance(value, dict):
        return [value]
    return [entry for entry in value if isinstance(entry, dict)] if isinstance(value, list) else []
