"""Chains: copy in, versions out. The copy is invented; the layouts are the agencies' own."""

import itertools
import random
from datetime import UTC, datetime, timedelta

import pytest

from wireroom.chains import ChainDecision, OpenChains, decide, find_gaps, order_versions, warm
from wireroom.model import Block, Evidence, Filed, Item, ItemLink, Marks

NOON = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)

FLASH = Marks(rank="flash", label="FLASH")
URGENT = Marks(rank="urgent", label="Urgent")
KILL = Marks(actions=("kill",), label="KILL")


def lead(number: int, label: str | None = None, **marks) -> Marks:
    ending = {1: "st", 2: "nd", 3: "rd"}.get(number, "th")
    return Marks(series="lead", number=number, label=label or f"{number}{ending} LD", **marks)


def make(name: str, headline: str, marks: Marks = Marks(), minutes: float | None = 0, **fields) -> Item:  # noqa: B008
    at = None if minutes is None else NOON + timedelta(minutes=minutes)
    fields.setdefault("agency", "meridian")
    return Item(
        id=name,
        uri=f"urn:{name}",
        format="test",
        headline=headline,
        headline_clean=headline,
        marks=marks,
        versioncreated=at,
        **fields,
    )


def place(items, known: OpenChains | None = None) -> tuple[OpenChains, dict[str, ChainDecision]]:
    known = known or OpenChains()
    decisions = {}
    for n, item in enumerate(items):
        at = NOON + timedelta(days=1, seconds=n)
        decisions[item.id] = decide(item, known, received_at=at)
        known.note(item, decisions[item.id], received_at=at)
    return known, decisions


def groups(known: OpenChains) -> set[frozenset[str]]:
    found: dict[str, set[str]] = {}
    for item, chain in known.chain_of.items():
        found.setdefault(chain, set()).add(item)
    return {frozenset(items) for items in found.values()}


BRIDGE = [
    make("flash", "HARBOUR BRIDGE IN OSTREY CLOSED AFTER SHIP HITS PILLAR -MAYOR", FLASH, 0),
    make("urgent", "Ostrey harbour bridge closed as freighter strikes pillar", URGENT, 4),
    make("lead1", "Ostrey harbour bridge closed as freighter strikes pillar", lead(1), 15),
    make("lead2", "Freighter strikes Ostrey harbour bridge, 3 hurt, span closed for weeks", lead(2), 50),
]
CROWD_OF_OSTREY = (
    "museum buys lost portrait", "choir wins song prize", "zoo greets twin lynx cubs", "bakers warn of butter prices",
    "tram drivers get new depot", "chess club marks century", "brewer opens hop garden", "library lends fishing rods",
    "marathon route moved inland", "schools try later start", "opera names conductor", "gardeners save rare orchid",
)  # fmt: skip
DULL = [
    make("wheat", "Wheat prices end higher on dry weather in Lowland plains", Marks(), 10),
    make("film", "Feature: Film festival in Ostrey draws young crowd", Marks(genre="feature"), 12),
    make("bank", "Central bank keeps key rate unchanged at 2.5 percent", Marks(), 20),
]


@pytest.mark.parametrize("seed", range(12))
def test_any_order_of_arrival_gives_one_chain_in_the_agencys_order(seed):
    items = [*BRIDGE, *DULL]
    random.Random(seed).shuffle(items)
    known, decisions = place(items)
    assert frozenset({"flash", "urgent", "lead1", "lead2"}) in groups(known)
    assert len(groups(known)) == 4
    last = [item.id for item in items if item in BRIDGE][-1]
    assert decisions[last].order == ("flash", "urgent", "lead1", "lead2")
    assert decisions[last].top == "lead2"


@pytest.mark.parametrize("missing", range(4))
def test_the_chain_holds_with_any_one_version_missing(missing):
    rest = [item for place, item in enumerate(BRIDGE) if place != missing]
    for order in itertools.permutations(rest):
        known, _ = place(order)
        assert len(groups(known)) == 1


def test_only_a_day_is_known_and_the_marks_give_the_order():
    items = [make(item.id, item.headline, item.marks, None, issued_on="2026-03-04") for item in BRIDGE]
    for order in itertools.permutations(items):
        _, decisions = place(order)
        assert decisions[order[-1].id].order == ("flash", "urgent", "lead1", "lead2")


def test_the_first_item_by_arrival_names_the_chain_and_the_oldest_chain_survives_a_merge():
    odd = make("odd", "Ostrey: rescue crews search river", Marks(), 30, native_guid="g2")
    tie = make("tie", "Ostrey rescue", lead(3), 60, evolvedfrom="g2", native_guid="g3", slugline="ostrey-bridge")
    first = make("first", "Something else entirely about a bridge", lead(1), 5, slugline="ostrey-bridge")
    _, decisions = place([first, odd, tie])
    assert decisions["first"].chain == "cfirst"
    assert decisions["odd"].chain == "codd"
    assert decisions["tie"].chain in ("cfirst", "codd")


def test_a_late_version_that_bridges_two_chains_makes_them_one():
    one = make("one", "Ostrey port strike enters second week", Marks(), 0, native_guid="a")
    three = make("three", "Talks collapse, ministers meet", lead(3), 90, evolvedfrom="b", native_guid="c")
    two = make("two", "Dockers walk out of talks", lead(2), 60, evolvedfrom="a", native_guid="b")
    known, decisions = place([one, three, two])
    assert groups(known) == {frozenset({"one", "two", "three"})}
    assert decisions["two"].chain == "cone"
    assert decisions["two"].merges == ("cthree",)
    assert decisions["two"].order == ("one", "two", "three")


def test_a_number_that_falls_back_next_day_opens_a_new_chain():
    words = "Flood in Arvo valley forces thousands to leave homes"
    day1 = [make(f"w{n}", words, Marks(series="wrapup", number=n, label=f"WRAPUP {n}"), n * 60) for n in (1, 2, 3)]
    day2 = [make(f"x{n}", words, Marks(series="wrapup", number=n, label=f"WRAPUP {n}"), 1200 + n * 60) for n in (1, 2)]
    for items in ([*day1, *day2], [*day2, *day1], [day1[0], day2[0], day1[1], day2[1], day1[2]]):
        known, _ = place(items)
        assert groups(known) == {frozenset({"w1", "w2", "w3"}), frozenset({"x1", "x2"})}


def test_a_new_count_takes_along_the_story_it_goes_on_from():
    """The agency's own reference to yesterday's lead ties the days; today's first story belongs to today's count."""
    yesterday = [
        make("a0", "Arvo river floods valley", Marks(), 0),
        make("a1", "Arvo river floods valley", lead(1), 60, native_guid="g"),
    ]
    today = [
        make("b0", "Second town under water", Marks(), 1300),
        make("b1", "Second town under water", lead(1), 1330, evolvedfrom="g"),
    ]
    for items in itertools.permutations([*yesterday, *today]):
        assert groups(place(items)[0]) == {frozenset({"a0", "a1"}), frozenset({"b0", "b1"})}


def test_a_chain_ends_when_the_agency_moves_on():
    words = "Ostrey council debates harbour bridge toll"
    first, later = make("first", words, lead(1), 0), make("later", words, lead(2), 25 * 60)
    assert groups(place([first, later])[0]) == {frozenset({"first"}), frozenset({"later"})}
    soon = make("later", words, lead(2), 23 * 60)
    assert groups(place([first, soon])[0]) == {frozenset({"first", "later"})}


def test_a_late_item_that_shows_a_word_is_common_splits_what_only_that_word_tied():
    strike = make("strike", "Ostrey strike averted as dockers accept pay offer", lead(3), 239)
    court = make("court", "Court clears former Ostrey mayor Lenz of bribery", Marks(), 205)
    note = Marks(genre="advisory")
    others = [make(f"o{n}", f"Ostrey {words}", note, 100 + n) for n, words in enumerate(3 * CROWD_OF_OSTREY)]
    known, decisions = place([court, strike])
    assert decisions["strike"].link is not None
    known, decisions = place(others, known)
    assert known.chain_of["strike"] != known.chain_of["court"]
    moved = {group.chain: group.order for decision in decisions.values() for group in decision.regrouped}
    assert moved[known.chain_of["strike"]] == ("strike",)


def test_number_beats_time():
    early = make("second", "Ostrey bridge reopens to trains", lead(2), 10)
    late = make("first", "Ostrey bridge reopens to trains", lead(1), 12)
    _, decisions = place([early, late])
    assert decisions["first"].order == ("first", "second")
    assert decisions["first"].top == "second"


def roundup(words: str) -> Marks:
    told = Evidence(mark="wrapup:1", words=words, where="headline", rule="test")
    return Marks(series="wrapup", number=1, label="ROUNDUP", evidence=(told,))


@pytest.mark.parametrize("order", list(itertools.permutations(range(4))))
def test_a_round_up_without_a_number_sums_up_whatever_was_counted(order):
    items = [
        make("one", "Ostrey harbour bridge closed as freighter strikes pillar", lead(1), 0),
        make("two", "Ostrey harbour bridge closed for weeks after freighter strikes pillar", lead(2), 50),
        make("all", "Ostrey harbour bridge closed for weeks after freighter strikes", roundup("ROUNDUP:"), 300),
        make("three", "Ostrey harbour bridge closed for months after freighter strikes", lead(3), 330),
    ]
    known, _ = place([items[n] for n in order])
    assert groups(known) == {frozenset(("one", "two", "all", "three"))}
    assert [item.id for item in order_versions(items)] == ["one", "two", "all", "three"]


@pytest.mark.parametrize("words", ["1ST ROUNDUP:", "WRAPUP 1-", "First Roundup"])
def test_one_that_is_counted_is_of_a_count_of_its_own(words):
    items = [
        make("one", "Ostrey harbour bridge closed as freighter strikes pillar", lead(1), 0),
        make("two", "Ostrey harbour bridge closed for weeks after freighter strikes pillar", lead(2), 50),
        make("all", "Ostrey harbour bridge closed for weeks after freighter strikes", roundup(words), 300),
    ]
    assert groups(place(items)[0]) == {frozenset(("one", "two")), frozenset(("all",))}


def test_two_agencies_never_share_a_chain():
    ours = make("ours", "Ostrey bridge reopens to trains", lead(1), 0)
    theirs = make("theirs", "Ostrey bridge reopens to trains", lead(2), 5, agency="corvid")
    assert len(groups(place([ours, theirs])[0])) == 2


def test_the_same_native_id_in_a_new_version_is_the_same_chain_whatever_its_words():
    one = make("one", "Ostrey bridge reopens", Marks(), 0, native_guid="tag:1", version="1")
    two = make("two", "Trains cross harbour again", Marks(), 3000, native_guid="tag:1", version="2")
    _, decisions = place([two, one])
    assert decisions["one"].order == ("one", "two")
    assert decisions["one"].link.basis == "id"
    assert decisions["one"].link.score == 1


def test_a_link_to_the_previous_version_is_taken_at_its_word():
    one = make("one", "Ostrey bridge reopens", Marks(), 0, native_guid="tag:1")
    link = ItemLink(rel="irel:previousVersion", residref="tag:1")
    two = make("two", "Trains cross harbour again", Marks(), 3000, native_guid="tag:2", links=(link,))
    assert place([one, two])[1]["two"].chain == "cone"


def test_reasons_are_in_plain_words():
    one = make("one", "Harbour bridge closed", lead(1), 0, slugline="Harbour-Bridge")
    two = make("two", "Span shut for weeks", lead(2), 12, slugline="Harbour-Bridge")
    link = place([one, two])[1]["two"].link
    assert link.to == "one"
    assert link.basis == "slug"
    assert link.reason == 'same slug "Harbour-Bridge", 2nd LD after 1st LD, 12 minutes later'


def test_a_correction_stands_behind_its_version_and_says_what_it_corrects():
    fixed = make("fixed", BRIDGE[2].headline, lead(1, "CORRECTED 1st LD", actions=("correction",)), 55)
    _, decisions = place([*BRIDGE, fixed])
    assert decisions["fixed"].order == ("flash", "urgent", "lead1", "fixed", "lead2")
    assert [(change.kind, change.target) for change in decisions["fixed"].changes] == [("corrects", "lead1")]


def test_a_correction_that_came_first_corrects_the_version_before_it_when_that_comes():
    fixed = make("fixed", BRIDGE[2].headline, lead(1, "CORRECTED 1st LD", actions=("correction",)), 30)
    _, decisions = place([fixed, BRIDGE[3], BRIDGE[1], BRIDGE[2]])
    corrected = {
        name: [(change.target, change.by) for change in decision.changes if change.kind == "corrects"]
        for name, decision in decisions.items()
    }
    assert corrected["fixed"] == corrected["lead2"] == []
    assert corrected["lead1"] == [("lead1", "fixed")]


def test_an_add_joins_behind_and_replaces_nothing():
    add = make("add", BRIDGE[3].headline, Marks(take=2, actions=("add",), label="1st Add"), 55)
    _, decisions = place([*BRIDGE, add])
    assert decisions["add"].top == "lead2"
    assert [(change.kind, change.target) for change in decisions["add"].changes] == [("adds", "lead2")]


def test_a_new_lead_replaces_the_one_before():
    _, decisions = place(BRIDGE)
    assert [(change.kind, change.target) for change in decisions["lead2"].changes] == [("supersedes", "lead1")]


class TestKills:
    def kills(self, decision: ChainDecision) -> set[tuple[str, str | None]]:
        return {(change.target, change.by) for change in decision.changes if change.kind == "kills"}

    def test_by_headline_kills_all_versions_before_it(self):
        kill = make("kill", BRIDGE[3].headline, KILL, 70)
        _, decisions = place([*BRIDGE, *DULL, kill])
        assert self.kills(decisions["kill"]) == {(item.id, "kill") for item in BRIDGE}
        assert decisions["kill"].top is None
        assert not decisions["kill"].alarms

    def test_before_its_story_waits_for_it(self):
        kill = make("kill", BRIDGE[3].headline, KILL, 70)
        _, decisions = place([kill, *DULL, *BRIDGE])
        assert "nothing we hold of the last days matches it" in decisions["kill"].alarms[0]
        found = set().union(*(self.kills(decisions[item.id]) for item in BRIDGE))
        assert found == {(item.id, "kill") for item in BRIDGE}

    def test_by_the_words_of_its_notice(self):
        notice = Block(text=f"Editors: kill the story headlined {BRIDGE[3].headline}, moved earlier. It is wrong.")
        kill = make("kill", "Mandatory kill", KILL, 70, blocks=(notice,))
        _, decisions = place([*BRIDGE, *DULL, kill])
        assert ("lead2", "kill") in self.kills(decisions["kill"])

    def test_by_slug(self):
        story = make("story", "Minister to resign", lead(1), 0, slugline="minister-out")
        kill = make("kill", "Editors, do not use", KILL, 30, slugline="Minister-Out")
        assert self.kills(place([story, kill])[1]["kill"]) == {("story", "kill")}

    def test_a_canceled_version_kills_what_bears_its_id(self):
        story = make("story", "Minister to resign", Marks(), 0, native_guid="tag:9", version="1")
        kill = make("kill", "Minister to resign", Marks(), 30, native_guid="tag:9", version="2", pubstatus="canceled")
        for items in ([story, kill], [kill, story]):
            assert self.kills(place(items)[1][items[1].id]) == {("story", "kill")}

    @pytest.mark.parametrize("order", list(itertools.permutations(range(4))))
    def test_by_id_finds_what_a_count_begun_anew_cut_off(self, order):
        items = [
            make("old", "WRAPUP on wheat prices in Ostrey", lead(3), 0, native_guid="tag:1"),
            make("mid", "WRAPUP on wheat prices in Ostrey", Marks(), 270),
            make("new", "WRAPUP on wheat prices in Ostrey", lead(1), 300, native_guid="tag:2"),
            make("kill", "Editors", KILL, 360, native_guid="tag:3", evolvedfrom="tag:1"),
        ]
        known, decisions = place([items[n] for n in order])
        found = set().union(*(self.kills(decision) for decision in decisions.values()))
        assert found == {("old", "kill")}
        assert known.chain_of["kill"] == known.chain_of["old"] != known.chain_of["new"]

    def test_by_two_ids_kills_both_wherever_they_stand(self):
        items = [
            make("old", "WRAPUP on wheat prices in Ostrey", lead(3), 0, native_guid="tag:1"),
            make("new", "WRAPUP on wheat prices in Ostrey", lead(1), 300, native_guid="tag:2"),
            make("kill", "Editors", KILL, -90, evolvedfrom="tag:1", cross_reference="tag:2"),
        ]
        assert self.kills(place(items)[1]["kill"]) == {("old", "kill"), ("new", "kill")}

    def test_of_the_second_of_its_story_stands_behind_it(self):
        items = [make("story", "Minister to resign", lead(1)), make("kill", "Minister to resign", KILL)]
        for order in (items, items[::-1]):
            assert self.kills(place(order)[1][order[1].id]) == {("story", "kill")}

    def test_a_version_sent_after_the_kill_stands(self):
        kill = make("kill", BRIDGE[3].headline, KILL, 70)
        new = make("new", "Freighter grazes Ostrey harbour bridge, span closed for hours", lead(3), 90)
        _, decisions = place([*BRIDGE, kill, new])
        assert not self.kills(decisions["new"])
        assert decisions["new"].top == "new"

    def test_that_matches_nothing_is_told(self):
        kill = make("kill", "Delete", KILL, 0)
        _, decisions = place([*BRIDGE, kill])
        assert not self.kills(decisions["kill"])
        assert decisions["kill"].alarms


class TestGaps:
    def test_are_spelt_as_the_house_spells(self):
        items = [make("a", "x", lead(1)), make("c", "x", lead(3))]
        assert [(gap.label, gap.before) for gap in find_gaps(items)] == [("2nd LD", "c")]

    @pytest.mark.parametrize(
        ("label", "spelt"),
        [
            ("UPDATE 3", "UPDATE 2"),
            ("3rdLd-Writethru", "2ndLd-Writethru"),
            ("BC-Ostrey, 3RD LD", "BC-Ostrey, 2ND LD"),
            ("LEAD 3", "LEAD 2"),
            ("3. Zusammenfassung", "2. Zusammenfassung"),
            (None, "2nd LD"),
        ],
    )
    def test_keep_the_form_of_the_label(self, label, spelt):
        marks = Marks(series="lead", number=3, label=label)
        assert [gap.label for gap in find_gaps([make("a", "x", lead(1)), make("c", "x", marks)])] == [spelt]

    def test_there_are_none_in_a_whole_chain(self):
        assert find_gaps(BRIDGE) == ()


def test_versions_are_ordered_without_an_index():
    assert [item.id for item in order_versions(reversed(BRIDGE))] == ["flash", "urgent", "lead1", "lead2"]


def test_the_index_comes_back_from_what_is_filed():
    known, decisions = place(BRIDGE[:3])
    again = OpenChains()
    for seq, item in enumerate(BRIDGE[:3], 1):
        warm(
            Filed(
                item=item,
                seq=seq,
                chain=known.chain_of[item.id],
                story="s",
                source="test",
                dispatch="d",
                received_at=NOON,
                link=decisions[item.id].link,
            ),
            again,
        )
    later = BRIDGE[3]
    assert decide(later, again, received_at=NOON).order == decide(later, known, received_at=NOON).order
    assert decide(later, again, received_at=NOON).chain == "cflash"


def test_what_is_pruned_is_forgotten_and_the_rest_stands():
    known, _ = place([*BRIDGE, *DULL])
    assert known.prune(NOON + timedelta(minutes=18)) == 5
    assert len(known) == 2
    assert groups(known) == {frozenset({"lead2"}), frozenset({"bank"})}
    assert known.prune(NOON + timedelta(days=2)) == 2
    assert groups(known) == set()


def test_an_item_decided_twice_keeps_its_place():
    known, decisions = place(BRIDGE)
    again = decide(BRIDGE[1], known, received_at=NOON)
    assert (again.chain, again.order) == ("cflash", decisions["lead2"].order)


def update(number: int, action: str | None = None) -> Marks:
    actions = (action,) if action else ()
    return Marks(series="update", number=number, label=f"UPDATE {number}", actions=actions)


def test_refile_of_a_version_that_never_came_goes_on_from_what_is_there():
    first = make("first", "Ostrey ferry operator Brandvik cuts summer sailings", update(1), 0)
    refile = make("refile", "Brandvik to drop a third of its Ostrey crossings as fuel soars", update(2, "refile"), 90)
    _, decisions = place([first, refile])
    assert decisions["refile"].link.to == "first"
    repeat = make("repeat", refile.headline, update(2, "repeat"), 90)
    assert place([first, repeat])[1]["repeat"].link is None


def test_refile_is_tied_to_what_it_sends_again_before_what_that_went_on_from():
    first = make("first", "Ferry operator Brandvik cuts a third of its Ostrey sailings", update(1), 0)
    second = make("second", "Ferry operator Brandvik cuts third of Ostrey sailing, shares slump", update(2), 60)
    refile = make(
        "refile", "Ferry operator Brandvik cuts third of Ostrey sailing, share price slumps", update(2, "refile"), 70
    )
    _, decisions = place([first, second, refile])
    assert decisions["refile"].link.to == "second"
    assert decisions["refile"].order == ("first", "second", "refile")
