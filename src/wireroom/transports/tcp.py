"""A line: messages of a legacy wire over TCP, SOH … EOT or ZCZC … NNNN.

    tcp://host:port                      we call, and call again when the line is cut
    tcp-listen://0.0.0.0:port?from=NETS  they call; from our own networks only, unless `from` names others (commas between)

Such a line has no receipts: what was sent while nobody listened, or is in the socket when a machine fails, only the agency can
send again, and gaps in the chains show it. Nothing more is read from the line than the room can make durable. Keep-alives
are padding; a line that is silent for longer than its usual `silence` is shown as failing.
"""

import asyncio
import socket
from collections.abc import AsyncGenerator, AsyncIterator
from typing import Final

from wireroom.errors import TransportError
from wireroom.transports._api import Arrival, Door, Office, Transport, TransportMaker
from wireroom.transports._callers import Callers, listen_a_moment, say_listening
from wireroom.transports._connecting import Place, in_words, resolve_guarded
from wireroom.transports._framing import Framer

#: after so much silence a message that has begun is taken as it is
FLUSH_S: Final = 30.0
_CONNECT_S: Final = 20.0
_CHUNK: Final = 64 * 1024
#: messages that wait for the room; then the line is not read
_WAITING: Final = 64


async def _read_line(reader: asyncio.StreamReader, framer: Framer, flush_s: float) -> AsyncIterator[bytes]:
    """Give the messages of one connection until it ends."""
    while True:
        try:
            data = await asyncio.wait_for(reader.read(_CHUNK), flush_s)
        except TimeoutError:
            for message in framer.flush():
                yield message
            continue
        except OSError:
            data = b""  # a line that is cut hard is cut; what there is of a message is still given
        messages = framer.feed(data) if data else framer.flush()
        for message in messages:
            yield message
        if not data:
            return


class LineTransport:
    """Calls a line and reads it."""

    def __init__(self, door: Door, *, flush_s: float = FLUSH_S) -> None:
        self._door = door
        self._place = Place(door)
        self._flush_s = flush_s

    @property
    def source(self) -> str:
        """The source's name in the configuration."""
        return self._door.source

    async def arrivals(self) -> AsyncGenerator[Arrival, None]:
        """Yield messages as they come.

        Raises:
            TransportError: nobody answers, or the line was cut.
        """
        address = await resolve_guarded(self._door, self._place.host, self._place.port)
        try:
            opened = asyncio.open_connection(address, self._place.port)
            reader, writer = await asyncio.wait_for(opened, _CONNECT_S)
        except (OSError, TimeoutError) as error:
            raise TransportError(self.source, in_words(error, _CONNECT_S)) from error
        try:
            _keep_alive(writer)
            async for message in _read_line(reader, Framer(self._door.max_bytes), self._flush_s):
                yield Arrival(data=message)
        finally:
            writer.close()
        raise TransportError(self.source, "the line was cut by the other side")

    async def done(self, arrival: Arrival) -> None:
        """A line takes no receipts."""

    async def sample(self, most: int) -> list[Arrival]:
        """Call, and listen for a moment.

        Raises:
            TransportError: nobody answers.
        """
        return await listen_a_moment(self, most)


class ListeningTransport:
    """Is called, by any number of lines."""

    def __init__(self, door: Door, *, flush_s: float = FLUSH_S) -> None:
        self._door = door
        self._place = Place(door)
        self._flush_s = flush_s
        self._callers = Callers(door)
        #: where it listens, once it does
        self.port: int | None = None

    @property
    def source(self) -> str:
        """The source's name in the configuration."""
        return self._door.source

    async def arrivals(self) -> AsyncGenerator[Arrival, None]:
        """Yield messages of all lines as they come.

        Raises:
            TransportError: the port cannot be had.
        """
        waiting: asyncio.Queue[bytes] = asyncio.Queue(_WAITING)

        calls: set[asyncio.Task[None]] = set()

        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            call = asyncio.current_task()
            if call is None or not self._callers.may_call(writer.get_extra_info("peername")):
                writer.close()
                return
            calls.add(call)
            try:
                _keep_alive(writer)
                async for message in _read_line(reader, Framer(self._door.max_bytes), self._flush_s):
                    await waiting.put(message)
            except asyncio.CancelledError:
                pass  # the source is closed below; asyncio would log it as an error of the line
            finally:
                calls.discard(call)
                writer.close()

        try:
            server = await asyncio.start_server(serve, self._place.host, self._place.port)
        except OSError as error:
            raise TransportError(self.source, say_listening(error)) from error
        self.port = server.sockets[0].getsockname()[1]
        try:
            while True:
                yield Arrival(data=await waiting.get())
        finally:
            self.port = None
            server.close()
            for call in list(calls):
                call.cancel()

    async def done(self, arrival: Arrival) -> None:
        """A line takes no receipts."""

    async def sample(self, most: int) -> list[Arrival]:
        """Listen for a moment.

        Raises:
            TransportError: the port cannot be had; a running room has it, perhaps.
        """
        return await listen_a_moment(self, most)


def _keep_alive(writer: asyncio.StreamWriter) -> None:
    """Have the operating system notice a line that is dead without having been cut."""
    found: socket.socket | None = writer.get_extra_info("socket")
    if found is not None:
        found.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        found.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, 30)
        found.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPINTVL, 10)
        found.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPCNT, 3)


class _Maker:
    def open(self, door: Door, office: Office) -> Transport:
        is_called = door.place.lower().startswith("tcp-listen:")
        return ListeningTransport(door) if is_called else LineTransport(door)


TRANSPORT: Final[TransportMaker] = _Maker()
