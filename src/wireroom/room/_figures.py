"""Figures that only can be counted as things happen; what the store and the live wire know is asked of them by `/metrics`."""

from collections.abc import Callable, Iterator
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.process_collector import ProcessCollector

from wireroom.bus import Bus
from wireroom.model import Receipt

#: seconds; the ends of the buckets
_SECONDS: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)


class DeskFigures:
    """Whether this process is the desk, asked by `/metrics`."""

    def __init__(self, is_desk: Callable[[], bool]) -> None:
        self._is_desk = is_desk

    def collect(self) -> Iterator[Metric]:
        """Give it as it is now."""
        yield GaugeMetricFamily(
            "wireroom_desk", "1 = this process is the desk, which places copy", value=self._is_desk()
        )


class BusFigures:
    """How the bus is doing, asked of it by `/metrics`. Only the desk publishes: who stands by has nothing to tell."""

    def __init__(self, bus: Bus, is_desk: Callable[[], bool]) -> None:
        self._bus = bus
        self._is_desk = is_desk

    def collect(self) -> Iterator[Metric]:
        """Give its figures as they are now."""
        if not self._is_desk():
            return
        is_up = self._bus.problem is None
        yield GaugeMetricFamily("wireroom_bus_up", "1 = the bus is connected and publishes", value=is_up)
        yield GaugeMetricFamily("wireroom_bus_seq", "Seq up to which the bus has the wire", value=self._bus.seq)
        yield CounterMetricFamily("wireroom_bus_published", "Events published to the bus", value=self._bus.n_published)


class Figures:
    """What a room counts, in a registry of its own: two rooms in one process do not mix."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self._taken = Counter(
            "wireroom_taken", "Dispatches taken in, by what became of them", ("source", "state"), registry=self.registry
        )
        self._repeats = Counter(
            "wireroom_repeats", "Dispatches that had been taken before", ("source",), registry=self.registry
        )
        self._read = Counter("wireroom_read", "Items read, by format", ("format",), registry=self.registry)
        self._faults = Counter("wireroom_faults", "Faults found in copy", ("code",), registry=self.registry)
        self._refused = Counter(
            "wireroom_refused", "Dispatches that could not be made durable", ("source",), registry=self.registry
        )
        self._taking = Histogram(
            "wireroom_taking_seconds",
            "From a dispatch's last byte to its commit",
            buckets=_SECONDS,
            registry=self.registry,
        )
        self._source_up = Gauge("wireroom_source_up", "1 = the source answers", ("source",), registry=self.registry)

    def show_desk(self, is_desk: Callable[[], bool]) -> None:
        """Tell whether this process is the desk from now on."""
        self.registry.register(DeskFigures(is_desk))

    def show_bus(self, bus: Bus, is_desk: Callable[[], bool]) -> None:
        """Tell how a bus is doing from now on, while this process is the desk."""
        self.registry.register(BusFigures(bus, is_desk))

    def count(self, source: str, receipt: Receipt, taken_s: float) -> None:
        """Count what became of one dispatch."""
        self._taking.observe(taken_s)
        if not receipt.is_new:
            self._repeats.labels(source).inc()
            return
        self._taken.labels(source, receipt.state).inc()
        if receipt.items:
            self._read.labels(receipt.format or "none").inc(len(receipt.items))
        for fault in receipt.faults:
            self._faults.labels(fault.code).inc()

    def count_refused(self, source: str) -> None:
        """Count a dispatch that could not be made durable."""
        self._refused.labels(source).inc()

    def show_source(self, source: str, *, is_up: bool) -> None:
        """Say whether a source answers."""
        self._source_up.labels(source).set(is_up)

    def forget_source(self, source: str) -> None:
        """Say nothing any more of a source that was removed."""
        self._source_up.remove(source)
