"""Stories: what several agencies file on one event. The copy is invented."""

from datetime import UTC, datetime, timedelta

from wireroom import chains, stories
from wireroom.model import Block, Item, Marks
from wireroom.stories.score import weigh

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


SINGLE_NEWS_OF_ONE_TOWN = (
    "Ostrey library becomes concert hall", "Cod prices fall at Ostrey", "Budget passed in Ostrey", "Ostrey beat Tangen 2-1",
    "Whale stranded near Ostrey swims free", "Lottery drawn in Ostrey", "Ostrey court jails banker", "Flu jabs begin at Ostrey",
)  # fmt: skip


def told(text: str) -> tuple[Block, ...]:
    return (Block(text=text),)


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


def test_a_place_that_many_stories_have_tells_less_than_one_that_few_have():
    towns = [make(f"n{n}", "meridian", headline, n) for n, headline in enumerate(SINGLE_NEWS_OF_ONE_TOWN)]
    _, known = place(towns)
    assert len(known) == len(towns)
    assert known.rarity("ostrey") < known.rarity("holmvik") - 1


def test_many_items_of_one_story_do_not_make_its_name_common():
    items = [make(f"n{n}", f"agency{n}", "Freighter Silvera strikes Ostrey bridge", n) for n in range(12)]
    _, known = place(items)
    assert len(known) == 1
    assert known.rarity("silvera") > 8


def test_a_shared_place_alone_is_no_shared_event():
    found, _ = place(
        [
            make(
                "a", "meridian", "Cod prices fall at Ostrey", 0, blocks=told("Cod at Ostrey sold for less than ever.")
            ),
            make("b", "corvid", "Hospital opens in Ostrey", 9, blocks=told("The new wards in Ostrey take patients.")),
        ]
    )
    assert found["b"].story == "sb"


def test_a_form_for_another_place_is_another_story():
    found, _ = place(
        [
            make(
                name, "meridian", f"Weather for {town}: rain", n, blocks=told(f"Rain in {town} for the next few hours.")
            )
            for n, (name, town) in enumerate([("a", "Ostrey"), ("b", "Holmvik")])
        ]
    )
    assert found["b"].story == "sb"


def test_figures_join_nothing():
    table = told("03:03 1.2 m 09:09 1.3 m 15:15 1.4 m 21:21 1.5 m")
    found, known = place(
        [
            make("a", "meridian", "Tides at Ostrey", 0, blocks=table),
            make("b", "corvid", "Tides in the sound at Ostrey", 9, blocks=table),
        ]
    )
    assert weigh(make("c", "corvid", "Tides", 0, blocks=table)).is_form
    assert found["b"].story == "sb"
    assert len(known) == 2


def test_a_name_is_told_by_its_capital_inside_a_sentence():
    weighed = weigh(
        make(
            "a",
            "meridian",
            "Ferry hits pier",
            0,
            blocks=told("Ferries stop. The captain, Mae Lind, spoke. Nobody fell."),
        )
    )
    assert weighed.names == {"mae", "lind"}


def test_months_and_weekdays_are_found_in_full_and_short_but_not_in_names_or_other_words():
    body = (
        "The deal of Jan. 3 was put off on Monday to May 7, June, Sept 9 and Aug. 12. Mr Mayer, May Whitty and April Jones"
        " marched on Thursday; Octavia, Decker and the Sunday-school were there on Tuesday. Marchers left in March."
    )
    facts = weigh(make("d", "corvid", "Deal put off", 0, blocks=told(body))).facts
    assert facts[1:3] == (
        frozenset({"Jan", "May", "Jun", "Sep", "Aug", "Mar"}),
        frozenset({"Mon", "Thurs", "Sun", "Tues"}),
    )


def test_words_of_scripts_without_spaces_are_compared_too():
    found, _ = place(
        [
            make("a", "meridian", "渡轮撞上大桥三人受伤", 0, blocks=told("一艘渡轮星期三撞上海峡大桥，三人受伤。")),
            make("b", "corvid", "渡轮撞大桥三人受伤", 5, blocks=told("星期三一艘渡轮撞上海峡大桥，造成三人受伤。")),
        ]
    )
    assert found["b"].story == "sa"
