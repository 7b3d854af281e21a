"""What a search means, tested on one item."""

from datetime import UTC, datetime, timedelta

import pytest

from wireroom.model import Block, Dateline, Filed, Item, Marks, Media
from wireroom.query import Subject, columns_of, folded_text, matches, parse
from wireroom.query.match import SEAM
from wireroom.query.tree import When
from wireroom.text.terms import terms

NOW = datetime(2026, 3, 1, 22, 0, tzinfo=UTC)
ITEM = Item(
    id="i1", uri="urn:x:1", format="ninjs", agency="norrland_press", agency_name="Norrland Press", urgency=2, language="en-GB",
    headline="Urgent: Ferry hits Aldra Bridge at Varnsund", headline_clean="Ferry hits Aldra Bridge at Varnsund",
    slugline="Varnsund-Bridge", byline="By Mærta Søndergård", marks=Marks(rank="urgent", genre=None),
    dateline=Dateline(text="VARNSUND, Nov 22 (Norrland Press) --", city="VARNSUND"),
    blocks=(Block(text="A passenger ferry struck the bridge."), Block(text="“Stay away from the quays,” the harbour master said.")),
    associations=(Media(type="picture"),),
)  # fmt: skip
FILED = Filed(
    item=ITEM, seq=7, chain="ci1", story="si1", source="norr", dispatch="d1", received_at=NOW - timedelta(minutes=30)
)
FOUND = [
    "", "bridge", "BRIDGE", '"aldra bridge"', "ferry bridge", "ferry OR whale", "fer*", '"struck the br*"', "-whale", "slug:varnsund",
    '"varnsund bridge"', "byline:sondergard", "byline:Søndergård", "dateline:varnsund", "place:varnsund", 'agency:"norrland press"',
    "agency:norr*", "lang:en", "lang:en-gb", "rank:urgent", "mark:urgent", "urgency<=2", "urgency:2", "words>10", "has:picture",
    "has:dateline", "is:current", "-is:killed", "after:1h", "before:now", "after:today", "after:2026-03-01T21:29Z",
    "after:21:29", "before:21:31", "before:midnight -before:noon OR after:9pm",
    "ferry NEAR/3 bridge", "bridge NEAR/4 hits", '"passenger ferry" NEAR/1 "the bridge"', "source:norr", "story:si1",
    "(whale OR bridge) urgency<3", "headline:(ferry bridge)",
]  # fmt: skip
NOT_FOUND = [
    "whale", '"bridge aldra"', "ferry -bridge", "body:aldra", "headline:quays", "rank:flash", "urgency<2", "priority<=2", "words>100",
    '"varnsund ferry"', '"varnsund by"', "has:table", "is:killed", "after:10m", "before:1h", "passenger NEAR/1 quays", "lang:de", "agency:ap", "ferries", "headline:fer -f*",
]  # fmt: skip


def test_a_time_of_the_clock_is_the_last_one_that_was() -> None:
    for text, at in {
        "after:21:30": NOW - timedelta(minutes=30),
        "after:22:00": NOW,
        "since:10pm": NOW,
        "before:22:01": NOW + timedelta(minutes=1, days=-1),
        "after:midnight": NOW.replace(hour=0),
        "after:12am": NOW.replace(hour=0),
        "after:noon": NOW.replace(hour=12),
        "after:11.30pm": NOW + timedelta(minutes=90, days=-1),
    }.items():
        node = parse(text)
        assert isinstance(node, When)
        assert node.moment(NOW) == at


@pytest.mark.parametrize("search", FOUND)
def test_item_is_found(search: str) -> None:
    assert matches(parse(search), Subject(FILED), now=NOW)


@pytest.mark.parametrize("search", NOT_FOUND)
def test_item_is_not_found(search: str) -> None:
    assert not matches(parse(search), Subject(FILED), now=NOW)


def test_words_are_folded_alike_whatever_the_script() -> None:
    assert terms("Kerry's 2.45-bln-dollar ÉLYSÉE") == ["kerry", "s", "2", "45", "bln", "dollar", "elysee"]
    assert terms("Straße Łódź Ærø") == ["strasse", "lodz", "aero"]
    assert terms("习近平抵达") == ["习", "近", "平", "抵", "达"]
    assert terms("Срочно: Путин") == ["срочно", "путин"]
    assert terms("عاجل: مصر") == ["عاجل", "مصر"]


@pytest.mark.parametrize("mark", ["", " é", " 高速"])
def test_control_characters_in_copy_move_no_words_to_other_fields(mark: str) -> None:
    item = Item(
        id="i", uri="urn:x", format="ninjs", headline=f"\x01Ferry\x01 \x02hits{mark}", slug="\x01", byline=f"By\x01Lind{mark}",
        summary="Storm", blocks=(Block(text=f"Quays{mark} \x02 closed"),),
    )  # fmt: skip
    texts = columns_of(folded_text(item))
    subject = Subject(Filed(item=item, seq=1, chain="c", story="s", source="x", dispatch="d", received_at=NOW))
    assert list(texts) == ["headline", "slug", "body", "byline", "dateline", "place", "subject"]
    assert [texts["slug"], texts["byline"].split()[:2], texts["body"].split()[0]] == ["", ["by", "lind"], "storm"]
    assert all(
        matches(parse(q), subject, now=NOW) for q in ("headline:hits", "byline:lind", "body:closed", '"by lind"')
    )
    assert not any(matches(parse(q), subject, now=NOW) for q in ("slug:hits", "body:lind", '"storm quays"'))
    assert [" ".join(words) for words in subject.terms.values()] == [
        text.replace(SEAM, "\x02") for text in texts.values()
    ]


def test_text_of_an_item_without_any_has_every_field() -> None:
    assert set(columns_of(folded_text(Item(id="i", uri="urn:x", format="ninjs"))).values()) == {""}
