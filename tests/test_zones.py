"""Times that carry no zone: the source's zone, else the house's, else UTC and a fault that says so."""

from datetime import UTC, datetime

import pytest

from wireroom import read
from wireroom.formats import RawCopy
from wireroom.model.public import item_object
from wireroom.reading import read_raw

FEED = (
    "<rss version='2.0'><channel><title>Line</title>"
    "<item><guid>a</guid><title>Ferje</title><dc:publisher xmlns:dc='http://purl.org/dc/elements/1.1/'>{}</dc:publisher>"
    "<pubDate>2026-07-11 12:30:00</pubDate></item></channel></rss>"
)


@pytest.mark.parametrize(
    ("agency", "source_zone", "hour", "zone"),
    [("NTB", None, 10, "Europe/Oslo"), ("NTB", "Asia/Tokyo", 3, "Asia/Tokyo"), ("Nowhere Press", None, 12, None)],
)
def test_a_time_without_zone_is_by_the_nearest_clock(
    agency: str, source_zone: str | None, hour: int, zone: str | None
) -> None:
    reading = read_raw(RawCopy(data=FEED.format(agency).encode(), zone=source_zone))
    (item,) = reading.items
    assert item.versioncreated == datetime(2026, 7, 11, hour, 30, tzinfo=UTC)
    assert item.is_zone_assumed
    assert item.zone == zone
    assert [fault.code for fault in item.faults] == ([] if zone else ["zone-unknown"])
    # programs see the clock time of the copy
    assert item_object(item)["versioncreated"].startswith("2026-07-11T12:30:00")


def test_a_time_with_zone_is_left_alone() -> None:
    (item,) = read(FEED.format("NTB").replace("12:30:00", "12:30:00+05:00").encode()).items
    assert item.versioncreated == datetime(2026, 7, 11, 7, 30, tzinfo=UTC)
    assert not item.is_zone_assumed
    assert item.zone is None
    assert item.faults == ()
