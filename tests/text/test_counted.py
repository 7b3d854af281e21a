"""What a number counts."""

import pytest

from wireroom.text.counted import find_counted


@pytest.mark.parametrize(
    ("copy", "language", "expected"),
    [
        ("The fire killed # people.", "en", "dead"),
        ("The fire killed at least # in Oslo.", "en", "dead"),
        ("The death toll rose to #, police said.", "en", "dead"),
        ("# dead in Oslo fire", "en", "dead"),
        ("# people were hurt, police said.", "en", "injured"),
        ("# people killed and 9 hurt", "en", "dead"),
        ("The blast killed two and injured # others.", "en", "injured"),
        ("# and injured nine others", "en", None),
        ("# hunters killed a bear.", "en", "hunters"),
        ("# hunters were killed by a bear.", "en", "dead"),
        ("# sailors are still missing.", "en", "missing"),
        ("The # quake has injured three.", "en", None),
        ("The death toll stands at # now.", "en", "dead"),
        ("She was arrested around #.", "en", None),
        ("He was arrested # times.", "en", None),
        ("She was killed # days later.", "en", "days"),
        ("# people have died.", "en", "dead"),
        ("He was arrested # streets away.", "en", "streets"),
        ("A mother of # was killed.", "en", None),
        ("A #-year-old was killed.", "en", None),
        ("Police arrested # men.", "en", "arrested"),
        ("It cost # million crowns.", "en", "crowns"),
        ("It cost # million.", "en", None),
        ("He had # dogs.", "en", "dogs"),
        ("He had # young dogs.", "en", None),
        ("The crew of Flight # lands today.", "en", None),
        ("Profit rose # percent.", "en", "percent"),
        ("It rose by #.", "en", None),
        ("Nobody was killed. # houses burnt.", "en", "houses"),
        ("Es gab # Tote.", "de", "dead"),
        ("Es gab # Häuser zu kaufen.", "de", "Häuser"),
        ("L'incendie a fait # morts.", "fr", "dead"),
        ("# personnes ont été tuées.", "fr", "dead"),
        ("Il a # chiens.", "fr", None),
        ("#", None, None),
    ],
)
def test_the_words_around_it_tell(copy: str, language: str | None, expected: str | None) -> None:
    before, after = copy.split("#")
    assert find_counted(before, after, language) == expected
