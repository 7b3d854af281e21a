"""Stories measured on full texts in shuffled order: B-cubed F1, mean and spread, and texts a second on one core.

    python bench/bench_stories.py [--shuffles 5] [LABELLED.jsonl]

One shuffle of ECB+ has a spread of .011, so quote the mean of five. Streams with real times (Reuters, UCI) are scored
by the command itself: `wireroom thread` under any scorer of clusters.
"""

import argparse
import collections
import json
import random
import statistics
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from wireroom import agencies, chains, stories
from wireroom.model import Block, Item

START = datetime(2014, 5, 13, tzinfo=UTC)


def bcubed(truth: list[str], found: list[str]) -> float:
    both = collections.Counter(zip(truth, found, strict=True))
    of_truth, of_found = collections.Counter(truth), collections.Counter(found)
    pairs = list(zip(truth, found, strict=True))
    precision = sum(both[pair] / of_found[pair[1]] for pair in pairs) / len(pairs)
    recall = sum(both[pair] / of_truth[pair[0]] for pair in pairs) / len(pairs)
    return 2 * precision * recall / (precision + recall)


def thread(rows: list[dict[str, str]]) -> tuple[float, float]:
    open_chains, open_stories, found = chains.OpenChains(), stories.OpenStories(), []
    begun = time.perf_counter()
    for n, row in enumerate(rows):
        at = START + timedelta(seconds=n)
        item = Item(
            id=row["id"], uri=row["id"], format="bench", headline=row["headline"], versioncreated=at,
            blocks=tuple(Block(text=part) for part in row.get("body", "").split("\n\n") if part.strip()),
        )  # fmt: skip
        item = agencies.refine(item, default=row["agency"])
        chain = chains.decide(item, open_chains, received_at=at)
        open_chains.note(item, chain, received_at=at)
        story = stories.decide(item, chain, open_stories, received_at=at)
        open_stories.note(item, story, received_at=at)
        found.append(story.story)
    return bcubed([row["label"] for row in rows], found), len(rows) / (time.perf_counter() - begun)


def main() -> None:
    default = Path(__file__).resolve().parents[2] / "shared/data/labelled/ecbplus-stories.jsonl"
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("labelled", nargs="?", type=Path, default=default)
    parser.add_argument("--shuffles", type=int, default=5)
    arguments = parser.parse_args()
    rows = [json.loads(line) for line in arguments.labelled.read_text(encoding="utf-8").splitlines()]
    results = [thread(random.Random(seed).sample(rows, len(rows))) for seed in range(arguments.shuffles)]
    scores, speeds = [score for score, _ in results], [speed for _, speed in results]
    print(
        f"{arguments.labelled.name}: B-cubed F1 {statistics.mean(scores):.4f} +- {statistics.pstdev(scores):.4f}"
        f" over {len(scores)} shuffles; {statistics.median(speeds):,.0f} items/s"
    )


if __name__ == "__main__":
    main()
