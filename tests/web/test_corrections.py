"""A correction says which facts it changed; the agency's note to editors stays with editors."""

import httpx

from newsroom import BEARER, TOKEN, Room, item, kill, placed
from wireroom.model import Change, Marks


def correct(room: Room) -> None:
    """Two versions of one story, the second of which corrects a number and a name."""
    room.file(
        placed(
            item("first", "Five hurt in Oslo fire", "Five people were hurt, Odd Kellmark of the police said."),
            chain="cfire",
        )
    )
    mended = item(
        "second", "Nine hurt in Oslo fire", "Nine people were hurt, Odd Hellmark of the police said.",
        marks=Marks(actions=("correction",), label="CORRECTED"), ednote="Corrects number of hurt and name in para 1.",
    )  # fmt: skip
    change = Change(kind="corrects", target="first", reason="the agency sends it corrected")
    room.file(placed(mended, chain="cfire", order=("first", "second"), changes=(change,)))


def test_both_items_tell_what_changed(room: Room, client: httpx.Client) -> None:
    correct(room)
    for id in ("first", "second"):
        (told,) = client.get(f"/api/v1/items/{id}").raise_for_status().json()["corrections"]
        assert (told["corrected"], told["by"], told.get("note")) == ("first", "second", None)
        assert told["facts"] == [
            {"kind": "number", "was": "Five", "now": "Nine", "counts": "injured"},
            {"kind": "name", "was": "Kellmark", "now": "Hellmark"},
        ]  # fmt: skip
    page = client.get("/item/second").text
    assert "What this correction puts right" in page
    assert "Hellmark</ins>" in page
    assert '<span dir="auto">Injured</span></th><td><del dir="auto">Five</del>' in page
    assert "What was wrong in this version" in client.get("/item/first").text
    assert "corrections" not in client.get("/api/v1/items/lead1").json()


def test_what_is_only_newer_is_not_said_to_be_corrected(room: Room, client: httpx.Client) -> None:
    for name, dead, cars, note in (
        ("a", "Five", "Six", None),
        ("b", "Nine", "Two", "Corrects number of cars."),
        ("c", "Ten", "Two", None),
    ):
        marks = Marks(actions=("correction",), label="CORRECTED") if name != "a" else Marks()
        order = ("a", "b", "c")[: "abc".index(name) + 1]
        changes = (Change(kind="corrects", target=order[-2], reason="corrected"),) if name != "a" else ()
        copy = item(name, "Fire in Oslo", f"{dead} people died. {cars} cars burned.", marks=marks, ednote=note)
        room.file(placed(copy, chain="cfire", order=order, changes=changes))
    page = client.get("/item/b").text
    assert (
        page.index("What this correction puts right")
        < page.index("Six</del>")
        < page.index("Also changed (1)")
        < page.index("Five</del>")
    )
    assert "Corrects number" not in page
    assert "Corrected: Six → Two" in page
    assert "What was wrong in this version" in client.get("/item/a").text
    unsaid = client.get("/item/c").text
    assert "What changed with this correction" in unsaid
    assert "puts right" not in unsaid.split("<h1>")[0]


def test_the_note_is_for_editors(room: Room, client: httpx.Client) -> None:
    correct(room)
    assert "Corrects number" not in client.get("/item/second").text
    assert (
        client.get("/api/v1/items/second", headers=BEARER)
        .json()["corrections"][0]["note"]
        .startswith("Corrects number")
    )
    client.post("/login", data={"name": "Anna", "token": TOKEN})
    assert "Corrects number of hurt" in client.get("/item/second").text


def test_killed_words_are_not_in_a_correction(room: Room, client: httpx.Client) -> None:
    correct(room)
    room.file(kill("k", "first", chain="cfire", order=("first", "second", "k")))
    assert "Kellmark" not in client.get("/api/v1/items/second").text
    assert "Kellmark" not in client.get("/item/second").text
    told = client.get("/api/v1/items/first").json()
    assert (told["is_killed"], "corrections" in told) == (True, False)


def test_held_copy_is_for_editors(room: Room, client: httpx.Client) -> None:
    room.file(placed(item("held", "Secret tax", embargo_text="until delivery"), is_held_open=True))
    assert client.get("/api/v1/items/held").status_code == 404
    assert client.get("/api/v1/items/held", headers=BEARER).json()["is_held_open"] is True


def test_adds_and_takes_are_shown_as_what_they_are(room: Room, client: httpx.Client) -> None:
    room.file(placed(item("add1", "Fire, add", "More.", marks=Marks(actions=("add",), label="1st Add"))))
    assert "Add: more text to the story before it" in client.get("/item/add1").text
    assert client.get("/api/v1/items/add1").json()["mark"]["text"] == "1st Add"
