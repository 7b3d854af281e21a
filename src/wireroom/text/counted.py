"""What a number counts, where the words around it tell: the dead, the injured, or the noun beside it.

    killed at least [12] people   -> dead        the verb before it
    [12] people were hurt         -> injured     what was done to whom it counts
    [12] houses burnt             -> houses      the noun, as the copy has it

None beats a wrong word: "Flight [12] lands" counts nothing, and of "[12] young men" the noun is not known.
"""

import re
from typing import Final

#: what was done to people, in English, German, French, Spanish and Italian, folded
_FATES: Final = {
    word: fate
    for fate, words in {
        "dead": "dead killed died deaths fatalities drowned tote toten tot getötet gestorben ertrunken morts tués tuées décès"
        " muertos muertas fallecidos morti",
        "injured": "injured wounded hurt injuries verletzte verletzten verletzt verwundete"
        " blessés blessées heridos heridas feriti",
        "missing": "missing unaccounted vermisste vermisst disparus disparues desaparecidos dispersi",
        "arrested": "arrested detained arrests festgenommen verhaftet interpellés arrêtés detenidos arrestati",
        "rescued": "rescued gerettet rescatados secourus salvati",
        "evacuated": "evacuated evakuiert évacués evacuados evacuati",
        "infected": "infected infiziert",
        "homeless": "homeless obdachlose",
    }.items()
    for word in words.split()
}
#: verbs whose object the number counts
_DONE_TO: Final = {
    "dead": ("kill", "kills", "killed", "killing", "tue", "tué", "tuant", "tötet", "tötete", "mata", "mató", "uccide"),
    "injured": ("injure", "injures", "injured", "injuring", "wounded", "wounding", "hurt", "blesse", "blessé"),
    "arrested": ("arrest", "arrests", "arrested", "arresting", "detained", "detaining"),
    "rescued": ("rescue", "rescues", "rescued", "rescuing"),
    "evacuated": ("evacuate", "evacuates", "evacuated", "evacuating"),
}  # fmt: skip
_VERBS: Final = {word: fate for fate, words in _DONE_TO.items() for word in words}
#: between a verb, or a toll, and its number
_ABOUT: Final = frozenset(
    "least about some nearly almost over more than up to another as many roughly au moins mindestens"  # noqa: SIM905
    " rose rises risen climbed climbs reached reaches hit hits stands stood now has".split()
)
#: between those who are counted and what was done to them
_WERE: Final = frozenset(
    "were was are is have has had been others more reported confirmed feared being also still left"  # noqa: SIM905
    " wurden wurde sind ont été sont fueron han sido sono stati".split()
)
#: before what they did themselves, or what simply happened to them
_HAVE: Final = frozenset(("has", "have", "had"))
#: how long, how often and how much: not who
_MEASURES: Final = frozenset("times percent years months weeks days hours minutes miles kilometres kilometers".split())  # noqa: SIM905
_DONE: Final = frozenset("was were is are be been being".split())  # noqa: SIM905
#: before the number of their children
_PARENTS: Final = frozenset("mother father parent parents mum dad".split())  # noqa: SIM905
_TIES: Final = frozenset("and or in on of at to from by with for as und et y e oder ou o".split())  # noqa: SIM905
_OBJECTS: Final = frozenset("a an the his her their its this that these those one two three it him them".split())  # noqa: SIM905
_SIZES: Final = frozenset("hundred thousand million billion trillion".split())  # noqa: SIM905
#: people and measures in the plural that do not end in s
_PLURALS: Final = frozenset("people men women children police percent policemen fishermen firefighters".split())  # noqa: SIM905
#: end in s and are no nouns in the plural
_NO_NOUNS: Final = frozenset(
    "was is has as this its his us says does goes wins lands remains plus less across perhaps always towards"  # noqa: SIM905
    " besides thus unless versus times".split()
)
_WORD: Final = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
#: where the words stop belonging to the number
_BREAK: Final = re.compile(r"[^\w\s'’-]")


def find_counted(before: str, after: str, language: str | None = None) -> str | None:
    """Name what the number between `before` and `after` counts; None = they do not tell.

    Shape: the words of one paragraph. Fates ("dead", "injured", …) are English whatever the language; nouns are the copy's.

    >>> find_counted("The fire killed at least ", " people in Oslo.")
    'dead'
    >>> find_counted("They lost ", " houses.", "en")
    'houses'
    """
    following = _WORD.findall(_BREAK.split(after, maxsplit=1)[0])[:7]
    leading = _WORD.findall(_BREAK.split(before)[-1])[-7:]
    if after.startswith(("-", "–")) or (
        leading[-1:] == ["of"] and leading[-2:-1] and leading[-2].casefold() in _PARENTS
    ):
        return None  # "a 12-year-old", "a mother of 12"
    is_measure = bool(following) and following[0].casefold() in _MEASURES
    fate = None if is_measure else _fate_after(following) or _fate_before(leading)
    return fate or _noun(leading, following, language)


def is_fate(counted: str | None) -> bool:
    """Tell whether it says what became of people: two of those never stand for the same number."""
    return counted in _FATES.values()


def _fate_after(words: list[str]) -> str | None:
    folded = [word.casefold() for word in words]
    while folded and folded[0] in _SIZES | {"more", "other", "others"}:
        folded.pop(0)
    if not folded or folded[0] in _TIES:
        return None
    if folded[0] in _FATES:
        at = 0
    else:
        at = 0 if folded[0] in _WERE else 1
        while at < len(folded) and folded[at] in _WERE:
            at += 1
    if at >= len(folded):
        return None
    # "5 hunters killed the bear": they did it to something else
    is_done = at > 0 and folded[at - 1] in _WERE - _HAVE
    does_it = at + 1 < len(folded) and folded[at + 1] in _OBJECTS and not is_done
    return None if does_it else _FATES.get(folded[at])


def _fate_before(words: list[str]) -> str | None:
    folded = [word.casefold() for word in words]
    while folded and (folded[-1] in _ABOUT or folded[-2:] in (["stands", "at"], ["stood", "at"])):
        # "arrested at 10", "arrested around 10": a clock's
        is_least = folded.pop() == "least"
        if is_least and folded[-1:] == ["at"]:
            folded.pop()
    if folded[-2:] == ["death", "toll"]:
        return "dead"
    # "was arrested five streets away": to whom it was done stands before it
    is_done = len(folded) > 1 and folded[-2] in _DONE
    return None if is_done or not folded else _VERBS.get(folded[-1])


def _noun(leading: list[str], following: list[str], language: str | None) -> str | None:
    """Give the noun in the plural right behind the number."""
    while following and following[0].casefold() in _SIZES | {"more", "other", "new"}:
        following = following[1:]
    spoken = (language or "en").lower()[:2]
    # "Flight 12", "Article 5": a name, not a count; at the start of a sentence a capital says nothing
    if not following or (len(leading) > 1 and leading[-1][0].isupper() and spoken != "de"):
        return None
    word = following[0]
    if spoken == "de":
        return word if word[0].isupper() and len(word) > 2 else None
    folded = word.casefold()
    is_plural = folded in _PLURALS or (
        len(folded) > 3 and folded.endswith("s") and not folded.endswith(("ss", "us", "'s", "’s"))
    )
    return word if spoken == "en" and word.islower() and is_plural and folded not in _NO_NOUNS else None
