"""How well items fit: where a word stands, how often, how rare it is, and in how long a text."""

import pytest

from wireroom.query import parse, wanted_words
from wireroom.query.relevance import rank


def order(query: str, *texts: dict[str, str], rarities: tuple[float, ...] = ()) -> list[int]:
    words = wanted_words(parse(query))
    return [place for _, place in rank(texts, words, rarities or [1.0] * len(words))]


def test_headline_says_more_than_slug_and_slug_more_than_text() -> None:
    texts = ({"body": "the ferry"}, {"slug": "ferry row"}, {"headline": "Ferry row"})
    assert order("ferry", *texts) == [2, 1, 0]


def test_what_has_none_of_the_words_is_not_there() -> None:
    assert order("ferry", {"body": "ferries"}, {"body": ""}, {}) == []


def test_of_equals_the_earlier_one_comes_first() -> None:
    assert order("ferry", {"body": "a ferry"}, {"body": "a ferry"}) == [0, 1]


def test_a_rare_word_counts_more() -> None:
    texts = ({"body": "storm at sea"}, {"body": "ferry at sea"})
    assert order("storm OR ferry", *texts, rarities=(1.0, 5.0)) == [1, 0]


def test_a_short_text_with_the_word_fits_better_than_a_long_one() -> None:
    assert order("ferry", {"body": "corn " * 200 + "ferry"}, {"body": "a ferry sank"}) == [1, 0]


@pytest.mark.parametrize(
    "text", ["The Harbour-bridge,\n     closed", "the HARBOUR  bridge", "l'été “harbour bridge”", "高 harbour – bridge"]
)
def test_phrases_beginnings_and_fields_are_counted_as_searches_find_them(text: str) -> None:
    assert order('"harbour bridge"', {"body": text}) == [0]
    assert order("brid*", {"body": text}) == [0]
    assert order("body:bridge", {"body": text}) == [0]
    assert order("headline:bridge", {"body": text}) == []
    assert order("bridg", {"body": text}) == []
