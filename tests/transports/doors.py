"""What the tests of transports share: notes in memory, a door, an office, and a room that takes everything."""

import asyncio
import random
from collections.abc import Mapping
from contextlib import aclosing
from datetime import UTC, datetime
from typing import Any

from wireroom.transports import Arrival, Door, Office, Transport

NOW = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)


class Notes:
    """Notes in memory, as the store keeps them."""

    def __init__(self) -> None:
        self.kept: dict[str, str] = {}

    def read_note(self, key: str) -> str | None:
        return self.kept.get(key)

    def write_notes(self, notes: Mapping[str, str]) -> None:
        self.kept.update(notes)


def door(place: str, **settings: Any) -> Door:
    return Door(place=place, **{"source": "coast", "allow_private": True, "interval_s": 0.05, **settings})


def office(notes: Notes | None = None, **settings: Any) -> Office:
    return Office(notes=notes or Notes(), clock=lambda: NOW, agent="Wireroom", chance=random.Random(1), **settings)


async def take(transport: Transport, n: int, *, is_durable: bool = True, within_s: float = 15.0) -> list[Arrival]:
    """Take `n` arrivals as the room does, or leave them undone as a room with a full disk does."""
    found: list[Arrival] = []
    async with asyncio.timeout(within_s), aclosing(transport.arrivals()) as arrivals:
        async for arrival in arrivals:
            found.append(arrival)
            if is_durable:
                await transport.done(arrival)
            if len(found) == n:
                break
    return found


async def look(transport: Any) -> list[Arrival]:
    """Look once, and have everything made durable."""
    found: list[Arrival] = []
    async with aclosing(transport.look()) as arrivals:
        async for arrival in arrivals:
            found.append(arrival)
            await transport.done(arrival)
    return found
