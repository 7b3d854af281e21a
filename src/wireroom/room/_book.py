"""What alerts and subscribers ask of whoever matches them with the copy: the desk, here or elsewhere."""

from collections.abc import Sequence
from typing import Protocol

from wireroom.model import OutChannel, Subscriber, Watch


class WatchBook(Protocol):
    """Whoever matches watches: the desk."""

    def put_watch(self, watch: Watch) -> None: ...

    def remove_watch(self, watch: str) -> None: ...

    def set_channels(self, channels: Sequence[OutChannel]) -> None: ...

    def put_subscriber(self, subscriber: Subscriber) -> None: ...

    def remove_subscriber(self, name: str) -> None: ...
