"""The intake groups what waits, and tells the sender after the commit."""

from itertools import pairwise
from pathlib import Path
from threading import Event as Gate

import pytest

from ingest.room import NOON, Room, ninjs
from wireroom.errors import StoreError
from wireroom.ingest import Desk, Intake
from wireroom.model import Dispatch
from wireroom.store import open_store


def copies(n: int) -> list[Dispatch]:
    return [Dispatch.of(ninjs(str(i), f"Number {i}"), source="hafen", received_at=NOON) for i in range(n)]


def test_receipt_comes_after_the_commit(tmp_path: Path) -> None:
    room = Room(open_store(tmp_path / "room.db"))
    woken: list[int] = []
    intake = Intake(room.desk, woken.append)
    intake.start()
    receipt = intake.submit(copies(1)[0]).result(timeout=20)
    assert receipt.seqs == (1,)
    assert room.store.find_receipt(receipt.dispatch).state == "placed"
    assert woken == [1]
    intake.stop()
    room.store.close()


def test_what_waits_is_taken_together() -> None:
    room = Room()
    woken: list[int] = []
    is_busy, go_on = Gate(), Gate()

    def on_commit(seq: int) -> None:
        woken.append(seq)
        is_busy.set()
        assert go_on.wait(20)

    intake = Intake(room.desk, on_commit)
    intake.start()
    first, *rest = copies(40)
    futures = [intake.submit(first)]
    assert is_busy.wait(20)
    futures += [intake.submit(each) for each in rest]  # all of these come while the first is at work
    go_on.set()
    receipts = [future.result(timeout=20) for future in futures]
    assert [receipt.seqs for receipt in receipts] == [(n,) for n in range(1, 41)]
    assert woken == [1, 33, 40]  # three commits for forty dispatches
    intake.stop()


def test_of_much_that_waits_a_quarter_goes_at_once() -> None:
    room = Room()
    woken: list[int] = []
    is_busy, go_on = Gate(), Gate()

    def on_commit(seq: int) -> None:
        woken.append(seq)
        is_busy.set()
        assert go_on.wait(20)

    intake = Intake(room.desk, on_commit)
    intake.start()
    first, *rest = copies(201)
    futures = [intake.submit(first)]
    assert is_busy.wait(20)
    futures += [intake.submit(each) for each in rest]
    go_on.set()
    assert [future.result(timeout=60).seqs for future in futures] == [(n,) for n in range(1, 202)]
    groups = [after - before for before, after in pairwise(woken)]
    assert groups[0] == 49  # of the 199 behind the first of them
    assert groups == sorted(groups, reverse=True)
    assert max(groups[-2:]) <= 32
    intake.stop()


def test_stop_takes_what_waits_and_refuses_the_rest() -> None:
    room = Room()
    intake = Intake(room.desk, lambda seq: None)
    intake.start()
    futures = [intake.submit(each) for each in copies(50)]
    intake.stop()
    assert all(future.result(timeout=0).state == "placed" for future in futures)
    with pytest.raises(StoreError):
        intake.submit(copies(1)[0]).result(timeout=0)


def test_store_that_fails_fails_the_sender_and_not_the_intake() -> None:
    room = Room()
    intake = Intake(room.desk, lambda seq: None)
    intake.start()
    room.store.close()
    for each in copies(2):
        with pytest.raises(StoreError):
            intake.submit(each).result(timeout=20)
    intake.stop()


class _Untidy:
    """A desk that has a number of steps of upkeep left."""

    def __init__(self, desk: Desk, n_steps: int) -> None:
        self.take = desk.take
        self.left = n_steps
        self.is_done = Gate()
        self.asked: list[bool] = []

    def tidy(self, *, is_idle: bool = False) -> bool:
        self.asked.append(is_idle)
        self.left -= is_idle
        if self.left <= 0:
            self.is_done.set()
        return self.left > 0


def test_upkeep_that_was_left_is_done_while_nothing_comes() -> None:
    desk = _Untidy(Room().desk, 3)
    intake = Intake(desk, lambda seq: None)
    intake.start()
    assert desk.is_done.wait(20)
    assert desk.asked == [True] * 3
    intake.submit(copies(1)[0]).result(timeout=20)
    intake.stop()
    assert desk.asked[3:] in ([False], [False, True]), "after copy at once, and again when none came"
