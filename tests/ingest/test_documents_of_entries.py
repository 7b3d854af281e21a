"""A feed's entry and the document that is fetched for it are one piece: one chain, one line, the document on top."""

from collections.abc import Sequence
from itertools import permutations

import pytest

from ingest.room import NOON, Room
from wireroom.ingest import SourceHints
from wireroom.model import Dispatch

GUID = "urn:coast:17"


def feed(title: str, *, minute: int = 4, more: str = "") -> bytes:
    return (
        f"<rss version='2.0'><channel><title>Coast</title><item><title>{title}</title><guid>{GUID}</guid>"
        f"<pubDate>Sun, 01 Mar 2026 11:{minute:02}:00 GMT</pubDate><description>{title} in short.</description>"
        f"</item>{more}</channel></rss>"
    ).encode()


def nitf(title: str, *, doc_id: str | None = None, minute: int = 0) -> bytes:
    named = f"<doc-id id-string='{doc_id}'/>" if doc_id else ""
    return (
        f"<nitf><head><title>{title}</title><docdata>{named}<date.issue norm='20260301T11{minute:02}00Z'/></docdata></head>"
        f"<body><body.head><hedline><hl1>{title}</hl1></hedline></body.head><body.content><p>{title}, at length.</p>"
        f"</body.content></body></nitf>"
    ).encode()


def arrived(data: bytes, entry: str | None = None) -> Dispatch:
    return Dispatch.of(data, source="coast", received_at=NOON, entry=entry)


def taken(dispatches: Sequence[Dispatch]) -> Room:
    room = Room(hints={"coast": SourceHints(agency="ap")})
    for dispatch in dispatches:
        room.desk.take([dispatch])
    return room


@pytest.mark.parametrize("doc_id", ["coast-a1", None, GUID])
@pytest.mark.parametrize("is_first", [True, False])
def test_the_document_stands_for_its_entry_whatever_came_first(doc_id: str | None, is_first: bool) -> None:
    """The clock of the document is four minutes behind that of the feed, as clocks are."""
    pair = [arrived(nitf("Ferry aground off Kilnsey", doc_id=doc_id), GUID), arrived(feed("Ferry aground"))]
    room = taken(pair if is_first else pair[::-1])
    assert room.box() == ["Ferry aground off Kilnsey (2)"]


def test_new_versions_of_both_stay_one_piece_in_any_order() -> None:
    sent = [
        arrived(feed("Ferry aground")),
        arrived(nitf("Ferry aground off Kilnsey", doc_id="coast-a1"), GUID),
        arrived(feed("Ferry afloat again", minute=40)),
        arrived(nitf("Ferry afloat again off Kilnsey", doc_id="coast-a2", minute=30), GUID),
    ]
    for order in permutations(sent):
        assert taken(order).box() == ["Ferry afloat again off Kilnsey (4)"]


def test_a_kill_of_the_entry_kills_its_document() -> None:
    kill = feed("KILL: Ferry aground", minute=50).replace(b"in short.", b"The story is wrong. Kill it.")
    room = taken(
        [arrived(nitf("Boat on rocks", doc_id="coast-a1"), GUID), arrived(feed("Ferry aground")), arrived(kill)]
    )
    (document,) = [one for one in room.store.newest(view="desk", now=NOON) if one.item.format == "nitf"]
    assert document.killed_by is not None


def test_documents_of_other_entries_and_of_nothing_stand_for_themselves() -> None:
    room = taken([
        arrived(feed("Ferry aground")), arrived(nitf("Mayor resigns", doc_id="coast-b1"), "urn:coast:18"),
        arrived(nitf("Tides turn early", doc_id="coast-b2")),
    ])  # fmt: skip
    assert sorted(room.box()) == ["Ferry aground (1)", "Mayor resigns (1)", "Tides turn early (1)"]


def test_what_the_transport_said_of_the_entry_is_kept() -> None:
    room = taken([dispatch := arrived(nitf("Ferry aground", doc_id="coast-a1"), GUID)])
    kept = room.store.find_dispatch(dispatch.id)
    assert kept is not None
    assert kept.entry == GUID
