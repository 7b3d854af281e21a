"""One wire day as dispatches, in order of arrival."""

from datetime import datetime, timedelta
from importlib import resources
from typing import Final

import msgspec

from wireroom.demo.copybook import Copy, read_copybook
from wireroom.demo.dull import dull_copy
from wireroom.demo.envelopes import Envelopes

#: how long the day is
DAY_MINUTES: Final = 230
#: when the big story breaks
FLASH_MINUTE: Final = 120.0


class DemoDispatch(msgspec.Struct, frozen=True, kw_only=True):
    """One dispatch of the day."""

    #: when it arrives
    at: datetime
    #: the agency's line
    source: str
    filename: str
    data: bytes


def load_day(start: datetime) -> tuple[DemoDispatch, ...]:
    """Give the whole day, beginning at `start` (aware UTC), in order of arrival."""
    envelopes = Envelopes(start)
    found = []
    for copy in sorted((*_hand_written(), *dull_copy(DAY_MINUTES)), key=lambda copy: copy.minute):
        filename, data = envelopes.wrap(copy)
        at = start + timedelta(minutes=copy.minute)
        found.append(DemoDispatch(at=at, source=copy.agency, filename=filename, data=data))
    found.extend(_faulty(start))
    return tuple(sorted(found, key=lambda dispatch: dispatch.at))


def _hand_written() -> list[Copy]:
    folder = resources.files("wireroom.demo") / "copy"
    found: list[Copy] = []
    for page in sorted(folder.iterdir(), key=lambda page: page.name):
        if page.name.endswith(".txt"):
            found.extend(read_copybook(page.read_text(encoding="utf-8")))
    return found


def _faulty(start: datetime) -> list[DemoDispatch]:
    """Give what goes wrong on any day: a message cut off in the middle, one sent twice, and a line full of noise."""
    cut = Copy(
        minute=98.0, agency="coast", fields={"slug": "Shipping/rates", "priority": "4", "from": "Holm"},
        headline="Freight rates rise for a sixth day",
        paragraphs=("Freight rates rose again on {weekday} as ships waited for the wind to", "This part never came."),
    )  # fmt: skip
    _, whole = Envelopes(start, first_number=900).wrap(cut)
    end = whole.index(b"wind to") + 4
    damaged = whole[:end].replace(b"ships", b"sh\x00\x11\xffps") + b"\x7f\x7f"
    noise = bytes((number * 73 + 41) % 256 for number in range(480))
    return [
        DemoDispatch(at=start + timedelta(minutes=98.0), source="coast", filename="coast-0900.txt", data=damaged),
        DemoDispatch(at=start + timedelta(minutes=111.0), source="sound", filename="sound-line.bin", data=noise),
        DemoDispatch(at=start + timedelta(minutes=98.4), source="coast", filename="coast-0900.txt", data=damaged),
    ]
