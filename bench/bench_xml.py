"""Items a second from the agencies' XML: bare lxml parse (the floor), the `newsmlg2` package (NewsML-G2), and ours.

usage: python bench/bench_xml.py [--files DIR] [--rounds N] [--json]

All contenders read the same bytes, round-robin in one run; the median of the rounds counts. Without `--files` the copy of
`../shared/data/agency-files` is used where it lies beside the checkout, else the test copy in `tests/formats`.
`format` is bytes to item by one format; `read` adds the sniffing of all formats and the house style.
"""

import argparse
import contextlib
import gc
import io
import json
import os
import statistics
import time
from collections.abc import Callable
from pathlib import Path

from lxml import etree

from wireroom import formats, read
from wireroom.formats import RawCopy

HERE = Path(__file__).resolve().parents[1]
SHARED = HERE.parent / "shared" / "data" / "agency-files"
OURS = ("newsml_g2", "nitf", "newsml12", "ritzau")


def find_files(folder: Path | None) -> dict[str, list[bytes]]:
    """Gather files by the format that reads them."""
    paths = sorted(SHARED.glob("*") if SHARED.is_dir() else HERE.glob("tests/formats/*/*.xml"))
    found: dict[str, list[bytes]] = {name: [] for name in OURS}
    for path in sorted(folder.rglob("*")) if folder else paths:
        data = path.read_bytes() if path.is_file() else b""
        with contextlib.suppress(formats.FormatError):
            name, parsed = formats.parse(RawCopy(data=data, filename=path.name))
            if name in found and parsed.items:
                found[name].append(data)
    return {name: files for name, files in found.items() if files}


def bare_parse(data: bytes) -> None:
    etree.fromstring(data)


def newsmlg2_package() -> Callable[[bytes], None] | None:
    """Give the reading call of the `newsmlg2` package; None where it is not installed."""
    try:
        import NewsMLG2
    except ImportError:
        return None

    def parse(data: bytes) -> None:
        with contextlib.redirect_stdout(io.StringIO()):
            NewsMLG2.NewsMLG2Document(data)

    return parse


def readable(files: list[bytes], call: Callable[[bytes], object]) -> list[bytes]:
    """Give the files that a contender reads without an error of its own."""
    found = []
    for data in files:
        with contextlib.suppress(Exception):
            call(data)
            found.append(data)
    return found


def contenders(name: str) -> dict[str, Callable[[bytes], object]]:
    reader = formats.get_format(name)
    rows: dict[str, Callable[[bytes], object]] = {
        "bare lxml": bare_parse,
        "format": lambda data: reader.parse(RawCopy(data=data)),
        "read": lambda data: read(data),
    }
    if name == "newsml_g2" and (package := newsmlg2_package()):
        rows["newsmlg2"] = package
    return rows


def measure(
    files: list[bytes],
    rows: dict[str, Callable[[bytes], object]],
    rounds: int,
    clock: Callable[[], float] = time.perf_counter,
) -> dict[str, float]:
    """Give seconds a file for each contender, by the clock."""
    times: dict[str, list[float]] = {label: [] for label in rows}
    for number in range(rounds + 1):
        for label, call in rows.items():
            gc.collect()  # nobody pays for the garbage of the one before
            began = clock()
            for data in files:
                call(data)
            if number:  # the first round warms
                times[label].append((clock() - began) / len(files))
    return {label: statistics.median(found) for label, found in times.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--files", type=Path)
    parser.add_argument("--rounds", type=int, default=30)
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    rows = []
    for name, files in find_files(args.files).items():
        rows_of = contenders(name)
        both = [data for data in files if all(readable([data], call) for call in rows_of.values())]
        if len(both) < len(files):
            print(f"{name}: {len(files) - len(both)} of {len(files)} files are left out: a contender cannot read them")
        found = measure(both, rows_of, args.rounds)
        size = sum(map(len, both)) / len(both)
        for label, seconds in found.items():
            rows.append(
                {
                    "format": name,
                    "reader": label,
                    "files": len(both),
                    "mean_bytes": round(size),
                    "items_per_s": round(1 / seconds),
                    "us": round(seconds * 1e6, 1),
                    "times_bare": round(seconds / found["bare lxml"], 2),
                }
            )
    if args.json:
        print(json.dumps({"load": os.getloadavg()[0], "rows": rows}))
        return
    print(f"load {os.getloadavg()[0]:.1f}")
    for row in rows:
        print(
            f"{row['format']:10} {row['reader']:13} {row['files']:3} files of {row['mean_bytes']:6,} B "
            f"{row['items_per_s']:7,} items/s {row['us']:8} us  {row['times_bare']:6} x bare"
        )


if __name__ == "__main__":
    main()
