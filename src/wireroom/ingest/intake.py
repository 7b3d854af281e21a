"""The intake: one thread that takes what waits, together, to the desk."""

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from queue import Empty, SimpleQueue
from threading import RLock, Thread
from typing import Final, Protocol, TypeAlias

from wireroom.errors import StoreError
from wireroom.ingest.ahead import Ahead
from wireroom.ingest.desk import GROUP
from wireroom.ingest.readers import str_of
from wireroom.logs import get_log
from wireroom.model import Dispatch, Receipt

log = get_log("ingest")

#: so many may go together however few wait; of much that waits a quarter does: what is in front does not wait for all that is
#: behind it. Where the disk is slow more wait, and more go together
_SMALL_GROUP: Final = 32
#: bytes taken together at most
_GROUP_BYTES: Final = 32 * 1024 * 1024
#: so long nothing comes, and upkeep that has waited is done in small steps, one each time
_PAUSE_S: Final = 0.25

_Waiting: TypeAlias = tuple[Dispatch, Future[Receipt]]


class Taker(Protocol):
    """Whoever takes dispatches: the desk, or one who keeps them for it."""

    def take(self, dispatches: Sequence[Dispatch]) -> list[Receipt]: ...

    def tidy(self, *, is_idle: bool = False) -> bool: ...


class Intake:
    """Takes dispatches from any thread to the desk, those that wait together in one commit."""

    def __init__(self, desk: Taker, on_commit: Callable[[int], None], ahead: Ahead | None = None) -> None:
        """`ahead` reads what comes while the desk is at something else."""
        self._desk = desk
        self._on_commit = on_commit
        self._ahead = ahead
        self._is_busy = False
        self._queue: SimpleQueue[_Waiting | None] = SimpleQueue()
        self._thread: Thread | None = None
        self._lock = RLock()

    def submit(self, dispatch: Dispatch) -> Future[Receipt]:
        """Hand in one dispatch; the receipt comes after the commit, StoreError when it could not be taken."""
        future: Future[Receipt] = Future()
        with self._lock:
            if self._thread is None:
                future.set_exception(StoreError("the intake is not running"))
            else:
                if self._is_busy and self._ahead is not None:
                    self._ahead.offer(dispatch)
                self._queue.put((dispatch, future))
        return future

    def start(self) -> None:
        """Begin to take."""
        with self._lock:
            if self._thread is None:
                self._thread = Thread(target=self._run, name="wireroom-intake", daemon=True)
                self._thread.start()

    def stop(self) -> None:
        """Take what waits, then end; what is handed in later is refused."""
        with self._lock:
            thread, self._thread = self._thread, None
            if thread is not None:
                self._queue.put(None)
        if thread is not None:
            thread.join()

    def _run(self) -> None:
        is_tidy = False
        while True:
            try:
                first = self._queue.get(timeout=None if is_tidy else _PAUSE_S)
            except Empty:
                is_tidy = not self._tidy(is_idle=True)
                continue
            if first is None:
                return
            group, is_last = self._gather(first)
            self._is_busy = True
            self._take(group)
            self._is_busy = False
            if is_last:
                return
            is_tidy = False
            if self._queue.empty():
                self._tidy()

    def _gather(self, first: _Waiting) -> tuple[list[_Waiting], bool]:
        """Add what waits already, up to a group; True = the end was among it."""
        group, n_bytes = [first], len(first[0].data)
        most = min(GROUP, max(_SMALL_GROUP, self._queue.qsize() // 4))
        while len(group) < most and n_bytes < _GROUP_BYTES:
            try:
                entry = self._queue.get_nowait()
            except Empty:
                break
            if entry is None:
                return group, True
            group.append(entry)
            n_bytes += len(entry[0].data)
        return group, False

    def _take(self, group: Sequence[_Waiting]) -> None:
        waiting = [(dispatch, future) for dispatch, future in group if future.set_running_or_notify_cancel()]
        if not waiting:
            return
        try:
            receipts = self._desk.take([dispatch for dispatch, _ in waiting])
        except Exception as error:  # the intake outlives everything; senders are told "not taken" and may try again
            log.error("not taken", n_dispatches=len(waiting), error=str_of(error))
            for _, future in waiting:
                future.set_exception(error)
            return
        last = max((seq for receipt in receipts for seq in receipt.seqs), default=0)
        if last:
            self._on_commit(last)
        for (_, future), receipt in zip(waiting, receipts, strict=True):
            future.set_result(receipt)

    def _tidy(self, *, is_idle: bool = False) -> bool:
        """Let the desk tidy up; tell whether there is more to do if nothing comes."""
        try:
            return self._desk.tidy(is_idle=is_idle)
        except StoreError as error:
            log.warning("not tidied", error=str_of(error))
            return False
