"""IPTC ninjs 1.6, clean: flat strings (`headline`, `body_html`), for systems that stayed with the first edition.

Concepts are told by scheme and code; what ninjs has no place for goes into `altids`, as in ninjs 2. Several items are
written as a JSON array.
"""

import re
from collections.abc import Sequence
from typing import Any, Final

from wireroom.model import Concept, Filed, Item, Media, Rendition
from wireroom.text.own_fields import OWN_WORD, own_words
from wireroom.writers import _copy, _ninjs_parts
from wireroom.writers._api import FeedInfo, Reach, Writer, reach
from wireroom.writers._ninjs_parts import whole

_SCHEMA: Final = "http://www.iptc.org/std/ninjs/ninjs-schema_1.6.json"
_NAMES: Final = {
    "subjects": "subject", "genres": "genre", "places": "place", "people": "person", "organisations": "organisation",
}  # fmt: skip
_NAME: Final = re.compile(r"[a-zA-Z0-9_]+")


class Ninjs1:
    """ninjs 1.6."""

    name = "ninjs1"
    media_type = "application/json"
    suffix = "ninjs1"
    label = "ninjs 1"
    reach: Reach = reach({}, _ninjs_parts.LIMITS)

    def write(self, items: Sequence[Filed], about: FeedInfo) -> bytes:
        """Write one item as an object, several as an array."""
        written = [_object(filed, about) for filed in items]
        return _copy.json_bytes(written[0] if len(written) == 1 else written)


def _object(filed: Filed, about: FeedInfo) -> dict[str, Any]:
    item = filed.item
    own = _ninjs_parts.own_of(filed, about)
    found = _ninjs_parts.values_of(filed, about)
    found["$standard"] = {"name": "ninjs", "version": "1.6", "schema": _SCHEMA}
    if item.agency_name:
        found["infosource"] = [{"name": item.agency_name, "rel": "agency"}]
    if not _copy.is_wordless(filed, about):
        found |= flat_words(item)
        found |= _concepts(item, own)
        found["associations"] = {
            _key(medium.role, f"{medium.type}{n}"): _association(item, medium, n)
            for n, medium in enumerate(item.associations, 1)
        } or None
    found["altids"] = own
    return whole(found)


def flat_words(item: Item) -> dict[str, Any]:
    """Give the words of an item by the flat names of ninjs 1 and of the systems that keep to it."""
    return {
        "headline": item.headline,
        "byline": item.byline,
        "description_text": item.summary,
        "description_creditline": item.creditline,
        "body_html": _copy.blocks_html(item) if item.blocks else None,
        "body_text": item.body_text if item.blocks else None,
        "charcount": len(item.body_text) if item.blocks else None,
        "wordcount": item.n_words if item.blocks else None,
    }


def _concepts(item: Item, own: dict[str, str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, their in _NAMES.items():
        concepts: tuple[Concept, ...] = getattr(item, name)
        if not concepts:
            continue
        told = [_concept(concept, name) for concept in concepts]
        found[their] = [one for one in told if one]
        if _ninjs_parts.repeats(concepts) or any(
            _lost(concept, one) for concept, one in zip(concepts, told, strict=True)
        ):
            own[OWN_WORD + name] = own_words(concepts)
    if not item.places and any(concept.rel == "location" for concept in item.subjects):
        own[OWN_WORD + "places"] = "null"
    return found


def _concept(concept: Concept, name: str) -> dict[str, Any]:
    scheme, code = concept.scheme, concept.code
    if concept.uri and _copy.is_uri(concept.uri):
        base, slash, last = concept.uri.rpartition("/")
        scheme, code = (base + slash, last) if last and slash else (concept.uri, code)
    elif scheme and not _copy.is_uri(scheme):
        scheme = None
    found: dict[str, Any] = {"name": concept.name, "scheme": scheme or None, "code": code or None}
    if name != "genres":
        found["rel"] = concept.rel
    if name == "subjects":
        found["relevance"] = concept.relevance
    return whole(found)


def _lost(concept: Concept, told: dict[str, Any]) -> bool:
    shown = (told.get("name"), told.get("code"), told.get("scheme"), None, told.get("rel"), told.get("relevance"))
    return shown != (concept.name, concept.code, concept.scheme, concept.uri, concept.rel, concept.relevance)


def _key(name: str | None, otherwise: str) -> str:
    return name if name and _NAME.fullmatch(name) else re.sub(r"[^a-zA-Z0-9_]", "_", otherwise)


def _association(item: Item, medium: Media, n: int) -> dict[str, Any]:
    return whole({
        "uri": _ninjs_parts.medium_uri(item, medium, n),
        "type": medium.type if medium.type in _ninjs_parts.TYPES else None,
        "headline": medium.headline,
        "description_text": medium.caption,
        "byline": medium.credit,
        "copyrightnotice": medium.rights,
        "renditions": renditions_of(medium),
    })  # fmt: skip


def renditions_of(medium: Media) -> dict[str, Any] | None:
    """Give renditions by name; those without an address are no use to anybody."""
    with_address = [one for one in medium.renditions if one.href and _copy.is_uri(one.href)]
    return {_key(one.name, f"rendition{n}"): _rendition(one) for n, one in enumerate(with_address, 1)} or None


def _rendition(rendition: Rendition) -> dict[str, Any]:
    return whole({
        "href": rendition.href, "mimetype": rendition.mime, "width": rendition.width, "height": rendition.height,
        "sizeinbytes": rendition.size,
    })  # fmt: skip


WRITER: Final[Writer] = Ninjs1()
