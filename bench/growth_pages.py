"""What single pages cost, asked of the program itself without a network: for `bench_growth.py`."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from litestar.testing import TestClient

from wireroom.config import Config
from wireroom.room import Room
from wireroom.store import Store
from wireroom.web.app import make_app

#: {day} is the day before, {old} a day in the middle of the room, {item} and {story} are the newest ones
PAGES: Final = (
    "/healthz", "/metrics", "/", "/search?q=bank", "/search?q=cocoa&sort=relevance", "/archive/{day}",
    "/archive/{old}", "/story/{story}", "/item/{item}", "/section/business", "/sources", "/sitemap-news.xml",
    "/feeds/wire.rss", "/feeds/wire.atom?q=bank", "/api/v1/items?q=bank", "/api/v1/stories", "/desk",
    "/api/v1/desk/rows?q=", "/admin", "/admin/agencies", "/admin/history", "/admin/deliveries",
)  # fmt: skip
_TOKEN: Final = "growth"


def ask_pages(
    store: Store, now: datetime, began: datetime, clock: Callable[[], float], n_rounds: int
) -> dict[str, float]:
    """Give the milliseconds of each page: the best of its rounds after one that loads it. The store is closed after it."""
    config = Config(token=_TOKEN)
    room = Room(config, store=store, lock=None, token=_TOKEN, is_token_new=False, clock=lambda: now)
    newest = store.newest(query="", limit=1, now=now)[0]
    values = {
        "day": (now - timedelta(days=1)).date().isoformat(),
        "old": (began + (now - began) / 2).date().isoformat(),
        "item": newest.item.id,
        "story": newest.story,
    }
    found: dict[str, float] = {}
    with TestClient(make_app(room).site) as client:
        client.headers["Authorization"] = f"Bearer {_TOKEN}"
        for form in PAGES:
            path = form.format(**values)
            times = []
            for _ in range(n_rounds + 1):
                at = clock()
                answer = client.get(path)
                times.append((clock() - at) * 1000)
            found[f"{form.format(**dict.fromkeys(values, '…'))} ({answer.status_code}), ms"] = min(times[1:])
    return found
