"""The other side of every kind of channel: a real server on this machine that can be made to refuse, and what it has."""

import json
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from email.message import EmailMessage
from pathlib import Path
from typing import Protocol

import nats

from deliveries.receivers import Receiver, answering, receiving
from deliveries.test_drops import KEY, sftp_server
from deliveries.test_mail import Postbox, posting
from deliveries.test_push import Browser
from ftpd import ftp_server
from natsd import NatsServer, nats_server


class Far(Protocol):
    """One other side."""

    #: of the channel that leads there
    settings: dict[str, str]
    #: of the room
    room: dict[str, object]
    #: in which a subscriber is sent copy by it
    form: str

    def refuse(self, is_refusing: bool) -> None:
        """Take nothing from now on, or all."""
        ...

    async def taken(self) -> list[str]:
        """Give what has come in its order, each as the words that stand in it."""
        ...


class Web:
    """A web server; `read` gives the words of one request."""

    room: dict[str, object]

    def __init__(self, receiver: Receiver, form: str, settings: dict[str, str], read: Callable[..., str]) -> None:
        self.room = {}
        self.receiver, self.form, self._read = receiver, form, read
        self.settings = {**settings, "allow_private": "yes"}

    def refuse(self, is_refusing: bool) -> None:
        self.receiver.script = answering(503) if is_refusing else None

    async def taken(self) -> list[str]:
        return [self._read(got) for got in self.receiver.taken]


class Mail:
    form = "nitf"

    def __init__(self, box: Postbox) -> None:
        self._box = box
        self.settings = {"to": "desk@paper.example"}
        self.room = {"smtp_url": box.url, "mail_from": "wire@room.example"}

    def refuse(self, is_refusing: bool) -> None:
        self._box.answer = "451 try later" if is_refusing else "250 taken"

    async def taken(self) -> list[str]:
        return [words_of(mail) for mail in self._box.mails]


def words_of(mail: EmailMessage) -> str:
    """Give all that can be read in a mail: headers, text, and what is attached."""
    parts = [f"{name}: {value}" for name, value in mail.items()]
    for part in mail.walk():
        if not part.is_multipart():
            parts.append((part.get_payload(decode=True) or b"").decode())
    return "\n".join(parts)


class Files:
    """A folder, as one finds it there or behind a server."""

    form = "newsml_g2"

    def __init__(self, folder: Path, settings: dict[str, str]) -> None:
        self.folder, self.settings = folder, settings
        self.room: dict[str, object] = {"drop_folder": folder.parent}

    def refuse(self, is_refusing: bool) -> None:
        away = self.folder.with_name("away")
        if is_refusing:
            self.folder.rename(away)
            self.folder.write_text("a file is in the way")
        else:
            self.folder.unlink()
            away.rename(self.folder)

    async def taken(self) -> list[str]:
        found = sorted(self.folder.iterdir(), key=lambda path: path.stat().st_mtime_ns)
        return [f"{path.name}\n{path.read_text()}" for path in found]


class Stream:
    """A stream of a NATS server."""

    form = "ninjs"

    def __init__(self, server: NatsServer) -> None:
        self.room: dict[str, object] = {}
        self._server = server
        self.settings = {"url": server.url, "subject": "wire.paper", "allow_private": "yes"}

    def refuse(self, is_refusing: bool) -> None:
        if is_refusing:
            self._server.stop()
        else:
            self._server.start()

    async def taken(self) -> list[str]:
        client = await nats.connect(self._server.url)
        try:
            stream = client.jetstream()
            n = (await stream.stream_info("WIRE")).state.messages
            found = [await stream.get_msg("WIRE", seq) for seq in range(1, n + 1)]
            return [f"{one.headers}\n{(one.data or b'').decode()}" for one in found]
        finally:
            await client.close()


@asynccontextmanager
async def far_side(kind: str, folder: Path) -> AsyncIterator[Far]:
    """Start the other side of a kind of channel."""
    async with AsyncExitStack() as stack:
        yield await _BY_KIND[kind](stack, folder)


async def _web(stack: AsyncExitStack) -> Receiver:
    receiver = Receiver()
    await stack.enter_async_context(receiving(receiver))
    return receiver


async def _webhook(stack: AsyncExitStack, _: Path) -> Far:
    receiver = await _web(stack)
    settings = {"url": receiver.url, "secret": "sixteen letters and more"}
    return Web(receiver, "ninjs", settings, lambda got: f"{got.headers}\n{got.body.decode()}")


async def _newshub(stack: AsyncExitStack, _: Path) -> Far:
    receiver = await _web(stack)
    settings = {"url": receiver.url, "secret": "push-key"}
    return Web(receiver, "ninjs_superdesk", settings, lambda got: got.body.decode())


async def _websub(stack: AsyncExitStack, _: Path) -> Far:
    receiver = await _web(stack)
    settings = {
        "callback": receiver.url,
        "topic": "https://room.example/feeds/wire.atom",
        "hub": "https://room.example/websub",
    }
    return Web(receiver, "atom", settings, lambda got: got.body.decode())


async def _apprise(stack: AsyncExitStack, _: Path) -> Far:
    receiver = await _web(stack)
    settings = {"url": receiver.url.replace("http://", "json://")}
    return Web(receiver, "ninjs", settings, lambda got: f"{json.loads(got.body)}")


async def _push(stack: AsyncExitStack, _: Path) -> Far:
    receiver, browser = await _web(stack), Browser()
    settings = dict(browser.channel(receiver.url).settings)
    return Web(receiver, "ninjs", settings, lambda got: f"{browser.read(got)}")


async def _email(stack: AsyncExitStack, _: Path) -> Far:
    return Mail(await stack.enter_async_context(posting()))


def _made(folder: Path) -> Path:
    made = folder / "in"
    made.mkdir()
    return made


async def _folder(stack: AsyncExitStack, folder: Path) -> Far:
    return Files(_made(folder), {"path": "in"})


async def _sftp(stack: AsyncExitStack, folder: Path) -> Far:
    port = await stack.enter_async_context(sftp_server(folder))
    settings = {"url": f"sftp://desk@127.0.0.1:{port}/~/in", "password": "word", "host_key": KEY.get_fingerprint()}
    return Files(_made(folder), settings | {"allow_private": "yes"})


async def _ftp(stack: AsyncExitStack, folder: Path) -> Far:
    port = stack.enter_context(ftp_server(folder))
    settings = {"url": f"ftp://desk@127.0.0.1:{port}/in", "password": "word", "plain": "yes", "allow_private": "yes"}
    return Files(_made(folder), settings)


async def _nats(stack: AsyncExitStack, folder: Path) -> Far:
    server = stack.enter_context(nats_server(folder))
    client = await nats.connect(server.url)
    await client.jetstream().add_stream(name="WIRE", subjects=["wire.>"])
    await client.close()
    return Stream(server)


_BY_KIND = {
    "webhook": _webhook, "newshub": _newshub, "websub": _websub, "apprise": _apprise, "push": _push, "email": _email,
    "folder": _folder, "sftp": _sftp, "ftp": _ftp, "nats": _nats,
}  # fmt: skip
