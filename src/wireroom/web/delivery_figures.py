"""Figures of what leaves, a part of `/metrics`: the queue, how old it is, what came of attempts, kills that are not known yet."""

from collections.abc import Iterator
from typing import Final, get_args

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric

from wireroom.model import DeliveryState
from wireroom.web._api import WebRoom

#: recalls that are looked at, the newest
_RECALLS: Final = 1000
_OUTCOMES: Final = ("acknowledged", "failed", "dead")


def delivery_figures(room: WebRoom) -> Iterator[Metric]:
    """Give all figures of deliveries as they are now. Attempts and failing channels are those of this process."""
    deliveries = GaugeMetricFamily("wireroom_deliveries", "Rows of the ledger, by state", labels=("state",))
    counted = room.store.count_deliveries()
    for state in get_args(DeliveryState):
        deliveries.add_metric((state,), counted.get(state, 0))
    yield deliveries
    now, outbox = room.clock(), room.alerts.outbox
    paused = {channel.name for channel in room.alerts.find_channels() if channel.is_paused}
    since = [at for channel, at in room.store.waiting_since().items() if channel not in paused]
    for name, text, value in (
        (
            "deliveries_oldest_seconds",
            "How long the first delivery of the longest line has been waiting; paused channels and subscribers do not count",
            max((now - min(since)).total_seconds(), 0.0) if since else 0.0,
        ),
        ("channels_failing", "Channels whose last attempt failed", len(outbox.failing)),
    ):
        yield GaugeMetricFamily(f"wireroom_{name}", text, value=value)
    attempts = CounterMetricFamily("wireroom_delivery_attempts", "Deliveries tried, by outcome", labels=("outcome",))
    for outcome in _OUTCOMES:
        attempts.add_metric((outcome,), outbox.n_by_outcome.get(outcome, 0))
    yield attempts
    recalls = room.store.recalls(is_open=True, limit=_RECALLS)
    ages = [(now - recall.began_at).total_seconds() for recall in recalls]
    yield GaugeMetricFamily("wireroom_recalls_open", "Killed items that somebody has not acknowledged", value=len(ages))
    yield GaugeMetricFamily(
        "wireroom_recalls_oldest_seconds", "Age of the oldest of them", value=max(ages, default=0.0)
    )
