"""Several processes on one room: one takes copy, one places it and is killed, one stands by, two answer readers."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest

import database
from roomproc import RoomProcess, ninjs, room_process
from web.sse import WireReader
from wireroom.store import Store, open_store

TAKEOVER_S = 5.0


class Newsroom:
    """The processes of one room, by name."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self._folder = folder
        self._stack = stack
        self.url = database.server().make_schema()
        self.store: Store = open_store(self.url)
        stack.callback(self.store.close)

    def open(self, name: str, role: str) -> RoomProcess:
        process = room_process(self._folder / name, "--store", self.url, "--role", role)
        return self._stack.enter_context(process)


@pytest.fixture
def newsroom(tmp_path: Path) -> Iterator[Newsroom]:
    with ExitStack() as stack:
        yield Newsroom(tmp_path, stack)


def post(room: RoomProcess, number: int) -> httpx.Response:
    headers = {"Authorization": f"Bearer {room.token}"}
    return httpx.post(f"{room.url}/api/v1/dispatches?source=norr", content=ninjs(number), headers=headers, timeout=10)


class Sender(threading.Thread):
    """Posts one dispatch after the other until it is told to stop; remembers what was acknowledged."""

    def __init__(self, room: RoomProcess) -> None:
        super().__init__()
        self._room = room
        self.is_over = threading.Event()
        self.acknowledged: dict[int, str] = {}
        self.refused: list[tuple[int, str]] = []

    def run(self) -> None:
        number = 0
        while not self.is_over.is_set():
            answer = post(self._room, number)
            if answer.status_code == 202:
                self.acknowledged[number] = answer.json()["dispatch"]
            else:
                self.refused.append((answer.status_code, answer.text))
            number += 1


def wait_until(told: Callable[[], bool], wait_s: float) -> float:
    """Wait; gives for how long."""
    began = time.monotonic()
    while not told():
        assert time.monotonic() - began < wait_s, f"not within {wait_s} s"
        time.sleep(0.02)
    return time.monotonic() - began


def test_standby_goes_on_where_a_killed_desk_ended(newsroom: Newsroom) -> None:
    store = newsroom.store
    intake = newsroom.open("intake", "intake")
    first = newsroom.open("first", "desk")
    standby = newsroom.open("standby", "desk")
    sender = Sender(intake)
    sender.start()
    try:
        for desk in (first, standby):  # the second time the first, started again, takes over
            seq = store.last_seq()
            wait_until(lambda seq=seq: store.last_seq() > seq + 20, 20)
            desk.kill()
            seq = store.last_seq()
            wait_until(lambda seq=seq: store.last_seq() > seq, TAKEOVER_S)
            desk.start()
    finally:
        sender.is_over.set()
        sender.join()
    assert sender.refused == []
    wait_until(lambda: store.figures().n_kept == 0, 20)
    events = store.events_after(0, limit=100_000)
    assert [event.seq for event in events] == list(range(1, len(events) + 1))
    filed = [event.item for event in events if event.kind == "filed"]
    assert len(filed) == len(set(filed)) == len(sender.acknowledged), "nothing lost, nothing twice"
    for dispatch in sender.acknowledged.values():
        receipt = store.find_receipt(dispatch)
        assert receipt is not None
        assert (receipt.state, len(receipt.items)) == ("placed", 1)
    assert store.find_damage() == []


def test_reader_hops_between_web_nodes_and_misses_nothing(newsroom: Newsroom) -> None:
    desk = newsroom.open("desk", "desk")
    nodes = [newsroom.open("web1", "web"), newsroom.open("web2", "web")]
    assert desk.token == nodes[0].token == nodes[1].token
    for number in range(6):
        assert post(nodes[number % 2], number).status_code == 202
    seen: list[int] = []
    for hop in range(6):
        if hop == 3:
            for number in range(6, 12):
                assert post(nodes[number % 2], number).status_code == 202
        reader = WireReader(nodes[hop % 2].url, last=seen[-1] if seen else 0)
        seen += [event["seq"] for event in reader.events(2)]
        reader.close()
    assert seen == list(range(1, 13))
    late = WireReader(nodes[0].url, last=12)
    assert post(nodes[1], 12).status_code == 202
    assert [event["seq"] for event in late.events(1)] == [13], "what another process placed wakes who waits here"
    late.close()
    newest = [httpx.get(f"{node.url}/api/v1/items?q=lighthouse").json()["items"] for node in (*nodes, desk)]
    assert newest[0] == newest[1] == newest[2] != []


def test_web_node_tells_where_editors_must_go(newsroom: Newsroom) -> None:
    desk = newsroom.open("desk", "desk")
    web = newsroom.open("web", "web")
    post(web, 1)
    wait_until(lambda: newsroom.store.last_seq() > 0, 10)
    (filed,) = newsroom.store.newest(now=newsroom.store.events_after(0)[0].at)
    answer = httpx.post(
        f"{web.url}/api/v1/stories/{filed.story}/rename",
        json={"name": "Storm"},
        headers={"Authorization": f"Bearer {web.token}"},
    )
    assert answer.status_code == 503, answer.text
    assert f"the desk is in another process, at {desk.url}" in answer.json()["detail"]
