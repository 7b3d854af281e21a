"""A line over TCP, called and calling."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from doors import door, office, take

from wireroom.errors import ConfigError, TransportError
from wireroom.transports import open_transport
from wireroom.transports.tcp import LineTransport, ListeningTransport, _keep_alive

ONE = b"\x01abc0001 3 pl\r\n\x02Harbour open.\r\n\x03\x04"
TWO = b"ZCZC 2\r\nHarbour closed.\r\nNNNN"


@asynccontextmanager
async def line(*parts: bytes, stays: bool = True) -> AsyncIterator[str]:
    async def send(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for part in parts:
            writer.write(part)
            await writer.drain()
            await asyncio.sleep(0.01)
        if not stays:
            writer.close()

    server = await asyncio.start_server(send, "127.0.0.1", 0)
    async with server:
        yield f"tcp://127.0.0.1:{server.sockets[0].getsockname()[1]}"


async def test_messages_come_however_they_are_cut() -> None:
    async with line(b"\x16\x16" + ONE[:5], ONE[5:] + b"\x00" + TWO[:7], TWO[7:]) as place:
        found = await take(open_transport(door(place), office()), 2)
    assert [arrival.data for arrival in found] == [ONE, TWO]


async def test_a_line_that_is_cut_gives_what_there_is_and_says_so() -> None:
    async with line(ONE, TWO[:9], stays=False) as place:
        arrivals = LineTransport(door(place)).arrivals()
        assert (await anext(arrivals)).data == ONE
        assert (await anext(arrivals)).data == TWO[:9]
        with pytest.raises(TransportError, match="cut by the other side"):
            await anext(arrivals)


async def test_silence_within_a_message_ends_it() -> None:
    async with line(TWO[:9]) as place:
        (arrival,) = await take(LineTransport(door(place), flush_s=0.1), 1)
    assert arrival.data == TWO[:9]


async def test_nobody_listening_and_the_house_are_said_in_words() -> None:
    async with line() as place:
        pass
    with pytest.raises(TransportError, match="nobody listens there"):
        await take(LineTransport(door(place)), 1)
    with pytest.raises(TransportError, match="a private address"):
        await take(LineTransport(door(place, allow_private=False)), 1)


async def call(transport: ListeningTransport, *parts: bytes) -> None:
    while transport.port is None:
        await asyncio.sleep(0.01)
    _, writer = await asyncio.open_connection("127.0.0.1", transport.port)
    for part in parts:
        writer.write(part)
        await writer.drain()
    writer.close()


async def test_two_lines_that_call_do_not_mix() -> None:
    transport = ListeningTransport(door("tcp-listen://127.0.0.1:0"))
    taking = asyncio.ensure_future(take(transport, 2))
    await asyncio.gather(call(transport, ONE[:5], ONE[5:]), call(transport, TWO[:5], TWO[5:]))
    assert {arrival.data for arrival in await taking} == {ONE, TWO}


async def test_who_may_not_call_is_hung_up_on() -> None:
    transport = ListeningTransport(door("tcp-listen://127.0.0.1:0?from=203.0.113.0/24"))
    taking = asyncio.ensure_future(take(transport, 1, within_s=0.5))
    await call(transport, ONE)
    with pytest.raises(TimeoutError):
        await taking


async def test_a_port_that_is_taken_is_said_in_words() -> None:
    async with line() as place:
        with pytest.raises(TransportError, match="cannot listen there: the port is taken"):
            await take(ListeningTransport(door(place.replace("tcp:", "tcp-listen:"))), 1)


@pytest.mark.parametrize("place", ["tcp://host", "tcp://:99999", "tcp-listen://0.0.0.0:1?from=everywhere"])
def test_an_address_that_is_none_is_refused(place: str) -> None:
    with pytest.raises(ConfigError, match="coast"):
        open_transport(door(place), office())


async def test_a_line_that_is_dead_without_being_cut_is_noticed_by_the_system() -> None:
    async with line() as place:
        _, writer = await asyncio.open_connection("127.0.0.1", int(place.rpartition(":")[2]))
        _keep_alive(writer)
        found = writer.get_extra_info("socket")
        assert found.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE) == 1
        options = (socket.TCP_KEEPIDLE, socket.TCP_KEEPINTVL, socket.TCP_KEEPCNT)
        assert [found.getsockopt(socket.IPPROTO_TCP, option) for option in options] == [30, 10, 3]
        writer.close()
