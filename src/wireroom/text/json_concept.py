"""The parts of a JSON item that most JSON wires share: concepts, renditions, signals, media."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from wireroom.model import Concept, ItemLink, Media, Rendition, Signal
from wireroom.text.json_copy import read_number, read_objects, read_text
from wireroom.text.markup import plain

#: the IPTC's relations between items (newscodes/itemrelation), as ninjs 3.1 has them on associations
_RELATIONS: Final = frozenset((
    "previousVersion", "evolvedFrom", "derivedFrom", "translationOf", "translatedFrom", "seeAlso", "updateOf", "correctionOf",
))  # fmt: skip


def folded(thing: Mapping[str, Any]) -> dict[str, Any]:
    """Give an object with its names in lower case: `versionCreated` of ninjs 3 is `versioncreated` of ninjs 2."""
    return {str(name).lower(): value for name, value in thing.items()}


def read_concepts(value: Any) -> tuple[Concept, ...]:
    """Read subjects, places, people …: {name, rel, scheme, code} or {name, rel, uri, literal}, or bare names."""
    if isinstance(value, list):
        found = [_concept(entry) for entry in value]
    elif isinstance(value, str | dict):
        found = [_concept(value)]
    else:
        return ()
    return tuple(dict.fromkeys(concept for concept in found if concept is not None))


def _concept(value: Any) -> Concept | None:
    if isinstance(value, str):
        return Concept(name=value.strip()) if value.strip() else None
    if not isinstance(value, dict):
        return None
    entry = folded(value)
    rels = entry.get("rels")
    concept = Concept(
        name=read_text(entry.get("name")),
        code=read_text(entry.get("code")) or read_text(entry.get("literal")) or read_text(entry.get("qcode")),
        scheme=read_text(entry.get("scheme")),
        uri=read_text(entry.get("uri")),
        rel=read_text(entry.get("rel")) or (read_text(rels[0]) if isinstance(rels, list) and rels else None),
        relevance=read_number(entry.get("relevance")),
    )
    return concept if concept.name or concept.code or concept.uri else None


def read_signals(value: Any) -> tuple[Signal, ...]:
    """Read signals: bare codes, or {code, name, uri, note}."""
    found: list[Signal] = []
    for entry in value if isinstance(value, list) else [value]:
        if isinstance(entry, dict):
            code = read_text(entry.get("code")) or read_text(entry.get("name"))
            if code:
                name, uri, note = (read_text(entry.get(key)) for key in ("name", "uri", "note"))
                found.append(Signal(code=code, name=name, uri=uri, note=note))
        elif code := read_text(entry):
            found.append(Signal(code=code))
    return tuple(found)


def read_renditions(value: Any) -> tuple[Rendition, ...]:
    """Read renditions, as an object by name (ninjs 1) or as a list that names them (ninjs 2, 3)."""
    found = []
    for name, entry in _named(value):
        rendition = Rendition(
            href=read_text(entry.get("href")),
            name=name,
            mime=_first(entry, "mimetype", "contenttype", "mime", "mime_type"),
            width=read_number(entry.get("width")),
            height=read_number(entry.get("height")),
            size=read_number(entry.get("sizeinbytes")) or read_number(entry.get("size")),
        )
        if rendition.href:
            found.append(rendition)
    return tuple(found)


def read_media(value: Any) -> tuple[Media, ...]:
    """Read associations, as an object by role (ninjs 1, null = taken off) or as a list that names them."""
    found = []
    for role, entry in _named(value):
        guid = _first(entry, "native_guid", "uri", "guid", "id" if "headline" in entry else "itemid")
        renditions = read_renditions(entry.get("renditions"))
        media = Media(
            type=_first(entry, "type") or "picture",
            role=role,
            native_guid=guid if guid != role else None,
            headline=_first(entry, "headline") or _of_role(entry.get("headlines")),
            caption=_markup(_first(entry, "caption", "description_text", "description_caption", "description_html"))
            or _of_role(entry.get("descriptions")),
            credit=_first(entry, "credit", "creditline", "byline", "by", "source"),
            rights=_first(entry, "rights", "copyrightnotice", "usageterms", "copyrightholder"),
            renditions=renditions,
        )
        if media.native_guid or renditions or media.headline or media.caption:
            found.append(media)
    return tuple(found)


def read_related(value: Any) -> tuple[ItemLink, ...]:
    """Read associations that say how another item is related to this one, and bring no file of it."""
    found = []
    for one in map(folded, read_objects(value)):
        rel = re.split(r"[/:#]", read_text(one.get("rel")) or "")[-1]
        if rel in _RELATIONS and not one.get("renditions"):
            title = _first(one, "headline", "name")
            found.append(
                ItemLink(
                    rel=rel,
                    residref=_first(one, "uri"),
                    version=_first(one, "version"),
                    title=title if title != rel else None,
                )
            )
    return tuple(found)


def _named(value: Any) -> Iterator[tuple[str | None, dict[str, Any]]]:
    if isinstance(value, dict):
        for name, entry in value.items():
            for one in read_objects(entry):
                yield str(name), folded(one)
    else:
        for entry in read_objects(value):
            one = folded(entry)
            yield _first(one, "role", "name", "id"), one


def _first(entry: Mapping[str, Any], *names: str) -> str | None:
    for name in names:
        if text := read_text(entry.get(name)):
            return text
    return None


def _markup(text: str | None) -> str | None:
    return (plain(text) or None) if text else None


def _of_role(value: Any) -> str | None:
    texts = [_markup(_first(folded(entry), "value")) for entry in read_objects(value)]
    return next((text for text in texts if text), None)
