"""Items a second from the agencies' XML: bare lxml parse, its floors, the `newsmlg2` package (NewsML-G2), and ours.

usage: python bench/bench_xml.py [--files DIR] [--rounds N] [--json]

All contenders read the same bytes, round-robin in one run, in seconds of processor time; the best round counts. Without
`--files` the copy of `../shared/data/agency-files` is used where it lies beside the checkout, else that of `tests/formats`.
`touched` is the bare parse and one look at each element's name, text, tail and attributes, through lxml's Python objects;
`+ item` adds the making of one item of facts that are ready: its id, its times, its blocks. No reader that uses lxml and
gives our item can be faster. `format` is bytes to item by one format; `read` adds the sniffing of all formats and the
house style.
"""

import argparse
import contextlib
import gc
import io
import json
import os
import time
from collections.abc import Callable
from pathlib import Path

import msgspec
from lxml import etree

from wireroom import formats, read
from wireroom.formats import RawCopy
from wireroom.model import Block, Item, item_id
from wireroom.text.times import read_time

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


def touched(data: bytes) -> None:
    """Parse, and look once at all that an element says."""
    for element in etree.fromstring(data).iter():
        element.tag, element.text, element.tail, element.items()


def touched_and_made(items: dict[bytes, list[Item]]) -> Callable[[bytes], None]:
    """Parse, look once at everything, and make items whose facts are already known."""
    facts = {data: [msgspec.structs.asdict(item) for item in found] for data, found in items.items()}

    def make(data: bytes) -> None:
        touched(data)
        for known in facts[data]:
            item_id(known["agency"], known["native_guid"], known["version"])
            for name in ("versioncreated", "firstcreated", "sent_at"):
                if known[name] is not None:
                    read_time("2026-03-05T10:11:12+01:00")
            Item(**{**known, "blocks": tuple(Block(text=block.text, html=block.html) for block in known["blocks"])})

    return make


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


def contenders(name: str, files: list[bytes]) -> dict[str, Callable[[bytes], object]]:
    reader = formats.get_format(name)
    rows: dict[str, Callable[[bytes], object]] = {
        "bare lxml": bare_parse,
        "touched": touched,
        "+ item": touched_and_made({data: list(reader.parse(RawCopy(data=data)).items) for data in files}),
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
) -> dict[str, float]:
    """Give seconds of processor time a file for each contender; other work only ever adds, so the best round counts."""
    times: dict[str, list[float]] = {label: [] for label in rows}
    for number in range(rounds + 1):
        for label, call in rows.items():
            gc.collect()  # nobody pays for the garbage of the one before
            began = time.process_time()
            for data in files:
                call(data)
            if number:  # the first round warms
                times[label].append((time.process_time() - began) / len(files))
    return {label: min(found) for label, found in times.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--files", type=Path)
    parser.add_argument("--rounds", type=int, default=30)
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    rows = []
    for name, files in find_files(args.files).items():
        rows_of = contenders(name, files)
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
