"""The fields a search may name: one row each, with its help. New words go here."""

from collections.abc import Mapping
from typing import Final, Literal

import msgspec

Kind = Literal["text", "keyword", "number", "time", "is", "has"]


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


_RANKS: Final = ("flash", "bulletin", "alert", "urgent")
_MARKS: Final = (
    *_RANKS, "lead", "update", "wrapup", "writethru", "take", "correction", "refile", "repeat", "kill", "withdrawal", "embargo",
    "advisory", "replace", "test", "add", "insert", "sub", "hold", "advance",
)  # fmt: skip

FIELDS: Final[tuple[Field, ...]] = (
    Field(name="headline", kind="text", says="the headline", example="headline:bridge", aliases=("title", "head")),
    Field(name="slug", kind="text", says="the slug", example="slug:harbour-bridge", aliases=("slugline", "keyword")),
    Field(name="body", kind="text", says="the text", example='body:"steering failure"', aliases=("text", "body_html", "content")),
    Field(name="byline", kind="text", says="the byline", example="byline:toft", aliases=("by", "author")),
    Field(name="dateline", kind="text", says="the dateline", example="dateline:geneva", aliases=("located",)),
    Field(name="place", kind="text", says="a place", example="place:norrland", aliases=("places", "location")),
    Field(name="subject", kind="text", says="a subject", example="subject:shipping", aliases=("subjects", "topic")),
    Field(name="code", kind="keyword", says="a subject’s code", example="code:medtop:15000000", aliases=("qcode", "subjectcode")),
    Field(name="agency", kind="keyword", says="the agency", example="agency:ap", aliases=("from", "provider")),
    Field(name="lang", kind="keyword", says="the language", example="lang:en", aliases=("language",)),
    Field(name="rank", kind="keyword", says="the rank", example="rank:flash", values=(*_RANKS, "none")),
    Field(name="mark", kind="keyword", says="a mark", example="mark:lead", values=_MARKS),
    Field(name="genre", kind="keyword", says="the kind of piece", example="genre:feature", aliases=("kind",)),
    Field(name="format", kind="keyword", says="the wire format", example="format:newsml_g2"),
    Field(name="source", kind="keyword", says="the source", example="source:ap-line", aliases=("channel",)),
    Field(name="chain", kind="keyword", says="the chain", example="chain:c0123"),
    Field(name="story", kind="keyword", says="the story", example="story:s0123"),
    Field(name="category", kind="keyword", says="the category letter", example="category:i"),
    Field(name="urgency", kind="number", says="the urgency", example="urgency<=2"),
    Field(name="priority", kind="number", says="the priority", example="priority<=2"),
    Field(name="words", kind="number", says="the number of words", example="words>200", aliases=("wordcount",)),
    Field(name="number", kind="number", says="the number of the lead", example="number>=3", aliases=("lead", "version")),
    Field(name="after", kind="time", says="after", example="after:2026-03-01", aliases=("since",)),
    Field(name="before", kind="time", says="before", example="before:today", aliases=("until",)),
    Field(name="is", kind="is", says="is", example="is:killed",
          values=("killed", "corrected", "current", "held", "embargoed", "superseded", "single")),
    Field(name="has", kind="has", says="has", example="has:picture",
          values=("picture", "video", "table", "ednote", "dateline", "byline", "body", "embargo", "headline", "slug")),
)  # fmt: skip

BY_NAME: Final[Mapping[str, Field]] = {name: field for field in FIELDS for name in (field.name, *field.aliases)}
