"""Who is at the desk now, and what they read. In memory only, on one loop: gone with the room, and after a silence.

Where several processes serve one room, each tells the others who came to it, turned to something else or went, and all know the
same. One that is new is told by the others when it first speaks:

    Presence.come, leave -> Talk.say -> the store's notice -> Talk.pass_on -> Presence.hear of every other process
"""

import asyncio
from datetime import datetime, timedelta
from typing import Final, Protocol

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


class Voice(Protocol):
    """What reaches the other processes of a room."""

    def say(self, words: str) -> None: ...


class Told(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What one process tells the others."""

    here: Here
    is_gone: bool = False


_ENCODE: Final = msgspec.json.Encoder().encode
_DECODE: Final = msgspec.json.Decoder(Told).decode


class Presence:
    """Who is here; all of it is to be used on one event loop."""

    def __init__(self, voice: Voice | None = None) -> None:
        """Without a voice there is no other process."""
        self._voice = voice
        self._here: dict[tuple[str, str | None], tuple[Here, datetime]] = {}
        #: those who last spoke to this process
        self._ours: set[tuple[str, str | None]] = set()
        #: the other processes, and when each was last heard
        self._others: dict[str, datetime] = {}
        self._moved = asyncio.Event()

    def come(self, editor: Editor, item: str | None, chain: str | None, now: datetime) -> None:
        """Note that an editor is here and reads this."""
        here = Here(name=editor.name, desk=editor.desk, item=item, chain=chain)
        self._ours.add((editor.name, editor.desk))
        self._note(here, now)
        self._say(Told(here=here))

    def leave(self, editor: Editor) -> None:
        """Note that an editor has gone."""
        here = Here(name=editor.name, desk=editor.desk)
        self._forget(here)
        self._say(Told(here=here, is_gone=True))

    def hear(self, process: str, words: str, now: datetime) -> None:
        """Take note of what another process tells; what cannot be read is a newer version's and is passed over."""
        try:
            told = _DECODE(words)
        except msgspec.DecodeError:
            return
        known = self._others.get(process)
        self._others = {name: at for name, at in self._others.items() if now - at <= SILENCE}
        self._others[process] = now
        if told.is_gone:
            self._forget(told.here)
        else:
            self._ours.discard((told.here.name, told.here.desk))
            self._note(told.here, now)
        if known is None:
            for here in self.who(now):
                if (here.name, here.desk) in self._ours:
                    self._say(Told(here=here))

    def who(self, now: datetime) -> list[Here]:
        """Give who is here, by name."""
        for key in [key for key, (_, at) in self._here.items() if now - at > SILENCE]:
            del self._here[key]
            self._ours.discard(key)
        return sorted((here for here, _ in self._here.values()), key=lambda here: (here.name, here.desk or ""))

    async def wait(self) -> None:
        """Wait until somebody comes, goes or turns to something else."""
        await self._moved.wait()

    def _note(self, here: Here, now: datetime) -> None:
        key = (here.name, here.desk)
        before = self._here.get(key)
        self._here[key] = (here, now)
        if before is None or before[0] != here:
            self._tell()

    def _forget(self, here: Here) -> None:
        key = (here.name, here.desk)
        self._ours.discard(key)
        if self._here.pop(key, None) is not None:
            self._tell()

    def _say(self, told: Told) -> None:
        if self._voice is not None:
            self._voice.say(_ENCODE(told).decode())

    def _tell(self) -> None:
        self._moved.set()
        self._moved = asyncio.Event()
