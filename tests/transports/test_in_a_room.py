"""A room with sources of several kinds, as `serve` runs it: everything comes once, and again after a restart nothing does."""

import asyncio
from pathlib import Path

import asyncssh
import msgspec
import pytest
from test_sftp import server as sftp_server
from test_tcp import line

from wireroom.config import Config, SourceConfig
from wireroom.room import Room, open_room


def ninjs(n: int) -> bytes:
    item = {"uri": f"urn:coast:{n}", "version": "1", "type": "text", "headline": f"Harbour {n} opens", "language": "en"}
    return msgspec.json.encode(item | {"versioncreated": "2026-03-04T12:00:00Z", "body_text": f"Harbour {n}. " * 9})


def telex(n: int) -> bytes:
    return f"ZCZC C{n:03}\r\nHARBOUR {n} CLOSED\r\n\r\nCOAST, March 4 (Norr) - Harbour {n} closed.\r\nNNNN\r\n\r\n".encode()


async def run(config: Config, n_dispatches: int) -> tuple[int, int]:
    """Run a room until it has so many dispatches, and a second more; gives how many dispatches and items it has."""
    room: Room = open_room(config)
    await room.start()
    try:
        async with asyncio.timeout(30):
            while room.store.figures().n_dispatches < n_dispatches:
                await asyncio.sleep(0.05)
            await asyncio.sleep(1.0)
            while room.store.figures().n_kept:
                await asyncio.sleep(0.05)
        found = room.store.figures()
        states = {state.name: state for state in room.source_states()}
        assert states["share"].problem is None
        assert states["locked"].problem == "the server does not take this name and secret"
        assert states["unset"].problem is not None
        assert states["unset"].problem.startswith("cannot be read")
    finally:
        await room.stop()
    return found.n_dispatches, found.n_items


@pytest.mark.slow
async def test_everything_comes_once(tmp_path: Path) -> None:
    share = tmp_path / "share"
    share.mkdir()
    for n in range(20):
        (share / f"{n}.json").write_bytes(ninjs(n))
    (tmp_path / "word").write_text("word\n")
    (tmp_path / "wrong").write_text("wrong\n")
    key = asyncssh.generate_private_key("ssh-ed25519")
    async with sftp_server(share, key) as port, line(*(telex(n) for n in range(10))) as place:
        sftp = SourceConfig(
            url=f"sftp://desk@127.0.0.1:{port}", secret_file=tmp_path / "word", interval=0.1, settle=0.1,
            allow_private=True,
        )  # fmt: skip
        sources = {
            "share": sftp,
            "line": SourceConfig(url=place, allow_private=True),
            "locked": msgspec.structs.replace(sftp, secret_file=tmp_path / "wrong"),
            "unset": msgspec.structs.replace(sftp, secret_file=tmp_path / "gone"),
        }
        config = Config(data=tmp_path / "room", source=sources)
        assert await run(config, 30) == (30, 30)
        assert await run(config, 30) == (30, 30)
