"""Says a search in plain English, so that people see what was understood."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Final

import msgspec

from wireroom.query.fields import BY_NAME
from wireroom.query.topics import name_of
from wireroom.query.tree import All, Any, Is, Near, Node, Not, Number, When, Words

_SIGNS: Final = {"<": "under", "<=": "at most", "=": "exactly", ">=": "at least", ">": "over"}
#: as it is, and as it is not
_IS: Final = {
    "killed": ("it was killed", "it was not killed"),
    "corrected": ("it was corrected", "it was not corrected"),
    "current": ("it is the newest version", "it is not the newest version"),
    "held": ("it is held", "it is not held"),
    "embargoed": ("it is held", "it is not held"),
    "superseded": ("a newer version has come", "no newer version has come"),
    "single": ("it has only one version", "it is one of several versions"),
}
_HAS: Final = {"body": "a text", "ednote": "a note to editors"}
_DAYS: Final = {-1: "tomorrow", 0: "today", 1: "yesterday"}


def explain(node: Node) -> str:
    """Give one sentence: 'Items where the headline has "bridge" and the rank is flash.'"""
    if isinstance(node, All) and not node.parts:
        return "All items."
    return f"Items where {_say(node)}."


def _say(node: Node, *, is_inner: bool = False) -> str:
    if isinstance(node, All | Any):
        if day := _same_day(node):
            return day
        word = "and" if isinstance(node, All) else "or"
        said = list(_clauses(node.parts, word))
        text = f" {word} ".join(said) or "anything holds"
        return f"({text})" if is_inner and len(node.parts) > 1 else text
    if isinstance(node, Not):
        return _say_not(node.part)
    if isinstance(node, Words):
        return f"{_place(node.field)} has {_quoted(node)}"
    if isinstance(node, Near):
        return f"{_place(node.field)} has {_close(node)}"
    if isinstance(node, Number):
        return f"{BY_NAME[node.field].says} is {_SIGNS[node.sign]} {node.value}"
    if isinstance(node, When):
        return _say_when(node)
    return _say_is(node)


def _clauses(parts: Iterable[Node], word: str) -> Iterator[str]:
    """Say the parts one after the other; words of one place together: the copy has "ferry" and "bridge"."""
    for place, group in groupby(parts, key=_words_of):
        mates = list(group)
        if place is None:
            yield from (_say(part, is_inner=True) for part in mates)
            continue
        is_not, field = place
        words = [part.part if isinstance(part, Not) else part for part in mates]
        quoted = [_quoted(part) for part in words if isinstance(part, Words)]
        # not the one and not the other, but not the one or not the other
        joined = (" or " if is_not else f" {word} ").join(quoted)
        if is_not and word == "or" and len(quoted) > 1:
            yield from (_say(part, is_inner=True) for part in mates)
        else:
            yield f"{_place(field)} does not have {joined}" if is_not else f"{_place(field)} has {joined}"


def _words_of(node: Node) -> tuple[bool, str | None] | None:
    """Tell of which place plain words are, and whether they must not stand there; None = it is something else."""
    inner = node.part if isinstance(node, Not) else node
    return (isinstance(node, Not), inner.field) if isinstance(inner, Words) else None


def _say_not(node: Node) -> str:
    if isinstance(node, Not):
        return _say(node.part, is_inner=True)
    if isinstance(node, Words):
        return f"{_place(node.field)} does not have {_quoted(node)}"
    if isinstance(node, Near):
        return f"{_place(node.field)} does not have {_close(node)}"
    if isinstance(node, When):
        return _say_when(msgspec.structs.replace(node, sign="before" if node.sign == "after" else "after"))
    if isinstance(node, Is):
        return _say_is(node, is_not=True)
    if isinstance(node, Number):
        return f"{BY_NAME[node.field].says} is not {_SIGNS[node.sign]} {node.value}"
    return f"it is not so that {_say(node)}"


def _place(field: str | None) -> str:
    return BY_NAME[field].says if field else "the copy"


def _close(node: Near) -> str:
    return f"{' and '.join(map(_quoted, node.parts))} within {node.distance} words of each other"


def _quoted(words: Words) -> str:
    text = " ".join(words.terms)
    if words.is_prefix and len(words.terms) == 1:
        return f'a word beginning with "{text}"'
    if words.is_any_form:
        return f'"{text}" in any form'
    return f'"{text}…"' if words.is_prefix else f'"{text}"'


def _say_is(node: Is, *, is_not: bool = False) -> str:
    no, value = (" not" if is_not else ""), node.value
    if node.field == "is" and value in _IS:
        return _IS[value][is_not]
    if node.field == "has":
        thing = _HAS.get(value, f"{'an' if value[:1] in 'aeiou' else 'a'} {value}")
        return f"it does not have {thing}" if is_not else f"it has {thing}"
    if node.field == "mark":
        return f'it is{no} marked "{value}"'
    if node.field == "rank" and value == "none":
        return "it has a rank" if is_not else "it has no rank"
    if node.field == "code" and (name := name_of(value)):
        return f"a subject is{no} {name} ({value})"
    if value.endswith("*"):
        return f'{BY_NAME[node.field].says} {"does not begin" if is_not else "begins"} with "{value[:-1]}"'
    return f"{BY_NAME[node.field].says} is{no} {value}"


def _same_day(node: All | Any) -> str | None:
    """Say a whole day, month or year as one; None = it is none."""
    if not isinstance(node, All) or len(node.parts) != 2:
        return None
    start, end = node.parts
    if not (isinstance(start, When) and isinstance(end, When) and (start.sign, end.sign) == ("after", "before")):
        return None
    if start.day is not None and end.day == start.day - 1:
        return f"it came {_DAYS.get(start.day, f'{start.day} days ago')} (UTC)"
    if start.at is None or end.at is None or (start.at.hour, start.at.minute, start.at.second) != (0, 0, 0):
        return None
    n_days = (end.at - start.at).total_seconds() / 86_400
    if n_days == 1:
        return f"it came on {start.at.day} {start.at:%B %Y} (UTC)"
    if start.at.day == end.at.day == 1 and 28 <= n_days <= 31:
        return f"it came in {start.at:%B %Y} (UTC)"
    is_year = start.at.month == end.at.month == start.at.day == end.at.day == 1 and end.at.year == start.at.year + 1
    return f"it came in {start.at:%Y} (UTC)" if is_year else None


def _say_when(node: When) -> str:
    if node.at is not None:
        is_day = (node.at.hour, node.at.minute, node.at.second) == (0, 0, 0)
        if is_day:
            whole = f"{node.at.day} {node.at:%B %Y}"
            return f"it came {f'from {whole} on' if node.sign == 'after' else f'before {whole}'} (UTC)"
        return f"it came {node.sign} {node.at:%Y-%m-%d %H:%M} UTC"
    if node.clock is not None:
        clock = f"{node.clock // 60:02}:{node.clock % 60:02}"
        return f"it came {'since' if node.sign == 'after' else 'before'} it was last {clock} (UTC)"
    if node.ago is not None:
        return _say_ago(node, int(node.ago.total_seconds() // 60))
    day = node.day or 0
    name = _DAYS.get(day, f"{day} days ago")
    if node.sign == "after" and day > 0:
        return f"it came {name} or later (UTC)"
    return f"it came {'' if node.sign == 'after' else 'before '}{name} (UTC)"


def _say_ago(node: When, minutes: int) -> str:
    if minutes == 0:
        return f"it came {node.sign} this moment"
    size, name = next(
        (size, name) for size, name in ((1440, "day"), (60, "hour"), (1, "minute")) if minutes % size == 0
    )
    count = minutes // size
    span = (
        f"{count} {name}s"
        if count != 1
        else name
        if node.sign == "after"
        else f"{'an' if name == 'hour' else 'a'} {name}"
    )
    return f"it came in the last {span}" if node.sign == "after" else f"it came more than {span} ago"
