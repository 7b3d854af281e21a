"""Edits: an editor's wish becomes a decision, is written with all it moves, and is known to what comes in next.

    wish -> how things stand (store) -> editing.<act>: Decision -> what stands elsewhere: Shift -> store.edit -> overlay

One at a time and never while copy is placed: the desk's lock is held throughout.
"""

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Final

import msgspec

from wireroom import editing
from wireroom.chains import order_versions
from wireroom.editing import Fact, Ledger, Overlay, chain_fact, find_standing, story_fact
from wireroom.errors import NotFound, Refused
from wireroom.ingest.together import Together
from wireroom.model import Alarm, Decision, Editor, Filed
from wireroom.store import Reordered, Restoried, Ringer, Shift, Store, no_rings

#: open alarms that are looked through
_ALARMS: Final = 1000


class Edits:
    """What editors can do. Every verb gives the decision as it was written.

    Raises, every one of them:
        NotFound: what it is about is not there.
        Refused: it cannot be done as things stand.
        StoreError: it was not written.
    """

    def __init__(
        self, store: Store, clock: Callable[[], datetime], lock: Callable[[], AbstractContextManager[Overlay]],
        on_commit: Callable[[int], None], ringer: Ringer = no_rings,
    ) -> None:  # fmt: skip
        """`lock` keeps copy from being placed, and gives the overlay as it is then."""
        self._store, self._clock, self._lock, self._on_commit = store, clock, lock, on_commit
        self._ringer = ringer
        #: what editors do for each other to see
        self.together = Together(store, clock, lock, self._write)

    # chains

    def split_chain(
        self, chain: str, item: str, *, is_alone: bool = False, by: Editor, why: str | None = None
    ) -> Decision:
        """Let the versions from `item` on, or `item` alone, leave a chain."""
        with self._lock() as overlay:
            at = self._clock()
            found = self._chain(chain)
            decision = editing.split_chain(found, item, is_alone=is_alone, by=by, at=at, why=why)
            return self._place(decision, overlay, found)

    def join_chains(self, chain: str, other: str, *, by: Editor, why: str | None = None) -> Decision:
        """Let the chain `other` go on in `chain`."""
        with self._lock() as overlay:
            found, more = self._chain(chain), self._chain(other)
            decision = editing.join_chains(found, more, by=by, at=self._clock(), why=why)
            return self._place(decision, overlay, [*found, *more])

    # stories

    def split_story(self, story: str, items: Sequence[str], *, by: Editor, why: str | None = None) -> Decision:
        """Let items leave a story."""
        with self._lock() as overlay:
            found = self._story(story)
            decision = editing.split_story(found, items, by=by, at=self._clock(), why=why)
            return self._place(decision, overlay, found)

    def join_stories(self, story: str, other: str, *, by: Editor, why: str | None = None) -> Decision:
        """Let the story `other` go on in `story`."""
        with self._lock() as overlay:
            found, more = self._story(story), self._story(other)
            decision = editing.join_stories(found, more, by=by, at=self._clock(), why=why)
            return self._place(decision, overlay, [*found, *more])

    def pin(self, story: str, items: Sequence[str], *, by: Editor, why: str | None = None) -> Decision:
        """Let items belong to a story and stay there."""
        with self._lock() as overlay:
            at = self._clock()
            found = self._story(story)
            pinned = self._items(items)
            decision = editing.pin(found, pinned, by=by, at=at, why=why)
            return self._place(decision, overlay, [*found, *pinned])

    def rename(self, story: str, name: str | None, *, by: Editor, why: str | None = None) -> Decision:
        """Let a story be called so; None = by its newest line again."""
        with self._lock():
            decision = editing.rename(self._story(story), name, by=by, at=self._clock(), why=why)
            return self._write(decision, Shift(names={decision.story or story: decision.name}))

    # single things

    def release(self, item: str, *, by: Editor, why: str | None = None) -> Decision:
        """Let held copy go out now."""
        with self._lock():
            (filed,) = self._items([item])
            return self._write(editing.release(filed, by=by, at=self._clock(), why=why), Shift())

    def kill(
        self, item: str, *, is_whole: bool = False, alarm: int | None = None, by: Editor, why: str | None = None
    ) -> Decision:
        """Let an item, or all versions of its chain, be used no more; `alarm`: it is what an order meant that found nothing."""
        with self._lock():
            (filed,) = self._items([item])
            rung = None if alarm is None else self._alarm(alarm)
            notice = None if rung is None or rung.item is None else self._items([rung.item])[0]
            decision = editing.kill(
                filed, self._chain(filed.chain), is_whole=is_whole, notice=notice, alarm=rung, by=by, at=self._clock(),
                why=why,
            )  # fmt: skip
            return self._write(decision, Shift())

    def spare(self, item: str, *, by: Editor, why: str | None = None) -> Decision:
        """Say that the order which killed an item did not mean what the machine found for it: that stands, and it rings."""
        with self._lock() as overlay:
            (filed,) = self._items([item])
            notice = filed.killed_by or ""
            order = self._store.find_item(notice, view="desk", now=self._clock())
            chain = [] if order is None else self._chain(order.chain)
            changes = self._store.changes_by(notice)
            decision = editing.spare(filed, chain, changes, by=by, at=self._clock(), why=why)
            is_done = any(change.is_deadly and change not in decision.spared for change in changes)
            is_ringing = any(alarm.item == notice for alarm in self._open_alarms())
            words = None if order is None or is_done or is_ringing else editing.spare_words(filed, order, by)
            return self._place(decision, overlay, chain, alarm=words)

    def acknowledge(self, alarm: int, *, by: Editor, why: str | None = None) -> Decision:
        """Say that an alarm has been seen to."""
        with self._lock():
            found = self._alarm(alarm)
            return self._write(editing.acknowledge(found, by=by, at=self._clock(), why=why), Shift())

    def undo(self, target: str, *, by: Editor, why: str | None = None) -> Decision:
        """Let a decision hold no more."""
        with self._lock() as overlay:
            found = self._store.find_decision(target)
            if found is None:
                raise NotFound("decision", target)
            alarm = self._alarm_of(found) if found.kind == "spare" else None
            decision = editing.undo(found, alarm=alarm, by=by, at=self._clock(), why=why)
            if found.place is None and found.kind != "rename":
                done = self._write(decision, Shift())
                if found.kind == "kill":
                    overlay.stand_again(found.moved)
                return done
            if found.place is None:
                return self._write(decision, Shift(names={found.story or "": self._name_without(found)}))
            ledger = overlay.chains if found.place == "chain" else overlay.stories
            others = Ledger(one for one in ledger if one.id != found.id)
            shift, moved = self._shift(found, others)
            done = self._write(decision, shift)
            overlay.let_go(found, moved)
            return done

    # how it is done

    def _place(
        self, decision: Decision, overlay: Overlay, found: Sequence[Filed], alarm: str | None = None
    ) -> Decision:
        ledger = overlay.chains if decision.place == "chain" else overlay.stories
        # it holds after all others: its own seq comes with the commit, and is this one or a later one
        next_seq = self._store.last_seq() + 1
        with_it = Ledger((*ledger, msgspec.structs.replace(decision, seq=next_seq)))
        shift, moved = self._shift(decision, with_it)
        done = self._write(decision, msgspec.structs.replace(shift, alarm=alarm))
        overlay.hold(done, moved, found)
        return done

    def _write(self, decision: Decision, shift: Shift, ringer: Ringer | None = None) -> Decision:
        done = self._store.edit(decision, shift, now=decision.at, ringer=ringer or self._ringer)
        self._on_commit(self._store.last_seq())
        return done

    def _shift(self, decision: Decision, ledger: Ledger) -> tuple[Shift, dict[str, str]]:
        """Say what stands elsewhere once these decisions hold, and where all items concerned stand then."""
        is_chain = decision.place == "chain"
        find, place_of, read = (
            (self._store.find_chain, _chain_of, chain_fact) if is_chain
            else (self._store.find_story, _story_of, story_fact)
        )  # fmt: skip
        now = self._clock()
        named = self._store.find_items(list(decision.own), view="desk", now=now)
        found: dict[str, Filed] = {}

        def load(names: Iterable[str]) -> None:
            for name in names:
                found.update({one.item.id: one for one in find(name, view="desk", now=now) if place_of(one) == name})

        load(dict.fromkeys(map(place_of, named)))

        def fact(item: str) -> Fact | None:
            return read(found.get(item) or self._store.find_item(item, view="desk", now=now))

        concerned = list(found)
        standing = find_standing(concerned, fact, ledger)
        going = {item: name for item, name in standing.items() if name != place_of(found[item])}
        load(name for name in dict.fromkeys(going.values()) if name not in set(map(place_of, found.values())))
        at = {item: going.get(item, place_of(filed)) for item, filed in found.items()}
        own = {item: _other(_own(found[item], is_chain=is_chain), at[item]) for item in concerned}
        left = {place_of(found[item]): name for item, name in going.items()}
        emptied = {old: into for old, into in left.items() if old not in at.values()}
        groups = {name: [one for one in found.values() if at[one.item.id] == name] for name in set(going.values())}
        if is_chain:
            orders = [
                Reordered(chain=name, order=tuple(item.id for item in order_versions(one.item for one in group)))
                for name, group in groups.items()
            ]
            return Shift(chains=tuple(orders), own_chains=own, emptied_chains=emptied), at
        moves = [
            Restoried(story=name, items=tuple(one.item.id for one in group if one.item.id in going))
            for name, group in groups.items()
        ]
        return Shift(stories=tuple(moves), own_stories=own, emptied_stories=emptied), at

    def _name_without(self, undone: Decision) -> str | None:
        """Give the name a story has without this decision."""
        others = self._store.decisions_on(story=undone.story)
        names = [one for one in others if one.kind == "rename" and one.undone_by is None and one.id != undone.id]
        return names[0].name if names else None

    # how things stand

    def _chain(self, chain: str) -> list[Filed]:
        found = self._store.find_chain(chain, view="desk", now=self._clock())
        if not found:
            raise NotFound("chain", chain)
        return found

    def _story(self, story: str) -> list[Filed]:
        found = self._store.find_story(story, view="desk", now=self._clock())
        if not found:
            raise NotFound("story", story)
        return found

    def _alarm(self, alarm: int) -> Alarm:
        found = self._store.find_alarm(alarm)
        if found is None:
            raise NotFound("alarm", str(alarm))
        return found

    def _open_alarms(self) -> list[Alarm]:
        return self._store.alarms(_ALARMS, is_open=True)

    def _alarm_of(self, spare: Decision) -> int | None:
        """Give the open alarm that an order rang when it was said not to mean what it had found.

        Raises:
            Refused: an editor has killed that by the same order since.
        """
        for filed in self._store.find_items([one.target for one in spare.spared], view="desk", now=self._clock()):
            if filed.killed_by == spare.notice:
                raise Refused("an editor has killed this by the same order since: take that kill back first")
        found = (alarm.seq for alarm in self._open_alarms() if alarm.item == spare.notice and alarm.seq > spare.seq)
        return next(found, None)

    def _items(self, items: Sequence[str]) -> list[Filed]:
        found = self._store.find_items(list(items), view="desk", now=self._clock())
        for missing in set(items) - {filed.item.id for filed in found}:
            raise NotFound("item", missing)
        return found


def _chain_of(filed: Filed) -> str:
    return filed.chain


def _story_of(filed: Filed) -> str:
    return filed.story


def _own(filed: Filed, *, is_chain: bool) -> str:
    return (filed.own_chain or filed.chain) if is_chain else (filed.own_story or filed.story)


def _other(own: str, at: str) -> str | None:
    return own if own != at else None
