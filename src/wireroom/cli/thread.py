"""`wireroom thread`: chains and stories of items on standard input, one at a time, without looking ahead."""

import json as _json
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Final, Literal, TextIO

import msgspec

from wireroom import agencies, chains, stories
from wireroom.model import Block, Item
from wireroom.text.times import read_day, read_time

#: how long chains and stories stay open behind the newest time seen; hours
_CHAIN_H: Final = 96
_STORY_H: Final = {"story": 96, "topic": 240}
_PRUNE_EVERY: Final = 500


def thread(*, json: bool = True, view: Literal["story", "topic"] = "story") -> int:
    """Read items from standard input, one JSON object a line, and write where each stands.

    A line in: {"id", "agency", "time", "headline", "slug"?, "body"?, "guid"?, "version"?}, in order of arrival.
    A line out: {"id", "chain", "story", "after"}, and "merges" where chains turn out to be one.

    Args:
        json: write JSON (the only form there is).
        view: "story" keeps events apart; "topic" takes what belongs together more broadly.
    """
    if not json:
        sys.stderr.write("thread writes JSON only; say --json\n")
        return 2
    n_bad = 0
    for line in thread_lines(sys.stdin, view):
        n_bad += "fault" in line
        sys.stdout.write(_json.dumps(line, ensure_ascii=False) + "\n")
    return 1 if n_bad else 0


def thread_lines(lines: TextIO, view: Literal["story", "topic"]) -> Iterator[dict[str, object]]:
    """Thread a stream of lines; one line out for each line in, in order."""
    open_chains, open_stories = chains.OpenChains(), stories.OpenStories()
    newest = datetime.fromtimestamp(0, UTC)
    n_seen = 0
    for line in lines:
        if not line.strip():
            continue
        n_seen += 1
        try:
            row = _json.loads(line)
            item = read_item(row)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            yield {"id": None, "chain": None, "story": None, "fault": f"line {n_seen}: {error}"}
            continue
        at = item.versioncreated or newest
        newest = max(newest, at)
        chain = chains.decide(item, open_chains, received_at=at)
        open_chains.note(item, chain, received_at=at)
        story = stories.decide(item, chain, open_stories, received_at=at, view=view)
        open_stories.note(item, story, received_at=at)
        if n_seen % _PRUNE_EVERY == 0 and newest.timestamp() > 0:
            open_chains.prune(newest - timedelta(hours=_CHAIN_H))
            open_stories.prune(newest - timedelta(hours=_STORY_H[view]))
        answer: dict[str, object] = {"id": item.id, "chain": chain.chain, "story": story.story}
        if chain.link is not None:
            answer |= {"after": chain.link.to, "why": chain.link.reason}
        if chain.merges:
            answer["merges"] = chain.merges
        yield answer


def read_item(row: dict[str, str]) -> Item:
    """Make an item of one line, with the marks its house style reads in it.

    Raises:
        ValueError, KeyError: a line that is no item.
    """
    agency, when = row.get("agency"), row.get("time")
    at, is_zone_assumed = read_time(when)
    item = agencies.refine(
        Item(
            id=str(row["id"]),
            uri=f"urn:wireroom:thread:{row['id']}",
            format="thread",
            agency_name=agency,
            native_guid=row.get("guid"),
            version=row.get("version"),
            versioncreated=at,
            is_zone_assumed=is_zone_assumed,
            issued_on=read_day(when) if at is None else None,
            headline=row.get("headline"),
            slugline_raw=row.get("slug"),
            ednote=row.get("ednote"),
            blocks=tuple(Block(text=part) for part in (row.get("body") or "").split("\n\n") if part.strip()),
        ),
        default=agency,
    )
    if item.slugline is None and item.slugline_raw:
        item = msgspec.structs.replace(item, slugline=item.slugline_raw)
    return item
