"""Any JSON under the names that readers look for; exports are read back. Any bytes, cuts and joins: test_any_format.py."""

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

OURS = [
    name
    for name in ("ninjs", "ap_media", "rss", "atom", "json_feed", "wordpress", "wordpress_rest")
    if name in formats.NAMES
]
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


def json_values() -> st.SearchStrategy[object]:
    """Any JSON under names that the readers look for."""
    words = (
        "uri guid headline headlines bodies body_html subject renditions associations items versioncreated embargoed item "
        "extra dateline links urgency signals altids id date_published url authors title content_html data usageterms "
        "rendered content excerpt guid date_gmt modified_gmt status slug yoast_head_json _embedded wp:term wp:featuredmedia"
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
