"""SFTP, against the server of asyncssh."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import asyncssh
import pytest
from doors import Notes, door, look, office, take

from wireroom.errors import TransportError
from wireroom.transports import Transport
from wireroom.transports._remote import RemoteFilesTransport
from wireroom.transports.sftp import Sftp

KEY = asyncssh.generate_private_key("ssh-ed25519")
OURS = asyncssh.generate_private_key("ssh-ed25519")


class Gate(asyncssh.SSHServer):
    def begin_auth(self, username: str) -> bool:
        return True

    def password_auth_supported(self) -> bool:
        return True

    def validate_password(self, username: str, password: str) -> bool:
        return (username, password) == ("desk", "word")

    def public_key_auth_supported(self) -> bool:
        return True

    def validate_public_key(self, username: str, key: asyncssh.SSHKey) -> bool:
        return key.public_data == OURS.public_data


@asynccontextmanager
async def server(folder: Path, key: asyncssh.SSHKey = KEY, port: int = 0) -> AsyncIterator[int]:
    made = await asyncssh.create_server(
        Gate,
        "127.0.0.1",
        port,
        server_host_keys=[key],
        sftp_factory=lambda chan: asyncssh.SFTPServer(chan, str(folder)),
    )
    async with made:
        yield made.get_port()


def pulling(port: int, notes: Notes | None = None, path: str = "", **settings: Any) -> RemoteFilesTransport:
    settings = {"user": "desk", "secret": "word", **settings}
    made, kept = door(f"sftp://127.0.0.1:{port}{path}", **settings), office(notes)
    return RemoteFilesTransport(made, kept, Sftp(made, kept).connect, settle_s=0.05)


async def test_files_come_once_and_stay(tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_bytes(b"one")
    (tmp_path / "b.txt").write_bytes(b"two")
    (tmp_path / "c.part").write_bytes(b"unfinished")
    (tmp_path / "sub").mkdir()
    notes = Notes()
    async with server(tmp_path) as port:
        transport: Transport = pulling(port, notes)
        found = await take(transport, 2)
        assert sorted((arrival.filename, arrival.data) for arrival in found) == [("a.xml", b"one"), ("b.txt", b"two")]
        assert await look(pulling(port, notes)) == []
        (tmp_path / "a.xml").write_bytes(b"rewritten")
        (again,) = await look(pulling(port, notes))
        assert again.data == b"rewritten"


async def test_what_is_not_durable_comes_again(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"one")
    notes = Notes()
    async with server(tmp_path) as port:
        await take(pulling(port, notes, afterwards="delete"), 1, is_durable=False)
        assert (tmp_path / "a").exists()
        assert len(await look(pulling(port, notes))) == 1


@pytest.mark.parametrize("afterwards", ["move", "delete"])
async def test_what_is_durable_is_put_away(tmp_path: Path, afterwards: str) -> None:
    (tmp_path / "done").mkdir()
    (tmp_path / "done" / "a").write_bytes(b"of yesterday")
    (tmp_path / "a").write_bytes(b"one")
    async with server(tmp_path) as port:
        transport = pulling(port, afterwards=afterwards)
        assert len(await look(transport)) == 1
        assert await look(transport) == []
    assert not (tmp_path / "a").exists()
    assert (tmp_path / "done" / "a.1").exists() == (afterwards == "move")
    assert (tmp_path / "done" / "a").read_bytes() == b"of yesterday"


async def test_a_file_too_large_is_left_and_its_neighbours_come(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"x" * 11)
    (tmp_path / "b").write_bytes(b"x" * 10)
    async with server(tmp_path) as port:
        assert [arrival.filename for arrival in await look(pulling(port, max_bytes=10))] == ["b"]


async def test_a_private_key_opens_too(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"one")
    async with server(tmp_path) as port:
        secret = OURS.export_private_key().decode()
        assert len(await pulling(port, secret=secret).sample(5)) == 1


async def test_another_server_key_is_refused(tmp_path: Path) -> None:
    notes = Notes()
    async with server(tmp_path) as port:
        await look(pulling(port, notes))
    async with server(tmp_path, asyncssh.generate_private_key("ssh-ed25519"), port) as port:
        with pytest.raises(TransportError, match="set host_key"):
            await look(pulling(port, notes))
    async with server(tmp_path) as port:
        assert await look(pulling(port, host_key=KEY.get_fingerprint())) == []


async def test_refusals_are_in_plain_words(tmp_path: Path) -> None:
    async with server(tmp_path) as port:
        with pytest.raises(TransportError, match="does not take this name and secret"):
            await look(pulling(port, secret="wrong"))
        with pytest.raises(TransportError, match="the server says: No such file"):
            await look(pulling(port, path="/nowhere"))
        with pytest.raises(TransportError, match="a private address"):
            await look(pulling(port, allow_private=False))
    with pytest.raises(TransportError, match="nobody listens there"):
        await look(pulling(port))
