"""The system's Chromium, headless, against a small room behind a real server."""

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from newsroom import Room, file_bridge, item, kill, placed
from wireroom.model import Block, Marks

ARGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-dev-shm-usage"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep all tests of this folder on one worker: Chromium is started a few times and not for every test."""
    for test in items:
        if Path(__file__).parent in test.path.parents:
            test.add_marker(pytest.mark.xdist_group("browser"))


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium for a module; it must end before other tests, for Playwright keeps an event loop running."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        pytest.skip("no Chromium on this machine: the pages are not tried in a browser")
    with sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=path, args=ARGS)
        yield made
        made.close()


@pytest.fixture
def room() -> Room:
    """A room of this very hour, for the pages' clocks are the browser's."""
    made = Room()
    made.now = datetime.now(UTC) - timedelta(minutes=20)
    file_bridge(made)
    return made


@pytest.fixture
def full_room(room: Room) -> Room:
    """A room with one item of every kind that a page has to cope with."""
    kinds = {
        "urgent-ar": {"marks": Marks(rank="urgent", label="عاجل"), "headline": "إغلاق الجسر بعد اصطدام سفينة", "language": "ar"},
        "feature": {"marks": Marks(genre="feature", label="Feature"), "headline": "A bus without a driver"},
        "bulletin": {"marks": Marks(rank="bulletin", label="BULLETIN"), "headline": "Minister resigns"},
        "alert": {"marks": Marks(rank="alert", label="ALERT"), "headline": "Bank raises rates"},
        "corrected": {"marks": Marks(actions=("correction",), label="CORRECTED"), "headline": "Profit rises 4 pct"},
        "long": {"headline": "A headline that goes on " * 30},
        "wide": {"headline": "W" * 400},
        "bare": {"headline": None, "headline_clean": None, "agency_name": None},
        "table": {"headline": "Results", "blocks": (Block(kind="table", text="\t".join("column" * 2 for _ in range(14)) + "\n1\t2"),)},
        "broken": {"headline": "Cut short", "is_complete": False, "blocks": (Block(text="It ends in the mid"),)},
    }  # fmt: skip
    for name, fields in kinds.items():
        fields = {"blocks": (Block(text="Some words of it."),)} | fields
        room.file(placed(item(name, **fields)))
    room.file(placed(item("bank", "Bank manager missing", "The manager is missing.")))
    room.file(kill("killbank", "bank", chain="cbank", story="sbank", order=("bank", "killbank")))
    return room


@pytest.fixture
def complaints() -> list[str]:
    """What the browser complains of; must be empty at the end."""
    return []


@pytest.fixture
def open_page(browser: Browser, complaints: list[str]) -> Iterator[Callable[..., Page]]:
    """Open a page in a context of its own: `open_page(url, color_scheme="dark", …)`."""
    contexts: list[BrowserContext] = []

    def open_one(url: str, **settings: object) -> Page:
        settings = {"locale": "en-GB", "timezone_id": "Europe/Berlin", "reduced_motion": "reduce"} | settings
        context = browser.new_context(**settings)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None)
        page.goto(url)
        return page

    yield open_one
    for context in contexts:
        context.close()
