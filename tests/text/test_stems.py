"""Words behind stems."""

from hypothesis import given
from hypothesis import strategies as st

from wireroom.text.stems import surface, surfaces, term, terms, tokens

COPY = st.text(st.sampled_from("Aa bé's.U1,9’東 \n"), max_size=60)


@given(COPY, COPY)
def test_the_words_behind_many_stems_are_those_behind_each(text, other):
    stems = {*terms(text), *terms(other)}
    assert surfaces(stems, text) == {stem: surface(stem, text) for stem in stems}


@given(st.text(st.sampled_from("AaUSs é's.,:1’東京ก-\t\n\x1c\u00a0\u2028\u3000"), max_size=60))
def test_the_stems_of_a_text_are_those_of_its_tokens(text):
    assert terms(text) == tuple(stem for token in tokens(text) if (stem := term(token)))


def test_the_first_word_that_is_printed_stands_for_a_stem():
    text = "Ferries collide: a ferry sinks in the P.L.O. harbour"
    assert surfaces(["ferry", "plo", "bridge"], text) == {"ferry": "Ferries", "plo": "P.L.O.", "bridge": "bridge"}
