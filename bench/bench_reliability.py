"""A room killed again and again while copy comes in and goes out on all sides: what was promised, and what was kept.

    python bench/bench_reliability.py --store sqlite --kills 150
    python bench/bench_reliability.py --store postgres --kills 150 --bus
    python bench/bench_reliability.py --power-cuts 400

Senders post, files drop into a folder, readers of the wire resume, webhooks and a folder are sent copy. `wireroom serve` is
ended by SIGKILL at random moments, also while it starts; with `--store postgres` the database server crashes too, with `--bus`
the NATS server. Then everything that anybody was told is compared with what the room holds.

`--power-cuts` records every write of a room at work and looks through what a power cut at any moment would leave on the disk
(`tests/crash/disk.py` says what is believed of it). Exit status 1 = a promise was broken.
"""

import argparse
import asyncio
import contextlib
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from crash.power import play, record
from crash.siege import Plan, Siege
from database import new_server
from natsd import nats_server


def cut_power(n_cuts: int, seed: int) -> int:
    """Record one room at work and cut its power so often."""
    with tempfile.TemporaryDirectory(prefix="wireroom-power-") as folder:
        root, steps = record(Path(folder), 150)
        outcome = play(root, steps, n_cuts, seed)
    print(f"power cuts, seed {seed}")
    print("\n".join(outcome.lines()))
    return 1 if outcome.faults else 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--store", choices=("sqlite", "postgres"), default="sqlite")
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--seed", type=int, default=8640)
    parser.add_argument("--bus", action="store_true", help="publish to a NATS server, which is killed too")
    parser.add_argument("--power-cuts", type=int, default=0, help="cut the power so often instead; wants a C compiler")
    asked = parser.parse_args()
    if asked.power_cuts:
        return cut_power(asked.power_cuts, asked.seed)
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="wireroom-siege-")))
        postgres = stack.enter_context(new_server()) if asked.store == "postgres" else None
        bus = None
        if asked.bus:
            (folder / "nats").mkdir()
            bus = stack.enter_context(nats_server(folder / "nats"))
        siege = Siege(folder, Plan(n_kills=asked.kills, seed=asked.seed), postgres=postgres, bus=bus)
        outcome = asyncio.run(siege.run())
    print(f"{asked.store}, seed {asked.seed}")
    print("\n".join(outcome.lines()))
    return 1 if outcome.faults else 0


if __name__ == "__main__":
    raise SystemExit(main())
