"""Several processes on one room: one takes copy, one places it and is killed, one stands by, two answer readers."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest

import database
from roomproc import RoomProcess, ninjs, room_process, wireroom
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

    def launch(self, name: str, role: str) -> RoomProcess:
        """Start one and do not wait."""
        process = RoomProcess(self._folder / name, "--store", self.url, "--role", role)
        process.launch()
        self._stack.callback(process.kill)
        return process


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


def filed_story(newsroom: Newsroom, node: RoomProcess) -> tuple[str, str]:
    """Have one item filed; gives its id and its story's."""
    post(node, 1)
    wait_until(lambda: newsroom.store.last_seq() > 0, 10)
    (filed,) = newsroom.store.newest(now=newsroom.store.events_after(0)[0].at)
    return filed.item.id, filed.story


def as_editor(node: RoomProcess, name: str) -> dict[str, str]:
    return {"authorization": f"Bearer {node.token}", "wireroom-editor": name}


def test_what_editors_do_at_a_web_node_is_handed_on_to_the_desk(newsroom: Newsroom) -> None:
    desk = newsroom.open("desk", "desk")
    web = newsroom.open("web", "web")
    item, story = filed_story(newsroom, web)
    with httpx.Client(base_url=web.url, headers=as_editor(web, "Anna; foreign%20desk"), timeout=10) as anna:
        named = anna.post(f"/api/v1/stories/{story}/rename", json={"name": "Storm", "why": "shorter"})
        assert named.status_code == 200, named.text
        assert (named.json()["by"], named.json()["why"]) == ({"name": "Anna", "desk": "foreign desk"}, "shorter")
        assert newsroom.store.find_names([story]) == {story: "Storm"}
        taken = anna.post(f"/api/v1/items/{item}/take")
        assert taken.status_code == 200, "a call without a body"
        again = anna.post(f"/api/v1/items/{item}/take", json={})
        assert (again.status_code, again.json()["detail"]) == (409, "you have taken this already")
        assert anna.post("/api/v1/items/none/take", json={}).status_code == 404
        too_long = anna.post(f"/api/v1/items/{item}/note", json={"text": "x" * 6_000_000})
        assert too_long.status_code == 413
    nobody = httpx.post(f"{web.url}/api/v1/items/{item}/take", json={}, headers={"authorization": "Bearer wrong"})
    assert nobody.status_code == 401
    with httpx.Client(base_url=web.url, timeout=10) as browser:
        # the pages work without script, with the session of the node that signed in
        ours = {"sec-fetch-site": "same-origin"}
        browser.post("/login", data={"name": "Bert", "token": web.token}, headers=ours)
        done = browser.post(
            "/edit", data={"do": "rename", "story": story, "name": "Gale", "next": f"/story/{story}"}, headers=ours
        )
        assert (done.status_code, done.headers["location"]) == (303, f"/story/{story}")
        assert newsroom.store.find_names([story]) == {story: "Gale"}
        foreign = browser.post(
            "/edit", data={"do": "rename", "story": story, "name": "x"}, headers={"sec-fetch-site": "cross-site"}
        )
        assert foreign.status_code == 403
    desk.kill()
    away = httpx.post(f"{web.url}/api/v1/items/{item}/take", json={}, headers=as_editor(web, "Carl"), timeout=20)
    assert (away.status_code, away.headers["retry-after"]) == (503, "5")
    assert f"the desk is in another process, at {desk.url}" in away.json()["detail"]
    assert "request failed" not in web.log, "what is handed on is no error of this process"


def test_doctor_tells_who_is_the_desk_and_whether_it_answers(newsroom: Newsroom, tmp_path: Path) -> None:
    settings = tmp_path / "wireroom.toml"
    settings.write_text(f'store = "{newsroom.url}"\ndata = "{tmp_path}"\n')

    def look() -> dict[str, str]:
        told = wireroom("doctor", "--config", str(settings), "--json").stdout
        return next(found for line in told.splitlines() if (found := json.loads(line))["what"] == "desk")

    assert look()["state"] == "worry"
    desk = newsroom.open("desk", "desk")
    assert look() == {"what": "desk", "state": "ok", "text": f"is {desk.url}"}
    desk.kill()
    found = look()
    assert (found["state"], "does not answer from here" in found["text"]) == ("fault", True)


def wait_for_who(reader: WireReader, told: Callable[[list[dict[str, str]]], bool]) -> float:
    """Read a desk's wire until it tells of these; gives how long it took, seconds. A silence of ten is an error."""
    began = time.monotonic()
    while True:
        for block in reader.chunk().decode().split("\n\n"):
            if block.startswith("event: who\n") and told(json.loads(block.partition("data: ")[2])):
                return time.monotonic() - began


def test_what_a_command_hands_to_a_node_that_places_nothing_is_told_as_taken(
    newsroom: Newsroom, tmp_path: Path
) -> None:
    web = newsroom.open("web", "web")
    (tmp_path / "copy.json").write_bytes(ninjs(1))
    for source in ("one", "two"):
        done = wireroom("ingest", "--data", str(web.data), "--source", source, str(tmp_path / "copy.json"))
        assert done.returncode == 0, done.stdout
        assert b"0 taken (0 items), 1 taken for the desk to place" in done.stdout
    done = wireroom("file", "Harbour closed", "--data", str(web.data))
    assert (done.returncode, done.stdout.partition(b":")[0]) == (0, b"urn")
    desk = newsroom.open("desk", "desk")
    wait_until(lambda: newsroom.store.figures(is_counted=True).n_items == 2, 10)
    # a machine without a data folder knows the room by its settings alone
    settings = tmp_path / "elsewhere.toml"
    settings.write_text(f'store = "{newsroom.url}"\ndata = "{tmp_path / "none"}"\n')
    done = wireroom("doctor", "--json", "--config", str(settings))
    told = {line["what"]: line["text"] for line in map(json.loads, done.stdout.splitlines())}
    assert (done.returncode, told["desk"]) == (0, f"is {desk.url}"), told
    assert "2 items" in told["store"]


def test_editors_on_two_nodes_see_each_other_without_asking(newsroom: Newsroom) -> None:
    newsroom.open("desk", "desk")
    first, second = newsroom.open("web1", "web"), newsroom.open("web2", "web")
    item, _ = filed_story(newsroom, first)

    def tell(node: RoomProcess, name: str, **reads: object) -> list[dict[str, str]]:
        answer = httpx.post(f"{node.url}/api/v1/desk/presence", json=reads, headers=as_editor(node, name))
        return answer.raise_for_status().json()

    anna = WireReader(first.url, "/api/v1/desk/wire", headers=as_editor(first, "Anna"))
    assert [one["name"] for one in tell(first, "Anna", item=item)] == ["Anna"]
    # Bert's node was silent until now: what it is told then is who was here before
    bert = WireReader(second.url, "/api/v1/desk/wire", headers=as_editor(second, "Bert"))
    tell(second, "Bert")
    wait_for_who(bert, lambda who: [one["name"] for one in who] == ["Anna", "Bert"])
    wait_for_who(anna, lambda who: any(one["name"] == "Bert" for one in who))
    tell(second, "Bert", item=item)
    wait_for_who(anna, lambda who: any((one["name"], one.get("item")) == ("Bert", item) for one in who))
    # taken at one node, known at the other by the desk's wire
    seq = newsroom.store.last_seq()
    httpx.post(f"{first.url}/api/v1/items/{item}/take", headers=as_editor(first, "Anna")).raise_for_status()
    assert newsroom.store.last_seq() == seq + 1
    (held,) = httpx.get(f"{second.url}/api/v1/desk/together", headers=as_editor(second, "Bert")).json()["decisions"]
    assert (held["kind"], held["by"]["name"]) == ("take", "Anna")
    tell(first, "Anna", gone=True)
    wait_for_who(bert, lambda who: [one["name"] for one in who] == ["Bert"])
    anna.close()
    bert.close()


def test_processes_that_start_at_once_on_a_new_room_are_one_room(newsroom: Newsroom) -> None:
    nodes = [
        newsroom.launch(name, role) for name, role in (("i", "intake"), ("d", "desk"), ("s", "desk"), ("w", "web"))
    ]
    for node in nodes:
        node.wait_until_up()
    assert len({node.token for node in nodes}) == 1
    assert sum("shown this once" in node.out for node in nodes) == 1
    for number, node in enumerate(nodes):
        assert post(node, number).is_success
    wait_until(lambda: newsroom.store.last_seq() == len(nodes), 10)
