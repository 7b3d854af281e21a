"""Ingest: dispatches become items on the wire.

    Intake    one thread; what waits together is taken together (group commit), what comes alone waits for nobody
      Desk.take
        store.keep      durable: from here on nothing that happens loses it
        read_dispatch   bytes -> items, marks, faults, enclosed dispatches; a bug in a reader hangs that one on the spike
        Ahead           the same in processes beside, for what waits while the desk is busy
        Deciding        which chain, which story: by what is running now (indexes in memory) and what editors decided
        Watching        which watches it meets: they ring in the same transaction
        KeptWords       what they are compared by, in files beside the store: the next start need not make it again
        store.apply     one transaction for all of them; enclosed dispatches are kept in it and come next
      on_commit(seq)    the ticker is woken; then the senders are told

    Edits     an editor's decision instead of a dispatch: the same desk, the same one transaction

There is one desk for a room: it decides what stands in which chain. When anything fails after decisions were noted, its
indexes are made anew from the store.
"""

from wireroom.ingest.ahead import Ahead
from wireroom.ingest.deciding import REMEMBERED
from wireroom.ingest.desk import Desk
from wireroom.ingest.edits import Edits
from wireroom.ingest.embargo import read_embargo
from wireroom.ingest.intake import Intake
from wireroom.ingest.kept_words import KeptWords
from wireroom.ingest.readers import SourceHints
from wireroom.ingest.watching import check_clock, check_watch, check_zone

__all__ = [
    "REMEMBERED",
    "Ahead",
    "Desk",
    "Edits",
    "Intake",
    "KeptWords",
    "SourceHints",
    "check_clock",
    "check_watch",
    "check_zone",
    "read_embargo",
]
