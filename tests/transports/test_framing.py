"""Messages out of streams, however the stream is cut."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wireroom.transports._framing import Framer

IPTC = b"\x16\x16\x01abc0001 3 pl 90 coast\r\n\x02Harbour open.\r\n\x03 041200 mar 26\r\n\x04"
TELEX = b"ZCZC ABC001\r\nHarbour open.\r\nNNNN"


@pytest.mark.parametrize(
    ("stream", "expected"),
    [
        (IPTC, [IPTC[2:]]),
        (IPTC + b"\x00\x00\x16\x16\r\n" + IPTC, [IPTC[2:], IPTC[2:]]),
        (b"\r\n" + TELEX + b"\r\n\r\n\r\n" + TELEX, [TELEX, TELEX]),
        (b"\x01no end\r\n\x01whole\x04", [b"\x01no end\r\n", b"\x01whole\x04"]),
        (b"ZCZC 1\r\nno end\r\n" + TELEX, [b"ZCZC 1\r\nno end\r\n", TELEX]),
        (b"\x01\x02ZCZC within, NNNN within\r\n\x04", [b"\x01\x02ZCZC within, NNNN within\r\n\x04"]),
        (b"ZCZC 1\r\nXNNNNX is a word\r\nNNNN", [b"ZCZC 1\r\nXNNNNX is a word\r\nNNNN"]),
        (b"\x05ABC\x16\x16" + IPTC, [IPTC[2:]]),
        (b"lost its head\r\n\x04" + IPTC, [b"lost its head\r\n\x04\x16\x16", IPTC[2:]]),
        (b"\x00\x7f\x16\r\n\x07", []),
    ],
    ids=["one", "keep-alives between", "telex", "end missing", "telex end missing", "telex in iptc", "a word", "selector",
         "stray", "only padding"],
)  # fmt: skip
def test_messages_are_cut_out(stream: bytes, expected: list[bytes]) -> None:
    assert Framer(10_000).feed(stream) == expected


@given(st.lists(st.sampled_from([IPTC, TELEX, b"\x16\x16", b"\r\n", b"\x00", b"stray\r\n"])), st.data())
def test_any_cut_gives_the_same(parts: list[bytes], data: st.DataObject) -> None:
    stream = b"".join(parts)
    whole = Framer(10_000)
    expected = whole.feed(stream) + whole.flush()
    framer, found, rest = Framer(10_000), [], stream
    while rest:
        size = data.draw(st.integers(1, len(rest)))
        found += framer.feed(rest[:size])
        rest = rest[size:]
    assert found + framer.flush() == expected


@given(st.binary(max_size=400))
def test_any_bytes_are_kept_or_padding(stream: bytes) -> None:
    framer = Framer(50)
    found = b"".join(framer.feed(stream) + framer.flush())
    assert not framer.is_within
    if b"\x05" not in stream:
        padding = b"\x00\x7f\x16\x04\x07\r\n \x08\t\x01\x02\x03"
        assert found.translate(None, padding) == stream.translate(None, padding)


def test_what_never_ends_is_cut_at_the_most() -> None:
    framer = Framer(1000)
    pieces = framer.feed(b"\x01" + b"x" * 2500)
    assert len(pieces[0]) == 1000
    assert b"".join(pieces + framer.flush()) == b"\x01" + b"x" * 2500


def test_silence_gives_what_there_is() -> None:
    framer = Framer(1000)
    assert framer.feed(b"\x01half a mess") == []
    assert framer.flush() == [b"\x01half a mess"]
    assert framer.feed(TELEX) == [TELEX]
