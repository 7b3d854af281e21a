"""What the web asks of the room: the part of it that pages and the API use."""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from datetime import datetime
from typing import Annotated, Protocol

from litestar.params import Dependency
from prometheus_client import CollectorRegistry

from wireroom.bus import BusLog
from wireroom.config import Config, SourceConfig
from wireroom.ingest import Edits
from wireroom.model import Dispatch, Receipt
from wireroom.room import Alerts, Inbound, SourceState, Talk
from wireroom.store._api import Store


class Intake(Protocol):
    """Where dispatches are handed in; the future is done after the commit."""

    def submit(self, dispatch: Dispatch) -> "Future[Receipt]": ...


class Waiter(Protocol):
    """Tells when the wire has moved on."""

    async def wait_after(self, seq: int) -> int: ...


class Counted(Protocol):
    """What the room counts as things happen."""

    @property
    def registry(self) -> CollectorRegistry: ...


class WebRoom(Protocol):
    """One wire room, as the web sees it."""

    @property
    def config(self) -> Config: ...

    @property
    def store(self) -> Store: ...

    @property
    def intake(self) -> Intake: ...

    @property
    def edits(self) -> Edits:
        """What editors can do."""
        ...

    @property
    def ticker(self) -> Waiter: ...

    @property
    def live_log(self) -> BusLog | None:
        """Where the live wire is read; None = in the store."""
        ...

    @property
    def talk(self) -> Talk | None:
        """What the other processes of this room are told; None = there are none."""
        ...

    @property
    def clock(self) -> Callable[[], datetime]: ...

    @property
    def figures(self) -> Counted: ...

    @property
    def alerts(self) -> Alerts:
        """Watches, channels and deliveries."""
        ...

    def find_sources(self) -> Mapping[str, SourceConfig]:
        """Give all sources as they are set now."""
        ...

    def source_states(self) -> Sequence[SourceState]:
        """Say how each running source is doing."""
        ...

    def replay(self, dispatch: str) -> "Future[Receipt]":
        """Take a dispatch off the spike and read it anew.

        Raises:
            NotFound: no such dispatch hangs on the spike.
        """
        ...

    @property
    def token(self) -> str:
        """What senders must show."""
        ...


class InboundRoom(WebRoom, Protocol):
    """The room as the doors for pushed copy see it."""

    @property
    def inbound(self) -> Inbound:
        """Who may push copy in."""
        ...


#: how handlers ask for the room
TheRoom = Annotated[WebRoom, Dependency(skip_validation=True)]
TheInboundRoom = Annotated[InboundRoom, Dependency(skip_validation=True)]
