"""Channels that hand over files and messages, against real servers: folder, SFTP, FTP, NATS, Newshub."""

import hashlib
import hmac
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import asyncssh
import msgspec
import nats
import pytest

from deliveries.receivers import Receiver, answering, filed, killed, office, parcel, receiving
from ftpd import ftp_server
from natsd import nats_server
from wireroom import read
from wireroom.deliveries import Channel, Copy, Office, Parcel, check_channel, open_channel
from wireroom.errors import ConfigError, DeliveryError
from wireroom.model import Filed, OutChannel
from wireroom.writers import FeedInfo, get_writer

KEY = asyncssh.generate_private_key("ssh-ed25519")


def copy(number: int, form: str = "ninjs", made: Filed | None = None) -> Parcel:
    """Give a parcel with copy for a subscriber."""
    plain = parcel(f"i{number}", made=made, kind="killed" if made is not None else "item")
    writer = get_writer(form)
    about = FeedInfo(
        title="Room", site_url="https://room.example", self_url="https://room.example/x", updated_at=filed().received_at
    )
    data = writer.write([plain.filed], about)
    written = Copy(
        number=number, format=form, media_type=writer.media_type, filename=f"{number:08d}-item.json", data=data
    )
    return msgspec.structs.replace(plain, copy=written)


def channel(kind: str, desk: Office, **settings: str) -> Channel:
    made = OutChannel(name="out", kind=kind, settings=settings)
    check_channel(made, desk)
    return open_channel(made, desk)


# folder


async def test_folder_has_whole_files_each_once(tmp_path: Path) -> None:
    async with office(drops=tmp_path) as desk:
        out = channel("folder", desk, path="paper/in")
        await out.send([copy(1), copy(2)])
        await out.send([copy(2), parcel("a")])
    folder = tmp_path / "paper" / "in"
    names = sorted(path.name for path in folder.iterdir())
    assert names[:2] == ["00000001-item.json", "00000002-item.json"]
    assert len(names) == 3
    assert names[2].startswith("alert-")
    assert (folder / names[0]).read_bytes() == copy(1).copy.data


@pytest.mark.parametrize("path", ["/etc", "../up", "a/../../b", "x\0y"])
async def test_folder_does_not_lead_out(tmp_path: Path, path: str) -> None:
    async with office(drops=tmp_path) as desk:
        with pytest.raises(ConfigError, match="drop_folder"):
            channel("folder", desk, path=path)


async def test_folder_that_cannot_be_written_is_tried_again(tmp_path: Path) -> None:
    (tmp_path / "in").write_text("a file is in the way")
    async with office(drops=tmp_path) as desk:
        with pytest.raises(DeliveryError, match="cannot write") as caught:
            await channel("folder", desk, path="in").send([copy(1)])
    assert not caught.value.is_final


# SFTP


class Gate(asyncssh.SSHServer):
    def begin_auth(self, username: str) -> bool:
        return True

    def password_auth_supported(self) -> bool:
        return True

    def validate_password(self, username: str, password: str) -> bool:
        return (username, password) == ("desk", "word")


@asynccontextmanager
async def sftp_server(folder: Path) -> AsyncIterator[int]:
    made = await asyncssh.create_server(
        Gate, "127.0.0.1", 0, server_host_keys=[KEY], sftp_factory=lambda chan: asyncssh.SFTPServer(chan, str(folder))
    )
    async with made:
        yield made.get_port()


async def test_sftp_has_whole_files_each_once(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    async with sftp_server(tmp_path) as port, office() as desk:
        out = channel(
            "sftp",
            desk,
            url=f"sftp://desk@127.0.0.1:{port}/~/in",
            password="word",
            host_key=KEY.get_fingerprint(),
            allow_private="yes",
        )
        await out.send([copy(1), copy(2)])
        await out.send([copy(2)])
    assert sorted(path.name for path in (tmp_path / "in").iterdir()) == ["00000001-item.json", "00000002-item.json"]
    assert (tmp_path / "in" / "00000002-item.json").read_bytes() == copy(2).copy.data


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"password": "wrong"}, "does not take this name and password"),
        ({"host_key": "SHA256:other"}, "shows another key"),
        ({"allow_private": ""}, "private address"),
    ],
)
async def test_sftp_says_what_is_wrong(tmp_path: Path, settings: dict[str, str], words: str) -> None:
    async with sftp_server(tmp_path) as port, office() as desk:
        right = {
            "url": f"sftp://desk@127.0.0.1:{port}/",
            "password": "word",
            "host_key": KEY.get_fingerprint(),
            "allow_private": "yes",
        }
        with pytest.raises(DeliveryError, match=words):
            await channel("sftp", desk, **(right | settings)).send([copy(1)])
    assert list(tmp_path.iterdir()) == []


async def test_sftp_wants_a_host_key_and_no_password_in_the_address() -> None:
    async with office() as desk:
        with pytest.raises(ConfigError, match="host_key"):
            channel("sftp", desk, url="sftp://desk@host.example/")
        with pytest.raises(ConfigError, match="its own field"):
            channel("sftp", desk, url="sftp://desk:word@host.example/", host_key="SHA256:x")


# FTP


async def test_ftp_has_whole_files_each_once(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    with ftp_server(tmp_path) as port:
        async with office() as desk:
            url = f"ftp://desk@127.0.0.1:{port}/in"
            out = channel("ftp", desk, url=url, password="word", plain="yes", allow_private="yes")
            await out.send([copy(1), copy(2)])
            await out.send([copy(2)])
    assert sorted(path.name for path in (tmp_path / "in").iterdir()) == ["00000001-item.json", "00000002-item.json"]
    assert (tmp_path / "in" / "00000001-item.json").read_bytes() == copy(1).copy.data


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"plain": ""}, "no encryption"),
        ({"password": "wrong"}, "the server says"),
        ({"allow_private": ""}, "private address"),
    ],
)
async def test_ftp_says_what_is_wrong(tmp_path: Path, settings: dict[str, str], words: str) -> None:
    with ftp_server(tmp_path) as port:
        async with office() as desk:
            right = {"url": f"ftp://desk@127.0.0.1:{port}/", "password": "word", "plain": "yes", "allow_private": "yes"}
            with pytest.raises(DeliveryError, match=words):
                await channel("ftp", desk, **(right | settings)).send([copy(1)])
    assert list(tmp_path.iterdir()) == []


async def test_server_that_is_not_there_is_tried_again() -> None:
    async with office() as desk:
        for out in (
            channel("ftp", desk, url="ftp://127.0.0.1:9/", plain="yes", allow_private="yes"),
            channel("sftp", desk, url="sftp://127.0.0.1:9/", host_key="SHA256:x", allow_private="yes"),
            channel("nats", desk, url="nats://127.0.0.1:9", subject="wire", allow_private="yes"),
        ):
            with pytest.raises(DeliveryError) as caught:
                await out.send([copy(1)])
            assert not caught.value.is_final


# NATS


async def test_nats_has_each_once_and_in_order(tmp_path: Path) -> None:
    with nats_server(tmp_path) as server:
        client = await nats.connect(server.url)
        stream = client.jetstream()
        async with office() as desk:
            out = channel("nats", desk, url=server.url, subject="wire.paper", allow_private="yes")
            with pytest.raises(DeliveryError, match="no stream"):
                await out.send([copy(1)])
            await stream.add_stream(name="WIRE", subjects=["wire.>"])
            await out.send([copy(1), copy(2)])
            await out.send([copy(2), copy(3)])
        taken = await (await stream.pull_subscribe("wire.paper", durable="t")).fetch(10, timeout=2)
        assert [message.headers["wireroom-number"] for message in taken] == ["1", "2", "3"]
        assert taken[0].data == copy(1).copy.data
        assert (await stream.stream_info("WIRE")).state.messages == 3
        await client.close()


async def test_nats_subject_has_no_wildcards() -> None:
    async with office() as desk:
        with pytest.raises(ConfigError, match="subject"):
            channel("nats", desk, url="nats://host.example", subject="wire.>")


# Newshub


def newshub(desk: Office, receiver: Receiver) -> Channel:
    return channel("newshub", desk, url=receiver.url, secret="push-key", allow_private="yes")


async def test_newshub_is_pushed_what_it_can_check_and_read() -> None:
    receiver = Receiver()
    async with receiving(receiver), office() as desk:
        await newshub(desk, receiver).send([copy(1, "ninjs_superdesk")])
        await newshub(desk, receiver).send([copy(2, "ninjs_superdesk", killed())])
    first, second = receiver.got
    mac = hmac.new(b"push-key", first.body, hashlib.sha1)
    assert first.headers["x-superdesk-signature"] == f"sha1={mac.hexdigest()}"
    sent = json.loads(first.body)
    assert (sent["guid"], sent["headline"]) == ("urn:test:i1", "Harbour bridge closed")
    assert read(first.body, content_type="application/json").items[0].headline == "Harbour bridge closed"
    assert json.loads(second.body)["pubstatus"] == "canceled"
    assert "Harbour" not in second.body.decode()


async def test_newshub_takes_copy_alone_and_may_be_down() -> None:
    receiver = Receiver(answering(500))
    async with receiving(receiver), office() as desk:
        with pytest.raises(DeliveryError, match="subscriber, not in a watch") as caught:
            await newshub(desk, receiver).send([parcel("a")])
        assert caught.value.is_final
        with pytest.raises(DeliveryError, match="500") as caught:
            await newshub(desk, receiver).send([copy(1, "ninjs_superdesk")])
        assert not caught.value.is_final
