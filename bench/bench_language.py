"""The language of copy with its declaration hidden: how often it is found, left unknown, or told otherwise than declared.

    python bench/bench_language.py [--data DIR]

Copy lies beside the checkout (../shared/data; not part of the repository). ECB+ and Reuters-21578 declare nothing: all of both is
English. What is told otherwise is printed, to be looked at: declarations are wrong too.
"""

import argparse
import gzip
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import msgspec

from wireroom import Item, read
from wireroom.reading import find_language
from wireroom.text.language import guess_language

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
#: one language under two names
_SAME = {"nb": "no"}


def items_in(folder: Path) -> Iterator[Item]:
    """Read all files of a folder."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            data = path.read_bytes()
            name = path.name.removesuffix(".gz")
            yield from read(gzip.decompress(data) if name != path.name else data, filename=name).items


def english(data: Path) -> Iterator[tuple[str, str]]:
    """Give the name of the set and the copy of each English item."""
    for line in (data / "labelled" / "ecbplus-stories.jsonl").read_text().splitlines():
        found = json.loads(line)
        yield "ECB+", f"{found['headline']}\n{found.get('body') or ''}"
    for path in sorted((data / "reuters-21578").glob("*.json")):
        for found in json.loads(path.read_text()):
            yield "Reuters-21578", f"{found.get('title') or ''}\n{found.get('body') or ''}"


def main() -> None:
    """Count and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA)
    data = parser.parse_args().data
    counts: dict[str, Counter[str]] = {}
    for folder in ("agency-files", "iptc-examples", "feeds", "html-pages"):
        counted = counts.setdefault(folder, Counter())
        for item in items_in(data / folder):
            if item.language is None or item.is_language_guessed:
                counted["undeclared, guessed" if item.language else "undeclared, unknown"] += 1
                continue
            found = find_language(msgspec.structs.replace(item, language=None)).language
            declared = item.language.replace("_", "-").split("-")[0].lower()
            kind = "unknown" if found is None else "right" if found == _SAME.get(declared, declared) else "otherwise"
            counted[kind] += 1
            if kind == "otherwise":
                print(f"{folder}: declared {item.language}, found {found}: {item.title[:70]}")
    for name, text in english(data):
        guess = guess_language(text)
        counts.setdefault(name, Counter())[
            "unknown" if guess is None else "right" if guess.language == "en" else "otherwise"
        ] += 1
        if guess is not None and guess.language != "en":
            print(f"{name}: found {guess.language}: {text[:70]!r}")
    for name, counted in counts.items():
        print(f"{name:14}", ", ".join(f"{kind} {n}" for kind, n in sorted(counted.items())))


if __name__ == "__main__":
    main()
