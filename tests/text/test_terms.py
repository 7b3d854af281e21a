"""Words come out the same whether a text is folded letter by letter or in the quick way."""

import re
import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from wireroom.text.terms import FIELD_END, PART_END, fold_letters, signed_terms, terms

_ALONE = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"
_LETTERS = str.maketrans({"ß": "ss", "ø": "o", "đ": "d", "ł": "l", "æ": "ae", "œ": "oe", "ı": "i", "þ": "th", "ð": "d"})


def fold_one(letter: str) -> str:
    if "\uac00" <= letter <= "\ud7af":
        return letter
    apart = unicodedata.normalize("NFKD", letter.casefold())
    return "".join(part for part in apart if not unicodedata.combining(part)).casefold().translate(_LETTERS)


COPY = st.text(
    st.characters(exclude_characters="\x01\x02") | st.sampled_from("abcXYZ019 _'-.\n“”–éÉßİΣς高速путин™…\u0301"),
    max_size=80,
)


@given(COPY)
def test_words_are_those_of_folding_letter_by_letter(text: str) -> None:
    folded = "".join(map(fold_one, text))
    assert fold_letters(text) == folded
    assert terms(text) == re.findall(rf"[{_ALONE}]|[^\W_{_ALONE}]+", folded)


def test_copy_with_a_few_foreign_signs() -> None:
    assert terms("“Élysée” – Kerry’s U.S. trip_one") == ["elysee", "kerry", "s", "u", "s", "trip", "one"]
    assert terms("ΟΔΟΣ Straße İstanbul 高速") == ["οδοσ", "strasse", "istanbul", "高", "速"]


@given(st.lists(COPY, min_size=1, max_size=4), st.sampled_from((FIELD_END, PART_END)))
def test_signs_part_texts_and_change_no_word(texts: list[str], sign: str) -> None:
    assert signed_terms(f" {sign} ".join(texts)) == [
        word for n, text in enumerate(texts) for word in ([sign] if n else []) + terms(text)
    ]
