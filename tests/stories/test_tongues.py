"""Items of several languages on one event. The copy and its places are invented."""

import pytest
from test_stories import make, place, told

from wireroom.stories.tongues import fold, language_of
from wireroom.text.stems import terms

ENGLISH = "Three hurt as freighter Silvera strikes bridge in Ostrey"


@pytest.mark.parametrize(
    ("language", "headline"),
    [
        ("fr", "Trois blessés à Ostrey : le cargo Silvera heurte un pont"),
        ("de", "Frachter Silvera rammt Brücke in Ostrey: drei Verletzte"),
        ("es", "El carguero Silvera choca contra un puente en Ostrey: tres heridos"),
        ("ru", "Сухогруз «Силвера» врезался в мост в Острей, трое пострадали"),
    ],
)
def test_an_item_in_another_language_joins_by_names_and_what_happened(language, headline):
    found, known = place(
        [make("a", "meridian", ENGLISH, 0, language="en"), make("b", "corvid", headline, 9, language=language)]
    )
    assert found["b"].story == "sa"
    assert "in another language" in found["b"].reason
    assert set(known.get("sa").languages) == {"en", language}


def test_chinese_copy_joins_by_places_and_figures():
    found, _ = place(
        [
            make("a", "meridian", "Quake in Iran kills 412, leaves 57 missing", 0, language="en"),
            make("b", "corvid", "伊朗地震412人死亡，57人失踪", 9, language="zh"),
        ]
    )
    assert found["b"].story == "sa"


@pytest.mark.parametrize(
    ("language", "headline"),
    [
        ("de", "Bürgermeisterin von Ostrey tritt zurück"),
        ("es", "Tres heridos en un incendio en Tangen"),
        ("fr", "Ostrey : le budget est adopté"),
        ("ru", "В порту Острей открыта школа"),
        ("zh", "伊朗大桥三人受伤"),
    ],
)
def test_other_news_of_the_place_or_another_accident_does_not(language, headline):
    found, _ = place(
        [make("a", "meridian", ENGLISH, 0, language="en"), make("b", "corvid", headline, 9, language=language)]
    )
    assert found["b"].story == "sb"


def test_two_items_in_one_foreign_language_join_as_english_ones_do():
    found, _ = place(
        [
            make("a", "meridian", "Frachter rammt Brücke in Ostrey", 0, language="de"),
            make("b", "corvid", "Ostrey: Frachter rammt Brücke, Hafen gesperrt", 5, language="de"),
        ]
    )
    assert found["b"].story == "sa"


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("Terremoto en México", "es", ("quak", "mexico")),
        ("Путину в Женеве", "ru", ("putin", "putina", "geneva")),
        ("Zug in Genf", "de", ("train", "geneva")),
        ("Zug in Genf", "en", ("zug", "genf")),
    ],
)
def test_words_stand_for_what_all_languages_share(text, language, expected):
    assert fold(terms(text), text, language) == expected


@pytest.mark.parametrize(
    ("declared", "title", "language"),
    [
        ("de-AT", "Anything", "de"),
        (None, "Der Frachter und die Brücke von Ostrey", "de"),
        (None, "Les blessés du pont sont dans un hôpital", "fr"),
        (None, "El puente de Ostrey y los heridos", "es"),
        (None, "Три человека пострадали", "ru"),
        (None, "三人受伤", "zh"),
        (None, "Freighter strikes bridge", None),
    ],
)
def test_the_language_is_told_by_declaration_script_or_small_words(declared, title, language):
    assert language_of(declared, title, "") == language


def test_a_snap_in_the_words_of_the_lead_joins_the_full_story():
    body = told(
        "Three sailors were hurt when the freighter Silvera struck the harbour bridge at Ostrey on Monday, the coast"
        " guard said. Traffic over the bridge was stopped and divers looked for cracks in its pillars."
    )
    found, _ = place(
        [
            make("a", "meridian", "Accident closes main road to the islands", 0, blocks=body),
            make("b", "corvid", "Freighter Silvera strikes Ostrey harbour bridge", 4),
        ]
    )
    assert found["b"].story == "sa"
