"""A process that has everything loaded and makes rooms of itself: a start costs a tenth of a second instead of one and a half.

zygote.py    reads {"argv": […], "cwd": …, "out": …, "log": …} a line, answers "pid N", and "end STATUS" when that room has ended

What it makes runs the same `wireroom.cli.main` in a process of its own. One room at a time.
"""

import json
import os
import signal
import sys
from importlib import import_module

from wireroom.cli import main
from wireroom.config import Config
from wireroom.room import open_room
from wireroom.web.app import make_app

LOADED = (
    "wireroom.cli.serve",
    "wireroom.cli._server",
    "wireroom.store.sqlite",
    "wireroom.store.postgres",
    "wireroom.formats.ninjs",
    "wireroom.writers.ninjs",
    "wireroom.transports.folder",
    "wireroom.deliveries.folder",
    "wireroom.deliveries.webhook",
    "nats.aio.client",
    "uvloop",
    "httptools",
)


def become(order: dict[str, object]) -> None:
    """Be the room that was asked for; does not come back."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.chdir(str(order["cwd"]))
    flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND
    for name, handle in (("out", 1), ("log", 2)):
        file = os.open(str(order[name]), flags, 0o600)
        os.dup2(file, handle)
        os.close(file)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    status = 1
    try:
        status = main([str(word) for word in order["argv"]])
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else 1
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


def run() -> None:
    for name in LOADED:
        import_module(name)
    # what is loaded only when it is needed: a room in memory, made and thrown away, needs it
    room = open_room(Config(), in_memory=True)
    make_app(room)
    room.close()
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            become(json.loads(line))
        sys.stdout.write(f"pid {pid}\n")
        sys.stdout.flush()
        status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        sys.stdout.write(f"end {status}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    run()
