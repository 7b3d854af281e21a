"""The ninjs dialect of Superdesk and Newshub: ninjs 1 with `guid`, `priority`, `keywords`, `service`, `source`, `evolvedfrom`.

For systems that take this dialect by push; it is no clean ninjs (the schema forbids more properties). What it has no place
for stands in its `extra`, under `wireroom-NAME`. Several items are written as a JSON array.
"""

from collections.abc import Sequence
from typing import Any, Final

from wireroom.model import Concept, Filed, Item, Media
from wireroom.text.own_fields import OWN_WORD, own_words
from wireroom.writers import _copy, _ninjs_parts
from wireroom.writers._api import FeedInfo, Reach, Writer, reach
from wireroom.writers._ninjs_parts import whole
from wireroom.writers.ninjs1 import flat_words, renditions_of

_NAMES: Final = {
    "subjects": "subject", "genres": "genre", "places": "place", "people": "person", "organisations": "organisation",
}  # fmt: skip
#: fields that this dialect has and no edition of the standard
_NATIVE: Final = ("keywords", "evolvedfrom", "priority")


class NinjsSuperdesk:
    """Superdesk's ninjs."""

    name = "ninjs_superdesk"
    media_type = "application/json"
    suffix = "superdesk"
    label = "Superdesk ninjs"
    reach: Reach = reach({}, _ninjs_parts.LIMITS)

    def write(self, items: Sequence[Filed], about: FeedInfo) -> bytes:
        """Write one item as an object, several as an array."""
        written = [_object(filed, about) for filed in items]
        return _copy.json_bytes(written[0] if len(written) == 1 else written)


def _object(filed: Filed, about: FeedInfo) -> dict[str, Any]:
    item = filed.item
    own = _ninjs_parts.own_of(filed, about, native=_NATIVE)
    found = _ninjs_parts.values_of(filed, about)
    found["guid"] = found.pop("uri")
    found["source"] = item.agency_name
    found["evolvedfrom"] = item.evolvedfrom
    if not _copy.is_wordless(filed, about):
        found |= flat_words(item)
        found["priority"] = item.priority
        found["keywords"] = list(item.keywords)
        found["service"] = [{"name": item.category, "code": item.category}] if item.category else None
        for name, their in _NAMES.items():
            concepts: tuple[Concept, ...] = getattr(item, name)
            if concepts:
                found[their] = [_concept(concept) for concept in concepts]
        own |= _unsaid(item)
        found["associations"] = {
            medium.role or f"media{n}": _association(item, medium, n) for n, medium in enumerate(item.associations, 1)
        } or None
    found["extra"] = own
    return whole(found)


def _unsaid(item: Item) -> dict[str, str]:
    """Give fields that readers of this dialect would fill from another place."""
    own = {OWN_WORD + name: own_words(value) for name in _NAMES if _ninjs_parts.repeats(value := getattr(item, name))}
    if not item.places and any(concept.rel == "location" for concept in item.subjects):
        own[OWN_WORD + "places"] = "null"
    if len(set(item.keywords)) != len(item.keywords):
        own[OWN_WORD + "keywords"] = own_words(item.keywords)
    return own


def _concept(concept: Concept) -> dict[str, Any]:
    return whole({
        "name": concept.name, "code": concept.code, "scheme": concept.scheme, "uri": concept.uri, "rel": concept.rel,
        "relevance": concept.relevance,
    })  # fmt: skip


def _association(item: Item, medium: Media, n: int) -> dict[str, Any]:
    return whole({
        "guid": _ninjs_parts.medium_uri(item, medium, n),
        "type": medium.type,
        "headline": medium.headline,
        "description_text": medium.caption,
        "byline": medium.credit,
        "copyrightnotice": medium.rights,
        "renditions": renditions_of(medium),
    })  # fmt: skip


WRITER: Final[Writer] = NinjsSuperdesk()
