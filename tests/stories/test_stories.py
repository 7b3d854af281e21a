"""Stories: what several agencies file on one event. The copy is invented."""

from datetime import UTC, datetime, timedelta

from wireroom import chains, stories
from wireroom.model import Item, Marks

NOON = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)


def make(name: str, agency: str, headline: str, minutes: float, **fields) -> Item:
    return Item(
        id=name,
        uri=f"urn:{name}",
        format="test",
        agency=agency,
        agency_name=agency.title(),
        headline=headline,
        headline_clean=headline,
        versioncreated=NOON + timedelta(minutes=minutes),
        **fields,
    )


def place(items) -> tuple[dict[str, stories.StoryDecision], stories.OpenStories]:
    open_chains, open_stories = chains.OpenChains(), stories.OpenStories()
    found = {}
    for item in items:
        chain = chains.decide(item, open_chains, received_at=NOON)
        open_chains.note(item, chain, received_at=NOON)
        found[item.id] = stories.decide(item, chain, open_stories, received_at=NOON)
        open_stories.note(item, found[item.id], received_at=NOON)
    return found, open_stories


def test_two_agencies_on_one_event_share_a_story_and_it_says_why():
    found, _ = place(
        [
            make("a", "meridian", "Freighter strikes Ostrey harbour bridge, three hurt", 0),
            make("b", "corvid", "Wheat futures climb on drought fears", 5),
            make("c", "corvid", "Three hurt as freighter strikes bridge in Ostrey harbour", 12),
        ]
    )
    assert found["c"].story == found["a"].story == "sa"
    assert found["b"].story == "sb"
    assert '"freighter"' in found["c"].reason
    assert "12 minutes after Meridian" in found["c"].reason


def test_a_chain_stays_in_one_story():
    found, _ = place(
        [
            make("a", "meridian", "Freighter strikes bridge", 0, slugline="ostrey-bridge"),
            make(
                "b",
                "meridian",
                "Mayor promises inquiry",
                20,
                slugline="ostrey-bridge",
                marks=Marks(series="lead", number=1, label="1st LD"),
            ),
        ]
    )
    assert found["b"].story == "sa"
    assert found["b"].reason.startswith("same chain")


def test_old_stories_are_forgotten():
    _, known = place([make("a", "meridian", "Freighter strikes bridge", 0)])
    assert known.prune(NOON + timedelta(hours=1)) == 1
    assert len(known) == 0
