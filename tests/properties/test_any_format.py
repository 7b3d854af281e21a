"""Any bytes, any cut, any two files joined, and copy that no agency means: for every format, nothing but items and faults.

No exception leaves `read`, whether the copy is sniffed or a format is named; copy under a mebibyte takes under two seconds
and under 200 MB. New hostile copy belongs in hostile.py, and is read here by every format.
"""

import gzip
import io
import zipfile
from functools import partial
from pathlib import Path

import pytest
from bounds import MOST_S, assert_bounded
from hostile import ANPA, HOSTILE, HTML, IPTC, MAIL, MIB, WIRE
from hypothesis import given, settings
from hypothesis import strategies as st

from wireroom import formats, read

HERE = Path(__file__).resolve().parents[1] / "formats"


def is_copy(path: Path) -> bool:
    """Tell a case from what is expected of it (its name with .json) and from the README."""
    return path.name != "README.md" and not (path.suffix == ".json" and _is_expected(path))


def _is_expected(path: Path) -> bool:
    return any(other.name != path.name and other.stem == path.stem for other in path.parent.glob(f"{path.stem}.*"))


GOOD = [path.read_bytes() for name in formats.NAMES for path in sorted((HERE / name).glob("*")) if is_copy(path)]
#: starts that lead bytes into a format which would not look at them else
STARTS = [
    b"",
    b"\x01",
    ANPA,
    IPTC,
    b"ZCZC\n",
    MAIL,
    HTML,
    WIRE,
    b"<nitf>",
    b"<rss>",
    b'{"uri":"urn:x:1",',
    b"PK\x03\x04",
]


def read_by_all(data: bytes) -> None:
    """Read as `read` would, and by every format against its will."""
    assert read(data).items or read(data).reason
    for name in formats.NAMES:
        reading = read(data, as_format=name, explain=True)
        assert reading.items or reading.enclosed or reading.reason, name


def test_every_format_has_good_files() -> None:
    assert {read(good).format for good in GOOD} >= set(formats.NAMES)


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(STARTS), st.binary(max_size=400))
def test_any_bytes(start: bytes, data: bytes) -> None:
    assert_bounded(lambda: read_by_all(start + data), most_s=2 * len(formats.NAMES))


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(GOOD), st.data())
def test_any_cut_of_a_good_file(good: bytes, data: st.DataObject) -> None:
    start, end = sorted((data.draw(st.integers(0, len(good))), data.draw(st.integers(0, len(good)))))
    assert_bounded(lambda: read_by_all(good[start:end]), most_s=2 * len(formats.NAMES))
    assert_bounded(lambda: read(good[:end]))


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(GOOD), st.sampled_from(GOOD))
def test_any_two_files_joined(one: bytes, other: bytes) -> None:
    assert_bounded(lambda: read(one + other))
    assert_bounded(lambda: read_by_all(one + other), most_s=2 * len(formats.NAMES))


@pytest.mark.slow
@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_copy_is_bounded(name: str) -> None:
    assert_bounded(lambda: read(HOSTILE[name]))


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("name", formats.NAMES)
def test_each_format_reads_all_hostile_copy_in_bounds(name: str) -> None:
    """Named against its will, a quarter of the copy in half of the time: enough to show what grows by the square."""
    slow = []
    for label, data in HOSTILE.items():
        try:
            assert_bounded(partial(read, data[: MIB // 4], as_format=name), most_s=MOST_S / 2)
        except AssertionError as over:
            slow.append(f"{label}: {over}")
    assert slow == []


@pytest.mark.slow
@pytest.mark.parametrize("start", STARTS, ids=lambda start: str(start[:12]))
def test_fifty_megabytes_of_one_line_are_bounded(start: bytes) -> None:
    line = start + b"word " * 10_000_000
    # what is read is cut long before; the line itself is ours already, so the bound holds beside it
    assert_bounded(lambda: read(line), most_s=15)


@pytest.mark.parametrize("root", ["newsItem", "nitf", "NewsML", "rss", "feed", "RBNews", "html"])
def test_a_million_entities_are_bounded(root: str) -> None:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 7))
    bomb = f'<!DOCTYPE {root} [<!ENTITY l0 "lol">{laughs}]><{root}>&l6;</{root}>'.encode()
    many = f"<{root}>{'&lol;' * 200_000}</{root}>".encode()
    assert_bounded(lambda: read(bomb))
    assert_bounded(lambda: read(many))
    assert all(len(item.body_text) < 2 * MIB for item in read(bomb).items)


def test_zip_bombs_are_bounded() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for n in range(8):
            archive.writestr(f"{n}.bin", b"\0" * 30_000_000)
    inner = packed.getvalue()
    for _ in range(6):  # and a bomb in a zip in a zip …
        outer = io.BytesIO()
        with zipfile.ZipFile(outer, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("inner.zip", inner)
        inner = outer.getvalue()
    assert_bounded(lambda: read(packed.getvalue()), most_s=6)
    assert_bounded(lambda: read(inner), most_s=6)
    assert_bounded(lambda: read(gzip.compress(b"\0" * 200_000_000)), most_s=6)


def test_enclosed_without_end_is_cut_and_said() -> None:
    data = b"The kiln at Umber is out.\n"
    for _ in range(12):
        data = gzip.compress(data)
    reading = read(data)
    assert "nested-too-deep" in {fault.code for fault in reading.faults}
    assert_bounded(lambda: read(data))


def test_a_date_template_that_nobody_filled_in_is_said() -> None:
    head = '<docdata><date.release norm="YYYYMMDD000000-HHMM"/><date.issue norm="00000000T000000"/></docdata>'
    story = f"<nitf><head>{head}</head><body><body.content><p>The kiln is out.</p></body.content></body></nitf>"
    item = read(story.encode()).items[0]
    assert {fault.code for fault in item.faults} >= {"template-unfilled"}
    assert (item.embargoed, item.embargo_text, item.versioncreated) == (None, None, None)
    assert_bounded(lambda: read(story.encode()))
