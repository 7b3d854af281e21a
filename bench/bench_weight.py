"""What the pages of readers weigh and how soon they are seen, by Chromium's own figures.

    python bench/bench_weight.py [--runs 5] [--only PAGE …] [--json]

A room in memory holds the invented wire day, served by a process of its own as `wireroom serve` does. Each page is opened
in a fresh profile on an empty cache, in a process of the browser that is up. Bytes are what went over the line
(`Network.loadingFinished`: packed, with headers), answered is when the last byte of the page was there, first paint is
`first-contentful-paint` after the start of the navigation, scripting and layout are `ScriptDuration`, `LayoutDuration` and
`RecalcStyleDuration` of `Performance.getMetrics`.
The best and the median of the runs; requests to anywhere but the room are counted.
"""

import argparse
import asyncio
import contextlib
import json
import shutil
import socket
import statistics
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import uvicorn
import uvloop
from playwright.sync_api import Browser, sync_playwright

from wireroom.config import Config
from wireroom.demo import STYLES, load_day
from wireroom.model import Dispatch
from wireroom.room import Room, open_room
from wireroom.web.app import make_app

MINUTES = 215
ARGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]


def fill_room() -> Room:
    """Let the invented day go by up to now."""
    start = datetime.now(UTC) - timedelta(minutes=MINUTES)
    clock = [start]
    room = open_room(Config(styles=STYLES), clock=lambda: clock[0], in_memory=True)
    for dispatch in load_day(start):
        if dispatch.at > start + timedelta(minutes=MINUTES):
            break
        clock[0] = dispatch.at
        room.store.release_due(clock[0])
        taken = Dispatch.of(dispatch.data, source=dispatch.source, received_at=clock[0], filename=dispatch.filename)
        room.seat.take([taken])
    clock[0] = start + timedelta(minutes=MINUTES)
    return room


def find_pages(room: Room) -> dict[str, str]:
    """Choose one page of each kind; the item is the one with the longest chain."""
    now = room.clock()
    top = max(room.store.ticker(100, now=now), key=lambda line: line.n_versions).filed
    then = now - timedelta(minutes=60)
    return {
        "front": "/",
        "item": f"/item/{top.item.id}",
        "story": f"/story/{top.story}",
        "search": "/search?q=bridge",
        "section": "/section/world",
        "archive day": f"/archive/{now.date()}",
        "sources": "/sources",
        "as it stood": f"/?as_of={then:%Y-%m-%dT%H:%MZ}",
    }


def serve() -> None:
    """Serve the room on a free port, as `wireroom serve` does; tell on a line where and which pages there are."""
    room = fill_room()
    listener = socket.create_server(("127.0.0.1", 0))
    print(json.dumps([f"http://127.0.0.1:{listener.getsockname()[1]}", find_pages(room)]), flush=True)
    config = uvicorn.Config(
        make_app(room), http="httptools", lifespan="on", log_config=None, timeout_graceful_shutdown=1
    )
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(uvicorn.Server(config).serve(sockets=[listener]))


@contextlib.contextmanager
def serving() -> Iterator[tuple[str, dict[str, str]]]:
    """Have the room served by a process of its own; gives its address and the pages."""
    with subprocess.Popen([sys.executable, __file__, "--serve"], stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        try:
            url, pages = json.loads(server.stdout.readline())
            yield url, pages
        finally:
            server.terminate()


def look(browser: Browser, url: str, path: str) -> dict[str, float]:
    """Open one page once, on an empty cache."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Performance.enable")
    loaded: list[float] = []
    elsewhere: list[str] = []
    session.on("Network.loadingFinished", lambda event: loaded.append(event["encodedDataLength"]))
    page.on("request", lambda request: None if request.url.startswith(url) else elsewhere.append(request.url))
    page.goto(f"{url}/robots.txt")  # the browser's own process for this site is up; its cache is empty
    loaded.clear()
    page.goto(url + path, wait_until="load")
    paint: float | None = None
    while paint is None:
        page.wait_for_timeout(50)
        paint = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? null")
    answer = page.evaluate("performance.getEntriesByType('navigation')[0].responseEnd")
    told = {one["name"]: one["value"] for one in session.send("Performance.getMetrics")["metrics"]}
    context.close()
    return {
        "bytes": sum(loaded),
        "requests": len(loaded),
        "elsewhere": len(elsewhere),
        "answer_ms": answer,
        "paint_ms": paint,
        "scripting_ms": told["ScriptDuration"] * 1000,
        "layout_ms": (told["LayoutDuration"] + told["RecalcStyleDuration"]) * 1000,
    }


def main() -> None:
    """Measure every page and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--only", nargs="+", metavar="PAGE", help="only these pages")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve:
        serve()
        return
    path = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if path is None:
        raise SystemExit("no Chromium on this machine")
    results: dict[str, dict[str, float]] = {}
    with serving() as (url, pages), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGS)
        for name, address in pages.items():
            if options.only and name not in options.only:
                continue
            look(browser, url, address)  # templates and files are read once
            runs = [look(browser, url, address) for _ in range(options.runs)]
            results[name] = {key: max(run[key] for run in runs) for key in ("bytes", "requests", "elsewhere")}
            for key in ("answer_ms", "paint_ms", "scripting_ms", "layout_ms"):
                results[name][key] = min(run[key] for run in runs)
                results[name][f"{key}_median"] = statistics.median(run[key] for run in runs)
        browser.close()
    if options.json:
        print(json.dumps(results))
        return
    print(
        "| page | over the line | requests | from elsewhere | answered | first paint, best / median"
        " | scripting | style and layout |"
    )
    print("|---|---|---|---|---|---|---|---|")
    for name, one in results.items():
        print(
            f"| {name} | {one['bytes'] / 1000:.1f} kB | {one['requests']:.0f} | {one['elsewhere']:.0f}"
            f" | {one['answer_ms_median']:.0f} ms"
            f" | {one['paint_ms']:.0f} / {one['paint_ms_median']:.0f} ms"
            f" | {one['scripting_ms']:.0f} ms | {one['layout_ms']:.0f} ms |"
        )


if __name__ == "__main__":
    main()
