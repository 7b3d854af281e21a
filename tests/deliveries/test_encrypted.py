"""FTP and NATS over TLS, against real servers: certificates are checked, and what is not encrypted is not sent."""

import contextlib
import ssl
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import aioftp
import nats
import pytest

from certificates import context, make_certificate
from deliveries.receivers import office
from deliveries.test_drops import channel, copy
from natsd import NatsServer
from wireroom.errors import DeliveryError


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate for `localhost`, and its key."""
    return make_certificate(tmp_path_factory.mktemp("house"))


@pytest.fixture
def is_trusted(house: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the machine trust the house."""
    monkeypatch.setenv("SSL_CERT_FILE", str(house[0]))


@contextlib.asynccontextmanager
async def ftps(house: tuple[Path, Path], folder: Path) -> AsyncIterator[int]:
    """Encrypted from the first byte, data connections too."""
    server = aioftp.Server([aioftp.User("desk", "word", base_path=folder)], ssl=context(house))
    await server.start("127.0.0.1", 0)
    try:
        yield server.server_port
    finally:
        await server.close()


@contextlib.contextmanager
def nats_tls(house: tuple[Path, Path], folder: Path) -> Iterator[NatsServer]:
    server = NatsServer(folder, "--tls", "--tlscert", str(house[0]), "--tlskey", str(house[1]))
    server.start()
    try:
        yield server
    finally:
        server.stop()


def ftp_settings(port: int, host: str = "localhost") -> dict[str, str]:
    return {"url": f"ftps://desk@{host}:{port}/in", "password": "word", "allow_private": "yes"}


@pytest.mark.usefixtures("is_trusted")
async def test_ftps_has_whole_files_each_once(house: tuple[Path, Path], tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    async with ftps(house, tmp_path) as port, office() as desk:
        out = channel("ftp", desk, **ftp_settings(port))
        await out.send([copy(1), copy(2)])
        await out.send([copy(2)])
    assert sorted(path.name for path in (tmp_path / "in").iterdir()) == ["00000001-item.json", "00000002-item.json"]
    assert (tmp_path / "in" / "00000002-item.json").read_bytes() == copy(2).copy.data


async def test_ftps_with_a_certificate_nobody_knows_is_sent_nothing(house: tuple[Path, Path], tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    async with ftps(house, tmp_path) as port, office() as desk:
        with pytest.raises(DeliveryError, match="its certificate is not to be trusted") as caught:
            await channel("ftp", desk, **ftp_settings(port)).send([copy(1)])
    assert not caught.value.is_final
    assert list((tmp_path / "in").iterdir()) == []


@pytest.mark.usefixtures("is_trusted")
async def test_ftps_by_a_name_the_certificate_is_not_for_is_sent_nothing(
    house: tuple[Path, Path], tmp_path: Path
) -> None:
    async with ftps(house, tmp_path) as port, office() as desk:
        with pytest.raises(DeliveryError, match="its certificate is not to be trusted"):
            await channel("ftp", desk, **ftp_settings(port, "127.0.0.1")).send([copy(1)])


@pytest.mark.usefixtures("is_trusted")
async def test_nats_over_tls_has_each_once(house: tuple[Path, Path], tmp_path: Path) -> None:
    with nats_tls(house, tmp_path) as server:
        trusting = ssl.create_default_context(cafile=str(house[0]))
        client = await nats.connect(f"tls://localhost:{server.port}", tls=trusting)
        stream = client.jetstream()
        await stream.add_stream(name="WIRE", subjects=["wire.>"])
        async with office() as desk:
            url = f"tls://localhost:{server.port}"
            out = channel("nats", desk, url=url, subject="wire.paper", allow_private="yes")
            await out.send([copy(1), copy(2)])
            await out.send([copy(2)])
        taken = await (await stream.pull_subscribe("wire.paper", durable="t")).fetch(10, timeout=2)
        assert [message.data for message in taken] == [copy(1).copy.data, copy(2).copy.data]
        await client.close()


@pytest.mark.parametrize("scheme", ["tls", "nats"])
async def test_nats_with_a_certificate_nobody_knows_is_sent_nothing(
    house: tuple[Path, Path], tmp_path: Path, scheme: str
) -> None:
    with nats_tls(house, tmp_path) as server:
        async with office() as desk:
            url = f"{scheme}://localhost:{server.port}"
            with pytest.raises(DeliveryError) as caught:
                await channel("nats", desk, url=url, subject="wire.paper", allow_private="yes").send([copy(1)])
    assert not caught.value.is_final
    assert "certificate" in caught.value.problem
