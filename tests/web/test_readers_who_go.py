"""A reader who goes while it is written to takes nobody along."""

from datetime import timedelta

from sse import WireReader

from newsroom import Room, item, placed, serving


def test_readers_who_go_while_copy_comes_in_end_nobody_elses_wire(room: Room) -> None:
    with serving(room) as url:
        stays = WireReader(url, "/api/v1/wire?after=5")
        for n in range(150):
            goes = WireReader(url, "/api/v1/wire?after=0")
            goes.chunk()
            goes.close()
            room.file(placed(item(f"m{n}", f"Matter {n}")), after=timedelta(seconds=1))
        assert [event["item"] for event in stays.events(150)] == [f"m{n}" for n in range(150)]
        stays.close()
