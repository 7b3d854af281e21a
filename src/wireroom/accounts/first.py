"""Who had it first: per story, and over a period. Times are when copy came in here, the same clock for all."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from statistics import median

import msgspec

from wireroom.model import AgencyStart


class FirstFiled(msgspec.Struct, frozen=True, kw_only=True):
    """How the agencies came in on one story."""

    story: str
    #: in order of coming in; killed and held copy does not count
    starts: tuple[AgencyStart, ...]
    #: by how many seconds the first was ahead of the second; None = nobody else has it
    lead_s: float | None


class AgencyRecord(msgspec.Struct, frozen=True, kw_only=True):
    """One agency over a period. Shared stories are those that two agencies or more have."""

    agency: str
    n_stories: int
    n_shared: int
    #: shared stories it had first
    n_first: int
    #: … with a flash or bulletin
    n_first_loud: int
    #: how far ahead it was when first, in seconds; None = never first on a shared story
    median_lead_s: float | None
    #: how far behind the first it was otherwise; None = always first
    median_lag_s: float | None


def first_to_file(starts: Iterable[AgencyStart]) -> tuple[FirstFiled, ...]:
    """Order the agencies of each story by when they came in; stories by their first."""
    stories: dict[str, list[AgencyStart]] = {}
    for start in starts:
        stories.setdefault(start.story, []).append(start)
    found = []
    for story, of_it in stories.items():
        ordered = tuple(sorted(of_it, key=lambda start: (start.received_at, start.agency)))
        lead = (ordered[1].received_at - ordered[0].received_at).total_seconds() if len(ordered) > 1 else None
        found.append(FirstFiled(story=story, starts=ordered, lead_s=lead))
    return tuple(sorted(found, key=lambda one: (one.starts[0].received_at, one.story)))


def keep_record(stories: Sequence[FirstFiled]) -> tuple[AgencyRecord, ...]:
    """Count for each agency how often it was first, and by how much; the most often first on top."""
    agencies = dict.fromkeys(start.agency for story in stories for start in story.starts)
    records = [_record(agency, stories) for agency in agencies]
    return tuple(sorted(records, key=lambda one: (-one.n_first, -one.n_stories, one.agency)))


def _record(agency: str, stories: Sequence[FirstFiled]) -> AgencyRecord:
    has_it = [story for story in stories if any(start.agency == agency for start in story.starts)]
    shared = [story for story in has_it if story.lead_s is not None]
    first = [story for story in shared if story.starts[0].agency == agency]
    lags = [
        (_start(agency, story) - story.starts[0].received_at).total_seconds()
        for story in shared
        if story.starts[0].agency != agency
    ]
    leads = [story.lead_s for story in first if story.lead_s is not None]
    return AgencyRecord(
        agency=agency,
        n_stories=len(has_it),
        n_shared=len(shared),
        n_first=len(first),
        n_first_loud=sum(story.starts[0].rank in ("flash", "bulletin") for story in first),
        median_lead_s=median(leads) if leads else None,
        median_lag_s=median(lags) if lags else None,
    )


def _start(agency: str, story: FirstFiled) -> datetime:
    return next(start.received_at for start in story.starts if start.agency == agency)
