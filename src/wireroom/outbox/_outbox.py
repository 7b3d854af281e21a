"""The outbox's loop and its lanes."""

import asyncio
import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Final, TypeVar

from wireroom.deliveries import Channel, Parcel
from wireroom.errors import ConfigError, DeliveryError, StoreError
from wireroom.logs import get_log
from wireroom.model import Delivery, Filed, OutChannel
from wireroom.outbox._pace import LOOK_S as PACED_LOOK_S
from wireroom.outbox._pace import STRANGERS_APART_S, Pace
from wireroom.outbox._patience import Patience
from wireroom.store import Failing, Outcome, Store, Turn

#: how often the ledger is looked at when nobody says that there is something: another process may have written to it
LOOK_S: Final = 2.0
#: while others send, outcomes wait so long for each other
SETTLE_S: Final = 0.01
_CALLED_OFF: Final = "killed before it left"

_log = get_log("outbox")
T = TypeVar("T")


class Outbox:
    """Sends what the ledger holds. `run` is its life; `wake` may be called from any thread."""

    def __init__(
        self,
        store: Store,
        *,
        open_channel: Callable[[OutChannel], Channel],
        describe: Callable[[Delivery, Filed | None], Parcel],
        clock: Callable[[], datetime],
        patience: Patience | None = None,
        may_leave: Callable[[Delivery, Filed], str | None] = lambda *_: None,
        chance: random.Random | None = None,
        has_gone: Callable[[str], None] = lambda _: None,
    ) -> None:
        self._store = store
        self._open = open_channel
        self._describe = describe
        self._clock = clock
        #: says why something must not leave any more; kills always leave
        self._may_leave = may_leave
        #: told of a channel whose receiver says that it has gone for good
        self._has_gone = has_gone
        self._patience = patience or Patience()
        self._chance = chance or random.Random()
        self._channels: dict[str, OutChannel] = {}
        #: ready to send, each with the settings it was opened by
        self._opened: dict[str, tuple[OutChannel, Channel]] = {}
        self._busy: set[str] = set()
        self._pace = Pace(self._patience.failing_per_s)
        #: wakes it for the next turn
        self._timer: asyncio.Handle | None = None
        #: when it does, by the loop's clock
        self._turn_at_s = 0.0
        self._outcomes: list[Outcome] = []
        self._loop: asyncio.AbstractEventLoop | None = None
        self._is_woken = asyncio.Event()
        #: since the start, for the figures
        self.n_by_outcome: dict[str, int] = {}

    @property
    def failing(self) -> frozenset[str]:
        """Channels whose last attempt failed; from any thread."""
        return self._pace.failing

    def set_channels(self, channels: Iterable[OutChannel]) -> None:
        """Take note of the channels as they are now; from any thread."""
        self._channels = {channel.name: channel for channel in channels}
        self.wake()

    def wake(self) -> None:
        """Say that the ledger may hold something new; from any thread."""
        loop = self._loop
        if loop is not None and not loop.is_closed():
            loop.call_soon_threadsafe(self._is_woken.set)

    async def run(self) -> None:
        """Send until cancelled."""
        self._loop = asyncio.get_running_loop()
        # its own: the loop's few threads may all wait for names that nobody resolves, or for slow disks of receivers
        with ThreadPoolExecutor(1, thread_name_prefix="wireroom-outbox") as self._thread:
            await self._begin()
            async with asyncio.TaskGroup() as lanes:
                while True:
                    wait_s = await self._take_turn(lanes)
                    self._turn_within(wait_s)
                    await self._is_woken.wait()

    async def _in_thread(self, work: Callable[[], T]) -> T:
        """Do work with the store, and see it end also when cancelled.

        What a turn took once the next outbox has begun, nobody would send.
        """
        running = asyncio.get_running_loop().run_in_executor(self._thread, work)
        try:
            return await asyncio.shield(running)
        except asyncio.CancelledError:
            await asyncio.wait([running])
            if not running.cancelled():
                running.exception()  # nobody is left to handle it
            raise

    def _turn_within(self, wait_s: float) -> None:
        """See to it that a turn is taken by then; one that is to come sooner stays."""
        loop = asyncio.get_running_loop()
        at_s = loop.time() + wait_s
        if self._timer is not None:
            if self._turn_at_s <= at_s:
                return
            self._timer.cancel()
        self._timer, self._turn_at_s = loop.call_later(wait_s, self._is_woken.set), at_s

    async def _begin(self) -> None:
        while True:
            try:
                n_again = await self._in_thread(self._store.reopen_sent)
            except StoreError as error:
                _log.error("outbox waits", problem=str(error))
                await asyncio.sleep(LOOK_S)
            else:
                if n_again:
                    _log.info("sent again", n_deliveries=n_again)
                return

    async def _take_turn(self, lanes: asyncio.TaskGroup) -> float:
        """Write outcomes, start what goes next; gives the seconds until there may be more to do."""
        self._is_woken.clear()
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        outcomes, self._outcomes = self._outcomes, []
        # as they are now: while the turn is taken others may change or remove some
        channels = self._channels
        wanted = {
            name: self._batch(channel)
            for name, channel in channels.items()
            if name not in self._busy and not channel.is_paused
        }
        self._pace.keep(channels.keys())
        at_s = asyncio.get_running_loop().time()
        failing = self._pace.ask(at_s)
        try:
            turn, standing = await self._in_thread(lambda: self._turn(outcomes, wanted, failing))
        except StoreError as error:
            self._outcomes = outcomes + self._outcomes
            _log.error("outbox waits", problem=str(error))
            return LOOK_S
        self._start(turn.deliveries, standing, channels, failing, at_s, lanes)
        return self._wait_s(turn, at_s)

    def _start(
        self,
        deliveries: Sequence[Delivery],
        standing: dict[str, Filed],
        channels: Mapping[str, OutChannel],
        failing: Failing,
        at_s: float,
        lanes: asyncio.TaskGroup,
    ) -> None:
        by_channel: dict[str, list[Delivery]] = {}
        for delivery in deliveries:
            by_channel.setdefault(delivery.channel, []).append(delivery)
        # a new kill waits for nobody
        patient = [name for name, batch in by_channel.items() if not _is_new_kill(batch)]
        paced = [name for name in patient if name in failing.channels]
        strangers = [name for name in patient if name not in failing.channels and self._pace.is_stranger(name)]
        waits_s = dict(zip(paced, self._pace.take(len(paced), at_s), strict=True)) if paced else {}
        waits_s |= {name: n * STRANGERS_APART_S for n, name in enumerate(strangers, 1)}
        for name, batch in by_channel.items():
            self._busy.add(name)
            sending = self._send(channels[name], batch, standing, waits_s.get(name, 0.0))
            lanes.create_task(sending, name=f"lane {name}")

    def _wait_s(self, turn: Turn, at_s: float) -> float:
        now, wait_s = self._clock(), LOOK_S
        if turn.next_at is not None:
            wait_s = min(wait_s, (turn.next_at - now).total_seconds())
        if turn.failing_at is not None:
            wait_s = min(wait_s, self._pace.wait_s((turn.failing_at - now).total_seconds(), at_s))
        return max(wait_s, 0.001)

    def _turn(
        self, outcomes: Sequence[Outcome], wanted: Mapping[str, int], failing: Failing
    ) -> tuple[Turn, dict[str, Filed]]:
        now = self._clock()
        turn = self._store.turn(outcomes, wanted, now=now, failing=failing)
        ids = list({delivery.item for delivery in turn.deliveries if delivery.item})
        found = self._store.find_items(ids, now=now) if ids else []
        return turn, {filed.item.id: filed for filed in found}

    def _batch(self, channel: OutChannel) -> int:
        _, opened = self._opened.get(channel.name, (None, None))
        return (
            opened.max_batch if opened is not None else 1
        )  # the first attempt opens it, and says why it cannot be used

    def _ready(self, channel: OutChannel) -> Channel:
        """Give a channel ready to send, opened when its settings are new.

        Raises:
            ConfigError: it cannot be used.
        """
        settings, opened = self._opened.get(channel.name, (None, None))
        if opened is None or settings != channel:
            opened = self._open(channel)
            self._opened[channel.name] = (channel, opened)
        return opened

    async def _send(
        self, channel: OutChannel, batch: Sequence[Delivery], standing: dict[str, Filed], wait_s: float
    ) -> None:
        if wait_s:
            await asyncio.sleep(wait_s)
        parcels = []
        # of a kill the ledger is asked what went before it
        has_kill = any(delivery.kind == "killed" for delivery in batch)
        prepared = (
            await self._in_thread(lambda: self._prepare_all(batch, standing))
            if has_kill
            else self._prepare_all(batch, standing)
        )
        for delivery, made in zip(batch, prepared, strict=True):
            if isinstance(made, Outcome):
                self._note(delivery, made)
            else:
                parcels.append(made)
        problem = None
        if parcels:
            problem = await self._try(channel, parcels)
            for parcel in parcels:
                self._note(parcel.delivery, self._outcome(parcel.delivery, problem))
        if problem is not None and problem.is_gone:
            await self._tell_gone(channel)
        has_failed = problem is not None and not problem.is_final
        if parcels:
            self._pace.note(channel.name, has_failed=has_failed)
        self._busy.discard(channel.name)
        # what is written together costs the lanes that still send the least
        self._turn_within(PACED_LOOK_S if has_failed else SETTLE_S if self._busy else 0.0)

    def _prepare_all(self, batch: Sequence[Delivery], standing: Mapping[str, Filed]) -> list[Parcel | Outcome]:
        return [self._prepare(delivery, standing.get(delivery.item)) for delivery in batch]

    def _prepare(self, delivery: Delivery, filed: Filed | None) -> Parcel | Outcome:
        """Write what is sent; gives an outcome instead when it must not leave or cannot be written."""
        is_gone = filed is not None and filed.is_gone
        is_notice = delivery.kind == "killed" or (is_gone and delivery.number is not None)
        why: str | None = None
        try:
            if delivery.kind != "test" and filed is None:
                why = "it may not be shown any more"
            elif is_gone and not is_notice:
                why = _CALLED_OFF
            elif filed is not None and not is_notice:
                why = self._may_leave(delivery, filed)
            if why is None:
                return self._describe(delivery, filed)
        except Exception as error:  # one item that a format cannot be written in must not end the lanes of all others
            _log.exception("cannot be written", channel=delivery.channel, key=delivery.key, item=delivery.item)
            words = f"internal error: {type(error).__name__}: {error}"[:300]
            return self._outcome(delivery, DeliveryError(words, is_final=delivery.kind != "killed"))
        return Outcome(key=delivery.key, state="dead", problem=why)

    async def _tell_gone(self, channel: OutChannel) -> None:
        try:
            await self._in_thread(lambda: self._has_gone(channel.name))
        except (
            StoreError,
            ConfigError,
        ) as error:  # it will say so again; a subscriber that people made may still use it
            _log.error("channel stays", channel=channel.name, problem=str(error))

    async def _try(self, channel: OutChannel, parcels: Sequence[Parcel]) -> DeliveryError | None:
        """Send; gives why it did not get through."""
        try:
            opened = self._ready(channel)
            async with asyncio.timeout(self._patience.timeout_s):
                await opened.send(parcels)
        except DeliveryError as error:
            return error
        except TimeoutError:
            return DeliveryError(f"no answer within {self._patience.timeout_s:g} seconds")
        except ConfigError as error:
            return DeliveryError(str(error))
        except Exception as error:  # one of the loops that outlive a bug: the other lanes must go on
            _log.exception("channel broke", channel=channel.name)
            return DeliveryError(f"internal error: {type(error).__name__}: {error}"[:300])
        return None

    def _outcome(self, delivery: Delivery, problem: DeliveryError | None) -> Outcome:
        if problem is None:
            return Outcome(key=delivery.key, state="acknowledged")
        is_over = self._patience.is_over(delivery.attempts, is_kill=delivery.kind == "killed")
        if problem.is_final or is_over:
            return Outcome(key=delivery.key, state="dead", problem=problem.problem)
        wait_s = self._patience.wait_s(delivery.attempts, problem.retry_after_s, self._chance)
        next_at = self._clock() + timedelta(seconds=wait_s)
        return Outcome(key=delivery.key, state="failed", next_at=next_at, problem=problem.problem)

    def _note(self, delivery: Delivery, outcome: Outcome) -> None:
        self._outcomes.append(outcome)
        self.n_by_outcome[outcome.state] = self.n_by_outcome.get(outcome.state, 0) + 1
        if outcome.state == "acknowledged":
            return
        said = _log.warning if outcome.state == "dead" else _log.info
        said("not delivered", channel=delivery.channel, key=delivery.key, item=delivery.item, state=outcome.state,
             attempts=delivery.attempts, problem=outcome.problem)  # fmt: skip


def _is_new_kill(batch: Sequence[Delivery]) -> bool:
    return batch[0].kind == "killed" and batch[0].attempts == 1
