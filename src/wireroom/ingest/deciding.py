"""Deciding where items go, by what runs now: chains, stories and what editors decided, in memory.

    Deciding.decide     readings -> what each dispatch leads to, each by the wire as it is and by those before it
      chains.decide     its chain, what it supersedes, kills, corrects
      stories.decide    its story, with the reason
      Overlay           what editors decided holds
      rings             who hears of it

Nothing is written here. When what was decided could not be written, what is in memory is wrong: make it anew.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final, TypeAlias

import msgspec

from wireroom import chains, stories
from wireroom.editing import Overlay
from wireroom.ingest.embargo import read_embargo
from wireroom.ingest.kept_words import KeptWords
from wireroom.ingest.open_orders import OpenOrders
from wireroom.ingest.readers import ItemWords, Prepared, make_words
from wireroom.ingest.watching import Before
from wireroom.model import Dispatch, Fault, Filed, Item, dispatch_id
from wireroom.reading import MAX_DEPTH, Reading
from wireroom.store import Placed, Placement, Ready, Reordered, Restoried, Ring, Store

#: a story that has been quiet for so long is not continued any more
REMEMBERED: Final = timedelta(hours=96)
_PRUNE_EVERY: Final = timedelta(hours=1)

#: gives who hears of an item as it will stand on the wire, by it, what gives the version before it, and its `folded_text`
Rings: TypeAlias = Callable[[Filed, Before, str], tuple[Ring, ...]]


class Deciding:
    """The chains and stories that run now. Not safe for two threads at once."""

    def __init__(
        self, store: Store, clock: Callable[[], datetime], rings: Rings, kept: KeptWords | None = None
    ) -> None:
        """Take in what stands on the wire, by the words that were `kept` of it or by making them anew.

        Raises:
            StoreError: the store cannot be read.
        """
        self._store = store
        self._clock = clock
        self._rings_of = rings
        now = clock()
        self._chains, self._stories = chains.OpenChains(), stories.OpenStories()
        self.overlay = Overlay(self._chains, self._stories, store.standing_decisions(), self._find_old)
        self._kept = kept
        self._warm(now)
        self._orders = OpenOrders(store, self._chains)
        self._orders.reread(now)
        self._pruned_at = now

    def _warm(self, now: datetime) -> None:
        kept = self._kept
        recalled = None if kept is None else kept.recall()
        for stored in self._store.iter_recent(now - REMEMBERED):
            filed = self.overlay.warm(stored)
            words = None if recalled is None else recalled.find(filed)
            if words is None:
                words = make_words(filed.item, filed.received_at)
                if kept is not None:
                    kept.gather(filed.item, filed.received_at, words)
                    if kept.is_full:
                        kept.write()
            chains.warm(filed, self._chains, words.card)
            self._stories.warm(filed, words.weighed)
        if recalled is not None:
            recalled.end()

    def _find_old(self, item: str) -> Filed | None:
        return self._store.find_item(item, view="desk", now=self._clock())

    def prune(self) -> None:
        """Forget, once an hour, what is not continued any more.

        Raises:
            StoreError: the store cannot be read.
        """
        now = self._clock()
        if now - self._pruned_at >= _PRUNE_EVERY:
            self._chains.prune(now - REMEMBERED)
            self._stories.prune(now - REMEMBERED)
            self.overlay.prune()
            self._orders.reread(now)
            if self._kept is not None:
                self._kept.prune(now - REMEMBERED)
            self._pruned_at = now

    def decide(self, dispatches: Sequence[Dispatch], prepared: Sequence[Prepared]) -> list[Placed]:
        """Say what each dispatch leads to, by the wire as it is and by those before it.

        Raises:
            StoreError: the store cannot be read.
        """
        readings = [one.reading for one in prepared]
        known = self._find_known(readings)
        self._warm_named(readings)
        decided: list[Placed] = []
        for dispatch, ready in zip(dispatches, prepared, strict=True):
            reading = ready.reading
            placements: list[Placement] = []
            faults = list(reading.faults)
            again: list[str] = []
            items: list[str] = []
            for n, item in enumerate(_with_notices(reading.items, known)):
                items.append(item.id)
                if (before := known.get(item.id)) is not None:
                    again.append(item.id)
                    faults.extend(_other_text(before, item))
                else:
                    known[item.id] = item
                    words, written = ready.words_of(n), ready.ready_of(n, item)
                    placements.append(self._placement(item, dispatch, known, words, written))
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

    def _warm_named(self, readings: Sequence[Reading]) -> None:
        """Take up again what is too old to be in memory: what the copy names by its agency's own id, and orders that name it so.

        A kill kills the one, and the other kills.
        """
        items = [item for reading in readings for item in reading.items]
        guids = dict.fromkeys(guid for item in items for guid in chains.find_unknown(item, self._chains))
        stored = self._store.find_bearing(guids) if guids else []
        named = {filed.item.id for filed in stored}
        orders = self._orders.find(items, self._clock())
        stored = sorted([*stored, *(one for one in orders if one.item.id not in named)], key=lambda one: one.seq)
        found = [self.overlay.warm(filed) for filed in stored if filed.item.id not in self._chains]
        chains.warm_old(found, self._chains)
        for filed in found:
            if filed.item.id not in self._stories.story_of:
                self._stories.warm(filed)

    def _placement(
        self, item: Item, dispatch: Dispatch, known: Mapping[str, Item], words: ItemWords, ready: Ready
    ) -> Placement:
        """Find an item's place and note it, so that the next one sees it."""
        at = dispatch.received_at
        chain = chains.decide(item, self._chains, received_at=at, card=words.card)
        self._chains.note(item, chain, received_at=at)
        story = stories.decide(item, chain, self._stories, received_at=at, weighed=words.weighed)
        merged = self.overlay.items_of(story.merges)
        self._stories.note(item, story, received_at=at)
        if self._kept is not None:
            self._kept.gather(item, at, ItemWords(chain.card, story.weighed))
        # from here on the editors have their say
        stands = self.overlay.place_chain(item.id, chain)
        belongs = self.overlay.place_story(item, story, merged)
        held_until, unread = read_embargo(item, self._clock())
        alarms = chain.alarms
        if unread is not None:
            alarms = (*alarms, f"held until an editor frees it: {unread}")
        placement = Placement(
            item=item,
            ready=ready,
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
        return msgspec.structs.replace(placement, rings=self._rings(placement, dispatch, known, ready.words))

    def _rings(
        self, placement: Placement, dispatch: Dispatch, known: Mapping[str, Item], words: str
    ) -> tuple[Ring, ...]:
        """Say which watches the item meets as it will stand on the wire."""
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

        return self._rings_of(filed, before, words)


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
