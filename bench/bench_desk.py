"""The desk under load in Chromium: what a new row costs a page that has 20,000 of them, and what the page weighs.

    python bench/bench_desk.py [--rows 20000] [--new 200] [--json]

A room in memory with that many running stories; the page fetches them all into one column, as an editor would by going to the
end. Then new lines are filed one by one, half of them new stories and half new versions of old ones, while the column is free at
the top. Told are Chromium's own counters (`Performance.getMetrics`: script, style and layout, a new row) and the longest tasks of
the page's main thread (a trace of the same time). Beside it the same page with one screenful of rows, in the same run.

Last, what one change costs the room for each desk that is open: the message made of it, for a desk of eight columns, with stories
of one and of ten versions (CPU time).
"""

import argparse
import contextlib
import json
import shutil
import socket
import statistics
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import uvicorn
from playwright.sync_api import Browser, Page, sync_playwright

from wireroom import query as search
from wireroom.config import Config
from wireroom.model import Block, Change, Dispatch, Item, Marks
from wireroom.room import Room, open_room
from wireroom.store import Placed, Placement
from wireroom.web.app import make_app
from wireroom.web.desk_changes import make_message

ARGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
COUNTERS = ("ScriptDuration", "LayoutDuration", "RecalcStyleDuration", "TaskDuration")
LIMIT_MS = 4.0
QUERIES = (
    "", "rank:flash OR rank:urgent", "agency:north", "harbour council", 'subject:"economy, business and finance" OR category:f',
    "is:held", "sport OR handball OR football", "town words>300",
)  # fmt: skip


class Wire:
    """A room that is filled from here."""

    def __init__(self) -> None:
        self.now = datetime.now(UTC) - timedelta(hours=12)
        self.room: Room = open_room(Config(), clock=lambda: self.now, in_memory=True)
        self.n = 0
        self.orders: dict[int, list[str]] = {}

    def file(self, count: int, *, old: int | None = None) -> None:
        """File so many new stories in one transaction, or one new version of an old one."""
        placements = []
        for _ in range(count):
            self.n += 1
            chain = f"c{self.n if old is None else old}"
            made = Item(
                id=f"i{self.n}", uri=f"urn:bench:{self.n}", agency="north", agency_name="Norrland Press", format="ninjs",
                headline=f"Council of town {self.n} votes on the harbour", slugline=f"Council-{self.n % 97}", language="en",
                marks=Marks(series="lead", number=2, label="2nd LD") if old else Marks(),
                blocks=(Block(text=f"TOWN {self.n} - The council voted {self.n % 9} to 4 on Monday, the mayor said."),),
            )  # fmt: skip
            order = (f"i{old}", made.id) if old else (made.id,)
            changes = (Change(kind="supersedes", target=f"i{old}", reason="newer"),) if old else ()
            placements.append(Placement(item=made, chain=chain, story=f"s{chain}", order=order, changes=changes))
        self._take(placements)

    def file_versions(self, count: int) -> None:
        """File one more version of each of the first stories, in one transaction."""
        placements = []
        for story in range(1, count + 1):
            self.n += 1
            made = Item(
                id=f"i{self.n}", uri=f"urn:bench:{self.n}", agency="north", agency_name="Norrland Press", format="ninjs",
                headline=f"Town {story} votes again", language="en", marks=Marks(series="lead", number=2, label="2nd LD"),
                blocks=tuple(Block(text=f"The council of town {story} voted {self.n % 9} to {n} on Monday.") for n in range(8)),
            )  # fmt: skip
            self.orders.setdefault(story, [f"i{story}"]).append(made.id)
            order = tuple(self.orders[story])
            changes = (Change(kind="supersedes", target=order[-2], reason="newer"),)
            placements.append(Placement(item=made, chain=f"c{story}", story=f"sc{story}", order=order, changes=changes))
        self._take(placements)

    def _take(self, placements: list[Placement]) -> None:
        self.now += timedelta(seconds=1)
        arrived = Dispatch.of(f"copy {self.n}".encode(), source="bench", received_at=self.now)
        self.room.store.keep([arrived])
        self.room.store.apply([Placed(dispatch=arrived.id, format="ninjs", placements=tuple(placements))], now=self.now)
        self.room.ticker.wake(self.room.store.last_seq())


@contextlib.contextmanager
def serving(room: Room) -> Iterator[tuple[str, Any]]:
    """Serve the room on a free port of this machine."""
    listener = socket.create_server(("127.0.0.1", 0))
    app = make_app(room)
    server = uvicorn.Server(uvicorn.Config(app, lifespan="on", log_config=None, timeout_graceful_shutdown=1))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    while not server.started and thread.is_alive():
        time.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}", app
    finally:
        server.should_exit = True
        thread.join()


def open_desk(browser: Browser, url: str, token: str) -> tuple[Page, dict[str, int]]:
    """Sign in, with one column; gives the page and the bytes of each file of ours, as sent."""
    page = browser.new_page(viewport={"width": 1400, "height": 900}, reduced_motion="reduce")
    sizes: dict[str, int] = {}
    page.goto(f"{url}/login?next=/desk%3Fc%3DAll%7C")
    page.get_by_label("Your name").fill("Bench")
    page.get_by_label("The room's token").fill(token)
    page.on(
        "response", lambda answer: sizes.update({answer.url: len(answer.body())}) if "/static/" in answer.url else None
    )
    page.keyboard.press("Enter")
    page.locator("#state[data-state=live]").wait_for()
    page.locator(".row").first.wait_for()
    return page, sizes


def fetch_all(page: Page, n_rows: int) -> int:
    """Go to the end again and again until all rows are there; gives how many the page has."""
    page.locator(".rows").focus()
    had, since = 0, time.monotonic()
    while had < n_rows and time.monotonic() - since < 15:
        page.keyboard.press("End")
        page.wait_for_timeout(50)
        found = int(
            page.evaluate(
                "Math.round(document.querySelector('.rows-space').offsetHeight / document.querySelector('.row').offsetHeight)"
            )
        )
        had, since = (found, time.monotonic()) if found > had else (had, since)
    page.keyboard.press("Home")
    page.locator("#find").focus()
    page.mouse.move(2, 2)
    return had


def measure(browser: Browser, page: Page, wire: Wire, n_new: int) -> dict[str, float]:
    """File lines one by one and tell what each costs the page."""
    client = page.context.new_cdp_session(page)
    client.send("Performance.enable")

    def counters() -> dict[str, float]:
        found = {one["name"]: one["value"] for one in client.send("Performance.getMetrics")["metrics"]}
        return {name: found[name] * 1000 for name in COUNTERS}

    top = wire.n
    browser.start_tracing(
        page=page, categories=["toplevel", "disabled-by-default-devtools.timeline", "devtools.timeline"]
    )
    before = counters()
    for n in range(n_new):
        if n % 2:
            wire.file(1, old=1 + (n * 7919) % (top - 1))
        else:
            wire.file(1)
        page.wait_for_timeout(130)  # longer than the wire waits for more: each line is a message of its own
    newest = page.locator(".row").first
    newest.filter(has_text=f"town {wire.n} ").wait_for()
    after = counters()
    tasks = _tasks(json.loads(browser.stop_tracing()))
    cost = {name: (after[name] - before[name]) / n_new for name in COUNTERS}
    return {
        "script": cost["ScriptDuration"],
        "style": cost["RecalcStyleDuration"],
        "layout": cost["LayoutDuration"],
        "sum": cost["ScriptDuration"] + cost["RecalcStyleDuration"] + cost["LayoutDuration"],
        "all tasks": cost["TaskDuration"],
        "p99 task": statistics.quantiles(tasks, n=100)[98],
        "longest task": max(tasks),
    }


def message_ms(n_versions: int, n_changes: int = 200) -> float:
    """Give the CPU time of one message for a desk of eight columns, ms; best of three."""
    wire = Wire()
    wire.file(n_changes)
    for _ in range(n_versions - 1):
        wire.file_versions(n_changes)
    nodes = [search.parse(query) for query in QUERIES]
    store = wire.room.store
    events = store.events_after(store.last_seq() - n_changes, view="desk")
    best = float("inf")
    for _ in range(3):
        began = time.process_time()
        for event in events:
            make_message(store, [event], nodes, wire.now)
        best = min(best, (time.process_time() - began) / len(events) * 1000)
    return best


def _tasks(trace: dict[str, Any]) -> list[float]:
    """Give the durations of the main thread's tasks, in ms; those without any work left out."""
    events = trace["traceEvents"]
    mains = {
        (one["pid"], one["tid"])
        for one in events
        if one["name"] == "thread_name" and one["args"]["name"] == "CrRendererMain"
    }
    names = ("RunTask", "ThreadControllerImpl::RunTask")
    found = [
        one["dur"] / 1000
        for one in events
        if one.get("dur", 0) > 100 and (one["pid"], one["tid"]) in mains and one["name"] in names
    ]
    return found or [0.0, 0.0]


def main() -> None:
    """Measure a short column and a long one."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--rows", type=int, default=20_000)
    options.add_argument("--new", type=int, default=200)
    options.add_argument("--json", action="store_true")
    chosen = options.parse_args()
    costs = {n: message_ms(n) for n in (1, 10)}
    path = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if path is None:
        raise SystemExit("no Chromium on this machine")
    wire, found = Wire(), []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGS)
        for n_rows in (50, chosen.rows):
            while wire.n < n_rows:
                wire.file(min(500, n_rows - wire.n))
            with serving(wire.room) as (url, app):
                page, sizes = open_desk(browser, url, wire.room.token)
                had = fetch_all(page, n_rows)
                cost = measure(browser, page, wire, chosen.new)
                found.append({"rows": had, **cost, "bytes": sum(sizes.values())})
                page.context.close()
                app.hub.hang_up()
        browser.close()
    if chosen.json:
        print(json.dumps(found))
        return
    for n, ms in costs.items():
        print(f"the room, a change and desk of eight columns, story of {n} versions: {ms:.2f} ms")
    for one in found:
        print(f"{one['rows']:6,} rows: " + "  ".join(f"{name} {one[name]:.2f} ms" for name in list(one)[1:-1]))
    print(f"our own code and styles: {found[-1]['bytes']:,} bytes, not compressed")
    print(
        "a new row costs "
        + ("less" if found[-1]["sum"] < LIMIT_MS else "MORE")
        + f" than {LIMIT_MS} ms of script, style and layout"
    )


if __name__ == "__main__":
    main()
