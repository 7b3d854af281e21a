"""Documents as tsvectors: copy of usual length takes a quicker way to the same vector."""

from hypothesis import given
from hypothesis import strategies as st

from wireroom.query.tree import TEXT_FIELDS
from wireroom.store.postgres._vector import _vector_of_any, _vector_of_usual, vector

#: letters of words, the signs of facts and fields, and what a text of a tsvector must write in another way
WORDS = st.lists(
    st.one_of(st.sampled_from(["storm", "port", "海", "\ue000", "\ue001every"]), st.text("a'\\\x00é", min_size=1))
)


@given(
    texts=st.fixed_dictionaries(dict.fromkeys((*TEXT_FIELDS, "facts"), WORDS.map(" ".join))),
    n_times=st.integers(0, 300),
)
def test_usual_copy_has_the_vector_that_any_copy_has(texts: dict[str, str], n_times: int) -> None:
    document = {"doc": 4, **texts, "body": texts["body"] + " storm" * n_times}
    usual = _vector_of_usual(document)
    if usual:
        assert sorted(usual.split(" ")) == sorted(_vector_of_any(document).split(" "))


def test_copy_of_unusual_length_or_letters_takes_the_other_way() -> None:
    bare = dict.fromkeys((*TEXT_FIELDS, "facts"), "") | {"doc": 4}
    for body in ("word " * 4000, "the " * 256, "w" * 600, "it's", "a\\b", "a\x00b"):
        assert _vector_of_usual({**bare, "body": body}) == "", body[:20]
        assert vector({**bare, "body": body}) == _vector_of_any({**bare, "body": body})
    assert _vector_of_usual({**bare, "headline": "storm", "body": "the storm"}) != ""
    assert (
        vector({**bare, "headline": "storm", "body": "the storm"}) == "'\ue003headline\ue003storm' 'storm':1A,3 'the':2"
    )
