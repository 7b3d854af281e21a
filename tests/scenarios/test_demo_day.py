"""The whole invented wire day through the desk: what a newsroom must be able to rely on, on one day with all of it."""

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from scenarios.day_worker import END, SEEDS, START
from wireroom.model import Filed
from wireroom.store import Store, open_store

#: one process plays the day for all tests of this file
pytestmark = pytest.mark.xdist_group("demo-day")

AFTER = END + timedelta(hours=2)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("day")
    subprocess.run([sys.executable, "-m", "scenarios.day_worker", str(made)], check=True, cwd=Path(__file__).parents[1])
    return made


@pytest.fixture
def store(folder: Path, tmp_path: Path) -> Iterator[Store]:
    """The day as it was played once; a copy, so that a test may go on with it."""
    (tmp_path / "room.db").write_bytes((folder / "once.db").read_bytes())
    with closing(open_store(tmp_path / "room.db")) as opened:
        yield opened


def all_filed(store: Store, *, view: str = "desk", now: datetime = AFTER) -> list[Filed]:
    """Give all items, by arrival."""
    found = store.newest(limit=1000, view=view, now=now)
    assert len(found) < 1000
    return found[::-1]


def chains(store: Store) -> dict[str, list[Filed]]:
    found: dict[str, list[Filed]] = {}
    for filed in sorted(all_filed(store), key=lambda filed: filed.position):
        found.setdefault(filed.chain, []).append(filed)
    return found


def chain_with(store: Store, title: str) -> list[Filed]:
    """Give the one chain in which an item with this headline stands."""
    (found,) = [chain for chain in chains(store).values() if any(title in filed.item.title for filed in chain)]
    return found


def words_for_readers(store: Store, *, now: datetime) -> str:
    """Give everything that any door shows readers, as one text."""
    shown = (store.ticker(1000, now=now), all_filed(store, view="public", now=now), store.events_after(0, 10_000))
    chained = [store.find_chain(name, now=now) for name in chains(store)]
    return msgspec.json.encode((*shown, chained)).decode()


def test_the_big_story_is_one_chain_from_flash_to_sixth_lead(store: Store) -> None:
    story = chain_with(store, "FERRY HITS ALDRA BRIDGE")
    labels = [re.sub(r"^CORRECTED | Writethru$", "", filed.item.marks.label or "") for filed in story]
    assert labels == ["FLASH", "Urgent", "1st LD", "2nd LD", "3rd LD", "4th LD", "5th LD", "6th LD"]
    assert {filed.item.agency for filed in story} == {"norrland_press"}
    assert [filed.superseded_by for filed in story] == [*(filed.item.id for filed in story[1:]), None]
    lines = [line for line in store.ticker(1000, now=AFTER) if line.filed.chain == story[0].chain]
    assert [(line.filed.item.id, line.n_versions) for line in lines] == [(story[-1].item.id, 8)]


def test_the_five_agencies_chains_of_the_big_story_are_one_story(store: Store) -> None:
    (name,) = {filed.story for filed in chain_with(store, "FERRY HITS ALDRA BRIDGE")}
    found = store.find_story(name, now=AFTER)
    assert {filed.item.agency for filed in found} >= {
        "norrland_press", "coast_news", "meridian", "atlas_bulletin", "sound_telegraph",
    }  # fmt: skip


def test_the_killed_story_is_a_tombstone_and_nothing_else_is_killed(store: Store) -> None:
    (killed,) = [filed for filed in all_filed(store) if filed.killed_by]
    assert (killed.item.agency, killed.item.slugline) == ("coast_news", "Varnsund-bridge/engineer")
    left = store.find_item(killed.item.id, now=AFTER)
    assert left is not None
    assert (left.item.title, left.item.pubstatus, left.item.blocks) == ("Killed", "canceled", ())
    shown = words_for_readers(store, now=AFTER)
    assert "engineer arrested" not in shown
    assert [event.item for event in store.events_after(0, 10_000) if event.kind == "killed"] == [killed.item.id]


def test_the_garbled_message_is_taken_once_with_faults_and_the_noise_is_spiked(store: Store) -> None:
    (garbled,) = [filed for filed in all_filed(store) if filed.item.slugline == "Shipping/rates"]
    assert {fault.code for fault in garbled.item.faults} >= {"etx-missing"}
    (noise,) = store.spike()
    assert (noise.source, noise.n_bytes) == ("sound", 480)
    assert noise.reason


def test_the_embargoed_report_is_no_readers_until_its_time(store: Store) -> None:
    (report,) = [filed for filed in all_filed(store) if filed.held_until]
    until = report.held_until
    assert until == START + timedelta(minutes=53.1 + 35)
    title = "central bank report sees growth"
    assert store.find_item(report.item.id, now=until - timedelta(seconds=1)) is None
    assert title not in words_for_readers(store, now=until - timedelta(seconds=1))
    assert store.release_due(until - timedelta(seconds=1)) == []
    (event,) = store.release_due(until)
    assert (event.kind, event.item) == ("released", report.item.id)
    assert store.find_item(report.item.id, now=until) is not None
    assert title in words_for_readers(store, now=until)


def test_the_open_embargo_asks_the_desk_and_is_shown_when_the_desk_says_so(store: Store) -> None:
    (held,) = [filed for filed in all_filed(store) if filed.is_held_open]
    title = held.item.title
    assert [event.item for event in store.events_after(0, 10_000, view="desk") if event.kind == "alarm"] == [
        held.item.id
    ]
    store.release_due(AFTER + timedelta(days=30))
    assert title not in words_for_readers(store, now=AFTER + timedelta(days=30))
    store.release(held.item.id, now=AFTER)
    assert title in words_for_readers(store, now=AFTER)


def test_advisories_are_for_the_desk(store: Store) -> None:
    advisories = [filed.item for filed in all_filed(store) if "advisory" in filed.item.marks.actions]
    assert len(advisories) == 2
    shown = words_for_readers(store, now=AFTER)
    assert [item.title for item in advisories if item.title in shown] == []


def test_the_add_stands_behind_its_lead_and_replaces_nothing(store: Store) -> None:
    (add,) = [filed for filed in all_filed(store) if "add" in filed.item.marks.actions]
    story = store.find_chain(add.chain, now=AFTER)
    assert [filed.item.id for filed in story][-1] == add.item.id
    assert story[-2].superseded_by is None
    (line,) = [line for line in store.ticker(1000, now=AFTER) if line.filed.chain == add.chain]
    assert line.filed.item.id == story[-2].item.id


def test_versions_that_the_agency_corrects_are_marked(store: Store) -> None:
    fixed = {filed.item.id: filed.corrected_by for filed in all_filed(store) if filed.corrected_by}
    fixes = [filed.item.id for filed in all_filed(store) if "correction" in filed.item.marks.actions]
    assert len(fixes) == 3
    assert set(fixed.values()) == set(fixes)


def test_the_whole_day_twice_is_the_same_store(store: Store, folder: Path) -> None:
    with closing(open_store(folder / "twice.db")) as twice:
        assert all_filed(twice) == all_filed(store)
        assert twice.events_after(0, 10_000, view="desk") == store.events_after(0, 10_000, view="desk")
        assert twice.spike() == store.spike()
        figures = [msgspec.structs.replace(each.figures(), size_bytes=0) for each in (twice, store)]
        assert figures[0] == figures[1]


def outcome(store: Store) -> set[tuple[tuple[str, bool, bool], ...]]:
    """Give the versions of each chain in order: id, whether it stands (nothing supersedes it), whether it was killed.

    Apart by slug: two slugs in one chain are tied by their words alone, and how much words tell depends on how common
    they were on the wire by then.
    """
    found: dict[tuple[str, str], list[tuple[str, bool, bool]]] = {}
    last: dict[tuple[str, str], Filed] = {}
    for chain, versions in chains(store).items():
        for filed in versions:
            key = (chain, (filed.item.slugline or "").casefold())
            found.setdefault(key, []).append((filed.item.id, filed.superseded_by is None, filed.killed_by is not None))
            last[key] = filed
    for (chain, slug), filed in last.items():
        if filed.superseded_by and all(row[0] != filed.superseded_by for row in found[chain, slug]):
            found[chain, slug][-1] = (filed.item.id, True, filed.killed_by is not None)
    return {tuple(versions) for versions in found.values()}


@pytest.mark.parametrize("seed", SEEDS)
def test_any_order_of_arrival_ends_in_the_same_chains_and_tops(store: Store, folder: Path, seed: int) -> None:
    with closing(open_store(folder / f"order-{seed}.db")) as other:
        assert outcome(other) == outcome(store)
        expected = {filed.item.id for filed in chain_with(store, "FERRY HITS ALDRA BRIDGE")}
        assert {filed.item.id for filed in chain_with(other, "FERRY HITS ALDRA BRIDGE")} == expected
        # a correction that came first marks what it corrects; where that was missing, the version before it too
        corrected = [{f.item.id for f in all_filed(each) if f.corrected_by} for each in (store, other)]
        assert corrected[0] <= corrected[1]
