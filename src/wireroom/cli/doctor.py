"""`wireroom doctor`: is the room well? Looks, and changes nothing."""

import asyncio
import platform
import shutil
import stat
from collections.abc import Callable, Iterator
from datetime import UTC, timedelta
from typing import Final, Literal

import aiohttp
import msgspec
from prometheus_client.parser import text_string_to_metric_families

import wireroom
from wireroom.cli._progress import Progress
from wireroom.cli._room import HERE, Where, open_existing_store, room_config
from wireroom.cli._screen import write_json, write_line
from wireroom.config import Config, SourceConfig
from wireroom.errors import ConfigError, StoreError, TransportError
from wireroom.formats import NAMES
from wireroom.room import STORE_NAME, find_desk, find_holder, load_added, open_place, read_clock, shown_place
from wireroom.store import Shared, Store, StoreFigures

MIB: Final = 1024 * 1024
#: less room on the disk is a fault, and less is a worry
LOW_BYTES: Final = 200 * MIB
WORRY_BYTES: Final = 2048 * MIB
#: the newest copy may not have been received later than now; clocks of one machine differ by less
CLOCK_SLACK: Final = timedelta(minutes=2)


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that was looked at."""

    what: str
    state: Literal["ok", "worry", "fault"]
    text: str


def doctor(
    *,
    where: Where = HERE,
    online: bool = False,
    checksum: bool = False,
    json: bool = False,
) -> int:
    """Look whether the room is well: store, disk, clock, sources, spike, server, desk. Changes nothing.

    The exit status is 1 when there is a fault.

    Parameters
    ----------
    online
        Fetch each polled feed once.
    checksum
        Only give the room's checksum, with a digest of each table: the same room has the same one in every store.
    json
        One JSON object a line: {"what", "state", "text"}.
    """
    settings = room_config(where)
    if checksum:
        return _tell_checksum(settings, json=json)
    is_faulty = False
    for finding in _look(settings, online=online):
        is_faulty = is_faulty or finding.state == "fault"
        if json:
            write_json(finding)
        else:
            write_line(f"{finding.state:5}  {finding.what:8}  {finding.text}")
    return 1 if is_faulty else 0


def _tell_checksum(config: Config, *, json: bool) -> int:
    from wireroom.moving import checksum_of

    store = open_existing_store(config)
    try:
        with Progress("reading", total=None) as progress:
            found, entries = checksum_of(store, tell=progress.go)
    finally:
        store.close()
    if json:
        tables = {entry.name: {"n_rows": entry.n_rows, "sha256": entry.sha256} for entry in entries}
        write_json({"checksum": found, "tables": tables})
    else:
        for entry in entries:
            write_line(f"{entry.sha256}  {entry.n_rows:>12,}  {entry.name}")
        write_line(f"{found}  the room")
    return 0


def _look(config: Config, *, online: bool) -> Iterator[Finding]:
    yield _ok("version", f"Wireroom {wireroom.__version__}, Python {platform.python_version()}, {len(NAMES)} formats")
    if config.data.is_dir():
        yield from _look_at_folder(config)
        yield from _look_at_server(config)
    elif config.store is None:
        yield _worry("data", f"there is no room in {config.data} yet; `wireroom serve` makes one")
        return
    yield from _look_at_store(config)
    yield from _look_at_sources(config, online=online)


def _look_at_folder(config: Config) -> Iterator[Finding]:
    free = shutil.disk_usage(config.data).free
    words = f"{free // MIB:,} MiB free for {config.data.absolute()}"
    if free < LOW_BYTES:
        yield _fault("disk", f"{words}: copy will soon not be taken")
    else:
        yield _worry("disk", words) if free < WORRY_BYTES else _ok("disk", words)
    token = config.data / "token"
    if token.exists() and stat.S_IMODE(token.stat().st_mode) & 0o077:
        yield _fault("token", f"others on this machine can read {token}: chmod 600 {token}")
    elif token.exists() or config.token:
        yield _ok("token", "is there, and only its owner can read it")
    else:
        yield _worry("token", "is not there yet; the next start makes one and prints it")


def _look_at_server(config: Config) -> Iterator[Finding]:
    holder = find_holder(config.data)
    if holder is None:
        yield _ok("server", "is not running")
        return
    if holder.url is None:
        yield _ok("server", f"process {holder.pid} works on the room now")
        return
    try:
        status, figures = asyncio.run(_ask_server(holder.url))
    except (aiohttp.ClientError, TimeoutError) as error:
        yield _fault("server", f"process {holder.pid} at {holder.url} does not answer: {type(error).__name__}")
        return
    words = f"process {holder.pid} at {holder.url} answers {status}"
    yield _ok("server", words) if status == 200 else _fault("server", words)
    for metric in text_string_to_metric_families(figures):
        for sample in metric.samples:
            if sample.name == "wireroom_source_up" and not sample.value:
                yield _fault("source", f"{sample.labels['source']} fails now; the server's log says why")


async def _ask_server(url: str) -> tuple[int, str]:
    timeout = aiohttp.ClientTimeout(total=10)
    async with aiohttp.ClientSession(timeout=timeout) as session:
        async with session.get(f"{url}/healthz") as answer:
            status = answer.status
        async with session.get(f"{url}/metrics") as answer:
            return status, await answer.text() if answer.status == 200 else ""


def _look_at_store(config: Config) -> Iterator[Finding]:
    if config.store is None and not (config.data / STORE_NAME).is_file():
        yield _worry("store", "is not there yet")
        return
    try:
        store = open_place(config)
    except StoreError as error:
        yield _fault("store", str(error))
        return
    try:
        problems = store.find_damage()
        figures = store.figures(is_counted=True)
        yield from (_fault("store", problem) for problem in problems)
        if not problems:
            yield _ok(
                "store",
                f"is whole: {figures.n_dispatches:,} dispatches, {figures.n_items:,} items, {figures.n_chains:,} chains,"
                f" seq {figures.last_seq:,}, {figures.size_bytes / MIB:,.1f} MiB",
            )
        yield from _look_at_work(store, figures)
        if isinstance(store, Shared):
            yield _look_at_desk(find_desk(store))
    except StoreError as error:
        yield _fault("store", str(error))
    finally:
        store.close()


def _look_at_work(store: Store, figures: StoreFigures) -> Iterator[Finding]:
    now = read_clock()
    newest = figures.newest_received_at
    if newest is not None and newest > now + CLOCK_SLACK:
        yield _fault(
            "clock", f"says {now:%Y-%m-%d %H:%M} UTC, and copy came in at {newest:%Y-%m-%d %H:%M}: it went back"
        )
    else:
        since = f"; the newest copy came in at {newest.astimezone(UTC):%Y-%m-%d %H:%M}" if newest else ""
        yield _ok("clock", f"says {now:%Y-%m-%d %H:%M:%S} UTC{since}")
    if figures.n_kept:
        yield _worry("intake", f"{figures.n_kept:,} dispatches are kept and not yet placed; the next start places them")
    if figures.n_spiked:
        reasons = {entry.reason for entry in store.spike(3)}
        yield _worry("spike", f"{figures.n_spiked:,} dispatches could not be read, the last ones: {'; '.join(reasons)}")
    else:
        yield _ok("spike", "is empty")


def _look_at_desk(url: str | None) -> Finding:
    """Look whether a room of several processes has a desk, and whether this machine reaches it, as editors' work here must."""
    if url is None:
        return _worry("desk", "there has been none yet: copy is kept, and nothing gets on the wire")
    try:
        _, figures = asyncio.run(_ask_server(url))
    except (aiohttp.ClientError, TimeoutError) as error:
        return _fault("desk", f"the last one does not answer from here, at {url}: {type(error).__name__}")
    samples = [sample for metric in text_string_to_metric_families(figures) for sample in metric.samples]
    if any(sample.name == "wireroom_desk" and sample.value for sample in samples):
        return _ok("desk", f"is {url}")
    return _fault("desk", f"{url} was the last one, and is it no more: nobody places copy")


def _look_at_sources(config: Config, *, online: bool) -> Iterator[Finding]:
    try:
        sources = {**load_added(config.data), **config.source}
    except ConfigError as error:
        yield _fault("sources", str(error))
        return
    if not sources:
        yield _ok("sources", "none; copy comes by `wireroom ingest` and by HTTP")
    for name, source in sorted(sources.items()):
        yield _look_at_source(name, source, online=online)


def _look_at_source(name: str, source: SourceConfig, *, online: bool) -> Finding:
    if source.is_off:
        return _ok("source", f"{name} is off")
    if source.folder is not None:
        if source.folder.is_dir():
            return _ok("source", f"{name} watches {source.folder}")
        return _worry("source", f"{name}: {source.folder} is not there; it is made when the room starts")
    if source.url is None:
        return _ok("source", f"{name} is posted")
    if not online:
        return _ok("source", f"{name}: {shown_place(source)} (--online looks at it)")
    from wireroom.room import look_once

    try:
        found = look_once(name, source)
    except (TransportError, ConfigError) as error:
        return _fault("source", str(error))
    n_items = sum(len(seen.reading.items) for seen in found)
    reason = next((seen.reading.reason for seen in found if seen.reading.reason), None)
    return _worry("source", f"{name}: {reason}") if reason else _ok("source", f"{name} gives {n_items} items")


def _make(state: Literal["ok", "worry", "fault"]) -> Callable[[str, str], Finding]:
    return lambda what, text: Finding(what=what, state=state, text=text)


_ok, _worry, _fault = _make("ok"), _make("worry"), _make("fault")
