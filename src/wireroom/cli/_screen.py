"""What commands write: lines of JSON for programs, plain lines for people.

Copy comes from outside: nothing of it reaches a terminal as a control sequence.
"""

import json
import re
import sys
from typing import Any, Final

import msgspec

#: C0 and C1 controls but tab and newline, and the signs that turn the direction of writing
_UNPRINTABLE: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def printable(text: str) -> str:
    """Take out what could steer a terminal.

    >>> printable("FLASH \\x1b[2JBRIDGE")
    'FLASH ·[2JBRIDGE'
    """
    return _UNPRINTABLE.sub("·", text)


def write_json(found: Any) -> None:
    """Write one JSON object on a line of its own, at once."""
    try:
        line = msgspec.json.encode(found)
    except UnicodeEncodeError:
        # half a surrogate pair in damaged copy: JSON can name it, UTF-8 cannot
        line = json.dumps(msgspec.to_builtins(found)).encode("ascii")
    sys.stdout.buffer.write(line + b"\n")
    sys.stdout.buffer.flush()


def write_line(text: str = "") -> None:
    """Write one plain line, safe for a terminal and for any encoding of it."""
    encoding = sys.stdout.encoding or "utf-8"
    print(printable(text).encode(encoding, "replace").decode(encoding))


def warn(text: str) -> None:
    """Tell the one at the terminal, beside the output."""
    print(f"wireroom: {printable(text)}", file=sys.stderr)
