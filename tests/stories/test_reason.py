"""Why an item joins a story, as an editor reads it. The copy is invented."""

from test_stories import make, place, told

from wireroom.stories.reason import common_phrase

LEAD = (
    "Envoys of both sides agreed in Geneva on a cessation of hostilities, Mae Lind and Oro Vance said on Friday after 13"
    " hours of talks. The foreign minister of Varnland, Ilse Brandt, left without a word."
)


def test_it_names_place_phrase_names_and_time():
    found, _ = place(
        [
            make("a", "ap", "Cessation of hostilities agreed in Geneva, Lind says", 0, blocks=told(LEAD)),
            make("b", "corvid", "Lind, Vance announce cessation of hostilities in Geneva", 12, blocks=told(LEAD)),
        ]
    )
    reason = found["b"].reason
    assert reason.startswith('same place (Geneva), "cessation of hostilities"')
    assert " names (" in reason
    assert reason.endswith("; 12 minutes after Ap")


def test_a_phrase_says_something():
    assert common_phrase("Talks in the city of Holm fail", "Fire in the city of Tangen") == ""
    assert common_phrase("New harbour bridge opens", "Fire on harbour bridge") == "harbour bridge"
    assert common_phrase("", "Fire") == ""
