"""At most one desk: the seat, and what becomes of a desk that lost it without knowing."""

import socket
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from threading import Barrier
from urllib.parse import quote

import psycopg
import pytest

import database
from contract.wire import NOON, dispatch, item, placement
from wireroom.config import Config
from wireroom.errors import ConfigError, StoreError
from wireroom.model import OutChannel, Watch
from wireroom.room import place_of
from wireroom.room._seat import Seat, address_for_others
from wireroom.room._token import read_token, share_token
from wireroom.store import Placed, Shared, Store, open_store


def clock() -> datetime:
    return NOON


@pytest.fixture
def url() -> str:
    return database.server().make_schema()


@pytest.fixture
def stores(url: str) -> Iterator[tuple[Store, Store]]:
    made = open_store(url), open_store(url)
    yield made
    for store in made:
        store.close()


def seat_in(store: Store, *, is_wanted: bool = True) -> Seat:
    return Seat(store, clock=clock, hints={}, is_wanted=is_wanted)


def soon(told: Callable[[], bool]) -> bool:
    """Wait a little for what another session of the server must notice."""
    for _ in range(200):
        if told():
            return True
        time.sleep(0.01)
    return False


def test_one_process_sits_and_the_other_stands_by(stores: tuple[Store, Store]) -> None:
    first, second = map(seat_in, stores)
    assert (first.try_take(), second.try_take(), first.try_take()) == (True, False, True)
    assert (first.is_taken, second.is_taken) == (True, False)
    first.leave()
    assert soon(second.try_take)


def test_who_does_not_want_the_seat_never_sits(stores: tuple[Store, Store]) -> None:
    assert not seat_in(stores[0], is_wanted=False).try_take()


def test_who_stands_by_keeps_what_comes_in_for_the_desk(stores: tuple[Store, Store]) -> None:
    desk, other = map(seat_in, stores)
    assert desk.try_take()
    (kept,) = other.take([dispatch("a")])
    assert (kept.state, kept.is_new) == ("kept", True)
    (again,) = other.take([dispatch("a")])
    assert (again.state, again.is_new) == ("kept", False)
    (placed,) = desk.place_kept()
    assert placed.dispatch == kept.dispatch
    (known,) = other.take([dispatch("a")])
    assert known.state == placed.state != "kept"
    assert other.place_kept() == []
    with (
        pytest.raises(StoreError, match="desk is in another process"),
        other.editing(),
    ):
        raise AssertionError("nobody may edit here")


def test_desk_that_lost_its_seat_cannot_write(stores: tuple[Store, Store], url: str) -> None:
    """Its session is cut, which it does not notice: another sits down, and the old one's next transaction is refused."""
    store, other = stores
    assert isinstance(store, Shared)
    assert isinstance(other, Shared)
    seating = store.take_seat()
    assert seating is not None
    assert seating.is_held()
    assert other.take_seat() is None
    sent = dispatch("a")
    store.keep([sent])
    with psycopg.connect(url, autocommit=True) as db:
        db.execute(
            "SELECT pg_terminate_backend(l.pid) FROM pg_locks l"
            " WHERE l.locktype = 'advisory' AND l.classid = 'room'::regclass::oid AND l.objid = 2"
        )
    taken = []
    assert soon(lambda: bool(taken or ((found := other.take_seat()) and not taken.append(found))))
    placed = [Placed(dispatch=sent.id, placements=(placement(item("i")),))]
    assert not seating.is_held()
    with pytest.raises(StoreError, match="another process is the desk now"):
        seating.store.apply(placed, now=NOON)
    assert store.last_seq() == 0
    assert taken[0].is_held()
    taken[0].store.apply(placed, now=NOON)
    assert [event.item for event in store.events_after(0)] == ["i"]


def test_news_are_heard_by_other_processes(stores: tuple[Store, Store]) -> None:
    store, other = stores
    assert isinstance(other, Shared)
    hearing = other.hear()
    assert hearing.wait(5) == {"wire", "kept", "watches"}, "whatever happened before anybody listened"
    assert hearing.wait(0) == set()
    sent = dispatch("a")
    store.keep([sent])
    assert hearing.wait(5) == {"kept"}
    store.apply([Placed(dispatch=sent.id, placements=(placement(item("i")),))], now=NOON)
    assert hearing.wait(5) == {"wire"}
    store.write_watch(Watch(id="w", name="W", query="ferry", made_at=NOON))
    assert hearing.wait(5) == {"watches"}
    store.write_channel(OutChannel(name="mail", kind="email", settings={"to": "a@example.org"}))
    assert hearing.wait(5) == {"watches"}
    hearing.close()


def test_what_a_process_says_is_heard_in_order_and_kept_nowhere(stores: tuple[Store, Store]) -> None:
    store, other = stores
    assert isinstance(store, Shared)
    assert isinstance(other, Shared)
    store.say(["nobody listens"])
    hearing = other.hear()
    hearing.wait(5)
    assert hearing.said() == []
    store.say(["one", "two \u00e9\n", "wire"])
    heard: list[str] = []
    while len(heard) < 3:
        assert hearing.wait(5) == set(), "words are no news"
        heard += hearing.said()
    assert heard == ["one", "two \u00e9\n", "wire"]
    assert hearing.said() == []
    hearing.close()


def test_hearing_goes_on_after_the_server_was_away() -> None:
    with database.new_server() as server:
        store = open_store(server.make_schema())
        assert isinstance(store, Shared)
        hearing = store.hear()
        hearing.wait(5)
        server.stop()
        for _ in range(2):
            with pytest.raises(StoreError):
                hearing.wait(1)
        server.start()
        assert "wire" in hearing.wait(5)
        store.close()
        hearing.close()


def test_a_store_that_names_several_servers_is_the_one_that_writes() -> None:
    with (
        database.new_server() as writes,
        database.new_server("-c", "default_transaction_read_only=on", "-c", "listen_addresses=") as reads,
    ):
        url = writes.make_schema().replace("host=", f"host={quote(str(reads.folder), safe='')},")
        store = open_store(f"{url}&target_session_attrs=read-write")
        assert isinstance(store, Shared)
        hearing = store.hear()
        hearing.wait(5)
        store.keep([dispatch("a")])
        assert hearing.wait(5) == {"kept"}
        hearing.close()
        store.close()


def test_token_is_the_same_everywhere(stores: tuple[Store, Store], tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    one.mkdir()
    other.mkdir()
    token, is_new = share_token(one, None, stores[0])
    assert is_new
    assert share_token(other, None, stores[1]) == (token, False)
    assert read_token(one) == read_token(other) == token
    assert share_token(other, "given", stores[1]) == ("given", False)


def test_processes_that_ask_at_once_get_one_token(stores: tuple[Store, Store], tmp_path: Path) -> None:
    folders = [tmp_path / str(n) for n in range(8)]
    for folder in folders:
        folder.mkdir()
    begin = Barrier(len(folders))

    def ask(n: int) -> tuple[str, bool]:
        begin.wait(10)
        return share_token(folders[n], None, stores[n % 2])

    with ThreadPoolExecutor(len(folders)) as threads:
        found = list(threads.map(ask, range(len(folders))))
    assert len({token for token, _ in found}) == 1
    assert sum(is_new for _, is_new in found) == 1
    assert {read_token(folder) for folder in folders} == {found[0][0]}


def test_who_listens_everywhere_is_reached_by_the_machines_name() -> None:
    assert address_for_others("http://127.0.0.1:8640", "0.0.0.0") == f"http://{socket.gethostname()}:8640"
    assert address_for_others("http://127.0.0.1:8640", "127.0.0.1") == "http://127.0.0.1:8640"


def test_roles_want_a_store_that_is_shared() -> None:
    assert place_of(Config()) == Config().data / "wireroom.db"
    assert place_of(Config(store="postgresql://h/d", role="web")) == "postgresql://h/d"
    with pytest.raises(ConfigError, match="one process"):
        place_of(Config(role="web"))
    with pytest.raises(ConfigError, match="postgresql://"):
        place_of(Config(store="mysql://h/d"))
