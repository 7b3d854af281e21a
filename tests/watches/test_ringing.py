"""When a watch rings and how loud: quiet hours over midnight and over a changed clock, digests, bells."""

from datetime import UTC, datetime

import pytest

from wireroom.model import Block, Item, Marks, OutChannel, QuietHours, Watch
from wireroom.watches import bells_of, changes_facts, due_at, is_quiet

HOOK = OutChannel(name="hook", kind="webhook")


def at(words: str) -> datetime:
    return datetime.fromisoformat(words).replace(tzinfo=UTC)


def watch(start: str = "22:00", end: str = "06:00", zone: str = "UTC", **more: object) -> Watch:
    return Watch(id="w", name="W", query="x", quiet=QuietHours(start=start, end=end, zone=zone), **more)


@pytest.mark.parametrize(
    ("now", "due"),
    [
        ("2026-03-01T21:59", "2026-03-01T21:59"),
        ("2026-03-01T22:00", "2026-03-02T06:00"),
        ("2026-03-02T05:59", "2026-03-02T06:00"),
        ("2026-03-02T06:00", "2026-03-02T06:00"),
    ],
)
def test_quiet_hours_end_on_the_next_morning(now: str, due: str) -> None:
    assert due_at(watch(), HOOK, at(now)) == at(due)
    assert is_quiet(watch(), at(now)) == (now != due)


def test_quiet_hours_within_one_day() -> None:
    noon = watch("12:00", "13:00")
    assert due_at(noon, HOOK, at("2026-03-01T12:30")) == at("2026-03-01T13:00")
    assert due_at(noon, HOOK, at("2026-03-01T13:30")) == at("2026-03-01T13:30")


def test_quiet_hours_are_those_of_their_zone_through_a_changed_clock() -> None:
    # Stockholm goes to summer time on 29 March 2026 at 01:00 UTC: 06:00 there is 05:00 UTC before and 04:00 UTC after
    stockholm = watch(zone="Europe/Stockholm")
    assert due_at(stockholm, HOOK, at("2026-03-27T23:00")) == at("2026-03-28T05:00")
    assert due_at(stockholm, HOOK, at("2026-03-28T23:00")) == at("2026-03-29T04:00")


def test_quiet_hours_that_end_in_an_hour_that_comes_twice_end_within_it() -> None:
    # clocks in Stockholm go back on 25 October 2026 at 01:00 UTC, from 03:00 to 02:00: 02:30 is 00:30 and again 01:30 UTC
    stockholm = watch(end="02:30", zone="Europe/Stockholm")
    assert due_at(stockholm, HOOK, at("2026-10-25T00:10")) == at("2026-10-25T00:30")
    assert due_at(stockholm, HOOK, at("2026-10-25T00:40")) == at("2026-10-25T00:40")
    assert due_at(stockholm, HOOK, at("2026-10-25T01:10")) == at("2026-10-25T01:30"), "not the day after"
    digest = OutChannel(name="mail", kind="email", digest_at=("02:30",), zone="Europe/Stockholm")
    plain = Watch(id="w", name="W", query="x")
    assert due_at(plain, digest, at("2026-10-25T00:40")) == at("2026-10-26T01:30"), "one digest a day"


def test_quiet_hours_that_end_in_an_hour_that_is_left_out_end_when_it_is_over() -> None:
    # clocks in Stockholm go on from 02:00 to 03:00 on 29 March 2026 at 01:00 UTC: there is no 02:30
    stockholm = watch(end="02:30", zone="Europe/Stockholm")
    assert due_at(stockholm, HOOK, at("2026-03-29T00:50")) == at("2026-03-29T01:00")
    assert due_at(stockholm, HOOK, at("2026-03-29T01:10")) == at("2026-03-29T01:10")


def test_most_pressing_watch_rings_through_quiet_hours() -> None:
    assert due_at(watch(urgency=1), HOOK, at("2026-03-01T23:00")) == at("2026-03-01T23:00")


def test_desk_is_told_at_once_and_makes_no_noise() -> None:
    desk = OutChannel(name="desk", kind="desk")
    assert due_at(watch(), desk, at("2026-03-01T23:00")) == at("2026-03-01T23:00")


def test_digest_waits_for_its_hour_behind_quiet_hours() -> None:
    mail = OutChannel(name="mail", kind="email", digest_at=("05:00", "17:30"), zone="UTC")
    plain = Watch(id="w", name="W", query="x")
    assert due_at(plain, mail, at("2026-03-01T12:00")) == at("2026-03-01T17:30")
    assert due_at(plain, mail, at("2026-03-01T18:00")) == at("2026-03-02T05:00")
    assert due_at(watch(), mail, at("2026-03-01T23:00")) == at("2026-03-02T17:30")


@pytest.mark.parametrize(
    ("urgency", "rank", "bells"),
    [
        (5, None, 1),
        (5, "urgent", 3),
        (5, "bulletin", 5),
        (5, "flash", 10),
        (1, None, 10),
        (2, "urgent", 5),
        (3, None, 3),
    ],
)
def test_bells_are_those_of_the_old_machines(urgency: int, rank: str | None, bells: int) -> None:
    assert bells_of(Watch(id="w", name="W", query="x", urgency=urgency), Marks(rank=rank)) == bells


def version(*texts: str, headline: str = "Ferry aground", actions: tuple[str, ...] = ()) -> Item:
    blocks = tuple(Block(text=text) for text in texts)
    return Item(id="i", uri="urn:x", format="ninjs", headline=headline, blocks=blocks, marks=Marks(actions=actions))


FIRST = version("A ferry ran aground off Kilnsey on Sunday, hurting five people, police said.")


@pytest.mark.parametrize(
    ("after", "is_news"),
    [
        (version("A ferry ran aground off Kilnsey on Sunday, hurting five people, police said."), False),
        (version("On Sunday a ferry hit ground off Kilnsey. Police said that five people were hurt."), False),
        (version("A ferry ran aground off Kilnsey on Sunday, hurting 5 people, police said."), False),
        (version("A ferry ran aground off Kilnsey on Sunday, hurting 12 people, police said."), True),
        (version("A ferry ran aground off Kilnsey on Sunday, hurting five people, said Captain Moreno."), True),
        (version("A ferry ran aground off Kilnsey on Sunday, hurting five people, police said.", actions=("correction",)), True),
    ],
)  # fmt: skip
def test_new_facts_are_numbers_and_names_that_were_not_there(after: Item, is_news: bool) -> None:
    assert changes_facts(FIRST, after) is is_news


def test_separators_of_thousands_are_no_new_number() -> None:
    assert not changes_facts(version("Some 1,200 fled."), version("Some 1200 fled."))
    assert changes_facts(version("It rose 1.2 pct."), version("It rose 1.3 pct."))
