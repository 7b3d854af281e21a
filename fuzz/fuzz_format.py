"""Coverage-guided fuzzing of the wire formats, one process a format, with the cases of `tests/formats/` to begin with.

    python fuzz/fuzz_format.py [--seconds 600] [--folder fuzz/found] [FORMAT …]
    python fuzz/fuzz_format.py --again FILE FORMAT

What is asked of any bytes under 1 MiB: no exception leaves `parse` but `FormatError`, none at all leaves `wireroom.read`, what
was read can be written as JSON, and reading takes neither over 2 s nor over 200 MB. Every breach is a file in
`found/FORMAT/`, one for each place in the code, and the run goes on; the exit status is 1 when there are any.

libFuzzer prefers small inputs, which hide what grows by the square: a fifth of the time goes to inputs whose pieces are
repeated to half a MiB. Fuzzed code carries counters and is slow, so time and memory are measured again without them before
they count. `--again` tells what one file does.
"""

import argparse
import random
import re
import resource
import shutil
import subprocess
import sys
import time
import traceback
import zlib
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

HERE = Path(__file__).resolve().parent
CASES = HERE.parent / "tests" / "formats"
MOST_SECONDS, MOST_MB = 2.0, 200
STRETCHED = 1 << 19
#: of processor time: at the lowest priority of a busy machine a minute by the clock may be a second
CHECK_SECONDS = 60
WAIT_SECONDS = 10 * CHECK_SECONDS


def make_target(name: str) -> Callable[[bytes], None]:
    """Give the call that one input goes through; it raises what should never be raised."""
    import msgspec

    from wireroom import formats, read
    from wireroom.model.public import item_object

    # a format that is first loaded by `read` would be loaded without counters
    readers = {each: formats.get_format(each) for each in formats.NAMES}
    reader = readers[name]

    def target(data: bytes) -> None:
        raw = formats.RawCopy(data=data, explain=True)
        if not 0.0 <= reader.sniff(raw) <= 1.0:
            raise ValueError("a sniff outside 0 … 1")
        with suppress(formats.FormatError):
            parsed = reader.parse(raw)
            if not (parsed.items or parsed.faults or parsed.enclosed):
                raise ValueError("neither an item nor a fault nor a dispatch")
        for reading in (read(data), read(data, as_format=name)):
            msgspec.json.encode([item_object(item, explain=True) for item in reading.items])
            msgspec.json.encode(reading.faults)

    return target


def stretch(data: bytes) -> bytes:
    """Repeat one piece of the input, or two one after the other, until it is half a MiB long."""
    dice = random.Random(zlib.crc32(data))
    ends = sorted(dice.randrange(len(data) + 1) for _ in range(3))
    first = data[ends[0] : ends[1]][: dice.choice((1, 4, 32, 256))]
    second = data[ends[1] : ends[2]][: dice.choice((1, 4, 32, 256))]
    times = STRETCHED // max(len(first + second), 1)
    middle = first * times + second * times if dice.random() < 0.5 else (first + second) * times
    return data[: ends[0]] + middle + data[ends[2] :]


class Watch:
    """Puts inputs through the target and keeps those that broke something, one a place in the code."""

    def __init__(self, target: Callable[[bytes], None], folder: Path) -> None:
        self.target, self.folder = target, folder
        self.kept: set[str] = set()
        self.stretched_at = time.monotonic()
        self.stretching_took = 0.0

    def take(self, data: bytes) -> None:
        """Try one input, and now and then a long one made of it."""
        self.try_one(data)
        began = time.monotonic()
        if began - self.stretched_at > 4 * self.stretching_took and data:
            self.try_one(stretch(data))
            self.stretched_at = time.monotonic()
            self.stretching_took = self.stretched_at - began

    def try_one(self, data: bytes) -> None:
        """Try one input."""
        began, peak = time.process_time(), peak_mb()
        try:
            self.target(data)
        except Exception as error:  # whatever it is: it is what we look for
            self.keep(data, f"{type(error).__name__}-{place_of(error)}", traceback.format_exc())
        took, grown = time.process_time() - began, peak_mb() - peak
        if took > MOST_SECONDS:
            self.keep(data, f"slow-{took:.0f}s-{len(self.kept)}", f"{took:.1f} s, with counters")
        if grown > MOST_MB:
            self.keep(data, f"large-{grown:.0f}MB", f"{grown:.0f} MB, with counters")

    def keep(self, data: bytes, name: str, why: str) -> None:
        """Keep one input under a name that says what it broke."""
        if name in self.kept or len(self.kept) > 50:
            return
        self.kept.add(name)
        (self.folder / name).write_bytes(data)
        (self.folder / f"{name}.why").write_text(why)


def peak_mb() -> float:
    """Give the most memory this process has ever had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def place_of(error: Exception) -> str:
    """Name the innermost line of ours that an exception passed through."""
    ours = [at for at in traceback.extract_tb(error.__traceback__) if "wireroom" in at.filename]
    return f"{Path(ours[-1].filename).stem}-{ours[-1].lineno}" if ours else "nowhere"


def fuzz(name: str, folder: Path, seconds: int) -> None:
    """Fuzz one format in this process; libFuzzer ends the process."""
    import atheris

    with atheris.instrument_imports(include=["wireroom"]):
        watch = Watch(make_target(name), folder)
    corpus, seeds = folder.parent / "corpus" / name, folder.parent / "seeds" / name
    told = [
        f"-max_total_time={seconds}",
        "-max_len=32768",
        f"-timeout={WAIT_SECONDS}",
        "-rss_limit_mb=2000",
        "-print_final_stats=1",
    ]
    atheris.Setup([sys.argv[0], *told, f"-artifact_prefix={folder}/native-", str(corpus), str(seeds)], watch.take)
    atheris.Fuzz()


def prepare(name: str, folder: Path) -> None:
    """Lay out the folders of one format: what was found, the corpus that grows from run to run, and the cases."""
    for kept in (folder / name, folder / "seeds" / name):
        shutil.rmtree(kept, ignore_errors=True)
    for made in (folder / name, folder / "corpus" / name, folder / "seeds" / name):
        made.mkdir(parents=True, exist_ok=True)
    for case in CASES.joinpath(name).iterdir():
        facts = case.with_suffix(".json.json") if case.suffix == ".json" else case.with_suffix(".json")
        if facts != case and facts.exists():
            shutil.copy(case, folder / "seeds" / name / case.name)


def run_one(name: str, folder: Path, seconds: int) -> tuple[int, list[str]]:
    """Fuzz one format in a process of its own; gives executions and what was found, one line each."""
    prepare(name, folder)
    executed, until = 0, time.monotonic() + seconds
    while (left := round(until - time.monotonic())) > 0:  # a crash of native code ends the process, not the run
        order = [sys.executable, __file__, "--inside", "--seconds", str(left), "--folder", str(folder), name]
        done = subprocess.run(order, capture_output=True, text=True, errors="replace", check=False)
        found = re.findall(r"number_of_executed_units:\s*(\d+)", done.stderr)
        executed += int(found[-1]) if found else 0
        if not found and not list((folder / name).iterdir()):
            raise SystemExit(f"{name}: the fuzzer did not run\n{done.stderr[-2000:]}")
    kept = [path for path in sorted((folder / name).iterdir()) if path.suffix != ".why"]
    return executed, [line for path in kept if (line := check(name, path))]


def check(name: str, path: Path) -> str | None:
    """Read one kept input again without counters; gives what is wrong with it, or takes it away."""
    order = [sys.executable, __file__, "--again", str(path), name]
    try:
        done = subprocess.run(order, capture_output=True, text=True, errors="replace", timeout=WAIT_SECONDS)
        said = (done.stdout.strip() or done.stderr.strip()).splitlines() or [f"ended with {done.returncode}"]
        if done.returncode == 0:
            path.unlink()
            path.with_name(path.name + ".why").unlink(missing_ok=True)
            return None
        return f"{path}: {said[-1]}"
    except subprocess.TimeoutExpired:
        return f"{path}: not read in {WAIT_SECONDS} s"


def again(name: str, path: Path) -> int:
    """Tell what one file does; 1 = something it must not."""
    data, target = path.read_bytes(), make_target(name)
    resource.setrlimit(resource.RLIMIT_CPU, (CHECK_SECONDS, CHECK_SECONDS))
    target(b"warm")  # loading the formats is not the input's doing
    peak, took = peak_mb(), {}
    for label, call in readings(name, target):
        began = time.process_time()
        call(data)
        took[label] = time.process_time() - began
    grown = peak_mb() - peak
    print(", ".join(f"{label} {seconds:.2f} s" for label, seconds in took.items()) + f", {grown:.0f} MB")
    return 1 if max(took["parse"], took["read"]) > MOST_SECONDS or grown > MOST_MB else 0


def readings(name: str, target: Callable[[bytes], None]) -> list[tuple[str, Callable[[bytes], object]]]:
    """Give what is measured, each by itself: one parse, one read, and then everything that fuzzing asks."""
    from wireroom import formats, read

    def parse(data: bytes) -> None:
        with suppress(formats.FormatError):
            formats.get_format(name).parse(formats.RawCopy(data=data))

    return [("parse", parse), ("read", read), ("all", target)]


def main() -> int:
    """Fuzz the formats named, or all; 1 = something was found."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("formats", nargs="*", metavar="FORMAT")
    ask.add_argument("--seconds", type=int, default=600, help="for each format")
    ask.add_argument("--folder", type=Path, default=HERE / "found")
    ask.add_argument("--again", type=Path, metavar="FILE", help="read one kept file again")
    ask.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    told = ask.parse_args()
    if told.inside:
        fuzz(told.formats[0], told.folder / told.formats[0], told.seconds)
    if told.again:
        return again(told.formats[0], told.again)
    from wireroom.formats import NAMES

    all_found = []
    for name in told.formats or NAMES:
        executed, found = run_one(name, told.folder, told.seconds)
        print(f"{name:14} {executed:9,} executions  {len(found)} findings", flush=True)
        all_found += found
    print("\n".join(all_found) or "nothing was found")
    return 1 if all_found else 0


if __name__ == "__main__":
    sys.exit(main())
