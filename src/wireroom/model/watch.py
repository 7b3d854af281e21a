"""Watch: a saved search that rings. Alerting channel: a way by which something leaves the room."""

from datetime import datetime, time
from typing import Annotated

import msgspec
from msgspec import Meta

#: the channel that every room has: a ring on the pages of the one whose watch it is
DESK_CHANNEL = "desk"

Clock = Annotated[str, Meta(pattern=r"^([01]\d|2[0-3]):[0-5]\d$", description='time of day, "22:30"')]
Name = Annotated[str, Meta(min_length=1, max_length=120)]


class QuietHours(msgspec.Struct, frozen=True, kw_only=True):
    """When a watch does not ring; what it meets meanwhile is told at the end of them."""

    start: Clock
    #: earlier than `start` = on the next day
    end: Clock
    #: IANA zone of both
    zone: str = "UTC"

    @property
    def span(self) -> tuple[time, time]:
        """Start and end as times of day."""
        return time.fromisoformat(self.start), time.fromisoformat(self.end)


class Watch(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A saved search that is matched against every item as it arrives."""

    #: empty = not saved yet
    id: str = ""
    name: Name
    #: the search, in the one search language
    query: Annotated[str, Meta(max_length=2000)]
    #: whose it is; empty = the whole desk's
    owner: Annotated[str, Meta(max_length=120)] = ""
    folder: Annotated[str, Meta(max_length=120)] | None = None
    #: IPTC scale: 1 rings ten bells and through quiet hours, 2 five, 3 three; the copy's own rank may ring more
    urgency: Annotated[int, Meta(ge=1, le=9)] = 5
    quiet: QuietHours | None = None
    #: ring once for each running story
    is_first_only: bool = False
    #: of newer versions ring only for those in which numbers or names changed
    is_facts_only: bool = False
    #: ring again when what it rang for is corrected. A kill always rings again
    with_corrections: bool = True
    #: names of channels
    channels: tuple[str, ...] = (DESK_CHANNEL,)
    is_off: bool = False
    made_at: datetime | None = None


class OutChannel(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A way by which deliveries leave: its kind, and what that kind wants to know."""

    name: Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9_.-]{0,63}$")]
    kind: str
    #: by the kind's own names, e.g. url and secret of a webhook
    settings: dict[str, str] = {}
    owner: str = ""
    is_paused: bool = False
    #: times of day at which what waits is sent together; none = each at once
    digest_at: tuple[Clock, ...] = ()
    zone: str = "UTC"
