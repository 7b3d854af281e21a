"""What people type is understood, or told how."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wireroom.errors import QueryError
from wireroom.query import explain, parse

UNDERSTOOD = {
    "": "All items.",
    "bridge": 'Items where any part has "bridge".',
    '"Aldra Bridge"': 'Items where any part has "aldra bridge".',
    "ferry bridge": 'Items where any part has "ferry" and any part has "bridge".',
    "ferry && bridge": 'Items where any part has "ferry" and any part has "bridge".',
    "+ferry +bridge": 'Items where any part has "ferry" and any part has "bridge".',
    "ferry OR bridge": 'Items where any part has "ferry" or any part has "bridge".',
    "ferry -sport": 'Items where any part has "ferry" and no part has "sport".',
    "ferry AND NOT sport": 'Items where any part has "ferry" and no part has "sport".',
    "ferry - sport": 'Items where any part has "ferry" and any part has "sport".',
    "flood*": 'Items where any part has a word beginning with "flood".',
    "ferry~": 'Items where any part has "ferry" in any form.',
    "headline:Ferry~ -sport": 'Items where the headline has "ferry" in any form and no part has "sport".',
    "U.S.": 'Items where any part has "u s".',
    "headline:bridge": 'Items where the headline has "bridge".',
    "title:bridge": 'Items where the headline has "bridge".',
    "agency:(ap OR reuters)": "Items where the agency is ap or the agency is reuters.",
    "urgency<=2": "Items where the urgency is at most 2.",
    "urgency:1..3": "Items where the urgency is at least 1 and the urgency is at most 3.",
    "words>200": "Items where the number of words is over 200.",
    "is:killed": "Items where it was killed.",
    "-is:killed": "Items where it was not killed.",
    "-rank:flash": "Items where the rank is not flash.",
    "has:picture": "Items where it has a picture.",
    "after:2026-03-01T21:04Z": "Items where it came after 2026-03-01 21:04 UTC.",
    "after:2026-03-01T21:04+02:00": "Items where it came after 2026-03-01 19:04 UTC.",
    "after:2h": "Items where it came after 2 hours ago.",
    "before:today": "Items where it came before the beginning of today (UTC).",
    "ferry NEAR/3 bridge": 'Items where any part has "ferry" and "bridge" within 3 words of each other.',
    '"ferry bridge"~5': 'Items where any part has "ferry" and "bridge" within 5 words of each other.',
    "Élysée": 'Items where any part has "elysee".',
}
TOLD_HOW = {
    "ferry~2": (5, "finds its forms; not other spellings"),
    "flood*~": (0, "do not go together"),
    "flood~*": (0, "do not go together"),
    "the harbour-bridge~": (4, "write harbour~ bridge~"),
    "ferry~ NEAR/3 bridge": (0, "take ~ away"),
    "ship ferry NEAR/3 bridge~": (5, "take ~ away"),
    "(a b": (0, "never closed"),
    "a)": (1, "closes nothing"),
    '"abc': (0, "never closed"),
    "a OR": (2, "something on its right"),
    "AND a": (0, "something on its left"),
    "rnak:flash": (0, "did you mean rank:"),
    "rank:flsh": (5, "did you mean rank:flash"),
    "after:nope": (6, "is no time"),
    "urgency:high": (8, "whole number"),
    "agency:": (6, "needs a value"),
    "fl*od": (2, "at the end of a word"),
    "headline<3": (8, "is not a number"),
}


@pytest.mark.parametrize("text", UNDERSTOOD)
def test_search_is_understood(text: str) -> None:
    assert explain(parse(text)) == UNDERSTOOD[text]


@pytest.mark.parametrize("text", TOLD_HOW)
def test_mistake_is_shown_at_its_place_with_its_cure(text: str) -> None:
    position, cure = TOLD_HOW[text]
    with pytest.raises(QueryError, match=cure) as caught:
        parse(text)
    assert caught.value.position == position
    lines = str(caught.value).split("\n")
    assert lines[-1].index("^") - lines[-2].index(text) == position


@given(
    st.text(max_size=200)
    | st.from_regex(r'([a-z]{1,4}|"[a-z ]{0,6}"|\(|\)|AND|OR|NOT|-|\*|agency:|rank:|words>|[0-9]| ){1,20}')
)
def test_any_text_is_understood_or_told_how(text: str) -> None:
    try:
        explain(parse(text))
    except QueryError as error:
        assert 0 <= error.position <= len(text)
