"""What agencies tell of one event: best version, facts that differ, who said what, who was first."""

from datetime import UTC, datetime, timedelta

import pytest

from wireroom.accounts import choose_best, collect_sayings, compare_facts, first_to_file, keep_record, tell_story
from wireroom.accounts.figures import find_figures
from wireroom.model import AgencyStart, Block, Filed, Item, Marks

NOON = datetime(2026, 3, 6, 12, 0, tzinfo=UTC)


def filed(name: str, agency: str, minute: int, headline: str, *texts: str, **more: object) -> Filed:
    """A version that came in some minutes after noon."""
    fields = {key: more.pop(key) for key in ("marks", "is_complete", "dateline", "pubstatus") if key in more}
    at = NOON + timedelta(minutes=minute)
    made = Item(
        id=name, uri=f"urn:test:{name}", format="ninjs", agency=agency, agency_name=agency.title(), headline=headline,
        headline_clean=headline, versioncreated=at, blocks=tuple(Block(text=text) for text in texts), **fields,
    )  # fmt: skip
    place = {"chain": f"c{agency}", "story": "s", "source": "t", "dispatch": name, "seq": minute + 1} | more
    return Filed(item=made, received_at=at, **place)


FLASH = Marks(rank="flash", label="FLASH")


def test_a_flash_speaks_until_a_text_follows() -> None:
    text = filed("a", "meri", 0, "Ship near bridge", "A ship is near the bridge.", chain="cold")
    flash = filed("b", "norr", 5, "SHIP HITS BRIDGE", marks=FLASH)
    lead = filed("c", "norr", 9, "Ship hits bridge", "A ship hit the bridge.")
    assert choose_best([text, flash]) is flash
    assert choose_best([text, flash, lead]) is lead


def test_the_agency_with_most_versions_speaks_among_versions_of_the_same_half_hour() -> None:
    old = filed("a", "norr", 0, "Ship hits bridge", "A ship hit it.", superseded_by="b")
    long = filed("b", "norr", 10, "Ship hits bridge, two hurt", "A ship hit it; two are hurt.", position=2)
    other = filed("c", "coast", 20, "Bridge closed", "The bridge is closed.")
    assert choose_best([old, long, other]) is long
    later = filed("d", "coast", 90, "Bridge open again", "It is open.", chain="cother")
    assert choose_best([old, long, other, later]) is later


def test_killed_and_broken_off_versions_speak_last() -> None:
    broken = filed("a", "norr", 9, "Cut off", "It ends in the", is_complete=False)
    whole = filed("b", "coast", 0, "Whole", "It is whole.")
    killed = filed("c", "meri", 9, "Killed", "x", killed_by="k", killed_at=NOON)
    assert choose_best([broken, whole, killed]) is whole
    assert choose_best([killed]) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("At least nine people died on Friday.", [("dead", 9, "At least nine")]),
        ("The blast killed 12 people and injured more than 40.", [("dead", 12, "12"), ("hurt", 40, "more than 40")]),
        ("Five people were missing.", [("missing", 5, "Five")]),
        ("Eleven of them were hurt.", [("hurt", 11, "Eleven")]),
        ("The death toll rose to 1,204.", [("dead", 1204, "1,204")]),
        ("It had 214 passengers on board.", [("passenger", 214, "214")]),
        ("Six cars and a bus fell in.", [("car", 6, "Six")]),
        ("It opened in 1968 and closed at 22:10.", []),
        ("Shares rose 3 percent in two hours.", []),
        ("3 dead, 12 injured in crash", [("dead", 3, "3"), ("hurt", 12, "12")]),
    ],
)
def test_numbers_are_read_with_what_they_count(text: str, expected: list[tuple[str, float, str]]) -> None:
    assert [(one.counts, one.value, one.words) for one in find_figures(text)] == expected


def test_what_differs_stands_side_by_side_with_its_source() -> None:
    one = filed("a", "norr", 0, "Nine dead", "At least nine people died on Friday when a ship hit the bridge.")
    two = filed("b", "coast", 5, "Twelve dead", "Twelve people died on Thursday when a ship hit the bridge.")
    old = filed("o", "coast", 1, "Two dead", "Two people died.", superseded_by="b")
    facts = {fact.name: fact for fact in compare_facts([one, two, old])}
    assert facts["dead"].differs
    assert [(t.agency, t.words, t.item) for t in facts["dead"].tellings] == [
        ("Coast", "Twelve", "b"),
        ("Norr", "At least nine", "a"),
    ]
    assert facts["when"].differs


def test_the_same_noun_of_other_things_is_not_compared() -> None:
    one = filed("a", "norr", 0, "x", "The ferry had 214 passengers on board.")
    two = filed("b", "coast", 5, "x", "Rules allow 600 passengers.")
    assert compare_facts([one, two]) == ()


def test_killed_copy_gives_no_fact_and_no_statement() -> None:
    one = filed("a", "norr", 0, "x", 'Nine people died. "It is true," Ann Berg said.')
    two = filed("b", "coast", 5, "x", 'Ten people died. "It is bad," Tor Lind said.', killed_by="k", killed_at=NOON)
    assert compare_facts([one, two]) == ()
    assert [saying.speaker for saying in collect_sayings([one, two])] == ["Ann Berg"]


def test_a_statement_stands_once_and_says_when_it_was_dropped() -> None:
    quoted = '"Stay away from the quays," harbour master Ines Kallmark said.'
    first = filed("a", "norr", 0, "x", quoted, superseded_by="b", marks=Marks(label="1st LD"))
    second = filed("b", "norr", 9, "x", "The bridge is closed.", position=2, marks=Marks(label="2nd LD"))
    other = filed("c", "coast", 10, "x", quoted)
    [saying] = collect_sayings([first, second])
    assert (saying.speaker, saying.role, saying.first.label) == ("Ines Kallmark", "harbour master", "1st LD")
    assert saying.dropped_by is not None
    assert saying.dropped_by.label == "2nd LD"
    [kept] = collect_sayings([first, second, other])
    assert kept.agencies == ("Norr", "Coast")
    assert kept.dropped_by is None


def test_who_was_first_and_by_how_long() -> None:
    def start(story: str, agency: str, minute: int, rank: str | None = None) -> AgencyStart:
        return AgencyStart(
            story=story, agency=agency, item=f"{story}{agency}", rank=rank, received_at=NOON + timedelta(minutes=minute)
        )

    stories = first_to_file([start("s", "Coast", 3), start("s", "Norr", 1, "flash"), start("t", "Coast", 9)])
    assert [(story.story, story.starts[0].agency, story.lead_s) for story in stories] == [
        ("s", "Norr", 120),
        ("t", "Coast", None),
    ]
    norr, coast = keep_record(stories)
    assert (norr.agency, norr.n_first, norr.n_first_loud, norr.median_lead_s, norr.median_lag_s) == (
        "Norr",
        1,
        1,
        120,
        None,
    )
    assert (coast.n_stories, coast.n_shared, coast.n_first, coast.median_lag_s) == (2, 1, 0, 120)


def test_a_story_tells_who_has_not_got_it_and_what_is_new() -> None:
    found = [filed("a", "norr", 0, "x", "A."), filed("b", "coast", 5, "x", "B.")]
    told = tell_story(found, active=("Coast", "Norr", "Meri"), since=1)
    assert (told.has_it, told.has_not, told.new) == (("Norr", "Coast"), ("Meri",), ("b",))
    assert tell_story(found).new == ()
