"""Makes a large archive in one go, for measuring searches: a million items in minutes, not in an hour.

The rows are those that filing the items one by one leaves behind, and the search index has the same documents; only the
bytes of the dispatches are left out. No transaction is safe while it is made: a broken-off file must be thrown away.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Final, TypeAlias

import msgspec

from wireroom.model import Filed, Item
from wireroom.store import open_store
from wireroom.store._shown import event_data, search_text
from wireroom.store.sqlite._connection import SqliteSession
from wireroom.store.sqlite._heads import head_of
from wireroom.store.sqlite._lists import in_order, listed
from wireroom.store.sqlite._sql import queries
from wireroom.store.tables import _documents as documents
from wireroom.store.tables import _rows as rows
from wireroom.store.tables._guids import guid_key

#: an item, when and from where it came, its chain and the order of this
Made: TypeAlias = tuple[Item, datetime, str, str, tuple[str, ...]]
_GROUP: Final = 10_000
_ENCODE: Final = msgspec.json.Encoder().encode


def fill(path: Path, made: Iterator[Made], n_items: int) -> None:
    """Make a room of so many items; there must be none yet. It is only named `path` when it is whole."""
    raw = path.with_suffix(".part")
    for old in (raw, Path(f"{raw}-wal"), Path(f"{raw}-shm")):
        old.unlink(missing_ok=True)
    open_store(raw).close()
    db = sqlite3.connect(raw, isolation_level=None)
    db.execute("PRAGMA journal_mode = OFF")
    db.execute("PRAGMA synchronous = OFF")
    db.execute("PRAGMA cache_size = -262144")
    _tune(db, automerge=4, crisismerge=16, hashsize=16_777_216)
    for start in range(0, n_items, _GROUP):
        db.execute("BEGIN")
        _add(db, start, list(islice(made, min(_GROUP, n_items - start))))
        db.execute("COMMIT")
    _tune(db, automerge=0, crisismerge=64, hashsize=1_048_576)
    db.execute("PRAGMA journal_mode = WAL")
    db.close()
    raw.rename(path)


def _tune(db: sqlite3.Connection, **values: int) -> None:
    for name, value in values.items():
        for index in ("search", "search_lists"):
            db.execute(f"INSERT INTO {index} ({index}, rank) VALUES (?, ?)", (name, value))


def _add(db: sqlite3.Connection, start: int, group: list[Made]) -> None:
    sql = queries()
    filed = [
        Filed(item=item, seq=start + n + 1, chain=chain, story=f"s{chain}", source=source, dispatch=f"d{start + n}",
              received_at=at, position=len(order))
        for n, (item, at, source, chain, order) in enumerate(group)
    ]  # fmt: skip
    for name, values in (
        ("keep_dispatch", map(_dispatch, filed)),
        ("add_chain", ({"id": one.chain} for one in filed)),
        ("add_story", ({"id": one.story} for one in filed)),
        ("add_item", map(_row, filed)),
        ("add_event", map(_event, filed)),
        ("add_words", words := list(map(_words, filed))),
        ("add_head", map(head_of, words)),
        ("add_list", [change.values for change in in_order(map(listed, words))]),
        ("add_guid", ({"arrived": one.seq, "key": guid_key(one.item.native_guid)} for one in filed)),
        ("set_chain", map(_chain, filed)),
    ):
        db.executemany(sql[name], values)
    superseded = [(made[4][-1], made[4][0]) for made in group if len(made[4]) > 1]
    db.executemany("UPDATE items SET superseded_by = ? WHERE id = ?", superseded)
    db.execute("UPDATE dispatches SET state = 'placed', format = 'ninjs', items = '[]' WHERE state = 'kept'")


def put_row(db: SqliteSession, seq: int, made: Made) -> None:
    """Write one item as a row with its search text, of the chain "c", the story "s" and the dispatch "d", and nothing else."""
    item, at, source, _, order = made
    filed = Filed(
        item=item, seq=seq, chain="c", story="s", source=source, dispatch="d", received_at=at, position=len(order)
    )
    db.run("add_item", _row(filed))
    db.add_documents([_words(filed)])


def _dispatch(one: Filed) -> dict[str, object]:
    empty: Iterable[str] = ("filename", "content_type", "url", "language", "parent", "entry")
    at = rows.micros(one.received_at)
    return {
        **dict.fromkeys(empty),
        "id": one.dispatch,
        "source": one.source,
        "received_at": at,
        "depth": 0,
        "n_bytes": 7,
    }


def _row(one: Filed) -> dict[str, object]:
    at, item = rows.micros(one.received_at), one.item
    empty = dict.fromkeys(("superseded_by", "held_until", "story_reason", "link"))
    never = dict.fromkeys(("is_held", "is_notice", "is_add"), 0)
    return {
        "seq": one.seq, "id": item.id, "chain": one.chain, "story": one.story, "source": one.source, "dispatch": one.dispatch,
        "received_at": at, "at": at, "agency": item.agency, "agency_name": item.agency_name, "rank": item.marks.rank,
        "position": one.position, **empty, **never, **documents.number_columns(item), "copy": rows.pack_item(item),
    }  # fmt: skip


def _event(one: Filed) -> dict[str, object]:
    data = event_data(one.item, at=one.received_at, n_versions=one.position, superseded=(), top=one.item.id)
    return {
        "seq": one.seq, "kind": "filed", "at": rows.micros(one.received_at), "item": one.item.id, "by_item": None,
        "chain": one.chain, "story": one.story, "data": _ENCODE(data).decode(),
    }  # fmt: skip


def _words(one: Filed) -> dict[str, object]:
    facts = " ".join(documents.facts(one))
    return {"doc": one.seq * 4, **search_text(one.item), "facts": facts}


def _chain(one: Filed) -> dict[str, object]:
    top, at, n = one.item.id, rows.micros(one.received_at), one.position
    return {
        "id": one.chain, "public_top": top, "public_at": at, "n_public": n, "desk_top": top, "desk_at": at, "n_desk": n,
    }  # fmt: skip
