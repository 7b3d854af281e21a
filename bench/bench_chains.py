"""Chains measured: quality on labelled copy, and speed as the number of open chains grows.

    python bench/bench_chains.py [--only silver,links,flash,order,speed] [DATA]

silver   pairwise F1 on 402 chains of six Reuters days, each item judged by the chain it was given on arrival
links    items marked UPDATE n or WRAPUP n: has the item it was linked to the same label? Recall is over those of which
         an item with the same label came in the 24 h before. Sep 2012; the rule was trained on May 2012. Once by headline
         and time, once with the slug as the label's slug; --draw N prints N of the wrong ones to be judged (verdicts on
         one draw: link-verdicts.tsv)
flash    bare alerts of Reuters-21578: how many are linked to a story with a body; --draw N prints N of them to be judged
         (verdicts on two draws: flash-verdicts.tsv)
order    six days shuffled: the share of items that stand among the same mates as in order of arrival
speed    marks and chain decision on one core with 1k, 10k and 100k open items, and over six Reuters days; CPU time, so
         that what else the machine does counts little
"""

import argparse
import collections
import json
import random
import re
import time
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from wireroom import agencies
from wireroom.chains import ChainDecision, OpenChains, decide
from wireroom.model import Block, Item
from wireroom.text.times import read_time

Rows = list[dict[str, str]]
HORIZON = timedelta(hours=48)
MONTHS = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"]


def read_rows(path: Path) -> Rows:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def make_item(row: dict[str, str], *, slug: str | None = None) -> Item:
    at = read_time(row["time"])[0]
    item = Item(id=row["id"], uri=row["id"], format="bench", headline=row["headline"], versioncreated=at, slugline=slug)
    return agencies.refine(item, default=row["agency"])


def run(items: Iterable[Item], known: OpenChains) -> dict[str, ChainDecision]:
    decisions = {}
    for n, item in enumerate(items):
        at = item.versioncreated or datetime.fromtimestamp(0, UTC)
        decisions[item.id] = decide(item, known, received_at=at)
        known.note(item, decisions[item.id], received_at=at)
        if n % 500 == 499:
            known.prune(at - HORIZON)
    return decisions


def pair_f1(truth: dict[str, str], found: dict[str, str]) -> tuple[float, float, float]:
    pairs = [collections.Counter(side) for side in (truth.values(), (found[i] for i in truth))]
    both = collections.Counter((truth[i], found[i]) for i in truth)
    count = [sum(n * (n - 1) // 2 for n in counter.values()) for counter in (both, pairs[1], pairs[0])]
    precision, recall = count[0] / count[1], count[0] / count[2]
    return precision, recall, 2 * precision * recall / (precision + recall)


def silver(data: Path) -> None:
    rows = read_rows(data / "labelled/reuters-chains.jsonl")
    decisions = run(map(make_item, rows), OpenChains())
    truth = {row["id"]: row["label"] for row in rows if row["label"]}
    print(
        "silver  pairwise P {:.4f} R {:.4f} F1 {:.4f}".format(*pair_f1(truth, {i: decisions[i].chain for i in truth}))
    )


def links(data: Path, name: str, *, with_slug: bool, draw: int = 0, seed: int = 0) -> None:
    rows = read_rows(data / f"labelled/{name}.jsonl")
    labels = {row["id"]: row["label"] for row in rows}
    items = [make_item(row, slug=row["label"].partition("@")[0] if with_slug else None) for row in rows]
    decisions = run(items, OpenChains())
    newest: dict[str, datetime] = {}
    n_asked = n_picked = n_right = 0
    wrong: list[tuple[str, str]] = []
    for item in items:
        label, at = labels[item.id], item.versioncreated or datetime.fromtimestamp(0, UTC)
        if item.marks.series in ("update", "wrapup"):
            n_asked += label in newest and at - newest[label] <= timedelta(hours=24)
            link = decisions[item.id].link
            n_picked += link is not None
            n_right += link is not None and labels[link.to] == label
            if link is not None and labels[link.to] != label:
                wrong.append((item.id, link.to))
        newest[label] = at
    precision, recall = n_right / n_picked, n_right / n_asked
    f1 = 2 * precision * recall / (precision + recall)
    words = "with slug" if with_slug else "headline and time"
    print(f"links   {name}, {words}: P {precision:.4f} R {recall:.4f} F1 {f1:.4f} of {n_asked}")
    by_id = {row["id"]: row for row in rows}
    for later, earlier in random.Random(seed).sample(wrong, min(draw, len(wrong))):
        for end in (later, earlier):
            print(f"  {end}  {by_id[end]['time'][5:16]}  {by_id[end]['headline']}  [{labels[end]}]")


def read_1987(words: str) -> datetime | None:
    found = re.match(r"\s*(\d+)-(\w{3})-(\d{4}) (\d+):(\d+):(\d+)", words or "")
    if not found:
        return None
    day, month, year, hour, minute, second = found.groups()
    try:
        return datetime(int(year), MONTHS.index(month) + 1, int(day), int(hour), int(minute), int(second), tzinfo=UTC)
    except ValueError:  # a few stamps are damaged: hour 31
        return None


def flash(data: Path, draw: int, seed: int) -> None:
    items: list[Item] = []
    for path in sorted((data / "reuters-21578").glob("*.json")):
        for row in json.loads(path.read_text(encoding="utf-8")):
            at = read_1987(row.get("date", ""))
            if at is None or not (row.get("title") or "").strip():
                continue
            body = (row.get("body") or "").strip()
            item = Item(
                id=row["id"], uri=row["id"], format="bench", agency="reuters", headline=row["title"].strip(),
                versioncreated=at, blocks=(Block(text=body),) if body else (),
            )  # fmt: skip
            items.append(agencies.refine(item, default="reuters"))
    items.sort(key=lambda item: (item.versioncreated, int(item.id)))
    by_id = {item.id: item for item in items}
    story_of: dict[str, str] = {}
    known = OpenChains()
    for n, item in enumerate(items):
        decision = decide(item, known, received_at=item.versioncreated)
        known.note(item, decision, received_at=item.versioncreated)
        for _, tie in decision.picked:
            if not by_id[tie.earlier].blocks and by_id[tie.later].blocks:
                story_of[tie.earlier] = known.after[tie.earlier].later if tie.earlier in known.after else tie.later
        if n % 500 == 499:
            known.prune(item.versioncreated - HORIZON)
    alerts = [item.id for item in items if not item.blocks]
    linked = [alert for alert in alerts if alert in story_of]
    print(f"flash   {len(linked)} of {len(alerts)} alerts linked to a story: {len(linked) / len(alerts):.1%}")
    for alert in random.Random(seed).sample(linked, min(draw, len(linked))):
        story = by_id[story_of[alert]]
        lead = " ".join(story.blocks[0].text.split())[:220]
        delay = (story.versioncreated - by_id[alert].versioncreated).total_seconds() / 60
        print(f"  {alert} -> {story.id}  {by_id[alert].headline}\n    {delay:.0f} min: {story.headline} | {lead}")


def mates(known: OpenChains) -> dict[str, frozenset[str]]:
    groups: dict[str, set[str]] = collections.defaultdict(set)
    for item, chain in known.chain_of.items():
        groups[chain].add(item)
    return {item: frozenset(group) for group in groups.values() for item in group}


def order(data: Path, seed: int) -> None:
    rows = read_rows(data / "labelled/reuters-chains.jsonl")
    days: dict[str, list[Item]] = collections.defaultdict(list)
    for row in rows:
        days[row["id"][:8]].append(make_item(row))
    n_same = n_all = n_chained = n_chained_same = 0
    for items in days.values():
        found = []
        for shuffled in (items, random.Random(seed).sample(items, len(items))):
            known = OpenChains()
            for item in shuffled:
                known.note(item, decide(item, known, received_at=items[0].versioncreated), received_at=HORIZON)
            found.append(mates(known))
        for item in items:
            same = found[0][item.id] == found[1][item.id]
            n_all, n_same = n_all + 1, n_same + same
            if len(found[0][item.id]) > 1:
                n_chained, n_chained_same = n_chained + 1, n_chained_same + same
    print(f"order   shuffled: {n_same / n_all:.2%} of {n_all} items among the same mates, "
          f"{n_chained_same / n_chained:.2%} of {n_chained} in chains")  # fmt: skip


def speed(data: Path, sizes: Sequence[int]) -> None:
    rows = read_rows(data / "labelled/reuters-stories.jsonl") + read_rows(data / "labelled/reuters-stories-train.jsonl")
    start = datetime(2012, 9, 10, tzinfo=UTC)
    for size in sizes:
        known = OpenChains()
        chooser = random.Random(size)
        filling = (
            agencies.refine(
                Item(
                    id=f"f{n}", uri="f", format="bench", versioncreated=start + timedelta(seconds=n * 80_000 / size),
                    headline=chooser.choice(rows)["headline"] if n >= len(rows) else rows[n]["headline"],
                ),
                default=f"agency{n * 2500 // max(size, 2500)}" if size > 2500 else "reuters",
            )
            for n in range(size)
        )  # fmt: skip
        for item in filling:
            known.note(item, decide(item, known, received_at=start), received_at=start)
        raw = [
            Item(
                id=f"q{n}", uri="q", format="bench", headline=row["headline"],
                versioncreated=start + timedelta(seconds=80_000 + n),
            )
            for n, row in enumerate(rows[:3000])
        ]  # fmt: skip
        begun = time.process_time()
        for item in raw:
            refined = agencies.refine(item, default="reuters")
            known.note(refined, decide(refined, known, received_at=start), received_at=start)
        took = time.process_time() - begun
        print(f"speed   {size:>7} open items: {len(raw) / took:,.0f} headlines/s, marks and chain decision")


def speed_of_days(data: Path) -> None:
    rows = read_rows(data / "labelled/reuters-chains.jsonl")
    raw = [
        Item(id=row["id"], uri="d", format="bench", headline=row["headline"], versioncreated=read_time(row["time"])[0])
        for row in rows
    ]
    begun = time.process_time()
    run((agencies.refine(item, default="reuters") for item in raw), OpenChains())
    print(f"speed   six days: {len(raw) / (time.process_time() - begun):,.0f} headlines/s, marks and chain decision")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", nargs="?", type=Path, default=Path(__file__).resolve().parents[2] / "shared/data")
    parser.add_argument("--only", default="silver,links,flash,order,speed")
    parser.add_argument("--draw", type=int, default=0)
    parser.add_argument("--seed", type=int, default=7)
    arguments = parser.parse_args()
    wanted = set(arguments.only.split(","))
    if "silver" in wanted:
        silver(arguments.data)
    if "links" in wanted:
        links(arguments.data, "reuters-stories", with_slug=False, draw=arguments.draw, seed=arguments.seed)
        links(arguments.data, "reuters-stories", with_slug=True)
    if "flash" in wanted:
        flash(arguments.data, arguments.draw, arguments.seed)
    if "order" in wanted:
        order(arguments.data, arguments.seed)
    if "speed" in wanted:
        speed(arguments.data, (1_000, 2_500, 10_000, 100_000))
        speed_of_days(arguments.data)


if __name__ == "__main__":
    main()
