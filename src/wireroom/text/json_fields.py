"""One JSON object being read into an item: what was asked for, where it was found, what is left over."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from wireroom.model import Fault
from wireroom.text.json_copy import read_number, read_objects, read_text
from wireroom.text.zoned_times import read_zoned

#: item field -> names of the lists and objects it is read from, where it is called otherwise
_STANDS_UNDER: Final = {
    "headline": ("headlines",), "summary": ("descriptions",), "byline": ("bylines", "authors", "photographer"),
    "blocks": ("bodies", "renditions"), "dateline": ("datelinelocation",), "native_guid": ("altids",), "subjects": ("subject",),
    "genres": ("genre",), "people": ("person",), "organisations": ("organisation", "company"), "places": ("place",),
    "signals": ("signal",), "links": ("renditions",), "associations": ("renditions",), "slugline_raw": ("slugline",),
}  # fmt: skip
#: a left-over object longer than this, as JSON, is named and not kept
MAX_REST_CHARS: Final = 2_000


class Fields:
    """Reads an object whose names are in lower case; remembers what was read, for `extra` and for `provenance`."""

    def __init__(self, thing: Mapping[str, Any], *, path: str, zone: str | None = None) -> None:
        self.thing = thing
        self.path = path
        self.zone = zone
        self.faults: list[Fault] = []
        #: item field -> path of what it was read from
        self.found: dict[str, str] = {}
        #: a time came without zone and one was assumed
        self.is_zone_assumed = False
        self._asked: set[str] = set()

    @property
    def names(self) -> tuple[str, ...]:
        """All names the object has."""
        return tuple(self.thing)

    def get(self, *names: str) -> Any:
        """Give the first value that is there, whatever it is."""
        self._asked.update(names)
        for name in names:
            if (value := self.thing.get(name)) is not None:
                return value
        return None

    def text(self, *names: str, into: str | None = None) -> str | None:
        """Give the first of these that holds text; `into` is the item field it is for, if it is called otherwise."""
        self._asked.update(names)
        for name in names:  # most are not there
            if (value := self.thing.get(name)) is not None and (found := read_text(value)):
                self.found.setdefault(into or names[0], f"{self.path}.{name}")
                return found
        return None

    def number(self, name: str, *, least: int, most: int) -> int | None:
        """Give a whole number in its range; one outside is a fault and None."""
        value = self.get(name)
        found = read_number(value)
        if value is None or value == "":
            return None
        if found is None or not least <= found <= most:
            self.fault("number-unread", f"{name} is {value!r:.60}, not a number from {least} to {most}", name)
            return None
        self.found.setdefault(name, f"{self.path}.{name}")
        return found

    def time(self, name: str, *, into: str | None = None) -> datetime | None:
        """Give a time; words that are none are a fault and None."""
        words = self.text(name, into=into)
        return self.time_of(words, into or name) if words else None

    def time_of(self, words: str, where: str) -> datetime | None:
        """Read words as a time; what cannot be read is a fault and None."""
        found, assumed = read_zoned(words, self.zone)
        if found is None:
            self.fault("time-unread", f"{where} is {words[:60]!r}, which is no time", where)
        self.is_zone_assumed |= assumed
        return found

    def places(self, values: Mapping[str, Any]) -> dict[str, str]:
        """Say where each field stands: as it was read, and for lists and objects the name they stand under."""
        found = dict(self.found)
        for field in (field for field, value in values.items() if value and field not in found):
            for name in (field, *_STANDS_UNDER.get(field, ())):
                if self.thing.get(name):
                    found[field] = f"{self.path}.{name}"
                    break
        return found

    def fault(self, code: str, text: str, where: str | None = None) -> None:
        """Note a fault of this item."""
        self.faults.append(Fault(code=code, text=text, where=where))

    def rest_into(self, extra: dict[str, str], *, leave: tuple[str, ...] = ()) -> None:
        """Keep what nobody asked for: text as it is, the rest as JSON where it is short."""
        own = self.thing.get("extra")
        for name, value in own.items() if isinstance(own, dict) else ():
            _keep(extra, str(name), value)
        for name, value in self.thing.items():
            if name not in self._asked and name not in leave and name != "extra":
                _keep(extra, name, value)


def texts_by_role(value: Any) -> dict[str, tuple[str, str]]:
    """Read [{role, contenttype, value}] of ninjs 2 and 3: role -> (value, content type); without role "main", then "2" …"""
    found: dict[str, tuple[str, str]] = {}
    for entry in read_objects(value):
        low = {str(name).lower(): inner for name, inner in entry.items()}
        if text := read_text(low.get("value")):
            role = read_text(low.get("role")) or ("main" if "main" not in found else str(len(found) + 1))
            kind = read_text(low.get("contenttype")) or ""
            found[role if role not in found else f"{role} {len(found) + 1}"] = (text, kind.lower())
    return found


def _keep(extra: dict[str, str], name: str, value: Any) -> None:
    if value is None or value == "" or value == [] or value == {}:
        return
    text = read_text(value)
    if text is None:
        text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    if len(text) <= MAX_REST_CHARS:
        extra.setdefault(name, text)
