"""Days and clock times as people write them."""

from datetime import UTC, date, datetime, time

import pytest

from wireroom.text.dates import find_date, month_number, placed


@pytest.mark.parametrize(
    ("line", "day", "clock", "zone"),
    [
        ("Meridian, August 27, 2016 Adjust font size:", date(2016, 8, 27), None, None),
        ("Source: Meridian | 2016-08-27 05:31:26 | Editor: kl", date(2016, 8, 27), time(5, 31, 26), None),
        ("(Meridian) 08:14, August 27, 2016", date(2016, 8, 27), time(8, 14), None),
        ("27 août 2016 à 10:20 GMT", date(2016, 8, 27), time(10, 20), "GMT"),
        ("27.08.2016, 14:05 Uhr", date(2016, 8, 27), time(14, 5), None),
        ("Updated 3:05 p.m. ET, Aug. 9, 2016", date(2016, 8, 9), time(15, 5), "ET"),
        ("2016年8月27日 05:31", date(2016, 8, 27), time(5, 31), None),
        ("27/08/2016", date(2016, 8, 27), None, None),
        ("1 de marzo de 2018", date(2018, 3, 1), None, None),
    ],
)
def test_date_is_found(line, day, clock, zone):
    found = find_date(line)
    assert found is not None
    assert (found.day, found.clock, found.zone) == (day, clock, zone)


@pytest.mark.parametrize("line", ["08/09/2016", "31 February 2016", "Room 2016, floor 8", "", "99999-12-12"])
def test_what_is_no_sure_date_is_not_read(line):
    assert find_date(line) is None


@pytest.mark.parametrize(
    ("word", "number"),
    [("Okt", 10), ("Dez", 12), ("fév", 2), ("Mär", 3), ("juin", 6), ("juil", 7), ("août", 8), ("xyz", None)],
)
def test_month_in_the_languages_of_wires(word, number):
    assert month_number(word) == number


def test_summer_time_of_a_place_is_known():
    assert placed(date(2016, 8, 9), time(15, 5), "ET", None) == (datetime(2016, 8, 9, 19, 5, tzinfo=UTC), False)


def test_unknown_zone_gives_no_time():
    assert placed(date(2016, 8, 9), time(15, 5), "QQQ", None) == (None, False)


def test_missing_zone_is_assumed_and_said_so():
    assert placed(date(2016, 8, 9), time(15, 5), None, "Asia/Tokyo") == (datetime(2016, 8, 9, 6, 5, tzinfo=UTC), True)
