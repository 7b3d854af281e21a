"""Notes of many sources share a transaction, and one source's trouble is not another's."""

import asyncio
import threading
from collections.abc import Mapping

import pytest
from doors import Notes

from wireroom.errors import StoreError
from wireroom.transports._notes import GroupedNotes


class SlowNotes(Notes):
    """A store whose first transaction takes until it is told to end, and which may be full."""

    def __init__(self) -> None:
        super().__init__()
        self.may_end = threading.Event()
        self.has_begun = threading.Event()
        self.written: list[dict[str, str]] = []
        self.is_full = False

    def write_notes(self, notes: Mapping[str, str]) -> None:
        self.has_begun.set()
        self.may_end.wait(10)
        if self.is_full:
            raise StoreError("the disk is full")
        self.written.append(dict(notes))
        super().write_notes(notes)


async def test_the_first_goes_at_once_and_those_that_come_meanwhile_go_together() -> None:
    notes = SlowNotes()
    grouped = GroupedNotes(notes)
    first = asyncio.ensure_future(grouped.write({"a": "1"}))
    await asyncio.to_thread(notes.has_begun.wait, 10)
    others = [asyncio.ensure_future(grouped.write({name: "2"})) for name in "bcd"]
    await asyncio.sleep(0)
    assert not any(task.done() for task in (first, *others))
    notes.may_end.set()
    await asyncio.gather(first, *others)
    assert notes.written == [{"a": "1"}, {"b": "2", "c": "2", "d": "2"}]


async def test_what_is_read_is_each_ones_own() -> None:
    notes = Notes()
    notes.write_notes({"a": "1", "b": "2"})
    grouped = GroupedNotes(notes)
    assert await asyncio.gather(*(grouped.read(key) for key in "abc")) == ["1", "2", None]


async def test_all_are_told_when_nothing_could_be_kept_and_the_next_is_tried_anew() -> None:
    notes = SlowNotes()
    notes.is_full = True
    notes.may_end.set()
    grouped = GroupedNotes(notes)
    found = await asyncio.gather(*(grouped.write({name: "1"}) for name in "ab"), return_exceptions=True)
    assert [type(error) for error in found] == [StoreError, StoreError]
    assert notes.kept == {}
    notes.is_full = False
    await grouped.write({"a": "2"})
    assert notes.kept == {"a": "2"}


async def test_one_who_goes_away_does_not_take_the_others_along() -> None:
    notes = SlowNotes()
    grouped = GroupedNotes(notes)
    leaving, staying = (asyncio.ensure_future(grouped.write({name: "1"})) for name in "ab")
    await asyncio.to_thread(notes.has_begun.wait, 10)
    leaving.cancel()
    notes.may_end.set()
    await staying
    with pytest.raises(asyncio.CancelledError):
        await leaving
    assert notes.kept == {"a": "1", "b": "1"}
