"""Threads for work that the outside may keep waiting: folders, which may be mounts of other machines, mailboxes, push services.

asyncio's own threads are four more than there are processors, and pages and the store work on them. A mount that hangs holds its
thread for as long as it hangs; a few of them would stop every page. So such work has threads of its own, and a room that stops
does not wait for them: what they write must bear to be cut off, as by a power cut.
"""

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from queue import SimpleQueue
from typing import Final, Generic, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")

#: each way in or out has one or two at work, and threads are made only as they are needed
_MOST: Final = 64


class _Job(Generic[R]):
    """One piece of work, and where its outcome goes."""

    def __init__(self, work: Callable[[], R]) -> None:
        self.outcome: Future[R] = Future()
        self._work = work

    def run(self) -> None:
        if not self.outcome.set_running_or_notify_cancel():
            return
        try:
            result = self._work()
        except BaseException as error:  # handed on to whoever waits for it
            self.outcome.set_exception(error)
        else:
            self.outcome.set_result(result)


class AsideThreads:
    """At most `most` threads, made as they are needed; the process may end while they work."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._n = 0
        self._lock = threading.Lock()
        self._jobs: SimpleQueue[Callable[[], None]] = SimpleQueue()
        #: counts threads that have nothing to do
        self._idle = threading.Semaphore(0)

    def submit(self, work: Callable[[], R]) -> "Future[R]":
        """Have it done; from any thread."""
        job: _Job[R] = _Job(work)
        self._jobs.put(job.run)
        if not self._idle.acquire(blocking=False):
            with self._lock:
                if self._n < self._most:
                    self._n += 1
                    threading.Thread(target=self._run, name=f"wireroom-aside-{self._n}", daemon=True).start()
        return job.outcome

    def _run(self) -> None:
        while True:
            self._jobs.get()()
            self._idle.release()


_aside: Final = AsideThreads(_MOST)


async def run_aside(work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Do what may hang in a thread beside those of pages and store, and wait for it; the loop goes on meanwhile.

    >>> asyncio.run(run_aside(len, "wire"))
    4
    """
    return await asyncio.wrap_future(_aside.submit(partial(work, *args, **kwargs)))
