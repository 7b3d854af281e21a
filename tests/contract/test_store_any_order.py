"""Any items in any order, killed, held, corrected and merged at any time: what must hold after every step."""

import string
from datetime import timedelta

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

import database
from contract.wire import NOON, dispatch, item, placement
from wireroom.model import Block, Change, Marks
from wireroom.store import Placed, Store, open_store

CHAINS = ("c0", "c1", "c2")


def secret(n: int) -> str:
    """A word that occurs in one item only."""
    return "qz" + "".join(string.ascii_lowercase[int(digit)] for digit in f"{n:03}")


class AnyOrder(RuleBasedStateMachine):
    """The store beside a model of it: a few sets and lists."""

    store: Store

    def __init__(self) -> None:
        super().__init__()
        self.store = self.open_empty()
        self.now = NOON
        self.n = 0
        #: chain -> ids in the agency's order
        self.order: dict[str, list[str]] = {}
        self.secrets: dict[str, str] = {}
        self.killed: set[str] = set()
        self.doomed: set[str] = set()
        self.held: dict[str, int] = {}
        self.notices: set[str] = set()
        self.minute = 0

    def open_empty(self) -> Store:
        return open_store(":memory:")

    def teardown(self) -> None:
        self.store.close()

    def take(self, *made: object) -> None:
        sent = dispatch(f"{self.n}-{self.store.last_seq()}", at=self.now)
        self.store.keep([sent])
        self.store.apply([Placed(dispatch=sent.id, placements=made)], now=self.now)

    def tick(self) -> None:
        self.minute += 1
        self.now = NOON + timedelta(minutes=self.minute)

    @rule(chain=st.sampled_from(CHAINS), where=st.integers(0, 9), held_for=st.sampled_from([0, 0, 0, 3]))
    def an_item_arrives(self, chain: str, where: int, held_for: int) -> None:
        self.tick()
        self.n += 1
        name, word = f"i{self.n}", secret(self.n)
        order = self.order.setdefault(chain, [])
        order.insert(min(where, len(order)), name)
        self.secrets[name] = word
        until = self.now + timedelta(minutes=held_for) if held_for else None
        made = item(name, f"About {word}", slugline=word, blocks=(Block(text=f"It is {word}."),))
        self.take(placement(made, chain=chain, story=f"s{chain}", order=tuple(order), held_until=until))
        if name in self.doomed:
            self.killed.add(name)
        if until is not None:
            self.held[name] = self.minute + held_for

    @rule(chain=st.sampled_from(CHAINS), data=st.data())
    def a_kill_arrives(self, chain: str, data: st.DataObject) -> None:
        self.tick()
        target = data.draw(st.sampled_from([*self.secrets, f"i{self.n + 1}"]))
        name = f"k{self.minute}"
        order = self.order.setdefault(chain, [])
        order.append(name)
        self.notices.add(name)
        words = self.secrets.get(target, secret(self.n + 1))
        notice = item(name, f"KILL: About {words}", marks=Marks(actions=("kill",)))
        change = Change(kind="kills", target=target, reason=f"kills {words}")
        self.take(placement(notice, chain=chain, story=f"s{chain}", changes=(change,), order=tuple(order)))
        self.doomed.add(target)
        if target in self.secrets:
            self.killed.add(target)

    @rule(minutes=st.integers(1, 4))
    def time_passes(self, minutes: int) -> None:
        for _ in range(minutes):
            self.tick()
        released = {event.item for event in self.store.release_due(self.now)}
        due = {name for name, at in self.held.items() if at <= self.minute and name not in self.killed}
        assert released == due
        for name in due:
            del self.held[name]

    @precondition(lambda self: len(self.order) > 1)
    @rule(data=st.data())
    def two_chains_become_one(self, data: st.DataObject) -> None:
        self.tick()
        into, old = data.draw(st.permutations(sorted(self.order)))[:2]
        self.n += 1
        name, word = f"i{self.n}", secret(self.n)
        order = [*self.order[into], name, *self.order.pop(old)]
        self.order[into] = order
        self.secrets[name] = word
        made = item(name, f"About {word}", slugline=word, blocks=(Block(text=f"It is {word}."),))
        merged = {"merges": (old,), "merged_stories": (f"s{old}",)}
        self.take(placement(made, chain=into, story=f"s{into}", order=tuple(order), **merged))
        if name in self.doomed:
            self.killed.add(name)

    @precondition(lambda self: self.order)
    @rule(data=st.data())
    def an_item_changes_chains(self, data: st.DataObject) -> None:
        self.tick()
        old = data.draw(st.sampled_from(sorted(self.order)))
        moving = data.draw(st.sampled_from(self.order[old]))
        into = data.draw(st.sampled_from(CHAINS))
        if into == old:
            return
        self.n += 1
        name, word = f"i{self.n}", secret(self.n)
        self.order[old].remove(moving)
        if not self.order[old]:
            del self.order[old]
        order = self.order.setdefault(into, [])
        order += [moving, name]
        self.secrets[name] = word
        made = item(name, f"About {word}", slugline=word, blocks=(Block(text=f"It is {word}."),))
        self.take(placement(made, chain=into, story=f"s{into}", order=tuple(order)))
        if name in self.doomed:
            self.killed.add(name)

    def top(self, chain: str) -> str | None:
        """Say by the model who stands on top for readers."""
        copies = [name for name in self.order[chain] if name not in self.notices and name not in self.held]
        alive = [name for name in copies if name not in self.killed]
        return (alive or copies or [None])[-1]

    @invariant()
    def the_wire_has_no_holes(self) -> None:
        events = self.store.events_after(0, limit=10_000)
        assert [event.seq for event in events] == list(range(1, self.store.last_seq() + 1))
        shown = [event.item for event in events if event.kind in ("filed", "released")]
        assert len(shown) == len(set(shown))
        told = {event.item for event in events if event.kind == "killed"}
        assert told == self.killed & set(self.secrets)

    @invariant()
    def no_door_gives_held_or_killed_words(self) -> None:
        doors: list[object] = [self.store.events_after(0, limit=10_000), self.store.ticker(now=self.now)]
        doors.append(self.store.newest(limit=1000, now=self.now))
        doors += [self.store.find_chain(chain, now=self.now) for chain in CHAINS]
        doors.append(self.store.find_items([*self.secrets, *self.notices], now=self.now))
        given = repr(doors)
        for name, word in self.secrets.items():
            is_hidden = name in self.killed or name in self.held
            assert (word in given) != is_hidden, name
            found = self.store.newest(query=word, now=self.now)
            assert [filed.item.id for filed in found] == ([] if is_hidden else [name])

    @invariant()
    def chains_stand_in_the_agencys_order(self) -> None:
        box = {line.filed.chain: line for line in self.store.ticker(now=self.now)}
        for chain, order in self.order.items():
            desk = self.store.find_chain(chain, view="desk", now=self.now)
            assert [filed.item.id for filed in desk] == order
            assert [filed.position for filed in desk] == list(range(1, len(order) + 1))
            top = self.top(chain)
            assert (box[chain].filed.item.id if chain in box else None) == top
            if top is not None and top not in self.killed:
                standing = [filed.item.id for filed in desk if filed.superseded_by is None]
                assert set(standing) - set(self.held) == {top}
        assert set(box) <= set(self.order)


AnyOrder.TestCase.settings = settings(
    max_examples=40, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
)
TestAnyOrder = AnyOrder.TestCase


class AnyOrderOnPostgres(AnyOrder):
    """The same on a server, fewer times."""

    def open_empty(self) -> Store:
        return open_store(database.server().make_schema())


AnyOrderOnPostgres.TestCase.settings = settings(
    max_examples=6, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
)
TestAnyOrderOnPostgres = AnyOrderOnPostgres.TestCase
