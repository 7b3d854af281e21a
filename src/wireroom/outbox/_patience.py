"""How long the outbox waits before it tries again, and when it gives up. Pure."""

import random
from typing import Final

import msgspec

#: however long a receiver asks us to stay away
MAX_RETRY_AFTER_S: Final = 24 * 3600.0


class Patience(msgspec.Struct, frozen=True, kw_only=True):
    """Waits that double from `first_s` to `longest_s`, each a little longer or shorter by chance."""

    first_s: float = 1.0
    longest_s: float = 600.0
    #: attempts before it is given up: with these waits about 2 hours
    attempts: int = 20
    #: a kill is chased until it is acknowledged, for about a week
    kill_attempts: int = 1000
    #: for one attempt
    timeout_s: float = 30.0
    #: attempts in one second on all channels whose last attempt failed, together: fifty dead receivers cost the others
    #: no more than five do. A kill goes to each of them at once, and waits for its turn only when that has failed
    failing_per_s: float = 20.0

    def wait_s(self, attempts: int, retry_after_s: float | None, chance: random.Random) -> float:
        """Say how long to wait after so many attempts."""
        wait_s = min(self.first_s * 2.0 ** min(attempts - 1, 30), self.longest_s) * chance.uniform(0.75, 1.25)
        if retry_after_s is not None:
            wait_s = max(wait_s, min(retry_after_s, MAX_RETRY_AFTER_S))
        return wait_s

    def is_over(self, attempts: int, *, is_kill: bool) -> bool:
        """Say whether to give up after so many attempts."""
        return attempts >= (self.kill_attempts if is_kill else self.attempts)
