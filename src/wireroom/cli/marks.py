"""`wireroom marks`: what slugs and headlines say of themselves, a line at a time."""

import sys
from collections.abc import Iterable, Iterator
from typing import Any, Final, get_args

import msgspec

from wireroom.agencies import read_marks
from wireroom.agencies.style import Place
from wireroom.cli._screen import warn, write_json, write_line
from wireroom.model import Marks
from wireroom.model.public import marks_object

#: `marks` compares marks of all houses in one short vocabulary: what holds copy back is an embargo there, and what goes
#: into copy already sent replaces some of it; an add is told by its take
_FOLDED: Final = {"hold": "embargo", "advance": "embargo", "sub": "replace"}
_LEFT_OUT: Final = frozenset({"add", "insert"})


class Asked(msgspec.Struct, frozen=True):
    """One line of standard input."""

    text: str
    agency: str | None = None
    where: Place = "headline"


def marks(*, json: bool = False, explain: bool = False) -> int:
    """Read marks off slugs and headlines: lines of {"agency", "where", "text"} in, {"marks", "clean"} out.

    "where" is headline, slug, keyword or block. The exit status is 1 when a line could not be read; its answer
    is {"error"}, so that answers stay in step with lines.

    Parameters
    ----------
    json
        One JSON object a line; without it: the mark and the clean text.
    explain
        Tell which words speak for each mark.
    """
    status = 0
    for number, answer in enumerate(answers(sys.stdin, explain=explain), 1):
        if "error" in answer:
            warn(f"line {number}: {answer['error']}")
            status = 1
        if json:
            write_json(answer)
        elif "error" not in answer:
            write_line(f"{answer['label'] or '-'}\t{answer['marks']['genre'] or '-'}\t{answer['clean']}")
    return status


def answers(lines: Iterable[str], *, explain: bool = False) -> Iterator[dict[str, Any]]:
    """Answer each line that is not empty."""
    for line in lines:
        if not line.strip():
            continue
        try:
            asked = msgspec.json.decode(line, type=Asked)
        except msgspec.DecodeError as error:
            yield {"error": f"{error}; a line is {{'agency', 'where': {'|'.join(get_args(Place))}, 'text'}}"}
            continue
        found, clean = read_marks(asked.agency, asked.where, asked.text)
        yield {"marks": compared(found, explain=explain), "clean": clean, "label": found.label}


def compared(marks: Marks, *, explain: bool = False) -> dict[str, Any]:
    """Give marks in the form results are compared in."""
    shown = marks_object(marks, explain=explain)
    shown.pop("label")
    actions = [_FOLDED.get(action, action) for action in marks.actions if action not in _LEFT_OUT]
    return shown | {"actions": list(dict.fromkeys(actions))}
