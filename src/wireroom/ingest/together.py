"""Together: editors take, note, mark, collect and send. Written as decisions, like all that editors do; see `edits`."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol

from wireroom.editing import together
from wireroom.errors import NotFound
from wireroom.model import DESK_CHANNEL, Decision, Editor, Filed
from wireroom.store import Errand, Ring, Ringer, Shift, Store


class Write(Protocol):
    """Writes one decision; gives it as it was written."""

    def __call__(self, decision: Decision, shift: Shift, ringer: Ringer | None = None) -> Decision: ...


class Together:
    """What editors do for each other to see. Raises, and gives, what `Edits` does."""

    def __init__(
        self,
        store: Store,
        clock: Callable[[], datetime],
        lock: Callable[[], AbstractContextManager[object]],
        write: Write,
    ) -> None:
        self._store, self._clock, self._lock, self._write = store, clock, lock, write

    def take(self, item: str, *, is_over: bool = False, by: Editor, why: str | None = None) -> Decision:
        """Take a running story, of which this is an item."""
        with self._lock():
            filed = self._item(item)
            return self._done(
                together.take(filed, self._others(filed), is_over=is_over, by=by, at=self._clock(), why=why)
            )  # fmt: skip

    def note(self, item: str, text: str, *, by: Editor, why: str | None = None) -> Decision:
        """Put words beside an item."""
        with self._lock():
            return self._done(together.note(self._item(item), text, by=by, at=self._clock(), why=why))

    def mark(self, item: str, name: str, *, by: Editor, why: str | None = None) -> Decision:
        """Mark an item as seen, or for later."""
        with self._lock():
            filed = self._item(item)
            return self._done(together.mark(filed, self._others(filed), name, by=by, at=self._clock(), why=why))

    def open_collection(self, name: str, *, by: Editor, why: str | None = None) -> Decision:
        """Begin a collection."""
        with self._lock():
            names = [one.name for one in self._store.collections()]
            return self._done(together.open_collection(names, name, by=by, at=self._clock(), why=why))

    def collect(self, item: str, collection: str, *, by: Editor, why: str | None = None) -> Decision:
        """Put an item into a collection."""
        with self._lock():
            opened = self._store.find_decision(collection)
            if opened is None:
                raise NotFound("collection", collection)
            filed = self._item(item)
            others = self._others(filed)
            return self._done(together.collect(filed, others, opened, by=by, at=self._clock(), why=why))

    def send(self, item: str, channel: str, *, by: Editor, why: str | None = None) -> Decision:
        """Send an item by a channel: the decision and its row in the ledger are one commit."""
        with self._lock():
            if channel not in {one.name for one in self._store.find_channels()} | {DESK_CHANNEL}:
                raise NotFound("channel", channel)
            made = together.send(self._item(item), channel, by=by, at=self._clock(), why=why)
            ring = Ring(
                subscriber=f"sent-{made.id}",
                name=f"Sent by {together.said(by)}",
                errands=(Errand(channel=channel, due_at=made.at),),
            )
            return self._write(made, Shift(), lambda _: (ring,))

    def _done(self, decision: Decision) -> Decision:
        return self._write(decision, Shift())

    def _item(self, item: str) -> Filed:
        found = self._store.find_item(item, view="desk", now=self._clock())
        if found is None:
            raise NotFound("item", item)
        return found

    def _others(self, filed: Filed) -> Sequence[Decision]:
        return self._store.together(chain=filed.chain)
