"""Train the weights of `wireroom.stories.joining`: writes src/wireroom/stories/joining.json.

    python tools/train_stories.py ../shared/data/labelled/reuters-stories-train.jsonl

Headlines are threaded by the agency's own story labels, one at a time; for each that no chain places, every running
story of the last 72 h found by its words is an example, right when it bears the same label. Plain logistic regression,
one seed, no libraries. Kept are one weight a fact and the ids of the first and last item, no words. Trained on 1-31 May
2012; measured by bench/bench_stories.py on other months.
"""

import argparse
import json
import math
import pathlib
import random
from datetime import timedelta

from wireroom import chains
from wireroom.cli.thread import read_item
from wireroom.stories.decision import StoryDecision
from wireroom.stories.index import OpenStories
from wireroom.stories.score import weigh
from wireroom.text.spans import span

TARGET = pathlib.Path(__file__).resolve().parents[1] / "src/wireroom/stories/joining.json"
WINDOW_S = 72 * 3600.0
KEPT = timedelta(hours=96)
Example = tuple[tuple[float, ...], float]


def examples(rows: list[dict[str, str]]) -> list[Example]:
    from wireroom.stories.joining import ask, facts

    found: list[Example] = []
    open_chains, known = chains.OpenChains(), OpenStories()
    for n, row in enumerate(rows):
        item = read_item(row)
        received_at = item.versioncreated
        assert received_at is not None
        chain = chains.decide(item, open_chains, received_at=received_at)
        open_chains.note(item, chain, received_at=received_at)
        weighed = weigh(item)
        head, _ = known.vectors(weighed)
        at = span(item, received_at)[0]
        if not any(mate in known.story_of for mate in chain.order if mate != item.id):
            asked = ask(weighed, head, known, item.marks.genre)
            for story in known.find_by_head(head):
                shared = story.heads.shared(head)
                if abs(at - story.last) <= WINDOW_S and sum(shared.values()) >= 0.06:
                    told = facts(asked, shared, story, at)
                    found.append((told, float(story.id == row["label"])))
        truth = StoryDecision(story=row["label"], weighed=weighed, head=head)
        known.note(item, truth, received_at=received_at)
        if n % 500 == 499:
            known.prune(received_at - KEPT)
            open_chains.prune(received_at - KEPT)
    return found


def fit(data: list[Example], *, passes: int, seed: int) -> tuple[float, list[float]]:
    """Fit by AdaGrad on standardised facts, averaging the last half; gives bias and weights for the plain ones."""
    n = len(data[0][0])
    means = [sum(x[j] for x, _ in data) / len(data) for j in range(n)]
    spreads = [math.sqrt(sum((x[j] - means[j]) ** 2 for x, _ in data) / len(data)) or 1.0 for j in range(n)]
    rows = [([(x[j] - means[j]) / spreads[j] for j in range(n)] + [1.0], y) for x, y in data]
    weights, squares = [0.0] * (n + 1), [1e-8] * (n + 1)
    kept, n_kept = [0.0] * (n + 1), 0
    chooser = random.Random(seed)
    for turn in range(passes):
        chooser.shuffle(rows)
        for x, y in rows:
            total = sum(map(float.__mul__, weights, x))
            error = 1 / (1 + math.exp(-max(-30.0, min(30.0, total)))) - y
            for j, value in enumerate(x):
                slope = error * value
                squares[j] += slope * slope
                weights[j] -= 0.1 * slope / math.sqrt(squares[j])
        if turn >= passes // 2:
            kept, n_kept = [a + b for a, b in zip(kept, weights, strict=True)], n_kept + 1
    mean = [weight / n_kept for weight in kept]
    plain = [mean[j] / spreads[j] for j in range(n)]
    return mean[n] - sum(mean[j] * means[j] / spreads[j] for j in range(n)), plain


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("headlines", type=pathlib.Path)
    parser.add_argument("--passes", type=int, default=8)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    from wireroom.stories.joining import FACTS

    rows = [json.loads(line) for line in arguments.headlines.read_text(encoding="utf-8").splitlines()]
    data = examples(rows)
    bias, weights = fit(data, passes=arguments.passes, seed=arguments.seed)
    trained = {
        "trained_on": arguments.headlines.name,
        "items": len(rows),
        "ids": [rows[0]["id"], rows[-1]["id"]],
        "command": f"python tools/train_stories.py {arguments.headlines.name}",
        "examples": len(data),
        "bias": round(bias, 4),
        "weights": {fact: round(weight, 4) for fact, weight in zip(FACTS, weights, strict=True)},
    }
    TARGET.write_text(json.dumps(trained, indent=1) + "\n")
    print(f"{len(data)} pairs, {sum(y for _, y in data):.0f} right -> {TARGET}")


if __name__ == "__main__":
    main()
