"""The intake of a room, with what goes through it counted."""

import time
from collections.abc import Callable
from concurrent.futures import Future

from wireroom.ingest import Intake
from wireroom.model import Dispatch, Receipt
from wireroom.room._figures import Figures


class CountedIntake:
    """The intake, with what went through it counted."""

    def __init__(self, intake: Intake, figures: Figures, heard: Callable[[str], None]) -> None:
        self._intake = intake
        self._figures = figures
        self._heard = heard

    def submit(self, dispatch: Dispatch) -> "Future[Receipt]":
        """Hand in a dispatch; the future is done after the commit, or fails with StoreError."""
        began = time.perf_counter()
        future = self._intake.submit(dispatch)

        def count(done: "Future[Receipt]") -> None:
            if done.cancelled():
                return
            if done.exception() is not None:
                self._figures.count_refused(dispatch.source)
            else:
                self._figures.count(dispatch.source, done.result(), time.perf_counter() - began)
                self._heard(dispatch.source)

        future.add_done_callback(count)
        return future
