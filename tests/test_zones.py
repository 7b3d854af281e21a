"""Times that carry no zone: the source's zone, else the house's, else UTC and a fault that says so."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from wireroom import read
from wireroom.formats import RawCopy, get_format
from wireroom.model.public import item_object
from wireroom.reading import read_one, read_raw

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


#: the zone of a time in an element or an attribute
ZONES = re.compile(rb"(T\d\d:?\d\d(?::?\d\d)?(?:\.\d+)?)(?:Z|[+-]\d\d:?\d\d)(?=[<\"'\s])")
CASES = [
    case
    for name in ("newsml_g2", "nitf", "newsml12", "ritzau")
    for case in sorted((Path(__file__).parent / "formats" / name).iterdir())
    if case.suffix not in (".json", ".md")
]


def test_the_clock_of_the_house_is_read_as_if_settings_named_it() -> None:
    zoned = 0
    for case in CASES:
        data = ZONES.sub(rb"\1", case.read_bytes())
        items = read_one(RawCopy(data=data)).items
        for zone in {item.zone for item in items} - {None}:
            by_settings = read_one(RawCopy(data=data, zone=zone)).items
            for found, wanted in zip(items, by_settings, strict=True):
                if found.zone == zone:
                    zoned += 1
                    assert found == wanted, case.name
    assert zoned > 10


def test_copy_of_agencies_is_read_once_for_its_clock() -> None:
    data = ZONES.sub(rb"\1", (Path(__file__).parent / "formats" / "ritzau" / "annulled.xml").read_bytes())
    asked = []

    def ask(item: object) -> str:
        asked.append(item)
        return "Europe/Copenhagen"

    (item,) = get_format("ritzau").parse(RawCopy(data=data, ask_zone=ask)).items
    assert item.zone == "Europe/Copenhagen"
    assert len(asked) == 1
    # no reader has to read it again
    assert read_one(RawCopy(data=data)).items[0].versioncreated == item.versioncreated


def test_an_embargo_without_zone_is_by_the_clock_of_the_house() -> None:
    data = (
        b"<nitf><head><docdata><doc-id regsrc='NTB' id-string='x1'/><date.issue norm='20260711T080000Z'/>"
        b"<date.release norm='20260711T123000'/></docdata></head><body><body.head><hedline><hl1>Ferje</hl1></hedline>"
        b"</body.head></body></nitf>"
    )
    (item,) = read(data).items
    assert item.embargoed == datetime(2026, 7, 11, 10, 30, tzinfo=UTC)
    assert item.zone == "Europe/Oslo"
