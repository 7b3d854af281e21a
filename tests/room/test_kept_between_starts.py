"""What a room keeps of the words of its copy from one start to the next."""

import asyncio
from datetime import timedelta
from pathlib import Path

from ingest.room import Clock, ninjs
from wireroom.config import Config
from wireroom.model import Dispatch
from wireroom.room import Room, open_room


def opened(data: Path, clock: Clock, **settings: object) -> Room:
    return open_room(Config(data=data, **settings), clock=clock)


def file_some(room: Room, clock: Clock) -> None:
    room.start_intake()
    made = [Dispatch.of(ninjs(str(n), f"Tide table {n}"), source="norr", received_at=clock.now) for n in range(5)]
    for taken in [room.intake.submit(one) for one in made]:
        assert taken.result(timeout=60).state == "placed"


def words_in(data: Path) -> list[Path]:
    return sorted((data / "words").glob("*.words"))


def test_a_room_that_starts_again_makes_no_words_anew(tmp_path: Path) -> None:
    clock = Clock()
    room = opened(tmp_path, clock)
    file_some(room, clock)
    room.close()
    kept = words_in(tmp_path)
    assert len(kept) == 1
    opened(tmp_path, clock).close()
    # what it had made anew it would have kept, in another file
    assert words_in(tmp_path) == kept
    kept[0].unlink()
    opened(tmp_path, clock).close()
    assert len(words_in(tmp_path)) == 1


async def test_when_a_licence_ends_the_words_go_with_the_copy(tmp_path: Path) -> None:
    clock = Clock()
    room = opened(tmp_path, clock)
    await asyncio.to_thread(file_some, room, clock)
    await asyncio.to_thread(room.close)
    assert words_in(tmp_path)
    clock.now += timedelta(days=2)
    room = opened(tmp_path, clock, retention={"*": 86_400.0})
    await room.start()
    async with asyncio.timeout(15):
        while words_in(tmp_path):
            await asyncio.sleep(0.01)
    await room.stop()
    assert not words_in(tmp_path)
