"""What results have in common is counted, and each value is a narrower search that can be asked."""

from datetime import UTC, datetime

from wireroom.model import Concept, Filed, Item, Marks
from wireroom.query import count_facets, parse

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def filed(n: int, **more: object) -> Filed:
    item = Item(id=f"i{n}", uri=f"urn:test:{n}", format="ninjs", headline="Ferry", **more)
    return Filed(
        item=item, seq=n, chain=f"c{n}", story=f"s{n}", source="test", dispatch=f"d{n}", received_at=NOON, position=1
    )


def test_values_are_counted_once_an_item_and_most_frequent_first() -> None:
    found = [
        filed(1, agency="ap", agency_name="AP", language="en-GB", places=(Concept(name="Oslo"), Concept(name="Oslo"))),
        filed(2, agency="ap", agency_name="AP", language="en", places=(Concept(name='The "Hague"'),)),
        filed(3, agency="dpa", language="de", marks=Marks(rank="flash", series="lead")),
    ]
    facets = {
        facet.name: [(value.text, value.n_items, value.query) for value in facet.values]
        for facet in count_facets(found, "ferry")
    }
    assert facets["Agency"] == [("AP", 2, "ferry agency:ap"), ("dpa", 1, "ferry agency:dpa")]
    assert facets["Language"] == [("en", 2, "ferry lang:en"), ("de", 1, "ferry lang:de")]
    assert facets["Place"] == [("Oslo", 1, "ferry place:Oslo"), ('The "Hague"', 1, 'ferry place:"The  Hague "')]
    assert facets["Mark"] == [("flash", 1, "ferry rank:flash"), ("lead", 1, "ferry mark:lead")]
    assert "Day" not in facets, "what all results share narrows nothing down"
    for values in facets.values():
        for _, _, query in values:
            parse(query)


def test_an_or_is_put_in_brackets_and_what_is_asked_already_is_left_out() -> None:
    found = [filed(1, agency="ap", agency_name="AP"), filed(2, agency="dpa", agency_name="dpa")]
    (facet,) = count_facets(found, "ferry OR agency:ap")
    assert [value.query for value in facet.values] == ["(ferry OR agency:ap) agency:dpa"]


def test_killed_copy_has_no_values() -> None:
    gone = filed(1, agency="ap", agency_name="AP")
    killed = Filed(
        item=gone.item, seq=1, chain="c", story="s", source="t", dispatch="d", received_at=NOON, position=1,
        killed_by="k", killed_at=NOON,
    )  # fmt: skip
    assert killed.is_gone
    assert count_facets([killed, filed(2, agency="dpa", agency_name="dpa")], "")[0].values[0].text == "dpa"
