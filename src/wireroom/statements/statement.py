"""What a statement is. Offsets are code points in the text it was read from, half-open."""

from datetime import date
from typing import Literal

import msgspec

#: quoted    all of it stands between quotation marks
#: reported  in the agency's words
#: mixed     reported, with words of the speaker between quotation marks
Kind = Literal["quoted", "reported", "mixed"]


class Span(msgspec.Struct, frozen=True, gc=False):
    """A piece of the text."""

    start: int
    end: int


class TimeWords(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """Words for a time, and the days they mean, both included."""

    start: int
    end: int
    first: date
    last: date


class Statement(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One statement of one speaker."""

    #: full name where the text has it, else as described, without the article: "coast guard", "police source"
    speaker: str
    #: what the text says the speaker is: "harbour master"; None = it does not say
    role: str | None = None
    #: how this very place names them: "he", "the minister"
    said_by: Span
    #: False: "he" or "they", and the text before does not tell who that is
    is_known: bool = True
    verb: str
    verb_at: Span
    kind: Kind
    #: the words without their quotation marks; more than one piece when "he said" stands between
    words: tuple[Span, ...]
    #: where it was said; from the sentence, else what the caller knows (the dateline's city)
    place: str | None = None
    #: when it was said, where the text tells
    said_on: TimeWords | None = None
    #: times in the words
    times: tuple[TimeWords, ...] = ()

    def read(self, text: str) -> str:
        """Give its words; pieces are joined by " … "."""
        return " … ".join(text[span.start : span.end] for span in self.words)
