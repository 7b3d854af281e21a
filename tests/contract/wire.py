"""Invented copy for store tests: short words for dispatches, items and placements."""

from datetime import UTC, datetime, timedelta

from wireroom.model import Block, Change, Dispatch, Item, Marks, Receipt
from wireroom.store import Placed, Placement, Store

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


def minutes(n: float) -> timedelta:
    return timedelta(minutes=n)


def dispatch(name: str, *, at: datetime = NOON, **more: object) -> Dispatch:
    return Dispatch.of(f"copy of {name}".encode(), source="test", received_at=at, **more)


def item(name: str, headline: str | None = None, **more: object) -> Item:
    """An item of the invented agency "hafen"; `name` is its id."""
    fields: dict[str, object] = {
        "uri": f"urn:test:{name}",
        "agency": "hafen",
        "agency_name": "Hafen",
        "format": "ninjs",
        "headline": headline or f"Headline of {name}",
        "headline_clean": headline or f"Headline of {name}",
        "blocks": (Block(text=f"Body of {name}."),),
        "marks": Marks(),
    }
    return Item(id=name, **(fields | more))


def placement(made: Item | str, *, chain: str = "c", story: str = "s", **more: object) -> Placement:
    return Placement(item=item(made) if isinstance(made, str) else made, chain=chain, story=story, **more)


def file(store: Store, *placements: Placement, now: datetime = NOON, name: str | None = None) -> Receipt:
    """Take placements in as one dispatch received at `now`."""
    arrived = dispatch(name or placements[0].item.id, at=now)
    store.keep([arrived])
    return store.apply([Placed(dispatch=arrived.id, format="ninjs", placements=placements)], now=now)[0]


def kill(name: str, target: str, kind: str = "kills", **more: object) -> Placement:
    """A kill notice that repeats the words it kills, as they do."""
    notice = item(name, f"KILL: Headline of {target}", marks=Marks(actions=("kill",), label="KILL"))
    return placement(notice, changes=(Change(kind=kind, target=target, reason="says so"),), **more)
