"""The live wire: `GET /api/v1/wire` as server-sent events, resumable from any seq.

    log.wait_after -> log.load -> one frame each -> written to every reader's transport in a plain loop

A waiting reader costs no queue and no wake-up per event: that is what lets one core write some ninety thousand events a
second (queues per reader gave a quarter of it). The price is that this needs uvicorn's transport under the ASGI surface.

Where a reader stands:

    catching up    its own request task reads the store from its seq on, at the reader's own pace
    live           the hub writes to it as events come
    lagging        its transport holds more than `limit_bytes`: the hub leaves it out, and feeds it from the ring of
                   recent frames whenever there is room; it is cut when it takes nothing for `patience_s` or falls
                   behind the ring. It comes back with Last-Event-ID and has lost nothing.
"""

import asyncio
import itertools
import time
from collections import deque
from collections.abc import Callable
from datetime import datetime
from typing import Final

import structlog

from wireroom.errors import StoreError
from wireroom.frames import Frame, chunk
from wireroom.query import Subject
from wireroom.store._api import Store
from wireroom.web._api import Waiter
from wireroom.web.wire_log import StoreLog, WireLog

log: Final = structlog.get_logger(__name__)

#: tells whether an item is wanted by a filtered reader
Matcher = Callable[[Subject], bool]


class Reader:
    """One connection to the live wire."""

    __slots__ = ("group", "moved_at", "seq", "transport")

    def __init__(self, transport: asyncio.Transport, group: "Group", seq: int) -> None:
        self.transport = transport
        self.group = group
        #: last event written to it; kept up to date only while it is catching up or lagging
        self.seq = seq
        #: when it last took something, by the loop's clock
        self.moved_at = 0.0


class Group:
    """The readers that want the same events: all of them, or those that match one query."""

    __slots__ = ("live", "matches", "n_members", "query", "wanted")

    def __init__(self, query: str, matches: Matcher | None) -> None:
        self.query = query
        self.matches = matches
        self.live: set[Reader] = set()
        #: live, lagging and catching up
        self.n_members = 0
        #: seqs in the ring that match; not used when `matches` is None
        self.wanted: set[int] = set()

    def choose(self, frames: list[Frame], standing: dict[str, Subject]) -> set[int]:
        """Give the seqs this group wants. Kills and moves go to everybody: nobody may miss a kill for a filter.

        Shape: `standing` is the same for all groups, so that an item's words are made once and not for each query.
        """
        if self.matches is None:
            return {frame.seq for frame in frames}
        chosen = set()
        for frame in frames:
            subject = standing.get(frame.item or "")
            if subject is None or subject.filed.is_gone or self.matches(subject):
                chosen.add(frame.seq)
        return chosen


class WireHub:
    """Writes committed events to all readers of one process."""

    def __init__(
        self,
        store: Store,
        ticker: Waiter,
        clock: Callable[[], datetime],
        *,
        log: WireLog | None = None,
        limit_bytes: int = 256 * 1024,
        ring_size: int = 4096,
        keep_alive_s: float = 15.0,
        patience_s: float = 20.0,
    ) -> None:
        self.clock = clock
        #: None was given = the store's
        self.log: WireLog = StoreLog(store, ticker, clock) if log is None else log
        self.limit_bytes = limit_bytes
        self.keep_alive_s = keep_alive_s
        self.patience_s = patience_s
        #: last event that was written to live readers
        self.seq = 0
        self.ring: deque[Frame] = deque()
        self.ring_size = ring_size
        #: readers at or above this seq can be fed from the ring alone
        self.ring_floor = 0
        self.groups: dict[str, Group] = {"": Group("", None)}
        self.lagging: set[Reader] = set()
        self.is_closing = False
        #: set when the wire ends, for what is served beside it
        self.closing = asyncio.Event()
        self.n_sent = 0
        self.n_cut = 0

    @property
    def n_readers(self) -> int:
        """Readers connected now, live and lagging."""
        return sum(len(group.live) for group in self.groups.values()) + len(self.lagging)

    # the wire side

    async def start(self) -> None:
        """Stand at the end of the log as it is now, with the last events at hand for those who come back."""
        self.seq = await self.log.last_seq()
        self.ring_floor = max(0, self.seq - 1000)
        seq = self.ring_floor
        while seq < self.seq:
            frames, _ = await self._load(seq, with_items=False)
            if not frames:
                break
            self.ring.extend(frame for frame in frames if frame.seq <= self.seq)
            seq = frames[-1].seq

    async def run(self) -> None:
        """Follow the log until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._follow())
            tasks.create_task(self._feed_lagging())
            tasks.create_task(self._keep_alive())

    async def _follow(self) -> None:
        while True:
            await self.log.wait_after(self.seq)
            with_items = len(self.groups) > 1
            try:
                frames, standing = await self._load(self.seq, with_items=with_items, is_live=True)
            except StoreError as error:
                log.error("the wire could not be read; trying again", seq=self.seq, error=str(error))
                await asyncio.sleep(1)
                continue
            except Exception:
                # a fault here must not end the wire for everybody: said loudly, and tried again
                log.exception("the wire stumbled; trying again", seq=self.seq)
                await asyncio.sleep(1)
                continue
            if len(self.groups) > 1 and not with_items:
                continue  # a reader with a search has come meanwhile: without the items it would be told everything
            if frames:
                self._publish_or_part(frames, standing)
            else:  # woken before the rows could be seen
                await asyncio.sleep(0.01)

    async def _load(
        self, seq: int, *, with_items: bool, is_live: bool = False
    ) -> tuple[list[Frame], dict[str, Subject]]:
        frames, standing = await self.log.load(seq, with_items=with_items, is_live=is_live)
        return frames, {item: Subject(filed) for item, filed in standing.items()} if with_items else {}

    def _publish_or_part(self, frames: list[Frame], standing: dict[str, Subject]) -> None:
        """Publish; if that fails, part with every reader, so that each resumes after the last event it has."""
        try:
            self._publish(frames, standing)
        except Exception:
            log.exception("events could not be published; readers resume by themselves", seq=frames[-1].seq)
            for group in list(self.groups.values()):
                for reader in list(group.live):
                    group.live.discard(reader)
                    self._cut(reader, "publishing failed")

    def _publish(self, frames: list[Frame], standing: dict[str, Subject]) -> None:
        before, self.seq = self.seq, frames[-1].seq
        self._forget_killed({frame.item for frame in frames if frame.kind == "killed" and frame.item})
        self.ring.extend(frames)
        while len(self.ring) > self.ring_size:
            self.ring_floor = self.ring.popleft().seq
        for group in list(self.groups.values()):
            wanted = group.choose(frames, standing)
            if group.matches is not None:
                group.wanted = {seq for seq in group.wanted if seq > self.ring_floor} | wanted
            parts = [frame.data for frame in frames if frame.data and frame.seq in wanted]
            if parts:
                self._write_live(group, chunk(b"".join(parts)), before, len(parts))

    def _write_live(self, group: Group, data: bytes, before: int, n_events: int) -> None:
        slow = []
        limit = self.limit_bytes
        for reader in group.live:
            transport = reader.transport
            if transport.is_closing():  # it goes, and its task has not seen it yet; uvloop raises on a write to it
                continue
            if transport.get_write_buffer_size() > limit:
                slow.append(reader)
            else:
                transport.write(data)
        self.n_sent += n_events * (len(group.live) - len(slow))
        for reader in slow:
            group.live.discard(reader)
            reader.seq = before
            reader.moved_at = time.monotonic()
            self.lagging.add(reader)

    def _forget_killed(self, killed: set[str]) -> None:
        """Take the words of items that are now killed out of the ring."""
        if killed:
            self.ring = deque(
                Frame(seq=frame.seq, kind=frame.kind, item=frame.item, data=b"")
                if (frame.item in killed or frame.by in killed) and frame.kind != "killed"
                else frame
                for frame in self.ring
            )

    # the readers' side

    async def reach(self, seq: int) -> None:
        """Wait until this process has followed the wire to a seq that a reader was told elsewhere; not beyond its end.

        Without this, a reader that comes over from another process, which was a little quicker, is told the same again.

        Raises:
            StoreError: the wire cannot be read now.
        """
        if seq > self.seq:
            last = await self.log.reachable(seq, self.seq)
            while self.seq < last and not self.is_closing:
                await asyncio.sleep(0.005)

    def enter(self, transport: asyncio.Transport, query: str, matches: Matcher | None, seq: int | None) -> Reader:
        """Take note of a reader; it stands at `seq`, or at the end of the wire as it is now."""
        group = self.groups.get(query)
        if group is None:
            group = self.groups[query] = Group(query, matches)
        group.n_members += 1
        return Reader(transport, group, self.seq if seq is None else min(seq, self.seq))

    def join(self, reader: Reader) -> bool:
        """Take over a reader that has caught up; False = it has not yet."""
        if reader.seq < self.seq:
            return False
        if self.is_closing:
            _end(reader)
        else:
            reader.group.live.add(reader)
        return True

    async def next_batch(self, reader: Reader) -> list[bytes]:
        """Give the events that a reader wants after its seq, some at a time, and move its seq: from the ring where it
        reaches back so far, else from the store."""
        group = reader.group
        in_ring = reader.seq >= self.ring_floor and group.matches is None
        if in_ring:
            await self._forget_unpublished()
        if in_ring and reader.seq >= self.ring_floor:
            frames = self._from_ring(reader.seq)
            wanted = None
        else:
            here = self.seq
            frames, standing = await self._load(reader.seq, with_items=group.matches is not None)
            if not frames:  # only so far is it known that there was nothing: the hub may have gone on meanwhile
                reader.seq = max(reader.seq, here)
                return []
            # what is newer than the hub has not gone to the others yet: it comes live
            frames = [frame for frame in frames if frame.seq <= self.seq]
            wanted = group.choose(frames, standing)
        reader.seq = frames[-1].seq if frames else self.seq
        return [frame.data for frame in frames if frame.data and (wanted is None or frame.seq in wanted)]

    async def _forget_unpublished(self) -> None:
        """Take out of the ring what a kill forbids that is committed and not yet published here."""
        self._forget_killed(await self.log.killed_after(self.seq))

    def _from_ring(self, seq: int) -> list[Frame]:
        newer = itertools.takewhile(lambda frame: frame.seq > seq, reversed(self.ring))
        frames = list(newer)[::-1]
        size = 0
        for at, frame in enumerate(frames):
            size += len(frame.data)
            if size > self.limit_bytes:
                return frames[: at + 1]
        return frames

    def leave(self, reader: Reader) -> None:
        """Forget a reader that has gone."""
        self.lagging.discard(reader)
        group = reader.group
        group.live.discard(reader)
        group.n_members -= 1
        if group.query and not group.n_members:
            self.groups.pop(group.query, None)

    def hang_up(self) -> None:
        """End all connections, so that the server can stop; readers come back by themselves."""
        self.is_closing = True
        self.closing.set()
        for reader in [*self.lagging, *(reader for group in self.groups.values() for reader in group.live)]:
            _end(reader)

    async def _feed_lagging(self) -> None:
        while True:
            await asyncio.sleep(0.1)
            if self.lagging:
                try:
                    await self._forget_unpublished()
                except StoreError as error:
                    log.warning("slow readers wait: kills are not known", seq=self.seq, error=str(error))
                    continue
            now = time.monotonic()
            for reader in list(self.lagging):
                self._feed(reader, now)

    def _feed(self, reader: Reader, now: float) -> None:
        if reader.transport.is_closing():
            self.lagging.discard(reader)
            return
        if reader.seq < self.ring_floor:
            self._cut(reader, "fell behind the ring")
            return
        if reader.transport.get_write_buffer_size() > self.limit_bytes // 2:
            if now - reader.moved_at > self.patience_s:
                self._cut(reader, "took nothing")
            return
        reader.moved_at = now
        wanted = None if reader.group.matches is None else reader.group.wanted
        frames = self._from_ring(reader.seq)
        if frames:
            reader.seq = frames[-1].seq
        parts = [frame.data for frame in frames if frame.data and (wanted is None or frame.seq in wanted)]
        if parts:
            reader.transport.write(chunk(b"".join(parts)))
            self.n_sent += len(parts)
        if reader.seq >= self.seq:
            self.lagging.discard(reader)
            reader.group.live.add(reader)

    def _cut(self, reader: Reader, reason: str) -> None:
        self.n_cut += 1
        self.lagging.discard(reader)
        log.info("slow reader cut", reason=reason, seq=reader.seq, wire_seq=self.seq)
        reader.transport.abort()

    async def _keep_alive(self) -> None:
        """Write a comment now and then, so that nobody between takes the silence for an end."""
        beat = chunk(b":\n\n")
        while True:
            await asyncio.sleep(self.keep_alive_s)
            for group in list(self.groups.values()):
                for reader in group.live:
                    if not reader.transport.is_closing():
                        reader.transport.write(beat)


def _end(reader: Reader) -> None:
    """End the answer as HTTP/1.1 has it, with an empty chunk."""
    if not reader.transport.is_closing():
        reader.transport.write(b"0\r\n\r\n")
        reader.transport.close()
