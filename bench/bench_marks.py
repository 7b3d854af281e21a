"""Marks measured: agreement with a plain prefix grammar, look-alikes, speed.

    python bench/bench_marks.py HEADLINES.jsonl [--show]      lines of {"headline"}, all of one agency
    python bench/bench_marks.py HEADLINES.jsonl --speed

The grammar knows nothing of house styles: words in capitals, then a dash, as often as they come. Where it and the house
style disagree one of them is wrong; every such headline is listed with --show and judged by hand.
"""

import argparse
import json
import re
import time
from collections import Counter
from pathlib import Path
from typing import Any

from wireroom.agencies import read_marks
from wireroom.agencies.reading import read_place

SERIES = {"UPDATE": "update", "WRAPUP": "wrapup"}
ACTIONS = {
    "RPT": "repeat", "REFILE": "refile", "CORRECTED": "correction", "CORRECTION": "correction", "ADVISORY": "advisory",
    "EMBARGOED": "embargo", "REPEAT": "repeat",
}  # fmt: skip
#: the one prefix without a dash that is counted among the dashed ones
BUSINESS_WIRE = re.compile(r"CORRECTING (?:and|AND) REPLACING ")
GENRES = (
    "BRIEF", "FACTBOX", "TABLE", "TEXT", "DIARY", "FEATURE", "INTERVIEW", "ANALYSIS", "INSIGHT", "COLUMN", "PREVIEW",
    "EXCLUSIVE", "NEWSMAKER", "TIMELINE", "CHRONOLOGY", "SCENARIOS", "SNAPSHOT", "HIGHLIGHTS", "WITNESS", "DEALTALK",
    "MOVES", "POLL",
)  # fmt: skip
PREFIX = re.compile(
    r"(?:(UPDATE|WRAPUP) (\d+)|(" + "|".join((*ACTIONS, *GENRES, "URGENT")) + r")(?: \(OFFICIAL\))?) ?- ?"
)


def plain(headline: str) -> dict[str, Any]:
    """Read a headline by the plain grammar."""
    found: dict[str, Any] = {"series": None, "number": None, "actions": set(), "genre": None, "rank": None}
    if BUSINESS_WIRE.match(headline):
        found["actions"].add("correction")
    at = 0
    while match := PREFIX.match(headline, at):
        at = match.end()
        if match[1] and found["series"] is None:
            found["series"], found["number"] = SERIES[match[1]], int(match[2])
        elif match[3] in ACTIONS:
            found["actions"].add(ACTIONS[match[3]])
        elif match[3] == "URGENT":
            found["rank"] = "urgent"
        elif match[3] and found["genre"] is None:
            found["genre"] = match[3].lower()
    return found


def by_style(agency: str, headline: str) -> dict[str, Any]:
    """Read the same by the house style, in the grammar's few words."""
    marks, clean = read_marks(agency, "headline", headline)
    if headline.strip().endswith(clean) and (taken := headline[: headline.rfind(clean)].rstrip()).endswith(":"):
        # set off by a colon: the web site's form, of which the grammar does not speak
        return plain("") | {"beyond": taken}
    return {
        "series": marks.series, "number": marks.number, "rank": marks.rank,
        "actions": set(marks.actions) & set(ACTIONS.values()),
        "genre": marks.genre if marks.genre and marks.genre.upper() in GENRES else None,
    }  # fmt: skip


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("headlines", type=Path)
    parser.add_argument("--agency", default="reuters")
    parser.add_argument("--show", action="store_true", help="list every disagreement")
    parser.add_argument("--speed", action="store_true")
    asked = parser.parse_args()
    headlines = [json.loads(line)["headline"] for line in asked.headlines.read_text(encoding="utf-8").splitlines()]
    if asked.speed:
        measure_speed(asked.agency, headlines)
        return
    apart, beyond, kinds = [], [], Counter[str]()
    for headline in headlines:
        wanted, found = plain(headline), by_style(asked.agency, headline)
        if found.pop("beyond", None) and wanted == found:
            beyond.append(headline)
        elif wanted != found:
            apart.append((headline, wanted, found))
            kinds.update(key for key in wanted if wanted[key] != found[key])
    share = 1 - len(apart) / len(headlines)
    print(f"{len(headlines)} headlines, {len(apart)} read otherwise: agreement {share:.4%}; {dict(kinds)}")
    print(f"{len(beyond)} more have a mark before a colon, of which the grammar does not speak")
    for headline in beyond if asked.show else ():
        print(f"  {headline[:100]}")
    for headline, wanted, found in apart if asked.show else ():
        differs = {key: (wanted[key], found[key]) for key in wanted if wanted[key] != found[key]}
        print(f"  {headline[:100]}\n      grammar, style: {differs}")


def measure_speed(agency: str, headlines: list[str]) -> None:
    """Time signs alone and signs put together, best of five passes, in processor time of one core."""
    for name, read in (("signs", lambda text: read_place(agency, "headline", text)),
                       ("marks", lambda text: read_marks(agency, "headline", text))):  # fmt: skip
        best = 0.0
        for _ in range(5):
            started = time.process_time()
            for headline in headlines:
                read(headline)
            best = max(best, len(headlines) / (time.process_time() - started))
        print(f"{name} {agency}: {best:,.0f} headlines/s")


if __name__ == "__main__":
    main()
