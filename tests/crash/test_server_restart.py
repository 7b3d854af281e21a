"""The PostgreSQL server crashes and comes back under load: what was acknowledged is placed, once, and readers skip nothing."""

import signal
import time
from concurrent.futures import ThreadPoolExecutor
from queue import Queue
from threading import Event as Signal

import database
from crash.worker import clock, copy
from wireroom.errors import StoreError
from wireroom.ingest import Intake
from wireroom.room._seat import Seat
from wireroom.store import Store, open_store

N_DISPATCHES = 120
N_CRASHES = 3


def send(intake: Intake, numbers: range, n_crashes: Queue[int]) -> int:
    """Hand in copy as a sender does that tries again until it is told "taken"; gives how often it had to.

    A part of the copy is kept back for each crash, so that somebody is sending whenever one comes.
    """
    n_retries, part = 0, len(numbers) // (N_CRASHES + 1)
    for n, number in enumerate(numbers):
        if n and n % part == 0 and n // part <= N_CRASHES:
            n_crashes.get(timeout=60)
        while True:
            try:
                intake.submit(copy(number)).result(30)
                break
            except StoreError:
                n_retries += 1
                time.sleep(0.05)
    return n_retries


def follow(store: Store, is_over: Signal) -> list[int]:
    seen: list[int] = []
    while True:
        is_last = is_over.is_set()
        try:
            found = store.events_after(seen[-1] if seen else 0, limit=16)
        except StoreError:
            time.sleep(0.02)
            continue
        seen += [event.seq for event in found]
        if is_last and not found:
            return seen
        time.sleep(0.005)


def sit(seat: Seat, is_over: Signal) -> None:
    """Keep the seat as the room does, in quick time, and place what was only kept."""
    while not is_over.is_set():
        try:
            seat.try_take()
            seat.place_kept()
        except StoreError:
            seat.leave()
        time.sleep(0.02)


def test_server_that_crashes_under_load_loses_and_doubles_nothing() -> None:
    with database.new_server() as server, ThreadPoolExecutor(8) as pool:
        store = open_store(server.make_schema())
        seat = Seat(store, clock=clock, hints={}, is_wanted=True)
        intake = Intake(seat, lambda _: None)
        intake.start()
        is_sent, is_over = Signal(), Signal()
        sitting = pool.submit(sit, seat, is_sent)
        reading = pool.submit(follow, store, is_over)
        crashes: list[Queue[int]] = [Queue() for _ in range(4)]
        senders = [pool.submit(send, intake, range(n, N_DISPATCHES, 4), crashes[n]) for n in range(4)]
        for crash in range(N_CRASHES):
            time.sleep(0.4)
            server.stop(signal.SIGQUIT)
            for each in crashes:
                each.put(crash)
            time.sleep(0.2)
            server.start()
        retries = [sender.result(60) for sender in senders]
        while store.figures().n_kept:
            time.sleep(0.02)
        is_sent.set()
        sitting.result(30)
        intake.stop()
        is_over.set()
        seen = reading.result(30)
        seat.leave()
        assert sum(retries) > 0, "the crashes came when nobody was sending"
        assert seen == list(range(1, store.last_seq() + 1))
        filed = [event.item for event in store.events_after(0, limit=10_000) if event.kind == "filed"]
        assert len(filed) == len(set(filed)) == N_DISPATCHES
        for number in range(N_DISPATCHES):
            receipt = store.find_receipt(copy(number).id)
            assert receipt is not None
            assert (receipt.state, len(receipt.items)) == ("placed", 1)
        assert store.find_damage() == []
        store.close()
