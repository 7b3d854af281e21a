"""A reader of the live wire for tests: what an EventSource does, by hand, so that cuts can be made where they hurt."""

import json
import socket
from urllib.parse import urlsplit


class WireReader:
    """One connection to the live wire."""

    def __init__(
        self,
        url: str,
        path: str = "/api/v1/wire",
        *,
        last: int | None = None,
        buffer: int | None = None,
        headers: dict[str, str] | None = None,
    ) -> None:
        parts = urlsplit(url)
        self.socket = socket.socket()
        if buffer:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
        self.socket.settimeout(10)
        self.socket.connect((parts.hostname, parts.port))
        asked = f"GET {path} HTTP/1.1\r\nhost: {parts.netloc}\r\naccept: text/event-stream\r\n"
        if last is not None:
            asked += f"last-event-id: {last}\r\n"
        asked += "".join(f"{name}: {value}\r\n" for name, value in (headers or {}).items())
        self.socket.sendall(f"{asked}\r\n".encode())
        self.file = self.socket.makefile("rb")
        self.status = int(self.file.readline().split()[1])
        self.headers = {}
        while (line := self.file.readline().strip()) != b"":
            name, _, value = line.decode().partition(":")
            self.headers[name.lower()] = value.strip()
        self.pending = b""
        self.raw = b""

    def chunk(self) -> bytes:
        """Read one chunk; empty = the server has ended the answer or cut it off."""
        size = self.file.readline()
        if not size.strip() or int(size, 16) == 0:
            return b""
        data = self.file.read(int(size, 16))
        self.file.readline()
        self.raw += data
        return data

    def events(self, n: int) -> list[dict]:
        """Read until there are `n` events; fewer when it ends before."""
        found = []
        while len(found) < n:
            while b"\n\n" in self.pending and len(found) < n:
                block, _, self.pending = self.pending.partition(b"\n\n")
                fields = dict(line.split(": ", 1) for line in block.decode().split("\n") if ": " in line)
                if "data" in fields and "event" not in fields:
                    event = json.loads(fields["data"])
                    assert event["seq"] == int(fields["id"])
                    found.append(event)
            if len(found) < n:
                data = self.chunk()
                if not data:
                    break
                self.pending += data
        return found

    def close(self) -> None:
        self.file.close()
        self.socket.close()
