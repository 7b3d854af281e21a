"""The desk over HTTP: who may see it, its rows, its wire with several columns, its pane, its layout."""

from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import quote

import httpx
import pytest
from sse import WireReader

from newsroom import BEARER, FLASH, TOKEN, Room, item, kill, placed, serving
from wireroom.errors import ConfigError
from wireroom.model import Block, Change, Editor, Media
from wireroom.web.desk_stream import BATCH, PATH
from wireroom.web.presets import load_presets

ANNA = BEARER | {"wireroom-editor": quote("Anna; foreign desk")}


class DeskReader(WireReader):
    """A desk on its wire, signed in."""

    def __init__(self, url: str, *queries: str, after: int | None = None, token: str = TOKEN) -> None:
        asked = "&".join(f"q={quote(query)}" for query in queries) + (f"&after={after}" if after is not None else "")
        super().__init__(url, f"{PATH}?{asked}", headers={"authorization": f"Bearer {token}"})

    def messages(self, until: int) -> list[dict]:
        """Read messages until one has this seq."""
        found = []
        while not found or found[-1]["seq"] < until:
            found += self.events(1)
        return found


@pytest.fixture
def served(room: Room) -> Iterator[str]:
    with serving(room) as url:
        yield url


def test_readers_have_no_desk(client: httpx.Client) -> None:
    assert client.get("/desk").headers["location"] == "/login?next=%2Fdesk"
    for path in ("/desk/pane/flash", "/desk/raw/flash", "/api/v1/desk/rows", "/api/v1/desk/layout", PATH):
        assert client.get(path).status_code == 401, path
    assert client.put("/api/v1/desk/layout", json={"columns": []}).status_code == 401


def test_a_row_stands_for_a_chain(client: httpx.Client) -> None:
    found = client.get("/api/v1/desk/rows", headers=ANNA).json()
    (coast, bridge) = found["rows"]
    assert coast["row"]["headline"] == "Ship hits bridge in Harbour City"
    row = bridge["row"]
    assert row["headline"] == "12 hurt as cargo ship strikes harbour bridge"
    assert (row["n_versions"], row["slug"], row["mark"]["text"]) == (4, "Harbour-Bridge", "3rd LD")
    assert row["news"].endswith("→ 12")
    assert found["next_before"] is None


def test_a_column_shows_the_newest_version_of_what_it_looks_for(client: httpx.Client) -> None:
    (bridge,) = client.get("/api/v1/desk/rows", params={"q": "rank:flash"}, headers=ANNA).json()["rows"]
    assert bridge["row"]["item"] == "lead3"
    assert bridge["rose"] < bridge["row"]["seq"]
    assert client.get("/api/v1/desk/rows", params={"q": "rank:("}, headers=ANNA).status_code == 400


def test_rows_are_given_page_by_page(room: Room, client: httpx.Client) -> None:
    for n in range(7):
        room.file(placed(item(f"more{n}", f"Line {n}", "Words.")))
    chains, before = [], None
    while True:
        asked = {"limit": 3} | ({"before": before} if before else {})
        found = client.get("/api/v1/desk/rows", params=asked, headers=ANNA).json()
        chains += [one["row"]["chain"] for one in found["rows"]]
        before = found["next_before"]
        if before is None:
            break
    assert list(dict.fromkeys(chains)) == [f"cmore{n}" for n in reversed(range(7))] + ["ccoast1", "cbridge"]


def test_a_row_says_what_an_editor_must_know(room: Room, client: httpx.Client) -> None:
    held = item("held", "Budget plans", "Taxes rise.", embargo_text="until noon")
    room.file(placed(held, held_until=room.now + timedelta(hours=5)))
    room.file(placed(item("cut", "Cut short", "It ends in the", is_complete=False,
                          associations=(Media(type="picture"),))))  # fmt: skip
    room.file(placed(item("table", "Results", blocks=(Block(kind="table", text="a\t1"),), language="ar")))
    room.file(placed(item("bank", "Bank manager missing", "The manager is missing.")))
    room.file(kill("killbank", "bank", chain="cbank", story="sbank", order=("bank", "killbank")))
    found = client.get("/api/v1/desk/rows", headers=ANNA).json()["rows"]
    rows = {one["row"]["chain"]: one["row"] for one in found}
    assert rows["cheld"]["states"] == [{"shape": "held", "text": "Held", "until": "2026-03-01T17:05:00Z"}]
    assert (rows["ccut"]["states"][0]["shape"], rows["ccut"]["signs"]) == ("garbled", ["picture"])
    assert (rows["ctable"]["signs"], rows["ctable"]["dir"]) == (["table"], "rtl")
    bank = rows["cbank"]
    assert (bank["item"], bank["headline"]) == ("bank", "Bank manager missing")
    assert [state["shape"] for state in bank["states"]] == ["killed"]
    assert bank["seq"] > rows["ctable"]["seq"], "a kill moves its chain up"


def test_several_columns_on_one_wire(room: Room, served: str) -> None:
    desk = DeskReader(served, "", "rank:flash", "agency:coast", after=room.store.last_seq())
    room.file(placed(item("fire", "FIRE AT HARBOUR", marks=FLASH)))
    room.file(placed(item("quiet", "A quiet day", agency="coast")))
    into = {}
    for message in desk.messages(room.store.last_seq()):
        into |= {one["row"]["chain"]: one["into"] for one in message["rows"]}
    assert into == {"cfire": [0, 1], "cquiet": [0, 2]}
    desk.close()


def test_a_desk_that_was_away_gets_every_chain_it_missed_once_more_as_it_stands(room: Room, served: str) -> None:
    after = room.store.last_seq()
    for n in range(BATCH + 40):
        room.file(placed(item(f"i{n}", f"Line {n}")), after=timedelta(seconds=1))
    room.file(placed(item("again", "Line 7 again"), chain="ci7", order=("i7", "again"),
                     changes=(Change(kind="supersedes", target="i7", reason="newer"),)))  # fmt: skip
    desk = DeskReader(served, "", after=after)
    messages = desk.messages(room.store.last_seq())
    desk.close()
    assert [message.get("is_behind", False) for message in messages][:1] == [True]
    assert not messages[-1].get("is_behind", False)
    rows = {one["row"]["chain"]: one["row"] for message in messages for one in message["rows"]}
    assert set(rows) == {f"ci{n}" for n in range(BATCH + 40)}
    assert rows["ci7"]["item"] == "again"
    # and from the middle: nothing twice, nothing left out
    middle = messages[0]["seq"]
    desk = DeskReader(served, "", after=middle)
    rest = {one["row"]["chain"] for message in desk.messages(room.store.last_seq()) for one in message["rows"]}
    desk.close()
    assert rest == {one["row"]["chain"] for message in messages[1:] for one in message["rows"]}


def test_kills_alarms_and_held_copy_reach_the_desk(room: Room, served: str) -> None:
    desk = DeskReader(served, "", after=room.store.last_seq())
    room.file(kill("notice", "lead3", chain="cbridge", story="sbridge",
                   order=("flash", "urgent", "lead1", "lead3", "notice"), alarms=("look at this",)))  # fmt: skip
    room.file(placed(item("plan", "The plan", "Words."), is_held_open=True))
    messages = desk.messages(room.store.last_seq())
    desk.close()
    told = [one["kind"] for message in messages for one in message.get("told", [])]
    assert "killed" in told
    assert "alarm" in told
    rows = {one["row"]["chain"]: one["row"] for message in messages for one in message["rows"]}
    assert rows["cbridge"]["states"][0] == {"shape": "killed", "text": "Killed"}
    assert rows["cplan"]["states"] == [{"shape": "held", "text": "Held"}]


def test_a_chain_that_goes_into_another_is_said_to_be_gone(room: Room, served: str) -> None:
    desk = DeskReader(served, "", after=room.store.last_seq())
    room.file(placed(item("other", "Another line on the bridge"), story="sbridge"))
    order = ("flash", "urgent", "lead1", "lead3", "other", "last")
    room.file(
        placed(item("last", "Bridge: last word"), chain="cbridge", story="sbridge", order=order, merges=("cother",))
    )
    gone: dict[str, str] = {}
    for message in desk.messages(room.store.last_seq()):
        gone |= message.get("gone", {})
    desk.close()
    assert gone == {"cother": "cbridge"}


def test_a_wrong_search_or_seq_is_refused(client: httpx.Client) -> None:
    assert client.get(f"{PATH}?q=rank:(", headers=ANNA).status_code == 400
    assert client.get(f"{PATH}?after=yesterday", headers=ANNA).status_code == 400
    assert client.get(f"{PATH}?" + "&".join(["q="] * 25), headers=ANNA).status_code == 400
    assert client.post(PATH, headers=ANNA).status_code == 405


def test_the_pane_has_all_of_an_item(client: httpx.Client) -> None:
    shown = client.get("/desk/pane/lead3", headers=ANNA)
    assert shown.headers["cache-control"] == "no-store"
    for words in (
        "12 hurt as cargo ship",
        "2nd LD: not received",
        "What changed since 1st LD",
        "Coast Wire",
        "By Ann Example",
    ):
        assert words in shown.text, words
    against = client.get("/desk/pane/lead3", params={"against": "flash"}, headers=ANNA).text
    assert "What changed since FLASH" in against
    assert client.get("/desk/pane/nothing", headers=ANNA).status_code == 404


def test_the_pane_tells_of_kills_and_holds(room: Room, client: httpx.Client) -> None:
    room.file(placed(item("plan", "The plan", "Words.", ednote="Eds: pictures follow", ednote_private="Call Jo"),
                     held_until=room.now + timedelta(hours=2)))  # fmt: skip
    held = client.get("/desk/pane/plan", headers=ANNA).text
    assert "Held." in held
    assert "Eds: pictures follow" in held
    assert "Call Jo" in held
    assert "data-form" not in held
    room.file(kill("notice", "lead3", chain="cbridge", story="sbridge", order=("lead3", "notice")))
    killed = client.get("/desk/pane/lead3", headers=ANNA).text
    assert "must not be used" in killed
    assert "data-form" not in killed


def test_the_raw_copy_is_shown_with_its_control_characters(room: Room, client: httpx.Client) -> None:
    shown = client.get("/desk/raw/lead3", headers=ANNA).text
    assert "copy of lead3" in shown
    assert client.get("/desk/raw/nothing", headers=ANNA).status_code == 404


def test_an_editor_keeps_a_layout(client: httpx.Client) -> None:
    usual = client.get("/api/v1/desk/layout", headers=ANNA).json()
    assert [one["name"] for one in usual["columns"]] == ["All wire", "Flash & urgent"]
    mine = {"columns": [{"name": "Coast", "query": "agency:coast"}]}
    assert client.put("/api/v1/desk/layout", json=mine, headers=ANNA).json() == mine
    assert client.get("/api/v1/desk/layout", headers=ANNA).json() == mine
    bert = BEARER | {"wireroom-editor": "Bert"}
    assert client.get("/api/v1/desk/layout", headers=bert).json() == usual
    assert client.put("/api/v1/desk/layout", json=mine, headers=BEARER).status_code == 403
    assert client.put("/api/v1/desk/layout", json={"columns": [{"name": ""}]}, headers=ANNA).status_code == 400


def test_own_presets_stand_beside_ours(tmp_path) -> None:
    (tmp_path / "30-regional.toml").write_text('[[preset]]\nname = "Norrland"\nquery = "place:norrland"\n')
    names = [preset.name for preset in load_presets(tmp_path)]
    assert names[0] == "All wire"
    assert names[-1] == "Norrland"
    (tmp_path / "30-regional.toml").write_text('[[preset]]\nname = "Norrland"\nquery = "place:("\n')
    with pytest.raises(ConfigError, match=r"30-regional.toml"):
        load_presets(tmp_path)


def test_editors_keep_presets_for_all(client: httpx.Client) -> None:
    def names() -> list[str]:
        return [one["name"] for one in client.get("/api/v1/desk/presets", headers=ANNA).json()]

    before = names()
    kept = client.post("/api/v1/desk/presets", json={"name": "Harbour", "query": "harbour"}, headers=ANNA)
    assert (kept.status_code, kept.json()["group"]) == (200, "Kept by Anna")
    assert names() == ["Harbour", *before]
    client.post("/api/v1/desk/presets", json={"name": "sport", "query": "handball"}, headers=ANNA)
    assert [name for name in names() if name.lower() == "sport"] == ["sport"]
    assert client.post("/api/v1/desk/presets", json={"name": "No", "query": "rank:("}, headers=ANNA).status_code == 400
    for name in ("Harbour", "Sport"):
        assert client.delete("/api/v1/desk/presets", params={"name": name}, headers=ANNA).status_code == 204
    assert names() == before
    assert client.delete("/api/v1/desk/presets", params={"name": "Sport"}, headers=ANNA).status_code == 404
    assert client.post("/api/v1/desk/presets", json={"name": "x"}).status_code == 401


def test_a_column_says_what_it_looks_for(client: httpx.Client) -> None:
    found = client.get("/api/v1/desk/rows", params={"q": "rank:flash"}, headers=ANNA).json()
    assert "rank" in found["meant"]


def test_a_kill_lifts_its_chain_and_a_release_takes_it_out_of_the_held_ones(room: Room, served: str) -> None:
    room.file(placed(item("plan", "The plan", "Words."), is_held_open=True))
    desk = DeskReader(served, "", "is:held", "is:killed", after=room.store.last_seq())
    room.edits.release("plan", by=Editor(name="Bert"))
    released = [one for message in desk.messages(room.store.last_seq()) for one in message["rows"]]
    assert [(one["row"]["chain"], one["into"], one["out_of"]) for one in released] == [("cplan", [0], [1, 2])]
    room.file(kill("notice", "coast1", chain="cnotice", story="sbridge"))
    rows = {
        one["row"]["chain"]: one for message in desk.messages(room.store.last_seq()) for one in message["rows"]
    }  # fmt: skip
    desk.close()
    assert rows["ccoast1"]["into"] == [0, 2]
    assert rows["ccoast1"]["row"]["states"][0]["shape"] == "killed"
