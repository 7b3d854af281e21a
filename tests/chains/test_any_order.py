"""Any generated chain, in any order of arrival, with copies sent twice and versions lost: the same chains come out."""

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from wireroom.chains import OpenChains, decide, find_gaps, order_versions
from wireroom.model import Item, Marks

MORNING = datetime(2026, 3, 4, 6, 0, tzinfo=UTC)

#: invented events, of which no two share a telling word: (headline of the flash, of the urgent and first lead, of later leads)
EVENTS = (
    ("FREIGHTER HITS OSTREY BRIDGE, SPAN CLOSED", "Freighter strikes Ostrey bridge, span closed", "Ostrey bridge span closed for weeks after freighter strike"),
    ("VELMARK PARLIAMENT OUSTS PREMIER DORVAL", "Velmark parliament ousts premier Dorval in late vote", "Premier Dorval ousted, Velmark parliament seeks successor"),
    ("CYCLONE IRINA REACHES TALVO COAST", "Cyclone Irina makes landfall on Talvo coast", "Cyclone Irina batters Talvo coast, thousands evacuated"),
    ("QUORIM AND HALDEX AGREE MERGER", "Chipmakers Quorim, Haldex agree to merge", "Quorim and Haldex merger clears first hurdle, chipmakers rally"),
)  # fmt: skip


def version(event: int, stage: int, *, is_dated_only: bool) -> Item:
    """Stage 0 is the flash, 1 the urgent, 2 … the leads."""
    flash, first, later = EVENTS[event]
    if stage == 0:
        marks, headline = Marks(rank="flash", label="FLASH"), flash
    elif stage == 1:
        marks, headline = Marks(rank="urgent", label="Urgent"), first
    else:
        number = stage - 1
        ending = {1: "st", 2: "nd", 3: "rd"}.get(number, "th")
        marks = Marks(series="lead", number=number, label=f"{number}{ending} LD")
        headline = first if number == 1 else later
    name = f"e{event}v{stage}"
    at = MORNING + timedelta(hours=event, minutes=12 * stage)
    return Item(
        id=name,
        uri=f"urn:{name}",
        format="test",
        agency="meridian",
        headline=headline,
        headline_clean=headline,
        marks=marks,
        versioncreated=None if is_dated_only else at,
        issued_on="2026-03-04" if is_dated_only else None,
    )


@st.composite
def days(draw) -> tuple[list[Item], list[Item]]:
    """Give what was sent of several chains, and the order it arrived in: shuffled, with repeats, some of it lost."""
    is_dated_only = draw(st.booleans())
    sent: list[Item] = []
    for event in range(draw(st.integers(1, len(EVENTS)))):
        length = draw(st.integers(2, 7))
        stages = list(range(length))
        lost = draw(st.sampled_from([None, *stages]))
        sent += [version(event, stage, is_dated_only=is_dated_only) for stage in stages if stage != lost]
    repeats = draw(st.lists(st.sampled_from(sent), max_size=5))
    return sent, draw(st.permutations([*sent, *repeats]))


@given(days())
@settings(max_examples=150, deadline=None)
def test_the_chains_are_those_the_agency_sent(day):
    sent, arrived = day
    known, last = OpenChains(), {}
    for n, item in enumerate(arrived):
        at = MORNING + timedelta(hours=20, seconds=n)
        decision = decide(item, known, received_at=at)
        known.note(item, decision, received_at=at)
        last[decision.chain] = decision
        for merged in decision.merges:
            last.pop(merged, None)
    by_id = {item.id: item for item in sent}
    events: dict[str, list[str]] = {}
    for item in sent:
        events.setdefault(item.id[:2], []).append(item.id)
    assert len(known) == len(sent)
    for ids in events.values():
        assert {known.chain_of[item] for item in ids} == {known.chain_of[ids[0]]}, "one event, one chain"
        ordered = [item.id for item in order_versions([by_id[item] for item in ids])]
        assert ordered == ids, "in the agency's order"
        decision = last[known.chain_of[ids[0]]]
        assert list(decision.order) == ids
        assert decision.top == ids[-1]
    assert len({known.chain_of[ids[0]] for ids in events.values()}) == len(events), "two events, two chains"


@given(st.sets(st.integers(1, 9), min_size=1), st.randoms(use_true_random=False))
@settings(max_examples=100, deadline=None)
def test_gaps_are_the_numbers_that_never_came(numbers, random):
    items = [version(0, number + 1, is_dated_only=False) for number in numbers]
    random.shuffle(items)
    found = {gap.label for gap in find_gaps(items)}
    missing = set(range(1, max(numbers))) - numbers
    endings = {1: "st", 2: "nd", 3: "rd"}
    assert found == {f"{number}{endings.get(number, 'th')} LD" for number in missing}


@given(days())
@settings(max_examples=40, deadline=None)
def test_a_whole_day_twice_changes_nothing(day):
    _, arrived = day
    known = OpenChains()
    for item in arrived:
        known.note(item, decide(item, known, received_at=MORNING), received_at=MORNING)
    before = dict(known.chain_of)
    for item in arrived:
        decision = decide(item, known, received_at=MORNING)
        assert decision.chain == before[item.id]
        assert not decision.merges
        known.note(item, decision, received_at=MORNING)
    assert known.chain_of == before
