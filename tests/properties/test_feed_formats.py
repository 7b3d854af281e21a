"""Any bytes, any cut, any join: the JSON and feed formats give items and faults, or FormatError; nothing else."""

import time
from contextlib import suppress
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wireroom import formats, read
from wireroom.errors import FormatError
from wireroom.formats import RawCopy
from wireroom.model.public import item_object

OURS = [name for name in ("ninjs", "ap_media", "rss", "atom", "json_feed", "wordpress") if name in formats.NAMES]
HERE = Path(__file__).resolve().parents[1] / "formats"
GOOD = [path.read_bytes() for name in OURS for path in sorted((HERE / name).glob("*")) if path.name != "README.md"]


def try_all(data: bytes) -> None:
    """Sniff and parse these bytes by each of the formats, as `read` would and against its will."""
    raw = RawCopy(data=data)
    for name in OURS:
        found = formats.get_format(name)
        assert 0.0 <= found.sniff(raw) <= 1.0
        with suppress(FormatError):
            parsed = found.parse(raw)
            assert parsed.items or parsed.faults or parsed.enclosed


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes(data: bytes) -> None:
    try_all(data)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(GOOD), st.data())
def test_any_cut_of_a_good_file(good: bytes, data: st.DataObject) -> None:
    try_all(good[: data.draw(st.integers(0, len(good)))])


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(GOOD), st.sampled_from(GOOD), st.data())
def test_good_files_joined_and_hurt(one: bytes, other: bytes, data: st.DataObject) -> None:
    both = bytearray(one[: data.draw(st.integers(0, len(one)))] + other)
    for _ in range(data.draw(st.integers(0, 3))):
        at = data.draw(st.integers(0, max(len(both) - 1, 0)))
        both[at : at + 1] = data.draw(st.binary(max_size=6))
    try_all(bytes(both))


def json_values() -> st.SearchStrategy[object]:
    """Any JSON under names that the readers look for."""
    words = (
        "uri guid headline headlines bodies body_html subject renditions associations items versioncreated embargoed item "
        "extra dateline links urgency signals altids id date_published url authors title content_html data usageterms"
    )
    names = st.sampled_from(words.split())
    leaves = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=12)
    return st.recursive(leaves, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=5))


@settings(max_examples=200, deadline=None)
@given(json_values())
def test_any_json(value: object) -> None:
    try_all(msgspec.json.encode(value))
    try_all(
        msgspec.json.encode(
            {"uri": "urn:x:1", "headline": "x", "version": "https://jsonfeed.org/version/1", "items": value}
        )
    )


MIB = 1 << 20


@pytest.mark.parametrize(
    "data",
    [
        b"[" * MIB,
        b'{"a":' * (MIB // 5),
        b'{"uri":"urn:x:1","headline":"' + b"x" * MIB,
        b'{"uri":"urn:x:1","headline":"' + b"\\" * MIB,
        b'{"uri":"urn:x:1","headline":"x","body_html":"' + b"<p>" * (MIB // 3) + b'"}',
        b'{"uri":"urn:x:1","headline":"x","body_html":"' + b"<div>" * (MIB // 5) + b'"}',
        b"<rss><channel><item><description>" + b"&lt;p&gt;&lt;b&gt;" * (MIB // 18),
        b"<rss><channel><item><title>" + b"&lt;b " * (MIB // 6),
        b"<rss><channel><item><description>" + b"&lt;img src=&quot;a" * (MIB // 18),
        b"<rss><channel><item><description>" + b"&lt;ul&gt;&lt;/ul&gt;" * (MIB // 18),
        b"<rss><channel><item><pubDate>" + b"9" * MIB,
        b"<rss><channel><item><author>" + b"a@" * (MIB // 2),
        b"<rss><channel><item><author>" + b"a." * (MIB // 2),
        b"<!DOCTYPE " + b"[" * MIB,
        b"<!--" * (MIB // 4),
        b'{"uri":"urn:x:1","headline":"' + b'\\"' * (MIB // 2),
        b"<rss><channel><item><description><b>&<br" + b" " * MIB,
        b"<rss><channel><item><description>" + b"<br " * (MIB // 4),
        b"<rss xmlns:c='http://purl.org/rss/1.0/modules/content/'><channel><item><c:encoded>" + b"&lt;!-- wp:" * (MIB // 11),
        b"<rss xmlns:c='http://purl.org/rss/1.0/modules/content/'><channel><item><c:encoded>" + b"[caption " * (MIB // 9),
        b"<rss><channel><item><description>" + b"&lt;a href=&quot;x" * (MIB // 18),
        b'{"uri":"urn:x:1","headline":"x","body_html":"' + b"x<br><br> " * (MIB // 10) + b'"}',
        b'[' + b'{"headline":"a"},' * (MIB // 17) + b"{}]",
        b"[" + b"1," * (MIB // 2) + b"1]",
        b"<rss>" + b"<item>" * (MIB // 6),
        b"<rss><channel>" + b"<item><title>x</title></item>" * (MIB // 29),
        b"<rss><channel><item><description>" + b"&lt;div&gt;" * (MIB // 11),
        b"<rss><channel><item><title>" + b"&amp;" * (MIB // 5),
        b"<rss><channel><item><pubDate>" + b"1 " * (MIB // 2),
        b"<feed xmlns='http://www.w3.org/2005/Atom'>" + b"<entry><id>x</id></entry>" * (MIB // 25),
        b"<feed xmlns='http://www.w3.org/2005/Atom'><entry><content type='xhtml'>" + b"<div>" * (MIB // 5),
        b"<rss " + b"a" * MIB,
        b"<!DOCTYPE rss [" + b'<!ENTITY a "b">' * (MIB // 15) + b"]><rss/>",
    ],
    ids=range(33),
)  # fmt: skip
def test_a_mebibyte_takes_under_two_seconds(data: bytes) -> None:
    for name in OURS:
        began = time.process_time()
        with suppress(FormatError):
            formats.get_format(name).parse(RawCopy(data=data))
        took = time.process_time() - began
        assert took < 2, f"{name} took {took:.1f} s for {data[:40]!r}…"


@pytest.mark.parametrize("good", GOOD, ids=range(len(GOOD)))
def test_an_item_object_is_read_back(good: bytes) -> None:
    """What `item_object` writes comes back the same: exports may be taken in again."""
    for item in read(good).items:
        written = msgspec.json.encode(item_object(item))
        again = read(written)
        assert again.format == "ninjs"
        found, wanted = item_object(again.items[0]), item_object(item)
        for field in wanted.keys() - {"format", "charset", "faults", "body_html", "marks", "extra"}:
            assert found.get(field) == wanted[field], field
