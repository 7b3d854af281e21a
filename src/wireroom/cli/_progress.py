"""A progress bar for long work, beside the output and only for people."""

import sys
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as RichProgress

from wireroom.cli._screen import printable, write_line


class Progress:
    """Shows how far the work is; says nothing when nobody looks."""

    def __init__(self, label: str, *, total: int | None) -> None:
        """Begin; a `total` that is not known yet is told to `go`."""
        is_shown = sys.stderr.isatty() and (total is None or total > 1)
        self._bar = RichProgress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
            console=Console(stderr=True, markup=False, highlight=False),
            transient=True,
            disable=not is_shown,
            # lines that we write on standard output push the bar down by themselves on a terminal
            redirect_stdout=is_shown and sys.stdout.isatty(),
        )
        self._task = self._bar.add_task(label, total=total)

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bar.stop()

    def step(self) -> None:
        """Say that one more is done."""
        self._bar.advance(self._task)

    def go(self, n_done: int, total: int) -> None:
        """Say that so many more are done, of so many in all."""
        self._bar.update(self._task, advance=n_done, total=total)

    def say(self, text: str) -> None:
        """Write a line without disturbing the bar."""
        write_line(printable(text))
