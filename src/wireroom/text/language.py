"""Which language copy is written in, where it does not say: by its script, then by its small words.

    guess_language(text)   ->  Guess("sv", "23 small words in the first 90") or None

What is written in letters that one language alone uses is in that language. Cyrillic, Arabic and Devanagari have several: letters
tell them apart that only one of them has, or small words. Copy in Latin letters is told by small words (`languages.tsv`, our
own): "the", "och", "pas". Copy too short, in none of these languages, or in two near ones of which neither leads plainly, gives
None: a language that is not known can be asked for, a wrong one is believed.
"""

import re
from collections import Counter
from collections.abc import Mapping
from importlib.resources import files
from struct import Struct
from typing import Final, NamedTuple

#: what is looked at: the first is enough where one language is far before all others
_FIRST_CHARS: Final = 160
MOST_CHARS: Final = 900
_LEAST_WORDS: Final = 12
#: letters, where words are not set apart by spaces
_LEAST_LETTERS: Final = 24
#: small words found, at the least; their share of all words; how far the first language must be before the second
_LEAST_FOUND: Final = 4
_LEAST_SHARE: Final = 0.16
_LEAST_LEAD: Final = 1.25
_PLAIN_LEAD: Final = 2.0
#: Finnish, Turkish and their like put in endings what others say by small words: fewer will do where no other language is near
_FAR_SHARE: Final = 0.08
_FAR_LEAD: Final = 4.0
#: what a word tells that one language alone has; divided among those that share it
_TELLS: Final = 60
#: share of letters in other scripts, under which copy is in Latin letters with names in between, and over which it is not
_FEW: Final = 0.1
_MOST: Final = 0.6
_OTHERS: Final = re.compile("[\u0370-\u1dff\u1f00-\u1fff\u3041-\ud7a3]+")


class Guess(NamedTuple):
    """A language that was found and not declared."""

    #: BCP 47, two letters
    language: str
    #: what told it: "its script", "23 small words in the first 90"
    by: str


#: letters of one script each; the language that has the script to itself, or the script's name where several share it
_SCRIPTS: Final = tuple(
    (name, re.compile(f"[{letters}]"))
    for name, letters in (
        ("cyrillic", "\u0400-\u052f"), ("arabic", "\u0620-\u064a\u066e-\u06d3\u0750-\u077f"), ("han", "\u3400-\u9fff"),
        ("ja", "\u3041-\u30ff"), ("ko", "\uac00-\ud7a3"), ("el", "\u0370-\u03ff\u1f00-\u1fff"), ("he", "\u05d0-\u05ea"),
        ("devanagari", "\u0900-\u0963"), ("bengali", "\u0980-\u09fe"), ("pa", "\u0a01-\u0a75"), ("gu", "\u0a81-\u0aff"),
        ("ta", "\u0b82-\u0bfa"), ("te", "\u0c00-\u0c7f"), ("kn", "\u0c80-\u0cff"), ("ml", "\u0d00-\u0d7f"),
        ("si", "\u0d80-\u0dff"), ("th", "\u0e01-\u0e4e"), ("lo", "\u0e81-\u0edf"), ("my", "\u1000-\u109f"),
        ("ka", "\u10d0-\u10ff"), ("hy", "\u0531-\u0587"), ("km", "\u1780-\u17ff"),
    )
)  # fmt: skip
_SPACELESS: Final = frozenset(("han", "ja", "th", "lo", "my", "km"))
#: letters that one language of the script has and those before it in the list have not; the first with enough of them is it.
#: None: languages that are met too seldom to be told from one another
_LETTERS: Final[Mapping[str, tuple[tuple[str | None, re.Pattern[str]], ...]]] = {
    script: tuple((language, re.compile(f"[{letters}]")) for language, letters in told)
    for script, told in {
        "cyrillic": (
            (None, "әғқңөүұһҗҳҷӣӯӑӗҫ"), ("be", "ў"), ("uk", "іїєґ"), ("mk", "ѓќѕ"), ("sr", "ђћјљњџ"), ("ru", "ыэё"), ("bg", "ъ"),
        ),
        "arabic": ((None, "ټډړښځڅېۍۆەێڵڕڭۇۈ"), ("ur", "ٹڈڑںےہھ"), ("fa", "پچژگیک"), ("ar", "ةىيكأإ")),
        "bengali": ((None, "ৰৱ"), ("bn", "র")),
    }.items()
}  # fmt: skip
#: share of a script's letters, from which on such letters are no foreign name
_LEAST_TELLING: Final = 0.006


def _read_table() -> tuple[tuple[str, ...], dict[str, int]]:
    """Give the languages, and word -> what it says for each of them, as one number.

    Shape: 32 bits a language, in their order: how much the word tells (the fewer have it, the more) and, in the lower half, one
    word counted. Sums of such numbers count for all languages at once.
    """
    lines = files("wireroom.text").joinpath("languages.tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    shared = Counter(word for _, words in rows for word in set(words.split()))
    table: dict[str, int] = {}
    for n, (_, words) in enumerate(rows):
        for word in set(words.split()):
            table[word] = table.get(word, 0) | (_TELLS // shared[word] << 16 | 1) << 32 * n
    return tuple(language for language, _ in rows), table


_LANGUAGES, _TABLE = _read_table()
_COUNTS: Final = Struct(f"<{len(_LANGUAGES)}I")


def guess_language(text: str) -> Guess | None:
    """Tell the language of copy; None when it is too short or not plainly in one.

    Shape: `text` is headline and paragraphs without markup; only its beginning is looked at.

    >>> guess_language("Bron över älven är stängd till i augusti, och den som ska till ön får åka omvägen.").language
    'sv'
    """
    # small words first: no other script has them, and most copy is told by its first sentences
    if len(text) > _FIRST_CHARS and (plain := _by_words(text[:_FIRST_CHARS], _PLAIN_LEAD)) is not None:
        return plain
    text = text[:MOST_CHARS]
    if not text.isascii() and sum(map(len, _OTHERS.findall(text))) > len(text) * _FEW:
        return _by_script(text)
    return _by_words(text, _LEAST_LEAD)


def _by_words(text: str, lead: float) -> Guess | None:
    """Count the small words of each language; the first must tell `lead` times as much as the second."""
    if text.count(" ") < _LEAST_WORDS - 4:  # new lines part words too
        return None
    text = text.lower()
    if "'" in text or "\u2019" in text:
        text = text.replace("\u2019", "'").replace("'", "' ")
    words = text.split()
    if len(words) < _LEAST_WORDS:
        return None
    total = sum(filter(None, map(_TABLE.get, words)))
    counts = _COUNTS.unpack(total.to_bytes(_COUNTS.size, "little"))
    second, best = sorted(counts)[-2:]
    n_best = best & 0xFFFF
    if n_best < len(words) * _LEAST_SHARE:
        lead = _FAR_LEAD
    if n_best < max(_LEAST_FOUND, len(words) * _FAR_SHARE) or best >> 16 < (second >> 16) * lead:
        return None
    return Guess(_LANGUAGES[counts.index(best)], f"{n_best} small words in the first {len(words)}")


def _by_script(text: str) -> Guess | None:
    """Take the script that most letters are in, and the language that is written in it."""
    n_letters = sum(map(str.isalpha, text))
    counts = {name: len(letters.findall(text)) for name, letters in _SCRIPTS}
    if counts["ja"] > (counts["han"] + counts["ja"]) * _FEW:
        counts["ja"] += counts["han"]
    script = max(counts, key=counts.__getitem__)
    n_script = counts[script]
    if n_script < max(_LEAST_LETTERS, n_letters * _MOST):
        return None
    if script not in _SPACELESS and len(text.split()) < _LEAST_WORDS:
        return None
    if script == "devanagari":
        return _by_words(text, _LEAST_LEAD)
    if script not in _LETTERS:
        return Guess("zh" if script == "han" else script, "its script")
    lowered = text.lower()
    for language, letters in _LETTERS[script]:
        if len(letters.findall(lowered)) >= max(2, n_script * _LEAST_TELLING):
            return Guess(language, "its letters") if language else None
    return None
