"""The disk is full while copy is posted: the sender is told, readers read on, and with room again everything goes on."""

import resource
from pathlib import Path

import httpx

from crash.audit import all_events, audit_wire
from roomproc import RoomProcess, ninjs, room_process
from wireroom.room import STORE_NAME
from wireroom.store import open_store


def post(room: RoomProcess, number: int) -> httpx.Response:
    """Post 20 kB that no compression makes small."""
    words = " ".join(str(hash((number, n))) for n in range(1000))
    headers = {"Authorization": f"Bearer {room.token}"}
    copy = ninjs(number).replace(b"was painted white", words.encode())
    return httpx.post(f"{room.url}/api/v1/dispatches?source=norr", content=copy, headers=headers, timeout=30)


def limit(room: RoomProcess, n_bytes: int) -> None:
    """Let no file of the room grow beyond this."""
    assert room.process is not None
    resource.prlimit(room.process.pid, resource.RLIMIT_FSIZE, (n_bytes, resource.RLIM_INFINITY))


def test_a_full_disk_is_told_and_nothing_acknowledged_is_lost(tmp_path: Path) -> None:
    taken: dict[int, str] = {}
    with room_process(tmp_path / "room") as room:
        number = 0
        for _ in range(2):  # it is full again later
            limit(room, (room.data / f"{STORE_NAME}-wal").stat().st_size + 400_000)
            while (answer := post(room, number)).status_code == 201:
                taken[number] = answer.json()["dispatch"]
                number += 1
                assert number < 500, "the disk was never full"
            assert answer.status_code == 503, answer.text
            assert answer.json()["detail"] == "nothing was acknowledged; send it again"
            assert httpx.get(f"{room.url}/api/v1/items?limit=1").status_code == 200, "readers read on"
            # or the log was carried over while nothing came, and there is place in it for this one
            again = post(room, number)
            assert again.status_code in (503, 201, 200)
            if again.status_code == 201:
                taken[number] = again.json()["dispatch"]
                number += 1
            limit(room, resource.RLIM_INFINITY)
            again = post(room, number)
            assert again.status_code in (200, 201), "with room again the same copy is taken"
            taken[number] = again.json()["dispatch"]
            number += 1
        assert room.stop() == 0
    store = open_store(tmp_path / "room" / STORE_NAME)
    try:
        for dispatch in taken.values():
            receipt = store.find_receipt(dispatch)
            assert receipt is not None
            assert (receipt.state, len(receipt.items)) == ("placed", 1)
        assert audit_wire(all_events(store), store.figures().n_items) == []
        assert store.figures().n_items == len(taken)
        assert store.find_damage() == []
    finally:
        store.close()
