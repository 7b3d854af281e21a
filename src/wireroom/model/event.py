"""Event: one line of the wire. Every change that a reader can see is an event with a seq."""

from datetime import datetime
from typing import Literal

import msgspec

#: filed      a new item stands on the wire
#: held       an item came in under embargo: no words of it are in the event
#: released   a held item may be shown from now on, or an editor took back a kill of theirs
#: killed     an item must not be used any more
#: corrected  an item was corrected by another
#: chained    items moved between chains (a late version bridged two, or an editor did it)
#: storied    items moved between stories
#: alarm      something the desk must look at (a kill that matches nothing, an embargo that could not be read)
#: edited     an editor did something: took it, noted it, named the story
#: reread     a newer reader saw other words or marks in an item; its place stays
#: rung       a watch was met, or what it rang for was killed or corrected: the desk rings
EventKind = Literal[
    "filed", "held", "released", "killed", "corrected", "chained", "storied", "alarm", "edited", "rung", "reread"
]  # fmt: skip


class Event(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One line of the one ordered log."""

    #: 1, 2, 3 …; never reused; readers resume after the last one they saw. 0 = not yet committed
    seq: int = 0
    kind: EventKind
    at: datetime
    item: str | None = None
    chain: str | None = None
    story: str | None = None
    #: what readers may be shown at once (headline, agency, marks …), already without held or killed words
    data: dict[str, object] = {}
