"""Running stories and notices in the ways of many houses, through the desk. The copy and its form: README.md."""

import json
import random
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from ingest.room import NOON, Room

HERE = Path(__file__).parent


def lines(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (HERE / name).read_text(encoding="utf-8").splitlines()]


FILINGS = lines("filings.jsonl")
#: nothing but the words of an unmarked headline ties the last version to its story
LEFT = {"afp french"}


def send(room: Room, name: str, agency: str, item: dict[str, Any], *, minute: float, at: float | None = None) -> str:
    fields: dict[str, Any] = {"infosources": [{"name": agency}]}
    fields |= {to: item[key] for key, to in (("slug", "slugline"), ("note", "ednote")) if key in item}
    if at is not None:  # filed then, and received only now
        fields["versioncreated"] = (NOON + timedelta(minutes=at)).isoformat()
    receipt = room.send(name, item.get("headline", ""), minute=minute, body=item.get("text", " "), **fields)
    return receipt.items[0]


def filed(case: dict[str, Any], order: list[int]) -> tuple[dict[int, str], set[str]]:
    """File a case's items in an order; gives the chain of each, and what stands on the ticker."""
    room = Room()
    is_late = order != sorted(order)
    ids = {}
    for place, n in enumerate(order):
        item = case["items"][n]
        minute = 2880 + place if is_late else item["minute"]
        ids[n] = send(room, str(n), case["agency"], item, minute=minute, at=item["minute"])
    now = room.clock.now + timedelta(minutes=1)
    chains = {}
    for n, id in ids.items():
        found = room.store.find_item(id, view="desk", now=now)
        assert found is not None
        chains[n] = found.chain
    tops = {line.filed.item.id for line in room.store.ticker(100, view="desk", now=now)}
    return chains, {str(n) for n, id in ids.items() if id in tops}


def is_whole(case: dict[str, Any], chains: dict[int, str]) -> bool:
    truth = {n: item["chain"] for n, item in enumerate(case["items"])}
    return all((truth[a] == truth[b]) == (chains[a] == chains[b]) for a in truth for b in truth)


@pytest.mark.parametrize("seed", [None, 1, 2], ids=["in order", "shuffled", "shuffled anew"])
@pytest.mark.parametrize("case", FILINGS, ids=lambda case: case["name"])
def test_a_running_story_is_one_chain_and_another_is_another(case: dict[str, Any], seed: int | None) -> None:
    order = list(range(len(case["items"])))
    if seed is not None:
        random.Random(seed).shuffle(order)
    chains, tops = filed(case, order)
    assert is_whole(case, chains) == (case["name"] not in LEFT), chains
    for letter in {item["chain"] for item in case["items"]}:
        last = max(n for n, item in enumerate(case["items"]) if item["chain"] == letter)
        assert str(case.get("top", {}).get(letter, last)) in tops


@pytest.mark.parametrize(
    ("case", "notice"),
    [
        pytest.param(case, notice, id=f"{case['name']}: {notice.get('headline', notice.get('slug'))}")
        for case in lines("notices.jsonl")
        for notice in case["notices"]
    ],
)
def test_a_notice_means_what_it_names_and_nothing_else(case: dict[str, Any], notice: dict[str, Any]) -> None:
    room = Room()
    ids = {
        item["id"]: send(room, item["id"], case["agency"], item, minute=11 * n) for n, item in enumerate(case["items"])
    }
    send(room, "notice", case["agency"], notice, minute=90)
    found = {name: room.store.find_item(id, view="desk", now=room.clock.now) for name, id in ids.items()}
    killed = [name for name, one in found.items() if one is not None and one.killed_by]
    corrected = [name for name, one in found.items() if one is not None and one.corrected_by]
    assert killed == (notice["hits"] if notice["means"] == "kill" else [])
    assert corrected == (notice["hits"] if notice["means"] == "correction" else [])
