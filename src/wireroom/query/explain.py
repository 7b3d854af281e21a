"""Says a search in plain English, so that people see what was understood."""

from wireroom.query.fields import BY_NAME
from wireroom.query.topics import name_of
from wireroom.query.tree import All, Any, Is, Near, Node, Not, Number, When, Words

_SIGNS = {"<": "under", "<=": "at most", "=": "exactly", ">=": "at least", ">": "over"}
_IS = {
    "killed": "it was killed", "corrected": "it was corrected", "current": "it is the newest version", "held": "it is held",
    "embargoed": "it is held", "superseded": "a newer version has come", "single": "it has only one version",
}  # fmt: skip


def explain(node: Node) -> str:
    """Give one sentence: 'Items where the headline has "bridge" and the rank is flash.'"""
    if isinstance(node, All) and not node.parts:
        return "All items."
    return f"Items where {_say(node)}."


def _say(node: Node, *, is_inner: bool = False) -> str:
    if isinstance(node, All | Any):
        word = " and " if isinstance(node, All) else " or "
        said = word.join(_say(part, is_inner=True) for part in node.parts) or "anything holds"
        return f"({said})" if is_inner and len(node.parts) > 1 else said
    if isinstance(node, Not):
        return _say_not(node.part)
    if isinstance(node, Words):
        return f"{_place(node.field)} has {_quoted(node)}"
    if isinstance(node, Near):
        return f"{_place(node.field)} has {' and '.join(map(_quoted, node.parts))} within {node.distance} words of each other"
    if isinstance(node, Number):
        return f"{BY_NAME[node.field].says} is {_SIGNS[node.sign]} {node.value}"
    if isinstance(node, When):
        return _say_when(node)
    return _say_is(node)


def _say_not(node: Node) -> str:
    if isinstance(node, Not):
        return _say(node.part, is_inner=True)
    said = _say(node, is_inner=True)
    if isinstance(node, Is | Number):
        for verb in (" is ", " was ", " has "):
            if verb in said:
                return said.replace(verb, f"{verb}not " if verb != " has " else " does not have ", 1)
    if isinstance(node, Words | Near) and node.field is None:
        return said.replace("any part has", "no part has", 1)
    return f"it is not so that {said}"


def _place(field: str | None) -> str:
    return BY_NAME[field].says if field else "any part"


def _quoted(words: Words) -> str:
    text = " ".join(words.terms)
    if words.is_prefix and len(words.terms) == 1:
        return f'a word beginning with "{text}"'
    if words.is_any_form:
        return f'"{text}" in any form'
    return f'"{text}…"' if words.is_prefix else f'"{text}"'


def _say_is(node: Is) -> str:
    if node.field == "is":
        return _IS[node.value]
    if node.field == "has":
        return f"it has {'an' if node.value[0] in 'aeiou' else 'a'} {node.value}"
    if node.field == "mark":
        return f'it is marked "{node.value}"'
    if node.field == "code" and (name := name_of(node.value)):
        return f"a subject is {name} ({node.value})"
    return f"{BY_NAME[node.field].says} is {node.value}"


def _say_when(node: When) -> str:
    verb = f"it came {node.sign}"
    if node.at is not None:
        return f"{verb} {node.at:%Y-%m-%d %H:%M} UTC"
    if node.ago is not None:
        minutes = int(node.ago.total_seconds() // 60)
        if minutes == 0:
            return f"{verb} this moment"
        for size, name in ((1440, "day"), (60, "hour"), (1, "minute")):
            if minutes % size == 0:
                count = minutes // size
                return f"{verb} {count} {name}{'s' if count != 1 else ''} ago"
    return f"{verb} the beginning of {'today' if not node.day else 'yesterday'} (UTC)"
