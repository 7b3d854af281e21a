"""Who is at the desk now, and what they read. In memory only, on one loop: gone with the room, and after a silence.

A room of several processes knows in each those who are connected to it.
"""

import asyncio
from datetime import datetime, timedelta
from typing import Final

import msgspec

from wireroom.model import Editor

#: a desk that has not been heard of for so long is gone; it says so every 20 seconds
SILENCE: Final = timedelta(seconds=50)


class Here(msgspec.Struct, frozen=True, kw_only=True):
    """One editor at the desk."""

    name: str
    desk: str | None = None
    #: what is open in the reading pane; None = nothing
    item: str | None = None
    chain: str | None = None


class Presence:
    """Who is here; all of it is to be used on one event loop."""

    def __init__(self) -> None:
        self._here: dict[tuple[str, str | None], tuple[Here, datetime]] = {}
        self._moved = asyncio.Event()

    def come(self, editor: Editor, item: str | None, chain: str | None, now: datetime) -> None:
        """Note that an editor is here and reads this."""
        key = (editor.name, editor.desk)
        here = Here(name=editor.name, desk=editor.desk, item=item, chain=chain)
        before = self._here.get(key)
        self._here[key] = (here, now)
        if before is None or before[0] != here:
            self._tell()

    def leave(self, editor: Editor) -> None:
        """Note that an editor has gone."""
        if self._here.pop((editor.name, editor.desk), None) is not None:
            self._tell()

    def who(self, now: datetime) -> list[Here]:
        """Give who is here, by name."""
        for key in [key for key, (_, at) in self._here.items() if now - at > SILENCE]:
            del self._here[key]
        return sorted((here for here, _ in self._here.values()), key=lambda here: (here.name, here.desk or ""))

    async def wait(self) -> None:
        """Wait until somebody comes, goes or turns to something else."""
        await self._moved.wait()

    def _tell(self) -> None:
        self._moved.set()
        self._moved = asyncio.Event()
