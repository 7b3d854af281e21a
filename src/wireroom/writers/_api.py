"""The seam between items and bytes that leave: what every outbound format promises."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final, Protocol

import msgspec

from wireroom.model import Filed

#: every field of an item that says something of the news; the rest is the room's own (ids, faults, where facts were found)
FIELDS: Final = (
    "uri", "native_guid", "version", "type", "agency", "agency_name", "message_number", "cross_reference", "service",
    "selector", "priority", "priority_raw", "urgency", "category", "versioncreated", "firstcreated", "contentcreated",
    "sent_at", "issued_on", "embargoed", "embargo_text", "expires", "pubstatus", "slugline", "slugline_raw", "slug",
    "take_key", "marks", "signals", "links", "evolvedfrom", "headline", "headline_clean", "subheadlines", "byline",
    "creditline", "dateline", "ednote", "summary", "blocks", "sign_off", "is_preformatted", "wordcount", "language",
    "keywords", "subjects", "genres", "places", "people", "organisations", "sections", "copyrightholder",
    "copyrightnotice", "usageterms", "associations",
)  # fmt: skip
#: fields that no writer tells, and why
KEPT: Final[Mapping[str, str]] = {
    "ednote_private": "“not for publication”: it never leaves the desk",
    "extra": "what a wire says beside the model stays with the dispatch",
    "id": "ours; a room that reads the file gives its own",
    "format": "of the file that was read",
    "standard": "of the file that was read",
    "charset": "of the file that was read",
    "is_complete": "of the file that was read",
    "is_zone_assumed": "times leave as UTC, with nothing to assume",
    "zone": "times leave as UTC, with nothing to assume",
    "is_language_guessed": "the language leaves as if declared",
    "faults": "found while reading",
    "provenance": "found while reading",
}


class FeedInfo(msgspec.Struct, frozen=True, kw_only=True):
    """What a feed says of itself, and whom it is for."""

    title: str
    #: absolute, without a slash at the end: "http://127.0.0.1:8000"
    site_url: str
    #: absolute address of this very feed
    self_url: str
    updated_at: datetime
    description: str = "Off the wire"
    language: str = "en"
    #: who tells followers at once when there is something new (WebSub); None = nobody
    hub_url: str | None = None
    #: newsrooms and their systems: they get notes to editors, and orders to kill with their words; readers get neither
    for_editors: bool = False


class Reach(msgspec.Struct, frozen=True, kw_only=True):
    """What of an item survives the trip through a format: `read(write(item))` has it again.

    Every field of `FIELDS` is in `carries` or in `loses`; the tests hold it, and docs/formats.md prints it.
    """

    carries: frozenset[str]
    #: field -> why it does not survive
    loses: Mapping[str, str]
    #: field that is carried -> what of it changes on the way
    limits: Mapping[str, str] = {}
    #: field -> pattern that its value (as text) must fit as a whole to be carried; what does not fit is lost
    forms: Mapping[str, str] = {}


def reach(
    loses: Mapping[str, str], limits: Mapping[str, str] | None = None, forms: Mapping[str, str] | None = None
) -> Reach:
    """Say what a format loses; the rest it carries."""
    return Reach(carries=frozenset(FIELDS) - loses.keys(), loses=loses, limits=limits or {}, forms=forms or {})


def reach_only(
    carried: Mapping[str, str], loses: Mapping[str, str], otherwise: str, forms: Mapping[str, str] | None = None
) -> Reach:
    """Say what a format of few fields carries, each with its limit ("" = none), and why it loses the rest."""
    lost = {name: loses.get(name, otherwise) for name in FIELDS if name not in carried}
    limits = {name: text for name, text in carried.items() if text}
    return Reach(carries=frozenset(carried), loses=lost, limits=limits, forms=forms or {})


class Writer(Protocol):
    """One outbound format. Killed items are written as withdrawn, held ones must not be handed in for readers."""

    @property
    def name(self) -> str: ...

    @property
    def media_type(self) -> str: ...

    #: how its files end, and addresses of items in it: "ninjs", "newsml-g2"
    @property
    def suffix(self) -> str: ...

    #: what pages call it
    @property
    def label(self) -> str: ...

    @property
    def reach(self) -> Reach: ...

    def write(self, items: Sequence[Filed], about: FeedInfo) -> bytes: ...
