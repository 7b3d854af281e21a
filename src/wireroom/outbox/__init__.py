"""The outbox: deliveries leave, each channel by its own lane, until they are acknowledged or given up.

    store.turn            one transaction: what became of the last ones, and which go next (they count as sent from here on)
    describe              the item as readers may see it at this moment; killed copy does not leave
    lane                  one task a channel: channel.send
    outcome               acknowledged · failed, again later · dead; written with the next turn

    pace                  channels whose last attempt failed: few of them go at a time, apart from each other; those that
                          nothing has got through to yet begin behind the others

A lane that is slow or dead holds up its own channel and no other. Kills go first. What was on its way when the program ended
goes again, under its key.
"""

from wireroom.outbox._outbox import Outbox
from wireroom.outbox._patience import Patience

__all__ = ["Outbox", "Patience"]
