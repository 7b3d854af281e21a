"""FTP, against pyftpdlib in a thread."""

from pathlib import Path
from typing import Any

import pytest
from doors import Notes, door, look, office

from ftpd import ftp_server
from wireroom.errors import TransportError
from wireroom.transports._remote import RemoteFilesTransport
from wireroom.transports.ftp import Ftp


def pulling(port: int, notes: Notes | None = None, path: str = "", **settings: Any) -> RemoteFilesTransport:
    settings = {"user": "desk", "secret": "word", **settings}
    made, kept = door(f"ftp://127.0.0.1:{port}{path}", **settings), office(notes)
    return RemoteFilesTransport(made, kept, Ftp(made, kept).connect, settle_s=0.05)


async def test_files_come_once_and_stay(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.xml").write_bytes(b"one" * 50_000)
    (tmp_path / "in" / "b.txt").write_bytes(b"two")
    (tmp_path / "in" / ".c").write_bytes(b"hidden")
    notes = Notes()
    with ftp_server(tmp_path) as port:
        found = await look(pulling(port, notes, "/in"))
        assert sorted((arrival.filename, len(arrival.data)) for arrival in found) == [("a.xml", 150_000), ("b.txt", 3)]
        assert await look(pulling(port, notes, "/in")) == []


@pytest.mark.parametrize("afterwards", ["move", "delete"])
async def test_what_is_durable_is_put_away(tmp_path: Path, afterwards: str) -> None:
    (tmp_path / "a").write_bytes(b"one")
    with ftp_server(tmp_path) as port:
        transport = pulling(port, afterwards=afterwards)
        assert len(await look(transport)) == 1
        assert await look(transport) == []
    assert not (tmp_path / "a").exists()
    assert (tmp_path / "done" / "a").exists() == (afterwards == "move")


async def test_refusals_are_in_plain_words(tmp_path: Path) -> None:
    with ftp_server(tmp_path) as port:
        with pytest.raises(TransportError, match=r"the server says: .*[Aa]uthentication failed"):
            await look(pulling(port, secret="wrong"))
        with pytest.raises(TransportError, match="the server says: No such file"):
            await look(pulling(port, path="/nowhere"))
        with pytest.raises(TransportError, match="a private address"):
            await look(pulling(port, allow_private=False))
    with pytest.raises(TransportError, match="nobody listens there"):
        await look(pulling(port))
