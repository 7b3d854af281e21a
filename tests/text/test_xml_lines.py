"""White space is folded the same whether a line is looked at or taken apart, and a document's first element is found once."""

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wireroom.text.feed_xml import root_of
from wireroom.text.xml import first_tag, folded, root_name

#: what XML lets through, and two letters, one of them not ASCII
_XML_SPACE = [
    chr(code) for code in range(sys.maxunicode) if chr(code).isspace() and chr(code) not in "\x0b\x0c\x1c\x1d\x1e\x1f"
]


@given(st.text(alphabet=[*_XML_SPACE, "a", "é", "-"], max_size=12))
def test_a_quick_look_folds_as_words_put_together(text: str) -> None:
    assert folded(text) == " ".join(text.split())


def test_every_white_space_of_a_foreign_line_is_folded() -> None:
    for space in _XML_SPACE:
        assert folded(f"é{space}é{space}") == "é é", hex(ord(space))


@pytest.mark.parametrize(
    ("head", "name", "rest"),
    [
        (b"<?xml version='1.0'?>\n<!-- <feed> -->\n<rdf:RDF xmlns='x'>", "rdf:RDF", b"<rdf:RDF xmlns='x'>"),
        (b"\xef\xbb\xbf  <rss version='2.0'>", "rss", b"<rss version='2.0'>"),
        (b"<!DOCTYPE rss [<!ENTITY a 'b'>]><rss>", "rss", b"<rss>"),
        ("<rss><channel>".encode("utf-16-le"), "rss", b"<rss><channel>"),
        (b"words before <feed >", "feed", b"<feed >"),
        (b'{"a": "<rss>"}', "", b""),
    ],
)
def test_the_first_element_of_a_feed_is_found(head: bytes, name: str, rest: bytes) -> None:
    assert root_of(head) == (name, rest)


def test_the_first_element_is_told_with_its_prefix_and_without() -> None:
    head = b"<?xml version='1.0'?><!DOCTYPE nar:newsItem><nar:newsItem guid='x'>"
    assert first_tag(head) == ("nar:newsItem", "newsItem", head.index(b"<nar"))
    assert root_name(head) == "newsItem"
    assert first_tag(b"no XML at all") is None
