"""The desk: keeps dispatches, reads them, decides where their items go, and has it written in one transaction."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from threading import RLock
from typing import Final

import msgspec

from wireroom import chains, stories
from wireroom.editing import Overlay
from wireroom.errors import StoreError
from wireroom.formats import RawCopy
from wireroom.ingest.embargo import read_embargo
from wireroom.ingest.watching import Watching
from wireroom.logs import get_log
from wireroom.model import Dispatch, Event, Fault, Filed, Item, OutChannel, Receipt, Subscriber, Watch, dispatch_id
from wireroom.reading import MAX_DEPTH, Reading, read_one
from wireroom.store import Placed, Placement, Reordered, Restoried, Ring, Store

log = get_log("ingest")

#: a story that has been quiet for so long is not continued any more
REMEMBERED: Final = timedelta(hours=96)
_PRUNE_EVERY: Final = timedelta(hours=1)
#: dispatches placed in one transaction at most, so that none waits long for the others
GROUP: Final = 200
#: how often a dispatch may be in the works while the program dies
_DEATHS: Final = 3
_NOTE: Final = "ingest.placing"


class SourceHints(msgspec.Struct, frozen=True, kw_only=True):
    """What the settings of a source tell its readers."""

    charset: str | None = None
    #: IANA zone for times that carry none
    zone: str | None = None
    #: the agency to believe when the copy names none; a style's name
    agency: str | None = None
    #: read everything from it as this format
    format: str | None = None


class Desk:
    """The one place where copy is put in its place. Safe from any thread; one at a time."""

    def __init__(
        self,
        store: Store,
        *,
        clock: Callable[[], datetime],
        source_settings: Mapping[str, SourceHints] | None = None,
    ) -> None:
        """Warm the indexes, and place what was kept but not placed when the program last ended.

        Raises:
            StoreError: the store cannot be read or written.
        """
        self._store = store
        self._clock = clock
        self._hints = source_settings or {}
        self._lock = RLock()
        self._watching = Watching(store.find_watches(), store.find_channels(), store.find_subscribers())
        self._warm()
        self._place_leftovers()

    def take(self, dispatches: Sequence[Dispatch]) -> list[Receipt]:
        """Keep and place dispatches; gives a receipt for each, in order.

        Raises:
            StoreError: do not acknowledge any of them; what could be kept will be placed later.
        """
        with self._lock:
            placed = self._place_kept_of(dispatches)
            return [placed.pop(each.id) if each.id in placed else self._earlier_receipt(each.id) for each in dispatches]

    def place_kept(self, limit: int = GROUP) -> list[Receipt]:
        """Place what is kept but not placed: taken off the spike, or kept by another process.

        Raises:
            StoreError: they are still kept.
        """
        with self._lock:
            return list(self._place(self._store.iter_unplaced(limit)).values())

    # watches and embargoes: both decide who is rung, so both wait for the copy that is being placed

    def put_watch(self, watch: Watch) -> None:
        """Take a watch in, or change it: every item written after this has been matched with it.

        Raises:
            QueryError: its search cannot be understood.
        """
        with self._lock:
            self._watching.put(watch)

    def remove_watch(self, watch: str) -> None:
        """Take a watch out: no item written after this rings it."""
        with self._lock:
            self._watching.remove(watch)

    def put_subscriber(self, subscriber: Subscriber) -> None:
        """Take a subscriber in, or change it: every item written after this has been matched with it.

        Raises:
            QueryError: its search cannot be understood.
        """
        with self._lock:
            self._watching.put_subscriber(subscriber)

    def remove_subscriber(self, name: str) -> None:
        """Take a subscriber out: no item written after this is sent to it."""
        with self._lock:
            self._watching.remove_subscriber(name)

    def set_channels(self, channels: Sequence[OutChannel]) -> None:
        """Take note of the channels as they are now."""
        with self._lock:
            self._watching.set_channels(channels)

    def reread_watches(self) -> None:
        """Take watches, channels and subscribers as they are in the store: another process changed them.

        Raises:
            StoreError: the store cannot be read; those known so far stand.
        """
        with self._lock:
            store = self._store
            self._watching = Watching(store.find_watches(), store.find_channels(), store.find_subscribers())

    def release_due(self) -> list[Event]:
        """Free held items whose time has come, and ring for them.

        Raises:
            StoreError: they are still held.
        """
        with self._lock:
            return self._store.release_due(self._clock(), ringer=self.rings_of)

    def release(self, item: str) -> Event:
        """Free one held item because an editor says so, and ring for it.

        Raises:
            NotFound: there is no such held item.
            StoreError: it is still held.
        """
        with self._lock:
            return self._store.release(item, now=self._clock(), ringer=self.rings_of)

    def rings_of(self, filed: Filed) -> tuple[Ring, ...]:
        """Say who hears of an item that is released now."""
        return self._watching.rings(filed, lambda: None, now=self._clock())

    def tidy(self) -> None:
        """Let the store do its upkeep; for when nothing is waiting.

        Raises:
            StoreError: it could not be done now.
        """
        self._store.tidy()

    def _earlier_receipt(self, id: str) -> Receipt:
        found = self._store.find_receipt(id)
        if found is None:
            raise StoreError(f"dispatch {id} was kept and is not there")
        return found

    # start

    def _warm(self) -> None:
        """Make the indexes anew from what stands on the wire."""
        self._is_stale = True
        now = self._clock()
        self._chains, self._stories = chains.OpenChains(), stories.OpenStories()
        self._overlay = Overlay(self._chains, self._stories, self._store.standing_decisions(), self._find_old)
        for stored in self._store.iter_recent(now - REMEMBERED):
            filed = self._overlay.warm(stored)
            self._chains.warm(filed)
            self._stories.warm(filed)
        self._pruned_at = now
        self._is_stale = False

    def _find_old(self, item: str) -> Filed | None:
        return self._store.find_item(item, view="desk", now=self._clock())

    @contextmanager
    def editing(self) -> Iterator[Overlay]:
        """Keep copy from being placed while an editor's decision is made and written; see `Edits`.

        Raises:
            StoreError: the store cannot be read.
        """
        with self._lock:
            if self._is_stale:
                self._warm()
            yield self._overlay

    def _place_leftovers(self) -> None:
        """Place what a crash left: the oldest one at a time; what was in the works at several deaths hangs on the spike.

        What is in the works when a program dies is among the oldest at its next start, so the others may go in groups.
        """
        last, _, deaths = (self._store.read_note(_NOTE) or "").partition(" ")
        if left := self._store.iter_unplaced(GROUP):
            for dispatch in left:
                n_times = int(deaths) + 1 if dispatch.id == last else 1
                if n_times > _DEATHS:
                    self._spike(dispatch, f"the program ended {_DEATHS} times while it was reading this")
                    continue
                self._store.write_notes({_NOTE: f"{dispatch.id} {n_times}"})
                self._place([dispatch])
            self._store.write_notes({_NOTE: ""})
        while left := self._store.iter_unplaced(GROUP):
            self._place(left)

    # placing

    def _place_kept_of(self, dispatches: Sequence[Dispatch]) -> dict[str, Receipt]:
        """Keep dispatches, and place those that are new or were not placed when they came before."""
        kept = self._store.keep(dispatches, is_final=False)
        states = {each.id: each.state for each in kept}
        return self._place([each for each in {d.id: d for d in dispatches}.values() if states[each.id] == "kept"])

    def _place(self, dispatches: Sequence[Dispatch]) -> dict[str, Receipt]:
        """Place kept dispatches, and then what was found enclosed in them, level by level."""
        receipts: dict[str, Receipt] = {}
        enclosed: dict[str, tuple[Dispatch, ...]] = {}
        for start in range(0, len(dispatches), GROUP):
            for placed, receipt in self._place_group(dispatches[start : start + GROUP]):
                receipts[receipt.dispatch] = receipt
                if placed.enclosed:
                    enclosed[receipt.dispatch] = placed.enclosed
        if enclosed:
            inner = self._place_kept_of([each for found in enclosed.values() for each in found])
            for id, found in enclosed.items():
                seqs = [seq for each in found if each.id in inner for seq in inner[each.id].seqs]
                whole = self._earlier_receipt(id)
                receipts[id] = msgspec.structs.replace(whole, is_new=True, seqs=(*receipts[id].seqs, *seqs))
        return receipts

    def _place_group(self, dispatches: Sequence[Dispatch]) -> list[tuple[Placed, Receipt]]:
        """Place dispatches in one transaction; when a bug stops it, each by itself, and the culprit is spiked."""
        if self._is_stale:
            self._warm()
        self._prune()
        readings = [self._read(dispatch) for dispatch in dispatches]
        try:
            placed = self._decide(dispatches, readings)
            return list(zip(placed, self._store.apply(placed, now=self._clock()), strict=True))
        except StoreError:
            self._is_stale = True
            raise
        except Exception as error:  # one of the loops that outlive a bug: the neighbours must go through
            self._is_stale = True
            if len(dispatches) > 1:
                return [pair for dispatch in dispatches for pair in self._place_group([dispatch])]
            log.exception("not placed", dispatch=dispatches[0].id, source=dispatches[0].source)
            return [self._spike(dispatches[0], f"internal error while placing: {str_of(error)}")]

    def _spike(self, dispatch: Dispatch, reason: str) -> tuple[Placed, Receipt]:
        fault = Fault(code="internal-error", text=reason, level="error")
        placed = Placed(dispatch=dispatch.id, reason=reason, faults=(fault,))
        return placed, self._store.apply([placed], now=self._clock())[0]

    def _read(self, dispatch: Dispatch) -> Reading:
        hints = self._hints.get(dispatch.source) or SourceHints()
        raw = RawCopy(
            data=dispatch.data,
            filename=dispatch.filename,
            content_type=dispatch.content_type,
            url=dispatch.url,
            language=dispatch.language,
            charset=hints.charset,
            zone=hints.zone,
            agency=hints.agency,
        )
        try:
            return read_one(raw, as_format=hints.format if dispatch.depth == 0 else None)
        except Exception as error:  # a reader's bug on one dispatch must not stop the wire
            log.exception("not read", dispatch=dispatch.id, source=dispatch.source)
            reason = f"internal error while reading: {str_of(error)}"
            return Reading(
                format=None, faults=(Fault(code="internal-error", text=reason, level="error"),), reason=reason
            )

    def _prune(self) -> None:
        """Forget, once an hour, what is not continued any more."""
        now = self._clock()
        if now - self._pruned_at >= _PRUNE_EVERY:
            self._chains.prune(now - REMEMBERED)
            self._stories.prune(now - REMEMBERED)
            self._overlay.prune()
            self._pruned_at = now

    # deciding

    def _decide(self, dispatches: Sequence[Dispatch], readings: Sequence[Reading]) -> list[Placed]:
        """Say what each dispatch leads to, by the wire as it is and by those before it."""
        known = self._find_known(readings)
        decided: list[Placed] = []
        for dispatch, reading in zip(dispatches, readings, strict=True):
            placements: list[Placement] = []
            faults = list(reading.faults)
            again: list[str] = []
            items: list[str] = []
            for item in _with_notices(reading.items, known):
                items.append(item.id)
                if (before := known.get(item.id)) is not None:
                    again.append(item.id)
                    faults.extend(_other_text(before, item))
                else:
                    known[item.id] = item
                    placements.append(self._placement(item, dispatch, known))
            enclosed, too_deep = _enclosed_of(dispatch, reading)
            decided.append(
                Placed(
                    dispatch=dispatch.id,
                    format=reading.format,
                    placements=tuple(placements),
                    items=tuple(dict.fromkeys(items)),
                    known=tuple(again),
                    faults=(*faults, *too_deep),
                    reason=reading.reason,
                    enclosed=enclosed,
                )
            )
        return decided

    def _find_known(self, readings: Sequence[Reading]) -> dict[str, Item]:
        items = [item for reading in readings for item in reading.items]
        ids = [item.id for item in items] + [item.notice_id for item in items if item.is_kill]
        known = sorted(self._store.find_known(ids)) if ids else []
        found = self._store.find_items(known, view="desk", now=self._clock()) if known else []
        return {filed.item.id: filed.item for filed in found}

    def _placement(self, item: Item, dispatch: Dispatch, known: Mapping[str, Item]) -> Placement:
        """Find an item's place and note it, so that the next one sees it."""
        at = dispatch.received_at
        chain = chains.decide(item, self._chains, received_at=at)
        self._chains.note(item, chain, received_at=at)
        story = stories.decide(item, chain, self._stories, received_at=at)
        merged = self._overlay.items_of(story.merges)
        self._stories.note(item, story, received_at=at)
        # from here on the editors have their say
        stands = self._overlay.place_chain(item.id, chain)
        belongs = self._overlay.place_story(item, story, merged)
        held_until, unread = read_embargo(item, self._clock())
        alarms = chain.alarms
        if unread is not None:
            alarms = (*alarms, f"held until an editor frees it: {unread}")
        placement = Placement(
            item=item,
            chain=stands.chain,
            story=belongs.story,
            link=chain.link,
            changes=chain.changes,
            order=stands.order,
            regrouped=tuple(Reordered(chain=other.chain, order=other.order) for other in stands.regrouped),
            merges=stands.merges,
            merged_stories=belongs.merges,
            story_reason=story.reason,
            restoried=tuple(Restoried(story=to, items=(moved,)) for moved, to in belongs.moved.items()),
            own_chains=stands.own,
            own_stories=belongs.own,
            story_mate=belongs.mate,
            held_until=held_until,
            is_held_open=unread is not None,
            alarms=alarms,
        )
        return msgspec.structs.replace(placement, rings=self._rings(placement, dispatch, known))

    def _rings(self, placement: Placement, dispatch: Dispatch, known: Mapping[str, Item]) -> tuple[Ring, ...]:
        """Say which watches the item meets as it will stand on the wire."""
        if not len(self._watching):
            return ()
        order, id = placement.order, placement.item.id
        position = order.index(id) + 1 if id in order else 1
        filed = Filed(
            item=placement.item,
            seq=0,
            chain=placement.chain,
            story=placement.story,
            source=dispatch.source,
            dispatch=dispatch.id,
            received_at=dispatch.received_at,
            position=position,
            superseded_by=order[position] if position < len(order) else None,
            held_until=placement.held_until,
            is_held_open=placement.is_held_open,
        )

        def before() -> Item | None:
            if position < 2:
                return None
            earlier = order[position - 2]
            if earlier in known:
                return known[earlier]
            found = self._store.find_item(earlier, view="desk", now=self._clock())
            return None if found is None else found.item

        return self._watching.rings(filed, before, now=self._clock())


def _enclosed_of(dispatch: Dispatch, reading: Reading) -> tuple[tuple[Dispatch, ...], tuple[Fault, ...]]:
    if not reading.enclosed:
        return (), ()
    if dispatch.depth >= MAX_DEPTH:
        fault = Fault(code="nested-too-deep", text=f"copy enclosed more than {MAX_DEPTH} deep was not read")
        return (), (fault,)
    found = (
        Dispatch(
            id=dispatch_id(dispatch.source, inner.data),
            source=dispatch.source,
            data=inner.data,
            received_at=dispatch.received_at,
            filename=inner.filename,
            content_type=inner.content_type,
            parent=dispatch.id,
            depth=dispatch.depth + 1,
        )
        for inner in reading.enclosed
    )
    return tuple(found), ()


def _with_notices(items: Iterable[Item], known: Mapping[str, Item]) -> Iterator[Item]:
    """Give a kill an id of its own where it came under the id and version of copy that is no kill: it is another item."""
    for item in items:
        before = known.get(item.id)
        if item.is_kill and before is not None and not before.is_kill:
            item = msgspec.structs.replace(item, id=item.notice_id)
        yield item


def _other_text(before: Item, item: Item) -> Iterator[Fault]:
    """Say that an agency sent other words under the same id and version; the first ones stand."""
    if (before.headline, before.body_text) != (item.headline, item.body_text):
        name = " ".join(filter(None, (item.agency_name or item.agency, item.native_guid or item.uri, item.version)))
        text = f"{name} came before with other words; the first ones stand, these are kept with the dispatch"
        yield Fault(code="same-version-other-text", text=text, where=item.id)


def str_of(error: Exception) -> str:
    """Say what went wrong in one line."""
    return f"{type(error).__name__}: {error}"[:300]
