"""Notes of many sources, read and written together: a thread and a transaction for all that wait, and not for each.

A thousand feeds that are fetched within a second have a thousand validators to keep. The first does not wait for others; what
comes while it is written shares the next transaction.
"""

import asyncio
from collections.abc import Callable, Mapping

from wireroom.transports._api import Notes


class GroupedNotes:
    """Notes as the event loop reads and writes them."""

    def __init__(self, notes: Notes) -> None:
        def read(keys: Mapping[str, str]) -> dict[str, str | None]:
            return {key: notes.read_note(key) for key in keys}

        def write(changes: Mapping[str, str]) -> dict[str, str | None]:
            notes.write_notes(changes)
            return {}

        self._reads = _Batch(read)
        self._writes = _Batch(write)

    async def read(self, key: str) -> str | None:
        """Read a note; None = there is none."""
        return (await self._reads.join({key: ""}))[key]

    async def write(self, notes: Mapping[str, str]) -> None:
        """Write notes; they are durable when it returns.

        Raises:
            StoreError: the store cannot take them; none of those that were written together is kept.
        """
        await self._writes.join(notes)


class _Batch:
    """One piece of work for all who ask while another is done."""

    def __init__(self, work: Callable[[Mapping[str, str]], dict[str, str | None]]) -> None:
        self._work = work
        self._asked: dict[str, str] = {}
        self._next: asyncio.Task[dict[str, str | None]] | None = None
        self._last: asyncio.Task[dict[str, str | None]] | None = None

    async def join(self, asked: Mapping[str, str]) -> dict[str, str | None]:
        self._asked.update(asked)
        if self._next is None:
            self._next = asyncio.get_running_loop().create_task(self._run(self._last))
        # one who goes away does not take the others' work along
        return await asyncio.shield(self._next)

    async def _run(self, before: "asyncio.Task[dict[str, str | None]] | None") -> dict[str, str | None]:
        if before is not None:
            await asyncio.wait([before])
        asked, self._asked = self._asked, {}
        self._last, self._next = self._next, None
        return await asyncio.to_thread(self._work, asked)
