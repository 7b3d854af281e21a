"""IPTC ninjs 2.1, clean: only what the schema has (additional properties are forbidden there).

What ninjs has no place for (chain, story, lead number) goes into `altids` under roles of ours. The headline is as the agency
sent it, marks and all, so that the next system can read them too. Several items are written as a JSON array.
"""

import re
from collections.abc import Sequence
from typing import Any, Final

from wireroom.model import Concept, Filed
from wireroom.writers import _copy
from wireroom.writers._api import FeedInfo, Writer

_SCHEMA: Final = "http://www.iptc.org/std/ninjs/ninjs-schema_2.1.json"
_URI: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s\"<>\\^`{|}]+")
_TYPES: Final = frozenset(("text", "audio", "video", "picture", "graphic", "composite", "component"))


class Ninjs:
    """ninjs 2.1."""

    name = "ninjs"
    media_type = "application/json"

    def write(self, items: Sequence[Filed], about: FeedInfo) -> bytes:
        """Write one item as an object, several as an array."""
        written = [_object(filed) for filed in items]
        return _copy.json_bytes(written[0] if len(written) == 1 else written)


def _object(filed: Filed) -> dict[str, Any]:
    item = filed.item
    found: dict[str, Any] = {
        "uri": item.uri if _URI.fullmatch(item.uri) else f"urn:wireroom:item:{item.id}",
        "standard": {"name": "ninjs", "version": "2.1", "schema": _SCHEMA},
        "type": item.type if item.type in _TYPES else "text",
        "version": item.version or "1",
        "versioncreated": _copy.iso(_copy.made_at(filed)),
        "pubstatus": "canceled" if filed.is_gone else item.pubstatus,
        "altids": [
            {"role": "wireroom:item", "value": item.id},
            {"role": "wireroom:chain", "value": filed.chain},
            {"role": "wireroom:story", "value": filed.story},
        ],
    }
    if item.agency_name:
        found["infosources"] = [{"name": item.agency_name, "role": "agency"}]
    if filed.is_gone:
        return found
    if item.marks.label:
        found["altids"].append({"role": "wireroom:mark", "value": item.marks.label})
    headlines = [{"role": "main", "contenttype": "text/plain", "value": item.headline or item.title}]
    headlines += [{"role": "sub", "contenttype": "text/plain", "value": text} for text in item.subheadlines]
    found["headlines"] = headlines
    if item.blocks:
        found["bodies"] = [
            {"role": "main", "contenttype": "text/html", "wordcount": item.n_words, "value": _copy.body_html(filed)},
            {"role": "plain", "contenttype": "text/plain", "charcount": len(item.body_text), "value": item.body_text},
        ]
    if item.summary:
        found["descriptions"] = [{"role": "summary", "contenttype": "text/plain", "value": item.summary}]
    plain = {
        "slugline": item.slugline or item.slugline_raw,
        "by": item.byline,
        "located": item.dateline.city if item.dateline else None,
        "language": item.language,
        "urgency": item.urgency,
        "firstcreated": _copy.iso(item.firstcreated) if item.firstcreated else None,
        "contentcreated": _copy.iso(item.contentcreated) if item.contentcreated else None,
        "expires": _copy.iso(item.expires) if item.expires else None,
        "copyrightholder": item.copyrightholder,
        "copyrightnotice": item.copyrightnotice,
        "usageterms": item.usageterms,
    }
    found |= {name: value for name, value in plain.items() if value is not None}
    for name in ("subjects", "genres", "places", "people", "organisations"):
        if concepts := [_concept(concept) for concept in getattr(item, name)]:
            found[name] = concepts
    return found


def _concept(concept: Concept) -> dict[str, str]:
    uri = concept.uri if concept.uri and _URI.fullmatch(concept.uri) else None
    code = ":".join(part for part in (concept.scheme, concept.code) if part) if concept.code and not uri else None
    found = {"name": concept.name, "uri": uri, "literal": code}
    return {name: value for name, value in found.items() if value}


WRITER: Final[Writer] = Ninjs()
