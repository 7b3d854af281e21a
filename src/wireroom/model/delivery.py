"""Delivery: one event sent to one subscriber over one channel. Its row in the ledger stays for good."""

from datetime import datetime
from typing import Literal

import msgspec

#: queued        waits for its turn
#: sent          on its way, or handed over without a word that it was taken
#: acknowledged  the other side has it
#: failed        refused or unreachable; tried again at `next_at`
#: dead          given up, or not to be sent any more; may be replayed
DeliveryState = Literal["queued", "sent", "acknowledged", "failed", "dead"]
#: alert      an item that a watch met · item   the item itself, to a subscriber
#: killed, corrected   what became of an item that was sent
#: test       somebody tries the channel
DeliveryKind = Literal["alert", "item", "killed", "corrected", "test"]


class Delivery(msgspec.Struct, frozen=True, kw_only=True):
    """One row of the ledger."""

    #: order of making
    n: int
    #: the same however often it is sent: receivers know duplicates by it
    key: str
    #: id of the watch, or of another subscriber
    subscriber: str
    #: what the watch was called then
    name: str
    channel: str
    kind: DeliveryKind
    #: of the event it tells
    seq: int
    item: str
    #: the item that killed or corrected it
    by: str | None = None
    urgency: int = 5
    #: strokes of the bell on the desk
    bells: int = 1
    state: DeliveryState = "queued"
    attempts: int = 0
    #: of a subscriber: counted from 1 as things are first sent to it; None = not sent yet, or a watch
    number: int | None = None
    created_at: datetime
    #: not before: quiet hours, the next digest
    due_at: datetime
    #: when a failed one is tried again
    next_at: datetime
    sent_at: datetime | None = None
    acknowledged_at: datetime | None = None
    #: why it failed, in plain words
    problem: str | None = None
