"""Words to editors that stand as paragraphs among those of a story: never a reader's.

    Eds: Adds quote in third paragraph.             -> ednote
    (ATTN: ADDS photo; UPDATES with reaction)       -> ednote
    Hinweis an die Redaktionen: Bild folgt.         -> ednote
    Not for publication: steward 0400 000 000       -> ednote_private
    The following is not for publication            -> ednote_private, and so is all that follows
    ----- / KORREKTUR-HINWEIS / In NW0520 … / ----- -> ednote, the rules off

Formats with a place for notes read it themselves; this is for bodies of HTML, NITF and JSON, where notes stand in the text.
"Editor's note" is left alone: where it stands in a story, it speaks to readers.
"""

import re
from typing import Final

import msgspec

from wireroom.model import Block
from wireroom.text.xml import folded

#: what may stand before a note's first word
_OPENING: Final = " \t\n\u00a0\u3000([【〔（*/_#-"
#: for editors of every client: English, German, Dutch, Nordic, Romance, Slavic, Greek, Turkish, Arabic, Hebrew, Japanese, Chinese
_PUBLIC: Final = re.compile(
    r"(?:(?:Eds|EDS|Editors|EDITORS|ATTN)\.?\s*:"
    r"|(?i:notes? (?:to|for) (?:the )?editors?|attention,? editors|advisory to editors"
    r"|(?:hinweis|mitteilung|notiz|achtung|information)\s*(?:(?:an|für)\s+(?:die\s+)?)?redaktion(?:en)?|an die redaktion(?:en)?"
    r"|(?:noot|opmerking|mededeling|let op)\s*(?:voor|aan)?\s*(?:de\s+)?redacties?"
    r"|till? (?:redaktion(?:en|erna|erne)|redaksjon(?:en|ene)|red\.)|(?:huomautus |tiedoksi )?toimituksille"
    r"|notes? (?:aux|à l['’]attention des|à la|pour les) (?:rédactions?|rédacteurs)|à l['’]attention des rédactions"
    r"|notas? (?:a|para) (?:los |las )?(?:editores|redacci[oó]n(?:es)?)|atenci[oó]n,? editores"
    r"|notas? (?:aos|para os|à) (?:editores|redaç(?:ão|ões))|nota (?:per le|alle|ai) (?:redazioni|redattori)|alle redazioni"
    r"|uwaga,? redakcj[aei]|do redakcji|(?:к сведению|вниманию) (?:редакций|редакторов|редакторам)"
    r"|примечание для (?:редакций|редакторов)|до уваги (?:редакцій|редакторів)|примітка для (?:редакцій|редакторів)"
    r"|σημείωση (?:προς|για) τους συντάκτες|editörlere not|editörlerin dikkatine"
    r"|ملاحظة (?:للمحررين|إلى المحررين)|לתשומת לב העורכים|הערה לעורכים)\s*[:\-–—：=]"
    r"|(?:編集注|編注|編集メモ|編者注意|编者注意|编辑注意)[】〕：:　]"
    r"|KORREKTUR-?HINWEIS\b)"
)
#: a line of its own around a note
_RULE: Final = re.compile(r"[-_=*+]{5,}")
#: for the desk alone; "before" and its like make an embargo of it
_PRIVATE: Final = re.compile(
    r"(?:(?i:the following (?:(?:information|details|contents?) )?(?:is|are) )?"
    r"(?i:not (?:intended )?for publication|(?:die folgenden informationen sind )?nicht (?:zur|für die) veröffentlichung"
    r"|nur zur internen verwendung|ne pas publier|pas pour publication|no publicar|no (?:apto )?para (?:su )?publicaci[oó]n"
    r"|não publicar|não é para publicação|(?:da )?non pubblicare|non per la pubblicazione|niet voor publicatie"
    r"|(?:ej|inte|icke) för publicering|ikke (?:til|for) (?:offentliggørelse|publisering|publicering)"
    r"|ei julkais(?:taviksi|tavaksi|uun)|nie do publikacji|не для (?:печати|публикации|друку|публікації)"
    r"|όχι (?:για|προς) δημοσίευση|yayın(?:lanmak)? için değildir|ليس للنشر|غير مخصص للنشر|לא לפרסום"
    r"|(?:以下)?(?:掲載不可|不供发表|不供發表|请勿刊发|請勿刊發)))(?!\w)"
    r"(?!\W{1,3}(?i:before|until|prior|vor|bis|avant|jusqu|antes|hasta|até|prima|fino|voor|tot|före|innan|før|ennen|przed|до|πριν))"
    r"(?P<rest>.*)",
    re.DOTALL,
)
#: how notes begin, three letters of Latin, Cyrillic … and one of Chinese: most paragraphs do not, and are passed by one look
_BEGINNINGS: Final = """
    eds|edi|not|no |att|adv|hin|mit|ach|inf|an |noo|opm|med|let|til|toi|huo|tie|à l|ate|all|uwa|do |não|da |non|nic|nie|nur|pas
    |ne |ej |int|ick|ikk|ei |yay|к с|вни|при|до |не |σημ|όχι|ملا|ليس|غير|לתש|הער|לא |編|编|掲|不|请|請|以|kor
    """
_STARTS: Final = frozenset("".join(_BEGINNINGS.split("\n    ")).split("|"))
#: "The following …", "Die folgenden …": a fifth of all paragraphs begin with the first of these words
_ARTICLES: Final = frozenset(("the", "die"))
#: the first sign alone, where that is all that is looked at
_FIRST_SIGNS: Final = frozenset(_OPENING) | {start for start in _STARTS if len(start) == 1}
#: letters and digits with which no note begins
_NEVER_FIRST: Final = frozenset(
    sign
    for sign in map(chr, range(128))
    if sign.isalnum() and sign.lower() not in {start[0] for start in (*_STARTS, *_ARTICLES)}
)
_SENTENCE: Final = re.compile(r"(?:^|(?<=[.!?;)]\s))", re.MULTILINE)
#: a line no longer than this with nothing behind its words speaks of all that follows
_HEADING_CHARS: Final = 80


class Parted(msgspec.Struct, frozen=True):
    """A story's blocks without the words to editors among them."""

    blocks: tuple[Block, ...]
    ednote: str | None = None
    private: str | None = None


def part_notes(blocks: tuple[Block, ...]) -> Parted | None:
    """Take words to editors out of a story; None when there are none.

    >>> part_notes((Block(text="Eds: Adds quote."), Block(text="A bridge has closed."))).ednote
    'Eds: Adds quote.'
    """
    for block in blocks:
        text = block.text
        if text[:1] not in _NEVER_FIRST and _may_begin(text) and _found(block):
            break
    else:
        return None  # nearly all copy
    kept: list[Block] = []
    public: list[str] = []
    private: list[str] = []
    is_private = False
    for block in blocks:
        found = None if is_private else _found(block)
        if is_private:
            private.append(block.text)
        elif found is None:
            kept.append(block)
        elif found.re is _PUBLIC:
            public.append(folded(_RULE.sub("", block.text)) if "-----" in block.text else block.text)
        else:
            private.append(block.text)
            is_private = len(block.text) < _HEADING_CHARS and not any(map(str.isalnum, found["rest"]))
    return Parted(tuple(kept), "\n".join(public) or None, "\n".join(private) or None)


def part_note(note: str) -> tuple[str | None, str] | None:
    """Part a note into what all editors may have and what stays at the desk, which goes on to the end of its line.

    >>> part_note("Adds quote. Not for publication: desk 555 0100.")
    ('Adds quote.', 'Not for publication: desk 555 0100.')
    """
    for begin in _SENTENCE.finditer(note):
        if _PRIVATE.match(note, begin.end()):
            rest, more, behind = note[begin.end() :].partition("\n")
            public = note[: begin.end()].rstrip() + (more + behind if behind else "")
            return public.strip() or None, rest
    return None


def is_private_line(text: str) -> bool:
    """Tell whether a line says that it, or what follows it, is not for publication."""
    return _may_begin(text) and _PRIVATE.match(text.lstrip(_OPENING)) is not None


def _may_begin(text: str) -> bool:
    start = text[:3].lower()
    return start in _STARTS or text[:1] in _FIRST_SIGNS or (start in _ARTICLES and text[3:7].lower() == " fol")


def _found(block: Block) -> re.Match[str] | None:
    """Match a paragraph that is a note; a table is none."""
    if block.kind == "table":
        return None
    text = block.text.lstrip(_OPENING)
    return _PUBLIC.match(text) or _PRIVATE.match(text)
