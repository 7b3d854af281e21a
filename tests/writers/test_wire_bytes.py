"""Byte formats: line length, control bytes, character sets; no character is lost without what stands for it."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from invented import AT, KINDS, make_item
from roundtrips import ABOUT, FOR_EDITORS, come_back, filed_of

import wireroom
from wireroom import agencies
from wireroom.model import Block, Marks
from wireroom.writers import get_writer
from wireroom.writers._wire_text import WIDTH, head_lines, wrapped

LONG = Block(
    text=" ".join(["The bridge was closed after twelve people were hurt in Harbour City, police said,"] * 9) + "."
)
#: bytes of the frame, and what tables, paragraphs and fixed fields are made of
FRAMES = {"iptc7901": b"\x01\x02\x03\x04\r\n", "anpa1312": b"\x16\x01\x02\x03\x04\x08\x0c\x11\x12\x13\x14\x1f\t\r\n"}


@pytest.mark.parametrize("name", FRAMES)
@pytest.mark.parametrize("kind", KINDS)
def test_no_control_byte_but_the_frames(name: str, kind: str) -> None:
    data = get_writer(name).write([filed_of(make_item(**KINDS[kind]))], FOR_EDITORS)
    assert {byte for byte in data if byte < 32 or byte == 127} <= set(FRAMES[name])
    assert [data.count(sign) for sign in (b"\x01", b"\x02", b"\x03", b"\x04")] == [1, 1, 1, 1]
    assert not re.search(rb"(?<!\r)\n|\r(?!\n)", data), "every line ends with CR LF"


@pytest.mark.parametrize("name", [*FRAMES, "text"])
def test_lines_of_text_fit_the_width(name: str) -> None:
    item = make_item(blocks=(LONG, Block(kind="list", text=f"{LONG.text}\nshort")), ednote=LONG.text)
    for line in get_writer(name).write([filed_of(item)], FOR_EDITORS).decode().splitlines():
        if "http://" not in line:
            assert len(line.expandtabs(4).strip("\x02\x03")) <= WIDTH + 1, line


@pytest.mark.parametrize("name", FRAMES)
@pytest.mark.parametrize(
    ("text", "charset"),
    [("Straße, “Ärger” – 5 €", "cp1252"), ("أغلق الجسر", "utf-8"), ("Ł and é", "utf-8"), ("桥 closed", "utf-8"), ("Ã© as printed", "utf-8")],
)  # fmt: skip
def test_no_character_is_lost(name: str, text: str, charset: str) -> None:
    item = make_item(headline=f"About {text}", blocks=(Block(text=f"Police said: {text} was seen."),), language=None)
    data = get_writer(name).write([filed_of(item)], FOR_EDITORS)
    assert text in data.decode(charset)
    assert come_back(get_writer(name), item)[0].headline == item.headline


def test_the_wires_own_sign_has_a_substitute() -> None:
    item = make_item(headline="x^2 rises", blocks=(Block(text="^ is a caret."),))
    back = come_back(get_writer("anpa1312"), item)[0]
    assert (back.headline, back.blocks[0].text) == ("xˆ2 rises", "ˆ is a caret.")


@pytest.mark.parametrize("name", FRAMES)
@pytest.mark.parametrize(
    ("marks", "label"),
    [
        (Marks(series="lead", number=2), "2"), (Marks(series="lead", number=11, writethru=True), "11"),
        (Marks(actions=("correction",)), "correction"), (Marks(actions=("kill",)), "kill"),
    ],
)  # fmt: skip
def test_versions_and_kills_are_told_in_the_words_of_the_wire(name: str, marks: Marks, label: str) -> None:
    item = make_item(headline="Bridge closed", slugline_raw="BC-Harbour-Bridge", take_key=None, signals=(), marks=marks)
    back = come_back(get_writer(name), item)[0]
    assert str(back.marks.number) == label or label in back.marks.actions


@pytest.mark.parametrize("name", FRAMES)
def test_several_messages_are_one_stream(name: str) -> None:
    items = [make_item(headline=f"Story {n}", message_number=f"{n:04d}") for n in range(1, 6)]
    data = get_writer(name).write([filed_of(item) for item in items], FOR_EDITORS)
    found = wireroom.read(data).items
    assert [(item.headline, item.message_number) for item in found] == [(f"Story {n}", f"{n:04d}") for n in range(1, 6)]


@pytest.mark.parametrize("name", FRAMES)
def test_a_killed_item_is_a_kill_without_its_words(name: str) -> None:
    data = get_writer(name).write([filed_of(make_item(), killed_by="b" * 24, killed_at=AT)], ABOUT)
    assert b"Bridge" not in data
    assert b"HARBOUR" not in data
    assert "kill" in wireroom.read(data).items[0].marks.actions


@given(st.text(max_size=400))
def test_lines_give_their_text_again(text: str) -> None:
    lines = wrapped(text)
    assert " ".join(lines).split() == "".join(sign for sign in text if (sign >= " " and not "\x7f" <= sign <= "\x9f") or sign in "\t\r\n").split()  # fmt: skip
    assert all(len(line) <= WIDTH or len(re.split(r"(?<!-) (?![-*•#])", line)) == 1 for line in lines)


def test_a_headline_is_not_broken_where_readers_take_it_for_two() -> None:
    assert head_lines("A " * 20 + "x" * 60) == ["A " * 20 + "x" * 60]
    item = agencies.refine(make_item(headline="Bridge " * 14 + "closed"))
    assert come_back(get_writer("iptc7901"), item)[0].headline == item.headline
