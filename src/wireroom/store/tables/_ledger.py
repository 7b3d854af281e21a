"""The ledger: rows of deliveries, written inside a placing transaction or by the outbox."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Final, Generic

import msgspec

from wireroom.errors import NotFound
from wireroom.model import DESK_CHANNEL, Delivery, DeliveryKind, DeliveryState, OutChannel, Recall, Subscriber, Watch
from wireroom.store._ledger import NONE_FAIL, Errand, Failing, Outcome, Ring, Turn, delivery_key
from wireroom.store.tables import _rows as rows
from wireroom.store.tables._lanes import Lanes, choose_lanes
from wireroom.store.tables._recalls import find_untold
from wireroom.store.tables._rows import Row
from wireroom.store.tables._session import Database, Session, SessionT

_WATCH: Final = msgspec.json.Decoder(Watch)
_CHANNEL: Final = msgspec.json.Decoder(OutChannel)
_SUBSCRIBER: Final = msgspec.json.Decoder(Subscriber)
#: the order of deliveries of a channel: kills · what is pressing and all else · what waits behind it
_TURNS: Final = (0, 1, 2)
#: strokes of the bell for a kill or a correction of something that rang
_KILL_BELLS: Final = 5
_CORRECTION_BELLS: Final = 1


class LedgerVerbs(Generic[SessionT]):
    """The verbs of `Ledger`; the store mixes them in beside its own."""

    _db: Database[SessionT]

    def find_watches(self) -> list[Watch]:
        with self._db.reading() as db:
            return [_WATCH.decode(row["watch"]) for row in db.run("watches")]

    def write_watch(self, watch: Watch) -> None:
        with self._db.writing() as db:
            db.run("write_watch", {"id": watch.id, "watch": rows.to_json(watch)})

    def remove_watch(self, watch: str) -> None:
        with self._db.writing() as db:
            if not db.run("remove_watch", {"id": watch}).rowcount:
                raise NotFound("watch", watch)

    def find_channels(self) -> list[OutChannel]:
        with self._db.reading() as db:
            return [_CHANNEL.decode(row["channel"]) for row in db.run("channels")]

    def write_channel(self, channel: OutChannel) -> None:
        with self._db.writing() as db:
            db.run("write_channel", {"name": channel.name, "channel": rows.to_json(channel)})

    def remove_channel(self, channel: str) -> None:
        with self._db.writing() as db:
            if not db.run("remove_channel", {"name": channel}).rowcount:
                raise NotFound("channel", channel)

    def find_subscribers(self) -> list[Subscriber]:
        with self._db.reading() as db:
            return [_SUBSCRIBER.decode(row["subscriber"]) for row in db.run("subscribers")]

    def write_subscriber(self, subscriber: Subscriber) -> None:
        values = {
            "id": subscriber.name,
            "subscriber": rows.to_json(subscriber),
            "is_paused": int(subscriber.is_paused),
            "channel": subscriber.channel,
        }
        with self._db.writing() as db:
            db.run("write_subscriber", values)
            db.run("move_waiting", {"subscriber": subscriber.name, "channel": subscriber.channel})

    def remove_subscriber(self, subscriber: str) -> None:
        with self._db.writing() as db:
            if not db.run("remove_subscriber", {"id": subscriber}).rowcount:
                raise NotFound("subscriber", subscriber)
            db.run("call_off_subscriber", {"subscriber": subscriber, "problem": "the subscriber was removed"})

    def resend(self, subscriber: str, number: int, *, now: datetime) -> int:
        asked = {"subscriber": subscriber, "number": number, "now": rows.micros(now)}
        with self._db.writing() as db:
            return db.run("resend", asked).rowcount

    def recalls(self, *, is_open: bool | None = None, limit: int = 100) -> list[Recall]:
        asked = {"is_open": None if is_open is None else int(is_open), "limit": limit}
        with self._db.reading() as db:
            return [_recall(row) for row in db.run("recalls", asked)]

    def waiting_channels(self) -> list[str]:
        with self._db.reading() as db:
            return [row["channel"] for row in db.run("waiting_channels")]

    def waiting_since(self) -> Mapping[str, datetime]:
        found: dict[str, int] = {}
        with self._db.reading() as db:
            for head in db.run("heads"):
                found[head["channel"]] = min(head["due_at"], found.get(head["channel"], head["due_at"]))
        return {channel: rows.time_of(at) for channel, at in found.items()}

    def turn(
        self, outcomes: Sequence[Outcome], wanted: Mapping[str, int], *, now: datetime, failing: Failing = NONE_FAIL
    ) -> Turn:
        with self._db.reading() as db:
            lanes = choose_lanes(db.run("heads"), wanted, failing, now)
        is_leaving = bool(lanes.channels)
        if not outcomes and not is_leaving:  # most turns find nothing to do: take no write lock for that
            return _turn_of(lanes, ())
        # what leaves is durable before: a ledger that forgot in a power cut who has an item would not tell him of its kill.
        # what became of it need not wait for the disk: it is sent again under the same key
        with self._db.writing(is_synced=is_leaving) as db:
            db.run_many("settle_delivery", [_settled(outcome, now) for outcome in outcomes])
            lanes = choose_lanes(db.run("heads"), wanted, failing, now)
            if not is_leaving:  # what has come in between wakes the outbox, and leaves with the next turn
                return _turn_of(lanes, ())
            at = rows.micros(now)
            taken = [
                delivery_of(row)
                for channel, first in lanes.channels.items()
                for n in (_in_line(db, channel, wanted[channel], at) if wanted[channel] > 1 else (first,))
                for row in db.run("claim_delivery", {"n": n, "now": at}).fetchall()
            ]
        return _turn_of(lanes, taken)

    def add_delivery(self, ring: Ring, *, kind: DeliveryKind, item: str, seq: int, now: datetime) -> list[Delivery]:
        with self._db.writing() as db:
            write_rings(db, [ring], kind=kind, item=item, seq=seq, now=now)
            keys = [delivery_key(ring.subscriber, errand.channel, kind, item) for errand in ring.errands]
            found = (db.run("delivery", {"key": key}).fetchone() for key in keys)
            return [delivery_of(row) for row in found]

    def reopen_sent(self) -> int:
        with self._db.writing() as db:
            return db.run("reopen_sent").rowcount

    def replay(self, key: str, *, now: datetime) -> Delivery:
        with self._db.writing() as db:
            if not db.run("replay_delivery", {"key": key, "now": rows.micros(now)}).rowcount:
                raise NotFound("delivery to send again", key)
            return delivery_of(db.run("delivery", {"key": key}).fetchone())

    def replay_dead(self, channel: str | None = None, *, now: datetime) -> int:
        with self._db.writing() as db:
            return db.run("replay_dead", {"channel": channel, "now": rows.micros(now)}).rowcount

    def acknowledge(self, key: str, *, now: datetime) -> None:
        with self._db.writing() as db:
            if db.run("delivery", {"key": key}).fetchone() is None:
                raise NotFound("delivery", key)
            db.run("acknowledge_delivery", {"key": key, "now": rows.micros(now)})

    def find_delivery(self, key: str) -> Delivery | None:
        with self._db.reading() as db:
            row = db.run("delivery", {"key": key}).fetchone()
            return None if row is None else delivery_of(row)

    def find_deliveries(
        self,
        *,
        state: DeliveryState | None = None,
        channel: str | None = None,
        subscriber: str | None = None,
        before: int | None = None,
        limit: int = 100,
    ) -> list[Delivery]:
        asked = {"state": state, "channel": channel, "subscriber": subscriber, "before": before, "limit": limit}
        with self._db.reading() as db:
            return [delivery_of(row) for row in db.run("deliveries", asked)]

    def recipients(self, item: str) -> list[Delivery]:
        with self._db.reading() as db:
            return [delivery_of(row) for row in db.run("recipients", {"item": item})]

    def count_deliveries(self) -> Mapping[str, int]:
        with self._db.reading() as db:
            return {row["state"]: row["n"] for row in db.run("delivery_counts")}


def _in_line(db: Session, channel: str, limit: int, at: int) -> list[int]:
    """Give the rows that go now by one channel; what failed holds up what is behind it."""
    found: list[int] = []
    for turn in _TURNS:
        for row in db.run("next_deliveries", {"channel": channel, "turn": turn, "now": at, "limit": limit}):
            if row["next_at"] > at or len(found) == limit:
                return found
            found.append(row["n"])
    return found


def _turn_of(lanes: Lanes, taken: Sequence[Delivery]) -> Turn:
    return Turn(
        deliveries=tuple(taken),
        next_at=rows.time_or_none(lanes.next_at),
        failing_at=rows.time_or_none(lanes.failing_at),
    )


def _settled(outcome: Outcome, now: datetime) -> dict[str, object]:
    return {
        "key": outcome.key,
        "state": outcome.state,
        "next_at": rows.micros_or_none(outcome.next_at),
        "problem": rows.storable(outcome.problem),
        "now": rows.micros(now),
    }


def write_rings(
    db: Session,
    rings: Sequence[Ring],
    *,
    item: str,
    seq: int,
    now: datetime,
    kind: DeliveryKind | None = None,
    by: str | None = None,
    order: str | None = None,
) -> set[tuple[str, str]]:
    """Write the rows of some rings for one event; gives (subscriber, channel) of those that are new.

    `kind` is for all of them; None = each ring's own. `order`: they were told of another kill before, see `delivery_key`.
    """
    at = rows.micros(now)
    values = [
        _delivery_values(ring, errand, kind or ring.kind, item=item, seq=seq, at=at, by=by, order=order)
        for ring in rings
        for errand in ring.errands
    ]
    # nearly always all are new: one round trip says so
    if values and db.run_many("add_delivery", values) != len(values):
        new = {row["key"] for row in db.run("deliveries_of_event", {"item": item, "seq": seq})}
        values = [each for each in values if each["key"] in new]
    return {(str(each["subscriber"]), str(each["channel"])) for each in values}


def _delivery_values(
    ring: Ring,
    errand: Errand,
    kind: DeliveryKind,
    *,
    item: str,
    seq: int,
    at: int,
    by: str | None,
    order: str | None,
) -> dict[str, object]:
    is_desk = errand.channel == DESK_CHANNEL
    return {
        "key": delivery_key(ring.subscriber, errand.channel, kind, item, order),
        "subscriber": ring.subscriber,
        "name": ring.name,
        "channel": errand.channel,
        "kind": kind,
        "seq": seq,
        "item": item,
        "by_item": by,
        "urgency": ring.urgency,
        "bells": ring.bells,
        "turn": 0 if kind == "killed" else ring.turn,
        "with_corrections": ring.with_corrections,
        "state": "sent" if is_desk else "queued",
        "attempts": int(is_desk),
        "created_at": at,
        "due_at": rows.micros(errand.due_at),
        "sent_at": at if is_desk else None,
    }


class Bell:
    """Rings for one item inside a placing transaction, and tells the desk in one event."""

    def __init__(self, db: Session, now: datetime, tell: Callable[[dict[str, object]], object]) -> None:
        self._db = db
        self._now = now
        self._tell = tell

    def ring(self, rings: Sequence[Ring], *, item: str, chain: str, seq: int, is_inside: bool) -> None:
        """Ring for a new item; `is_inside` = nothing of it may leave the room, so only the desk is rung."""
        if is_inside:
            rings = [_inside(ring) for ring in rings]
        rings = [ring for ring in rings if not (ring.is_first_only and self._has_rung(ring.subscriber, chain, item))]
        written = write_rings(self._db, rings, item=item, seq=seq, now=self._now)
        rung = [ring for ring in rings if (ring.subscriber, DESK_CHANNEL) in written]
        self._tell_desk(rung, "alert")

    def correct(self, *, item: str, by: str, seq: int) -> None:
        """Tell everybody who was told of an item, and wants to know, that it was corrected."""
        told = [row for row in self._db.run("told_of", {"item": item}).fetchall() if row["with_corrections"]]
        self._ring_again(told, "corrected", item=item, by=by, seq=seq)

    def kill(self, *, item: str, by: str, seq: int, is_withdrawal: bool) -> None:
        """Tell everybody who was told of an item that it was killed; of a further order, who does not know as much yet."""
        told = self._db.run("told_of", {"item": item}).fetchall()
        notices = self._db.run("kill_notices", {"item": item}).fetchall() if told else ()
        first, further = find_untold(told, notices, item=item, by=by, is_withdrawal=is_withdrawal)
        self._ring_again(first, "killed", item=item, by=by, seq=seq)
        self._ring_again(further, "killed", item=item, by=by, seq=seq, order=by)
        self._db.run("call_off", {"item": item, "problem": "killed before it left"})

    def _ring_again(
        self, told: Sequence[Row], kind: DeliveryKind, *, item: str, by: str, seq: int, order: str | None = None
    ) -> None:
        rings = [
            Ring(
                subscriber=row["subscriber"],
                name=row["name"],
                errands=(_at_once(row["channel"], self._now),),
                urgency=row["urgency"],
                bells=_KILL_BELLS if kind == "killed" else _CORRECTION_BELLS,
                with_corrections=bool(row["with_corrections"]),
            )
            for row in told
        ]
        written = write_rings(self._db, rings, kind=kind, item=item, seq=seq, now=self._now, by=by, order=order)
        rung = [
            ring
            for ring in rings
            if ring.errands[0].channel == DESK_CHANNEL and (ring.subscriber, DESK_CHANNEL) in written
        ]
        self._tell_desk(rung, kind)

    def _has_rung(self, subscriber: str, chain: str, item: str) -> bool:
        asked = {"subscriber": subscriber, "chain": chain, "item": item}
        return self._db.run("has_rung_in_chain", asked).fetchone() is not None

    def _tell_desk(self, rung: Sequence[Ring], kind: str) -> None:
        if rung:
            watches = [{"id": ring.subscriber, "name": ring.name} for ring in rung]
            self._tell({"about": kind, "bells": max(ring.bells for ring in rung), "watches": watches})


def _inside(ring: Ring) -> Ring:
    """Give a ring that nobody but the desk hears."""
    kept = tuple(errand for errand in ring.errands if errand.channel == DESK_CHANNEL)
    return msgspec.structs.replace(ring, errands=kept)


def _at_once(channel: str, now: datetime) -> Errand:
    return Errand(channel=channel, due_at=now)


def delivery_of(row: Row) -> Delivery:
    """Read a row of the ledger."""
    return Delivery(
        n=row["n"],
        key=row["key"],
        subscriber=row["subscriber"],
        name=row["name"],
        channel=row["channel"],
        kind=row["kind"],
        seq=row["seq"],
        item=row["item"],
        by=row["by_item"],
        urgency=row["urgency"],
        bells=row["bells"],
        state=row["state"],
        attempts=row["attempts"],
        number=row["number"],
        created_at=rows.time_of(row["created_at"]),
        due_at=rows.time_of(row["due_at"]),
        next_at=rows.time_of(row["next_at"]),
        sent_at=rows.time_or_none(row["sent_at"]),
        acknowledged_at=rows.time_or_none(row["acknowledged_at"]),
        problem=row["problem"],
    )


def _recall(row: Row) -> Recall:
    n_open = row["n_told"] - row["n_acknowledged"]
    state: DeliveryState = "acknowledged"
    if n_open:
        state = "dead" if row["n_dead"] else "failed" if row["n_failed"] else "queued"
    return Recall(
        item=row["item"],
        by=row["by_item"],
        began_at=rows.time_of(row["began_at"]),
        n_told=row["n_told"],
        n_open=n_open,
        ended_at=None if n_open else rows.time_or_none(row["ended_at"]),
        state=state,
    )
