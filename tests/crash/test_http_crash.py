"""Killed twenty times while 2,000 dispatches are posted: all are there, none twice, and a reader who resumed saw each once."""

import asyncio
import random
import threading
import time
from pathlib import Path

import aiohttp
import pytest

from roomproc import RoomProcess, ninjs, room_process
from wireroom.cli._live import read_wire
from wireroom.room import STORE_NAME
from wireroom.store import open_store

N_DISPATCHES = 2000
N_KILLS = 20


class Newsroom:
    """A sender that posts until it is told "taken", and a reader that resumes where it was cut."""

    def __init__(self, room: RoomProcess, token: str) -> None:
        self.room = room
        self.headers = {"Authorization": f"Bearer {token}"}
        self.acknowledged: dict[int, str] = {}
        self.seqs: list[int] = []
        self.items: list[str] = []
        self.n_retries = 0
        self.is_over = threading.Event()

    async def post_all(self) -> None:
        waiting = iter(range(N_DISPATCHES))
        timeout = aiohttp.ClientTimeout(total=10)
        async with aiohttp.ClientSession(headers=self.headers, timeout=timeout) as session:

            async def work() -> None:
                for number in waiting:
                    while not await self.post(session, number):
                        self.n_retries += 1
                        await asyncio.sleep(0.2)

            async with asyncio.TaskGroup() as group:
                for _ in range(8):
                    group.create_task(work())

    async def post(self, session: aiohttp.ClientSession, number: int) -> bool:
        try:
            async with session.post(f"{self.room.url}/api/v1/dispatches?source=norr", data=ninjs(number)) as answer:
                if answer.status not in (200, 201):
                    return False
                found = await answer.json()
        except (aiohttp.ClientError, TimeoutError):
            return False
        assert found["state"] == "placed", found
        (self.acknowledged[number],) = found["items"]
        return True

    async def read(self) -> None:
        """Read the wire until all is told."""
        timeout = aiohttp.ClientTimeout(total=None, sock_connect=5, sock_read=20)
        async with aiohttp.ClientSession(timeout=timeout) as session:
            while len(self.items) < N_DISPATCHES:
                try:
                    async for line in read_wire(session, self.room.url, self.seqs[-1] if self.seqs else 0):
                        self.seqs.append(line.seq)
                        if line.data["kind"] == "filed":
                            self.items.append(line.data["item"])
                        if len(self.items) >= N_DISPATCHES:
                            return
                except (aiohttp.ClientError, TimeoutError):
                    pass
                await asyncio.sleep(0.2)

    async def run(self) -> None:
        try:
            async with asyncio.timeout(240):
                await asyncio.gather(self.post_all(), self.read())
        finally:
            self.is_over.set()


def kill_and_restart(room: RoomProcess, newsroom: Newsroom, chance: random.Random) -> int:
    """Kill the room while copy is on its way, each time after about a twentieth more of it was taken."""
    n_kills = 0
    for nth in range(1, N_KILLS + 1):
        wanted = nth * N_DISPATCHES // (N_KILLS + 1)
        while len(newsroom.acknowledged) < wanted:
            if newsroom.is_over.wait(0.002):
                return n_kills
        newsroom.is_over.wait(chance.uniform(0, 0.02))
        room.kill()
        n_kills += 1
        room.start()
    return n_kills


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_killed_twenty_times_nothing_is_lost_or_doubled(tmp_path: Path) -> None:
    began = time.monotonic()
    with room_process(tmp_path / "room", "--log-level", "warning") as room:
        newsroom = Newsroom(room, room.token)
        client = threading.Thread(target=asyncio.run, args=(newsroom.run(),), daemon=True)
        client.start()
        n_kills = kill_and_restart(room, newsroom, random.Random(8640))
        client.join(250)
        assert not client.is_alive()
        assert room.stop() == 0
    assert n_kills == N_KILLS
    assert newsroom.n_retries > 0, "no post was cut off: the kills missed the traffic"
    assert sorted(newsroom.acknowledged) == list(range(N_DISPATCHES))
    assert newsroom.seqs == sorted(set(newsroom.seqs)), "an event was seen twice, or out of order"
    assert sorted(newsroom.items) == sorted(set(newsroom.acknowledged.values()))
    store = open_store(tmp_path / "room" / STORE_NAME)
    try:
        figures = store.figures()
        told = [event.item for seq in range(0, figures.last_seq, 500) for event in store.events_after(seq, 500)
                if event.kind == "filed" and event.seq <= seq + 500]  # fmt: skip
        assert store.find_damage() == []
    finally:
        store.close()
    assert (figures.n_dispatches, figures.n_items, figures.n_kept, figures.n_spiked) == (
        N_DISPATCHES,
        N_DISPATCHES,
        0,
        0,
    )
    assert len(told) == len(set(told)) == N_DISPATCHES
    print(f"{n_kills} kills, {newsroom.n_retries} posts again, {time.monotonic() - began:.1f} s")
