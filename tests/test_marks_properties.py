"""Any words: marks are read without an exception, what is left was there before, and a second reading finds no more."""

from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from wireroom.agencies import read_marks, refine, style_names
from wireroom.agencies.style import Place, load_style
from wireroom.model import Block, Item

PLACES: tuple[Place, ...] = ("headline", "slug", "keyword", "block")
AGENCIES = st.sampled_from(style_names())


@st.composite
def marked(draw: st.DrawFn) -> tuple[str, str]:
    """A style and a text with its words strewn in."""
    name = draw(AGENCIES)
    words = [words for _, rule in load_style(name).rules if "anywhere" not in rule.frames for words in rule.words]
    pieces = draw(
        st.lists(
            st.sampled_from(words)
            | st.sampled_from(
                [": ", "-", " - ", " ", "(", ")", "[", "/", ",", "\n", "+++", "BC-", "Bridge closed", "2"]
            )
            | st.text(max_size=6),
            max_size=8,
        )
    )
    return name, "".join(pieces).replace("{nth}", "2nd").replace("{n}", "3")


@given(marked(), st.sampled_from(PLACES))
@settings(max_examples=400, deadline=None)
@example(("common", "(" * 300), "headline")
@example(("xinhua", "1st LD " * 60), "headline")
def test_any_words_are_read(case: tuple[str, str], where: Place) -> None:
    name, text = case
    marks, clean = read_marks(name, where, text)
    for word in clean.split():
        assert word in text
    for evidence in marks.evidence:
        assert evidence.words in text
    assert (marks.series is None) == (marks.number is None)
    assert len(set(marks.actions)) == len(marks.actions)


@given(AGENCIES, st.text(max_size=80), st.sampled_from(PLACES))
@settings(max_examples=200, deadline=None)
def test_any_text_is_read(name: str, text: str, where: Place) -> None:
    read_marks(name, where, text)


@settings(deadline=None)
@given(
    st.sampled_from(["xinhua", "reuters", "afp", "yonhap", "dpa", "common"]),
    st.sampled_from(
        ["2nd LD: ", "UPDATE 3-", "URGENT: ", "(URGENT) ", "CORRECTED-", "RPT-CORRECTED-UPDATE 2-", "(2nd LD) "]
    ),
    st.sampled_from(["Bridge closed", "Ferry hits bridge -coast guard", '"No," says minister', "3 dead in collision"]),
)
def test_a_second_reading_finds_no_more(name: str, mark: str, text: str) -> None:
    _, clean = read_marks(name, "headline", mark + text)
    again, left = read_marks(name, "headline", clean)
    assert left == clean
    if clean == text:
        assert again.label is None


@given(
    st.builds(
        dict,
        headline=st.none() | st.text(max_size=60),
        ednote=st.none() | st.text(max_size=60),
        slugline_raw=st.none() | st.text(max_size=30),
        take_key=st.none() | st.text(max_size=20),
        agency_name=st.none() | st.text(max_size=20) | AGENCIES,
        blocks=st.lists(st.builds(Block, text=st.text(max_size=40) | st.just("It is over. Endit")), max_size=3).map(
            tuple
        ),
    )
)
@settings(max_examples=200, deadline=None)
def test_any_item_is_refined_once(fields: dict[str, Any]) -> None:
    once = refine(Item(id="i", uri="u", format="test", **fields))
    assert once.headline == fields["headline"]
    twice = refine(once)
    assert (twice.blocks, twice.marks.label) == (once.blocks, once.marks.label)
