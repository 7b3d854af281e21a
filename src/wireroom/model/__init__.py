"""The nouns of the wire room, as frozen values. See docs/glossary.md: one word, one meaning.

    Dispatch   bytes as they arrived                     dispatch.py
    Item       one transmission of one piece of news     item.py
    Marks      what the copy says of itself              marks.py
    Fault      a problem in copy, as data                fault.py
    Place      where an item stands: chain, story, state chain.py
    Event      one line of the wire, with its seq        event.py
    Watch      a saved search that rings                 watch.py
    Delivery   one event on its way to one subscriber    delivery.py
    Subscriber who is sent copy itself               subscriber.py
    Decision   what an editor did                        decision.py

Nothing here does work beyond reading its own fields. Times are aware and UTC.
"""

from wireroom.model.chain import AgencyStart, ChainVersion, Change, Filed, Gap, Link
from wireroom.model.decision import (
    TOGETHER_KINDS,
    Alarm,
    Collection,
    Decision,
    DecisionKind,
    Editor,
    MarkName,
    decision_id,
)
from wireroom.model.delivery import Delivery, DeliveryKind, DeliveryState
from wireroom.model.dispatch import Dispatch, DispatchState, Receipt, dispatch_id
from wireroom.model.event import Event, EventKind
from wireroom.model.fault import Fault
from wireroom.model.item import DOCUMENT_OF, Block, Concept, Dateline, Item, ItemLink, Media, Rendition, Signal, item_id
from wireroom.model.marks import ACTIONS, RANKS, Evidence, Marks
from wireroom.model.subscriber import Recall, Subscriber
from wireroom.model.watch import DESK_CHANNEL, OutChannel, QuietHours, Watch

__all__ = [
    "ACTIONS",
    "DESK_CHANNEL",
    "DOCUMENT_OF",
    "RANKS",
    "TOGETHER_KINDS",
    "AgencyStart",
    "Alarm",
    "Block",
    "ChainVersion",
    "Change",
    "Collection",
    "Concept",
    "Dateline",
    "Decision",
    "DecisionKind",
    "Delivery",
    "DeliveryKind",
    "DeliveryState",
    "Dispatch",
    "DispatchState",
    "Editor",
    "Event",
    "EventKind",
    "Evidence",
    "Fault",
    "Filed",
    "Gap",
    "Item",
    "ItemLink",
    "Link",
    "MarkName",
    "Marks",
    "Media",
    "OutChannel",
    "QuietHours",
    "Recall",
    "Receipt",
    "Rendition",
    "Signal",
    "Subscriber",
    "Watch",
    "decision_id",
    "dispatch_id",
    "item_id",
]
