"""`wireroom edit`: what editors do, over the API of the room that runs on this data folder."""

import asyncio
import getpass
from pathlib import Path
from typing import Annotated, Any, Final
from urllib.parse import quote

import aiohttp
import msgspec
from cyclopts import App, Parameter

from wireroom.cli._room import find_server, room_config, token_of
from wireroom.cli._screen import warn, write_json, write_line
from wireroom.errors import ConfigError, WireroomError

edit = App(
    name="edit", help="Split, join, pin and name; kill; free held copy; see to alarms; undo. Needs a running room."
)
_TIMEOUT: Final = aiohttp.ClientTimeout(total=60)


class Common(msgspec.Struct, frozen=True, kw_only=True):
    """What every act takes."""

    #: folder the room lives in
    data: Path | None = None
    #: TOML file with settings
    config: Path | None = None
    #: who does it; your login name when it is not given
    by: str | None = None
    #: why, in your own words
    why: str | None = None


Words = Annotated[str | None, Parameter(help="In your own words.")]
By = Annotated[
    str | None, Parameter(help="Who does it, and of which desk: 'Anna; foreign desk'. Else your login name.")
]
Data = Annotated[Path | None, Parameter(help="Folder the room lives in.")]
Settings = Annotated[Path | None, Parameter(help="TOML file with settings.")]


def _act(common: Common, path: str, **body: object) -> int:
    """Post one act and tell its decision."""
    if common.why is not None:
        body["why"] = common.why
    told = asyncio.run(_ask(common, "POST", path, body))
    write_line(f"{told['id']}  {told['kind']}")
    return 0


async def _ask(common: Common, method: str, path: str, body: object = None) -> Any:
    config = room_config(common.config, common.data)
    url = find_server(config)
    if url is None:
        raise ConfigError("data", f"no room is running on {config.data}; `wireroom serve` runs one")
    headers = {
        "Authorization": f"Bearer {token_of(config)}", "Wireroom-Editor": quote(common.by or getpass.getuser(), safe="; "),
    }  # fmt: skip
    try:
        async with (
            aiohttp.ClientSession(url, headers=headers, timeout=_TIMEOUT) as session,
            session.request(method, f"/api/v1/{path}", json=body) as answer,
        ):
            found = await answer.json(content_type=None)
            if answer.status >= 400:
                words = (found.get("detail") or found.get("title")) if isinstance(found, dict) else answer.reason
                raise WireroomError(f"not done: {words}")
            return found
    except (aiohttp.ClientError, TimeoutError) as error:
        raise WireroomError(f"the room does not answer: {error}") from error


@edit.command(name="split-chain")
def split_chain(
    chain: str, item: str, /, *, alone: bool = False, why: Words = None, by: By = None, data: Data = None,
    config: Settings = None,
) -> int:  # fmt: skip
    """Let a version, and all after it, leave a chain.

    Parameters
    ----------
    alone
        This version only.
    """
    common = Common(data=data, config=config, by=by, why=why)
    return _act(common, f"chains/{quote(chain)}/split", item=item, alone=alone)


@edit.command(name="join-chains")
def join_chains(
    chain: str, other: str, /, *, why: Words = None, by: By = None, data: Data = None, config: Settings = None
) -> int:
    """Let the chain OTHER go on in CHAIN."""
    return _act(Common(data=data, config=config, by=by, why=why), f"chains/{quote(chain)}/join", other=other)


@edit.command(name="split-story")
def split_story(
    story: str, /, *items: str, why: Words = None, by: By = None, data: Data = None, config: Settings = None
) -> int:
    """Let items leave a story."""
    return _act(Common(data=data, config=config, by=by, why=why), f"stories/{quote(story)}/split", items=items)


@edit.command(name="join-stories")
def join_stories(
    story: str, other: str, /, *, why: Words = None, by: By = None, data: Data = None, config: Settings = None
) -> int:
    """Let the story OTHER go on in STORY."""
    return _act(Common(data=data, config=config, by=by, why=why), f"stories/{quote(story)}/join", other=other)


@edit.command
def pin(
    story: str, /, *items: str, why: Words = None, by: By = None, data: Data = None, config: Settings = None
) -> int:
    """Let items belong to a story and stay there."""
    return _act(Common(data=data, config=config, by=by, why=why), f"stories/{quote(story)}/pin", items=items)


@edit.command
def rename(
    story: str, name: str = "", /, *, why: Words = None, by: By = None, data: Data = None, config: Settings = None
) -> int:
    """Call a story so; without a name its newest line names it again."""
    return _act(Common(data=data, config=config, by=by, why=why), f"stories/{quote(story)}/rename", name=name or None)


@edit.command
def release(item: str, /, *, why: Words = None, by: By = None, data: Data = None, config: Settings = None) -> int:
    """Let held copy go out now."""
    return _act(Common(data=data, config=config, by=by, why=why), f"items/{quote(item)}/release")


@edit.command
def kill(
    item: str, /, *, why: str, whole: bool = False, alarm: int | None = None, by: By = None, data: Data = None,
    config: Settings = None,
) -> int:  # fmt: skip
    """Let copy be used no more: it is gone from every door at once, and whoever had it is told. Needs a running room.

    Parameters
    ----------
    why
        In your own words: those who had it will ask.
    whole
        All versions of its chain, not this one alone.
    alarm
        It is what an agency's order means that found nothing: the alarm's number (`wireroom edit alarms`).
    """
    common = Common(data=data, config=config, by=by, why=why)
    return _act(common, f"items/{quote(item)}/kill", whole=whole, alarm=alarm)


@edit.command
def spare(item: str, /, *, why: str, by: By = None, data: Data = None, config: Settings = None) -> int:
    """Say that the order which killed this did not mean it; for what was found by slug, headline or words, not by its id.

    All that was found so for the order stands again, and the order is an alarm until somebody says what it means.

    Parameters
    ----------
    why
        How you know, in your own words.
    """
    return _act(Common(data=data, config=config, by=by, why=why), f"items/{quote(item)}/spare")


@edit.command
def acknowledge(alarm: int, /, *, why: Words = None, by: By = None, data: Data = None, config: Settings = None) -> int:
    """Say that an alarm has been seen to."""
    return _act(Common(data=data, config=config, by=by, why=why), f"alarms/{alarm}/acknowledge")


@edit.command
def undo(decision: str, /, *, why: Words = None, by: By = None, data: Data = None, config: Settings = None) -> int:
    """Let a decision hold no more."""
    return _act(Common(data=data, config=config, by=by, why=why), f"decisions/{quote(decision)}/undo")


@edit.command
def alarms(*, every: Annotated[bool, Parameter(name="--all")] = False, json: bool = False, data: Data = None,
           config: Settings = None) -> int:  # fmt: skip
    """List what somebody must look at, newest first.

    Parameters
    ----------
    every
        Those that were seen to as well.
    json
        One JSON object a line.
    """
    found = asyncio.run(_ask(Common(data=data, config=config), "GET", "alarms" if every else "alarms?open=true"))
    for one in found:
        if json:
            write_json(one)
        else:
            seen = f"  (seen to by {one['seen']['by']['name']})" if "seen" in one else ""
            write_line(f"{one['seq']}  {_minute(one['at'])}  {one['text']}{seen}")
    if not found and not json:
        warn("no alarm is open")
    return 0


def _minute(at: str) -> str:
    """Write a time of the API as people read it."""
    return f"{at[:10]} {at[11:16]} UTC"


@edit.command
def history(*, limit: int = 50, json: bool = False, data: Data = None, config: Settings = None) -> int:
    """Tell who did what, newest first.

    Parameters
    ----------
    limit
        At most so many.
    json
        One JSON object a line.
    """
    found = asyncio.run(_ask(Common(data=data, config=config), "GET", f"decisions?limit={limit}"))
    for one in found["decisions"]:
        if json:
            write_json(one)
        else:
            about = [one[name] for name in ("item", "story", "name", "channel", "text", "why") if one.get(name)]
            undone = ["(undone)"] if "undone_by" in one else []
            told = [one["id"], _minute(one["at"]), one["by"]["name"], one["kind"].replace("_", " "), *about, *undone]
            write_line("  ".join(told))
    if not found["decisions"] and not json:
        warn("no editor has done anything yet")
    return 0
