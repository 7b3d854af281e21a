"""Subscriber: somebody who is sent copy itself, in a format of theirs, by a channel of theirs."""

from datetime import datetime
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from wireroom.model.delivery import DeliveryState

SubscriberName = Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9_.-]{0,63}$")]


class Subscriber(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One subscriber. What is sent to it has numbers of its own, without gaps: 1, 2, 3 …"""

    #: stands in the ledger; watches have ids of 12 hexadecimal digits, which no subscriber may be called
    name: SubscriberName
    #: what pages call it; empty = its name
    title: Annotated[str, Meta(max_length=120)] = ""
    #: by which it is sent; several subscribers of one channel wait for each other
    channel: str
    #: any search; empty = everything it may have
    query: Annotated[str, Meta(max_length=2000)] = ""
    #: a format out, by its writer's name
    format: str = "ninjs"
    #: usage terms: only copy of these sources; empty = of all
    sources: tuple[str, ...] = ()
    #: usage terms: no copy of these, whatever else is said
    not_sources: tuple[str, ...] = ()
    #: filed: as it came · pressing: FLASH, bulletin and Urgent go before the rest that waits
    order: Literal["filed", "pressing"] = "filed"
    #: release: embargoed copy is sent when its time has come · never: it is not sent at all
    embargo: Literal["release", "never"] = "release"
    #: address of the feed it follows; None = it follows none
    topic: Annotated[str, Meta(max_length=2000)] | None = None
    #: minutes that copy waits before it is sent; kills never wait
    delay_minutes: Annotated[int, Meta(ge=0, le=10080)] = 0
    #: copy waits; kills go out all the same
    is_paused: bool = False
    #: not sent anything from then on; None = no end
    ends_at: datetime | None = None
    made_at: datetime | None = None

    def may_have(self, source: str) -> bool:
        """Tell whether its terms allow copy of this source."""
        return source not in self.not_sources and (not self.sources or source in self.sources)


class Recall(msgspec.Struct, frozen=True, kw_only=True):
    """How far it has come that everybody who had a killed item is told."""

    item: str
    #: the item that killed it
    by: str | None
    began_at: datetime
    #: who had it, one for each subscriber and channel
    n_told: int
    #: who has not acknowledged the kill
    n_open: int
    #: when the last of them acknowledged it; None = some have not
    ended_at: datetime | None
    #: the least good state of them
    state: DeliveryState
