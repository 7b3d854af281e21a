"""A whole room as lines, and back: every table by its key, in pages, so that no room is too large for the memory.

What is packed is unpacked in the lines and JSON stands in them as JSON, byte by byte as it was written: so the lines of a room
are the same from every engine, and a digest of them is the room's checksum.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, Literal, TypeAlias

import msgspec

from wireroom.errors import Refused
from wireroom.store._moving import TableLines
from wireroom.store.tables import _rows as rows
from wireroom.store.tables._documents import documents
from wireroom.store.tables._session import Session

#: int, text · json: JSON text · item: packed JSON · bytes: packed bytes
Kind: TypeAlias = Literal["int", "text", "json", "item", "bytes"]

_PAGE: Final = 200
_KINDS: Final[Mapping[Kind, Any]] = {
    "int": int | None,
    "text": str | None,
    "json": msgspec.Raw,
    "item": msgspec.Raw,
    "bytes": bytes,
}
_NULL: Final = b"null"


class Table(msgspec.Struct, frozen=True):
    """One table as it is moved."""

    name: str
    #: the columns it is in order of, with where each begins: below every value
    key: Mapping[str, object]
    columns: Mapping[str, Kind]


def _columns(**kinds: str) -> Mapping[str, Kind]:
    found: dict[str, Kind] = {}
    for kind, names in kinds.items():
        for name in names.split():
            found[name] = msgspec.convert(kind, Kind)
    return found


#: every table but `search`, which is made anew of the items; those that others refer to come first
TABLES: Final = (
    Table(
        "dispatches",
        {"n": 0},
        _columns(
            int="n received_at depth n_bytes n_replays",
            text="id source filename content_type parent state format reason url language entry",
            json="faults items",
            bytes="data",
        ),
    ),
    Table("enclosures", {"parent": "", "n": -1}, _columns(text="parent child", int="n")),
    Table(
        "chains",
        {"id": ""},
        _columns(text="id merged_into public_top desk_top", int="public_at n_public desk_at n_desk"),
    ),
    Table("stories", {"id": ""}, _columns(text="id merged_into name")),
    Table(
        "items",
        {"seq": 0},
        _columns(
            int="seq arrived received_at at position killed_at held_until is_held is_notice is_add high n_words urgency"
            " priority number",
            text="id chain story source dispatch agency agency_name rank superseded_by killed_by corrected_by story_reason"
            " own_chain own_story story_mate",
            json="link",
            item="copy",
        ),
    ),
    Table("changes", {"item": "", "kind": "", "target": ""}, _columns(text="item kind target reason basis")),
    Table("events", {"seq": 0}, _columns(int="seq at", text="kind item by_item chain story", json="data")),
    Table(
        "decisions",
        {"seq": 0},
        _columns(int="seq alarm", text="id kind story undone_by editor collection", json="data"),
    ),
    Table("decided_items", {"item": "", "decision": 0}, _columns(text="item", int="decision")),
    Table("notes", {"key": ""}, _columns(text="key value")),
    Table("watches", {"id": ""}, _columns(text="id", json="watch")),
    Table("channels", {"name": ""}, _columns(text="name", json="channel")),
    Table("subscribers", {"id": ""}, _columns(text="id", json="subscriber", int="is_paused")),
    Table(
        "deliveries",
        {"n": 0},
        _columns(
            int="n seq urgency bells turn with_corrections attempts created_at due_at next_at sent_at acknowledged_at"
            " number",
            text="key subscriber name channel kind item by_item state problem",
        ),
    ),
)
_BY_NAME: Final = {table.name: table for table in TABLES}
_STRUCTS: Final = {
    table.name: msgspec.defstruct(
        table.name,
        # a column that an older room has not is NULL
        [(name, _KINDS[kind], None if kind in ("int", "text") else msgspec.Raw(_NULL) if kind == "json" else msgspec.NODEFAULT)
         for name, kind in table.columns.items()],
        kw_only=True, forbid_unknown_fields=True,
    )
    for table in TABLES
}  # fmt: skip


class TableSnapshot:
    """Reads a room in one session, which sees one moment of it."""

    def __init__(self, db: Session) -> None:
        self._db = db

    def count(self) -> Mapping[str, int]:
        found = self._db.run("count_rows").fetchone()
        return {table.name: found[table.name] for table in TABLES}

    def lines(self, table: str) -> Iterator[bytes]:
        columns = _BY_NAME[table].columns
        encode = msgspec.json.Encoder().encode
        for row in _pages(self._db, _BY_NAME[table]):
            yield encode({name: _told(kind, row[name]) for name, kind in columns.items()})


def _pages(db: Session, table: Table) -> Iterator[Any]:
    after = dict(table.key)
    while True:
        found: Sequence[Any] = db.run(f"page_{table.name}", {**after, "limit": _PAGE}).fetchall()
        yield from found
        if len(found) < _PAGE:
            return
        after = {name: found[-1][name] for name in after}


def _told(kind: Kind, value: Any) -> object:
    if value is None and kind != "bytes":
        return None
    if kind == "json":
        return msgspec.Raw(value.encode())
    if kind == "item":
        return msgspec.Raw(rows.unpack(value))
    if kind == "bytes":
        return rows.unpack(value)
    # no text of PostgreSQL has a NUL: there it is this sign, and the room is the same room
    return value.replace("\x00", "\ufffd") if kind == "text" else value


# the way back


def fill(db: Session, tables: Iterable[TableLines]) -> None:
    """Write all lines into empty tables."""
    if any(TableSnapshot(db).count()[name] for name in ("dispatches", "items", "events", "watches", "channels")):
        raise Refused("there is copy, or there are watches, in this room already; a room moves into an empty one")
    db.run("clear_notes")
    for name, lines in tables:
        if name not in _BY_NAME:
            raise Refused(f"a newer Wireroom made this: there is no place for {name!r} here")
        for values in _read(name, lines):
            db.run(f"fill_{name}", values)
            if name == "dispatches":
                db.run("fill_bytes", values)
            elif name == "items":
                db.add_documents(documents(values))


def _read(name: str, lines: Iterable[bytes]) -> Iterator[Mapping[str, object]]:
    columns = _BY_NAME[name].columns
    decode = msgspec.json.Decoder(_STRUCTS[name]).decode
    for n, line in enumerate(lines, start=1):
        try:
            found = decode(line)
        except msgspec.DecodeError as error:
            raise Refused(f"{name}, line {n}: {error}") from error
        yield {column: _kept(kind, getattr(found, column)) for column, kind in columns.items()}


def _kept(kind: Kind, value: Any) -> object:
    if kind == "bytes":
        return rows.pack(value)
    if kind in ("json", "item"):
        told = bytes(value)
        if kind == "item":
            return rows.pack(told)
        return None if told == _NULL else told.decode()
    return value
