"""A receiving SFTP drop, put to by the client of asyncssh and by that of OpenSSH."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from pathlib import Path

import asyncssh
import pytest
from doors import door, office, take

from wireroom.errors import ConfigError, TransportError
from wireroom.transports import Arrival, open_transport
from wireroom.transports.sftp_listen import SftpListeningTransport

THEIRS = asyncssh.generate_private_key("ssh-ed25519")


def listening(query: str = "", **settings: object) -> SftpListeningTransport:
    settings = {"user": "coast", "secret": "word", **settings}
    data = settings.pop("data", None)
    durable_s = settings.pop("durable_s", 10.0)
    assert isinstance(durable_s, float)
    return SftpListeningTransport(
        door(f"sftp-listen://127.0.0.1:0{query}", **settings), office(data=data), durable_s=durable_s
    )


class Room:
    """Takes what comes, as long as it is well."""

    def __init__(self, transport: SftpListeningTransport) -> None:
        self.transport = transport
        self.found: list[Arrival] = []
        self.is_well = True

    async def run(self) -> None:
        async with aclosing(self.transport.arrivals()) as arrivals:
            async for arrival in arrivals:
                if self.is_well:
                    self.found.append(arrival)
                    await self.transport.done(arrival)

    @property
    def names(self) -> list[str | None]:
        return [arrival.filename for arrival in self.found]


@asynccontextmanager
async def room(transport: SftpListeningTransport) -> AsyncIterator[Room]:
    made = Room(transport)
    running = asyncio.ensure_future(made.run())
    while transport.port is None:
        await asyncio.sleep(0.01)
        assert not running.done(), running.exception()
    try:
        yield made
    finally:
        running.cancel()
        await asyncio.wait([running])


@asynccontextmanager
async def sender(
    port: int | None, user: str = "coast", word: str | None = "word"
) -> AsyncIterator[asyncssh.SFTPClient]:
    async with (
        asyncssh.connect(
            "127.0.0.1", port or 0, username=user, password=word, client_keys=None if word else [THEIRS],
            known_hosts=None, agent_path=None, config=None,
        ) as connection,
        connection.start_sftp_client() as sftp,
    ):  # fmt: skip
        yield sftp


async def test_a_file_is_a_dispatch_when_it_is_closed(tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_bytes(b"<nitf/>" * 100_000)
    async with room(listening()) as taking, sender(taking.transport.port) as sftp:
        await sftp.put(str(tmp_path / "a.xml"), "/a.xml", preserve=True)
        assert [(arrival.filename, len(arrival.data)) for arrival in taking.found] == [("a.xml", 700_000)]
        assert taking.found[0].data == (tmp_path / "a.xml").read_bytes()
        assert (await sftp.stat("a.xml")).size == 700_000


async def test_an_unfinished_file_is_one_when_it_is_renamed() -> None:
    async with room(listening()) as taking, sender(taking.transport.port) as sftp:
        for name in ("a.xml.filepart", ".b.xml"):
            async with sftp.open(name, "wb") as file:
                await file.write(b"copy")
        assert taking.found == []
        await sftp.rename("a.xml.filepart", "a.xml.part")
        await sftp.rename("a.xml.part", "a.xml")
        await sftp.posix_rename(".b.xml", "b.xml")
        assert taking.names == ["a.xml", "b.xml"]
        assert sorted(map(str, await sftp.listdir("/"))) == [".", "..", "a.xml", "b.xml"]


async def test_the_sender_hears_yes_when_it_is_durable_and_not_before() -> None:
    transport = listening()
    arrivals = transport.arrivals()
    first = asyncio.ensure_future(anext(arrivals))
    while transport.port is None:
        await asyncio.sleep(0.01)
    async with aclosing(arrivals), sender(transport.port) as sftp:
        file = await sftp.open("a.xml", "wb")
        await file.write(b"copy")
        closing = asyncio.ensure_future(file.close())
        arrival = await first
        await asyncio.wait([closing], timeout=0.2)
        assert not closing.done()
        await transport.done(arrival)
        await closing


async def test_what_does_not_become_durable_must_be_put_again() -> None:
    async with room(listening(durable_s=0.2)) as taking, sender(taking.transport.port) as sftp:
        taking.is_well = False
        async with sftp.open("b.part", "wb") as file:
            await file.write(b"copy")
        with pytest.raises(asyncssh.SFTPError, match="put it again"):
            await sftp.rename("b.part", "b")
        file = await sftp.open("a", "wb")
        await file.write(b"copy")
        with pytest.raises(asyncssh.SFTPError, match="put it again"):
            await file.close()
        taking.is_well = True
        await sftp.rename("b.part", "b")
        assert taking.names == ["b"]


@pytest.mark.parametrize("how", ["hangs up", "ends the channel", "half closes"])
async def test_a_file_that_is_cut_is_not_taken(how: str) -> None:
    async with room(listening()) as taking:
        async with asyncssh.connect(
            "127.0.0.1", taking.transport.port or 0, username="coast", password="word", known_hosts=None, config=None
        ) as connection:
            sftp = await connection.start_sftp_client()
            file = await sftp.open("a.xml", "wb")
            await file.write(b"half of it")
            async with sftp.open("b.xml.part", "wb") as held:
                await held.write(b"never renamed")
            if how == "hangs up":
                connection.abort()
            elif how == "ends the channel":
                sftp.exit()
            else:
                await end_of_input(connection)
            await asyncio.sleep(0.1)
        async with sender(taking.transport.port) as sftp, sftp.open("c.xml", "wb") as whole:
            await whole.write(b"whole")
        assert taking.names == ["c.xml"]


def number(value: int) -> bytes:
    return value.to_bytes(4, "big")


def packet(kind: int, body: bytes) -> bytes:
    return number(len(body) + 1) + bytes([kind]) + body


async def end_of_input(connection: asyncssh.SSHClientConnection) -> None:
    """Begin a file in a channel of its own and end what is sent there, as a killed `sftp` does under its `ssh`."""
    process = await connection.create_process(subsystem="sftp", encoding=None)
    process.stdin.write(packet(1, number(3)))
    process.stdin.write(packet(3, number(1) + number(5) + b"d.xml" + number(0x1A) + number(0)))
    process.stdin.write(packet(6, number(2) + number(4) + number(0) + bytes(8) + number(4) + b"half"))
    process.stdin.write_eof()
    answer = await asyncio.wait_for(process.stdout.read(), 5)
    assert answer.count(b"\x65") >= 1  # the write was answered


async def test_parts_in_any_order_and_none_missing() -> None:
    async with room(listening()) as taking, sender(taking.transport.port) as sftp:
        async with sftp.open("a", "wb") as file:
            await file.write(b"cd", 2)
            await file.write(b"ab", 0)
        assert taking.found[0].data == b"abcd"
        file = await sftp.open("b", "wb")
        await file.write(b"cd", 2)
        with pytest.raises(asyncssh.SFTPError, match="parts of it are missing"):
            await file.close()
        assert len(taking.found) == 1


async def test_too_large_is_refused_and_its_neighbours_come() -> None:
    async with room(listening(max_bytes=10)) as taking, sender(taking.transport.port) as sftp:
        file = await sftp.open("a", "wb")
        await file.write(b"x" * 8)
        with pytest.raises(asyncssh.SFTPError, match="more than 10 bytes"):
            await file.write(b"x" * 8)
        with pytest.raises(asyncssh.SFTPError, match="not taken"):
            await file.close()
        async with sftp.open("b", "wb") as small:
            await small.write(b"x" * 10)
        assert taking.names == ["b"]


async def test_too_much_at_once_is_refused_until_there_is_room() -> None:
    async with room(listening(max_bytes=10)) as taking, sender(taking.transport.port) as sftp:
        for n in range(4):
            async with sftp.open(f"{n}.part", "wb") as file:
                await file.write(b"x" * 10)
        with pytest.raises(asyncssh.SFTPError, match="try again later"):
            async with sftp.open("b", "wb") as file:
                await file.write(b"x")
        await sftp.remove("0.part")
        async with sftp.open("b", "wb") as file:
            await file.write(b"x")
        assert taking.names == ["b"]


async def test_no_path_leads_out_and_nobody_sees_what_others_put(tmp_path: Path) -> None:
    (tmp_path / "hosts").write_text("ours")
    async with (
        room(listening()) as taking,
        sender(taking.transport.port) as one,
        sender(taking.transport.port) as two,
    ):
        async with one.open("a.xml", "wb") as file:
            await file.write(b"copy")
        assert sorted(map(str, await two.listdir("/"))) == [".", ".."]
        assert not await two.exists("a.xml")
        for path in ("/etc/passwd", "../../../etc/passwd", str(tmp_path / "hosts"), "a.xml"):
            with pytest.raises(asyncssh.SFTPError, match="not read"):
                await one.open(path, "rb")
        with pytest.raises(asyncssh.SFTPNoSuchFile):
            await one.listdir("/etc")
        with pytest.raises(asyncssh.SFTPError):
            await one.symlink("/etc/passwd", "b")
        with pytest.raises(asyncssh.SFTPError, match="cannot be taken back"):
            await one.remove("a.xml")
        assert await one.realpath("../..") == "/"


async def test_there_is_no_shell_and_no_way_on() -> None:
    async with (
        room(listening()) as taking,
        asyncssh.connect(
            "127.0.0.1", taking.transport.port or 0, username="coast", password="word", known_hosts=None, config=None
        ) as connection,
    ):
        with pytest.raises(asyncssh.ChannelOpenError):
            await connection.run("id")
        with pytest.raises(asyncssh.ChannelOpenError):
            await connection.open_connection("127.0.0.1", taking.transport.port or 0)
        with pytest.raises(asyncssh.ChannelListenError):
            await connection.forward_remote_port("", 0, "127.0.0.1", 1)


async def test_folders_and_patterns() -> None:
    async with room(listening(pattern="*.xml")) as taking, sender(taking.transport.port) as sftp:
        await sftp.makedirs("out/today")
        async with sftp.open("out/today/a.xml", "wb") as file:
            await file.write(b"copy")
        assert taking.names == ["a.xml"]
        with pytest.raises(asyncssh.SFTPError, match=r"only \*\.xml is taken"):
            await sftp.open("b.jpg", "wb")
        with pytest.raises(asyncssh.SFTPError, match="make it first"):
            await sftp.open("nowhere/b.xml", "wb")


async def test_who_may_sign_in() -> None:
    async with room(listening()) as taking:
        for user, word in (("coast", "wrong"), ("harbour", "word"), ("", "")):
            with pytest.raises(asyncssh.PermissionDenied):
                async with sender(taking.transport.port, user, word):
                    pass
    keys = "# the desk's\n" + THEIRS.export_public_key().decode()
    async with room(listening(secret=keys)) as taking:
        async with sender(taking.transport.port, word=None) as sftp, sftp.open("a", "wb") as file:
            await file.write(b"copy")
        assert taking.names == ["a"]
        with pytest.raises(asyncssh.PermissionDenied):
            async with sender(taking.transport.port, word=keys):
                pass


async def test_who_may_not_call_is_hung_up_on() -> None:
    async with room(listening("?from=203.0.113.0/24")) as taking:
        with pytest.raises((asyncssh.Error, OSError)):
            async with sender(taking.transport.port):
                pass
        assert not taking.transport.callers


async def test_our_key_stays_the_same(tmp_path: Path) -> None:
    shown = set()
    for _ in range(2):
        async with room(listening(data=tmp_path)) as taking:
            key = await asyncssh.get_server_host_key("127.0.0.1", taking.transport.port or 0)
            assert key is not None
            shown.add(key.get_fingerprint())
    assert len(shown) == 1
    assert (tmp_path / "ssh_host_key").stat().st_mode & 0o777 == 0o600
    (tmp_path / "ssh_host_key").write_text("broken")
    with pytest.raises(TransportError, match="our own key cannot be read"):
        await take(listening(data=tmp_path), 1)


async def test_a_port_that_is_taken_is_said_in_words() -> None:
    async with room(listening()) as taking:
        place = f"sftp-listen://coast:word@127.0.0.1:{taking.transport.port}"
        with pytest.raises(TransportError, match="cannot listen there: the port is taken"):
            await take(open_transport(door(place), office()), 1)


@pytest.mark.parametrize(
    ("place", "settings", "words"),
    [
        ("sftp-listen://:2222", {"secret": "word"}, "the name senders sign in with"),
        ("sftp-listen://:2222", {"user": "coast"}, "and a secret"),
        ("sftp-listen://coast:word@", {}, "has no port"),
        ("sftp-listen://coast:word@:2222?from=all", {}, "from:"),
        ("sftp-listen://:2222", {"user": "coast", "secret": THEIRS.export_private_key().decode()}, "a private key"),
        ("sftp-listen://:2222", {"user": "coast", "secret": "ssh-ed25519 AAAA"}, "cannot be read"),
    ],
)
def test_settings_that_cannot_be_are_refused(place: str, settings: dict[str, str], words: str) -> None:
    with pytest.raises(ConfigError, match=words):
        open_transport(door(place, **settings), office())


@pytest.mark.skipif(shutil.which("sftp") is None, reason="the client of OpenSSH is not on this machine")
async def test_the_client_of_openssh_puts_files(tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_bytes(b"copy" * 50_000)
    (tmp_path / "key").write_bytes(THEIRS.export_private_key("openssh"))
    (tmp_path / "key").chmod(0o600)
    (tmp_path / "words").write_text(
        "put -p a.xml a.xml.tmp\nrename a.xml.tmp a.xml\nput a.xml b.xml\nls -l\nchmod 644 b.xml\n"
    )
    async with room(listening(secret=THEIRS.export_public_key().decode())) as taking:
        client = await asyncio.create_subprocess_exec(
            "sftp", "-F", "none", "-i", "key", "-P", str(taking.transport.port), "-b", "words",
            "-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null", "coast@127.0.0.1",
            cwd=tmp_path, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
        )  # fmt: skip
        out, _ = await asyncio.wait_for(client.communicate(), 30)
        assert client.returncode == 0, out.decode()
        assert [(arrival.filename, len(arrival.data)) for arrival in taking.found] == [
            ("a.xml", 200_000), ("b.xml", 200_000)
        ]  # fmt: skip
