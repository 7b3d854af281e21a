"""What reading may cost: seconds of processor time, and memory beyond what the process had."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

#: for copy under a mebibyte
MOST_S: Final = 2.0
MOST_MB: Final = 200.0
#: a machine that does other work slows even processor time: what is over the bound is tried again
TRIES: Final = 3


def cost_of(call: Callable[[], object]) -> tuple[float, float]:
    """Give (seconds of processor time, MB that the peak stood above the start); the memory is the kernel's count, C too."""
    Path("/proc/self/clear_refs").write_text("5")  # the peak is counted anew
    before, began = _mb("VmRSS"), time.process_time()
    call()
    return time.process_time() - began, _mb("VmHWM") - before


def assert_bounded(call: Callable[[], object], *, most_s: float = MOST_S, most_mb: float = MOST_MB) -> None:
    """Fail when every try takes longer than `most_s`, or one more memory than `most_mb`."""
    took = most_s
    for _ in range(TRIES):
        took, grown = cost_of(call)
        assert grown < most_mb, f"{grown:.0f} MB"
        if took < most_s:
            return
    raise AssertionError(f"{took:.1f} s")


def _mb(name: str) -> float:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith(f"{name}:"))
