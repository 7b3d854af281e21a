"""`wireroom edit`: what editors do, over the API of the room that runs on this data folder."""

import asyncio
import getpass
from dataclasses import dataclass
from typing import Annotated, Any, Final
from urllib.parse import quote

import aiohttp
from cyclopts import App, Parameter

from wireroom.cli._room import HERE, Where, find_server, room_config, token_of
from wireroom.cli._screen import warn, write_json, write_line
from wireroom.errors import ConfigError, WireroomError

edit = App(
    name="edit", help="Split, join, pin and name; kill; free held copy; see to alarms; undo. Needs a running room."
)
_TIMEOUT: Final = aiohttp.ClientTimeout(total=60)


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class Act(Where):
    """What every act takes.

    Attributes
    ----------
    by
        Who does it, and of which desk: 'Anna; foreign desk'. Else your login name.
    """

    by: str | None = None


PLAIN: Final = Act()
Words = Annotated[str | None, Parameter(help="In your own words.")]


def _act(act: Act, path: str, *, why: str | None, **body: object) -> int:
    """Post one act and tell its decision."""
    if why is not None:
        body["why"] = why
    told = asyncio.run(_ask(act, "POST", path, body))
    write_line(f"{told['id']}  {told['kind']}")
    return 0


async def _ask(act: Act, method: str, path: str, body: object = None) -> Any:
    config = room_config(act)
    url = find_server(config)
    if url is None:
        raise ConfigError("data", f"no room is running on {config.data}; `wireroom serve` runs one")
    headers = {
        "Authorization": f"Bearer {token_of(config)}", "Wireroom-Editor": quote(act.by or getpass.getuser(), safe="; "),
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
    chain: str,
    item: str,
    /,
    *,
    alone: bool = False,
    why: Words = None,
    act: Act = PLAIN,
) -> int:
    """Let a version, and all after it, leave a chain.

    Parameters
    ----------
    alone
        This version only.
    """
    return _act(act, f"chains/{quote(chain)}/split", item=item, alone=alone, why=why)


@edit.command(name="join-chains")
def join_chains(chain: str, other: str, /, *, why: Words = None, act: Act = PLAIN) -> int:
    """Let the chain OTHER go on in CHAIN."""
    return _act(act, f"chains/{quote(chain)}/join", other=other, why=why)


@edit.command(name="split-story")
def split_story(story: str, /, *items: str, why: Words = None, act: Act = PLAIN) -> int:
    """Let items leave a story."""
    return _act(act, f"stories/{quote(story)}/split", items=items, why=why)


@edit.command(name="join-stories")
def join_stories(story: str, other: str, /, *, why: Words = None, act: Act = PLAIN) -> int:
    """Let the story OTHER go on in STORY."""
    return _act(act, f"stories/{quote(story)}/join", other=other, why=why)


@edit.command
def pin(story: str, /, *items: str, why: Words = None, act: Act = PLAIN) -> int:
    """Let items belong to a story and stay there."""
    return _act(act, f"stories/{quote(story)}/pin", items=items, why=why)


@edit.command
def rename(story: str, name: str = "", /, *, why: Words = None, act: Act = PLAIN) -> int:
    """Call a story so; without a name its newest line names it again."""
    return _act(act, f"stories/{quote(story)}/rename", name=name or None, why=why)


@edit.command
def release(item: str, /, *, why: Words = None, act: Act = PLAIN) -> int:
    """Let held copy go out now."""
    return _act(act, f"items/{quote(item)}/release", why=why)


@edit.command
def kill(
    item: str,
    /,
    *,
    why: str,
    whole: bool = False,
    alarm: int | None = None,
    act: Act = PLAIN,
) -> int:
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
    return _act(act, f"items/{quote(item)}/kill", whole=whole, alarm=alarm, why=why)


@edit.command
def spare(item: str, /, *, why: str, act: Act = PLAIN) -> int:
    """Say that the order which killed this did not mean it; for what was found by slug, headline or words, not by its id.

    All that was found so for the order stands again, and the order is an alarm until somebody says what it means.

    Parameters
    ----------
    why
        How you know, in your own words.
    """
    return _act(act, f"items/{quote(item)}/spare", why=why)


@edit.command
def acknowledge(alarm: int, /, *, why: Words = None, act: Act = PLAIN) -> int:
    """Say that an alarm has been seen to."""
    return _act(act, f"alarms/{alarm}/acknowledge", why=why)


@edit.command
def undo(decision: str, /, *, why: Words = None, act: Act = PLAIN) -> int:
    """Let a decision hold no more."""
    return _act(act, f"decisions/{quote(decision)}/undo", why=why)


@edit.command
def alarms(*, every: Annotated[bool, Parameter(name="--all")] = False, json: bool = False, where: Where = HERE) -> int:
    """List what somebody must look at, newest first.

    Parameters
    ----------
    every
        Those that were seen to as well.
    json
        One JSON object a line.
    """
    found = asyncio.run(
        _ask(Act(data=where.data, config=where.config), "GET", "alarms" if every else "alarms?open=true")
    )
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
def history(*, limit: int = 50, json: bool = False, where: Where = HERE) -> int:
    """Tell who did what, newest first.

    Parameters
    ----------
    limit
        At most so many.
    json
        One JSON object a line.
    """
    found = asyncio.run(_ask(Act(data=where.data, config=where.config), "GET", f"decisions?limit={limit}"))
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
