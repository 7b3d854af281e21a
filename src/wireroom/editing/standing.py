"""Where items stand: the machine's places, moved by the decisions that hold, in their order."""

from collections.abc import Callable, Iterable, Iterator, Sequence

import msgspec

from wireroom.model import Decision


class Fact(msgspec.Struct, frozen=True, gc=False):
    """What the machine says of one item."""

    #: its chain, or its story
    own: str
    #: the item it follows; it came earlier than this one
    mate: str | None = None


Facts = Callable[[str], Fact | None]


class Ledger:
    """The decisions about chains, or those about stories, that hold now."""

    def __init__(self, decisions: Iterable[Decision] = ()) -> None:
        self._decisions: dict[str, Decision] = {}
        #: decisions that looked at an item, and joins by the name they do away with
        self._by_item: dict[str, list[Decision]] = {}
        self._by_other: dict[str, list[Decision]] = {}
        for decision in decisions:
            self.add(decision)

    def __len__(self) -> int:
        return len(self._decisions)

    def __iter__(self) -> Iterator[Decision]:
        return iter(self._decisions.values())

    def __contains__(self, item: str) -> bool:
        """Tell whether a decision looked at this item."""
        return item in self._by_item

    def add(self, decision: Decision) -> None:
        """Let a decision hold."""
        self._decisions[decision.id] = decision
        for found, key in self._keys(decision):
            found.setdefault(key, []).append(decision)

    def drop(self, id: str) -> None:
        """Let a decision hold no more."""
        decision = self._decisions.pop(id)
        for found, key in self._keys(decision):
            found[key].remove(decision)
            if not found[key]:
                del found[key]

    def is_split(self, item: str) -> bool:
        """Tell whether the story that this item stood in was split."""
        return any(decision.kind == "split_story" for decision in self._by_item.get(item, ()))

    def about(self, items: Iterable[str], names: Iterable[str]) -> list[Decision]:
        """Give the decisions that may bear on these items, which stand under these names; in their order."""
        found: dict[str, Decision] = {}
        items = list(items)
        waiting = list(names)
        for item in items:
            for decision in self._by_item.get(item, ()):
                found[decision.id] = decision
                waiting += (decision.own[item], decision.into or "")
        seen: set[str] = set()
        while waiting:
            name = waiting.pop()
            if name not in seen:
                seen.add(name)
                for decision in self._by_other.get(name, ()):
                    found[decision.id] = decision
                    waiting.append(decision.into or "")
        return sorted(found.values(), key=lambda decision: decision.seq)

    def _keys(self, decision: Decision) -> Iterable[tuple[dict[str, list[Decision]], str]]:
        yield from ((self._by_item, item) for item in decision.own)
        if decision.other is not None:
            yield self._by_other, decision.other


def find_standing(items: Iterable[str], facts: Facts, ledger: Ledger) -> dict[str, str]:
    """Say in which chain, or story, each item stands; items without a fact are left out."""
    known = _with_mates(items, facts)
    decisions = ledger.about(known, {fact.own for fact in known.values()})
    tracks: dict[str, tuple[str, ...]] = {}
    for item in _mates_first(known):
        tracks[item] = _track(item, known, tracks, decisions)
    return {item: tracks[item][-1] for item in items if item in tracks}


def _with_mates(items: Iterable[str], facts: Facts) -> dict[str, Fact]:
    """Gather the items with those they follow, as far as the machine holds them together."""
    known: dict[str, Fact] = {}
    waiting = list(items)
    while waiting:
        item = waiting.pop()
        fact = None if item in known else facts(item)
        if fact is None:
            continue
        mate = None if fact.mate is None else known.get(fact.mate) or facts(fact.mate)
        is_held = mate is not None and mate.own == fact.own
        known[item] = fact if is_held else Fact(fact.own)
        if is_held and fact.mate is not None:
            waiting.append(fact.mate)
    return known


def _mates_first(known: dict[str, Fact]) -> Iterable[str]:
    done: set[str] = set()
    for start in known:
        path = [start]
        while (mate := known[path[-1]].mate) is not None and mate not in done and mate not in path:
            path.append(mate)
        for item in reversed(path):
            if item not in done:
                done.add(item)
                yield item


def _track(
    item: str, known: dict[str, Fact], tracks: dict[str, tuple[str, ...]], decisions: Sequence[Decision]
) -> tuple[str, ...]:
    """Give where an item stands at first and after each decision."""
    fact = known[item]
    mate = tracks.get(fact.mate) if fact.mate is not None else None
    first = next((decision.own[item] for decision in decisions if item in decision.own), None)
    at = first if first is not None else mate[0] if mate is not None else fact.own
    track = [at]
    for n, decision in enumerate(decisions, 1):
        if item in decision.moved:
            at = decision.into or at
        elif decision.other is not None:
            at = decision.into or at if at == decision.other else at
        elif item not in decision.own and mate is not None and mate[n - 1] == at:
            at = mate[n]  # it came later, and goes along
        track.append(at)
    return tuple(track)
