"""Any bytes, any cut, any join, any depth: the agencies' XML formats give items and faults, or FormatError; nothing else."""

import time
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wireroom import formats, read
from wireroom.errors import FormatError
from wireroom.formats import Parsed, RawCopy

OURS = tuple(name for name in ("newsml_g2", "nitf", "newsml12", "ritzau") if name in formats.NAMES)
HERE = Path(__file__).resolve().parents[1] / "formats"
GOOD = [path.read_bytes() for name in OURS for path in sorted((HERE / name).glob("*.xml"))]


def try_all(data: bytes) -> list[Parsed]:
    """Sniff and parse these bytes by each of the formats, as `read` would and against its will."""
    raw, found = RawCopy(data=data), []
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


def in_body(content: str) -> list[bytes]:
    """Put content where each of the formats has its text."""
    nar = 'xmlns="http://iptc.org/std/nar/2006-10-01/"'
    return [
        document.encode()
        for document in (
            f'<newsItem {nar} guid="urn:x:1"><contentSet><inlineXML><html><body>{content}</body></html></inlineXML>'
            "</contentSet></newsItem>",
            f"<nitf><body><body.content>{content}</body.content></body></nitf>",
            f"<NewsML><NewsItem><NewsComponent><ContentItem><DataContent>{content}</DataContent></ContentItem>"
            "</NewsComponent></NewsItem></NewsML>",
            f"<RBNews><NewsID>1</NewsID><content>{content}</content></RBNews>",
        )
    ]


MIB = 1 << 20
HARD = {
    "deep divs": "<div>" * 200_000 + "x" + "</div>" * 0,
    "deep inline": "<p>" + "<em>" * 240 + "x" + "</em>" * 240 + "</p>",
    "deep lists": "<ul><li>" * 110 + "x" * 1000 + "</li></ul>" * 110,
    "deep tables": "<table><tr><td>x" * 80 + "</td></tr></table>" * 80,
    "one line": "<p>" + "x" * (MIB - 400) + "</p>",
    "line ends": "<p>x" + "\n  " * (MIB // 4) + "y</p>",
    "many breaks": "<p>x" + "<br/>" * (MIB // 6) + "</p>",
    "many paragraphs": "<p>x</p>" * (MIB // 10),
    "many escapes": "<p>" + "&lt;a&gt;" * (MIB // 10) + "</p>",
    "many ampersands": "<p>" + "&amp;#38;" * (MIB // 10) + "</p>",
    "broken entities": "<p>" + "&nope;" * (MIB // 7) + "</p>",
    "unclosed": "<p>x" * (MIB // 5),
    "many links": '<a href="https://x.example/">x</a>' * (MIB // 36),
    "escaped html": "&lt;p&gt;x&lt;/p&gt;" * (MIB // 22),
}


@pytest.mark.parametrize("name", HARD)
def test_hard_copy_is_read_in_bounded_time(name: str) -> None:
    for data in in_body(HARD[name]):
        began = time.perf_counter()
        for parsed in try_all(data[:MIB]):
            assert all(len(item.body_text) <= 3 * MIB for item in parsed.items)
        assert time.perf_counter() - began < 8  # four readers, on a machine that does other work


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
@given(st.sampled_from(GOOD), st.sampled_from(GOOD))
def test_files_behind_each_other_lose_no_item(one: bytes, other: bytes) -> None:
    alone = len(read(one).items) + len(read(other).items)
    assert len(read(one + b"\r\n" + other).items) == alone
