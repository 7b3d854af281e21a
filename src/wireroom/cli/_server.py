"""A room with its web server, from the first dispatch to a clean stop. What `serve` and `demo` share."""

import asyncio
import errno
import gc
import os
import resource
import signal
import socket
import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

import uvicorn
import uvloop

from wireroom.cli._screen import warn, write_line
from wireroom.config import Config
from wireroom.errors import ConfigError
from wireroom.logs import get_log, set_up_logs
from wireroom.room import Room, RoomTaken, find_holder, open_room, read_clock
from wireroom.web.app import WebApp, make_app

#: processors from which on one is free to read beside the room: on two it gains a twentieth, and loses when they are busy
_ROOMY = 4

_log = get_log("server")


class _Server(uvicorn.Server):
    """uvicorn without signal handlers of its own: it would hang on to live readers, and die by the signal it got."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def run_room(
    config: Config,
    *,
    beside: Callable[[Room], Awaitable[None]] | None = None,
    clock: Callable[[], datetime] | None = None,
) -> int:
    """Open the room and serve it until SIGTERM or Ctrl-C; gives the exit status.

    `beside` runs while the room is open and may end before it.

    Raises:
        ConfigError: the data folder is taken, or the address is.
    """
    set_up_logs(config.log_level, config.log_format)
    _raise_file_limit()
    if holder := find_holder(config.data):
        raise RoomTaken(config.data, holder)
    # before the room: a first start that cannot listen must not make a token that nobody is told
    listener = _listen(config)
    try:
        room = open_room(config, clock=clock or read_clock, n_readers=_n_readers(config))
    except BaseException:
        listener.close()
        raise
    _calm_collector()
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(_serve(room, listener, beside))


async def _serve(room: Room, listener: socket.socket, beside: Callable[[Room], Awaitable[None]] | None) -> int:
    app = make_app(room)
    server = _Server(
        uvicorn.Config(
            app,
            http="httptools",
            ws="none",
            lifespan="on",
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=max(1, round(room.config.stop_after)),
        )
    )
    loop = asyncio.get_running_loop()
    for sign in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(sign, _end, server, app)
    await room.start()
    companion: asyncio.Task[None] | None = None
    try:
        async with asyncio.TaskGroup() as group:
            if beside is not None:
                companion = group.create_task(_accompany(server, room, beside))
            group.create_task(_announce(server, room, listener))
            await server.serve(sockets=[listener])
            if companion is not None:
                companion.cancel()
    finally:
        await room.stop()
    _log.info("stopped")
    return 0 if server.started else 1


def _n_readers(config: Config) -> int:
    """Say how many processes read beside the room: one, if there are processors that nobody else wants."""
    if config.readers is not None:
        return config.readers
    return int(len(os.sched_getaffinity(0)) >= _ROOMY) if hasattr(os, "sched_getaffinity") else 0


def _calm_collector() -> None:
    """Let the collector leave alone what stands for good, and look at the rest a tenth as often.

    A room keeps days of open chains and stories; walking through them stopped the wire for a tenth of a second at a time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 10, 10)


def _end(server: _Server, app: WebApp) -> None:
    """Let live readers go and finish what is under way; asked a second time, do not wait for it."""
    if server.should_exit:
        server.force_exit = True
    server.should_exit = True
    app.hub.hang_up()


async def _is_up(server: _Server) -> bool:
    while not server.started:
        if server.should_exit:
            return False
        await asyncio.sleep(0.01)
    return True


async def _accompany(server: _Server, room: Room, beside: Callable[[Room], Awaitable[None]]) -> None:
    if await _is_up(server):
        await beside(room)


async def _announce(server: _Server, room: Room, listener: socket.socket) -> None:
    if not await _is_up(server):
        return
    url = address_of(listener)
    room.tell_address(url)
    config = room.config
    if config.host not in ("127.0.0.1", "::1", "localhost"):
        warn(f"the room is open to the network at {config.host}; anybody there can read it")
    write_line(f"Wireroom is open at {url}/ (data in {config.data})")
    if room.is_token_new:
        write_line(f"Token for posting and editing, shown this once and kept in {config.data / 'token'}: {room.token}")
    sys.stdout.flush()
    _log.info("started", url=url, data=str(config.data))


def address_of(listener: socket.socket) -> str:
    """Give the address a browser on this machine can use."""
    host, port = listener.getsockname()[:2]
    if host in ("0.0.0.0", "::"):
        host = "127.0.0.1"
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _listen(config: Config) -> socket.socket:
    family = socket.AF_INET6 if ":" in config.host else socket.AF_INET
    try:
        return socket.create_server((config.host, config.port), family=family, backlog=2048)
    except OSError as error:
        raise ConfigError("port", f"cannot listen on {config.host}:{config.port}: {_why_not(error)}") from error


def _why_not(error: OSError) -> str:
    """Say why an address cannot be had, and what to do."""
    match error.errno:
        case errno.EADDRINUSE:
            return "another program has it; take another with --port, or any free one with --port 0"
        case errno.EACCES:
            return "ports below 1024 are for root alone; take another with --port, and put a proxy before it"
        case errno.EADDRNOTAVAIL:
            return "this machine has no such address; --host 0.0.0.0 is all it has"
        case _:
            return (error.strerror or str(error)).partition(" (while")[0]


def _raise_file_limit() -> None:
    """Let there be as many live readers as the system allows: each is an open file."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = hard if hard != resource.RLIM_INFINITY else 1_048_576
    if soft < wanted:
        try:
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
        except (ValueError, OSError) as error:
            _log.info("file limit stays", limit=soft, problem=str(error))
