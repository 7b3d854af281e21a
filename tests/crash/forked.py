"""Rooms made by a zygote: `wireroom serve` that is up in a fraction of a second, to be killed hundreds of times."""

import json
import os
import subprocess
import sys
from pathlib import Path

from roomproc import RoomProcess

ZYGOTE = Path(__file__).with_name("zygote.py")


class Fork:
    """One process that a zygote made: as much of `subprocess.Popen` as a `RoomProcess` needs."""

    def __init__(self, zygote: "Zygote", pid: int) -> None:
        self._zygote = zygote
        self.pid = pid
        self._status: int | None = None

    def poll(self) -> int | None:
        """Give the exit status, None while it runs. A room that ended by itself is not waited for: it is a zombie then."""
        if self._status is None and Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z":
            self.wait()
        return self._status

    def send_signal(self, sign: int) -> None:
        if self._status is None:
            os.kill(self.pid, sign)

    def wait(self, timeout: float | None = None) -> int:
        """Wait for its end. `timeout` is for the signature: what was killed or stopped ends."""
        if self._status is None:
            self._status = int(self._zygote.read("end"))
        return self._status


class Zygote:
    """The process that is forked. One room at a time."""

    def __init__(self) -> None:
        environment = {name: value for name, value in os.environ.items() if not name.startswith("WIREROOM_")}
        self._process = subprocess.Popen(
            [sys.executable, str(ZYGOTE)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
        )

    def fork(self, order: dict[str, object]) -> Fork:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        return Fork(self, int(self.read("pid")))

    def read(self, word: str) -> str:
        assert self._process.stdout is not None
        said, _, rest = self._process.stdout.readline().partition(" ")
        assert said == word, f"the zygote says {said!r} instead of {word!r}"
        return rest

    def close(self) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(10)
        self._process.stdout.close()


class ForkedRoom(RoomProcess):
    """`wireroom serve` on one data folder, by a zygote."""

    def __init__(self, zygote: Zygote, data: Path, *flags: str) -> None:
        super().__init__(data, *flags)
        self._zygote = zygote

    def launch(self) -> None:
        argv = ["serve", "--data", str(self.data), "--port", "0", *self.flags]
        order = {"argv": argv, "cwd": str(self.data)}
        order |= {"out": str(self.data / "out.txt"), "log": str(self.data / "log.txt")}
        self.process = self._zygote.fork(order)
