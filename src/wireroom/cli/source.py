"""`wireroom source`: where copy comes from."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from cyclopts import App

from wireroom.agencies import style_named, style_names
from wireroom.cli._room import HERE, Where, room_config
from wireroom.cli._screen import warn, write_json, write_line
from wireroom.config import SourceConfig, make_source
from wireroom.errors import ConfigError, NotFound, TransportError
from wireroom.room import add_source, kind_of, load_added, remove_source, shown_place

source = App(name="source", help="Add, list, remove and test sources.")


@source.command
def add(
    place: str,
    /,
    *,
    name: str | None = None,
    agency: str | None = None,
    format: str | None = None,
    zone: str | None = None,
    charset: str | None = None,
    interval: str | None = None,
    pattern: str | None = None,
    max_size: str | None = None,
    allow_private: bool = False,
    set: Sequence[str] = (),
    untested: bool = False,
    where: Where = HERE,
) -> int:
    """Add a source; a running server takes it up within seconds.

    It is looked at once first: what cannot be reached is not added.

    Parameters
    ----------
    place
        A folder, or an address: https, sftp, ftp, ftps, imap, imaps, tcp, tcp-listen,
        sftp-listen, s3.
    name
        What it is called; without it the name is made of the place.
    agency
        House style to believe when the copy names no agency.
    format
        Read everything from it as this format.
    zone
        IANA zone of times written without one.
    charset
        Character set of copy that does not say.
    interval
        Time between looks, e.g. "90 s".
    pattern
        Which files of the folder are taken.
    max_size
        Larger files and answers are refused, e.g. "5 MiB".
    allow_private
        The address may be private or this machine.
    set
        Any other setting of a source, e.g. --set user=desk --set secret_file=/etc/wireroom/coast.
    untested
        Add it without looking at it first.
    """
    settings = room_config(where)
    is_url = re.match(r"[A-Za-z][A-Za-z0-9+.-]+://", place) is not None
    table: dict[str, Any] = {
        "url" if is_url else "folder": place if is_url else str(Path(place).absolute()),
        "agency": agency, "format": format, "zone": zone, "charset": charset, "interval": interval,
        "pattern": pattern, "max_size": max_size, "allow_private": allow_private or None,
    }  # fmt: skip
    for words in set:
        key, mark, value = words.partition("=")
        if not mark:
            raise ConfigError("set", f"{words!r}: write NAME=VALUE")
        table[key] = value
    name = name or _name_of(place)
    if name in settings.source or name in load_added(settings.data):
        raise ConfigError(
            f"source.{name}", "is there already; give this one another name with --name, or remove that one"
        )
    made = make_source(name, {key: value for key, value in table.items() if value is not None})
    if made.url and not untested and _test(name, made, json=False):
        warn("not added; --untested adds it all the same")
        return 1
    add_source(settings, name, made)
    write_line(f"added {kind_of(made)} {name}")
    if made.folder and not made.folder.is_dir():
        warn(f"{made.folder} is not there yet; it is made when the room takes the source up")
    if agency and style_named(agency) is None:
        warn(
            f"no house style is called {agency!r}: marks are read by the common one; there are: {', '.join(style_names())}"
        )
    return 0


@source.command(name="list")
def list_(*, where: Where = HERE, json: bool = False) -> int:
    """List the sources of the room.

    Parameters
    ----------
    json
        One JSON object a line.
    """
    settings = room_config(where)
    every = sorted({**load_added(settings.data), **settings.source}.items())
    if not every and not json:
        warn("there are no sources yet; `wireroom source add FOLDER|ADDRESS` makes one")
    for name, found in every:
        place = shown_place(found)
        origin = "configuration" if name in settings.source else "added"
        if json:
            write_json({"name": name, "kind": kind_of(found), "place": place, "from": origin, "is_off": found.is_off})
        else:
            write_line(f"{name}  {kind_of(found)}  {place}  ({origin}{', off' if found.is_off else ''})")
    return 0


@source.command
def remove(name: str, /, *, where: Where = HERE) -> int:
    """Remove a source that was added by command; what it brought stays.

    Parameters
    ----------
    name
        Its name.
    """
    settings = room_config(where)
    remove_source(settings, name)
    write_line(f"removed {name}")
    return 0


@source.command(name="test")
def look(
    place: str,
    /,
    *,
    allow_private: bool = False,
    where: Where = HERE,
    json: bool = False,
) -> int:
    """Look at a source once and show what would be read; nothing is stored.

    Parameters
    ----------
    place
        The name of a source, or an address.
    allow_private
        The address may be private or this machine.
    json
        One JSON object an item.
    """
    settings = room_config(where)
    found = {**load_added(settings.data), **settings.source}.get(place)
    if found is None:
        if "://" not in place:
            raise NotFound("source", place)
        found = make_source("test", {"url": place, "allow_private": allow_private})
    return _test(place, found, json=json)


def _test(name: str, source: SourceConfig, *, json: bool) -> int:
    """Look once; gives the exit status."""
    from wireroom.room import look_once

    try:
        found = look_once(name, source)
    except TransportError as error:
        warn(str(error))
        if "allow_private" in str(error):
            warn("at the command line that is --allow-private")
        return 1
    if not found:
        write_line(f"{name}: answers; there is no copy in it now")
    status = 0
    for seen in found:
        filename, reading, n = seen.filename, seen.reading, len(seen.reading.items)
        if json:
            for item in reading.items:
                write_json(
                    {"file": filename, "format": reading.format, "headline": item.headline, "agency": item.agency}
                )
        else:
            write_line(f"{filename or name}: {reading.format or 'no format'}, {n} item{'s' if n != 1 else ''}")
            for item in reading.items[:5]:
                write_line(f"  {item.title}")
        if seen.advice:
            warn(f"{filename or name}: {seen.advice}")
        if not reading.items:
            warn(f"{filename or name}: {reading.reason}")
            status = 1
    return status


def _name_of(place: str) -> str:
    """Make a name of an address or a folder."""
    rest = place.partition("://")[2].partition("/")[0] or Path(place).name
    name = re.sub(r"[^a-z0-9_.-]+", "-", rest.lower().partition("@")[2] or rest.lower()).strip("-._")
    return name.removeprefix("www.")[:64] or "source"
