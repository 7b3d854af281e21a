"""Marks on real headlines: floors that only go up, on copy that is never part of the repository."""

import json
import re
from pathlib import Path

from wireroom.agencies import read_marks

#: headlines that begin like marks and carry none; the words of the research page, and press releases of the same form
LOOK_ALIKES = re.compile(
    r"TAKE Solutions|1ST Constitution|LEAD Technologies|FLASH OMAHA|FLASH REPORT|JAMAICA CORRECTS|ALERT FM|ALERT Flood"
    r"|URGENT Study|ALERT: .*(?:Law|LLP|Class Action)"
)
UPDATE = re.compile(r"(UPDATE|WRAPUP) (\d+)-")


def test_numbered_headlines_agree_with_the_plain_reading(shared_data: Path) -> None:
    lines = (shared_data / "labelled" / "reuters-chains.jsonl").read_text(encoding="utf-8").splitlines()
    headlines = [json.loads(line)["headline"] for line in lines]
    n_numbered = n_right = 0
    for headline in headlines:
        if found := UPDATE.match(headline):
            marks, clean = read_marks("reuters", "headline", headline)
            n_numbered += 1
            n_right += (marks.series, marks.number) == (found[1].lower(), int(found[2])) and clean in headline
    assert n_numbered > 500
    assert n_right == n_numbered


def test_no_look_alike_is_taken_for_a_mark(shared_data: Path) -> None:
    rows = (shared_data / "marks" / "rare-marks.tsv").read_text(encoding="utf-8").splitlines()
    titles = [row.split("\t")[2] for row in rows if row.count("\t") >= 2]
    alike = [title for title in titles if LOOK_ALIKES.match(title)]
    assert len(alike) > 50
    for style in ("reuters", "businesswire", "globenewswire", "common"):
        taken = [title for title in alike if read_marks(style, "headline", title)[0].label]
        assert taken == [], style
