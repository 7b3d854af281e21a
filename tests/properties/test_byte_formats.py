"""Any bytes, any cut, any join, any depth: byte copy, pages, mail and text give items and faults, or FormatError; nothing else."""

import gzip
import io
import time
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

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


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes(data: bytes) -> None:
    try_all(data)
    try_all(b"\x01" + data)
    try_all(b"\x16\x16\x01W2870\x1fasian\nr i\x13\x11 BC-X 03-05 1\n\x02" + data)
    try_all(b"\x01eca100 3 s 586 ccccb   dpa 099\r\n\r\nA/\r\n\x02" + data)
    try_all(b"ZCZC\n" + data)
    try_all(b"From: a@b.example\nSubject: x\n" + data)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(GOOD), st.data())
def test_any_cut_of_a_good_file(good: bytes, data: st.DataObject) -> None:
    try_all(good[: data.draw(st.integers(0, len(good)))])


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(GOOD), st.sampled_from(GOOD), st.data())
def test_good_files_joined_and_hurt(one: bytes, other: bytes, data: st.DataObject) -> None:
    both = bytearray(one[: data.draw(st.integers(0, len(one)))] + other)
    for _ in range(data.draw(st.integers(0, 4))):
        at = data.draw(st.integers(0, max(len(both) - 1, 0)))
        both[at : at + 1] = data.draw(st.binary(max_size=6))
    try_all(bytes(both))


@pytest.mark.parametrize("good", GOOD, ids=lambda good: str(len(good)))
def test_the_same_bytes_give_the_same_ids(good: bytes) -> None:
    first, second = try_all(good), try_all(good)
    assert [item.id for parsed in first for item in parsed.items] == [i.id for parsed in second for i in parsed.items]


MIB = 1 << 20
IPTC = b"\x01eca100 3 s 586 ccccb   dpa 099\r\n\r\nA/\r\n\x02"
ANPA = b"\x16\x16\x01W2870\x1fasian\nr i\x13\x11 BC-X 03-05 1\n\x02"
MAIL = b"From: a@b.example\nSubject: x\nDate: Thu, 19 Feb 2015 17:18:40 +1100\n"
HTML = b"<!doctype html><html><body>"
WIRE = b"Off the wire\n"
HARD = {
    "starts of header": b"\x01" * MIB,
    "empty messages": b"\x01\x02\x03\x04" * (MIB // 4),
    "headers without text": IPTC * (MIB // len(IPTC)),
    "anpa headers": ANPA * (MIB // len(ANPA)),
    "carets": ANPA + b"^x<\n" * (MIB // 4),
    "carets in one line": ANPA + b"^x<" * (MIB // 3),
    "one head line": ANPA + b"^" + b"x " * (MIB // 2),
    "one story line": IPTC + b"A =\n\n" + b"word " * (MIB // 5),
    "one word": IPTC + b"A =\n\n" + b"w" * MIB,
    "empty lines": IPTC + b"\n" * MIB,
    "equals": IPTC + b"=\n" * (MIB // 2),
    "notebook headings": IPTC + b"A =\n\nx\n# Notebook\n" + b"## Internet links\n[" * (MIB // 20),
    "brackets": IPTC + b"A =\n\n# Notebook\n## Links\n" + b"[a](http://b.example/" * (MIB // 21),
    "spaces": IPTC + b"A =\n\n" + b" " * MIB,
    "zczc": b"ZCZC\n" * (MIB // 5),
    "mail headers": MAIL + b"X-A: b\n" * (MIB // 7),
    "mail boundaries": MAIL + b"Content-Type: multipart/mixed; boundary=a\n\n" + b"--a\n" * (MIB // 4),
    "mails in mails": MAIL + b"Content-Type: message/rfc822\n\n" * (MIB // 31),
    "multiparts in multiparts": MAIL
    + b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(15_000)),
    "encoded subject": MAIL + b"Subject: " + b"=?utf-8?Q?a?= " * (MIB // 14),
    "box of bullets": WIRE + "• x ".encode() * (MIB // 6),
    "box of pipes": WIRE + b"| x " * (MIB // 4),
    "box of lines": WIRE + b"x\n" * (MIB // 2),
    "breadcrumb": b"You are here: " + b"> " * (MIB // 2),
    "divs": HTML + b"<div>" * (MIB // 5),
    "divs behind a false script": HTML + b'<a title="<script>">' + b"<div>" * (MIB // 5),
    "wrong ends": HTML + b"<b></i>" * (MIB // 7),
    "paragraphs": HTML + b"<p>x</p>" * (MIB // 8),
    "sentences": HTML + b"<p>The kiln at Umber went out on Monday.</p>\n" * (MIB // 45),
    "links": HTML + b"<p><a href='x'>y</a></p>" * (MIB // 24),
    "tables": HTML + b"<table><tr><td>x" * (MIB // 16),
    "ampersands": HTML + b"&" * MIB,
    "json-ld": HTML + b'<script type="application/ld+json">' + b'{"@graph":[' * 60_000 + b"</script>",
    "json-ld brackets": HTML + b'<script type="application/ld+json">' + b"[" * 900_000 + b"</script>",
    "date digits": b"You are here: Home\n\nx\n\n" + b"12 " * (MIB // 3),
    "nulls": b"\x00" * MIB,
    "high bytes": b"\xff\xfe" + b"\xd8\x00" * (MIB // 2),
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("name", HARD)
def test_a_mebibyte_of_anything_is_bounded(name: str) -> None:
    data = HARD[name][:MIB]
    raw = RawCopy(data=data)
    for reader in OURS:
        start = time.process_time()
        with suppress(FormatError):
            formats.get_format(reader).parse(raw)
        took = time.process_time() - start
        assert took < 4.0, f"{reader}: {took:.1f} s"  # 2 s is the aim on a free core


@pytest.mark.slow
@pytest.mark.parametrize(
    "start", [b"", IPTC, ANPA, MAIL + b"\n", HTML, WIRE, b"ZCZC\n"], ids=lambda start: str(start[:12])
)
def test_fifty_megabytes_of_one_line_are_bounded(start: bytes) -> None:
    began = time.process_time()
    reading = read(start + b"word " * 10_000_000)
    assert time.process_time() - began < 15
    assert all(len(item.body_text) < 9_000_000 for item in reading.items)


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
