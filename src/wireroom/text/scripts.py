"""Copy of another script or another corner of Europe, sent without a word of its character set.

Latin copy has few letters over 0x7F; Cyrillic, Greek, Hebrew, Arabic and Thai copy has little else. Where more than half of the
letters are such, the sets of those scripts are tried, and the one that gives words as people write them is taken: letters of
one script, capitals only where words begin, and the commonest letters common. Then the sets of East Asia, known by kana, by
Hangul, or by the commonest characters of Chinese. Turkish and central European copy is known by what Latin-1 makes
of it: signs in the middle of words. Two bytes a character are known by the order in which blanks make sense.
No set that fits well enough: no answer.
"""

import re
import unicodedata
from typing import Final

#: sets that wires and mail have used, and the letters that make up half of any text in their script
_SETS: Final = (
    ("cp1251", "оеаинтсрвл"), ("koi8-r", "оеаинтсрвл"), ("cp866", "оеаинтсрвл"), ("iso8859-5", "оеаинтсрвл"),
    ("iso8859-7", "αοιετσνηρκ"), ("cp1253", "αοιετσνηρκ"), ("cp1255", "יוהלארתמבשנ"), ("cp1256", "اليمنتروبعة"),
    ("iso8859-6", "اليمنتروبعة"), ("cp874", "านรอกเงมยลวดท่"),
)  # fmt: skip
#: the block of each script, by the first of its common letters
_BLOCKS: Final = {
    "α": ("\u0370", "\u03ff"), "о": ("\u0400", "\u04ff"), "י": ("\u0590", "\u05ff"), "ا": ("\u0600", "\u06ff"),
    "า": ("\u0e00", "\u0e7f"),
}  # fmt: skip
#: the commonest characters of Chinese, as written in Beijing and in Taipei: a third or more of any news
_SIMPLE: Final = (
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说"
    "产种面而方后多定行学法所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使"
    "点从业本去把性好应开它合还因由其些然前外天政四日那社义事平形相全表间样与关各重新线内数正心反你明"
    "看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想已通并提直题党程展五果料"
    "象员革位入常文总次品式活设及管特件长求老头基资边流路级少图山统接知较将组见计别她手角期根论运农指"
    "几九区强放决西被干做必战先回则任取据处府研布称市元宣警"
)
_TRADITIONAL: Final = (
    "的一是在不了有和人這中大為上個國我以要他時來用們生到作地於出就分對成會可主發年動同工也能下過子說"
    "產種面而方後多定行學法所民得經十三之進著等部度家電力裡如水化高自二理起小物現實加量都兩體制機當使"
    "點從業本去把性好應開它合還因由其些然前外天政四日那社義事平形相全表間樣與關各重新線內數正心反你明"
    "看原又麼利比或但質氣第向道命此變條只沒結解問意建月公無系軍很情者最立代想已通並提直題黨程展五果料"
    "象員革位入常文總次品式活設及管特件長求老頭基資邊流路級少圖山統接知較將組見計別她手角期根論運農指"
    "幾九區強放決西被幹做必戰先回則任取據處府研布稱市元宣警"
)
#: what East Asia has used, by what it is known, and the least share of that
_WIDE_SETS: Final = (
    ("cp932", r"[\u3040-\u30fc]", 0.2),
    ("euc_jp", r"[\u3040-\u30fc]", 0.2),
    ("cp949", r"[\uac00-\ud7a3]", 0.7),
    ("gb18030", f"[{_SIMPLE}]", 0.3),
    ("cp950", f"[{_TRADITIONAL}]", 0.3),
)
#: Latin sets in the order they are believed
_LATIN_SETS: Final = ("cp1250", "iso8859-2", "cp1254")
_SAMPLE_BYTES: Final = 4_000
_HIGH: Final = re.compile(rb"[\x80-\xff]")
_LOW_LETTER: Final = re.compile(rb"[A-Za-z]")
_WORD: Final = re.compile(r"[^\W\d_]{2,}")
_HIGH_LETTER: Final = re.compile(r"[À-ÖØ-öø-ÿ]")
#: what Latin-1 shows of Turkish copy
_TURKISH: Final = frozenset("ýþðÝÞÐüöçÜÖÇâîûÂÎÛ")
#: a sign with letters on both sides, or the "¿" and "³" that no word begins or ends with
_ODD_INSIDE: Final = re.compile(r"(?<=[^\W\d_])[¡-¬®-´¶¸-¿×÷€-™š›]+(?=[^\W\d_])|(?<=[^\W\d_]{2})[³¹¿£¾¼¥¢¶±](?!\w)")
_LEAST_ODD: Final = 3
#: controls, surrogates, private use, unassigned
_NO_COPY: Final = {"Cc", "Cs", "Co", "Cn"}
#: Cyrillic and Greek letters are over this share of all letters in such copy; names and figures are the rest
_LEAST_HIGH: Final = 0.5
_LEAST_LETTERS: Final = 24
#: shares of letters: written as words are, and of the ten commonest
_LEAST_ORDERLY: Final = 0.97
_LEAST_COMMON: Final = 0.45


def guess_charset(data: bytes) -> str | None:
    """Name the character set of Cyrillic or Greek copy; None when it is not plainly such.

    >>> guess_charset("Мост через реку закрыт до августа, объезд открыт".encode("koi8-r"))
    'koi8-r'
    """
    sample = data[:_SAMPLE_BYTES]
    n_high, n_low = len(_HIGH.findall(sample)), len(_LOW_LETTER.findall(sample))
    if n_high < _LEAST_LETTERS or n_high < (n_high + n_low) * _LEAST_HIGH:
        return _latin(sample) if n_high >= _LEAST_ODD else None
    best, best_score = None, 0.0
    for name, common in _SETS:
        score = _score(sample.decode(name, "replace"), common)
        if score > best_score:
            best, best_score = name, score
    return best or _wide(data)


def guess_two_bytes(data: bytes) -> str | None:
    """Name the order of bytes of UTF-16 copy that has no mark before it; None when it is not such.

    >>> guess_two_bytes("Le port a fermé.".encode("utf-16-be"))
    'utf-16-be'
    """
    sample = data[: _SAMPLE_BYTES // 2 * 2]
    if b"\0" not in sample or len(sample) < 16:
        return None
    for name in ("utf-16-le", "utf-16-be"):
        text = sample[: len(sample) // 2 * 2].decode(name, "replace")
        # in the wrong order a blank is U+2000 and a new line U+0A00
        n_apart = sum(map(text.count, " \r\n"))
        n_odd = sum(1 for char in text if char not in "\r\n\t" and unicodedata.category(char) in _NO_COPY) + text.count(
            "\ufffd"
        )
        if (
            n_odd * 50 <= len(text)
            and n_apart > sum(map(text.count, "\u2000\u0d00\u0a00"))
            and n_apart * 200 > len(text)
        ):
            return name
    return None


def _wide(data: bytes) -> str | None:
    """Try the sets of East Asia, in which most characters are two bytes."""
    best, best_share = None, 0.0
    for name, common, least in _WIDE_SETS:
        try:
            text = data[: _SAMPLE_BYTES * 4].decode(name)
        except UnicodeDecodeError as error:
            if error.start < len(data[: _SAMPLE_BYTES * 4]) - 4 or len(data) <= _SAMPLE_BYTES * 4:
                continue  # a character may be cut by the sample's end, and by no other
            text = data[: error.start].decode(name, "ignore")
        letters = [char for char in text if char > "\u024f" and (char.isalpha() or char == "ー")]
        n_foreign = sum(1 for char in letters if not "\u3005" <= char <= "\ud7a3" and not "\uff00" <= char <= "\uff60")
        if len(letters) * 2 < _LEAST_LETTERS or n_foreign * 50 > len(letters):
            continue
        share = len(re.findall(common, text)) / len(letters)
        if share >= least and share / least > best_share:
            best, best_share = name, share / least
    return best


def _latin(sample: bytes) -> str | None:
    """Try the Latin sets where Latin-1 gives signs within words, or no letters beside those that only Turkish has there."""
    text = sample.decode("cp1252", "replace")
    if (high := set(_HIGH_LETTER.findall(text))) and high <= _TURKISH:
        n_telling = sum(1 for char in text if char in "ýþðÝÞÐ")
        return "cp1254" if n_telling >= _LEAST_ODD and n_telling * 400 > len(text) else None
    n_odd = len(_ODD_INSIDE.findall(text))
    if n_odd < _LEAST_ODD:
        return None
    best = min(_LATIN_SETS, key=lambda name: len(_ODD_INSIDE.findall(sample.decode(name, "replace"))))
    return best if len(_ODD_INSIDE.findall(sample.decode(best, "replace"))) * 4 <= n_odd else None


def _score(text: str, common: str) -> float:
    """Say how much a text looks written in the script of `common`, 0 to 1; 0 = not at all."""
    words = [word for word in _WORD.findall(text) if word[0] > "\u024f"]
    n_letters = sum(map(len, words))
    n_others = sum(1 for char in text if "\x80" <= char <= "\x9f" or "\u2500" <= char <= "\u25ff" or char == "\ufffd")
    if n_letters < _LEAST_LETTERS:
        return 0.0
    first, last = _BLOCKS[common[0]]
    ours = sum(len(word) for word in words if _is_orderly(word) and all(first <= char <= last for char in word))
    orderly = ours / (n_letters + n_others)
    lowered = "".join(words).lower().replace("ά", "α").replace("ό", "ο").replace("ί", "ι").replace("έ", "ε")
    share = sum(lowered.count(char) for char in common) / n_letters
    return orderly * share if orderly >= _LEAST_ORDERLY and share >= _LEAST_COMMON else 0.0


def _is_orderly(word: str) -> bool:
    return word.islower() or word.isupper() or word[1:].islower() or not (word.lower() != word or word.upper() != word)
