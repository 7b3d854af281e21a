"""A room with something in every table: the invented wire day, an editor's decision, watches and what they rang."""

import io
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from contract.conftest import STORES, open_new
from contract.wire import NOON
from roomproc import ninjs
from wireroom.agencies import use_styles
from wireroom.demo import STYLES, load_day
from wireroom.ingest import Desk, Edits
from wireroom.model import Dispatch, Editor, OutChannel, Subscriber, Watch
from wireroom.store import Store


def play_day(store: Store) -> None:
    """Let the whole day into a room."""
    use_styles(STYLES)
    store.write_channel(OutChannel(name="hook", kind="webhook", settings={"url": "https://hook.example/"}))
    store.write_subscriber(Subscriber(name="paper", channel="hook", query="harbour"))
    store.write_watch(
        Watch(id="w", name="Flashes", query="rank:flash OR rank:urgent", owner="ann", channels=("desk", "hook"))
    )
    desk = Desk(store, clock=lambda: NOON + timedelta(days=1))
    day = [
        Dispatch.of(each.data, source=each.source, received_at=each.at, filename=each.filename)
        for each in load_day(NOON)
    ]
    desk.take(day)
    desk.take([Dispatch.of(b"\x00\x01 nobody reads this \xff" * 40, source="odd", received_at=NOON, filename="a\x00b")])
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as opened:
        opened.writestr("one.json", ninjs(1))
        opened.writestr("two.json", ninjs(2))
    desk.take([Dispatch.of(packed.getvalue(), source="packed", received_at=NOON, filename="both.zip")])
    edits = Edits(store, lambda: NOON + timedelta(days=1), desk.editing, lambda _: None, desk.rings_of)
    anna = Editor(name="Anna", desk="foreign desk")
    filed = store.ticker(limit=1, view="desk", now=NOON + timedelta(days=1))[0].filed
    edits.rename(filed.story, "Named by hand", by=anna, why="because")
    edits.pin(filed.story, [filed.item.id], by=anna)
    store.write_notes({"source.odd": "etag ⚡"})


@pytest.fixture(scope="module")
def day_room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The day's room in SQLite, to be read only."""
    opened = open_new("file", tmp_path_factory.mktemp("day"))
    play_day(opened)
    yield opened
    opened.close()


@pytest.fixture(params=STORES)
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """A room of each kind, with nothing in it."""
    opened = open_new(request.param, tmp_path)
    yield opened
    opened.close()
