"""IPTC ninjs 2.2, clean: only what the schema has (additional properties are forbidden there).

What ninjs has no place for (chain, story, take key, links to earlier versions …) goes into `altids`: the room's ids under
`wireroom:chain` and the like, fields of the item under `wireroom-NAME`. The headline is as the agency sent it, marks and all,
so that the next system can read them too. Several items are written as a JSON array.
"""

from collections.abc import Sequence
from typing import Any, Final

from wireroom.model import Filed, Item, Media, Rendition
from wireroom.writers import _copy, _ninjs_parts
from wireroom.writers._api import FeedInfo, Reach, Writer, reach
from wireroom.writers._ninjs_parts import named_texts, whole

_SCHEMA: Final = "http://www.iptc.org/std/ninjs/ninjs-schema_2.2.json"


class Ninjs:
    """ninjs 2.2."""

    name = "ninjs"
    media_type = "application/json"
    suffix = "ninjs"
    label = "ninjs 2"
    reach: Reach = reach({}, _ninjs_parts.LIMITS)

    def write(self, items: Sequence[Filed], about: FeedInfo) -> bytes:
        """Write one item as an object, several as an array."""
        written = [ninjs_object(filed, about) for filed in items]
        return _copy.json_bytes(written[0] if len(written) == 1 else written)


def ninjs_object(filed: Filed, about: FeedInfo) -> dict[str, Any]:
    """Give the item by the names of ninjs 2."""
    item = filed.item
    own = _ninjs_parts.own_of(filed, about)
    found = _ninjs_parts.values_of(filed, about)
    found["standard"] = {"name": "ninjs", "version": "2.2", "schema": _SCHEMA}
    if item.agency_name:
        found["infosources"] = [{"name": item.agency_name, "role": "agency"}]
    if not _copy.is_wordless(filed, about):
        subs = (("sub", line) for line in item.subheadlines) if item.headline else ()
        found["headlines"] = named_texts(("main", item.headline), *subs)
        found["descriptions"] = named_texts(("summary", item.summary), ("creditline", item.creditline))
        found["by"] = item.byline
        if item.blocks:
            found["bodies"] = _bodies(item)
        found |= _ninjs_parts.concepts_of(item, own)
        found["associations"] = [_association(item, medium, n) for n, medium in enumerate(item.associations, 1)]
    found["altids"] = [{"role": role, "value": value} for role, value in own.items()]
    return whole(found)


def _bodies(item: Item) -> list[dict[str, Any]]:
    text = item.body_text
    return [
        {"role": "main", "contenttype": "text/html", "wordcount": item.n_words, "value": _copy.blocks_html(item)},
        {"role": "plain", "contenttype": "text/plain", "charcount": len(text), "value": text},
    ]


def _association(item: Item, medium: Media, n: int) -> dict[str, Any]:
    return whole({
        "name": medium.role or f"{medium.type}{n}",
        "uri": _ninjs_parts.medium_uri(item, medium, n),
        "type": medium.type if medium.type in _ninjs_parts.TYPES else None,
        "headlines": named_texts(("main", medium.headline)),
        "descriptions": named_texts(("caption", medium.caption)),
        "by": medium.credit,
        "copyrightnotice": medium.rights,
        "renditions": [_rendition(one, m) for m, one in enumerate(medium.renditions, 1)],
    })  # fmt: skip


def _rendition(rendition: Rendition, n: int) -> dict[str, Any]:
    return whole({
        "name": rendition.name or f"rendition{n}",
        "href": rendition.href if rendition.href and _copy.is_uri(rendition.href) else None,
        "contenttype": rendition.mime,
        "width": rendition.width,
        "height": rendition.height,
        "sizeinbytes": rendition.size,
    })  # fmt: skip


WRITER: Final[Writer] = Ninjs()
