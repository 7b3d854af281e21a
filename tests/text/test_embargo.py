"""Embargo words and the time they name; no sure time means none."""

from datetime import UTC, datetime

import pytest

from wireroom.text.embargo import find_embargo, read_embargo


@pytest.mark.parametrize(
    ("words", "until"),
    [
        ("EMBARGOED UNTIL 1800 GMT, October 8, 2015", datetime(2015, 10, 8, 18, tzinfo=UTC)),
        ("Embargo: 22 November 2018 00:01 GMT", datetime(2018, 11, 22, 0, 1, tzinfo=UTC)),
        ("Sperrfrist: 08.10.2015, 18:00 Uhr", None),
        ("Embargoed until noon Friday", None),
        ("EMBARGOED UNTIL 12noon on October 23, 2016", None),
        ("EMBARGOED UNTIL midnight GMT, October 23, 2016", None),
    ],
)
def test_only_a_sure_time_is_read(words, until):
    assert find_embargo(f"Prize\n{words}\nStory") == words
    assert read_embargo(words) == until


def test_the_source_may_say_its_zone():
    assert read_embargo("Sperrfrist: 08.10.2015, 18:00 Uhr", "Europe/Berlin") == datetime(2015, 10, 8, 16, tzinfo=UTC)


@pytest.mark.parametrize("line", ["The arms embargo on Umber was lifted", "Embargo against Umber", "no words of it"])
def test_embargoes_as_news_are_none(line):
    assert find_embargo(line) is None
