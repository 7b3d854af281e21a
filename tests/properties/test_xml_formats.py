"""The agencies' XML: the same ids on re-reading, no entities, nothing harmful. Any bytes, cuts and joins: test_any_format.py."""

from contextlib import suppress
from pathlib import Path

import pytest
from hostile import in_body
from hypothesis import given, settings
from hypothesis import strategies as st

from wireroom import formats, read
from wireroom.errors import FormatError
from wireroom.formats import Parsed, RawCopy

OURS = tuple(name for name in ("newsml_g2", "nitf", "newsml12", "ritzau") if name in formats.NAMES)
HERE = Path(__file__).resolve().parents[1] / "formats"
GOOD = [path.read_bytes() for name in OURS for path in sorted((HERE / name).glob("*.xml"))]
#: a document is told from what stands before it by its declaration
DECLARED = [good for good in GOOD if b"<?xml" in good.replace(b"\0", b"")]
UNDECLARED = [good for good in GOOD if good not in DECLARED]


def try_all(data: bytes) -> list[Parsed]:
    """Sniff and parse these bytes by each of the formats, as `read` would and against its will."""
    raw, found = RawCopy(data=data), []
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


@pytest.mark.parametrize("data", in_body("<p>&lol;</p>"))
def test_an_entity_bomb_is_refused(data: bytes) -> None:
    bomb = b'<!DOCTYPE x [<!ENTITY a "lol"><!ENTITY lol "&a;&a;&a;&a;&a;&a;&a;&a;">]>' + data
    assert try_all(bomb) == []


@pytest.mark.parametrize(
    "data", in_body('<p>x</p><script>alert(1)</script><p onclick="x()">y<img src="x" onerror="z()"/></p>')
)
def test_what_is_read_is_harmless(data: bytes) -> None:
    for parsed in try_all(data):
        for item in parsed.items:
            html = item.body_html.lower()
            assert "<script" not in html
            assert "onclick" not in html
            assert "onerror" not in html


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(GOOD), st.sampled_from(DECLARED))
def test_files_behind_each_other_lose_no_item(one: bytes, other: bytes) -> None:
    alone = len(read(one).items) + len(read(other).items)
    assert len(read(one + b"\r\n" + other).items) == alone


@pytest.mark.parametrize("charset", ["utf-16-le", "utf-16-be"])
def test_a_file_in_utf_16_behind_another_loses_none(charset: str) -> None:
    one = (HERE / "newsml_g2" / "canceled.xml").read_bytes()
    wide = ("\ufeff" + one.decode().replace("UTF-8", "UTF-16").replace("utf-8", "utf-16")).encode(charset)
    assert len(read(one + b"\r\n" + wide).items) == 2
    assert len(read(one + wide * 9).items) == 10


@pytest.mark.parametrize("other", UNDECLARED, ids=lambda other: str(len(other)))
def test_what_cannot_be_told_from_the_document_before_is_named(other: bytes) -> None:
    one = (HERE / "newsml_g2" / "canceled.xml").read_bytes()
    reading = read(one + b"\r\n" + other)
    assert reading.items
    assert [fault.code for fault in (*reading.faults, *(f for item in reading.items for f in item.faults))]
