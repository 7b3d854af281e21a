"""What the trade's standards have no place for, told in their extension points under names of Wireroom.

A standard's own place always goes first; this is for the rest, so that a room that is fed by a room loses nothing: take key,
message number, cross-reference, the parts of a dateline … Text stands as it is, everything else as JSON. NewsML-G2 has
`itemMetaExtProperty`, NITF `meta`, ninjs `altids` for it. A body never comes this way: its markup has to be cleaned.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any, Final, get_type_hints

import msgspec

from wireroom.model import Item

#: before the field's name, where the standard wants an address
OWN_URN: Final = "urn:wireroom:field:"
#: before the field's name, where it wants a word
OWN_WORD: Final = "wireroom-"
#: what may come this way; nothing else is believed
OWN_FIELDS: Final = frozenset((
    "native_guid", "version", "agency_name", "message_number", "cross_reference", "service", "selector", "priority",
    "priority_raw", "urgency", "category", "versioncreated", "firstcreated", "contentcreated", "sent_at", "issued_on",
    "embargoed", "expires", "embargo_text", "headline", "slugline", "slugline_raw", "take_key", "signals", "links",
    "evolvedfrom", "subheadlines", "byline", "creditline", "dateline", "ednote", "summary", "sign_off", "is_preformatted",
    "wordcount", "language", "keywords", "subjects", "genres", "places", "people", "organisations", "sections",
    "copyrightholder", "copyrightnotice", "usageterms", "associations",
))  # fmt: skip
#: longer ones are no fields
_MAX_CHARS: Final = 100_000
#: a number that no store can keep
_HUGE: Final = re.compile(r"\d{16,}")
#: the strings of JSON
_STRINGS: Final = re.compile(r'"(?:[^"\\]|\\.)*"')
_TYPES: Final = get_type_hints(Item)
_DEFAULTS: Final = {field.name: field.default for field in msgspec.structs.fields(Item)}


def iter_own(item: Item, names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Give name and words of those fields that say anything."""
    for name in names:
        if getattr(item, name) != _DEFAULTS[name]:
            yield name, own_words(getattr(item, name))


def own_words(value: Any) -> str:
    """Write one field: text as it is, everything else as JSON."""
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()


def take_own(fields: dict[str, Any], own: Mapping[str, str]) -> None:
    """Put fields that a room wrote over those that were read from the standard's own places.

    "null" takes a field away: the standard demanded something that the copy does not say. Names that are no such field,
    and words that are not of its kind, are passed over.
    """
    for name, words in own.items():
        if name not in OWN_FIELDS or len(words) > _MAX_CHARS:
            continue
        if words == "null":
            fields.pop(name, None)
        elif _TYPES[name] == str | None:
            fields[name] = words
        elif not _HUGE.search(_STRINGS.sub("", words)):
            with suppress(msgspec.DecodeError, msgspec.ValidationError):
                value = msgspec.json.decode(words, type=_TYPES[name])
                if not isinstance(value, datetime):
                    fields[name] = value
                elif value.tzinfo is not None:
                    fields[name] = value.astimezone(UTC)


def own_name(name: str | None) -> str | None:
    """Give the field's name, when a name in a standard's extension point is one of ours."""
    if not name or not name.startswith((OWN_URN, OWN_WORD)):
        return None
    field = name.removeprefix(OWN_URN if name.startswith(OWN_URN) else OWN_WORD)
    return field if field in OWN_FIELDS else None
