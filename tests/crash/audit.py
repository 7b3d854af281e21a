"""The reckoning after a siege: what everybody was told, against what the room holds. Faults in plain words; none = it held."""

from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
from datetime import UTC, datetime

from crash.traffic import Sender, WireReader, copy, order_to_kill
from deliveries.receivers import Got
from wireroom.frames import READER_KINDS, WITH_WORDS
from wireroom.model import Delivery, Event, dispatch_id
from wireroom.store import Store, delivery_key

_PAGE = 500
#: nothing here is held: any time does
_NOW = datetime(2026, 3, 2, tzinfo=UTC)


def all_events(store: Store) -> list[Event]:
    """Read the wire from its beginning."""
    found: list[Event] = []
    while page := store.events_after(found[-1].seq if found else 0, _PAGE):
        found += page
    return found


def all_deliveries(store: Store) -> list[Delivery]:
    """Read the whole ledger."""
    found: list[Delivery] = []
    while page := store.find_deliveries(before=found[-1].n if found else None, limit=_PAGE):
        found += page
    return found


def audit_dispatches(store: Store, sent: Mapping[str, set[bytes]]) -> list[str]:
    """Look for each dispatch, by source, that was acknowledged: it is placed, once, and nothing else is there."""
    faults: list[str] = []
    n_sent = 0
    for source, found in sent.items():
        for data in found:
            n_sent += 1
            receipt = store.find_receipt(dispatch_id(source, data))
            if receipt is None:
                faults.append(f"lost: {data[:80]!r} of {source}")
            elif receipt.state != "placed" or len(receipt.items) != 1:
                faults.append(f"not placed as one item: {receipt}")
    figures = store.figures()
    if figures.n_dispatches != n_sent:
        faults.append(f"{n_sent} dispatches were sent and {figures.n_dispatches} are kept")
    if figures.n_kept or figures.n_spiked:
        faults.append(f"{figures.n_kept} dispatches wait and {figures.n_spiked} are on the spike")
    return faults


def audit_told(senders: Iterable[Sender], store: Store) -> list[str]:
    """Look whether what the answers said of items is what the room says now."""
    faults: list[str] = []
    for sender in senders:
        faults += sender.faults
        for told in sender.told.values():
            receipt = store.find_receipt(told.dispatch)
            if receipt is None or (told.items and list(receipt.items) != told.items):
                faults.append(f"a sender was told {told}, and the room says {receipt}")
    return faults


def audit_kills(senders: Iterable[Sender], store: Store) -> list[str]:
    """Look whether every order to kill took effect: what it names is killed, and by it."""
    faults: list[str] = []
    for sender in senders:
        for number in sorted(sender.killed):
            story, order = (sender.told[data] for data in (copy(number), order_to_kill(number)))
            receipts = [store.find_receipt(told.dispatch) for told in (story, order)]
            items = [item for receipt in receipts if receipt is not None for item in receipt.items]
            killed = store.find_item(items[0], view="desk", now=_NOW) if len(items) == 2 else None
            if killed is None or killed.killed_by != items[1]:
                faults.append(f"number {number} is not killed, though {order} says so")
    return faults


def audit_wire(events: Sequence[Event], n_items: int) -> list[str]:
    """Look through the log: no gaps, each item filed once."""
    faults: list[str] = []
    if [event.seq for event in events] != list(range(1, len(events) + 1)):
        faults.append("the log has gaps or is out of order")
    filed = Counter(event.item for event in events if event.kind == "filed")
    faults += [f"filed {count} times: {item}" for item, count in filed.items() if count > 1]
    if len(filed) != n_items:
        faults.append(f"{n_items} items are on the wire and {len(filed)} were filed")
    return faults


def audit_reader(reader: WireReader, wanted: Sequence[int], either: Container[int] = ()) -> list[str]:
    """Look whether a reader that resumed has seen each event once, in order; those of `either` it may have seen or not."""
    if [seq for seq in reader.seqs if seq not in either] == [seq for seq in wanted if seq not in either]:
        return []
    seen = set(reader.seqs)
    missed, extra = sorted(set(wanted) - seen), sorted(seen - set(wanted))
    twice = [seq for seq, count in Counter(reader.seqs).items() if count > 1]
    return [f"a reader of {reader.query!r} missed {missed[:9]}, saw {twice[:9]} twice and {extra[:9]} besides"]


def reader_seqs(events: Sequence[Event]) -> list[int]:
    """Give the seqs that a reader of everything must have seen."""
    return [event.seq for event in events if event.kind in READER_KINDS]


def audit_bus(events: Sequence[Event], found: Sequence[int]) -> list[str]:
    """Look whether the bus has each event once, in order. A kill takes what was told of its item before out of it."""
    killed = {event.item for event in events if event.kind == "killed"}
    either = {event.seq for event in events if event.item in killed and event.kind in WITH_WORDS}
    wanted = reader_seqs(events)
    if [seq for seq in found if seq not in either] == [seq for seq in wanted if seq not in either]:
        return []
    return [
        f"{len(wanted)} events for readers, and on the bus are {len(found)}; not there: {sorted(set(wanted) - set(found))[:9]}"
    ]


def audit_deliveries(
    rows: Sequence[Delivery], events: Sequence[Event], got: Mapping[str, set[str]], watches: Iterable[str]
) -> list[str]:
    """Look through the ledger: each item for each who is sent it, under one key, and received if it says so.

    Shape: `got` has the keys that came, by channel.
    """
    faults: list[str] = []
    by_key = {row.key: row for row in rows}
    killed = {event.item for event in events if event.kind == "killed"}
    for row in rows:
        if row.channel not in got:
            continue
        if row.state == "acknowledged" and row.key not in got[row.channel]:
            faults.append(f"the ledger says that {row.subscriber} has {row.key}, and it never came")
        may_be_dead = row.item in killed and row.kind != "killed"
        if row.state != "acknowledged" and not (row.state == "dead" and may_be_dead):
            faults.append(f"{row.kind} for {row.subscriber} is {row.state}: {row.problem}")
    subscribers = {(row.subscriber, row.channel) for row in rows if row.kind == "item"}
    alerts = {(name, row.channel) for name in watches for row in rows if row.subscriber == name}
    for event in events:
        if event.kind != "filed" or event.item is None or "kill" in event.data.get("actions", ()):
            continue
        for who, channel, kind in [*((*each, "item") for each in subscribers), *((*each, "alert") for each in alerts)]:
            if delivery_key(who, channel, kind, event.item) not in by_key:
                faults.append(f"{event.item} has no row for {who} by {channel}")
    for channel, keys in got.items():
        faults += [f"{key} came by {channel} and is not in the ledger" for key in keys - set(by_key)]
    for item in killed:
        for row in rows:
            is_copy = row.item == item and row.kind == "item" and row.key in got.get(row.channel, ())
            if is_copy and delivery_key(row.subscriber, row.channel, "killed", item) not in by_key:
                faults.append(f"{row.subscriber} has {item}, which was killed, and is not told")
    return faults


def audit_numbers(got: Iterable[tuple[int, str]]) -> list[str]:
    """Look at the numbers of one subscriber: without gaps, and one number is one thing."""
    keys: dict[int, set[str]] = {}
    for number, key in got:
        keys.setdefault(number, set()).add(key)
    faults = [f"number {number} was given to {len(found)} things" for number, found in keys.items() if len(found) > 1]
    missing = sorted(set(range(1, max(keys, default=0) + 1)) - set(keys))
    return faults + ([f"numbers that never came: {missing[:9]}"] if missing else [])


def numbers_of(got: Iterable[Got]) -> list[tuple[int, str]]:
    """Read number and key off what a webhook got."""
    return [(int(one.headers["wireroom-number"]), one.headers["idempotency-key"]) for one in got]
