"""IPTC ninjs 3.1, clean: the values of ninjs 2 in camel case, with links to other items as associations that have a `rel`.

What ninjs has no place for goes into `altIds`, as in ninjs 2. Several items are written as a JSON array.
"""

from collections.abc import Sequence
from typing import Any, Final

from wireroom.model import Filed, ItemLink
from wireroom.writers import _copy, _ninjs_parts
from wireroom.writers._api import FeedInfo, Reach, Writer, reach
from wireroom.writers.ninjs import ninjs_object

_SCHEMA: Final = "http://www.iptc.org/std/ninjs/ninjs-schema_3.1.json"
_NAMES: Final = {
    "versioncreated": "versionCreated", "firstcreated": "firstCreated", "contentcreated": "contentCreated",
    "embargoed": "embargoedUntil", "pubstatus": "pubStatus", "copyrightholder": "copyrightHolder",
    "copyrightnotice": "copyrightNotice", "usageterms": "usageTerms", "ednote": "edNote", "infosources": "infoSources",
    "altids": "altIds", "contenttype": "contentType", "charcount": "charCount", "wordcount": "wordCount",
    "sizeinbytes": "sizeInBytes",
}  # fmt: skip


class Ninjs3:
    """ninjs 3.1."""

    name = "ninjs3"
    media_type = "application/json"
    suffix = "ninjs3"
    label = "ninjs 3"
    reach: Reach = reach({}, _ninjs_parts.LIMITS)

    def write(self, items: Sequence[Filed], about: FeedInfo) -> bytes:
        """Write one item as an object, several as an array."""
        written = [_object(filed, about) for filed in items]
        return _copy.json_bytes(written[0] if len(written) == 1 else written)


def _object(filed: Filed, about: FeedInfo) -> dict[str, Any]:
    found = ninjs_object(filed, about)
    found["standard"] = {"name": "ninjs", "version": "3.1", "schema": _SCHEMA}
    if not _copy.is_wordless(filed, about) and (links := [*filter(None, map(_linked, filed.item.links))]):
        found["associations"] = [*found.get("associations", ()), *links]
    renamed: dict[str, Any] = _renamed(found)
    return renamed


def _linked(link: ItemLink) -> dict[str, Any] | None:
    address = link.residref or link.href
    if not address or not _copy.is_uri(address):
        return None
    return _ninjs_parts.whole({
        "name": link.title or link.rel, "rel": link.rel, "uri": address, "version": link.version,
    })  # fmt: skip


def _renamed(value: Any) -> Any:
    if isinstance(value, dict):
        return {_NAMES.get(name, name): _renamed(inner) for name, inner in value.items()}
    return [_renamed(inner) for inner in value] if isinstance(value, list) else value


WRITER: Final[Writer] = Ninjs3()
