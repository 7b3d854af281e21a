"""Items of our own invention, one for each thing that an item can be."""

from datetime import UTC, datetime
from typing import Any

import msgspec

from wireroom.model import Block, Concept, Dateline, Item, ItemLink, Marks, Media, Rendition, Signal

AT = datetime(2026, 3, 1, 21, 5, tzinfo=UTC)
SECRET = "Words that were killed"
_PICTURE = Media(
    type="picture", role="featuremedia", native_guid="urn:newsml:north.example:20260301:p1", headline="The bridge",
    caption="The bridge on Sunday <3 & after", credit="Bo Example", rights="(c) Norrland Press",
    renditions=(
        Rendition(href="https://img.example/p1.jpg?a=1&b=2", name="original", mime="image/jpeg", width=1600, height=900, size=9),
        Rendition(href="not an address", name="web 1"),
    ),
)  # fmt: skip


def make_item(**values: Any) -> Item:
    """Make a rich item; `values` put others in."""
    found: dict[str, Any] = {
        "id": "a" * 24, "uri": "urn:newsml:north.example:20260301:bridge", "format": "ninjs", "agency": "norrland_press",
        "agency_name": "Norrland Press", "native_guid": "urn:newsml:north.example:20260301:bridge", "version": "3",
        "message_number": "0062", "cross_reference": "0045", "service": "nor", "selector": "world", "priority": 3,
        "priority_raw": "3", "urgency": 2, "category": "i", "versioncreated": AT, "firstcreated": AT.replace(hour=20),
        "contentcreated": AT.replace(hour=19), "sent_at": AT, "expires": AT.replace(year=2027),
        "headline": "2nd LD: Bridge closed, 12 hurt & more", "subheadlines": ("Police: nobody dead",),
        "slugline": "Harbour-Bridge", "slugline_raw": "Harbour-Bridge, 2nd LD", "take_key": "2ND LEAD",
        "byline": "By Ann Example", "creditline": "Norrland Press", "ednote": "Eds: ADDS toll\nWith photos",
        "sign_off": "np ae bo", "summary": "A bridge was closed.", "language": "en-GB", "wordcount": 99,
        "dateline": Dateline(text="HARBOUR CITY, March 1 (NP) -", city="HARBOUR CITY", date="March 1", credits=("NP",)),
        "signals": (Signal(code="sig:update"), Signal(code="atomic", name="Atomic", note="all of it")),
        "links": (
            ItemLink(rel="previousVersion", residref="urn:newsml:north.example:20260301:bridge-2", version="2"),
            ItemLink(rel="seeAlso", href="https://np.example/a b", title="Chronology"),
        ),
        "evolvedfrom": "urn:newsml:north.example:20260301:bridge-2",
        "keywords": ("bridge", "traffic, roads"), "sections": ("World", "North"),
        "subjects": (
            Concept(name="accident", code="medtop:20000139", scheme="medtop",
                    uri="http://cv.iptc.org/newscodes/mediatopic/20000139"),
            Concept(name="Own words"), Concept(code="x1", scheme="house", relevance=80, rel="about"),
        ),
        "genres": (Concept(name="Feature", code="genre:Feature", scheme="genre"),),
        "places": (Concept(name="Harbour City", code="geo:1", scheme="geo"),),
        "people": (Concept(name="Ada Quill", uri="https://people.example/1"),),
        "organisations": (Concept(name="City Police", rel="cpnat:organisation"),),
        "copyrightholder": "Norrland Press", "copyrightnotice": "(c) 2026 Norrland Press",
        "usageterms": "Not for resale. No archives.", "associations": (_PICTURE,),
        "blocks": (
            Block(text="HARBOUR CITY, March 1 (NP) - A bridge was closed on Friday & nobody knew."),
            Block(text="It was old.", html="<p>It was <em>old</em>.</p>"),
            Block(kind="subhead", text="What is known"),
            Block(kind="list", text="Twelve are hurt\nOne is missing"),
            Block(kind="table", text="Hurt\t12\nMissing\t1"),
        ),
        **values,
    }  # fmt: skip
    return Item(**found)


#: nothing but a headline
BARE = msgspec.structs.asdict(Item(id="a" * 24, uri="urn:np:1", format="ninjs", headline="Bridge closed"))

KINDS: dict[str, dict[str, Any]] = {
    "whole": {},
    "bare": BARE,
    "no-headline": {"headline": None, "subheadlines": ()},
    "control-bytes": {"headline": "A\x01B C", "blocks": (Block(text="x\x1fy"),), "byline": "By \x0bAnn Example"},
    "arabic": {"language": "ar", "headline": "عاجل: إغلاق الجسر", "blocks": (Block(text="أغلق الجسر يوم الجمعة."),)},
    "embargoed": {"embargoed": AT.replace(year=2099)},
    "embargo-in-words": {"embargo_text": "not before the minister speaks"},
    "withheld": {"pubstatus": "withheld"},
    "canceled": {"pubstatus": "canceled", "headline": "KILL: Bridge closed", "blocks": (Block(text="Kill the story."),)},
    "package": {
        "type": "composite", "blocks": (), "associations": (),
        "links": (ItemLink(rel="packaged", residref="urn:newsml:north.example:1", title="First"), ItemLink(rel="seeAlso")),
    },
    "picture": {"type": "picture", "blocks": (Block(text="A caption."),)},
    "odd-ids": {"uri": "tag:np.example,2026:{1}", "native_guid": "NP 1", "version": "1.0b", "language": "en_GB",
                "keywords": ("a", "a", "b  c")},
    "correction": {"marks": Marks(actions=("correction",), label="CORRECTION"), "signals": (), "links": ()},
}  # fmt: skip
