"""A desk with a clock that is set by hand, and invented ninjs copy for it."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from wireroom.ingest import Desk, Edits, SourceHints
from wireroom.model import Dispatch, Receipt
from wireroom.store import Store, open_store

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


class Clock:
    def __init__(self, now: datetime = NOON) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


class Room:
    """Copy goes in by `send`, ticker lines come out by `lines` and `box`."""

    def __init__(self, store: Store | None = None, hints: Mapping[str, SourceHints] | None = None) -> None:
        self.store = store or open_store(":memory:")
        self.clock = Clock()
        self.desk = Desk(self.store, clock=self.clock, source_settings=hints)
        self.edits = Edits(self.store, self.clock, self.desk.editing, lambda _: None)
        self.seq = 0

    def copy(self, uri: str, headline: str, *, source: str = "hafen", **fields: object) -> Dispatch:
        return Dispatch.of(ninjs(uri, headline, at=self.clock.now, **fields), source=source, received_at=self.clock.now)

    def send(self, uri: str, headline: str, *, minute: float | None = None, **fields: object) -> Receipt:
        """Take one item in; `minute` sets the clock to so many minutes past noon."""
        if minute is not None:
            self.clock.now = NOON + timedelta(minutes=minute)
        return self.desk.take([self.copy(uri, headline, **fields)])[0]

    def lines(self) -> list[str]:
        """Give what came over the wire since the last call, as a reader sees it."""
        events = self.store.events_after(self.seq)
        self.seq = events[-1].seq if events else self.seq
        return [f"{event.kind}: {event.data.get('headline', '-')}" for event in events]

    def box(self) -> list[str]:
        """Give the box "Off the wire", as a reader sees it."""
        lines = self.store.ticker(now=self.clock.now)
        return [f"{line.filed.item.title} ({line.n_versions})" for line in lines]


def ninjs(uri: str, headline: str, *, at: datetime = NOON, body: str | None = None, **fields: object) -> bytes:
    made: dict[str, object] = {
        "uri": f"urn:test:{uri}",
        "version": "1",
        "type": "text",
        "versioncreated": at.isoformat(),
        "headline": headline,
        "infosources": [{"name": "Hafen"}],
        "body_text": body or f"{headline}. More of it follows in the copy.",
    }
    return json.dumps(made | fields).encode()
