"""A watched folder, against delivery programs as they behave. The clock is an argument; nothing sleeps."""

import os
from pathlib import Path
from typing import Any

import pytest

from wireroom.errors import TransportError
from wireroom.transports._api import Arrival
from wireroom.transports.folder import EMPTY_S, GIVE_AGAIN_S, GROWS_ON_S, MOST_AT_ONCE, FolderTransport


class Watch:
    """A folder, its transport, and a clock that goes on when told to."""

    def __init__(self, folder: Path, **settings: Any) -> None:
        self.now = 1000.0
        self.folder = folder
        self.transport = FolderTransport("coast", folder, monotonic=lambda: self.now, settle_s=1.0, **settings)

    def look(self, after_s: float = 1.0) -> list[str]:
        self.now += after_s
        return [path.name for path in self.transport.look()]

    async def take(self, n: int) -> list[Arrival]:
        found: list[Arrival] = []
        stream = self.transport.arrivals()
        async for arrival in stream:
            found.append(arrival)
            if len(found) == n:
                break
        await stream.aclose()
        return found


@pytest.fixture
def watch(tmp_path: Path) -> Watch:
    return Watch(tmp_path / "in")


def test_the_folder_is_made(watch: Watch) -> None:
    assert watch.look() == []
    assert watch.folder.is_dir()


def test_a_file_is_taken_when_it_has_settled(watch: Watch) -> None:
    watch.look()
    (watch.folder / "a.txt").write_bytes(b"one")
    assert watch.look() == []
    assert watch.look(0.5) == []
    assert watch.look(0.5) == ["a.txt"]


def test_a_file_that_grows_is_left(watch: Watch) -> None:
    watch.look()
    for n in range(4):
        (watch.folder / "a.txt").write_bytes(b"x" * (n + 1))
        assert watch.look() == []
    assert watch.look() == ["a.txt"]


def test_an_empty_file_waits_for_its_words(watch: Watch) -> None:
    watch.look()
    (watch.folder / "a.txt").write_bytes(b"")
    watch.look()
    assert watch.look(5) == []
    assert watch.look(EMPTY_S) == ["a.txt"]


@pytest.mark.parametrize("name", [".a.txt", "a.txt.part", "a.TMP", "a.txt~", "a.filepart"])
def test_unfinished_names_are_left_until_renamed(watch: Watch, name: str) -> None:
    watch.look()
    (watch.folder / name).write_bytes(b"one")
    watch.look()
    assert watch.look(100) == []
    (watch.folder / name).rename(watch.folder / "a.txt")
    watch.look()
    assert watch.look() == ["a.txt"]


def test_links_pipes_and_folders_are_no_copy(watch: Watch) -> None:
    watch.look()
    secret = watch.folder.parent / "secret"
    secret.write_bytes(b"secret")
    (watch.folder / "link").symlink_to(secret)
    os.mkfifo(watch.folder / "pipe")
    (watch.folder / "sub").mkdir()
    watch.look()
    assert watch.look(100) == []


def test_the_pattern_chooses(tmp_path: Path) -> None:
    watch = Watch(tmp_path, pattern="*.xml")
    (tmp_path / "a.xml").write_bytes(b"one")
    (tmp_path / "b.txt").write_bytes(b"one")
    watch.look()
    assert watch.look() == ["a.xml"]


async def test_oldest_first_and_moved_when_durable(watch: Watch) -> None:
    watch.look()
    for age, name in ((30, "b"), (20, "a"), (10, "c")):
        (watch.folder / name).write_bytes(name.encode())
        os.utime(watch.folder / name, (1_000_000 - age, 1_000_000 - age))
    watch.look()
    watch.now += 1
    arrivals = await watch.take(3)
    assert [(arrival.filename, arrival.data) for arrival in arrivals] == [("b", b"b"), ("a", b"a"), ("c", b"c")]
    assert sorted(path.name for path in watch.folder.iterdir()) == ["a", "b", "c"]
    for arrival in arrivals:
        await watch.transport.done(arrival)
    assert sorted(path.name for path in (watch.folder / "done").iterdir()) == ["a", "b", "c"]
    assert watch.look(100) == []


async def test_the_same_name_again_is_kept_beside(watch: Watch) -> None:
    watch.look()
    for _ in range(2):
        (watch.folder / "a").write_bytes(b"x")
        watch.look()
        watch.now += 1
        (arrival,) = await watch.take(1)
        await watch.transport.done(arrival)
    assert sorted(path.name for path in (watch.folder / "done").iterdir()) == ["a", "a.1"]


async def test_what_was_not_made_durable_is_given_again(watch: Watch) -> None:
    watch.look()
    (watch.folder / "a").write_bytes(b"x")
    watch.look()
    watch.now += 1
    await watch.take(1)
    assert watch.look() == []
    assert watch.look(GIVE_AGAIN_S) == ["a"]


async def test_a_file_rewritten_while_it_was_taken_is_taken_anew(watch: Watch) -> None:
    watch.look()
    (watch.folder / "a").write_bytes(b"first")
    watch.look()
    watch.now += 1
    (arrival,) = await watch.take(1)
    (watch.folder / "a").write_bytes(b"second, longer")
    await watch.transport.done(arrival)
    assert (watch.folder / "a").exists()
    watch.look()
    watch.now += 1
    (again,) = await watch.take(1)
    assert again.data == b"second, longer"


async def test_a_sender_that_stalled_and_writes_on_loses_nothing(watch: Watch) -> None:
    watch.look()
    with (watch.folder / "a").open("wb") as file:
        file.write(b"first half, ")
        file.flush()
        watch.look()
        watch.now += 1
        (half,) = await watch.take(1)
        await watch.transport.done(half)
        file.write(b"second half")
    assert watch.look() == []
    watch.now += 1
    (whole,) = await watch.take(1)
    assert whole.data == b"first half, second half"
    await watch.transport.done(whole)
    assert watch.look(100) == []
    assert watch.look(GROWS_ON_S) == []
    assert sorted(path.name for path in (watch.folder / "done").iterdir()) == ["a"]


async def test_a_file_too_large_is_put_aside_and_its_neighbours_go_on(tmp_path: Path) -> None:
    watch = Watch(tmp_path, max_bytes=10)
    (tmp_path / "a").write_bytes(b"x" * 11)
    (tmp_path / "b").write_bytes(b"x" * 10)
    watch.look()
    watch.now += 1
    (arrival,) = await watch.take(1)
    assert arrival.filename == "b"
    assert (tmp_path / "refused" / "a").exists()


def test_a_flood_comes_in_parts(watch: Watch) -> None:
    watch.look()
    for n in range(MOST_AT_ONCE + 5):
        (watch.folder / f"{n:04}").write_bytes(b"x")
    watch.look()
    assert len(watch.look()) == MOST_AT_ONCE


def test_a_folder_that_cannot_be_read_is_an_error_of_this_source(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(TransportError, match="coast"):
        Watch(tmp_path / "file").look()
