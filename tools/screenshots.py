"""A picture of every page, from the invented wire day: `make screenshots` writes them to docs/pictures.

The day, the clock and the browser's clock stand still, so that a picture changes only when the page does.
"""

import argparse
import contextlib
import shutil
import socket
import sys
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import uvicorn
from playwright.sync_api import Page, sync_playwright

from wireroom.config import Config
from wireroom.demo import STYLES, load_day
from wireroom.model import Dispatch
from wireroom.room import Room, open_room
from wireroom.web.app import make_app

#: when the invented day begins, and when the pictures are taken
START = datetime(2026, 3, 6, 17, 0, tzinfo=UTC)
MINUTES = 215
ARGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--hide-scrollbars"]


class DemoRoom:
    """A room in memory in which the day has gone by until the pictures are taken."""

    def __init__(self) -> None:
        self.now = START
        self.room: Room = open_room(Config(styles=STYLES), clock=lambda: self.now, in_memory=True)
        for dispatch in load_day(START):
            if dispatch.at > START + timedelta(minutes=MINUTES):
                break
            self.now = dispatch.at
            self.room.store.release_due(self.now)
            self.room.seat.take(
                [Dispatch.of(dispatch.data, source=dispatch.source, received_at=self.now, filename=dispatch.filename)]
            )
        self.now = START + timedelta(minutes=MINUTES)

    def find_pages(self) -> dict[str, str]:
        """Choose what to show: the story with the longest chain, a killed item, a corrected one."""
        store, now = self.room.store, self.now
        top = max(store.ticker(100, now=now), key=lambda line: line.n_versions).filed
        chain = store.find_chain(top.chain, now=now)
        everything = store.newest(limit=200, now=now)
        killed = next(filed for filed in everything if filed.killed_by)
        corrected = next(filed for filed in everything if filed.corrected_by and not filed.is_gone)
        leads = [filed for filed in chain if filed.item.marks.series and filed.item.id != top.item.id]
        return {
            "front": "/",
            "item": f"/item/{top.item.id}",
            "item-diff": f"/item/{top.item.id}?against={leads[-1].item.id}#versions",
            "item-flash": f"/item/{chain[0].item.id}",
            "item-corrected": f"/item/{corrected.item.id}",
            "item-killed": f"/item/{killed.item.id}",
            "story": f"/story/{top.story}",
            "search": "/search?q=bridge",
            "section": "/section/world",
            "day": f"/archive/{START.date()}",
            "past": f"/?as_of={START + timedelta(minutes=60):%Y-%m-%dT%H:%MZ}",
            "sources": "/sources",
            "about": "/about",
            "not-here": "/nothing",
        }


@contextlib.contextmanager
def serving(room: Room) -> Iterator[str]:
    """Serve the room on a free port of this machine."""
    listener = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(make_app(room), lifespan="on", log_config=None, timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    while not server.started and thread.is_alive():
        time.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()


def take(page: Page, url: str, to: Path, *, full: bool) -> None:
    """Take one picture."""
    page.goto(url)
    page.wait_for_function(
        "document.documentElement.dataset.asOf"
        " || !document.getElementById('state') || document.getElementById('state').textContent === 'live'"
    )
    page.screenshot(path=to, full_page=full)
    print(to)


def take_desk(page: Page, url: str, token: str, to: Path, look: str) -> None:
    """Take the desk: its columns, an item in the reading pane, the list of actions."""
    page.goto(f"{url}/login?next=/desk")
    page.get_by_label("Your name").fill("Anna")
    page.get_by_label("Your desk").fill("foreign desk")
    page.get_by_label("The room's token").fill(token)
    page.keyboard.press("Enter")
    page.locator("#state[data-state=live]").wait_for()
    page.locator(".row").first.wait_for()
    page.wait_for_function("document.getElementById('alarm-strip').dataset.words")

    def shoot(name: str) -> None:
        page.screenshot(path=to / f"{name}-{look}.png")
        print(to / f"{name}-{look}.png")

    shoot("desk")
    page.locator(".rows").first.focus()
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("d")
    page.get_by_role("tabpanel", name="Diff").wait_for()
    page.locator(".pane-body:not([aria-busy])").wait_for()
    shoot("desk-reading")
    page.keyboard.press("t")
    page.locator("details.kill summary").click()
    page.locator("details.kill input[name=why]").fill("the court forbids it")
    shoot("desk-kill")
    page.locator("#pane-body").focus()
    page.keyboard.press("Control+k")
    page.keyboard.type("column")
    shoot("desk-actions")


def main() -> int:
    """Take them all."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--to", type=Path, default=Path("docs/pictures"), help="folder to write to")
    options.add_argument("--only", nargs="*", help="names of pages; default all")
    chosen = options.parse_args()
    path = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if path is None:
        print("no Chromium on this machine", file=sys.stderr)
        return 1
    chosen.to.mkdir(parents=True, exist_ok=True)
    demo = DemoRoom()
    pages = {name: at for name, at in demo.find_pages().items() if not chosen.only or name in chosen.only}
    with serving(demo.room) as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGS)
        for look, width, height in (("light", 1280, 900), ("dark", 1280, 900), ("phone", 390, 844)):
            context = browser.new_context(
                viewport={"width": width, "height": height},
                color_scheme="dark" if look == "dark" else "light",
                timezone_id="UTC",
                locale="en-GB",
                reduced_motion="reduce",
            )
            for name, at in pages.items():
                page = context.new_page()
                page.clock.set_fixed_time(demo.now)
                take(page, url + at, chosen.to / f"{name}-{look}.png", full=name not in ("front", "past"))
                page.close()
            if not chosen.only or "admin" in chosen.only:
                page = context.new_page()
                page.set_extra_http_headers({"authorization": f"Bearer {demo.room.token}"})
                page.clock.set_fixed_time(demo.now)
                take(page, f"{url}/admin", chosen.to / f"admin-{look}.png", full=True)
                page.close()
            if not chosen.only or "desk" in chosen.only:
                page = context.new_page()
                page.clock.set_fixed_time(demo.now)
                take_desk(page, url, demo.room.token, chosen.to, look)
                page.close()
            context.close()
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
