"""`wireroom search`: the archive from a terminal."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Annotated, Any, Final

from cyclopts import Parameter, validators

from wireroom.cli._progress import Progress
from wireroom.cli._room import HERE, Where, open_existing_store, room_config
from wireroom.cli._screen import printable, warn, write_json, write_line
from wireroom.errors import ConfigError
from wireroom.model import Filed
from wireroom.model.public import reader_object
from wireroom.query import count_facets, read_hints
from wireroom.store import Store
from wireroom.store._api import RANK_WINDOW

_PAGE: Final = 200


def search(
    *query: Annotated[str, Parameter(allow_leading_hyphen=True)],
    limit: Annotated[int, Parameter(validator=validators.Number(gte=1))] = 20,
    relevance: Annotated[bool, Parameter(negative="")] = False,
    facets: Annotated[bool, Parameter(negative="")] = False,
    where: Where = HERE,
    json: bool = False,
) -> int:
    """Search the archive, newest first; a running room does not mind.

    Killed copy is found as readers find it: not by its words.

    Parameters
    ----------
    query
        A search; without one everything.
    limit
        At most so many items.
    relevance
        The newest 500 that fit, best first.
    facets
        Instead of items what the newest 500 that fit have in common, with how many of them, and the narrower search.
    json
        One JSON object a line: items with the text; facets as {"facet", "value", "n_items", "query"}.
    """
    from wireroom.room import read_clock

    for word in query:
        if len(word) > 2 and word.startswith("--"):  # what is not to be found has one hyphen
            raise ConfigError(word, "there is no such option; see wireroom search --help")
    words = " ".join(query).strip()
    for hint in read_hints(words):
        warn(hint)
    store = open_existing_store(room_config(where))
    try:
        if facets:
            _show_facets(store.newest(query=words or None, limit=RANK_WINDOW, now=read_clock()), words, json=json)
        elif relevance and words:
            for filed in store.best(query=words, limit=min(limit, RANK_WINDOW), now=read_clock()):
                _show(filed, json=json)
        else:
            n_shown = 0
            with Progress("searching", total=limit if limit > _PAGE else 0) as progress:
                for found in _pages(store, words or None, limit, read_clock()):
                    for filed in found:
                        _show(filed, json=json)
                    progress.go(len(found), limit)
                    n_shown += len(found)
            if not n_shown and not json:
                warn("nothing in this room fits")
    finally:
        store.close()
    return 0


def _pages(store: Store, words: str | None, limit: int, now: datetime) -> Iterator[Sequence[Filed]]:
    n_found, before = 0, None
    while n_found < limit:
        size = min(_PAGE, limit - n_found)
        found = store.newest(query=words, limit=size, before=before, now=now)
        if found:
            yield found
        n_found += len(found)
        if len(found) < size:
            return
        before = found[-1].seq


def _show_facets(found: Sequence[Filed], words: str, *, json: bool) -> None:
    for facet in count_facets(found, words):
        if not json:
            write_line(facet.name)
        for value in facet.values:
            if json:
                told = {"facet": facet.name, "value": value.text, "n_items": value.n_items, "query": value.query}
                write_json(told)
            else:
                write_line(printable(f"{value.n_items:>6}  {value.text}    {value.query}"))


def _show(filed: Filed, *, json: bool) -> None:
    item = filed.item
    if json:
        found: dict[str, Any] = reader_object(item)
        place = {"seq": filed.seq, "chain": filed.chain, "story": filed.story, "received_at": filed.received_at}
        write_json(found | place | ({"is_killed": True} if filed.is_gone else {}))
        return
    mark = item.marks.label or (item.marks.rank or "").upper()
    agency = item.agency_name or item.agency or ""
    at = f"{filed.received_at:%Y-%m-%d %H:%M}"
    by = f"({agency})  " if agency else ""
    write_line(printable(f"{at}  {f'{mark}: ' if mark else ''}{item.title}  {by}{item.id}"))
