"""schema.org 28 NewsArticle in JSON-LD 1.1: one object, or an `@graph` of several.

Versions are told by `version` and `isBasedOn`, the status by `creativeWorkStatus` ("Canceled", without a word of the copy),
media by `associatedMedia`. In a page it stands in a script element of type application/ld+json.
"""

from collections.abc import Sequence
from typing import Any, Final

from wireroom.model import Filed, Item, Media
from wireroom.text.byline import read_byline
from wireroom.writers import _copy, _feed_parts
from wireroom.writers._api import FeedInfo, Reach, Writer, reach_only
from wireroom.writers._ninjs_parts import whole

_MEDIA: Final = {"picture": "ImageObject", "graphic": "ImageObject", "video": "VideoObject", "audio": "AudioObject"}


class JsonLd:
    """schema.org NewsArticle."""

    name = "json_ld"
    media_type = "application/ld+json"
    suffix = "jsonld"
    label = "schema.org"
    reach: Reach = reach_only(
        {
            "headline": "without markup; where the copy has none, its title",
            "versioncreated": "where the copy does not say, when it was sent or came in",
            "language": "",
            "sections": "",
        },
        {
            "agency_name": "stands as the publisher's name, which readers of pages read as the site",
            "blocks": "stand in `articleBody`; readers of pages take the text of the page, which has its paragraphs",
            "keywords": "readers part them at commas",
            "byline": "the names stand as authors, without “By”",
        },
        "schema.org has a place for it or for a part of it, which readers of news pages do not look at",
        _feed_parts.FORMS,
    )

    def write(self, items: Sequence[Filed], about: FeedInfo) -> bytes:
        """Write one item as an object, several as a graph."""
        written = [_article(filed, about) for filed in items]
        if len(written) == 1:
            return _copy.json_bytes({"@context": "https://schema.org", **written[0]})
        return _copy.json_bytes({"@context": "https://schema.org", "@graph": written})


def _article(filed: Filed, about: FeedInfo) -> dict[str, Any]:
    item = filed.item
    page = _copy.page_of(filed, about.site_url)
    found: dict[str, Any] = {
        "@type": "NewsArticle",
        "@id": page,
        "url": page,
        "mainEntityOfPage": page,
        "identifier": item.uri,
        "version": item.version,
        "datePublished": _copy.iso(item.firstcreated or _copy.made_at(filed)),
        "dateModified": _copy.iso(filed.killed_at or _copy.made_at(filed)),
        "publisher": {"@type": "NewsMediaOrganization", "name": item.agency_name} if item.agency_name else None,
        "inLanguage": item.language,
    }
    if _copy.is_wordless(filed, about):
        return whole(found | {"headline": _copy.title_of(filed), "creativeWorkStatus": "Canceled"})
    return whole(found | _words(item))


def _words(item: Item) -> dict[str, Any]:
    classes = (*item.subjects, *item.genres)
    return {
        "headline": item.headline or item.title,
        "alternativeHeadline": item.subheadlines[0] if item.subheadlines else None,
        "abstract": item.summary,
        "articleBody": item.body_text or None,
        "wordCount": item.n_words or None,
        "author": [{"@type": "Person", "name": name} for name in _writers(item)],
        "creditText": item.creditline,
        "dateline": item.dateline.text if item.dateline else None,
        "articleSection": list(item.sections),
        "keywords": _copy.names(item.keywords),
        "about": [_thing("Thing", one.name, one.uri) for one in classes if one.name],
        "contentLocation": [_thing("Place", one.name, one.uri) for one in item.places if one.name],
        "mentions": [
            *(_thing("Person", one.name, one.uri) for one in item.people if one.name),
            *(_thing("Organization", one.name, one.uri) for one in item.organisations if one.name),
        ],
        "creativeWorkStatus": {"canceled": "Canceled", "withheld": "Withheld"}.get(item.pubstatus),
        "isBasedOn": item.evolvedfrom,
        "expires": _copy.iso(item.expires) if item.expires else None,
        "copyrightHolder": {"@type": "Organization", "name": item.copyrightholder} if item.copyrightholder else None,
        "copyrightNotice": item.copyrightnotice,
        "usageInfo": item.usageterms if item.usageterms and _copy.is_uri(item.usageterms) else None,
        "associatedMedia": [_medium(medium) for medium in item.associations],
        "image": [file.href for kind, _, _, file in _feed_parts.files_of(item) if kind == "image"],
    }


def _writers(item: Item) -> tuple[str, ...]:
    found = read_byline(item.byline) if item.byline else None
    return found.names if found else (item.byline,) if item.byline else ()


def _thing(kind: str, name: str | None, uri: str | None) -> dict[str, Any]:
    return {"@type": kind, "name": name} | ({"sameAs": uri} if uri and _copy.is_uri(uri) else {})


def _medium(medium: Media) -> dict[str, Any]:
    file = next((one for one in medium.renditions if one.href and _copy.is_uri(one.href)), None)
    return whole({
        "@type": _MEDIA.get(medium.type, "MediaObject"),
        "name": medium.headline,
        "caption": medium.caption,
        "creditText": medium.credit,
        "copyrightNotice": medium.rights,
        "contentUrl": file.href if file else None,
        "encodingFormat": file.mime if file else None,
        "width": file.width if file else None,
        "height": file.height if file else None,
    })  # fmt: skip


WRITER: Final[Writer] = JsonLd()
