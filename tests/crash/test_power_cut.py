"""The power goes at any moment, and a disk fails once: what anybody was told still holds. `make reliability` cuts more often."""

import random
from pathlib import Path

import pytest

from crash.disk import Disk, Step
from crash.power import play, record

ROOT = Path("/disk")


@pytest.mark.slow
@pytest.mark.timeout(300)  # 15 s on a free machine
def test_the_power_goes_at_any_moment(tmp_path: Path) -> None:
    root, steps = record(tmp_path, 60)
    outcome = play(root, steps, 80, seed=1)
    print("\n".join(outcome.lines()))
    assert outcome.faults == []
    assert (outcome.n_cuts, outcome.n_dispatches, outcome.n_delivered) == (81, 60, 60)
    assert outcome.n_syncs > 60
    assert outcome.n_more > 0, "no cut fell between a commit and its receipt"


@pytest.mark.slow
@pytest.mark.timeout(300)  # 15 s on a free machine
def test_any_sync_that_fails_leaves_no_hole(tmp_path: Path) -> None:
    """The system tells of it once; what was not written then is never written, unless somebody writes it again."""
    nth, n_failed = 1, 1
    while n_failed:
        folder = tmp_path / str(nth)
        folder.mkdir()
        root, steps = record(folder, 6, worker="plain_worker.py", fail_sync=nth)
        failed = next((n for n, step in enumerate(steps) if step.kind == "E" and step.at), 0)
        outcome = play(root, steps, 12, seed=nth, first=failed)
        assert outcome.faults == [], nth
        assert outcome.n_dispatches == 6
        n_failed = outcome.n_failed_syncs
        nth += 1
    assert nth > 12, "there are more syncs than that: something was not recorded"


# the disk itself: an audit on a disk that forgets nothing proves nothing


def played(*steps: tuple[str, int, int, bytes]) -> Disk:
    disk = Disk(ROOT)
    for step in steps:
        disk.play(Step(*step))
    return disk


def cut(disk: Disk, how: str) -> dict[str, bytes]:
    return disk.cut(how, random.Random(1))


NAMED = (("O", 9, 0, b"/disk"), ("O", 3, 1, b"/disk/a"), ("S", 9, 0, b""), ("E", 9, 0, b""))


def test_what_was_not_synced_is_gone_and_what_was_is_there() -> None:
    synced = (*NAMED, ("W", 3, 0, b"one"), ("S", 3, 0, b""), ("E", 3, 0, b""), ("W", 3, 3, b"two"))
    assert cut(played(*synced), "none") == {"a": b"one"}
    assert cut(played(*synced), "all") == {"a": b"onetwo"}


def test_a_sync_covers_what_was_written_before_it_began() -> None:
    disk = played(*NAMED, ("W", 3, 0, b"one"), ("S", 3, 0, b""), ("W", 3, 3, b"two"), ("E", 3, 0, b""))
    assert cut(disk, "none") == {"a": b"one"}


def test_a_file_without_its_name_is_gone() -> None:
    disk = played(("O", 3, 1, b"/disk/a"), ("W", 3, 0, b"one"), ("S", 3, 0, b""), ("E", 3, 0, b""))
    assert cut(disk, "none") == {}


def test_what_a_failed_sync_lost_no_later_one_brings_back() -> None:
    disk = played(
        *NAMED, ("W", 3, 0, b"one"), ("S", 3, 0, b""), ("E", 3, -1, b""), ("W", 3, 3, b"two"), ("S", 3, 0, b""),
        ("E", 3, 0, b""),
    )  # fmt: skip
    assert cut(disk, "all") == {"a": b"\0\0\0two"}


def test_a_rename_is_whole_or_not_at_all() -> None:
    disk = played(*NAMED, ("W", 3, 0, b"one"), ("S", 3, 0, b""), ("E", 3, 0, b""), ("R", -1, 0, b"/disk/a\0/disk/b"))
    assert cut(disk, "none") == {"a": b"one"}
    assert cut(disk, "all") == {"b": b"one"}
    assert cut(disk, "some") in ({"a": b"one"}, {"b": b"one"})


def test_writes_are_torn_at_blocks() -> None:
    disk = played(*NAMED, ("W", 3, 100, b"x" * 2000))
    data = cut(disk, "torn")["a"].ljust(2100, b"\0")
    parts = [data[max(at, 100) : at + 512] for at in range(0, 2100, 512)]
    assert {bytes(set(part)) for part in parts} == {b"x", b"\0"}, "each block is there or not, and some of them are not"
