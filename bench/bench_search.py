"""How fast the archive gives the newest 20 items of a search, while copy is filed beside it.

    python bench/bench_search.py [--items 20000 100000] [--rounds 5] [--rate 50] [--dir DIR] [--postgres] [--json]

Copy is Reuters-21578 (../shared/data beside the checkout) repeated with shifted days, a number of its own in every item and
agencies, ranks, urgencies and sources dealt out by lot; without that data, words drawn as often as in real copy. Each kind
of search is asked `--rounds` times with each of its words, in turn with the others, for readers, through the file: the time
is from the text of the search to the decoded items. Meanwhile another thread files `--rate` items a second. Prints a line a
kind, with --json one object a line.

Then the mix of `plain full-text search`: 30 searches each of a common word (5-25 % of items), a middling one (0.3-2 %), a rare
one, AND of two and of three, OR of three, a phrase, and a middling word without a common one: newest 20, newest 20 with a
category, by relevance; cold (first time asked, the file dropped from the system's cache) and warm. Beside it in the same
run what SQLite's FTS5 does by itself with the same words: row numbers only, no items decoded, bm25 over the whole archive.
Commits are told apart by what was asked beside them (cold searches make them wait for the disk, too). Beside each, in turn, the
same item goes as one row with its search text into a small room of its own (one commit, with both indexes), and into plain FTS5
in a small file of its own (one commit of one row and one document; merged by hand after every fifty, as a room is, which is
not in the time). Python's collector is set as in the server.

The room is made in bulk but for its newest 2,000 items (`archive_in_bulk.py`); with --dir it is made once.
"""

import argparse
import gc
import json
import random
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Final

from archive_in_bulk import Made, fill, put_row

from wireroom.errors import QueryError
from wireroom.model import Block, Concept, Dispatch, Item, Marks, Media
from wireroom.store import Placed, Placement, Store, open_store
from wireroom.store.sqlite._connection import Database
from wireroom.store.tables import _rows as rows
from wireroom.text.terms import terms

REUTERS: Final = Path(__file__).resolve().parents[2] / "shared" / "data" / "reuters-21578"
START: Final = datetime(2026, 1, 1, tzinfo=UTC)
STEP: Final = timedelta(seconds=30)
GROUP: Final = 200
#: the newest are filed as on a live wire, so that the index ends in the small parts that leaves
LIVE: Final = 2000
#: commits from one merging by hand to the next
MERGE_EVERY: Final = 50
#: commits with no search beside them
ALONE: Final = 500
#: --cpu: the time of the thread that asks, for machines on which others work, too; waiting for the disk is not in it
CLOCK: Callable[[], float] = time.perf_counter
AGENCIES: Final = (("reuters", "Reuters"), ("ap", "AP"), ("dpa", "dpa"), ("xinhua", "Xinhua"), ("efe", "EFE"))

#: kind -> searches; {day} is a day in the middle of the archive, {chain} a chain's id
MIX: Final[Mapping[str, tuple[str, ...]]] = {
    "everything": ("",),
    "common word": ("said", "the", "bank"),
    "middling word": ("cocoa", "tariff", "earthquake"),
    "rare word": ("temporao", "zebra", "nowhereatall"),
    "two words": ("oil price", "japan trade", "wheat export"),
    "phrase": ('"federal reserve"', '"crude oil"', '"house of representatives"'),
    "phrase of common words": ('"said the"', '"of the bank"'),
    "near": ("oil NEAR/5 price", "dollar NEAR/3 yen"),
    "prefix": ("earthq*", "infl*", "s*"),
    "word, not common": ("cocoa -said", "wheat NOT the"),
    "or": ("cocoa OR coffee OR sugar",),
    "word in a field": ("headline:bank", "place:brazil"),
    "agency": ("agency:efe", "-agency:reuters"),
    "agency and word": ("agency:efe cocoa", "agency:ap bank"),
    "rank": ("rank:flash", "rank:flash cocoa"),
    "urgency": ("urgency<=2", "urgency:1 gold", "urgency>8"),
    "words": ("words>400", "words>5000", "words<3", "words:317"),
    "has": ("has:picture", "has:video", "has:ednote wheat"),
    "mark, genre, category, source": ("mark:lead", "genre:feature", "category:z", "source:line3", "source:none"),
    "state": ("is:current", "is:superseded bank", "is:killed", "-is:current"),
    "chain": ("chain:{chain}", "chain:{chain} said"),
    "time": ("after:{day}", "before:{day}", "before:{day} cocoa", "after:{day} before:{day} said"),
    "or of unlike parts": ("zebra OR urgency:1", "is:superseded OR words>5000", "(gold OR words>5000) is:current"),
    "nothing to find": ("agency:nobody", "urgency>50", "words>100000", "is:superseded words>5000 rank:flash zebra"),
}


def texts() -> list[tuple[str, str, list[str], list[str]]]:
    """Give title, body, places and topics of each text."""
    if REUTERS.is_dir():
        found = [made for path in sorted(REUTERS.glob("reuters-*.json")) for made in json.loads(path.read_text())]
        return [
            (made.get("title") or "", made.get("body") or "", made.get("places", []), made.get("topics", []))
            for made in found
        ]
    chance = random.Random(2)
    words = [
        f"{a}{b}{c}"
        for a in "bdfghklmnprst"
        for b in ("a", "e", "i", "o", "ar")
        for c in ("n", "rd", "st", "lin", "ton")
    ]
    words = ["the", "said", "of", "bank", "oil", "price", "cocoa", *words]
    weights = [1 / (rank + 2) for rank in range(len(words))]
    return [
        (" ".join(chance.choices(words, weights, k=7)), " ".join(chance.choices(words, weights, k=130)), ["brazil"], [])
        for _ in range(5000)
    ]


def items(n_items: int, start: int = 0) -> Iterator[Made]:
    """Make items with when and from where they came, and their chain with its order; every tenth is a second version."""
    chance, found = random.Random(1 + start), texts()
    last = f"i{start - 1}"
    for n in range(start, n_items):
        title, body, places, topics = found[n % len(found)]
        agency, name = chance.choices(AGENCIES, (60, 25, 10, 4, 1))[0]
        item = Item(
            id=f"i{n}", uri=f"urn:bench:{n}", format="ninjs", agency=agency, agency_name=name, language="en",
            headline=f"{title} {n}", headline_clean=title, slugline=" ".join(topics) or None, versioncreated=START + n * STEP,
            blocks=tuple(Block(text=part) for part in body.split("\n    ") if part.strip()),
            places=tuple(Concept(name=place) for place in places), subjects=tuple(Concept(name=topic) for topic in topics),
            urgency=chance.choices((1, 2, 3, 4, 5, 6), (0.1, 1, 10, 50, 30, 9))[0], category=chance.choice("aefis"),
            marks=Marks(rank="flash" if chance.random() < 0.001 else None, series="lead" if n % 10 == 9 else None),
            associations=(Media(type="picture"),) if chance.random() < 0.05 else (),
        )  # fmt: skip
        chain, order = (f"c{last}", (last, item.id)) if n % 10 == 9 else (f"c{item.id}", (item.id,))
        last = item.id
        yield item, START + n * STEP, f"line{n % 7}", chain, order


def file(store: Store, group: list[Made]) -> None:
    dispatches = [Dispatch.of(item.id.encode(), source=source, received_at=at) for item, at, source, _, _ in group]
    store.keep(dispatches, is_final=False)
    placed = [
        Placed(
            dispatch=dispatch.id,
            format="ninjs",
            placements=(Placement(item=item, chain=chain, story=f"s{chain}", order=order),),
        )
        for dispatch, (item, _, _, chain, order) in zip(dispatches, group, strict=True)
    ]
    store.apply(placed, now=group[-1][1])


class Plain:
    """The same text in plain FTS5, in a small file of its own, merged by hand: the least it costs."""

    def __init__(self, folder: Path) -> None:
        self._db = sqlite3.connect(folder / "plain.db", isolation_level=None, check_same_thread=False)
        for line in ("PRAGMA journal_mode = WAL", "PRAGMA synchronous = NORMAL", "CREATE TABLE items (copy BLOB)",
                     "CREATE VIRTUAL TABLE words USING fts5(headline, body, content = '')",
                     "INSERT INTO words (words, rank) VALUES ('automerge', 0), ('crisismerge', 64)"):  # fmt: skip
            self._db.execute(line)
        self._n = 0

    def file(self, made: Made) -> None:
        item = made[0]
        body, self._n = "\n".join(block.text for block in item.blocks), self._n + 1
        self._db.execute("BEGIN")
        self._db.execute("INSERT INTO items (copy) VALUES (?)", (body.encode(),))
        self._db.execute(
            "INSERT INTO words (rowid, headline, body) VALUES (?, ?, ?)", (self._n, item.headline or "", body)
        )
        self._db.execute("COMMIT")

    def tidy(self) -> None:
        if self._n % MERGE_EVERY == 0:
            self._db.execute("INSERT INTO words (words, rank) VALUES ('merge', 200)")
            self._db.execute("PRAGMA wal_checkpoint(PASSIVE)")


class Rows:
    """The same item as one row with its search text, in a small room of its own: no chain, no story, no event, no receipt."""

    def __init__(self, folder: Path) -> None:
        self._file, self._n = Database(folder / "rows.db", synchronous="NORMAL"), 0
        with self._file.writing() as db:
            db.run("add_chain", {"id": "c"})
            db.run("add_story", {"id": "s"})
            db.run("keep_dispatch", rows.dispatch_values(Dispatch(id="d", source="x", data=b"", received_at=START)))

    def file(self, made: Made) -> None:
        self._n += 1
        with self._file.writing(is_synced=False) as db:
            put_row(db, self._n, made)

    def tidy(self) -> None:
        if self._n % MERGE_EVERY == 0:
            with self._file.writing(is_synced=False) as db:
                db.run("merge_words", {"pages": 200})
                db.run("merge_lists", {"pages": 200})
            self._file.checkpoint()


class Filing(threading.Thread):
    """Files items beside the searches, one a commit, so many a second."""

    def __init__(self, store: Store, made: Iterator[Made], rate: float, folder: Path) -> None:
        super().__init__()
        self._store, self._made, self._rate = store, made, rate
        self._rows, self._plain = Rows(folder), Plain(folder)
        self.is_over = threading.Event()
        #: what goes on beside it
        self.beside = "other searches"
        #: what was written, beside what, by which clock -> how long each took
        self.took_ms: dict[tuple[str, str], dict[str, list[float]]] = {}

    def run(self) -> None:
        began, n = time.perf_counter(), 0
        while not self.is_over.wait(max(0.0, began + n / self._rate - time.perf_counter())):
            n += 1
            self.file_one()

    def file_one(self) -> None:
        one, beside = next(self._made), self.beside
        for what, write in (
            ("commit", lambda: file(self._store, [one])),
            ("row", lambda: self._rows.file(one)),
            ("plain", lambda: self._plain.file(one)),
        ):
            start, cpu = time.perf_counter(), time.thread_time()
            write()
            took = self.took_ms.setdefault((what, beside), {"by the clock": [], "processor time": []})
            took["by the clock"].append((time.perf_counter() - start) * 1000)
            took["processor time"].append((time.thread_time() - cpu) * 1000)
        self._store.tidy()
        self._rows.tidy()
        self._plain.tidy()

    def rows(self, n_items: int) -> Iterator[dict[str, object]]:
        names = {
            "commit": "commit of one item",
            "row": "the same row and search text alone",
            "plain": "the same row and text in plain FTS5",
        }
        for (what, beside), took in sorted(self.took_ms.items(), key=lambda entry: entry[0][1]):
            for clock, found in took.items():
                yield {"kind": f"{names[what]}, {beside}, {clock}", "items": n_items, **spread(found)}


def spread(found: list[float]) -> dict[str, float]:
    found = sorted(found)
    return {"p50_ms": found[len(found) // 2], "p99_ms": found[int(len(found) * 0.99)], "max_ms": found[-1]}


@contextmanager
def kept_or_passing(folder: Path | None, n_items: int) -> Iterator[Path]:
    """Give where the room is: in the folder, to be used again, or in a temporary one."""
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
        yield folder / f"room-{n_items}.db"
        return
    with tempfile.TemporaryDirectory() as name:
        yield Path(name) / "room.db"


def measure(folder: Path | None, n_items: int, n_rounds: int, rate: float) -> Iterator[dict[str, object]]:
    with kept_or_passing(folder, n_items) as path:
        if not path.exists():
            began = time.perf_counter()
            fill(path, items(n_items), n_items - min(LIVE, n_items // 2))
            yield {"kind": "made in bulk", "items": n_items, "items_s": round(n_items / (time.perf_counter() - began))}
        store = open_store(path, synchronous="NORMAL")
        began, n_there = time.perf_counter(), store.figures(is_counted=True).n_items
        made = items(10 * n_items, n_there)
        for start in range(n_there, n_items, GROUP):
            file(store, [next(made) for _ in range(min(GROUP, n_items - start))])
            store.tidy()
        took_s = time.perf_counter() - began
        figures = store.figures(is_counted=True)
        bytes_an_item = figures.size_bytes // figures.n_items
        filed_s = round(max(0, n_items - n_there) / took_s)
        yield {"kind": "filed live", "items": figures.n_items, "items_s": filed_s, "bytes_an_item": bytes_an_item}
        values = {"day": (START + n_items // 2 * STEP).isoformat()[:16] + "Z", "chain": f"ci{n_items // 20 * 10 + 8}"}
        with tempfile.TemporaryDirectory(dir=path.parent) as name:
            filing = Filing(store, made, rate, Path(name))
            calm_collector()
            filing.start()
            try:
                found = {kind: ask(store, kind, values, n_rounds) for kind in MIX}
                mixed = list(measure_mix(store, path, n_items, max(1, n_rounds // 5), filing))
                # as many a second as before: one straight after the other finds all at hand, and takes half the time
                filing.beside = "alone"
                time.sleep(ALONE / rate)
            finally:
                filing.is_over.set()
                filing.join()
        for kind, (latencies, slowest) in found.items():
            yield {"kind": kind, "items": n_items, **spread(latencies), "slowest": slowest}
        every = [each for latencies, _ in found.values() for each in latencies]
        yield from mixed
        yield {"kind": "all searches", "items": n_items, **spread(every)}
        yield from filing.rows(n_items)
        store.close()


def calm_collector() -> None:
    """Let Python's collector leave alone what stands for good, as the server does."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 10, 10)


def ask(store: Store, kind: str, values: Mapping[str, str], n_rounds: int) -> tuple[list[float], str]:
    """Give the latencies, and the search that was slowest in the middle of its rounds."""
    by_query: dict[str, list[float]] = {}
    for _ in range(n_rounds):
        for form in MIX[kind]:
            query = form.format(**values)
            began = CLOCK()
            try:
                store.newest(query=query, limit=20, now=START + timedelta(days=4000))
            except QueryError as error:
                query += f" ({error.problem[:28]})"
            by_query.setdefault(query, []).append((CLOCK() - began) * 1000)
    slowest = max(by_query, key=lambda query: sorted(by_query[query])[len(by_query[query]) // 2])
    return [each for latencies in by_query.values() for each in latencies], slowest


@cache
def word_mix(seed: int = 3) -> dict[str, list[str]]:
    """Draw the searches of the mix from the copy's own words."""
    chance = random.Random(seed)
    bodies = [terms(f"{title} {body}") for title, body, *_ in texts()]
    counts = Counter(word for body in bodies for word in set(body) if len(word) > 2 and word.isalpha())

    def between(low: float, high: float) -> list[str]:
        return [word for word, count in sorted(counts.items()) if low <= count / len(bodies) < high]

    common, middling, rare = between(0.05, 0.25), between(0.003, 0.02), between(0, 0.0005)

    def phrase() -> str:
        body = chance.choice([body for body in chance.sample(bodies, 50) if len(body) > 20])
        at = chance.randrange(len(body) - 1)
        return f'"{body[at]} {body[at + 1]}"'

    def some(make: Callable[[], str]) -> list[str]:
        return [make() for _ in range(30)]

    def any_word() -> str:
        return chance.choice(chance.choice((common, middling)))

    return {
        "common word": some(lambda: chance.choice(common)),
        "middling word": some(lambda: chance.choice(middling)),
        "rare word": some(lambda: chance.choice(rare)),
        "AND of two": some(lambda: f"{any_word()} {any_word()}"),
        "AND of three": some(lambda: f"{any_word()} {any_word()} {any_word()}"),
        "OR of three": some(lambda: f"{any_word()} OR {any_word()} OR {any_word()}"),
        "phrase": some(phrase),
        "middling, not common": some(lambda: f"{chance.choice(middling)} NOT {chance.choice(common)}"),
    }


def measure_mix(store: Store, path: Path, n_items: int, n_rounds: int, filing: Filing) -> Iterator[dict[str, object]]:
    """Ask the mix of ours and of plain FTS5, in turn."""
    plain = sqlite3.connect(path)
    by_seq = "SELECT rowid FROM search WHERE search MATCH ? ORDER BY rowid DESC LIMIT 20"
    by_rank = "SELECT rowid FROM search WHERE search MATCH ? ORDER BY rank LIMIT 20"
    ways = ways_of(store) | {
        "plain FTS5, newest 20": lambda query: plain.execute(by_seq, (query,)).fetchall(),
        "plain FTS5, bm25 of all": lambda query: plain.execute(by_rank, (query,)).fetchall(),
    }
    for name, ask_one in ways.items():
        for kind, rounds in (("cold", 1), ("warm", n_rounds)):
            filing.beside = f"{kind} searches"
            if kind == "cold":
                drop_from_cache(path)
            yield ask_mix(f"{name}, {kind}", ask_one, n_items, rounds)
    plain.close()


def measure_postgres(n_items: int, n_rounds: int) -> Iterator[dict[str, object]]:
    """Ask the mix of a room in a PostgreSQL of its own, nothing filed beside it; the server's time is waited for."""
    sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))
    from database import new_server

    with new_server("-c", "listen_addresses=") as server:
        store = open_store(server.make_schema(), synchronous="NORMAL")
        began, made = time.perf_counter(), items(n_items)
        for start in range(0, n_items, GROUP):
            file(store, [next(made) for _ in range(min(GROUP, n_items - start))])
        store.tidy()
        filed_s = round(n_items / (time.perf_counter() - began))
        yield {"kind": "filed live in PostgreSQL", "items": n_items, "items_s": filed_s}
        for name, ask_one in ways_of(store).items():
            for kind, rounds in (("cold", 1), ("warm", n_rounds)):
                yield ask_mix(f"PostgreSQL, {name}, {kind}", ask_one, n_items, rounds)
        store.close()


def ways_of(store: Store) -> dict[str, Callable[[str], object]]:
    now = START + timedelta(days=4000)
    return {
        "newest 20": lambda query: store.newest(query=query, limit=20, now=now),
        "newest 20 with a category": lambda query: store.newest(query=f"({query}) category:e", limit=20, now=now),
        "newest 20 that have any form": lambda query: store.newest(query=in_any_form(query), limit=20, now=now),
        "by relevance": lambda query: store.best(query=query, limit=20, now=now),
    }


def ask_mix(name: str, ask_one: Callable[[str], object], n_items: int, n_rounds: int) -> dict[str, object]:
    """Ask every search of the mix so many times; give the times, and the slowest three in the best of their rounds."""
    took: list[tuple[str, list[float]]] = [(query, []) for queries in word_mix().values() for query in queries]
    n_refused = 0
    for _ in range(n_rounds):
        for query, times in took:
            began = CLOCK()
            try:
                ask_one(query)
            except QueryError:  # after two seconds; its time counts
                n_refused += 1
            times.append((CLOCK() - began) * 1000)
    slowest = sorted(((min(times), query) for query, times in took), reverse=True)[:3]
    told = ", ".join(f"{query} {best:.1f}" for best, query in slowest)
    refused = f"; {n_refused} refused" if n_refused else ""
    every = [each for _, times in took for each in times]
    return {"kind": f"mix: {name}", "items": n_items, **spread(every), "slowest": told + refused}


def in_any_form(query: str) -> str:
    """Give the search with every word outside phrases in any form."""
    if query.startswith('"'):
        return query
    return " ".join(word if word in ("OR", "NOT", "AND") else f"{word}~" for word in query.split())


def drop_from_cache(path: Path) -> None:
    """Ask the system to forget the file's pages, as far as they are written.

    In a process of its own: closing any handle of a file gives up all locks that this process has on it, SQLite's too.
    """
    drop = "import os, sys; os.posix_fadvise(os.open(sys.argv[1], os.O_RDONLY), 0, 0, os.POSIX_FADV_DONTNEED)"
    subprocess.run([sys.executable, "-c", drop, str(path)], check=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--items", type=int, nargs="+", default=[20_000, 100_000])
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--rate", type=float, default=50.0, help="items filed a second while searches are asked")
    parser.add_argument(
        "--dir", type=Path, default=None, help="where rooms are made and found again; default: a passing one"
    )
    parser.add_argument("--cpu", action="store_true", help="processor time of the searching thread")
    parser.add_argument("--postgres", action="store_true", help="the mix alone, in a PostgreSQL that is started for it")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    if asked.cpu:
        globals()["CLOCK"] = time.thread_time
    for n_items in asked.items:
        rows = (
            measure_postgres(n_items, max(1, asked.rounds // 5))
            if asked.postgres
            else measure(asked.dir, n_items, asked.rounds, asked.rate)
        )
        for row in rows:
            if asked.json:
                print(json.dumps(row), flush=True)
            elif "items_s" in row:
                size = f", {row['bytes_an_item']:,} bytes an item" if "bytes_an_item" in row else ""
                print(f"{row['items']:,} items {row['kind']} at {row['items_s']:,}/s{size}", flush=True)
            else:
                times = f"p50 {row['p50_ms']:>7.2f}   p99 {row['p99_ms']:>7.2f}   max {row['max_ms']:>7.2f} ms"
                print(f"{row['kind']:52} {times}   {row.get('slowest', '')}", flush=True)


if __name__ == "__main__":
    main()
