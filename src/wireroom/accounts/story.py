"""All that is told of one story, in one value."""

from collections.abc import Sequence

import msgspec

from wireroom.accounts.best import choose_best
from wireroom.accounts.facts import Fact, agency_key, compare_facts
from wireroom.accounts.first import FirstFiled, first_to_file
from wireroom.accounts.sayings import Saying, collect_sayings
from wireroom.model import AgencyStart, Filed


class StoryAccount(msgspec.Struct, frozen=True, kw_only=True):
    """One story, as readers may see it."""

    #: None = all of it was killed
    best: Filed | None
    first: FirstFiled | None
    #: agencies that filed on it, the first one first
    has_it: tuple[str, ...]
    #: agencies that filed meanwhile, and nothing on it
    has_not: tuple[str, ...]
    facts: tuple[Fact, ...]
    sayings: tuple[Saying, ...]
    #: ids of what came in after the reader last looked, oldest first
    new: tuple[str, ...]


def tell_story(found: Sequence[Filed], *, active: Sequence[str] = (), since: int | None = None) -> StoryAccount:
    """Put together what a story's items tell.

    `found` are its items as readers may see them; `active` the agencies that filed anything in its time; `since` is the seq
    up to which the reader has seen the wire (None = nothing is new to a reader who never looked).
    """
    first = first_to_file(story_starts(found))
    has_it = tuple(dict.fromkeys(agency_key(filed) for filed in sorted(found, key=lambda filed: filed.received_at)))
    return StoryAccount(
        best=choose_best(found),
        first=first[0] if first else None,
        has_it=has_it,
        has_not=tuple(sorted(set(active) - set(has_it))),
        facts=compare_facts(found),
        sayings=collect_sayings(found),
        new=tuple(filed.item.id for filed in found if since is not None and filed.seq > since),
    )


def story_starts(found: Sequence[Filed]) -> list[AgencyStart]:
    """Give each agency's first item on a story; killed copy does not count."""
    starts: dict[str, AgencyStart] = {}
    for filed in sorted(found, key=lambda filed: (filed.received_at, filed.seq)):
        if not filed.is_gone:
            agency = agency_key(filed)
            starts.setdefault(
                agency,
                AgencyStart(
                    story=filed.story,
                    agency=agency,
                    item=filed.item.id,
                    rank=filed.item.marks.rank,
                    received_at=filed.received_at,
                ),
            )
    return list(starts.values())
