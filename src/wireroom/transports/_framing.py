"""Messages out of the stream of a legacy wire. Pure: bytes in, messages out.

    padding | SOH … EOT     (IPTC 7901, ANPA 1312)
    padding | ZCZC … NNNN   (telex: ITU-T F.31)

A message whose end is missing ends where the next begins, or after silence; the reader of its format says so of it. What
stands between messages and is no padding is a message of its own: it hangs on the spike, where somebody sees it.
"""

import re
from typing import Final

_START: Final = re.compile(rb"\x01|ZCZC")
#: by what a message began with; NNNN at the beginning of a line only, as it may be part of a word
_ENDS: Final = {
    b"\x01": re.compile(rb"\x04|(?=\x01)"),
    b"ZCZC": re.compile(rb"[\r\n][\r\n\x00\x7f ]*NNNN|\x04|(?=\x01|ZCZC)"),
}
#: NUL, DEL, SYN, EOT, BEL, CR, LF, space: keep-alives and what is sent to warm a line up
_PADDING: Final = b"\x00\x7f\x16\x04\x07\r\n \x08\t"
#: an end mark may begin so many bytes before where the last bytes came in; pads before NNNN are rarely more
_LOOK_BACK: Final = 64


class Framer:
    """Cuts one line's stream into messages."""

    def __init__(self, most: int) -> None:
        """Start on an empty line; a message of more than `most` bytes is cut there."""
        self._most = most
        self._buffer = bytearray()
        #: what the message in the buffer began with; None = between messages
        self._begun: bytes | None = None
        self._searched = 0

    def feed(self, data: bytes) -> list[bytes]:
        """Take bytes as they came in; gives the messages that are complete by them."""
        self._buffer += data
        found: list[bytes] = []
        while self._cut(found):
            pass
        return found

    def flush(self) -> list[bytes]:
        """The line is silent, or down: give what there is of a message."""
        rest = bytes(self._buffer.lstrip(_PADDING))
        self._buffer.clear()
        self._begun, self._searched = None, 0
        return [rest] if _is_copy(rest) else []

    @property
    def is_within(self) -> bool:
        """Tell whether something has begun that has not ended."""
        return self._begun is not None or bool(self._buffer)

    def _cut(self, found: list[bytes]) -> bool:
        """Cut one piece off the buffer; False = more bytes are needed."""
        if self._begun is None:
            return self._cut_start(found)
        # what it began with is not its end
        end = _ENDS[self._begun].search(self._buffer, max(self._searched, len(self._begun)))
        if end is not None:
            at = end.end()
            del end
            self._take(at, found)
        elif len(self._buffer) > self._most:
            self._take(self._most, found)
        else:
            self._searched = max(len(self._buffer) - _LOOK_BACK, 0)
            return False
        return True

    def _cut_start(self, found: list[bytes]) -> bool:
        start = _START.search(self._buffer)
        # "ZCZC" may be cut in the middle: the last three bytes wait
        stray = start.start() if start else max(len(self._buffer) - 3, 0) if len(self._buffer) > self._most else None
        if stray is None:
            if not self._buffer.strip(_PADDING):
                self._buffer.clear()
            return False
        begun = bytes(start.group()) if start else None
        # a bytearray that a match still looks into cannot be shortened
        del start
        if stray:
            self._take(stray, found)
        self._begun = begun
        return begun is not None

    def _take(self, end: int, found: list[bytes]) -> None:
        # padding before a stray is left out, however much of it came with the last bytes
        piece = bytes(self._buffer[:end].lstrip(_PADDING))
        del self._buffer[:end]
        self._begun, self._searched = None, 0
        if _is_copy(piece):
            found.append(piece)


def _is_copy(piece: bytes) -> bool:
    """Tell whether there is more in it than padding; ENQ and what follows it selects receivers, and is no copy."""
    return bool(piece.strip(_PADDING + b"\x01\x02\x03")) and not piece.lstrip(_PADDING).startswith(b"\x05")
