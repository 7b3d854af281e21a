"""`wireroom ingest`: files into the room, through a running server or straight into the store."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from wireroom.cli._files import find_files
from wireroom.cli._progress import Progress
from wireroom.cli._room import HERE, Where, find_server, room_config, token_of
from wireroom.cli._screen import warn, write_json, write_line
from wireroom.config import Config
from wireroom.errors import ConfigError


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one file."""

    file: str
    #: "placed", "spiked", "kept": durable, and the desk of another process places it, or "refused": not taken at all
    state: str
    is_new: bool = False
    dispatch: str | None = None
    format: str | None = None
    items: tuple[str, ...] = ()
    faults: tuple[dict[str, Any], ...] = ()
    reason: str | None = None


def ingest(*files: Path, where: Where = HERE, source: str = "file", json: bool = False) -> int:
    """Take files into the room; what cannot be read hangs on the spike, and its neighbours go through.

    When a server has the room open, the files are posted to it; else they go straight into the store. A file that was taken
    before is not taken twice. The exit status is 1 when some file was not read.

    Parameters
    ----------
    files
        Files and folders; a folder stands for all files in it.
    source
        Name of the source the files are of: its settings say how to read them.
    json
        One JSON object a file: {"file", "state", "is_new", "dispatch", "format", "items", "faults", "reason"}.
    """
    if not files:
        raise ConfigError("ingest", "name at least one file or folder")
    settings = room_config(where)
    found = list(find_files(files))
    if not found:
        warn(f"there is no file in {', '.join(map(str, files))}; hidden ones are left alone")
    outcomes = take_in(settings, source, found)
    counts = {"placed": 0, "kept": 0, "repeated": 0, "spiked": 0, "refused": 0}
    n_items = 0
    with Progress("taking", total=len(found)) as progress:
        for outcome in outcomes:
            progress.step()
            is_repeat = outcome.state == "placed" and not outcome.is_new
            counts["repeated" if is_repeat else outcome.state] += 1
            n_items += len(outcome.items) if outcome.is_new else 0
            if json:
                write_json(
                    {name: value for name, value in msgspec.structs.asdict(outcome).items() if value is not None}
                )
            elif outcome.state not in ("placed", "kept"):
                progress.say(f"{outcome.file}: {outcome.state}: {outcome.reason}")
    if not json:
        placed = f"{counts['placed']} taken ({n_items} items)"
        waits = f", {counts['kept']} taken for the desk to place" if counts["kept"] else ""
        write_line(
            f"{placed}{waits}, {counts['repeated']} taken before, {counts['spiked']} on the spike,"
            f" {counts['refused']} refused"
        )
    return 1 if counts["spiked"] or counts["refused"] else 0


def take_in(config: Config, source: str, files: list[Path]) -> Iterator[Outcome]:
    """Take files in: through the server that has the room open, else straight into the store."""
    url = find_server(config)
    return _post_all(config, url, source, files) if url else _take_all(config, source, files)


def _take_all(config: Config, source: str, files: list[Path]) -> Iterator[Outcome]:
    """Take files into the store, many in one commit."""
    from wireroom.cli._taking import take_files

    for file, receipt in take_files(config, source, files):
        if isinstance(receipt, str):
            yield Outcome(file=str(file), state="refused", reason=receipt)
        else:
            yield Outcome(
                file=str(file), state=receipt.state, is_new=receipt.is_new, dispatch=receipt.dispatch,
                format=receipt.format, items=receipt.items, reason=receipt.reason,
                faults=tuple(msgspec.to_builtins(fault) for fault in receipt.faults),
            )  # fmt: skip


def _post_all(config: Config, url: str, source: str, files: list[Path]) -> Iterator[Outcome]:
    """Post files to the server, several at a time: they share its commits."""
    from wireroom.cli._posting import post_files

    warn(f"posting to the room at {url}")
    for file, answer in post_files(url, token_of(config), source, files):
        if isinstance(answer, str):
            yield Outcome(file=str(file), state="refused", reason=answer)
        else:
            yield msgspec.convert({**answer, "file": str(file)}, Outcome)
