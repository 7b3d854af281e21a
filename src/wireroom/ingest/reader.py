"""A process that reads dispatches for the room: `python -m wireroom.ingest.reader SOCKET [STYLES]`.

    (0, None)                                    it is ready
    (n, raw, as_format, received_at)  ->  (n, prepared)    None = it would not go through: to be read in the room

One message for each, in the order they came; it ends when the room hangs up. It keeps nothing and writes nothing.
"""

import gc
import signal
import socket
import sys
from datetime import datetime
from pathlib import Path
from typing import Final

import msgspec

from wireroom.agencies import use_styles
from wireroom.formats import RawCopy
from wireroom.ingest.readers import MESSAGE_BYTES, Request, prepare

_WARMING: Final = (
    b'{"uri": "urn:warm", "version": "1", "headline": "URGENT Ferry aground", "body_text": "ALDRA, March 1 - A ferry."}'
)


def run(connection: socket.socket) -> None:
    """Answer until the other side hangs up."""
    encode, decode = msgspec.msgpack.Encoder().encode, msgspec.msgpack.Decoder(Request).decode
    space = memoryview(bytearray(MESSAGE_BYTES))
    connection.sendall(encode((0, None)))
    while size := connection.recv_into(space):
        n, raw, as_format, received_at = decode(space[:size])
        try:
            answer = encode((n, prepare(raw, as_format=as_format, received_at=received_at)))
        except Exception:  # the room reads it itself, meets the same bug, and says so
            answer = b""
        connection.sendall(answer if 0 < len(answer) <= MESSAGE_BYTES else encode((n, None)))


def main(arguments: list[str]) -> int:
    """Read for the room that started us."""
    # whoever stops the room stops it alone: what it has handed out is answered
    for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(sign, signal.SIG_IGN)
    if len(arguments) > 1:
        use_styles(Path(arguments[1]))
    prepare(RawCopy(data=_WARMING), as_format=None, received_at=datetime.fromisoformat("2026-03-01T12:00:00+00:00"))
    gc.freeze()
    gc.set_threshold(50_000, 10, 10)
    with socket.socket(fileno=int(arguments[0])) as connection:
        try:
            run(connection)
        except ConnectionError:
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
