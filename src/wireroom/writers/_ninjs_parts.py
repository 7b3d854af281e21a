"""What the editions of ninjs share: values by their name in ninjs 2, concepts, media, and what has no place in any of them."""

import re
from collections.abc import Sequence
from typing import Any, Final

from wireroom.model import Concept, Filed, Item, Media
from wireroom.text.own_fields import OWN_WORD, iter_own, own_words
from wireroom.writers import _copy
from wireroom.writers._api import FeedInfo

TYPES: Final = frozenset(("text", "audio", "video", "picture", "graphic", "composite"))
CONCEPTS: Final = ("subjects", "genres", "places", "people", "organisations")
_OWN: Final = (
    "message_number", "cross_reference", "service", "priority", "priority_raw", "category", "sent_at", "issued_on",
    "embargo_text", "take_key", "signals", "links", "evolvedfrom", "dateline", "sections", "is_preformatted", "keywords",
    "subheadlines",
)  # fmt: skip
_FOR_EDITORS: Final = ("selector", "sign_off")
LIMITS: Final = {
    "uri": "where the id has signs that no URI may have, our own id stands for it",
    "native_guid": "where the copy has none, `uri` stands for it",
    "version": "1 where the copy has none",
    "versioncreated": "where the copy does not say, when it was sent or came in",
    "type": "text, picture, graphic, video, audio, composite; anything else becomes text",
    "pubstatus": "an embargo whose time could not be read leaves as withheld",
    "marks": "an embargo whose time could not be read is a hold besides",
    "blocks": "notes become paragraphs",
}


def own_of(filed: Filed, about: FeedInfo, *, native: Sequence[str] = ()) -> dict[str, str]:
    """Give role -> value of the ids and fields that ninjs has no place for; `native` are fields that the edition has."""
    item = filed.item
    told = {"wireroom:item": item.id, "wireroom:chain": filed.chain, "wireroom:story": filed.story}
    if _copy.is_wordless(filed, about):
        return told
    if item.marks.label:
        told["wireroom:mark"] = item.marks.label
    own = dict(iter_own(item, (*_OWN, *(_FOR_EDITORS if about.for_editors else ()))))
    if item.native_guid and item.native_guid != _copy.address_of(item):
        own["native_guid"] = item.native_guid
    shown = item.slugline or item.slugline_raw
    own |= {
        name: own_words(getattr(item, name)) for name in ("slugline", "slugline_raw") if getattr(item, name) != shown
    }
    if item.wordcount != (item.n_words or None):
        own["wordcount"] = own_words(item.wordcount)
    if item.language and "_" in item.language:
        own["language"] = item.language
    if item.associations or item.links:
        own["associations"] = own_words(item.associations)
    for name in ("headline", "byline", "creditline", "summary"):
        if (words := getattr(item, name)) and (not _copy.is_folded(words) or _MARKUP.search(words)):
            own[name] = words
    return told | {OWN_WORD + name: words for name, words in own.items() if name not in native}


_MARKUP: Final = re.compile(r"[<&]")


def values_of(filed: Filed, about: FeedInfo) -> dict[str, Any]:
    """Give what stands under the same name in all editions, ninjs 2's names; None where the copy does not say it."""
    item = filed.item
    found: dict[str, Any] = {
        "uri": _copy.address_of(item),
        "type": item.type if item.type in TYPES else "text",
        "version": str(_copy.version_of(filed, about)) if filed.killed_by else item.version or "1",
        "versioncreated": _copy.iso(filed.killed_at or _copy.made_at(filed)),
        "pubstatus": _copy.status_of(filed, about),
    }
    if _copy.is_wordless(filed, about):
        return found
    return found | {
        "firstcreated": _copy.iso(item.firstcreated) if item.firstcreated else None,
        "contentcreated": _copy.iso(item.contentcreated) if item.contentcreated else None,
        "embargoed": _copy.iso(item.embargoed) if item.embargoed else None,
        "expires": _copy.iso(item.expires) if item.expires else None,
        "urgency": item.urgency,
        "language": item.language,
        "slugline": item.slugline or item.slugline_raw,
        "located": (item.dateline.city or item.dateline.text) if item.dateline else None,
        "copyrightholder": item.copyrightholder,
        "copyrightnotice": item.copyrightnotice,
        "usageterms": item.usageterms,
        "ednote": item.ednote if about.for_editors else None,
    }


def named_texts(*texts: tuple[str, str | None]) -> list[dict[str, Any]]:
    """Give [{role, contenttype, value}] of those that are there."""
    return [{"role": role, "contenttype": "text/plain", "value": text} for role, text in texts if text]


def concept_of(concept: Concept, *, with_rel: bool, with_relevance: bool) -> dict[str, Any]:
    """Give {name, rel, uri, literal} as ninjs 2 and 3 have it."""
    uri = concept.uri if concept.uri and _copy.is_uri(concept.uri) else None
    found: dict[str, Any] = {"name": concept.name, "uri": uri, "literal": concept.code}
    if with_rel:
        found["rel"] = concept.rel
    if with_relevance:
        found["relevance"] = concept.relevance
    return {name: value for name, value in found.items() if value is not None}


def concepts_of(item: Item, own: dict[str, str]) -> dict[str, list[dict[str, Any]]]:
    """Give the lists of concepts by ninjs 2's names; those that lose something there are told whole in `own` too."""
    found: dict[str, list[dict[str, Any]]] = {}
    for name in CONCEPTS:
        concepts: tuple[Concept, ...] = getattr(item, name)
        if not concepts:
            continue
        ways = {"with_rel": name != "genres", "with_relevance": name == "subjects"}
        told = [concept_of(concept, **ways) for concept in concepts]
        found[name] = [one for one in told if one]
        if repeats(concepts) or not all(map(_same, concepts, told)):
            own[OWN_WORD + name] = own_words(concepts)
    if not item.places and any(concept.rel == "location" for concept in item.subjects):
        own[OWN_WORD + "places"] = "null"
    return found


def repeats(concepts: Sequence[Concept]) -> bool:
    """Tell whether one comes twice: readers of lists take it once."""
    return len(set(concepts)) != len(concepts)


def _same(concept: Concept, told: dict[str, Any]) -> bool:
    shown = (told.get("name"), told.get("literal"), told.get("uri"), told.get("rel"), told.get("relevance"))
    return concept.scheme is None and shown == (concept.name, concept.code, concept.uri, concept.rel, concept.relevance)


def medium_uri(item: Item, medium: Media, n: int) -> str:
    """Give a medium's address; where it has none, one made of the item's."""
    guid = medium.native_guid
    return guid if guid and _copy.is_uri(guid) else f"urn:wireroom:media:{item.id}:{n}"


def whole(found: dict[str, Any]) -> dict[str, Any]:
    """Leave out what is not said."""
    return {name: value for name, value in found.items() if value is not None and value != []}
