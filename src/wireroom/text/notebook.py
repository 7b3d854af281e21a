"""What stands below a story and is not the story: notes to editors, links, and what is not for publication.

dpa writes these parts in a Markdown of its own; other agencies write a line that says so:

    # Notebook                       from here on nothing is body
    ## Note to editors               -> ednote, with what was changed
    ## Internet links                -> links
    * * * *
    The following information is not for publication
    ## Editorial contacts            -> ednote_private, never published
"""

import re
from collections.abc import Sequence
from typing import Final

import msgspec

from wireroom.model import ItemLink

_NOTEBOOK: Final = re.compile(
    r"#{0,3}\s*(?:dpa[- ])?(?:notebook|notizblock|redaktionelle hinweise)\s*:?", re.IGNORECASE
)
_PRIVATE: Final = re.compile(
    r"\W{0,4}(?:the following (?:information|details|content)s? (?:is|are) not (?:intended )?for publication"
    r"|not for publication|"
    r"(?:die folgenden informationen sind )?nicht (?:zur|für die) veröffentlichung(?: bestimmt)?|"
    r"ne pas publier|no publicar|não publicar|non pubblicare|niet voor publicatie|ej för publicering|не для печати|"
    r"(?:note to (?:the )?editors?|noot voor de redactie|hinweis (?:für|an) die redaktion(?:en)?|note (?:à la rédaction"
    r"|aux rédactions)"
    r"|nota (?:a|para) la redacción|note per la redazione)\W{1,3}(?:not for publication|niet voor publicatie"
    r"|nicht zur veröffentlichung"
    r"|ne pas publier|no publicar|non pubblicare)|"
    r"(?:dpa[- ])?(?:editorial )?contacts|(?:dpa[- ])?kontakte)\b.{0,60}",
    re.IGNORECASE,
)
#: whom to ask; in releases it may stand over the story too, so it ends one only where little follows
_CONTACT: Final = re.compile(
    r"#{0,4}\s*(?:(?:press|media|news|presse)\s?contacts?|contacts? (?:presse|médias?)|contact(?:o|os|i)? (?:de |di "
    r"|para (?:a |la )?)?"
    r"(?:prensa|stampa|imprensa|medios)|(?:presse|perss?|press)kontakte?|perscontact|contacts?(?=\s?:)|kontakt(?=\s?:)|"
    r"for (?:more|further) information|weitere informationen|pour plus d.informations|yhteystiedot|контакты|"
    r"пресс-служба(?=\s?:)|お問い合わせ|联系人|聯絡人|문의)\b.{0,90}",
    re.IGNORECASE,
)
_MOST_AFTER_CONTACT: Final = 60
_LONGEST_CONTACT: Final = 300
_LONGEST_OFFICE: Final = 80
_HEADING: Final = re.compile(r"#{1,4}\s+(?P<name>\S.*)")
_RULE: Final = re.compile(r"(?:\*\s?){3,}|-{5,}|_{5,}")
_LINK: Final = re.compile(r"\[(?P<title>[^\]]{1,200})\]\(\s*<?(?P<href>https?://[^\s)>]{1,500})>?\s*\)")
_BARE_LINK: Final = re.compile(r"https?://[^\s)>\]]{3,500}")
_SIGN_OFF: Final = re.compile(
    r"[a-zà-ÿ]{2,5}(?:-[a-z]{2,4})?(?:[ /][a-z]{1,4}){1,7}|\([A-Z]{2,5}\\?[/-][a-z]{2,4}(?:[/-][a-z]{2,4})*\)|"
    r"(?:dpa|DPA)(?:\s[a-z]{1,4}\d?(?:/[a-z]{2,4})?){1,6}|[A-Z]{2,5}(?:/[A-Z]{2,4}){1,4}/?|[(/](?P<house>[A-Z]{2,8})[)/]"
)
#: how to reach the writer, for clients: "((ada.quill@wire.example; +1 555 0100;))"
_DESK_LINE: Final = re.compile(r"\(\([^()]{3,200}\)\)")
_END: Final = re.compile(r"\s*(?:#\s?#\s?#|[-–—*( ]*(?:ENDS|Ends|END)[-–—*). :]*|[-–—]\s?30\s?[-–—])\s*")
#: what stands below an end mark
_BELOW_END: Final = re.compile(r"(?:notes? (?:to|for) editors?|editors?['’] notes?|about\s[A-Z]|notes:)", re.IGNORECASE)
_ADDRESS: Final = re.compile(
    r"[\w.+-]+@[\w-]+\.\w|\b\d{3}[-. ]\d{4}\b|\+\d[\d ()-]{6,}|\b(?:[Tt]el|TEL|[Pp]hone|[Mm]ob(?:ile)?)\b\.?:?\s[\d(+]"
)
#: an office with its numbers below: "Westmere Police Press Office"
_OFFICE: Final = re.compile(r"(?:\S+ ){0,6}(?:press|media|news) (?:office|team|desk)", re.IGNORECASE)
#: a house's own line under its copy: "Press Association Newsdesk, 020 5550 0111"
_NEWSDESK: Final = re.compile(
    r"(?P<house>[A-Z][\w&'-]{1,20}(?: [A-Z][\w&'-]{1,20}){0,3}) (?:[Nn]ewsdesk|[Nn]ews [Dd]esk|[Nn]ewsroom|[Pp]ress [Oo]ffice)"
    r"[,:]?\s(?:[Tt]el\.?:?\s)?[+\d(][\d ()-]{5,20}"
)
_CONTACTS: Final = re.compile(r"(?:media |press |news |investor )?contacts?\b", re.IGNORECASE)
_MOST_BELOW_END: Final = 400
#: Belga's end of a text, with the initials of who sent it
_END_MARK: Final = re.compile(r"\./\.\s?(?P<initials>[A-Z]{2,4})?")
_HOUSE: Final = re.compile(r"[A-Z]{2,6}")
#: who wrote it and for whom, under the story: "Ada Quill/TT"
_WRITER: Final = re.compile(
    r"(?P<name>[A-ZÀ-ÖØ-Þ][\w.’'-]+(?: (?:[A-ZÀ-ÖØ-Þ][\w.’'-]+|von|van|de|af)){1,3})\s?/\s?(?P<house>[A-Z]{2,8})"
)


class Notebook(msgspec.Struct, frozen=True, kw_only=True):
    """A story's lines, and what stood below them."""

    story: tuple[str, ...]
    #: for editors who have the item
    ednote: str | None = None
    #: never leaves the desk
    private: str | None = None
    links: tuple[ItemLink, ...] = ()
    #: "dpa wsz jln npr"
    sign_off: str | None = None
    #: the house that signs in brackets: "(TT)"
    house: str | None = None
    #: who signs under the story
    writer: str | None = None


def split_notebook(lines: Sequence[str], *, agency: str = "", is_signed: bool = False) -> Notebook:
    """Part the story from what is not story. Whatever follows a "not for publication" stays private to the end.

    `agency` is how the service signs: its name alone on the last line is a sign-off too. `is_signed`: so is any in capitals.
    """
    lines = list(lines)
    while lines and not lines[-1].strip():
        lines.pop()
    sign_off, house, writer = None, None, None
    while len(lines) > 1 and (mark := _END_MARK.fullmatch(lines[-1].strip())):
        sign_off = mark["initials"] or sign_off
        lines.pop()
        while lines and not lines[-1].strip():
            lines.pop()
    if sign_off is not None:
        is_signed = False
    if sign_off is None and len(lines) > 2 and (signed := _WRITER.fullmatch(last := lines[-1].strip())):
        sign_off, house, writer = last, signed["house"], signed["name"]
        lines.pop()
    elif (
        sign_off is None
        and len(lines) > 2
        and (_SIGN_OFF.fullmatch(last := lines[-1].strip()) or last.lower() == agency.lower())
    ):
        sign_off = last.replace("\\", "")
        house = found["house"] if (found := _SIGN_OFF.fullmatch(last)) else None
        lines.pop()
    elif is_signed and len(lines) > 2 and _HOUSE.fullmatch(last := lines[-1].strip()):
        sign_off, house = last, last
        lines.pop()
    desk: list[str] = []
    if len(lines) > 2 and (own := _NEWSDESK.fullmatch(last := lines[-1].strip())):
        desk, house = [last], house or own["house"]
        lines.pop()
        while lines and not lines[-1].strip():
            lines.pop()
    while len(lines) > 2 and _DESK_LINE.fullmatch(last := lines[-1].strip()):
        desk.insert(0, last)
        lines.pop()
        while lines and not lines[-1].strip():
            lines.pop()
    ended = next(
        (n for n in range(_few_words_from(lines, _MOST_BELOW_END), len(lines)) if _END.fullmatch(lines[n])), None
    )
    start = next((n for n, line in enumerate(lines) if _begins_notebook(line.strip())), len(lines))
    if ended is not None and ended < start and _has_addresses(lines, ended):
        start = ended
    start = next((n for n in range(_few_words_from(lines), start) if _is_contact(lines, n)), start)
    story = lines[:start]
    while story and (not story[-1].strip() or _RULE.fullmatch(story[-1].strip())):
        story.pop()
    public, private, links = _parts(lines[start:])
    private.extend(desk)
    return Notebook(
        story=tuple(story),
        ednote="\n".join(public).strip() or None,
        private="\n".join(private).strip() or None,
        links=tuple(links),
        sign_off=sign_off,
        house=house,
        writer=writer,
    )


def _has_addresses(lines: Sequence[str], at: int) -> bool:
    """Tell whether below an end mark stand addresses or notes, and no more words than above it."""
    below = [line.strip() for line in lines[at + 1 :] if line.strip()]
    n_below = sum(len(line.split()) for line in below)
    if not below or n_below > sum(len(line.split()) for line in lines[:at]):
        return False
    return any(_BELOW_END.match(line) or _CONTACT.match(line) or _ADDRESS.search(line) for line in below)


def begins_contact(text: str) -> bool:
    """Tell whether a short paragraph says whom the press may ask."""
    is_named = _CONTACT.match(text) or (_CONTACTS.match(text) and _ADDRESS.search(text))
    return len(text) < _LONGEST_CONTACT and is_named is not None


def _is_contact(lines: Sequence[str], at: int) -> bool:
    """Tell whether a line begins what is for the press only."""
    return not lines[at - 1].strip() and _CONTACT.fullmatch(lines[at].strip()) is not None


def _few_words_from(lines: Sequence[str], most: int = _MOST_AFTER_CONTACT) -> int:
    """Give the first line, the very first aside, from which on there are no more words than addresses have."""
    at, n_words = len(lines), 0
    while at > 1 and (n_words := n_words + len(lines[at - 1].split())) <= most:
        at -= 1
    return at


def _begins_notebook(line: str) -> bool:
    return bool(_NOTEBOOK.fullmatch(line) or (_PRIVATE.fullmatch(line.lstrip("# ")) and len(line) < 140))


def _parts(lines: Sequence[str]) -> tuple[list[str], list[str], list[ItemLink]]:
    public: list[str] = []
    private: list[str] = []
    links: list[ItemLink] = []
    is_private = is_links = False
    for n, line in enumerate(lines):
        text = line.strip()
        if _NOTEBOOK.fullmatch(text) or _END.fullmatch(text):
            continue
        heading = _HEADING.fullmatch(text)
        name = heading["name"] if heading else text
        if _is_for_desk(name, text) or (_is_office(text) and any(map(_ADDRESS.search, lines[n + 1 : n + 3]))):
            is_private = True
        elif heading:
            is_links = bool(re.search(r"\b(?:links?|internet)\b", name, re.IGNORECASE))
        elif is_links and not is_private:
            links.extend(_links(text))
            continue
        if _RULE.fullmatch(text) or (heading and is_links and not is_private):
            continue
        (private if is_private else public).append(f"{name}:" if heading and not _PRIVATE.fullmatch(name) else name)
    return public, private, links


def _is_for_desk(name: str, text: str) -> bool:
    return len(text) < 140 and (_PRIVATE.fullmatch(name) or _CONTACT.fullmatch(text)) is not None


def _is_office(text: str) -> bool:
    return len(text) < _LONGEST_OFFICE and _OFFICE.fullmatch(text) is not None


def _links(text: str) -> list[ItemLink]:
    named = [ItemLink(rel="seeAlso", href=found["href"], title=found["title"]) for found in _LINK.finditer(text)]
    return named or [ItemLink(rel="seeAlso", href=found[0].rstrip(".,")) for found in _BARE_LINK.finditer(text)]
