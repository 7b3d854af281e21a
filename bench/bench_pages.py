"""Story text of real news pages: ours beside trafilatura alone, in one run, by the set's own metric.

    python bench/bench_pages.py [--pages DIR] [--misses] [--json]

The pages and their texts are the 95 kept beside the checkout (../shared/data/html-pages; not part of the repository). The metric
is the set's own: words (`\\w+`) in runs of four, counted with repetition; precision and recall are means over pages, F1 is
of the means. F1 of single words is given too. Two halves are told apart (by the first digit of the page's name): the odd half
was never looked at while the reader was written.
"""

import argparse
import gzip
import json
import re
import time
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import trafilatura

from wireroom.formats import RawCopy, get_format

PAGES = Path(__file__).resolve().parents[2] / "shared" / "data" / "html-pages"


def shingles(text: str, n: int) -> Counter[tuple[str, ...]]:
    """Count the runs of n words."""
    words = re.findall(r"\w+", text)
    return Counter(tuple(words[at : at + n]) for at in range(max(1, len(words) - n + 1))) if words else Counter()


def score(wanted: str, found: str, n: int) -> tuple[float, float]:
    """Give precision and recall of one page."""
    want, have = shingles(wanted, n), shingles(found, n)
    both = sum((want & have).values())
    return both / max(1, sum(have.values())), both / max(1, sum(want.values()))


def f1(wanted: Mapping[str, str], found: Mapping[str, str], n: int) -> dict[str, float]:
    """Give F1 of the mean precision and the mean recall."""
    pairs = [score(text, found[key], n) for key, text in wanted.items()]
    precision = sum(pair[0] for pair in pairs) / len(pairs)
    recall = sum(pair[1] for pair in pairs) / len(pairs)
    return {"f1": 2 * precision * recall / (precision + recall), "precision": precision, "recall": recall}


def ours(page: bytes) -> str:
    """Read a page as Wireroom does."""
    parsed = get_format("html_page").parse(RawCopy(data=page))
    return parsed.items[0].body_text


def theirs(page: bytes) -> str:
    """Read a page by trafilatura alone, with its own settings except comments, which no reader of news wants."""
    return trafilatura.extract(page, include_comments=False) or ""


def main() -> None:
    """Run both over all pages and print what they got."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pages", type=Path, default=PAGES)
    parser.add_argument("--misses", action="store_true", help="name the ten worst pages")
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    if not args.pages.is_dir():
        raise SystemExit(f"no pages in {args.pages}")
    truth = json.loads((args.pages / "ground-truth.json").read_text())
    wanted = {key: facts["articleBody"] for key, facts in truth.items()}
    pages = {key: gzip.decompress((args.pages / "html" / f"{key}.html.gz").read_bytes()) for key in wanted}
    halves = {
        "all": set(wanted),
        "looked at": {key for key in wanted if int(key[0], 16) % 2 == 0},
        "not looked at": {key for key in wanted if int(key[0], 16) % 2},
    }
    results: dict[str, dict[str, object]] = {}
    texts: dict[str, dict[str, str]] = {}
    for name, reader in (("wireroom", ours), ("trafilatura", theirs)):
        reader(next(iter(pages.values())))  # imports are not what is measured
        start = time.perf_counter()
        texts[name] = {key: reader(page) for key, page in pages.items()}
        results[name] = {"seconds": round(time.perf_counter() - start, 2)}
        for half, keys in halves.items():
            part = {key: wanted[key] for key in keys}
            results[name][half] = {n: f1(part, texts[name], n) for n in (4, 1)}
    if args.json:
        print(json.dumps(results))
        return
    print(f"{len(pages)} pages           runs of four: F1  precision  recall    single words: F1    seconds")
    for half, keys in halves.items():
        for name, result in results.items():
            four, one = result[half][4], result[half][1]  # type: ignore[index]
            print(
                f"{half:14}{len(keys):3}  {name:12}     {four['f1']:.4f}     {four['precision']:.4f}  {four['recall']:.4f}"
                f"              {one['f1']:.4f}     {result['seconds'] if half == 'all' else ''}"
            )
    if args.misses:
        worst = sorted(wanted, key=lambda key: sum(score(wanted[key], texts["wireroom"][key], 4)))[:10]
        for key in worst:
            mine, other = (score(wanted[key], texts[name][key], 4) for name in ("wireroom", "trafilatura"))
            print(f"{key[:12]}  ours p {mine[0]:.2f} r {mine[1]:.2f}  trafilatura p {other[0]:.2f} r {other[1]:.2f}")


if __name__ == "__main__":
    main()
