"""The store's verbs over tables. Reading here; the work of a write transaction is in `_placing`."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final

import msgspec

from wireroom.errors import NotFound
from wireroom.model import AgencyStart, Alarm, Decision, Dispatch, Event, Fault, Filed, Receipt
from wireroom.store._api import RANK_WINDOW, SpikeEntry, TickerLine, View
from wireroom.store._ledger import Ringer, no_rings
from wireroom.store._placing import Kept, Placed, Shift
from wireroom.store._running import ArrivalTime, SourceHour, SourceTrouble, StoreFigures
from wireroom.store._shown import for_event_readers, for_readers, shown_agency
from wireroom.store.tables import _rows as rows
from wireroom.store.tables._changes import ChangeVerbs
from wireroom.store.tables._counts import Counts
from wireroom.store.tables._editing import Editing, alarm_of, decision_of
from wireroom.store.tables._guids import GuidVerbs
from wireroom.store.tables._house import HouseVerbs
from wireroom.store.tables._placing import Placing, keep
from wireroom.store.tables._rows import Row
from wireroom.store.tables._session import Database, SessionT
from wireroom.store.tables._together import TogetherVerbs

_RECENT_PAGE: Final = 500
_NO_SEQ: Final = 2**62
_HOUR: Final = 3_600_000_000  # microseconds
#: decisions shown beside a chain or a story at most
_DECIDED: Final = 100


class TableStore(HouseVerbs[SessionT], TogetherVerbs[SessionT], GuidVerbs[SessionT], ChangeVerbs[SessionT]):
    """The verbs of `Store`; an engine adds its search, its size, `find_damage` and `tidy`."""

    def __init__(self, database: Database[SessionT]) -> None:
        self._db = database
        self._counts = Counts(self._count)

    # what an engine does in its own way

    def _found(
        self, db: SessionT, query: str, *, view: View, now: datetime, before: int | None, limit: int
    ) -> Sequence[Row]:
        """Give the rows of the newest items that a search finds below `before`, newest first."""
        raise NotImplementedError

    def _found_best(
        self, db: SessionT, query: str, *, view: View, now: datetime, window: int, limit: int
    ) -> Sequence[Row]:
        """Give the rows of the items that fit best among the newest `window`, best first."""
        raise NotImplementedError

    def _size_bytes(self, db: SessionT) -> int:
        raise NotImplementedError

    def _before_placing(self, db: SessionT, placed: Sequence[Placed]) -> None:
        """Ask at once for what placing these will need: of use where the engine is behind a wire."""

    def _rows_of(self, db: SessionT, seqs: Sequence[int]) -> list[Row]:
        """Give the rows of items by their seqs, in the order of these."""
        found = {row["seq"]: row for row in db.run("items_by_seq", rows.ids_json(seqs))}
        return [found[seq] for seq in seqs if seq in found]

    # dispatches

    def keep(self, dispatches: Sequence[Dispatch], *, is_final: bool = True) -> list[Kept]:
        packed = [rows.pack(dispatch.data) for dispatch in dispatches]
        with self._db.writing(is_synced=is_final, is_alone=False) as db:
            return keep(db, dispatches, packed)

    def iter_unplaced(self, limit: int = 500) -> Sequence[Dispatch]:
        with self._db.reading() as db:
            return [rows.dispatch_of(row) for row in db.run("unplaced", {"limit": limit})]

    def find_dispatch(self, dispatch: str) -> Dispatch | None:
        with self._db.reading() as db:
            row = db.run("dispatch", {"id": dispatch}).fetchone()
            return None if row is None else rows.dispatch_of(row)

    def find_receipt(self, dispatch: str) -> Receipt | None:
        with self._db.reading() as db:
            found: list[Receipt] = []
            seen: set[str] = set()
            waiting = [dispatch]
            while waiting:
                id = waiting.pop()
                row = None if id in seen else db.run("receipt", {"id": id}).fetchone()
                seen.add(id)
                if row is not None:
                    found.append(rows.receipt_of(row))
                    inner = [each["child"] for each in db.run("enclosed", {"parent": id})]
                    waiting.extend(reversed(inner))
        return _joined(found) if found else None

    # placing

    def find_known(self, items: Iterable[str]) -> set[str]:
        with self._db.reading() as db:
            return {row["id"] for row in db.run("known", rows.ids_json(list(items)))}

    def apply(self, placed: Sequence[Placed], *, now: datetime) -> list[Receipt]:
        with self._db.writing() as db:
            self._before_placing(db, placed)
            placing = Placing(db, now)
            receipts = [placing.place(one) for one in placed]
            placing.finish()
        return receipts

    def release_due(self, now: datetime, *, ringer: Ringer = no_rings) -> list[Event]:
        with self._db.reading() as db:  # the usual answer is "none": take no write lock for it
            if db.run("due", {"now": rows.micros(now)}).fetchone() is None:
                return []
        with self._db.writing() as db:
            placing = Placing(db, now)
            due = db.run("due", {"now": rows.micros(now)}).fetchall()
            events = [placing.release(row, ringer) for row in due]
            placing.finish()
        return events

    def release(self, item: str, *, now: datetime, ringer: Ringer = no_rings) -> Event:
        with self._db.writing() as db:
            row = db.run("item_row", {"id": item}).fetchone()
            if row is None or not row["is_held"] or row["killed_by"] is not None:
                raise NotFound("held item", item)
            placing = Placing(db, now)
            event = placing.release(row, ringer)
            placing.finish()
        return event

    # editing

    def edit(self, decision: Decision, shift: Shift, *, now: datetime, ringer: Ringer = no_rings) -> Decision:
        with self._db.writing() as db:
            return Editing(db, now).write(decision, shift, ringer)

    def find_decision(self, decision: str) -> Decision | None:
        with self._db.reading() as db:
            row = db.run("decision", {"id": decision}).fetchone()
            return None if row is None else decision_of(row)

    def decisions(
        self, limit: int = 50, *, before: int | None = None, editor: str = "", kind: str = "", collection: str = ""
    ) -> list[Decision]:
        values: dict[str, object] = {"limit": limit, "before": _NO_SEQ if before is None else before}
        values |= {"editor": editor, "kind": kind, "collection": collection}
        with self._db.reading() as db:
            return [decision_of(row) for row in db.run("decisions", values)]

    def decisions_on(self, *, items: Sequence[str] = (), story: str | None = None) -> list[Decision]:
        values = {**rows.ids_json(items), "story": story, "limit": _DECIDED}
        with self._db.reading() as db:
            return [decision_of(row) for row in db.run("decisions_on", values)]

    def standing_decisions(self) -> list[Decision]:
        with self._db.reading() as db:
            return [decision_of(row) for row in db.run("standing_decisions")]

    def find_names(self, stories: Iterable[str]) -> dict[str, str]:
        with self._db.reading() as db:
            return {row["id"]: row["name"] for row in db.run("names", rows.ids_json(list(stories)))}

    def alarms(self, limit: int = 100, *, is_open: bool | None = None) -> list[Alarm]:
        state = "all" if is_open is None else "open" if is_open else "seen"
        with self._db.reading() as db:
            return [alarm_of(row) for row in db.run("alarms", {"limit": limit, "state": state})]

    def find_alarm(self, seq: int) -> Alarm | None:
        with self._db.reading() as db:
            row = db.run("alarm", {"seq": seq}).fetchone()
            return None if row is None else alarm_of(row)

    def iter_recent(self, since: datetime) -> Iterator[Filed]:
        received_at, arrived = rows.micros(since), -1
        while True:
            with self._db.reading() as db:
                values = {"received_at": received_at, "arrived": arrived, "limit": _RECENT_PAGE}
                page = db.run("recent", values).fetchall()
            for row in page:
                yield rows.filed_of(row)
            if len(page) < _RECENT_PAGE:
                return
            received_at, arrived = page[-1]["received_at"], page[-1]["arrived"]

    # the wire

    def events_after(self, seq: int, limit: int = 500, *, view: View = "public") -> list[Event]:
        with self._db.reading() as db:
            found = [rows.event_of(row) for row in db.run("events_after", {"seq": seq, "limit": limit})]
        return found if view == "desk" else [for_event_readers(event) for event in found]

    def last_seq(self) -> int:
        with self._db.reading() as db:
            return int(db.run("last_seq").fetchone()["seq"])

    # readers

    def find_item(self, item: str, *, view: View = "public", now: datetime) -> Filed | None:
        found = self.find_items([item], view=view, now=now)
        return found[0] if found else None

    def find_items(self, items: Sequence[str], *, view: View = "public", now: datetime) -> list[Filed]:
        with self._db.reading() as db:
            found = {row["id"]: row for row in db.run("items_by_id", rows.ids_json(items))}
            shown = (
                (id, _shown(rows.filed_of(found[id]), found[id]["is_held"], view, now)) for id in items if id in found
            )
            return [filed for _, filed in shown if filed is not None]

    def find_chain(self, chain: str, *, view: View = "public", now: datetime) -> list[Filed]:
        return self._find_all("chain", "items_of_chain", chain, view, now)

    def find_story(self, story: str, *, view: View = "public", now: datetime) -> list[Filed]:
        return self._find_all("story", "items_of_story", story, view, now)

    def _find_all(self, kind: str, query: str, id: str, view: View, now: datetime) -> list[Filed]:
        """Give a chain's or a story's items, also by an id that was merged into another."""
        with self._db.reading() as db:
            seen = {id}
            while (row := db.run(kind, {"id": id}).fetchone()) and row["merged_into"]:
                id = row["merged_into"]
                if id in seen:
                    break
                seen.add(id)
            found = db.run(query, {"id": id}).fetchall()
        listed = (row for row in found if view == "desk" or not row["is_notice"])
        shown = (_shown(rows.filed_of(row), row["is_held"], view, now) for row in listed)
        return [filed for filed in shown if filed is not None]

    def story_starts(self, since: datetime, until: datetime, *, limit: int = 20_000) -> list[AgencyStart]:
        values = {"since": rows.micros(since), "until": rows.micros(until), "limit": limit}
        with self._db.reading() as db:
            found = db.run("story_starts", values).fetchall()
            names = self._names(db, found)
        return [
            AgencyStart(
                story=row["story"],
                agency=names[row["agency"], row["agency_name"]],
                item=row["id"],
                rank=row["rank"],
                received_at=rows.time_of(row["received_at"]),
            )
            for row in found
        ]

    def active_agencies(self, since: datetime, until: datetime) -> list[str]:
        with self._db.reading() as db:
            found = db.run("active_agencies", {"since": rows.micros(since), "until": rows.micros(until)}).fetchall()
            return sorted(set(self._names(db, found).values()))

    def _names(self, db: SessionT, found: Sequence[Row]) -> dict[tuple[str | None, str | None], str]:
        """Give the agencies' names as they are printed: the table has them folded, so one item of each is read."""
        one_of_each = {(row["agency"], row["agency_name"]): row["id"] for row in found}
        copies = db.run("items_by_id", rows.ids_json(list(one_of_each.values()))).fetchall()
        items = {row["id"]: rows.filed_of(row).item for row in copies}
        return {key: shown_agency(items[id]) for key, id in one_of_each.items()}

    def ticker(self, limit: int = 40, *, view: View = "public", now: datetime) -> list[TickerLine]:
        with self._db.reading() as db:
            lines = db.run(f"ticker_{view}", {"limit": limit}).fetchall()
            ids = [line["top"] for line in lines]
            found = {row["id"]: row for row in db.run("items_by_id", rows.ids_json(ids))}
        given = []
        for line in lines:
            row = found[line["top"]]
            filed = _shown(rows.filed_of(row), row["is_held"], view, now)
            if filed is not None:
                given.append(TickerLine(filed=filed, n_versions=line["n"], at=rows.time_of(line["at"])))
        return given

    def newest(
        self,
        *,
        query: str | None = None,
        limit: int = 50,
        before: int | None = None,
        view: View = "public",
        now: datetime,
    ) -> list[Filed]:
        with self._db.reading() as db:
            found = self._found(db, query or "", view=view, now=now, before=before, limit=limit)
        shown = (_shown(rows.filed_of(row), row["is_held"], view, now) for row in found)
        return [filed for filed in shown if filed is not None]

    def best(
        self, *, query: str, limit: int = 50, window: int = RANK_WINDOW, view: View = "public", now: datetime
    ) -> list[Filed]:
        with self._db.reading() as db:
            found = self._found_best(db, query, view=view, now=now, window=window, limit=limit)
        shown = (_shown(rows.filed_of(row), row["is_held"], view, now) for row in found)
        return [filed for filed in shown if filed is not None]

    # the spike

    def spike(self, limit: int = 100) -> list[SpikeEntry]:
        with self._db.reading() as db:
            found = db.run("spike", {"limit": limit}).fetchall()
        return [
            SpikeEntry(
                dispatch=row["id"],
                source=row["source"],
                received_at=rows.time_of(row["received_at"]),
                reason=row["reason"],
                n_bytes=row["n_bytes"],
                filename=row["filename"],
                n_replays=row["n_replays"],
            )
            for row in found
        ]

    def take_off_spike(self, dispatch: str) -> Dispatch:
        with self._db.writing() as db:
            if not db.run("unspike", {"id": dispatch}).rowcount:
                raise NotFound("dispatch on the spike", dispatch)
            return rows.dispatch_of(db.run("dispatch", {"id": dispatch}).fetchone())

    # small things

    def read_note(self, key: str) -> str | None:
        with self._db.reading() as db:
            row = db.run("read_note", {"key": key}).fetchone()
            return None if row is None else str(row["value"])

    def write_notes(self, notes: Mapping[str, str]) -> None:
        with self._db.writing() as db:
            db.run_many("write_note", [{"key": key, "value": value} for key, value in notes.items()])

    def write_note_once(self, key: str, value: str) -> str:
        with self._db.writing() as db:  # one such transaction at a time, of all processes
            row = db.run("read_note", {"key": key}).fetchone()
            if row is not None:
                return str(row["value"])
            db.run("write_note", {"key": key, "value": value})
            return value

    # running it

    def figures(self, *, is_counted: bool = False) -> StoreFigures:
        with self._db.reading() as db:
            figures = dict(db.run("figures").fetchone())
            size_bytes = self._size_bytes(db)
        counted = self._counts.give(figures["last_seq"], is_awaited=is_counted)
        newest = figures.pop("newest_received_at")
        at = None if newest is None else rows.time_of(newest)
        return StoreFigures(**counted, **figures, size_bytes=size_bytes, newest_received_at=at)

    def _count(self) -> Mapping[str, int]:
        with self._db.reading() as db:
            return dict(db.run("counts").fetchone())

    def source_hours(self, since: datetime) -> list[SourceHour]:
        with self._db.reading() as db:
            found = db.run("source_hours", {"since": rows.micros(since)}).fetchall()
        return [
            SourceHour(
                source=row["source"],
                hour=rows.time_of(row["hour"] * _HOUR),
                n_items=row["n"],
                last_at=rows.time_of(row["last_at"]),
            )
            for row in found
        ]

    def arrival_times(self, since: datetime, until: datetime, *, limit: int = 20_000) -> list[ArrivalTime]:
        values = {"since": rows.micros(since), "until": rows.micros(until), "limit": limit}
        with self._db.reading() as db:
            found = db.run("arrival_times", values).fetchall()
        return [
            ArrivalTime(source=row["source"], received_at=rows.time_of(row["received_at"]), at=rows.time_of(row["at"]))
            for row in found
        ]

    def source_troubles(self, since: datetime) -> list[SourceTrouble]:
        with self._db.reading() as db:
            found = db.run("source_troubles", {"since": rows.micros(since)}).fetchall()
        return [
            SourceTrouble(
                source=row["source"],
                n_dispatches=int(row["n"]),
                n_spiked=int(row["n_spiked"]),
                n_faulty=int(row["n_faulty"]),
            )
            for row in found
        ]

    def close(self) -> None:
        self._db.close()


def _shown(filed: Filed, is_held: int, view: View, now: datetime) -> Filed | None:
    """Give an item as this view may see it; None = it may not know of it."""
    if view == "desk":
        return filed
    if is_held or (filed.held_until is not None and filed.held_until > now):
        return None
    return for_readers(filed)


def _joined(found: Sequence[Receipt]) -> Receipt:
    """Tell of a dispatch and of those enclosed in it as of one."""
    first = found[0]
    items = tuple(dict.fromkeys(item for receipt in found for item in receipt.items))
    faults: tuple[Fault, ...] = tuple(fault for receipt in found for fault in receipt.faults)
    return msgspec.structs.replace(first, items=items, faults=faults)
