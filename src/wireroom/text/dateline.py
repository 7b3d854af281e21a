"""Datelines: where and when the copy says it was written, at the start of the first paragraph.

Shapes, as agencies print them:

    Munich (dpa) -                      BUENOS AIRES, Argentina (AP) _        LONDON, Aug 26 (Reuters) -
    GENEVA, Aug. 26 (Xinhua) --         MOSCOW, August 26. /TASS/.            SAITAMA, Japan, Dec. 9 Kyodo -
    Paris (ats afp)                     (ANSA) - ROMA, 04 OTT -               MADRID 4 oct (EFE).-
    Выборг. 5 апреля. ИНТЕРФАКС -       ВЫБОРГ, 5 апр - РИА Новости.          ΑΘΗΝΑ (ΑΠΕ) -
    BRUXELLES 21/02 (BELGA) =             (PORT ARDEN) --                          March 12 (Reuters) -
    NEW YORK —                          CALMONT (France), 12 mars 2024 (AFP) -
    Zeestad, 12 maart 2024 -            and those of `eastern_datelines`

The place is never resolved to a country, and the year is never guessed.
"""

import re
from typing import Final

import msgspec

from wireroom.model import Dateline
from wireroom.text.dates import month_number
from wireroom.text.eastern_datelines import STARTS, read_eastern

#: agencies that sign in mixed case; those that sign with initials, upper or lower, are known by that
_NAMES: Final = {
    "reuters", "xinhua", "kyodo", "interfax", "yonhap", "bernama", "antara", "ritzau", "bloomberg", "lusa", "ansa",
    "belga", "keystone-sda", "europa press", "prnewswire", "pr newswire", "business wire", "globe newswire", "tass",
    "ria novosti", "canadian press", "the canadian press", "associated press", "apanews", "anadolu", "anatolia",
    "agerpres", "hina", "tanjug", "jiji", "jiji press", "notimex", "telam", "télam", "prensa latina", "zenit", "efe",
    "agencia brasil", "agência brasil", "ukrinform", "trend", "azertac", "kazinform",
    "интерфакс", "тасс", "прайм", "белта", "укринформ",
}  # fmt: skip
_DASH: Final = r"(?:\.?\s?[-–—―_]{1,3})"
#: a place: begins with a capital, holds no bracket, quote or colon
_PLACE: Final = (
    r"(?P<place>[A-ZÀ-ÖØ-ÞŁŚŠŽČİΆ-ΫЀ-Я’'][^()\[\]/\"“”:;?!]{1,70}?(?:/[A-ZÀ-ÖØ-ÞΆ-ΫЀ-Я][^()\[\]\"“”:;?!]{1,40}?)?)"
)
_BRACKET: Final = re.compile(
    rf"{_PLACE}(?P<figures>\s\d{{1,2}}/\d{{1,2}}(?:/\d{{2,4}})?)?"
    rf"\s?[(/](?P<credits>[^\W\d_][\w /.&+-]{{1,38}})[)/](?P<dash>[.:]?\s?(?:(?:{_DASH}|=)(?=\s|$)|--(?=[A-Z“]))|\.|)"
)
_BEHIND: Final = re.compile(
    rf"\((?P<credits>[A-Z][A-Za-z/ ]{{1,20}})\)\s?{_DASH}\s(?P<place>[A-Z][^().:]{{1,50}}?)\s{_DASH}(?=\s)"
)
_BARE: Final = re.compile(
    rf"{_PLACE}\s(?P<credits>[A-Z][A-Za-z]{{1,9}}|[Ά-ΫЀ-Я]{{2,10}}(?:-[Ά-ΫЀ-Я]{{2,10}})?)\s{_DASH}(?=\s)"
)
#: RIA and PRIME sign behind the dash, with a full stop
_SIGNED_BEHIND: Final = re.compile(rf"{_PLACE}\s{_DASH}\s(?P<credits>РИА Новости|РИА|ПРАЙМ|Sputnik)\.(?=\s)")
_CAPITALS: Final = re.compile(
    rf"(?P<place>[A-ZÀ-ÖØ-Þ][A-ZÀ-ÖØ-Þ .'’/-]{{2,38}}(?:,\s[A-ZÀ-Ö][\w .'’]{{1,28}}){{0,2}})\s{_DASH}(?=\s)"
)
_DAY: Final = r"(?:\d{1,2}(?:st|nd|rd|th|\.)?\s(?:de\s)?[^\W\d_]{3,12}\.?|[^\W\d_]{3,12}\.?\s\d{1,2})(?:,?\s\d{4})?"
_DATE_PART: Final = re.compile(_DAY)
#: copy to be read aloud has its place in brackets
_ALOUD: Final = re.compile(r"\((?P<place>[A-Z][^()\[\]/\"“”:;?!\d]{3,40})\)\s?--(?=\s)")
_NOT_ALOUD: Final = _NAMES | {"more", "ends", "undated", "update", "urgent", "bulletin", "flash", "eds"}
#: copy written at no one place has only its day
_UNPLACED: Final = re.compile(rf"(?P<date>{_DAY})\s\((?P<credits>[^()\d/]{{2,30}})\)\s?{_DASH}(?=\s)")
#: a country in brackets between the place and the day
_WITH_COUNTRY: Final = re.compile(
    rf"{_PLACE}\s\((?P<region>[^()\d]{{2,30}})\),?\s(?P<figures>{_DAY})\s?\((?P<credits>[^()\d]{{2,30}})\)(?P<dash>\s?\.?{_DASH})(?=\s)"
)
#: press offices give place and full date, and sign elsewhere
_UNSIGNED: Final = re.compile(
    rf"{_PLACE},\s(?:le |den |am |il |a |el )?(?P<figures>(?:\d{{1,2}}(?:st|nd|rd|th|\."
    rf"|er)?\s(?:de\s)?[^\W\d_]{{3,10}}\.?|[^\W\d_]{{3,10}}\.?\s\d{{1,2}}),?\s(?:de\s)?\d{{4}})\s?"
    rf"{_DASH}(?=\s)"
)
_IN_FIGURES: Final = re.compile(r"\d{1,2}\.\s?\d{1,2}\.(?:\s?\d{2,4})?|\d{1,2}/\d{1,2}(?:/\d{2,4})?|\d{4}-\d\d-\d\d")
_DATE_AT_END: Final = re.compile(rf"(?P<city>.{{2,40}}?)[.,]?\s(?P<date>{_DAY})\.?")
_NO_PLACE: Final = re.compile(
    r"(?:BREAKING|UPDATE\w*|CORRECT\w*|EXCLUSIVE|EDITOR\w*|NOTE|NOTES|ATTENTION|ATTN|EMBARGO\w*|ADVISORY|URGENT|FLASH|NATO|FIFA|UEFA"
    r"|OPEC|NASA|"
    r"UNESCO|UNICEF|WHO|GROUP|RESULT\w*|FACTBOX|TIMELINE|SUMMARY)\b"
)
#: a region or country in initials, whose full stop is its own: "D.C.", "N.B."
_LETTERED: Final = re.compile(r"(?:\b[A-Z]\.){2}$")
#: and one cut short: "Wash.", "Calif.", "N. Dak."
_SHORT_REGION: Final = re.compile(r",\s(?:[A-Z]\.\s)?[A-Z][a-z]{1,4}\.$")
_INITIALS: Final = re.compile(r"[^\W\d_]{2,6}(?:-[A-Za-z]{2,4})?")
#: a longer one is none, whatever the field is called; characters
_LONGEST_GIVEN: Final = 300
#: in a field of its own: the credit at the end, a city with the day behind it, anything that is a day
_GIVEN_CREDIT: Final = re.compile(
    r"(?P<rest>.{2,80}?)[\s.,]*(?:\((?P<credit>[^()/\d]{2,30})\)|/\s?(?P<slashed>[^()/\d]{2,30}?)(?P<end>\s?/)?)\.?"
)
_GIVEN_REGION: Final = re.compile(r"\s\(([^()\d]{2,30})\)")
_GIVEN_DAY: Final = re.compile(r"(?P<city>[^\d]{2,60}?)[\s.]+(?P<date>\d.{0,30})")
_GIVEN_DATE: Final = re.compile(r"\d|^(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day$", re.IGNORECASE)
_WEEKDAY: Final = re.compile(r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day")
#: what stands in brackets after a person's name
_NOT_SIGNED: Final = {"right", "left", "photo", "file", "centre", "center", "above", "below"}
_ABBREVIATED: Final = re.compile(r"\b(?:St|Ste|Ft|Mt|Pt|Sgt|[A-Z]|[A-Z][a-z]{1,4}|D\.C|U\.S|U\.K|U\.N)\.")


#: how a dateline begins, and what is in all of them: a bracket or a dash
_BEGINNING: Final = re.compile(r"[A-ZÀ-ÖØ-ÞŁŚŠŽČİŞΆ-ΫЀ-Я’'(](?=[^-–—―_()/]*+[-–—―_()/])")
_ELSEWHERE: Final = re.compile(STARTS)
#: TT gives its dateline a line of its own: "STOCKHOLM TT"
_ALONE: Final = re.compile(r"(?P<city>[A-ZÀ-ÖØ-Þ][A-ZÀ-ÖØ-Þ ]{1,30}) (?P<credits>[A-Z]{2,8})")
#: so does Europa Press, with the day: "MADRID, 2 (EUROPA PRESS)"
_DATED_ALONE: Final = re.compile(
    r"(?P<city>[A-ZÀ-ÖØ-Þ][A-ZÀ-ÖØ-Þ' ]{1,40})(?: \((?P<region>[^()\d]{2,30})\))?, (?P<date>\d{1,2}(?: [^\W\d_]{3,10}\.?)?)"
    r" \((?P<credits>[^()\d]{2,30})\)"
)
#: an agency's name in Arabic letters that stand alone: "أ ف ب"
_ARABIC_LETTERS: Final = re.compile("[\u0621-\u064a](?:[ .][\u0621-\u064a]){1,4}")


def read_dateline(paragraph: str, signed_by: str | None = None) -> Dateline | None:
    """Read the dateline at the start of a story's first paragraph.

    Shape: `paragraph` is decoded, without markup; `Dateline.text` is its beginning up to the dash, so that
    `paragraph[len(text):]` is the story.
    `signed_by` is how the copy's own envelope names its sender: that name in brackets needs no dash after it.
    Returns: None when there is none. A word in brackets that no agency would sign with is not taken for one.

    >>> found = read_dateline("BUENOS AIRES, Argentina (AP) _ For patients …")
    >>> found.city, found.region, found.credits
    ('BUENOS AIRES', 'Argentina', ('AP',))
    """
    start = paragraph[:160].replace("\u00a0", " ").lstrip()
    if _ELSEWHERE.match(start) and (eastern := read_eastern(start)) is not None:
        return eastern.dateline
    if _BEGINNING.match(start) is None:
        if signed_by and (alone := _ALONE.fullmatch(start)) and alone["credits"].lower() == signed_by.lower():
            return Dateline(text=start, city=alone["city"], credits=(alone["credits"],))
        return None
    lead = len(paragraph[:160]) - len(start)
    if (found := _UNPLACED.match(start)) and _is_date(found["date"]) and _is_signature(found["credits"]):
        return Dateline(text=found[0].strip(), credits=(found["credits"],), date=found["date"])
    if (found := _ALOUD.match(start)) and found["place"].lower() not in _NOT_ALOUD and not _is_sentence(found["place"]):
        city, region, date = _parts(found["place"])
        return Dateline(text=found[0].strip(), city=city, region=region, date=date)
    if (
        paragraph.endswith(")")
        and (found := _DATED_ALONE.fullmatch(start.rstrip()))
        and _is_signature(found["credits"])
    ):
        return Dateline(
            text=found[0], city=found["city"], region=found["region"], date=found["date"], credits=(found["credits"],)
        )
    for shape in (_BEHIND, _WITH_COUNTRY, _BRACKET, _BARE, _SIGNED_BEHIND, _CAPITALS, _UNSIGNED):
        found = shape.match(start)
        if found and (line := _made(found, shape, (signed_by or "").lower())) is not None:
            return msgspec.structs.replace(line, text=paragraph[lead : lead + found.end()].strip())
    return None


def given_dateline(text: str) -> Dateline:
    """Take apart a dateline that a field of its own gives: nothing but a dateline stands there, in whatever form.

    Returns: what is not understood stays text; several words without a comma may be more than a city, and are none.

    >>> given_dateline("CORALTON, AUGUST 11").date, given_dateline("LIPOWA 4.9").city
    ('AUGUST 11', 'LIPOWA')
    """
    if len(text) > _LONGEST_GIVEN:
        return Dateline(text=text)
    bare = text.strip().strip("-–—―_=:").strip()
    is_plain = " - " not in bare or bare.startswith("(")
    whole = f"{bare} - x" if bare != text.strip() or ")" in bare else bare
    if is_plain and (found := read_dateline(whole)) is not None:
        return msgspec.structs.replace(found, text=text)
    bare = bare if is_plain else bare.rpartition(" - ")[2]  # "ANSA TEST - ROMA, 01 LUG"
    credits: tuple[str, ...] = ()
    if signed := _GIVEN_CREDIT.fullmatch(bare):
        name = (signed["credit"] or signed["slashed"]).strip()
        if signed["end"] or (
            (_is_signature(name) and (signed["credit"] or len(name) < 5)) or _ARABIC_LETTERS.fullmatch(name)
        ):  # "KÖLN/BERLIN" is two cities
            bare, credits = signed["rest"].strip(), (name,)
    first, *rest = [part.strip() for part in _GIVEN_REGION.sub(r", \1", bare).split(",")]
    dated = _GIVEN_DAY.fullmatch(first)
    city = dated["city"].removesuffix(" في") if dated else first
    dates = [*([dated["date"]] if dated else []), *(part for part in rest if _GIVEN_DATE.search(part))]
    region = [part for part in rest if part and not _GIVEN_DATE.search(part)]
    n_most = 5 if rest or dated or credits else 2
    is_city = any(map(str.isalpha, city)) and len(city.split()) <= n_most and not re.search(r"[\d():;?!=]", city)
    return Dateline(
        text=text,
        city=city if is_city else None,
        region=", ".join(region) or None if is_city else None,
        credits=credits,
        date=", ".join(dates).strip(" .") or None,
    )


def _made(found: re.Match[str], shape: re.Pattern[str], signed_by: str) -> Dateline | None:
    place = found["place"].strip(" ,-–—")
    if not _LETTERED.search(place) and not _SHORT_REGION.search(place):
        place = place.rstrip(".")
    named = found.groupdict().get("credits") or ""
    credits = tuple(part.strip(" .") for part in re.split(r"[/+&]|\s(?=[a-z]{2,4}\b)", named) if part.strip(" ."))
    if _is_sentence(place) or _NO_PLACE.match(place):
        return None
    city, region, date = _parts(place)
    region = region or found.groupdict().get("region")
    date = date or (found.groupdict().get("figures") or "").strip() or None
    if shape in (_WITH_COUNTRY, _UNSIGNED) and not _is_date(date or ""):
        return None
    if not city or len(city) > 40 or len(city.split()) > 6 or city.split()[-1][0].islower():
        return None
    has_dash = bool(found.groupdict().get("dash", "-").strip(" ."))
    signed = bool(credits) and all(_is_signature(part) for part in credits)
    is_slashed = found["dash"] == "." and found[0].endswith("/.") if shape is _BRACKET else False
    if shape is _BRACKET and date and is_slashed:  # as TASS and its neighbours sign, whatever their names look like
        return Dateline(text=found[0].strip(), city=city, region=region, credits=credits, date=date)
    if shape is _BRACKET and not signed and not (has_dash and (date or city.isupper())):
        return None
    if shape is _BRACKET and not has_dash:
        # "Siemens (SIE) said" is no dateline; "Paris (ats afp)" and "MOSCOW, August 26. /TASS/." are
        is_known = any(part.lower() in _NAMES or part.lower() == signed_by for part in credits)
        if not is_known and not (signed and (date or found["dash"] == "." or named == named.lower())):
            return None
    if shape is _SIGNED_BEHIND and not date:
        return None
    if shape is _BARE and not (date or (found["place"].endswith(",") and (named.lower() in _NAMES or named.isupper()))):
        return None
    return Dateline(text=found[0].strip(), city=city, region=region, credits=credits, date=date)


def _parts(place: str) -> tuple[str, str | None, str | None]:
    """Split "ROSCOE, South Dakota, Nov. 13" into city, region and date."""
    city, region, date = "", [], None
    for part in (piece.strip() for piece in place.split(",")):
        if _is_date(part):
            date = part if date is None else f"{date}, {part}"
        elif date and re.fullmatch(r"\d{4}", part):
            date = f"{date}, {part}"
        elif not city:
            city = part
            if (ending := _DATE_AT_END.fullmatch(part)) and _is_date(ending["date"]):
                city, date = ending["city"].rstrip(" ."), ending["date"]
        elif part:
            region.append(part)
    return city, ", ".join(region) or None, date.rstrip(".") if date and not date.endswith("..") else date


def _is_date(part: str) -> bool:
    if _IN_FIGURES.fullmatch(part):
        return True
    if not _DATE_PART.fullmatch(part):
        return bool(_WEEKDAY.fullmatch(part))
    return any(month_number(word) for word in re.findall(r"[^\W\d_]{3,12}", part))


def _is_signature(word: str) -> bool:
    """Tell whether an agency would sign so: initials in one case, or a known name."""
    if word.lower() in _NAMES:
        return True
    is_one_case = word.isupper() or word.islower() or "-" in word
    return is_one_case and word not in _NOT_SIGNED and bool(_INITIALS.fullmatch(word))


def _is_sentence(place: str) -> bool:
    bare = _ABBREVIATED.sub("", place)
    words = re.findall(r"[^\W\d_]{2,}", bare)
    if sum(1 for word in words if word.islower() and word not in _SMALL) > 1:
        return True
    return bool(re.search(r"[.]\s+[^\W\d_]{11,}", bare))


#: small words inside names of places and dates
_SMALL: Final = {
    "de", "del", "la", "le", "les", "el", "los", "las", "do", "da", "di", "du", "des", "al", "ar", "as", "am", "an",
    "der", "im", "in", "on", "sur", "of", "the", "bei", "ob", "upon", "den", "and", "und", "et",
}  # fmt: skip
