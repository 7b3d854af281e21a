"""Embargo words in head lines."""

import pytest

from wireroom.text.embargo import _STEMS, _STEMS_ELSEWHERE, find_embargo, may_have_words


@pytest.mark.parametrize(
    "words",
    [
        "EMBARGOED UNTIL 1800 GMT, October 8, 2015",
        "Sperrfrist: 08.10.2015, 18:00 Uhr",
        "(Not for use before noon Friday)",
    ],
)
def test_the_line_with_the_words_is_found(words):
    assert find_embargo(f"Prize\n{words}\nStory") == words


@pytest.mark.parametrize("line", ["The arms embargo on Umber was lifted", "Embargo against Umber", "no words of it"])
def test_embargoes_as_news_are_none(line):
    assert find_embargo(line) is None


@pytest.mark.parametrize("stem", [*_STEMS, *_STEMS_ELSEWHERE])
def test_no_stem_is_passed_by_the_quick_look(stem):
    assert may_have_words(f"x{stem}x")
    assert may_have_words(f"ж{stem}x")
