"""What the feeds share: whose words an entry has, its categories, its pictures, and what a feed cannot say."""

from collections.abc import Iterator, Mapping
from typing import Final

from wireroom.model import Filed, Item, Rendition
from wireroom.writers import _copy

_NUMBERS: Final = "a feed has no place for numbers and priorities of the wire"
_LINKS: Final = "a feed tells of versions only by putting the newer one first; a kill is a tombstone"
_CLASSES: Final = "the names stand among the categories, their codes and kinds are lost"
_WORDING: Final = "the title is the clean headline with the mark before it, as tickers show it"
_TIMES: Final = "a feed knows when an entry was published, and Atom when it was changed"
_EDITORS: Final = "feeds are for readers"
_NO_PLACE: Final = "a feed has no place for it"

#: of RSS and Atom alike
LOSES: Final[Mapping[str, str]] = {
    **dict.fromkeys(("message_number", "cross_reference", "service", "selector", "category", "wordcount"), _NUMBERS),
    **dict.fromkeys(("priority", "priority_raw", "urgency", "version"), _NUMBERS),
    **dict.fromkeys(("signals", "links", "evolvedfrom", "take_key", "slugline", "slugline_raw", "slug"), _LINKS),
    **dict.fromkeys(("subjects", "genres", "places", "people", "organisations", "keywords", "sections"), _CLASSES),
    **dict.fromkeys(("headline", "headline_clean", "marks"), _WORDING),
    **dict.fromkeys(("firstcreated", "contentcreated", "sent_at", "issued_on", "embargoed", "embargo_text", "expires"), _TIMES),
    **dict.fromkeys(("ednote", "sign_off"), _EDITORS),
    **dict.fromkeys(("type", "subheadlines", "creditline", "dateline", "is_preformatted"), _NO_PLACE),
    **dict.fromkeys(("copyrightholder", "usageterms"), _NO_PLACE),
    "native_guid": "the id is `uri`",
    "associations": "only the first file of each, with its caption and credit",
    "pubstatus": "killed copy is a tombstone, held copy is not in the feed",
}  # fmt: skip
LIMITS: Final[Mapping[str, str]] = {
    "versioncreated": "where the copy does not say, when it was sent or came in",
    "agency": "where the copy names none, the feed's title may stand for it",
    "agency_name": "where the copy names none, the feed's title may stand for it",
    "byline": "without markup; where the copy has none, the agency",
    "language": "where the copy does not say, the feed's",
    "summary": "where the copy has none, its first paragraph may stand for it",
    "blocks": "notes become paragraphs; where the copy has none, the summary may stand for it",
}


#: a language tag (BCP 47)
FORMS: Final[Mapping[str, str]] = {"language": "[a-zA-Z]{1,8}(?:-[a-zA-Z0-9]{1,8})*"}


def author_of(filed: Filed) -> str:
    """Give who wrote it: the byline; of a killed item, and of one without byline, the agency."""
    item = filed.item
    byline = None if filed.is_gone else item.byline
    return byline or item.agency_name or "Agency not named"


def categories_of(item: Item) -> list[str]:
    """Give keywords and the names of subjects, each once."""
    classes = (*item.subjects, *item.genres, *item.places, *item.people, *item.organisations)
    return _copy.names((*item.keywords, *(one.name for one in classes), *item.sections))


def files_of(item: Item) -> Iterator[tuple[str, str | None, str | None, Rendition]]:
    """Give (kind, caption, credit, file) of each medium: its first file that has an address of the web."""
    for medium in item.associations:
        for rendition in medium.renditions:
            if rendition.href and rendition.href.startswith(("http://", "https://")) and _copy.is_uri(rendition.href):
                kind = {"picture": "image", "graphic": "image"}.get(medium.type, medium.type)
                yield kind, medium.caption, medium.credit, rendition
                break
