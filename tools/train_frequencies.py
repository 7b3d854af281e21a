"""Count in how many headlines each stem stands, for `wireroom.text.stems`: writes src/wireroom/text/frequencies.json.

    python tools/train_frequencies.py ../shared/data/labelled/reuters-stories-train.jsonl

Kept: counts of stems met in at least four headlines, no words in their order. Trained on May 2012 only (21,255
headlines); figures quoted in the docs are measured on other months.
"""

import argparse
import collections
import json
import pathlib

TARGET = pathlib.Path(__file__).resolve().parents[1] / "src/wireroom/text/frequencies.json"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("headlines", type=pathlib.Path)
    parser.add_argument("--least", type=int, default=4, help="headlines a stem must stand in")
    arguments = parser.parse_args()
    if not TARGET.exists():
        TARGET.write_text('{"documents": 1, "stems": {}}')
    from wireroom.text.stems import terms

    counts: collections.Counter[str] = collections.Counter()
    lines = arguments.headlines.read_text(encoding="utf-8").splitlines()
    for line in lines:
        counts.update(set(terms(json.loads(line)["headline"])))
    kept = {stem: n for stem, n in sorted(counts.items()) if n >= arguments.least and not stem[0].isdigit()}
    TARGET.write_text(json.dumps({"documents": len(lines), "stems": kept}, ensure_ascii=False, indent=0) + "\n")
    print(f"{len(lines)} headlines, {len(kept)} stems -> {TARGET}")


if __name__ == "__main__":
    main()
