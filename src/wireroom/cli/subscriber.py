"""`wireroom subscriber`: those who are sent copy itself."""

from typing import TYPE_CHECKING, Annotated, Any, Literal

import msgspec
from cyclopts import App, Parameter, validators

from wireroom.cli._asking import ask_or_open
from wireroom.cli._room import HERE, Where, room_config
from wireroom.cli._screen import warn, write_json, write_line
from wireroom.errors import ConfigError
from wireroom.text.settings import fault_words

if TYPE_CHECKING:  # a room is opened only where none runs
    from wireroom.room import Room

subscriber = App(name="subscriber", help="Add, list, pause, resume and remove subscribers; send again what one missed.")

Minutes = Annotated[int, Parameter(validator=validators.Number(gte=0, lte=10080))]
Number = Annotated[int, Parameter(name="--from", validator=validators.Number(gte=1))]


@subscriber.command
def add(
    name: str,
    /,
    *,
    channel: str,
    title: str = "",
    query: str = "",
    format: str = "ninjs",
    source: tuple[str, ...] = (),
    not_source: tuple[str, ...] = (),
    order: Literal["filed", "pressing"] = "filed",
    embargo: Literal["release", "never"] = "release",
    delay: Minutes = 0,
    where: Where = HERE,
    json: bool = False,
) -> int:
    """Add a subscriber, or change the one of this name; it is sent what is filed from the answer on.

    Parameters
    ----------
    name
        Small letters, digits, dot, hyphen and underline.
    channel
        By which it is sent; made on /admin/deliveries.
    title
        What pages call it.
    query
        Any search; without it everything.
    format
        Format out, see `wireroom formats`.
    source
        Usage terms: only this source; may be given several times.
    not_source
        Usage terms: nothing of this source; may be given several times.
    order
        filed: as it came; pressing: FLASH, bulletin and Urgent go first.
    embargo
        release: embargoed copy is sent when its time has come; never: it is not sent.
    delay
        Minutes that copy waits before it is sent.
    json
        One JSON object.
    """
    body = {
        "name": name, "title": title, "channel": channel, "query": query, "format": format, "sources": list(source),
        "not_sources": list(not_source), "order": order, "embargo": embargo, "delay_minutes": delay,
    }  # fmt: skip
    with ask_or_open(room_config(where), _answer) as ask:
        made = ask("POST", "/api/v1/subscribers", body)
    if json:
        write_json(made)
    else:
        write_line(f"{made['name']} is sent {made.get('query') or 'everything'} by {made['channel']}")
    return 0


@subscriber.command(name="list")
def list_(*, where: Where = HERE, json: bool = False) -> int:
    """List the subscribers.

    Parameters
    ----------
    json
        One JSON object a line.
    """
    with ask_or_open(room_config(where), _answer) as ask:
        found = ask("GET", "/api/v1/subscribers", None)
    if not found and not json:
        warn("there are no subscribers yet; `wireroom subscriber add NAME --channel CHANNEL` makes one")
    for one in found:
        if json:
            write_json(one)
        else:
            terms = f"  only {', '.join(one['sources'])}" if one.get("sources") else ""
            terms += f"  not {', '.join(one['not_sources'])}" if one.get("not_sources") else ""
            paused = "  (paused)" if one.get("is_paused") else ""
            what = one.get("query") or "everything"
            write_line(f"{one['name']}  {what}  -> {one['channel']} as {one.get('format', 'ninjs')}{terms}{paused}")
    return 0


@subscriber.command
def pause(name: str, /, *, where: Where = HERE) -> int:
    """Let copy for a subscriber wait; kills go out all the same.

    Parameters
    ----------
    name
        Its name.
    """
    with ask_or_open(room_config(where), _answer) as ask:
        ask("POST", f"/api/v1/subscribers/{name}/pause", None)
    write_line(f"paused {name}")
    return 0


@subscriber.command
def resume(name: str, /, *, where: Where = HERE) -> int:
    """Send a subscriber what has waited, and go on.

    Parameters
    ----------
    name
        Its name.
    """
    with ask_or_open(room_config(where), _answer) as ask:
        ask("POST", f"/api/v1/subscribers/{name}/resume", None)
    write_line(f"{name} goes on")
    return 0


@subscriber.command
def resend(name: str, /, *, number: Number, where: Where = HERE) -> int:
    """Send a subscriber all again from a number on, under the old keys and numbers.

    Parameters
    ----------
    name
        Its name.
    number
        The first number that it misses.
    """
    with ask_or_open(room_config(where), _answer) as ask:
        told = ask("POST", f"/api/v1/subscribers/{name}/resend?from={number}", None)
    write_line(f"{told['n_resent']} go again to {name}")
    return 0


@subscriber.command
def remove(name: str, /, *, where: Where = HERE) -> int:
    """Remove a subscriber; what it was sent stays in the ledger, and kills of that still go out.

    Parameters
    ----------
    name
        Its name.
    """
    with ask_or_open(room_config(where), _answer) as ask:
        ask("DELETE", f"/api/v1/subscribers/{name}", None)
    write_line(f"removed {name}")
    return 0


def _answer(room: "Room", verb: str, path: str, body: Any) -> Any:
    """Do what the API would; what waits leaves when the room is served."""
    from wireroom.model import Subscriber

    them = room.alerts.subscribers
    _, _, name = path.partition("/subscribers/")
    if verb == "GET":
        return msgspec.to_builtins(them.find_all())
    if verb == "DELETE":
        return them.remove(name)
    name, _, what = name.partition("/")
    if what.startswith("resend"):
        return {"n_resent": them.resend(name, int(what.partition("=")[2]))}
    if what:
        return msgspec.to_builtins(them.pause(name, is_paused=what == "pause"))
    try:
        wanted = msgspec.convert(body, Subscriber)
    except msgspec.ValidationError as error:
        raise ConfigError("subscriber", fault_words(str(error))) from error
    return msgspec.to_builtins(them.save(wanted))
