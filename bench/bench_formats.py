"""Items a second of every wire format, bytes to items with marks, on one core; beside others and a floor, in one run.

usage: python bench/bench_formats.py [--rounds N] [--json] [FORMAT …]

`read` is `wireroom.read`: the sniffing of all formats, the format, and the house style that reads the marks; `format` is one
format alone. The floor is a bare parse of the same bytes that looks at nothing: lxml for XML and HTML, msgspec for JSON.
Beside it stand feedparser (RSS, Atom; its sanitising on) and the `newsmlg2` package (NewsML-G2). All take turns on the same
files, in seconds of processor time; the best round counts. The files are the cases of tests/formats and, where it
lies beside the checkout, the agencies' copy of ../shared/data/agency-files. A file that one of them cannot read is left out
for all, and counted. Most are small: what a dispatch costs whatever its length weighs more here than on a real wire.
Longer feeds: bench_feeds.py; the agencies' XML alone: bench_xml.py; how well pages are read: bench_pages.py.
"""

import argparse
import contextlib
import io
import json
import os
import time
from collections.abc import Callable

import feedparser
import lxml.html
import msgspec
from bench_xml import HERE, SHARED, bare_parse, measure, newsmlg2_package, readable

from wireroom import formats, read
from wireroom.formats import RawCopy

XML = ("newsml_g2", "nitf", "newsml12", "ritzau", "wordpress", "rss", "atom")
JSON = ("ap_media", "ninjs", "wordpress_rest", "json_feed")
Call = Callable[[bytes], object]


def find_files() -> dict[str, list[bytes]]:
    """Gather the files that give items, by the format that reads them."""
    found: dict[str, list[bytes]] = {name: [] for name in formats.NAMES}
    paths = [path for path in sorted((HERE / "tests" / "formats").glob("*/*")) if path.name != "README.md"]
    cases = [path for path in paths if path.suffix != ".json" or path.with_suffix(".json.json").exists()]
    for path in [*cases, *(sorted(SHARED.glob("*")) if SHARED.is_dir() else ())]:
        data = path.read_bytes()
        reading = read(data, filename=path.name)
        if reading.format and reading.items and path.name != "expected.json":
            found[reading.format].append(data)
    return {name: files for name, files in found.items() if files}


def contenders(name: str) -> dict[str, Call]:
    """Give who reads a format, the floor first."""
    reader = formats.get_format(name)
    rows: dict[str, Call] = {}
    if name in XML:
        rows["floor"] = bare_parse
    elif name in JSON:
        rows["floor"] = msgspec.json.decode
    elif name == "html_page":
        rows["floor"] = lxml.html.document_fromstring
    rows["format"] = lambda data: reader.parse(RawCopy(data=data))
    rows["read"] = lambda data: read(data)
    if name in ("rss", "atom"):
        rows["feedparser"] = lambda data: feedparser.parse(io.BytesIO(data))
    if name == "newsml_g2" and (package := newsmlg2_package()):
        rows["newsmlg2"] = package
    return rows


def rows_of(name: str, files: list[bytes], rounds: int) -> list[dict[str, object]]:
    """Measure one format; one row for each reader."""
    calls = contenders(name)
    both = [data for data in files if all(readable([data], call) for call in calls.values())]
    n_items = sum(len(read(data).items) for data in both)
    found = measure(both, calls, rounds)
    return [
        {
            "format": name,
            "reader": label,
            "files": len(both),
            "left_out": len(files) - len(both),
            "mean_bytes": round(sum(map(len, both)) / len(both)),
            "items_per_s": round(n_items / (seconds * len(both))),
            "times_floor": round(seconds / found["floor"], 2) if "floor" in found else None,
            "times_read": round(seconds / found["read"], 2),
        }
        for label, seconds in found.items()
    ]


def main() -> None:
    """Print the table."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("formats", nargs="*", metavar="FORMAT")
    ask.add_argument("--rounds", type=int, default=15)
    ask.add_argument("--json", action="store_true")
    told = ask.parse_args()
    began, rows = time.perf_counter(), []
    for name, files in find_files().items():
        if not told.formats or name in told.formats:
            with contextlib.redirect_stdout(io.StringIO()):
                rows += rows_of(name, files, told.rounds)
    if told.json:
        print(json.dumps({"load": os.getloadavg()[0], "rows": rows}))
        return
    print(f"load {os.getloadavg()[0]:.1f}, {time.perf_counter() - began:.0f} s")
    print("format         reader       files  left out   mean B    items/s   x floor   x read")
    for row in rows:
        floor = f"{row['times_floor']:9}" if row["times_floor"] is not None else "        –"
        print(
            f"{row['format']:14} {row['reader']:11} {row['files']:6} {row['left_out']:9} {row['mean_bytes']:8,} "
            f"{row['items_per_s']:10,} {floor} {row['times_read']:8}"
        )


if __name__ == "__main__":
    main()
