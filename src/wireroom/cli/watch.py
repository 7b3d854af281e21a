"""`wireroom watch`: saved searches that ring."""

from typing import TYPE_CHECKING, Annotated, Any

import msgspec
from cyclopts import App, Parameter, validators

from wireroom.cli._asking import ask_or_open
from wireroom.cli._room import HERE, Where, room_config
from wireroom.cli._screen import warn, write_json, write_line
from wireroom.errors import ConfigError
from wireroom.text.settings import fault_words

if TYPE_CHECKING:  # a room is opened only where none runs
    from wireroom.room import Room

watch = App(name="watch", help="Add, list, test and remove watches: saved searches that ring.")

Urgency = Annotated[int, Parameter(validator=validators.Number(gte=1, lte=9))]


@watch.command
def add(
    query: str,
    /,
    *,
    name: str | None = None,
    folder: str | None = None,
    owner: str = "",
    urgency: Urgency = 5,
    channel: tuple[str, ...] = ("desk",),
    quiet: str | None = None,
    zone: str = "UTC",
    first_only: bool = False,
    facts_only: bool = False,
    no_corrections: bool = False,
    where: Where = HERE,
    json: bool = False,
) -> int:
    """Add a watch; a running room rings by it from the answer on.

    Parameters
    ----------
    query
        The search.
    name
        What it is called; without it the search itself.
    folder
        Watches of one folder stand together.
    owner
        Whose it is; without it the whole desk's.
    urgency
        1 rings ten bells and through quiet hours, 2 five bells, 3 three.
    channel
        By which it rings; may be given several times.
    quiet
        Hours without a ring, e.g. 22:00-06:30.
    zone
        IANA zone of the quiet hours.
    first_only
        Ring for the first version of a running story only.
    facts_only
        Of newer versions ring only for those in which numbers or names changed.
    no_corrections
        Do not ring again for corrections.
    json
        One JSON object.
    """
    body: dict[str, Any] = {
        "name": (name or query)[:120], "query": query, "folder": folder, "owner": owner, "urgency": urgency,
        "channels": list(channel), "is_first_only": first_only, "is_facts_only": facts_only,
        "with_corrections": not no_corrections,
    }  # fmt: skip
    if quiet is not None:
        start, dash, end = quiet.partition("-")
        if not dash:
            raise ConfigError("quiet", "write the hours as 22:00-06:30")
        body["quiet"] = {"start": start.strip(), "end": end.strip(), "zone": zone}
    with ask_or_open(room_config(where), _answer) as ask:
        made = ask("POST", "/api/v1/watches", body)
    if json:
        write_json(made)
    else:
        write_line(f"added {made['id']}  {made['name']}")
    return 0


@watch.command(name="list")
def list_(*, where: Where = HERE, json: bool = False) -> int:
    """List the watches.

    Parameters
    ----------
    json
        One JSON object a line.
    """
    with ask_or_open(room_config(where), _answer) as ask:
        found = ask("GET", "/api/v1/watches", None)
    if not found and not json:
        warn("there are no watches yet; `wireroom watch add SEARCH` makes one")
    for one in found:
        if json:
            write_json(one)
        else:
            folder = f"{one['folder']}/" if one.get("folder") else ""
            off = "  (off)" if one.get("is_off") else ""
            by = ", ".join(one.get("channels", ["desk"]))
            write_line(f"{one['id']}  {folder}{one['name']}: {one['query']}  -> {by}{off}")
    return 0


@watch.command(name="test")
def try_(
    query: str,
    /,
    *,
    first_only: bool = False,
    facts_only: bool = False,
    where: Where = HERE,
    json: bool = False,
) -> int:
    """Say how often a watch would have rung during the last day, and for what; nothing is saved.

    Parameters
    ----------
    query
        The search.
    first_only
        Ring for the first version of a running story only.
    facts_only
        Of newer versions ring only for those in which numbers or names changed.
    json
        One JSON object an item.
    """
    body = {"name": "test", "query": query, "is_first_only": first_only, "is_facts_only": facts_only}
    with ask_or_open(room_config(where), _answer) as ask:
        found = ask("POST", "/api/v1/watches/test", body)
    for item in found["items"]:
        if json:
            write_json(item)
        else:
            label = f"{item['label']}: " if item["label"] else ""
            write_line(f"{str(item['received_at'])[:16]}  {label}{item['headline']}  ({item['agency']})")
    if not json:
        n = found["n_rings"]
        write_line(f"would have rung {n} time{'' if n == 1 else 's'} in the last 24 hours")
    return 0


@watch.command
def remove(id: str, /, *, where: Where = HERE) -> int:
    """Remove a watch; what it sent stays in the ledger.

    Parameters
    ----------
    id
        Its id, as `list` shows it.
    """
    with ask_or_open(room_config(where), _answer) as ask:
        ask("DELETE", f"/api/v1/watches/{id}", None)
    write_line(f"removed {id}")
    return 0


def _answer(room: "Room", verb: str, path: str, body: Any) -> Any:
    """Do what the API would."""
    from wireroom.model import Watch
    from wireroom.web.watch_api import trial_answer

    alerts = room.alerts
    if verb == "GET":
        return msgspec.to_builtins(alerts.find_watches())
    if verb == "DELETE":
        alerts.remove_watch(path.rpartition("/")[2])
        return None
    try:
        wanted = msgspec.convert(body, Watch)
    except msgspec.ValidationError as error:
        raise ConfigError("watch", fault_words(str(error))) from error
    if path.endswith("/test"):
        return msgspec.to_builtins(trial_answer(alerts.try_watch(wanted)))
    return msgspec.to_builtins(alerts.save_watch(wanted))
