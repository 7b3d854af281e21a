"""Embargo words in the head lines of copy: "EMBARGOED UNTIL 0001 GMT, Nov 22, 2018", "Sperrfrist: 12.00 Uhr".

Only the words are found here; what time they name is read by `agencies`, which knows the house's zone.
"""

import re
from typing import Final

#: words that are an embargo in other letters than Latin, where they are no noun among others; "not to be published before"
OTHER_WORDS: Final = (
    r"(?:(?<![^\W\d_] )|(?<=под )|(?<=під ))\b[эе]мбарго\b(?! (?:на|против|проти)\b)|\b[эе]мбарго до\b"
    r"|\b(?:ne pas (?:publier|diffuser)|no (?:publicar|difundir)|não publicar|non pubblicare|niet publiceren"
    r"|nicht veröffentlichen|nicht zur veröffentlichung|får inte publiceras|må ikke (?:publiseres|offentliggøres)|ei julkisuuteen"
    r"|nie publikować|не (?:публиковать|публікувати)) (?:avant|antes d\w+|até|prima d\w+|voor|vor|före|før|ennen|przed|до)\b"
    r"|\bεμπ[άα]ργκο (?:έως|μέχρι|ως)\b"
    r"|\bambargo(?:lu(?:dur)?)?\b(?=[:.]|.{0,60}kadar)|אמברגו עד|(?:محظور|حظر) النشر (?:حتى|قبل)|엠바고"
)
_WORDS: Final = re.compile(
    r"(?:strictly )?(?:embargo(?:ed)?\b|sperrfrist\b|gesperrt bis\b|hold for release\b|"
    r"not for (?:use|release|publication|broadcast) (?:before|until|prior to)\b|for release (?:at|on|after)\b|"
    r"embargad[oa] hasta\b|(?:sous )?embargo jusqu|not to be (?:used|published) (?:before|until)\b|"
    + OTHER_WORDS
    + ")",
    re.IGNORECASE,
)
#: "embargo" as news, on arms, oil, trade; and "sin embargo", which says "however"
_NEWS: Final = re.compile(
    r"\b(?:oil|arms|trade|weapons|export|import|grain|military|economic|un|u\.n\.|eu|öl|waffen|handels)[ -]?embargo"
    r"|embargo (?:on (?!(?:mon|tue|wed|thu|fri|sat|sun|\d))|against )\w"
    r"|\b(?:sin|sen|sem|sans|senza|ohne|zonder|uten|utan|uden|no) embargo\b",
    re.IGNORECASE,
)
#: the word as any other noun or verb: "l'embargo", "embargo de bienes", "embargo sur les armes", "embargado por el juez"
_AS_NOUN: Final = re.compile(
    r"(?:\b(?:l|dell|nell|sull|un|d)['’]|\b(?:un|el|del|al|le|du|ce|cet|the|an|their|its|su|das|dem|ein|eine[mns]?|det"
    r"|den|het|een|o|do|um|il|em|et) )embargo\b"
    r"|\bembargo (?:de|del|d['’]|sur|contre|sobre|contra|gegen|mot|mod|tegen|over|su|sul|sulle|ao?|al|für|petrol\w+|pétrol\w+"
    r"|comercial|commercial\w*|económico|economico|militar\w*|américain|americano|estadounidense)(?:\b|(?<=['’]))"
    r"|\bembargad[oa]s? (?:por|al?|de|del|las?|los|el|su)\b",
    re.IGNORECASE,
)
#: what makes it one all the same
_UNTIL: Final = re.compile(
    r"\d{1,2}\s?[:.h]\s?\d\d|\b\d{3,4}\s?(?:GMT|UTC|CET|CEST|BST|ET)\b|\b(?:hasta|jusqu\w*|bis|until|till?|tot|até|fino|kl|klo|uhr"
    r"|horas|heures)\b"
    r"|\b\d{1,2}\s?(?:h|am|pm|a\.m|p\.m)\b",
    re.IGNORECASE,
)
_OVER: Final = re.compile(
    r"\bembargo (?:has been |is |was )?(?:lifted|over|expired|aufgehoben|levé|levantado|opphevet|hävt)\b|lifts? (?:the )?embargo"
    r"|\bno embargo\b",
    re.IGNORECASE,
)


def is_no_order(words: str) -> bool:
    """Tell whether words with "embargo" in them only speak of one: of a state, of trade, of one that is over.

    Shape: a line, or the words with what stands just before them.

    >>> is_no_order("Sin embargo, el faro se apaga"), is_no_order("Embargo hasta las 18.00 horas")
    (True, False)
    """
    if _NEWS.search(words) or _OVER.search(words):
        return True
    return bool((noun := _AS_NOUN.search(words)) and not _UNTIL.search(words, noun.start()))


def find_embargo(text: str) -> str | None:
    """Give the words of an embargo, from where they begin to the end of their line; None when there is none."""
    for found in _WORDS.finditer(text[:20_000]):
        line_start = text.rfind("\n", 0, found.start()) + 1
        line_end = text.find("\n", found.start())
        line = text[line_start : line_end if line_end >= 0 else len(text)].strip()
        if not is_no_order(line):
            return line[:300]
    return None
