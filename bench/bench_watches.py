"""Standing searches against every item: ours beside testing each search, on Reuters-21578.

    python bench/bench_watches.py [--items 1500] [--sizes 1000,10000,100000] [--rounds 3] [DATA]

All sides are timed by the processor time of this process, by turns, and the best round of each counts; making the item's
words is in the time of each. "Beyond" is what ours takes, and how often it goes into naive, when the words are there: the
store makes the same for its own index, whether anybody searches or not. What ours stands beside:

    naive    every search, each compiled to a closure, cheapest parts first, names of two words looked up in a set of the
             item's pairs: all that can be had without an index
    walked   every search by `query.matches`: the syntax tree is walked, as the search language itself is defined; one round

The mix is that of percolator tests: 20 % one word, 25 % a name of two words, 30 % AND of two or three, 15 % OR of three to
eight, 10 % (A or B) and (C or D); 15 % with a NOT, 41 % with a category, 8 % with an agency, 5 % with a number or has:.
Items and searches are drawn from different halves of the files; frequencies are learned from the searches' half.
"""

import argparse
import json
import random
import re
import statistics
import sys
import time
import tracemalloc
from datetime import UTC, datetime
from functools import cached_property
from itertools import pairwise
from pathlib import Path

from wireroom.model import Block, Concept, Filed, Item, Marks
from wireroom.query import Node, Subject, matches, parse
from wireroom.query.compiled import Test, compile_test
from wireroom.query.tree import All, Any, Not, Words
from wireroom.text.terms import terms
from wireroom.watches import WatchIndex

CATEGORIES = [
    "politics",
    "economy",
    "sport",
    "conflict",
    "crime",
    "disaster",
    "education",
    "environment",
    "health",
    "human",
    "labour",
]
AGENCIES = ["reuters", "ap", "afp", "pa", "dpa", "efe"]
NOW = datetime(2026, 1, 1, tzinfo=UTC)
DATA = Path(__file__).resolve().parents[2] / "shared" / "data" / "reuters-21578"


def load(folder: Path) -> list[Filed]:
    """Read the items that have a text."""
    found = []
    for path in sorted(folder.glob("*.json")):
        for row in json.loads(path.read_text()):
            body = row.get("body") or ""
            if len(body.split()) < 40:
                continue
            number = len(found)
            item = Item(
                id=str(number), uri="urn:x", format="sgml", agency=AGENCIES[min(number % 11, number % 6)],
                headline=row.get("title"),
                blocks=(Block(text=body),), urgency=1 + number % 6, category=CATEGORIES[number * 7 % 10],
                marks=Marks(rank="urgent" if number % 17 == 0 else None),
                subjects=tuple(Concept(name=topic) for topic in row.get("topics") or ()),
            )  # fmt: skip
            found.append(Filed(item=item, seq=number, chain="c", story="s", source="x", dispatch="d", received_at=NOW))
    return found


def make_searches(items: list[Filed], count: int, seed: int) -> list[str]:
    """Draw searches from the items' own vocabulary, in the mix above."""
    rng = random.Random(seed)
    seen: dict[str, int] = {}
    pairs: dict[str, int] = {}
    for entry in items:
        text = entry.item.blocks[0].text
        for term in set(terms(text)):
            seen[term] = seen.get(term, 0) + 1
        for first, second in set(re.findall(r"\b([A-Z][a-z]{2,}) ([A-Z][a-z]{2,})\b", text)):
            pairs[f'"{first} {second}"'.lower()] = pairs.get(f'"{first} {second}"'.lower(), 0) + 1
    n = len(items)
    middle = [word for word, count in seen.items() if len(word) > 2 and word.isalpha() and 0.0005 <= count / n < 0.01]
    common = [word for word, count in seen.items() if len(word) > 2 and word.isalpha() and 0.01 <= count / n < 0.10]
    names = [pair for pair, count in pairs.items() if 2 <= count <= 80]
    weights = [seen[word] ** 0.5 for word in middle]

    def rare() -> str:
        return rng.choices(middle, weights)[0] if rng.random() < 0.6 else rng.choice(names)

    found = []
    for _ in range(count):
        kind = rng.random()
        if kind < 0.20:
            search = rng.choices(middle, weights)[0]
        elif kind < 0.45:
            search = rng.choice(names)
        elif kind < 0.65:
            search = f"{rare()} AND {rng.choice(common)}"
        elif kind < 0.75:
            search = f"{rare()} AND ({rare()} OR {rng.choice(common)})"
        elif kind < 0.90:
            search = "(" + " OR ".join(rare() for _ in range(rng.randint(3, 8))) + ")"
        else:
            search = f"({rare()} OR {rare()}) AND ({rng.choice(common)} OR {rng.choice(common)})"
        if rng.random() < 0.15:
            search += f" AND NOT {rng.choice(common)}"
        if rng.random() < 0.35 or (0.75 <= kind < 0.9 and rng.random() < 0.6):
            search += f" AND category:{rng.choice(CATEGORIES)}"
        if rng.random() < 0.08:
            search += f" AND agency:{rng.choice(AGENCIES)}"
        if rng.random() < 0.05:
            search += rng.choice((" AND urgency<=3", " AND words>120", " AND has:headline"))
        found.append(search)
    return found


class Paired(Subject):
    """An item with its pairs of neighbours at hand: what testing every search is quickest with."""

    @cached_property
    def pairs(self) -> frozenset[str]:
        return frozenset(f"{first} {second}" for line in self.terms.values() for first, second in pairwise(line))


def naive_test(node: Node) -> Test:
    """Compile a search to be tested on every item."""
    if isinstance(node, All | Any):
        parts = [naive_test(part) for part in sorted(node.parts, key=lambda part: not isinstance(part, Words))]
        return naive_all(parts) if isinstance(node, All) else naive_any(parts)
    if isinstance(node, Not):
        inner = naive_test(node.part)
        return lambda subject, now: not inner(subject, now)
    if isinstance(node, Words) and len(node.terms) == 2 and node.field is None and not node.is_prefix:
        pair = " ".join(node.terms)
        return lambda subject, now: pair in subject.pairs
    return compile_test(node)


def naive_all(parts: list[Test]) -> Test:
    if len(parts) == 2:
        first, second = parts
        return lambda subject, now: first(subject, now) and second(subject, now)

    def test(subject: Subject, now: datetime) -> bool:
        for part in parts:
            if not part(subject, now):
                return False
        return True

    return test


def naive_any(parts: list[Test]) -> Test:
    def test(subject: Subject, now: datetime) -> bool:
        for part in parts:
            if part(subject, now):
                return True
        return False

    return test


def timed(
    work: list[Filed], match, kind: type[Subject] = Subject, *, is_ready: bool = False
) -> tuple[list[float], list[list[str]]]:
    """Give milliseconds an item, and what matched; `is_ready`: its words are made before the clock starts."""
    times, found = [], []
    for entry in work:
        start = time.process_time()
        subject = kind(entry)
        if is_ready:
            len(subject.line)
            start = time.process_time()
        found.append(match(subject))
        times.append((time.process_time() - start) * 1000)
    return times, found


def best(rounds: list[list[float]]) -> list[float]:
    """Give the quickest round."""
    return min(rounds, key=sum)


def rate(times: list[float]) -> float:
    """Give items a second."""
    return len(times) * 1000 / sum(times)


def fill(items: list[Filed], trees: list[Node], *, is_traced: bool) -> tuple[WatchIndex, float, float]:
    """Give an index that knows how rare words are, filled, its kB a search (not traced = nan), and µs to add one."""
    index = WatchIndex()
    for entry in items[:2000]:
        index.learn(Subject(entry))
    before = 0
    if is_traced:
        tracemalloc.start()
        before = tracemalloc.get_traced_memory()[0]
    start = time.process_time()
    for number, tree in enumerate(trees):
        index.add(str(number), tree)
    add_us = (time.process_time() - start) / len(trees) * 1e6
    memory = (tracemalloc.get_traced_memory()[0] - before) / len(trees) / 1024 if is_traced else float("nan")
    tracemalloc.stop()
    return index, memory, add_us


def measure(items: list[Filed], stream: list[Filed], size: int, rounds: int) -> str:
    """Give the row of one size."""
    half = items[: len(items) // 2]
    trees = [parse(search) for search in make_searches(half, size, seed=size)]
    _, memory, _ = fill(half, trees[:10_000], is_traced=True)
    index, _, add_us = fill(half, trees, is_traced=False)
    tests = [(str(number), naive_test(tree)) for number, tree in enumerate(trees)]
    few = stream[: max(10, min(len(stream), 1_000_000 // size))]
    fewer = stream[: max(3, min(len(stream), 100_000 // size))]

    def ours(subject: Subject) -> list[str]:
        return index.match(subject, now=NOW)

    def naive(subject: Subject) -> list[str]:
        return [name for name, test in tests if test(subject, NOW)]

    def walked(subject: Subject) -> list[str]:
        return [str(number) for number, tree in enumerate(trees) if matches(tree, subject, now=NOW)]

    turns: list[list[list[float]]] = [[], [], []]
    found: list[list[list[str]]] = [[], [], []]
    ready: list[list[float]] = []
    for turn in range(rounds):
        for n, (work, match, kind) in enumerate(
            ((stream, ours, Subject), (few, naive, Paired), (fewer, walked, Subject))
        ):
            if n < 2 or turn == 0:
                times, found[n] = timed(work, match, kind)
                turns[n].append(times)
        ready.append(timed(stream, ours, is_ready=True)[0])
    same = all(sorted(a) == sorted(b) for other in found[1:] for a, b in zip(found[0], other, strict=False))
    start = time.process_time()
    gone = range(0, size, max(1, size // 1000))
    for number in gone:
        index.remove(str(number))
    remove_us = (time.process_time() - start) / len(gone) * 1e6
    ms, *others = map(best, turns)
    ms.sort()
    per_item = sum(map(len, found[0])) / len(stream)
    times_naive, times_walked = (rate(ms) / rate(other) for other in others)
    beyond_ms = statistics.fmean(best(ready))
    words_ms = statistics.fmean(ms) - beyond_ms
    times_beyond = (statistics.fmean(others[0]) - words_ms) / beyond_ms
    return (
        f"{size:8,} {rate(ms):7,.0f} {statistics.median(ms):7.3f} {ms[int(len(ms) * 0.99)]:7.3f} {per_item:13.1f}"
        f" {rate(others[0]):8,.1f} {times_naive:6.0f}"
        f" {beyond_ms:9.3f} {times_beyond:6.0f} {rate(others[1]):9,.2f} {times_walked:6.0f} {same!s:>5}"
        f" {memory:10.2f} {add_us:7.1f} {remove_us:8.1f}"
    )


def main() -> int:
    """Print one row a size."""
    parser = argparse.ArgumentParser()
    parser.add_argument("data", nargs="?", type=Path, default=DATA)
    parser.add_argument("--items", type=int, default=1500)
    parser.add_argument("--sizes", default="1000,10000,100000")
    parser.add_argument("--rounds", type=int, default=3)
    args = parser.parse_args()
    if not args.data.is_dir():
        print(f"no {args.data}: this measures on Reuters-21578, which is not part of the repository")
        return 0
    items = load(args.data)
    stream = random.Random(7).sample(items[len(items) // 2 :], args.items)
    words = best([timed(stream, lambda subject: [str(len(subject.line))])[0] for _ in range(args.rounds)])
    print(f"{len(items)} items with a text; making their words alone: {rate(words):,.0f} items/s")
    print(
        "searches  ours/s  p50 ms  p99 ms  matches/item  naive/s  ratio"
        " beyond ms  ratio  walked/s  ratio  same  kB/search  add us  remove us"
    )
    for size in map(int, args.sizes.split(",")):
        print(measure(items, stream, size, args.rounds), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
