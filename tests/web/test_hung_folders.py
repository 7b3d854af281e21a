"""Folders that do not answer, as of a dead mount, hold up neither pages nor each other."""

import asyncio
import os
import threading
from pathlib import Path

import httpx
import pytest

from deliveries.receivers import parcel
from newsroom import TOKEN, Room
from wireroom.config import Config, SourceConfig
from wireroom.deliveries.folder import FolderChannel
from wireroom.errors import DeliveryError
from wireroom.threads import AsideThreads
from wireroom.transports.folder import FolderTransport
from wireroom.web.app import make_app

#: more than asyncio has threads of its own on any machine (32)
N_HUNG = 40


def hang(folder: Path) -> tuple[Path, FolderChannel]:
    """Make a folder in which the file for a parcel cannot be opened until somebody reads from it."""
    folder.mkdir()
    first = parcel("a")
    pipe = folder / f"alert-{first.delivery.key[:20]}.json.part"
    os.mkfifo(pipe)
    return pipe, FolderChannel(folder)


def let_go(pipe: Path) -> int:
    return os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)


async def is_writing(channel: FolderChannel) -> None:
    async with asyncio.timeout(15):
        while not channel.is_writing:
            await asyncio.sleep(0.01)


async def test_a_page_answers_while_folders_hang(room: Room, tmp_path: Path) -> None:
    hung = [hang(tmp_path / str(number)) for number in range(N_HUNG)]
    sends = [asyncio.ensure_future(channel.send([parcel("a")])) for _, channel in hung]
    ends: list[int] = []
    try:
        for _, channel in hung:
            await is_writing(channel)
        (tmp_path / "in").mkdir()
        (tmp_path / "in" / "copy.xml").write_bytes(b"copy")
        browser = httpx.ASGITransport(make_app(room))
        async with httpx.AsyncClient(transport=browser, base_url="http://room") as client, asyncio.timeout(15):
            assert (await client.get("/item/lead1")).status_code == 200
            (found,) = await FolderTransport("coast", tmp_path / "in").sample(1)
        assert found.data == b"copy"
        assert not any(send.done() for send in sends)
    finally:
        ends = [let_go(pipe) for pipe, _ in hung]
        # a pipe cannot be made durable
        outcomes = await asyncio.gather(*sends, return_exceptions=True)
        for end in ends:
            os.close(end)
    assert all(isinstance(one, DeliveryError) for one in outcomes)


async def test_a_page_answers_while_editors_look_at_sources_that_hang(room: Room) -> None:
    asked, gone = asyncio.Semaphore(0), asyncio.Event()

    async def hold(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.release()
        await gone.wait()
        writer.close()

    server = await asyncio.start_server(hold, "127.0.0.1", 0)
    url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/feed"
    room.config = Config(source={"coast": SourceConfig(url=url, allow_private=True)})
    browser = httpx.ASGITransport(make_app(room))
    async with server, httpx.AsyncClient(transport=browser, base_url="http://room", timeout=90) as client:
        form, token = {"name": "coast"}, {"authorization": f"Bearer {TOKEN}"}
        looks = [
            asyncio.ensure_future(client.post("/admin/sources/test", data=form, headers=token)) for _ in range(N_HUNG)
        ]
        async with asyncio.timeout(25):
            for _ in looks:
                await asked.acquire()
            assert (await client.get("/item/lead1")).status_code == 200
        assert not any(look.done() for look in looks)
        gone.set()
        answers = await asyncio.gather(*looks)
    assert {answer.status_code for answer in answers} == {200}


async def test_a_folder_that_hangs_is_given_one_attempt_at_a_time(tmp_path: Path) -> None:
    pipe, channel = hang(tmp_path / "out")
    given_up = asyncio.ensure_future(channel.send([parcel("a")]))
    await is_writing(channel)
    given_up.cancel()
    with pytest.raises(DeliveryError, match="not answered"):
        await channel.send([parcel("a")])
    end = let_go(pipe)
    async with asyncio.timeout(15):
        while channel.is_writing:
            await asyncio.sleep(0.01)
    os.close(end)
    pipe.unlink()
    await channel.send([parcel("a")])
    assert pipe.with_suffix("").exists()


def test_threads_aside_are_no_more_than_allowed_and_work_goes_on_after_a_failure() -> None:
    threads, gate, names = AsideThreads(2), threading.Event(), set()

    def work(number: int) -> int:
        names.add(threading.current_thread().name)
        gate.wait(15)
        return 10 // number

    waiting = [threads.submit(lambda number=number: work(number)) for number in (0, 1, 2, 5)]
    called_off = threads.submit(lambda: work(1))
    assert called_off.cancel()
    gate.set()
    assert isinstance(waiting[0].exception(15), ZeroDivisionError)
    assert [one.result(15) for one in waiting[1:]] == [10, 5, 2]
    assert len(names) == 2
