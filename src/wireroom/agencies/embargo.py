"""Embargoes in copy: the words (`text/embargo.py`) with the time they name, in UTC (`release_times.py`)."""

from datetime import datetime

import msgspec

from wireroom.agencies.release_times import read_release
from wireroom.text.embargo import Where, find_words


class Embargo(msgspec.Struct, frozen=True):
    """An embargo found in copy."""

    #: the words, as sent
    words: str
    #: start of the words in the text
    start: int
    #: UTC; None = the words could not be read as a time
    until: datetime | None


def find_embargo(text: str, *, sent_at: datetime | None, zone: str | None, where: Where = "note") -> Embargo | None:
    """Find embargo words in a note, a headline or a slug line.

    Shape: `zone` is the IANA name of the agency's own zone, for times without one. Days without a year and weekdays are
    the next ones after `sent_at`; without `sent_at` they are not read.

    >>> from datetime import datetime, UTC
    >>> sent = datetime(2024, 5, 15, 9, 0, tzinfo=UTC)  # a Wednesday
    >>> find_embargo("EMBARGOED until 00:01 GMT Friday", sent_at=sent, zone=None).until.isoformat()
    '2024-05-17T00:01:00+00:00'
    """
    found = find_words(text, where)
    if found is None:
        return None
    words = text[found[0] : found[1]].strip().rstrip(")]<= ")
    return Embargo(words, found[0], read_release(words, sent_at=sent_at, zone=zone))
