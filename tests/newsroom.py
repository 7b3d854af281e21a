"""A small room for tests of what is seen over HTTP: a real store in memory, copy of our own invention, a real server."""

import contextlib
import json
import socket
import threading
from collections.abc import Iterator
from concurrent.futures import Future
from datetime import UTC, datetime, timedelta

import uvicorn
from prometheus_client import CollectorRegistry

from wireroom.config import Config, SourceConfig
from wireroom.ingest import Desk, Edits, Intake
from wireroom.model import Block, Change, Dispatch, Item, Marks, Receipt
from wireroom.room import Alerts, Inbound, SourceState, load_added
from wireroom.store import Placed, Placement, Store, open_store
from wireroom.ticker import Ticker
from wireroom.web.app import make_app

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
TOKEN = "a-token-for-tests"


class Room:
    """A room as the web sees it."""

    def __init__(self, **settings: object) -> None:
        self.config = Config(**settings)
        self.store: Store = open_store(":memory:")
        self.ticker = Ticker(self.store)
        self.live_log = None
        self.talk = None
        self.token = TOKEN
        self.figures = Counted()
        self.now = NOON
        self.states: list[SourceState] = []
        self.desk = Desk(self.store, clock=self.clock)
        self.intake = Intake(self.desk, self.ticker.wake)
        self.edits = Edits(self.store, self.clock, self.desk.editing, self.ticker.wake)
        self.alerts = Alerts(self.config, store=self.store, desk=self.desk, clock=self.clock)
        self.inbound = Inbound(lambda: self.config.source, self.store, self.clock)

    def clock(self) -> datetime:
        return self.now

    def find_sources(self) -> dict[str, SourceConfig]:
        return {**load_added(self.config.data), **self.config.source}

    def source_states(self) -> list[SourceState]:
        return self.states

    def replay(self, dispatch: str) -> "Future[Receipt]":
        return self.intake.submit(self.store.take_off_spike(dispatch))

    def file(self, *placements: Placement, after: timedelta = timedelta(minutes=1)) -> Receipt:
        """Take placements in as one dispatch, a minute later."""
        self.now += after
        name = ",".join(placement.item.id for placement in placements)
        arrived = Dispatch.of(f"copy of {name}".encode(), source="test", received_at=self.now)
        self.store.keep([arrived])
        receipt = self.store.apply([Placed(dispatch=arrived.id, format="ninjs", placements=placements)], now=self.now)[
            0
        ]
        self.ticker.poll()
        return receipt


def item(name: str, headline: str | None, *texts: str, at: datetime | None = None, **more: object) -> Item:
    """An item of the invented agency Norrland Press; `name` is its id."""
    fields: dict[str, object] = {
        "uri": f"urn:test:{name}",
        "agency": "north",
        "agency_name": "Norrland Press",
        "format": "ninjs",
        "headline": headline,
        "headline_clean": headline,
        "versioncreated": at,
        "language": "en",
        "blocks": tuple(Block(text=text) for text in texts),
    }
    return Item(id=name, **(fields | more))


FLASH = Marks(rank="flash", label="FLASH")
URGENT = Marks(rank="urgent", label="Urgent")


def lead(number: int) -> Marks:
    return Marks(
        series="lead", number=number, label={1: "1st LD", 2: "2nd LD", 3: "3rd LD"}.get(number, f"{number}th LD")
    )


def placed(made: Item, *, chain: str | None = None, story: str | None = None, **more: object) -> Placement:
    return Placement(item=made, chain=chain or f"c{made.id}", story=story or f"s{made.id}", **more)


BRIDGE = ("flash", "urgent", "lead1", "lead3")


def file_bridge(room: Room) -> None:
    """A running story: FLASH, Urgent, 1st LD and 3rd LD of one chain (the 2nd never came), and a second agency on it."""
    versions = [
        item("flash", "HARBOUR BRIDGE CLOSED, POLICE SAY", marks=FLASH, slugline="Harbour-Bridge"),
        item("urgent", "Harbour bridge closed after ship strike", "HARBOUR CITY - The harbour bridge was closed on Sunday after"
             " a ship struck it, police said.", marks=URGENT, slugline="Harbour-Bridge"),
        item("lead1", "Five hurt as ship strikes harbour bridge", "HARBOUR CITY - The harbour bridge was closed on Sunday after"
             " a ship struck it, hurting five people, police said.", "Traffic was sent around the bay.",
             "The mayor asked people to stay at home.", marks=lead(1), slugline="Harbour-Bridge"),
        item("lead3", "12 hurt as cargo ship strikes harbour bridge", "HARBOUR CITY - The harbour bridge was closed on Sunday"
             " evening after a cargo ship struck it, hurting 12 people, the coast guard said.",
             "The mayor asked people to stay at home.", "Divers were looking at the piers.", marks=lead(3),
             slugline="Harbour-Bridge", byline="By Ann Example", sections=("Home", "World")),
    ]  # fmt: skip
    order: list[str] = []
    for made in versions:
        changes = tuple(Change(kind="supersedes", target=old, reason="newer") for old in order[-1:])
        order.append(made.id)
        room.file(placed(made, chain="cbridge", story="sbridge", order=tuple(order), changes=changes))
    coast = item(
        "coast1", "Ship hits bridge in Harbour City", "A ship hit a bridge.", agency="coast", agency_name="Coast Wire"
    )
    room.file(placed(coast, story="sbridge"))


def kill(name: str, target: str, kind: str = "kills", **more: object) -> Placement:
    """A kill notice that repeats the words it kills, as they do."""
    notice = item(
        name,
        f"KILL: {target}",
        "Kill the story about the missing bank manager.",
        marks=Marks(actions=("kill",), label="KILL"),
    )
    return placed(notice, changes=(Change(kind=kind, target=target, reason="says so"),), **more)


class HangingUp(uvicorn.Server):
    """uvicorn that lets live readers go before it stops, as the command line's server does."""

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self.config.app.hub.hang_up()
        await super().shutdown(sockets)


class Counted:
    """Figures of a room that counts nothing."""

    registry = CollectorRegistry()


@contextlib.contextmanager
def serving(room: Room, *, port: int = 0, keep_alive_s: float = 15.0) -> Iterator[str]:
    """Serve a room on a free port of this machine for as long as the block lasts; gives the address."""
    listener = socket.create_server(("127.0.0.1", port))
    app = make_app(room)
    room.hub = app.hub
    app.hub.keep_alive_s = keep_alive_s
    config = uvicorn.Config(
        app, loop="uvloop", http="httptools", ws="none", lifespan="on", log_config=None, timeout_graceful_shutdown=3
    )
    server = HangingUp(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    room.intake.start()
    thread.start()
    try:
        while not server.started:
            if not thread.is_alive():
                raise RuntimeError("the server did not start")
            threading.Event().wait(0.01)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(10)
        listener.close()
        room.intake.stop()


def ninjs(name: str, headline: str, text: str = "", **more: object) -> bytes:
    """Write one item of the invented agency in ninjs, as a sender would."""
    sent = {
        "uri": f"urn:test:{name}",
        "version": "1",
        "type": "text",
        "versioncreated": "2026-03-01T12:00:00Z",
        "headline": headline,
        "language": "en",
        "infosource": [{"name": "Norrland Press"}],
        "body_text": text,
    }
    return json.dumps(sent | more).encode()


BEARER = {"authorization": f"Bearer {TOKEN}"}
