"""A room in a process of its own, as its users start it: `wireroom serve`."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec

from wireroom.room import find_holder, read_token


class RoomProcess:
    """`wireroom serve` on one data folder: started, stopped, killed, started again."""

    def __init__(self, data: Path, *flags: str) -> None:
        self.data = data
        self.flags = flags
        self.process: subprocess.Popen[bytes] | None = None
        self.url = ""
        data.mkdir(parents=True, exist_ok=True)

    @property
    def token(self) -> str:
        return read_token(self.data)

    @property
    def out(self) -> str:
        return (self.data / "out.txt").read_text()

    @property
    def log(self) -> str:
        return (self.data / "log.txt").read_text()

    def start(self, *, wait_s: float = 30.0) -> None:
        self.launch()
        self.wait_until_up(wait_s)

    def launch(self) -> None:
        """Start it and do not wait."""
        command = [sys.executable, "-m", "wireroom", "serve", "--data", str(self.data), "--port", "0", *self.flags]
        with (self.data / "out.txt").open("ab") as out, (self.data / "log.txt").open("ab") as log:
            self.process = subprocess.Popen(command, stdout=out, stderr=log, cwd=self.data)

    def wait_until_up(self, wait_s: float = 30.0) -> None:
        assert self.process is not None
        ends_at = time.monotonic() + wait_s
        while time.monotonic() < ends_at:
            assert self.process.poll() is None, self.log
            holder = find_holder(self.data)
            if holder is not None and holder.url and holder.pid == self.process.pid:
                self.url = holder.url
                return
            time.sleep(0.02)
        raise AssertionError(f"not up within {wait_s} s: {self.log}")

    def kill(self) -> None:
        """End it as a power cut would, as far as the process goes."""
        assert self.process is not None
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self, *, wait_s: float = 20.0) -> int:
        """End it as a system does; gives the exit status."""
        assert self.process is not None
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        return self.process.wait(wait_s)


@contextlib.contextmanager
def room_process(data: Path, *flags: str) -> Iterator[RoomProcess]:
    """Give a room that is open, and see that it is gone at the end."""
    room = RoomProcess(data, *flags)
    room.start()
    try:
        yield room
    finally:
        if room.process is not None and room.process.poll() is None:
            room.kill()


def wireroom(*arguments: str, stdin: bytes = b"", cwd: Path | None = None) -> subprocess.CompletedProcess[bytes]:
    """Run one command to its end."""
    command = [sys.executable, "-m", "wireroom", *arguments]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("WIREROOM_")}
    return subprocess.run(command, input=stdin, capture_output=True, timeout=90, check=False, cwd=cwd, env=environment)


def ninjs(number: int, headline: str | None = None) -> bytes:
    """Give one small dispatch of our own invention."""
    return msgspec.json.encode(
        {
            "uri": f"urn:norr:{number}",
            "version": "1",
            "type": "text",
            "versioncreated": "2026-03-04T12:00:00Z",
            "headline": headline or f"Lighthouse number {number} is painted",
            "body_text": f"The lighthouse that bears the number {number} was painted white on Wednesday.",
        }
    )
