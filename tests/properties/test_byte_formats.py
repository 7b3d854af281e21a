"""Byte copy, pages, mail, archives and text: the same ids on re-reading, and shares that are kept to.

Any bytes, cuts, joins and hostile copy: test_any_format.py.
"""

import gzip
import io
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest
from hostile import MIB

from wireroom import formats, read
from wireroom.errors import FormatError
from wireroom.formats import Parsed, RawCopy

OURS = ("archive", "anpa1312", "iptc7901", "zczc", "email_message", "wire_page", "html_page", "plain_text")
HERE = Path(__file__).resolve().parents[1] / "formats"
GOOD = [
    path.read_bytes()
    for name in OURS
    for path in sorted((HERE / name).glob("*.*"))
    if path.suffix not in (".json", ".md")
]


def try_all(data: bytes) -> list[Parsed]:
    """Sniff and parse these bytes by each of the formats, as `read` would and against its will."""
    raw, found = RawCopy(data=data, explain=True), []
    for name in OURS:
        reader = formats.get_format(name)
        assert 0.0 <= reader.sniff(raw) <= 1.0
        with suppress(FormatError):
            found.append(reader.parse(raw))
    return found


@pytest.mark.parametrize("good", GOOD, ids=lambda good: str(len(good)))
def test_the_same_bytes_give_the_same_ids(good: bytes) -> None:
    first, second = try_all(good), try_all(good)
    assert [item.id for parsed in first for item in parsed.items] == [i.id for parsed in second for i in parsed.items]


def test_a_bomb_is_unpacked_no_further_than_its_share() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for n in range(8):
            archive.writestr(f"{n}.txt", b"word " * 6_000_000)
    parsed = formats.get_format("archive").parse(RawCopy(data=packed.getvalue()))
    assert sum(len(inner.data) for inner in parsed.enclosed) <= 84 * MIB
    assert {fault.code for fault in parsed.faults} == {"archive-too-large"}
    bomb = gzip.compress(b"\0" * 60 * MIB)
    assert len(formats.get_format("archive").parse(RawCopy(data=bomb)).enclosed[0].data) == 20 * MIB


def test_an_office_document_is_no_archive_of_copy() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
    reading = read(packed.getvalue())
    assert not reading.items
    assert "office document" in (reading.reason or "")


def test_a_file_without_a_name_is_unpacked_with_its_neighbours() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("x", "The kiln at Umber is out.\n")
        archive.writestr("b.txt", "The ferry left.\n")
    # the name's first byte made zero, in the file's head and in the list: Python reads that as no name at all
    nameless = packed.getvalue().replace(b"xThe", b"\0The").replace(b"xPK\x01\x02", b"\0PK\x01\x02")
    assert zipfile.ZipFile(io.BytesIO(nameless)).infolist()[0].filename == ""
    assert len(formats.get_format("archive").parse(RawCopy(data=nameless)).enclosed) == 2


@pytest.mark.parametrize("piece", [b"(", b"a:", b"<@", b"ess@x 2015 17:18:ID: <1@h.our.examt-stream;"])
def test_a_sender_nested_without_end_is_no_sender(piece: bytes) -> None:
    mail = (
        b"From: " + piece * 20_000 + b"\nSubject: Kiln out\nDate: Thu, 19 Feb 2015 17:18:40 +1100\n\nThe kiln is out.\n"
    )
    items = read(mail, as_format="email_message").items
    assert [item.headline for item in items] == ["Kiln out"]


def test_damaged_archives_are_refused_in_plain_words() -> None:
    for data in (b"PK\x03\x04 no zip", b"\x1f\x8b\x08 no gzip"):
        reading = read(data)
        assert not reading.items
        assert reading.reason
