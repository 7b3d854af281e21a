"""What it would cost to keep the items of a room in PostgreSQL by month: one table beside parts, side by side.

    python bench/bench_parts.py [--items 600000] [--months 60] [--rounds 200]

An id says nothing of its month, so a question by id goes to every part; a unique id has to name its month, so that the database
no longer sees that one comes twice. Rows are as narrow as an item's keys (the copy is left out); both tables are asked in turn.

    known      which of ten ids are there (placing asks this for each dispatch); none is, as for new copy
    by id      one item (a page, a link)
    chain      the versions of a chain, newest first
    newest     the newest 50 by number
    insert     200 rows and the commit, by the clock
"""

import argparse
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

import psycopg

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from database import new_server

COLUMNS: Final = (
    "seq bigint NOT NULL, id text NOT NULL, chain text NOT NULL, month integer NOT NULL, at bigint NOT NULL"
)
ROWS: Final = (
    "SELECT n, 'i' || md5(n::text), 'c' || md5((n / 3)::text), n / {a_month}, n::bigint * 1000000"
    " FROM generate_series({first}, {last}) n"
)


def make(db: psycopg.Connection, n_items: int, n_months: int) -> None:
    """Make both tables with the same rows, month after month."""
    db.execute(f"CREATE TABLE whole ({COLUMNS}, PRIMARY KEY (seq), UNIQUE (id))")
    db.execute(
        f"CREATE TABLE parted ({COLUMNS}, PRIMARY KEY (seq, month), UNIQUE (id, month)) PARTITION BY LIST (month)"
    )
    for month in range(n_months + 1):
        db.execute(f"CREATE TABLE parted_{month} PARTITION OF parted FOR VALUES IN ({month})")
    rows = ROWS.format(a_month=n_items // n_months, first=0, last=n_items - 1)
    for table in ("whole", "parted"):
        db.execute(f"INSERT INTO {table} {rows}")
        db.execute(f"CREATE INDEX ON {table} (chain, seq)")
        db.execute(f"VACUUM ANALYZE {table}")


def questions(db: psycopg.Connection, table: str, n_items: int) -> dict[str, Callable[[int], object]]:
    """Give what is asked of a table, by the number of the round."""

    def known(n: int) -> object:
        ids = [f"new {n} {each}" for each in range(10)]
        return db.execute(f"SELECT id FROM {table} WHERE id = ANY(%s)", (ids,)).fetchall()

    def by_id(n: int) -> object:
        return db.execute(f"SELECT * FROM {table} WHERE id = 'i' || md5(%s)", (str(n * 7919 % n_items),)).fetchall()

    def chain(n: int) -> object:
        of = str(n * 7919 % n_items // 3)
        return db.execute(f"SELECT * FROM {table} WHERE chain = 'c' || md5(%s) ORDER BY seq DESC", (of,)).fetchall()

    def newest(n: int) -> object:
        return db.execute(f"SELECT * FROM {table} WHERE seq < %s ORDER BY seq DESC LIMIT 50", (n_items - n,)).fetchall()

    def insert(n: int) -> None:
        first = n_items + n * 200
        db.execute(f"INSERT INTO {table} " + ROWS.format(a_month=n_items, first=first, last=first + 199))

    return {"known": known, "by id": by_id, "chain": chain, "newest": newest, "insert": insert}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--items", type=int, default=600_000)
    parser.add_argument("--months", type=int, default=60)
    parser.add_argument("--rounds", type=int, default=200)
    asked = parser.parse_args()
    with new_server("-c", "listen_addresses=") as server, psycopg.connect(server.make_schema(), autocommit=True) as db:
        make(db, asked.items, asked.months)
        whole, parted = (questions(db, table, asked.items) for table in ("whole", "parted"))
        print(
            f"| {asked.items:,} items, {asked.months} months, ms | one table: p50, p99 | by month: p50, p99 | times |"
        )
        print("|---|---|---|---|")
        for name in whole:
            times: dict[int, list[float]] = {0: [], 1: []}
            for n in range(asked.rounds):
                for which, ask in enumerate((whole[name], parted[name])):
                    began = time.perf_counter()
                    ask(n)
                    times[which].append((time.perf_counter() - began) * 1000)
            middle = [statistics.median(times[which]) for which in (0, 1)]
            late = [sorted(times[which])[int(asked.rounds * 0.99)] for which in (0, 1)]
            told = " | ".join(f"{middle[which]:.2f}, {late[which]:.2f}" for which in (0, 1))
            print(f"| {name} | {told} | {middle[1] / middle[0]:.1f} |")


if __name__ == "__main__":
    main()
