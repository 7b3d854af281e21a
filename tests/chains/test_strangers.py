"""What is told to be strangers at little cost is what no rule ties: any two cards of a few words, slugs, ids, marks and times."""

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from wireroom.chains.card import Card, make_card
from wireroom.chains.ties import are_strangers, find_tie
from wireroom.model import Block, Item, Marks

NOON = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
#: few words, so that headlines are often alike, a little or nearly
WORDS = ("Ostrey", "ferry", "strike", "council", "Velmark", "the", "12")
MARKS = (
    *[Marks()] * 9, Marks(rank="flash", label="FLASH"), Marks(rank="urgent", label="Urgent"), Marks(genre="table"),
    Marks(series="lead", number=2, label="2nd LD"), Marks(actions=("correction",)), Marks(take=2),
)  # fmt: skip
IDS = (*[None] * 7, "guid-1", "guid-2")


@st.composite
def cards(draw: st.DrawFn) -> Card:
    headline = " ".join(draw(st.lists(st.sampled_from(WORDS), min_size=0, max_size=5)))
    body = draw(st.lists(st.sampled_from(WORDS), min_size=0, max_size=8))
    at = NOON + timedelta(minutes=draw(st.integers(0, 200)))
    return make_card(
        Item(
            id=f"i{draw(st.integers(0, 10**6))}",
            uri="urn:test",
            format="test",
            agency="meridian",
            headline=headline,
            headline_clean=headline,
            slug=draw(st.sampled_from((None, "harbour", "harbour", "budget"))),
            native_guid=draw(st.sampled_from(IDS)),
            message_number=draw(st.sampled_from((None, None, "0017"))),
            cross_reference=draw(st.sampled_from((*[None] * 9, "0017"))),
            evolvedfrom=draw(st.sampled_from(IDS)),
            blocks=(Block(kind="para", text=" ".join(body)),) if body else (),
            marks=draw(st.sampled_from(MARKS)),
            versioncreated=at,
        ),
        received_at=at,
    )


@given(cards(), cards(), st.integers(0, 60))
@settings(max_examples=600, deadline=None)
def test_nothing_ties_strangers(one: Card, other: Card, crowd: int) -> None:
    if are_strangers(one, other):
        assert find_tie(one, other, lambda _: crowd) is None
        assert find_tie(other, one, lambda _: crowd) is None
        assert are_strangers(other, one)


def test_two_of_a_desk_on_one_slug_are_strangers_and_versions_are_not() -> None:
    first, second, again = (
        make_card(
            Item(id=headline, uri="urn:test", format="test", agency="meridian", headline=headline, slug="earn"),
            received_at=NOON,
        )
        for headline in ("Quorim 4th quarter net", "Haldex raises its payout", "Quorim 4th quarter net up")
    )
    assert are_strangers(first, second)
    assert not are_strangers(first, again)
