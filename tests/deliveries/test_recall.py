"""A kill by every kind of channel, to a real server: it goes first, is chased until it is taken, and the reports say so."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from deliveries.far_sides import Far, far_side
from newsroom import BEARER, Room, item, kill, placed, serving
from wireroom.deliveries import NAMES
from wireroom.store import Errand, Ring

KINDS = [name for name in NAMES if name != "desk"]  # the desk is told on the page
FILES = ("folder", "sftp", "ftp")
#: one of them stands in every kill, whatever it is written in
SIGNS = ("KILLED", "Killed", "canceled", "'killed'")

# a library loads a module that Python 3.13 has not any more
pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated")


async def until(found: Callable[[], object]) -> None:
    async with asyncio.timeout(30):
        while not found():
            await asyncio.sleep(0.02)


@asynccontextmanager
async def sending(room: Room) -> AsyncIterator[None]:
    task = asyncio.get_running_loop().create_task(room.alerts.run())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait([task])


def file(room: Room, name: str, headline: str, text: str) -> None:
    ring = Ring(subscriber="paper", name="paper", errands=(Errand(channel="out", due_at=room.now),), kind="item")
    room.file(placed(item(name, headline, text), chain=f"c{name}", rings=(ring,)))
    room.alerts.outbox.wake()


def rows(room: Room, name: str) -> list[tuple[str, str, int]]:
    return [(row.kind, row.state, row.attempts) for row in room.store.recipients(name)]


def subscribe(client: httpx.Client, kind: str, far: Far) -> None:
    channel = {"name": "out", "kind": kind, "settings": far.settings}
    assert client.post("/api/v1/channels", json=channel).status_code == 201
    made = client.post("/api/v1/subscribers", json={"name": "paper", "channel": "out", "format": far.form})
    assert made.status_code == 201, made.text


@pytest.mark.parametrize("kind", KINDS)
async def test_kill_goes_first_is_chased_and_the_reports_say_who_knows(kind: str, tmp_path: Path) -> None:
    async with far_side(kind, tmp_path) as far:
        room = Room(data=tmp_path, **far.room)
        with serving(room) as url, httpx.Client(base_url=url, headers=BEARER, timeout=20) as client:
            subscribe(client, kind, far)
            async with sending(room):
                file(room, "story", "Mayor arrested", "The mayor was arrested.")
                await until(lambda: rows(room, "story") == [("item", "acknowledged", 1)])
                (story,) = await far.taken()
                assert "arrested" in story

                far.refuse(True)
                file(room, "later", "Snow in the north", "It snows.")
                await until(lambda: rows(room, "later") == [("item", "failed", 1)])
                room.file(kill("notice", "story", chain="cstory", order=("story", "notice")))
                room.alerts.outbox.wake()
                await until(lambda: rows(room, "story")[-1] == ("killed", "failed", 1))
                open_one = client.get("/api/v1/recalls?open=true").json()[0]
                assert (open_one["item"], open_one["n_told"], open_one["n_open"]) == ("story", 1, 1)
                assert "1 of 1 who had it has not acknowledged the kill" in client.get("/admin/recall/story").text

                far.refuse(False)
                room.now += timedelta(hours=1)
                room.alerts.outbox.wake()
                await until(lambda: rows(room, "later")[0][:2] == ("item", "acknowledged"))
            found = client.get("/api/v1/items/story/recipients").json()
            assert [(row["kind"], row["state"], row["attempts"]) for row in found] == [
                ("item", "acknowledged", 1),
                ("killed", "acknowledged", 2),
            ]
            assert found[1]["acknowledged_at"] is not None
            assert client.get("/api/v1/recalls?open=true").json() == []
            assert "has acknowledged the kill, the last" in client.get("/admin/recall/story").text
        taken = await far.taken()
    is_kill = [any(sign in words for sign in SIGNS) for words in taken]
    # a kill takes the place of the file that it kills, beside its own
    assert is_kill == ([True, True, False] if kind in FILES else [False, True, False]), (
        "it does not go first, or say so"
    )
    assert "Snow" in taken[-1]
    assert not any("arrested" in words for words, kills in zip(taken, is_kill, strict=True) if kills), "it quotes"


@pytest.mark.parametrize("kind", FILES)
async def test_copy_of_a_subscriber_that_is_gone_is_replaced_by_its_kill(kind: str, tmp_path: Path) -> None:
    async with far_side(kind, tmp_path) as far:
        room = Room(data=tmp_path, **far.room)
        with serving(room) as url, httpx.Client(base_url=url, headers=BEARER, timeout=20) as client:
            subscribe(client, kind, far)
            form = {"name": "paper", "channel": "out", "format": "newsml_g2"}
            assert client.put("/api/v1/subscribers/paper", json=form).is_success
            async with sending(room):
                file(room, "story", "Mayor arrested", "The mayor was arrested.")
                await until(lambda: rows(room, "story") == [("item", "acknowledged", 1)])
                (copy,) = (tmp_path / "in").iterdir()
                assert copy.suffix == ".xml"
                assert client.delete("/api/v1/subscribers/paper").is_success
                room.file(kill("notice", "story", chain="cstory", order=("story", "notice")))
                room.alerts.outbox.wake()
                await until(lambda: rows(room, "story")[-1] == ("killed", "acknowledged", 1))
        found = list((tmp_path / "in").iterdir())
        assert len(found) == 2
        assert copy in found
        assert all("KILLED" in file.read_text() and "arrested" not in file.read_text() for file in found)


@pytest.mark.parametrize("kind", FILES)
async def test_nothing_is_put_in_the_place_of_copy_that_was_taken_away(kind: str, tmp_path: Path) -> None:
    async with far_side(kind, tmp_path) as far:
        room = Room(data=tmp_path, **far.room)
        with serving(room) as url, httpx.Client(base_url=url, headers=BEARER, timeout=20) as client:
            subscribe(client, kind, far)
            async with sending(room):
                file(room, "story", "Mayor arrested", "The mayor was arrested.")
                await until(lambda: rows(room, "story") == [("item", "acknowledged", 1)])
                (copy,) = (tmp_path / "in").iterdir()
                copy.unlink()
                room.file(kill("notice", "story", chain="cstory", order=("story", "notice")))
                room.alerts.outbox.wake()
                await until(lambda: rows(room, "story")[-1] == ("killed", "acknowledged", 1))
        (found,) = (tmp_path / "in").iterdir()
    assert "-killed-" in found.name


async def test_mail_of_a_kill_stands_below_the_mail_of_the_copy(tmp_path: Path) -> None:
    async with far_side("email", tmp_path) as far:
        room = Room(data=tmp_path, **far.room)
        with serving(room) as url, httpx.Client(base_url=url, headers=BEARER, timeout=20) as client:
            subscribe(client, "email", far)
            async with sending(room):
                file(room, "story", "Mayor arrested", "The mayor was arrested.")
                await until(lambda: rows(room, "story") == [("item", "acknowledged", 1)])
                room.file(kill("notice", "story", chain="cstory", order=("story", "notice")))
                room.alerts.outbox.wake()
                await until(lambda: rows(room, "story")[-1] == ("killed", "acknowledged", 1))
        first, second = ({name: value for name, _, value in (line.partition(": ") for line in words.splitlines())}
                         for words in await far.taken())  # fmt: skip
    assert second["References"] == second["In-Reply-To"] == first["Message-ID"] != second["Message-ID"]


async def test_recall_of_one_that_has_moved_to_another_channel_is_found_in_the_report(tmp_path: Path) -> None:
    async with far_side("webhook", tmp_path) as old, far_side("webhook", tmp_path) as new:
        room = Room(data=tmp_path)
        with serving(room) as url, httpx.Client(base_url=url, headers=BEARER, timeout=20) as client:
            subscribe(client, "webhook", old)
            client.post("/api/v1/channels", json={"name": "new", "kind": "webhook", "settings": new.settings})
            async with sending(room):
                file(room, "story", "Mayor arrested", "The mayor was arrested.")
                await until(lambda: rows(room, "story") == [("item", "acknowledged", 1)])
                old.refuse(True)
                room.file(kill("notice", "story", chain="cstory", order=("story", "notice")))
                room.alerts.outbox.wake()
                await until(lambda: rows(room, "story")[-1] == ("killed", "failed", 1))
                client.post("/api/v1/subscribers", json={"name": "paper", "channel": "new", "format": "ninjs"})
                room.now += timedelta(hours=1)
                room.alerts.outbox.wake()
                await until(lambda: rows(room, "story")[-1][:2] == ("killed", "acknowledged"))
            found = client.get("/api/v1/items/story/recall").json()
        (told,) = await new.taken()
    assert "wireroom-replaces" not in told, "nothing went there before"
    assert (found["recall"]["n_told"], found["recall"]["n_open"]) == (1, 0)
    assert found["rows"][0]["kill"]["channel"] == "new"
