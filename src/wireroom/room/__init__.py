"""The composition root: `open_room(config)` puts store, desk, ticker and sources together. Web and command line share it.

open_room(config) -> Room          _room.py      store, desk, intake, ticker, clock, token; start() and stop()
                     Alerts        _alerts.py    watches, channels and what the outbox sends
                     Hub           _hub.py       who follows a feed and is told at once
                     Subscribers _subscribers.py  who is sent copy itself
                     Seat          _seat.py       the desk, or the way to it: one process of all that share a store places copy
                     Sources       _sources.py   running sources, each tried again when it fails
                     Inbound       _inbound.py   who may push copy in; what hubs are told
                     Talk          _talk.py      what processes of one room say to each other
                     RoomLock      _lock.py      one process has a data folder, and says where it listens
                     Figures       _figures.py   what /metrics counts
"""

from wireroom.room._added import ADDED_NAME, add_source, load_added, remove_source, save_added
from wireroom.room._alerts import Alerts, Trial
from wireroom.room._by_page import add_by_page, find_secrets, folder_for, make_by_page, secrets_folder
from wireroom.room._hub import Hub, Wish, read_wish
from wireroom.room._inbound import Inbound
from wireroom.room._lock import Holder, RoomLock, RoomTaken, find_holder
from wireroom.room._looking import Seen, look_once
from wireroom.room._place import STORE_NAME, open_place, place_of
from wireroom.room._quiet import Silence, judge_silence, quiet_windows
from wireroom.room._room import AGENT, Room, open_room, read_clock
from wireroom.room._seat import find_desk
from wireroom.room._sources import SourceState, kind_of, make_transport, moved_place, shown_place
from wireroom.room._subscribers import RecallSheet, Standing, Subscribers, recall_sheet
from wireroom.room._talk import Talk
from wireroom.room._token import read_token

__all__ = [
    "ADDED_NAME",
    "AGENT",
    "STORE_NAME",
    "Alerts",
    "Holder",
    "Hub",
    "Inbound",
    "RecallSheet",
    "Room",
    "RoomLock",
    "RoomTaken",
    "Seen",
    "Silence",
    "SourceState",
    "Standing",
    "Subscribers",
    "Talk",
    "Trial",
    "Wish",
    "add_by_page",
    "add_source",
    "find_desk",
    "find_holder",
    "find_secrets",
    "folder_for",
    "judge_silence",
    "kind_of",
    "load_added",
    "look_once",
    "make_by_page",
    "make_transport",
    "moved_place",
    "open_place",
    "open_room",
    "place_of",
    "quiet_windows",
    "read_clock",
    "read_token",
    "read_wish",
    "recall_sheet",
    "remove_source",
    "save_added",
    "secrets_folder",
    "shown_place",
]
