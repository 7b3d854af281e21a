"""Words of copy made comparable: tokens, light stems, folded demonyms, and how rare each one is.

    tokens("U.S., Russian FM hail truce")   ->  ["usa", "russian", "fm", "hail", "truce"]
    terms("U.S., Russian FM hail truce")    ->  ("usa", "russia", "fm", "hail", "truce")

`terms` is what chains and stories compare; it leaves out the words that every sentence has. Scripts without spaces
between words (Chinese, Japanese, Thai) give pairs of neighbouring characters. Rarity is measured once, on a year's
headlines (`frequencies.json`, made by tools/train_frequencies.py), and is the same whatever has arrived: so two
items are as alike at noon as they were at six.
"""

import json
import math
import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from importlib.resources import files
from itertools import chain
from typing import Final

_TOKEN: Final = re.compile(
    r"(?:[^\W\d_]\.){2,}"  # U.S., U.N.
    r"|\d+(?:[.,:]\d+)*"  # 1,200  1.8  21:05
    r"|[^\W\d_]+(?:['’][^\W\d_]+)*"  # words, O'Brien, Qatar's
)
#: the same for text that is all ASCII: named letters are found in a third less time than "letters of any script"
_ASCII_TOKEN: Final = re.compile(r"(?:[A-Za-z]\.){2,}|[0-9]+(?:[.,:][0-9]+)*|[A-Za-z]+(?:'[A-Za-z]+)*")
_UNSPACED: Final = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]+")
_POSSESSIVE: Final = re.compile(r"['’]s?$")

#: words that every sentence has; those of other languages only where they are no English content word
_STOP_LIST: Final = """
    a about after against all also am amid among an and any are as at be because been before being between both but by
    can could did do does down during each few for from further had has have he her here him his how i if in into is it
    its just may me more most my no nor not now of off on once only or other our out over own per same she should so
    some still such than that the their them then there these they this those through to too under until up upon us
    very via vs was we were what when where which while who whom why will with within without would you your
    al aus auf bei das dem den der des ein eine einem einen einer eines für im ist mit nach nicht sich und vom von vor
    wird zu zum zur über au aux avec ce dans du elle en est et il la le les leur mais ne ou par pas pour qu que qui sa
    se ses sont sur un une como con del el es esta este los las más muy o para pero por sin sobre su sus y ao com da das
    dos em é mais na nas no nos os pela pelo são uma che di e gli ha i lo nel nella per più è het een van voor met op
    te dat och att det som på av til og er i в на и с по о об из за от для не что как это к у
"""
STOP_WORDS: Final = frozenset(_STOP_LIST.split())

#: who comes from where, as headlines write it
_DEMONYM_LIST: Final = """
    afghan:afghanistan afghans:afghanistan african:africa africans:africa albanian:albania algerian:algeria
    american:usa americans:usa argentine:argentina argentinian:argentina armenian:armenia asian:asia australian:australia
    australians:australia austrian:austria azerbaijani:azerbaijan bahraini:bahrain bangladeshi:bangladesh
    belarusian:belarus belgian:belgium bolivian:bolivia bosnian:bosnia brazilian:brazil brazilians:brazil british:britain
    bulgarian:bulgaria burmese:myanmar cambodian:cambodia canadian:canada canadians:canada chilean:chile chinese:china
    colombian:colombia congolese:congo croatian:croatia cuban:cuba cubans:cuba cypriot:cyprus czech:czechia danish:denmark
    dutch:netherlands egyptian:egypt egyptians:egypt emirati:uae estonian:estonia ethiopian:ethiopia european:europe
    europeans:europe filipino:philippines filipinos:philippines finnish:finland french:france georgian:georgia
    german:germany germans:germany ghanaian:ghana greek:greece greeks:greece haitian:haiti hungarian:hungary
    icelandic:iceland indian:india indians:india indonesian:indonesia iranian:iran iranians:iran iraqi:iraq iraqis:iraq
    irish:ireland israeli:israel israelis:israel italian:italy italians:italy japanese:japan jordanian:jordan
    kazakh:kazakhstan kenyan:kenya korean:korea koreans:korea kuwaiti:kuwait latvian:latvia lebanese:lebanon
    liberian:liberia libyan:libya libyans:libya lithuanian:lithuania malaysian:malaysia maltese:malta mexican:mexico
    mexicans:mexico moldovan:moldova moroccan:morocco nepalese:nepal nepali:nepal nigerian:nigeria nigerians:nigeria
    nigerien:niger norwegian:norway omani:oman pakistani:pakistan pakistanis:pakistan palestinian:palestine
    palestinians:palestine peruvian:peru polish:poland portuguese:portugal qatari:qatar romanian:romania russian:russia
    russians:russia rwandan:rwanda saudi:saudi saudis:saudi scottish:scotland senegalese:senegal serb:serbia
    serbian:serbia serbs:serbia singaporean:singapore slovak:slovakia slovenian:slovenia somali:somalia somalis:somalia
    spanish:spain sudanese:sudan swedish:sweden swiss:switzerland syrian:syria syrians:syria taiwanese:taiwan tajik:tajikistan
    tanzanian:tanzania thai:thailand tibetan:tibet tunisian:tunisia turkish:turkey turks:turkey ugandan:uganda
    ukrainian:ukraine ukrainians:ukraine uzbek:uzbekistan venezuelan:venezuela vietnamese:vietnam welsh:wales
    yemeni:yemen yemenis:yemen zambian:zambia zimbabwean:zimbabwe uk:britain
"""
_DEMONYM_PAIRS: Final = (pair.partition(":") for pair in _DEMONYM_LIST.split())
DEMONYMS: Final = {people: place for people, _, place in _DEMONYM_PAIRS}

_TRAINED: Final = json.loads(files("wireroom.text").joinpath("frequencies.json").read_text(encoding="utf-8"))
_N_DOCUMENTS: Final[int] = _TRAINED["documents"]
_COUNTS: Final[dict[str, int]] = _TRAINED["stems"]
#: a chunk longer than this (a Chinese sentence, an address) does not come again; some 20 MB of shorter ones are kept
_LONG_CHUNK: Final = 24
_MOST_CHUNKS: Final = 100_000
#: what a stem counts that the table does not know
_UNSEEN: Final = 1.5


def name_terms(text: str) -> frozenset[str]:
    """Give the stems that a headline in sentence case writes with a capital; none when it is all capitals or titled."""
    words = [match.group() for match in _TOKEN.finditer(text)]
    if not any(len(word) > 3 and word[0].islower() for word in words):
        return frozenset()
    capitals = (word for word in words if word[0].isupper())
    return frozenset(found for word in capitals if (found := term(_plain(word))))


def surface(stemmed: str, text: str) -> str:
    """Give the word of a text behind a stem, as it is printed there; the stem itself when it is not in it."""
    for match in _TOKEN.finditer(text):
        if term(_plain(match.group())) == stemmed:
            return match.group()
    return stemmed


def surfaces(stemmed: Iterable[str], text: str) -> dict[str, str]:
    """Give what `surface` gives for each of several stems, in one walk over the text."""
    missing = set(stemmed)
    found = dict.fromkeys(missing, "")
    words = (_ASCII_TOKEN if text.isascii() else _TOKEN).findall(text)
    for word, its_stem in zip(words, map(term, map(_plain, words)), strict=True):
        if its_stem in missing:
            found[its_stem] = word
            missing.remove(its_stem)
            if not missing:
                break
    return {stem: word or stem for stem, word in found.items()}


def tokens(text: str) -> list[str]:
    """Cut text into words and numbers in order, lower case, without accents and possessives; nothing left out."""
    if (words := _words(text)) is not None:
        return list(map(_token, words))
    found: list[str] = []
    for word in _TOKEN.findall(text):
        if not word.isascii() and _UNSPACED.search(word):
            found.extend(_character_pairs(word))
        else:
            found.append(_token(word))
    return found


def terms(text: str) -> tuple[str, ...]:
    """Give the stems that carry the sense of a text, in order, repeats kept."""
    return tuple(chain.from_iterable(map(_TERMS.__getitem__, text.split())))


class _TermsOf(dict[str, tuple[str, ...]]):
    """The stems of what stands between two blanks: no token goes beyond, and the same chunks come again and again."""

    def __missing__(self, chunk: str) -> tuple[str, ...]:
        found = tuple(filter(None, map(term, tokens(chunk))))
        if len(chunk) <= _LONG_CHUNK:
            if len(self) >= _MOST_CHUNKS:
                self.clear()
            self[chunk] = found
        return found


_TERMS: Final = _TermsOf()


def _words(text: str) -> list[str] | None:
    """Give the words as they are printed; None for text that has words without spaces between them."""
    if text.isascii():
        return _ASCII_TOKEN.findall(text)
    return None if _UNSPACED.search(text) else _TOKEN.findall(text)


def _token(word: str) -> str:
    return "usa" if word in ("US", "U.S.", "U.S.A.", "USA") else _plain(word)


@lru_cache(maxsize=100_000)
def term(token: str) -> str:
    """Give one token's stem with demonyms folded; "" for a word that every sentence has."""
    if token in STOP_WORDS:
        return ""
    return DEMONYMS.get(token) or stem(token)


@lru_cache(maxsize=100_000)
def rarity(stemmed: str) -> float:
    """Say how much one stem tells: about 2 for "said", 5 for "Syria", 9.6 for a word the table has never met."""
    return math.log((_N_DOCUMENTS + 1) / (_COUNTS.get(stemmed, _UNSEEN) + 0.5))


@lru_cache(maxsize=100_000)
def share(stemmed: str) -> float:
    """Give the share of a month's headlines that have a stem."""
    return (_COUNTS.get(stemmed, _UNSEEN) + 0.5) / (_N_DOCUMENTS + 1)


def stem(word: str) -> str:
    """Take off the endings that do not change the thing: plural, -ed, -ing, a silent e. English; harmless elsewhere."""
    n = len(word)
    if n <= 3 or word[0].isdigit():
        return word
    if word.endswith("ies") and n > 4:
        return word[:-3] + "y"
    if word.endswith("es") and word[-3] in "sxzh":
        word = word[:-2]
    elif word.endswith("s") and word[-2] not in "suia":
        word = word[:-1]
    for ending in ("ing", "ed"):
        if word.endswith(ending) and len(word) - len(ending) >= 3 and _has_vowel(word[: -len(ending)]):
            word = word[: -len(ending)]
            if word[-1] == word[-2] and word[-1] not in "lsz":
                word = word[:-1]
            break
    return word[:-1] if word.endswith("e") and len(word) > 3 else word


def _has_vowel(word: str) -> bool:
    return any(letter in "aeiouy" for letter in word)


def _character_pairs(word: str) -> list[str]:
    if len(word) < 3:
        return [word]
    return [word[i : i + 2] for i in range(len(word) - 1)]


@lru_cache(maxsize=100_000)
def _plain(word: str) -> str:
    """Fold case, accents, inner points ("U.N." -> "un") and the possessive."""
    word = word.casefold()
    if not word.isascii():
        split = unicodedata.normalize("NFKD", word)
        word = "".join(letter for letter in split if not unicodedata.combining(letter))
    if word[0].isdigit():
        return word.replace(",", "").rstrip(".:")
    return _POSSESSIVE.sub("", word).replace(".", "").replace("’", "'") or word
