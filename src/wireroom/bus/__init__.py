"""The bus: the wire as an outbound log in NATS JetStream, for readers far away. Needs the extra `bus`.

    store.events_after(cursor) -> as readers may have them -> published, one after the other, each acknowledged before the next

Each event is one message: subject `wireroom.wire.KIND.ITEM.BY`, its seq as `Nats-Msg-Id`, the JSON of the live wire as its data.
The cursor is the last message of the stream itself: what the server lost is published again, what it has is not. When an item
is killed, the messages with its words are taken out of the stream before the kill is published.

`Bus` publishes, `BusLog` reads: it is where a web node may take its live wire from.
"""

from wireroom.bus._bus import Bus
from wireroom.bus._following import BusLog

__all__ = ["Bus", "BusLog"]
