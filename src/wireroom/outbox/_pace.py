"""How fast channels are tried: those that fail few at a time, strangers apart from each other. Pure; seconds of any clock."""

from collections.abc import Set
from typing import Final

from wireroom.store import Failing

#: those that fail are looked at so often, and not at every turn
LOOK_S: Final = 0.25
#: channels that nothing has got through to since the start begin so far apart, behind the others: should many be bad, they
#: do not all fail at one moment, nor run out of time at one moment
STRANGERS_APART_S: Final = 0.002


class Pace:
    """Remembers which channels fail, and when the next of them may be tried."""

    def __init__(self, per_s: float) -> None:
        self._per_s = per_s
        self._n_at_once = max(int(per_s * LOOK_S), 1)
        self._failing: frozenset[str] = frozenset()
        #: something got through to them, or was refused for good
        self._known: frozenset[str] = frozenset()
        self._from_s = 0.0

    @property
    def failing(self) -> frozenset[str]:
        """Those whose last attempt failed; from any thread."""
        return self._failing

    def note(self, channel: str, *, has_failed: bool) -> None:
        """Say what came of an attempt."""
        if has_failed:
            self._failing |= {channel}
        else:
            self._failing -= {channel}
            self._known |= {channel}

    def keep(self, channels: Set[str]) -> None:
        """Forget those that are no more."""
        self._failing &= channels
        self._known &= channels

    def ask(self, at_s: float) -> Failing:
        """Say which channels fail, and how many of them may be tried now."""
        return Failing(channels=self.failing, n_at_most=self._n_at_once if at_s >= self._from_s else 0)

    def is_stranger(self, channel: str) -> bool:
        """Tell whether nothing has got through to it yet."""
        return channel not in self._known

    def take(self, n: int, at_s: float) -> list[float]:
        """Take note that so many are tried now; gives how long each is to wait, so that they do not start together."""
        apart_s = 1 / self._per_s
        self._from_s = at_s + max(n, self._n_at_once) * apart_s
        return [each * apart_s for each in range(n)]

    def wait_s(self, due_in_s: float, at_s: float) -> float:
        """Say in how many seconds those that fail are to be looked at, when the next of them is due then."""
        return max(due_in_s, self._from_s - at_s)
