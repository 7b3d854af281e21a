"""How much of an item survives a trip through each format out: written, read again, compared field by field.

usage: python bench/bench_round_trip.py [--show N] [WRITER …]

The items are those of the invented wire day and, where it lies beside the checkout, of all agency files, IPTC examples, feeds
and web pages of ../shared/data, and a thousand of Reuters' of 1987. "whole" are items of which every field that the writer says
it carries came back (the limits it states are left out of the comparison; docs/formats.md has them); "fields" counts the fields
it carries. Times are processor time of writing, reading and comparing. Orders to kill and held copy are left out for formats that
are for readers alone.
"""

import argparse
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).resolve().parents[1]
SHARED = HERE.parent / "shared" / "data"
#: folder, and which files of it. Of the 22 of Reuters' copy of 1987 one: all take an hour
CORPORA = (
    ("agency-files", "*"),
    ("iptc-examples", "*"),
    ("feeds", "*"),
    ("html-pages", "*"),
    ("reuters-21578", "*-000.json"),
)
sys.path.insert(0, str(HERE / "tests" / "writers"))

from roundtrips import AT, differences, is_tombstone, items_of  # noqa: E402

import wireroom  # noqa: E402
from wireroom import writers  # noqa: E402
from wireroom.demo.day import load_day  # noqa: E402
from wireroom.model import Item  # noqa: E402


def find_items() -> Iterator[tuple[str, str, Item]]:
    """Give (corpus, file, item)."""
    for dispatch in load_day(AT):
        for item in wireroom.read(dispatch.data, filename=dispatch.filename).items:
            yield "day", dispatch.filename, item
    if not SHARED.is_dir():
        return
    schema = SHARED / "iptc-examples" / "schema"
    for corpus, name in CORPORA:
        files = (path for path in (SHARED / corpus).rglob(name) if path.is_file() and path.parent != schema)
        yield from ((corpus, name, item) for name, item in items_of(files))


def main() -> int:
    """Print one line a writer."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--show", type=int, default=0, help="show so many differences a writer")
    asked.add_argument("writers", nargs="*", default=writers.NAMES)
    given = asked.parse_args()
    items = list(find_items())
    corpora = list(dict.fromkeys(corpus for corpus, _, _ in items))
    n_items = Counter(corpus for corpus, _, _ in items)
    print(
        f"| writer | fields of {len(writers.FIELDS)} | {' | '.join(f'{one} ({n_items[one]:,})' for one in corpora)} | s |"
    )
    print("|---|---|" + "---|" * (len(corpora) + 1))
    for name in given.writers:
        writer = writers.get_writer(name)
        whole, tried, shown = Counter[str](), Counter[str](), 0
        started = time.process_time()
        for corpus, file, item in items:
            if is_tombstone(writer, item):
                continue
            tried[corpus] += 1
            found = differences(writer, item)
            whole[corpus] += not found
            for one in found[: max(0, given.show - shown)]:
                shown += 1
                print(f"    {file}: {one.field} {one.sent!r:.150} came as {one.came!r:.150}", file=sys.stderr)
        cells = " | ".join(f"{whole[one]:,} of {tried[one]:,}" for one in corpora)
        print(f"| `{name}` | {len(writer.reach.carries)} | {cells} | {time.process_time() - started:.1f} |")
    return 0


if __name__ == "__main__":
    sys.exit(main())
