"""The fields a search may name: one row each, with its help. New words go here."""

from collections.abc import Mapping
from typing import Final, Literal

import msgspec

Kind = Literal["text", "keyword", "number", "time", "day", "is", "has"]


class Field(msgspec.Struct, frozen=True, kw_only=True):
    """A field as people write it."""

    name: str
    kind: Kind
    #: in the middle of a sentence: "the agency is AP"
    says: str
    #: for the help page
    example: str
    #: what else people type: names of Superdesk's, Newshub's and Lucene's indexes
    aliases: tuple[str, ...] = ()
    #: the only values there are; empty = any
    values: tuple[str, ...] = ()


RANKS: Final = ("flash", "bulletin", "alert", "urgent")
_MARKS: Final = (
    *RANKS, "lead", "update", "wrapup", "writethru", "take", "correction", "refile", "repeat", "kill", "withdrawal", "embargo",
    "advisory", "replace", "test", "add", "insert", "sub", "hold", "advance",
)  # fmt: skip

FIELDS: Final[tuple[Field, ...]] = (
    Field(name="headline", kind="text", says="the headline", example="headline:bridge",
          aliases=("title", "head", "intitle", "allintitle")),
    Field(name="slug", kind="text", says="the slug", example="slug:harbour-bridge",
          aliases=("slugline", "slugline.phrase", "keyword", "keywords")),
    Field(name="body", kind="text", says="the text", example='body:"steering failure"',
          aliases=("text", "body_html", "body_text", "content", "intext", "allintext")),
    Field(name="byline", kind="text", says="the byline", example="byline:toft", aliases=("by", "author", "creditline")),
    Field(name="dateline", kind="text", says="the dateline", example="dateline:geneva", aliases=("located", "dateline.text")),
    Field(name="place", kind="text", says="a place", example="place:norrland",
          aliases=("places", "location", "place.name", "city", "country", "geo")),
    Field(name="subject", kind="text", says="a subject", example="subject:shipping",
          aliases=("subjects", "topic", "subject.name")),
    Field(name="code", kind="keyword", says="a subject’s code", example="code:medtop:15000000",
          aliases=("qcode", "subjectcode", "subject.qcode", "subject.code")),
    Field(name="agency", kind="keyword", says="the agency", example="agency:ap", aliases=("from", "provider", "site")),
    Field(name="lang", kind="keyword", says="the language", example="lang:en", aliases=("language",)),
    Field(name="rank", kind="keyword", says="the rank", example="rank:flash", values=(*RANKS, "none")),
    Field(name="mark", kind="keyword", says="a mark", example="mark:lead", values=_MARKS),
    Field(name="genre", kind="keyword", says="the kind of piece", example="genre:feature", aliases=("kind", "genre.name")),
    Field(name="format", kind="keyword", says="the wire format", example="format:newsml_g2"),
    Field(name="source", kind="keyword", says="the source", example="source:ap-line", aliases=("channel",)),
    Field(name="chain", kind="keyword", says="the chain", example="chain:c0123"),
    Field(name="story", kind="keyword", says="the story", example="story:s0123"),
    Field(name="category", kind="keyword", says="the category letter", example="category:i",
          aliases=("anpa_category.qcode", "cat")),
    Field(name="urgency", kind="number", says="the urgency", example="urgency<=2"),
    Field(name="priority", kind="number", says="the priority", example="priority<=2", aliases=("prio",)),
    Field(name="words", kind="number", says="the number of words", example="words>200", aliases=("wordcount", "word_count")),
    Field(name="number", kind="number", says="the number of the lead", example="number>=3", aliases=("lead", "version")),
    Field(name="after", kind="time", says="after", example="after:2026-03-01", aliases=("since",)),
    Field(name="before", kind="time", says="before", example="before:today", aliases=("until",)),
    Field(name="on", kind="day", says="on", example="on:2026-03-01",
          aliases=("date", "day", "versioncreated", "firstcreated", "pubdate", "created", "updated")),
    Field(name="is", kind="is", says="is", example="is:killed", aliases=("state", "status", "pubstatus"),
          values=("killed", "corrected", "current", "held", "embargoed", "superseded", "single")),
    Field(name="has", kind="has", says="has", example="has:picture", aliases=("_exists_", "exists", "with"),
          values=("picture", "video", "table", "ednote", "dateline", "byline", "body", "embargo", "headline", "slug")),
)  # fmt: skip

BY_NAME: Final[Mapping[str, Field]] = {name: field for field in FIELDS for name in (field.name, *field.aliases)}

#: values that other systems call otherwise
SAME: Final[Mapping[tuple[str, str], str]] = {
    ("is", "canceled"): "killed", ("is", "cancelled"): "killed", ("is", "recalled"): "killed",
    ("is", "latest"): "current", ("is", "newest"): "current",
    ("has", "photo"): "picture", ("has", "photos"): "picture", ("has", "image"): "picture", ("has", "pictures"): "picture",
    ("has", "slugline"): "slug", ("has", "body_html"): "body", ("has", "embargoed"): "embargo", ("has", "note"): "ednote",
    ("mark", "killed"): "kill", ("mark", "corrected"): "correction", ("mark", "withdrawn"): "withdrawal",
    ("mark", "embargoed"): "embargo", ("mark", "refiled"): "refile",
    **{("lang", name): code for code, names in (
        ("ar", "arabic"), ("da", "danish dansk"), ("de", "german deutsch"), ("el", "greek"), ("en", "english"),
        ("es", "spanish espanol"), ("fi", "finnish suomi"), ("fr", "french francais"), ("it", "italian italiano"),
        ("ja", "japanese"), ("ko", "korean"), ("nl", "dutch nederlands"), ("pl", "polish polski"),
        ("pt", "portuguese portugues"), ("ru", "russian"), ("sv", "swedish svenska"), ("tr", "turkish"), ("uk", "ukrainian"),
        ("zh", "chinese"),
    ) for name in names.split()},
}  # fmt: skip
#: fields of other systems that are none here, and what to write
CURES: Final[Mapping[str, str]] = {
    "ednote": "notes to editors are not searched; has:ednote finds copy that has one",
    "type": "what kind of thing it is is not searched; has:picture and has:video find copy with pictures",
    "desk": "desks are no field here; a column of the desk is a search of its own",
    "task.desk": "desks are no field here; a column of the desk is a search of its own",
    "filetype": "write the wire format, as in format:newsml_g2",
    "inurl": "addresses are not searched; write agency: or source:",
    **dict.fromkeys(
        ("sort", "order", "orderby", "limit", "size"),
        "the order and the number of what is shown stand beside the search",
    ),
    **dict.fromkeys(
        ("id", "urn", "tag"),
        "ids are not searched; an item is at /item/ and its id, and its agency’s id is in its data",
    ),
    "age": "write after:2h for what came in the last two hours",
    "section": "write subject: and the name of it, as in subject:sport",
    "killed": "write is:killed",
    "embargoed": "write is:embargoed",
    "corrected": "write is:corrected",
    "guid": "ids are not searched; an item is at /item/ and its id, and its agency’s id is in its data",
    "http": "an address is looked for in quotation marks",
    "https": "an address is looked for in quotation marks",
    "anpa_category.name": "write the letter of the category, as in category:i",
    "source.name": "write agency: or source:",
}
