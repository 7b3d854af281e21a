"""What was looked for is shown where it stands, as it was written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wireroom.query import cut_snippet, mark_words, parse, wanted_words


def marked(query: str, text: str, field: str = "headline") -> str:
    pieces = mark_words(text, wanted_words(parse(query)), field)
    return "".join(f"[{piece.text}]" if piece.is_hit else piece.text for piece in pieces)


@pytest.mark.parametrize(
    ("query", "text", "shown"),
    [
        ("bridge", "Ship hits BRIDGE, bridges closed", "Ship hits [BRIDGE], bridges closed"),
        (
            "bridges~",
            "Ship hits BRIDGE, bridges closed, bridgehead",
            "Ship hits [BRIDGE], [bridges] closed, bridgehead",
        ),
        ("bridg*", "Ship hits BRIDGE, bridges closed", "Ship hits [BRIDGE], [bridges] closed"),
        ('"harbour bridge"', "Harbour-bridge; bridge of harbour", "[Harbour-bridge]; bridge of harbour"),
        ("elysee", "Élysée says no, E\u0301lyse\u0301e", "[Élysée] says no, [E\u0301lyse\u0301e]"),
        ("ferry -storm", "Storm stops ferry", "Storm stops [ferry]"),
        ("body:storm ferry", "Storm stops ferry", "Storm stops [ferry]"),
        ("headline:storm", "Storm stops ferry", "[Storm] stops ferry"),
        ("storm NEAR/3 ferry", "Storm stops ferry", "[Storm] stops [ferry]"),
        ("速", "高速公路", "高[速]公路"),
        ('"高速"', "在高速公路", "在[高速]公路"),
        ("kerry", "Kerry’s <b>visit</b>", "[Kerry]’s <b>visit</b>"),
        ("agency:ap", "AP says", "AP says"),
        ('"a b" "b c"', "a b c", "[a b c]"),
    ],
)
def test_words_are_marked(query: str, text: str, shown: str) -> None:
    assert marked(query, text) == shown


def test_snippet_is_where_most_of_the_words_are() -> None:
    text = f"ferry {'word ' * 100}the storm stopped the ferry today {'word ' * 100}"
    pieces = cut_snippet(text, wanted_words(parse("ferry storm")), "body", limit=120)
    assert [piece.text for piece in pieces if piece.is_hit] == ["storm", "ferry"]
    whole = "".join(piece.text for piece in pieces)
    assert whole.startswith("… word")
    assert whole.endswith(" …")
    assert len(whole) < 140
    assert cut_snippet(text, wanted_words(parse("zebra")), "body") == []


@given(st.text(st.characters() | st.sampled_from("ab é高 .\u0301"), max_size=120), st.integers(1, 80))
def test_nothing_of_the_text_is_lost_or_made_up(text: str, limit: int) -> None:
    words = wanted_words(parse("a OR b* OR é OR 高"))
    assert "".join(piece.text for piece in mark_words(text, words, "body")) == text
    pieces = [piece.text for piece in cut_snippet(text, words, "body", limit=limit) if piece.text not in ("… ", " …")]
    assert "".join(pieces) in text
