"""Figures for the one who runs it, in the Prometheus text form at `/metrics`."""

from collections.abc import Iterator
from typing import Annotated, Final

from litestar import Response, get
from litestar.params import Dependency
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from wireroom.web._api import WebRoom
from wireroom.web.delivery_figures import delivery_figures
from wireroom.web.stream import WireHub


class RoomFigures:
    """Reads the figures when they are asked for; nothing is counted twice."""

    def __init__(self, room: WebRoom, hub: WireHub) -> None:
        self.room = room
        self.hub = hub

    def collect(self) -> Iterator[Metric]:
        """Give all figures as they are now."""
        found = self.room.store.figures()
        for name, text, value in (
            ("readers", "Readers of the live wire connected now", self.hub.n_readers),
            ("readers_lagging", "Readers of the live wire that are behind", len(self.hub.lagging)),
            ("last_seq", "Seq of the last event in the store", found.last_seq),
            ("wire_seq", "Seq of the last event written to live readers", self.hub.seq),
            ("items", "Items on the wire", found.n_items),
            ("chains", "Chains", found.n_chains),
            ("stories", "Stories", found.n_stories),
            ("dispatches", "Dispatches kept", found.n_dispatches),
            ("dispatches_unplaced", "Dispatches kept and not yet placed", found.n_kept),
            ("spike", "Dispatches that could not be read", found.n_spiked),
            ("store_bytes", "Size of the store", found.size_bytes),
        ):
            if value is not None:  # else it is being counted for the first time
                yield GaugeMetricFamily(f"wireroom_{name}", text, value=value)
        if found.newest_received_at is not None:
            at = found.newest_received_at.timestamp()
            yield GaugeMetricFamily("wireroom_newest_received_seconds", "When copy last came in, Unix time", value=at)
        yield from delivery_figures(self.room)
        yield CounterMetricFamily("wireroom_events_sent", "Events written to readers", value=self.hub.n_sent)
        yield CounterMetricFamily("wireroom_readers_cut", "Readers cut because they took nothing", value=self.hub.n_cut)


@get("/metrics", include_in_schema=False, sync_to_thread=True)
def metrics(figures: Annotated[RoomFigures, Dependency(skip_validation=True)]) -> Response[bytes]:
    """Give what the room counts, and what store and live wire know."""
    registry = CollectorRegistry()
    registry.register(figures)
    told = generate_latest(figures.room.figures.registry) + generate_latest(registry)
    return Response(told, headers={"content-type": CONTENT_TYPE_LATEST})


HANDLERS: Final = [metrics]
