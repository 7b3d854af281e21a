"""Train the weights of `wireroom.chains.wording`: writes src/wireroom/chains/wording.json.

    python tools/train_wording.py ../shared/data/labelled/reuters-stories-train.jsonl

For each headline marked UPDATE n or WRAPUP n, every earlier headline of the last 24 h that shares words with it is an
example: right when both bear the agency's own story label. Plain logistic regression, one seed, no libraries. Kept are
one weight a fact, no words. Trained on 1-31 May 2012; measured by bench/bench_chains.py on September 2012.
"""

import argparse
import json
import math
import pathlib
import random
from datetime import timedelta

from wireroom import agencies
from wireroom.chains import OpenChains
from wireroom.chains.card import likeness, make_card
from wireroom.chains.ties import WINDOW_S, distance, number_fit, precedes
from wireroom.chains.wording import FACTS, facts
from wireroom.model import Item
from wireroom.text.times import read_time

TARGET = pathlib.Path(__file__).resolve().parents[1] / "src/wireroom/chains/wording.json"
Example = tuple[tuple[float, ...], float]


def examples(lines: list[str]) -> list[Example]:
    found: list[Example] = []
    known, labels = OpenChains(), {}
    for n, line in enumerate(lines):
        row = json.loads(line)
        labels[row["id"]] = row["label"]
        at = read_time(row["time"])[0]
        item = Item(id=row["id"], uri="", format="x", headline=row["headline"], versioncreated=at)
        item = agencies.refine(item, default=row["agency"])
        later = make_card(item, received_at=at, arrival=n)
        if item.marks.series in ("update", "wrapup"):
            crowd = known.crowd(later)
            for earlier in known.find_alike(later):
                gap, fit = distance(earlier, later), number_fit(earlier, later)
                if gap > WINDOW_S or fit < 0 or not precedes(earlier, later) or earlier.key == later.key:
                    continue
                alike = likeness(earlier.vector, later.vector)
                if alike >= 0.08:
                    is_right = float(labels[earlier.id] == row["label"])
                    found.append((facts(earlier, later, alike, fit, gap, crowd), is_right))
        known.add(later, f"c{later.id}")
        if n % 500 == 499:
            known.prune(at - timedelta(hours=48))
    return found


def fit(data: list[Example], *, passes: int, seed: int) -> tuple[float, list[float]]:
    """Fit by AdaGrad on standardised facts; gives bias and weights for the plain ones."""
    n = len(data[0][0])
    means = [sum(x[j] for x, _ in data) / len(data) for j in range(n)]
    spreads = [math.sqrt(sum((x[j] - means[j]) ** 2 for x, _ in data) / len(data)) or 1.0 for j in range(n)]
    rows = [([(x[j] - means[j]) / spreads[j] for j in range(n)] + [1.0], y) for x, y in data]
    weights, squares = [0.0] * (n + 1), [1e-8] * (n + 1)
    chooser = random.Random(seed)
    for _ in range(passes):
        chooser.shuffle(rows)
        for x, y in rows:
            total = sum(map(float.__mul__, weights, x))
            error = 1 / (1 + math.exp(-max(-30.0, min(30.0, total)))) - y
            for j, value in enumerate(x):
                slope = error * value
                squares[j] += slope * slope
                weights[j] -= 0.15 * slope / math.sqrt(squares[j])
    plain = [weights[j] / spreads[j] for j in range(n)]
    return weights[n] - sum(weights[j] * means[j] / spreads[j] for j in range(n)), plain


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("headlines", type=pathlib.Path)
    parser.add_argument("--passes", type=int, default=12)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    data = examples(arguments.headlines.read_text(encoding="utf-8").splitlines())
    bias, weights = fit(data, passes=arguments.passes, seed=arguments.seed)
    trained = {
        "trained_on": arguments.headlines.name,
        "examples": len(data),
        "bias": round(bias, 4),
        "weights": {fact: round(weight, 4) for fact, weight in zip(FACTS, weights, strict=True)},
    }
    TARGET.write_text(json.dumps(trained, indent=1) + "\n")
    print(f"{len(data)} pairs, {sum(y for _, y in data):.0f} right -> {TARGET}")


if __name__ == "__main__":
    main()
