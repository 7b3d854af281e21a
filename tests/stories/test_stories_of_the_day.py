"""The demo's wire day threaded through the desk, against its stories told apart by hand (demo-day.tsv)."""

import collections
import json
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

#: in a process of its own: styles are chosen once for a process
PLAY = """
import json
from datetime import UTC, datetime, timedelta
from wireroom import agencies
from wireroom.demo import STYLES, load_day
from wireroom.ingest import Desk
from wireroom.model import Dispatch
from wireroom.store import open_store

agencies.use_styles(STYLES)
start = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)
now = [start]
store = open_store(":memory:")
desk = Desk(store, clock=lambda: now[0])
for each in load_day(start):
    now[0] = each.at
    desk.take([Dispatch.of(each.data, source=each.source, received_at=each.at, filename=each.filename)])
for filed in store.iter_recent(start - timedelta(days=1)):
    minute = int((filed.received_at - start).total_seconds() // 60)
    print("FILED", json.dumps([minute, filed.item.agency, filed.item.headline, filed.story]))
"""


#: B-cubed F1 of the day
FLOOR = 0.9


class Placed(NamedTuple):
    """One item of the day: the story it belongs to ("?" = more than one would do), its agency, the story it got."""

    label: str
    agency: str
    story: str


def read_truth() -> dict[tuple[int, str, str], str]:
    lines = (Path(__file__).parent / "demo-day.tsv").read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in lines if not line.startswith("#"))
    return {(int(minute), agency, headline): story for minute, agency, headline, story in rows}


@pytest.fixture(scope="module")
def day() -> list[Placed]:
    """The day's items in order of arrival."""
    said = subprocess.run([sys.executable, "-c", PLAY], capture_output=True, text=True, check=True).stdout.splitlines()
    filed = [json.loads(line[6:]) for line in said if line.startswith("FILED ")]
    truth = read_truth()
    assert {tuple(row[:3]) for row in filed} == truth.keys()
    assert len(filed) == len(truth) == 155
    return [Placed(truth[minute, agency, headline], agency, story) for minute, agency, headline, story in filed]


def n_pairs(names: list[object]) -> int:
    return sum(n * (n - 1) // 2 for n in collections.Counter(names).values())


def test_pairs_of_items_are_together_where_a_reader_puts_them_together(day: list[Placed]) -> None:
    told = [each for each in day if each.label != "?"]
    both = n_pairs([(each.label, each.story) for each in told])
    assert both / n_pairs([each.story for each in told]) >= 0.95
    assert both / n_pairs([each.label for each in told]) >= 0.85


def test_an_item_finds_its_own_story_and_little_else_in_it(day: list[Placed]) -> None:
    """B-cubed: the floor goes up with the figure, never down."""
    told = [each for each in day if each.label != "?"]
    both = collections.Counter((each.label, each.story) for each in told)
    made, true = collections.Counter(e.story for e in told), collections.Counter(e.label for e in told)
    precision = sum(n * n / made[story] for (_, story), n in both.items()) / len(told)
    recall = sum(n * n / true[label] for (label, _), n in both.items()) / len(told)
    assert 2 * precision * recall / (precision + recall) >= FLOOR
    print(f"precision {precision:.3f}, recall {recall:.3f}")


def test_the_big_story_holds_all_five_agencies_and_nothing_else(day: list[Placed]) -> None:
    first = next(each for each in day if each.label == "bridge")
    inside = [each for each in day if each.story == first.story]
    assert {each.label for each in inside} <= {"bridge", "?"}
    assert len({each.agency for each in inside}) == 5


@pytest.mark.parametrize(
    "label", ["bridge", "fishing-talks", "dock-strike", "velta-results", "holm-shares", "football"]
)
def test_what_runs_all_day_is_hardly_mixed_with_other_news(day: list[Placed], label: str) -> None:
    found = collections.Counter(each.story for each in day if each.label == label)
    main, n_main = found.most_common(1)[0]
    others = [each for each in day if each.story == main and each.label not in (label, "?")]
    assert n_main >= 0.6 * sum(found.values())
    assert len(others) <= 0.15 * (n_main + len(others))


@pytest.mark.parametrize("dull", ["tides", "ships", "table", "weather"])
def test_dull_copy_stays_by_itself(day: list[Placed], dull: str) -> None:
    labels = {each.label for each in day if each.label.startswith(f"{dull}-")}
    theirs = {each.story for each in day if each.label in labels}
    assert {each.label for each in day if each.story in theirs} - labels <= {"?"}
    # one for each port, firm or place at least
    assert len(theirs) >= len(labels)
