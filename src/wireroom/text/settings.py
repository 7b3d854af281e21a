"""What is wrong with a setting, in words: the checker speaks of types, and whoever wrote the setting does not."""

import re
from collections.abc import Iterable
from difflib import get_close_matches
from typing import Final

_BOUND: Final = re.compile(r"(?:`[^`]*`|length) (<=|>=|<|>) (\S+?)`?$")
_BOUNDS: Final = {"<=": "at most", ">=": "at least", "<": "less than", ">": "more than"}


def problem_words(problem: str, value: object, kind: str) -> str:
    """Say in words what the checker says of a value that should be of a kind.

    >>> problem_words("Expected `int`, got `str`", "abc", "number")
    "'abc' is no number"
    >>> problem_words("Expected `int` <= 65535", "99999", "number")
    "'99999' is too much: a number, at most 65535"
    """
    found = _BOUND.search(problem)
    if found is not None and "length" not in problem:
        sign = found[1]
        side = "too much" if sign.startswith("<") else "too little"
        return f"{str(value)!r} is {side}: a {kind}, {_BOUNDS[sign]} {found[2]}"
    shape = re.search(r"matching regex '(.*)'", problem)
    if shape is not None:
        return f"{value!r} is not of the form {shape[1]}"
    if "|" in kind:
        return f"{value!r} is none of these: {kind.replace(' | ', ', ')}"
    return f"{value!r} is no {kind}"


#: what names of channels, subscribers and sources are made of
_NAME: Final = re.compile(r"matching regex '\^\[a-z0-9\]")


def fault_words(fault: str) -> str:
    """Say in words what the checker says of a form or an object as a whole: "… - at `$.name`".

    >>> fault_words("Expected `str` matching regex '^[a-z0-9][a-z0-9_.-]{0,63}$' - at `$.name`")
    'name: small letters, digits, dot, hyphen and underline, at most 64, a letter or digit first'
    >>> fault_words("Expected `str` of length >= 1 - at `$.query`")
    'query: is missing'
    >>> fault_words("Object missing required field `channel`")
    'channel: is missing'
    """
    problem, _, place = fault.partition(" - at `$")
    field = place.strip("`.").partition("[")[0] or "it"
    missing = re.fullmatch(r"Object missing required field `(.*)`", problem)
    if missing is not None:
        return f"{missing[1]}: is missing"
    if _NAME.search(problem):
        return f"{field}: small letters, digits, dot, hyphen and underline, at most 64, a letter or digit first"
    if problem.endswith("of length >= 1"):
        return f"{field}: is missing"
    bound = _BOUND.search(problem)
    if bound is not None:
        unit = " letters" if "length" in problem else ""
        return f"{field}: wants {_BOUNDS[bound[1]]} {bound[2]}{unit}"
    value = re.fullmatch(r"Invalid enum value (.*)", problem)
    return f"{field}: there is no {value[1]}" if value is not None else f"{field}: {problem[:1].lower()}{problem[1:]}"


def unknown_words(name: str, known: Iterable[str]) -> str:
    """Say that there is no setting of a name, which was probably meant, and which there are.

    >>> unknown_words("prot", ["port", "host"])
    'there is no such setting; did you mean port? There are: port, host'
    """
    names = list(known)
    near = get_close_matches(name, names, n=1)
    meant = f"did you mean {near[0]}? There" if near else "there"
    return f"there is no such setting; {meant} are: {', '.join(names)}"
