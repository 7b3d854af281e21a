"""Certificates: checked by the host's name though an address is connected to, and a house's own are taken when it says so."""

import contextlib
import ssl
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import aioftp
import pytest
from aiohttp import web
from doors import door, look, office
from test_imap import letter, serving

from certificates import context, make_certificate
from wireroom.errors import TransportError
from wireroom.transports import Door, open_transport


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate that the house has made for `localhost`, and its key."""
    return make_certificate(tmp_path_factory.mktemp("house"))


@contextlib.asynccontextmanager
async def https(house: tuple[Path, Path], _: Path) -> AsyncIterator[Door]:
    async def answer(_: web.Request) -> web.Response:
        return web.Response(text="<rss/>")

    app = web.Application()
    app.router.add_get("/wire.rss", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=context(house)).start()
    yield door(f"https://localhost:{runner.addresses[0][1]}/wire.rss")
    await runner.cleanup()


@contextlib.asynccontextmanager
async def imap(house: tuple[Path, Path], _: Path) -> AsyncIterator[Door]:
    """STARTTLS: pymap offers it as soon as it has a certificate."""
    with serving("--cert", str(house[0]), "--key", str(house[1])) as mail:
        mail.put(letter(1), tls=ssl._create_unverified_context())
        yield door(f"imap://localhost:{mail.port}/INBOX", user="demouser", secret="demopass")


@contextlib.asynccontextmanager
async def ftps(house: tuple[Path, Path], folder: Path) -> AsyncIterator[Door]:
    """Encrypted from the first byte, data connections too."""
    (folder / "a.xml").write_bytes(b"one")
    server = aioftp.Server([aioftp.User("desk", "word", base_path=folder)], ssl=context(house))
    await server.start("127.0.0.1", 0)
    yield door(f"ftps://localhost:{server.server_port}/", user="desk", secret="word", settle_s=0.0)
    await server.close()


SERVERS = [https, imap, ftps]


@pytest.mark.parametrize("server", SERVERS)
async def test_a_certificate_of_the_house_is_taken_when_the_source_says_so(
    house: tuple[Path, Path], tmp_path: Path, server: Callable[..., contextlib.AbstractAsyncContextManager[Door]]
) -> None:
    async with server(house, tmp_path) as made:
        with pytest.raises(TransportError, match="its certificate is not to be trusted: self-signed certificate"):
            await look(open_transport(made, office()))
        trusting = door(**{name: getattr(made, name) for name in made.__struct_fields__} | {"ca_file": house[0]})
        assert len(await look(open_transport(trusting, office()))) == 1
        # the same machine by a name that the certificate is not for
        named = {"place": made.place.replace("localhost", "127.0.0.1"), "ca_file": house[0]}
        other = door(**{name: getattr(made, name) for name in made.__struct_fields__} | named)
        with pytest.raises(TransportError, match="its certificate is not to be trusted: IP address mismatch"):
            await look(open_transport(other, office()))
