"""Datelines and reporters as agencies of East Asia and the Arab world write them, where no Latin shape fits.

    新华社北京8月27日电（记者李明）      （中央社記者陳美玲港灣市12日電）      【港市＝共同】  ［東京 12日 ロイター］
    (항구시=연합뉴스) 김민수 기자 =        القاهرة - 12 مارس (وام) -             12 марта, Заречье /Корр. БЕЛТА/.

The reporter's name stands in these, and nowhere else in the copy.
"""

import re
from typing import Final, NamedTuple

from wireroom.model import Dateline
from wireroom.text.dates import month_number

_HOUSES: Final = "新华社|新华网|中新社|中新网|新華社|中央社|新华|人民网|央视网"
#: names, and initials written apart or as one short word: "أ ف ب", "وام"
_ARAB_HOUSES: Final = (
    r"[\u0621-\u064a]\.?(?: ?[\u0621-\u064a]\.?){1,2}|رويترز|سبوتنيك|شينخوا|كونا|بترا|سانا|سونا"
    r"|الأناضول|العمانية|وكالات"
)
_SHAPES: Final = (
    re.compile(
        rf"(?P<text>(?P<credits>{_HOUSES})(?P<city>[\u4e00-\u9fff]{{2,12}}?)(?P<date>(?:\d{{1,2}}月)?\d{{1,2}}日)[电電]?)"
        r"(?:[（(][记記]者(?P<by>[^（）()]{2,30})[）)])?"
    ),
    re.compile(
        r"(?P<text>(?P<credits>[\u4e00-\u9fff]{1,5}[社网網])(?P<city>[\u4e00-\u9fff]{2,8}?)(?P<date>\d{1,2}月\d{1,2}日)[电電])"
    ),
    re.compile(r"(?P<text>【(?P<city>[^】=＝\d]{1,12}?)(?P<credits>共同|時事|AFP時事|AP|ロイター)(?:=[^】]{1,20})?】)"),
    # a name of three characters, which nearly all are, before the town
    re.compile(
        rf"(?P<text>[（(](?P<credits>{_HOUSES})?[记記]者(?P<by>[\u4e00-\u9fff]{{3}})(?P<city>[\u4e00-\u9fff]{{2,4}})"
        r"(?P<date>(?:\d{1,2}月)?\d{1,2}日)(?:[专專外]?[电電])[）)])"
    ),
    re.compile(r"(?P<text>[【［](?P<city>[^】］＝=\s\d]{1,12})[＝=](?P<credits>[^】］\s]{2,10})[】］])"),
    re.compile(
        r"(?P<text>[［\[](?P<city>[^］\]\s]{1,14})[\s　](?P<date>\d{1,2}日)[\s　](?P<credits>[^］\]\s]{2,8})[］\]]"
        r"[\s　]?[－-]?)"
    ),
    re.compile(
        r"(?P<text>[(（](?P<city>[가-힣]{1,10})\s?=\s?(?P<credits>[가-힣A-Za-z0-9]{2,12})[)）])"
        r"(?:\s*(?P<by>[가-힣]{2,4}(?:\s?[·ㆍ,]\s?[가-힣]{2,4}){0,3})\s(?:[가-힣]{0,4}특파원|기자)\s?=)?"
    ),
    re.compile(
        r"(?P<text>(?P<city>[\u0621-\u064a][\u0600-\u06ff ]{1,30}?)(?:\s?[-–،/]\s?"
        r"|\s)(?:(?P<date>\d{1,2}\s[\u0600-\u06ff]{3,10}(?:\s\d{4})?)"
        rf"\s?[-–/]?\s?)?[(/](?P<credits>{_ARAB_HOUSES})[)/]\s?[-–—:])"
    ),
    re.compile(
        r"(?P<text>(?P<date>\d{1,2}\s[^\W\d_]{3,8}),\s(?P<city>[А-ЯЁ][^\W\d_]+(?:[\s-][А-ЯЁ][^\W\d_]+){0,2})\s/(?P<by>[^/]{2,60})/\.?)"
    ),
)  # fmt: skip
#: what a line must begin with for any of these to be tried
STARTS: Final = r"[\u4e00-\u9fff【［（\[(가-힣\u0621-\u064a]|\d{1,2}\s[а-яё]"
_START: Final = re.compile(STARTS)
_BELTA: Final = re.compile(r"(?:(?:спец)?корр\.\s*|(?P<by>.+?)\s?[-–—]\s?)?(?P<credits>[А-ЯЁA-Z]{2,12})", re.IGNORECASE)


class Found(NamedTuple):
    """A dateline, and who it says wrote the copy."""

    dateline: Dateline
    reporter: str | None


def read_eastern(paragraph: str) -> Found | None:
    """Read such a dateline at the start of a paragraph; None when there is none.

    >>> found = read_eastern("(항구시=연합뉴스) 김민수 기자 = 항구시는 12일 …")
    >>> found.dateline.city, found.reporter
    ('항구시', '김민수')
    """
    start = paragraph[:120].lstrip()
    if _START.match(start) is None:
        return None
    for shape in _SHAPES:
        found = shape.match(start)
        if found is None:
            continue
        parts = found.groupdict()
        credits, by, date = parts.get("credits"), parts.get("by"), parts.get("date")
        if shape is _SHAPES[-1]:
            if (
                month_number(found["date"].split()[1]) is None
                or (signed := _BELTA.fullmatch(found["by"].strip())) is None
            ):
                continue
            credits, by = signed["credits"], signed["by"]
        line = Dateline(
            text=found["text"].strip(),
            city=found["city"].strip(" -–،"),
            credits=(credits.strip(),) if credits else (),
            date=date,
        )
        return Found(line, by.strip() if by else None)
    return None
