"""The box "Off the wire" with one line a story instead of one a chain: "3 agencies"."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final, Literal

import msgspec

from wireroom.store._api import TickerLine
from wireroom.web import paper

#: how the box is collapsed: the versions of one agency, or all that is filed on one event
By = Literal["chain", "story"]
#: chains looked through for the box's stories
N_CHAINS: Final = 200


def story_lines(found: Sequence[TickerLine], now: datetime, limit: int) -> list[paper.Line]:
    """Put the lines of one story together; its newest line that was not killed speaks for it.

    Shape: `found` is newest first; so is what is given.
    """
    stories: dict[str, list[TickerLine]] = {}
    for line in found:
        stories.setdefault(line.filed.story, []).append(line)
    return [_line(of_it, now) for of_it in list(stories.values())[:limit]]


def _line(of_it: Sequence[TickerLine], now: datetime) -> paper.Line:
    spoken = next((line for line in of_it if not line.filed.is_gone), of_it[0])
    agencies = tuple(dict.fromkeys(paper.agency_of(line.filed.item) for line in of_it))
    made = paper.ticker_line(spoken, now)
    n_versions = sum(line.n_versions for line in of_it)
    return msgspec.structs.replace(made, n_versions=n_versions, agencies=agencies)
