"""Where a process reads the live wire for its readers."""

from collections.abc import Callable
from datetime import datetime

from wireroom.bus import BusLog
from wireroom.config import Config
from wireroom.errors import ConfigError
from wireroom.store import Store
from wireroom.ticker import Ticker


def open_live_log(config: Config, store: Store, ticker: Ticker, clock: Callable[[], datetime]) -> BusLog | None:
    """Give what follows the bus, to be run beside the room; None = the live wire is read in the store.

    Raises:
        ConfigError: no bus is named.
    """
    if config.live_from == "store":
        return None
    if config.bus is None:
        raise ConfigError("live_from", "bus needs to know which one: --bus nats://host:4222")
    return BusLog(store, ticker, clock, url=config.bus, subject=config.bus_subject)
