"""Embargo words: "EMBARGOED UNTIL 0001 GMT, Nov 22, 2018", "Sperrfrist: 12.00 Uhr", "à ne pas publier avant jeudi".

Only the words are found here; what time they name is read by `agencies`, which knows the house's zone. An embargo is also
news ("Cuba embargo", "el embargo de los bienes", "sin embargo"), so the word alone is none: it must stand where an order
stands (at the start of a line or sentence, in brackets), with a time or a sign behind it, or in words that say it.
"""

import re
from collections.abc import Iterator
from typing import Final, Literal

#: where the words stand: a headline and a slug tell news, too, so they must begin with an order or set it off
Where = Literal["note", "headline", "slug"]

_NOUN: Final = r"(?:embargo|эмбарго|ембарго|εμπ[άα]ργκο|ambargo|אמברגו)"
_MADE: Final = r"(?:embargoed|embargad[oa]s?|embargert|ambargolu)"
#: what stands between the word and the time
_UNTIL: Final = (
    r"(?:for (?:release|publication|use)(?: until)?|for|until|till?|to|before|bis|ab|hasta|jusqu\S*|tot|inntil|até|fino|sino|"
    r"alle|do|до|μέχρι|έως|ως|עד|informativo hasta)"
)
_USED: Final = r"(?:use|used|release|released|publication|published|broadcast|distribution|distributed|transmission)"
#: words that say it by themselves, by language
_PHRASES: Final = re.compile(
    r"\b(?:strictly |strict |under |under strict )?(?:"
    + "|".join(
        (
            rf"(?P<noun>{_NOUN}(?:\s?[:：]|\s{_UNTIL}\b(?!\s(?:be|stay|end|remain)\b)))",
            rf"{_MADE}(?:\s?[:：]|\s{_UNTIL}\b)",
            r"(?:under|under strict|strict|strictly) embargo(?:ed)?\b",
            rf"not (?:for|to be) {_USED}(?:,? (?:or|and) {_USED}){{0,2}} (?:before|until|prior to)\b",
            r"hold for (?:release|publication)\b",
            r"for release\b(?! of\b)",
            r"for (?:use|release) in (?:[ap]\.?m\.?|morning|evening|sunday|weekend) (?:news)?papers\b",
            # German
            r"sperrfrist\b", r"gesperrt bis\b", r"frei ab\b", r"frei für (?:die )?\w+(?:ausgaben?|zeitungen|blätter)\b",
            r"unter embargo\b", r"nicht (?:zur veröffentlichung|veröffentlichen) vor\b",
            r"nicht vor \S[^\n]{1,50} (?:veröffentlichen|verwenden|verbreiten)\b",
            # French
            r"sous (?:l['’])?embargo\b", r"(?:[àa] )?ne pas (?:publier|diffuser|utiliser|reproduire) avant\b",
            r"(?:diffusion|publication) interdite (?:avant|jusqu)",
            # Spanish, Portuguese, Italian
            r"(?:bajo|sob|sotto|con) embargo\b", r"no (?:publicar|difundir|utilizar)(?:se)? (?:antes|hasta)\b",
            r"não (?:publicar|divulgar) antes\b", r"non (?:pubblicare|diffondere) prima\b",
            # Dutch, Swedish, Norwegian, Danish, Finnish
            r"onder embargo\b", r"niet (?:publiceren|verspreiden|voor publicatie) (?:voor|vóór|tot)\b",
            r"sperrefrist\b", r"sperret (?:in)?til\b", r"klausul(?:ert|eret)?(?: til\b|:)", r"klausuleret\b", r"spärrtid\b",
            r"får (?:ej|inte) publiceras (?:före|förrän)\b", r"må (?:ikke|ej) (?:publiseres|offentlig\w+|brukes|bringes) før\b",
            r"julkaisuvapaa\b", r"vapaa julkaistavaksi\b", r"ei (?:saa julkaista|julkaistavaksi|julkisuuteen) ennen\b",
            # Russian, Ukrainian, Polish, Czech
            r"под эмбарго\b", r"не (?:публиковать|использовать|распространять|для публикации) (?:до|ранее|раньше)\b",
            r"під ембарго\b", r"не публікувати до\b", r"pod embargiem\b", r"nie publikować przed\b", r"nezveřejňovat před\b",
        )
    )
    + r")"
    # without spaces between words
    r"|(?:محظور النشر|محظور نشره|حظر النشر|يحظر النشر|ممنوع النشر)"
    r"|解禁(?:日時)?\s?[:：は]|エンバーゴ\s?[:：]|禁发至|定时发布\s?[:：]|엠바고|보도유예",
    re.IGNORECASE,
)  # fmt: skip
_BARE: Final = re.compile(rf"\b(?:{_NOUN}|{_MADE})\b", re.IGNORECASE)
#: one of these is in all of them
_STEMS: Final = (
    "mbarg", "not for ", "not to be ", "hold for ", "for release", "for use in ", "sperr", "frei ab", "frei für", "nicht vor ",
    "pas publier", "pas diffuser", "pas utiliser", "pas reproduire", "interdite ", "publicar", "divulgar", "difundir", "utilizar",
    "pubblicare", "diffondere", "publiceren", "verspreiden", "publicatie", "klausul", "spärrtid", "publiceras", "publiseres",
    "offentlig", "brukes", "bringes", "julkais", "publikować", "nezveřejňovat", "nicht zur ver", "nicht veröff",
)  # fmt: skip
_FOR: Final = ("not for ", "hold for ", "for release", "for use in ")
_STEMS_ELSEWHERE: Final = (
    "эмбарго", "ембарго", "εμπάργκο", "εμπαργκο", "אמברגו", "публікувати", "не публ", "не исп", "не расп", "не для публ",
    "النشر", "نشره", "解禁", "エンバーゴ", "禁发至", "定时发布", "엠바고", "보도유예",
)  # fmt: skip
_ACCENTED: Final = tuple(stem for stem in _STEMS if not stem.isascii())
_NOT_LATIN: Final = re.compile("[\u0370-\u1fff\u3040-\uffff]")
#: begins a line or stands set off: before it nothing, an opening bracket, or a dash or colon with a space
_SET_OFF: Final = re.compile(r"(?:^|\n|[(\[（【〔<]|\s[-–—:|*+/=]{1,3}\s|[:：]\s|[*+]{2,3}\s?)[\s\"'“*+_]*$")
#: the same in a note, whose sentences may begin with it
_BEGUN: Final = re.compile(
    r"(?:^|\n|[(\[（【〔<]|\s[-–—:|*+/=]{1,3}\s|[:：.;!?]\s|[*+]{2,3}\s?|\bnote\s)[\s\"'“*+_]*$", re.IGNORECASE
)
_DAY: Final = r"(?:\d|mon|tue|wed|thu|fri|sat|sun|noon|midnight|today|tonight|tomorrow|heute|morgen|demain|mañana|hoy)"
_SMALL: Final = (
    r"(?:for|until|till?|to|at|on|from|before|release|publication|use|copy|strict|strictly|time|date|is|it|the|kl|om|lifts?|"
    r"ends?|expires?)"
)
#: behind the bare word: nothing, a sign, or a time after a few small words
_TIMED: Final = re.compile(rf"\W*(?:$|\n|[)\]）】]|(?:{_SMALL}\W+){{0,5}}{_DAY})", re.IGNORECASE)
#: behind the word in capitals: an hour in the same line, whatever stands between: "EMBARGO tiistaihin klo 6.00"
_CLOCKED: Final = re.compile(r"[^\n]{0,60}?(?:\d[.:h]\d\d\b|\b(?:klo?|uhr|horas|heures|uur)\b)", re.IGNORECASE)
_SIGNED: Final = re.compile(r"\s?(?:[:：!.;)\]）】]|[-–—]{1,2}\s)")
#: "embargo" as news, and an embargo that is over
_NOT_ONE: Final = re.compile(
    r"\b(?:oil|arms|trade|weapons|export|import|grain|military|economic|un|u\.n\.|eu|no|fuel|food|gas)[ -]embargo"
    r"|embargo(?:ed)? (?:on|against)\b(?!\s+(?:mon|tue|wed|thu|fri|sat|sun|\d))"
    r"|embargo (?:has been |is |was )?(?:lifted|over|expired|off|aufgehoben|levé|levantado|opgeheven)|lifts? (?:the )?embargo"
    r"|эмбарго снято|for (?:immediate )?release:?\s*(?:immediate|now|immediately)|for immediate release",
    re.IGNORECASE,
)
_BEHIND: Final = 160
_BEFORE: Final = 40
#: the text begins behind this: "EMBARGOED until 0001 GMT Friday: Bridge closed"
_COLON: Final = re.compile(r"[:：]\s+(?=[^\W\d_])|\s+[-–—]{1,2}\s+(?=[^\W\d_])")
_CLOSERS: Final = {"(": ")", "[": "]", "（": "）", "【": "】", "〔": "〕"}


def find_words(text: str, where: Where = "note") -> tuple[int, int] | None:
    """Find where the words of an embargo begin and end, at most in one line; None when there are none."""
    if not may_have_words(text):
        return None
    for start, end in _found(text, where):
        around = text[max(0, start - 14) : min(len(text), end + 60)]
        if not _NOT_ONE.search(around):
            return start, _end(text, start, end, where)
    return None


def find_embargo(text: str) -> str | None:
    """Give the line in which an embargo's words stand, as it is; None when there is none."""
    text = text[:20_000]
    found = find_words(text)
    if found is None:
        return None
    start = text.rfind("\n", 0, found[0]) + 1
    end = text.find("\n", found[0])
    return text[start : end if end >= 0 else len(text)].strip()[:300]


def may_have_words(text: str) -> bool:
    """Tell quickly that there can be none: that no stem is in the text, as in most copy."""
    folded = text.casefold()
    # written out: a loop over as many takes twice the time, and this is asked of every item
    if (
        "mbarg" in folded or "sperr" in folded or "klausul" in folded or "julkais" in folded or "offentlig" in folded
        or "brukes" in folded or "bringes" in folded or "frei ab" in folded or "interdite " in folded
        or "verspreiden" in folded or "diffondere" in folded or "pubblicare" in folded or "divulgar" in folded
        or "difundir" in folded or "utilizar" in folded or "not to be " in folded
        # these begin several, or end them
        or ("for " in folded and any(stem in folded for stem in _FOR))
        or (("publi" in folded or "nicht " in folded or "pas " in folded) and any(stem in folded for stem in _STEMS))
    ):  # fmt: skip
        return True
    return not folded.isascii() and (
        any(stem in folded for stem in _ACCENTED)
        or (_NOT_LATIN.search(folded) is not None and any(stem in folded for stem in _STEMS_ELSEWHERE))
    )


def _found(text: str, where: Where) -> Iterator[tuple[int, int]]:
    opening = _BEGUN if where == "note" else _SET_OFF
    for found in _PHRASES.finditer(text):
        if (where == "note" and not found["noun"]) or _opens(opening, text, found.start()):
            yield found.span()
    if where == "slug":
        return
    for found in _BARE.finditer(text):
        if not _opens(opening, text, found.start()):
            continue
        is_loud = where == "note" and (
            _SIGNED.match(text, found.end()) or (found[0].isupper() and _CLOCKED.match(text, found.end()))
        )
        if is_loud or _TIMED.match(text, found.end()):
            yield found.span()


def _opens(opening: re.Pattern[str], text: str, at: int) -> bool:
    return opening.search(text, max(0, at - _BEFORE), at) is not None


def _end(text: str, start: int, end: int, where: Where) -> int:
    """Find where the words end: with the line, the brackets they stand in, or before the headline they stand over."""
    line = text.find("\n", end)
    last = min(line if line >= 0 else len(text), end + _BEHIND)
    opener = text[:start].rstrip()[-1:]
    if opener in _CLOSERS and (close := text.find(_CLOSERS[opener], end, last)) >= 0:
        return close
    if where == "headline" and (colon := _COLON.search(text, end, last)):
        return colon.start()
    return last
