"""What in a mail is its own: greetings, signatures, what it answers and what lists put under it are not.

Bonjour,                                     a greeting
The copy.
Cordialement, / Odile Marchand               a closing, and all below it
Le 12 mars 2024 à 15:02, X a écrit : > …     what it answers
-----Ursprüngliche Nachricht----- Von: …     of a forwarded mail this is the copy, and the note above it is not
"""

import re
from typing import Final, NamedTuple

#: "Re:", "WG:", "[Fwd:", "AW[2]:", in the languages of mail programs
_ANSWER: Final = r"re|aw|sv|vs|antw|odp|rif|res|ynt|απ|回复|答复|回信|답장|הנושא"
_FORWARD: Final = r"fwd?|wg|tr|rv|vb|enc|doorst|videresendt|i|пересл|ilt|転送|转发|轉寄|전달"
_PREFIX: Final = re.compile(
    rf"\s*\[?(?:(?P<answer>{_ANSWER})|(?P<forward>{_FORWARD}))(?:\[\d+\])?\s?[:：]\s*", re.IGNORECASE
)
_LIST_TAG: Final = re.compile(r"\[[^\[\]]{2,40}\]\s*(?=\S)")
_FORWARDED: Final = re.compile(
    r"(?m)^[ \t>]*(?:[-_]{3,}\s*(?:original message|forwarded message|ursprüngliche nachricht|weitergeleitete nachricht"
    r"|message d.origine"
    r"|message (?:transféré|original)|mensaje (?:original|reenviado)|messaggio (?:originale|inoltrato)"
    r"|mensagem (?:original|encaminhada)"
    r"|oorspronkelijk bericht|doorgestuurd bericht|ursprungligt meddelande|vidarebefordrat (?:meddelande|brev)"
    r"|исходное сообщение"
    r"|пересылаемое сообщение|原始邮件|原始郵件|원본 메시지|original-nachricht)\s*[-_]{3,}|begin forwarded message:"
    r"|anfang der weitergeleiteten"
    r" nachricht:|début du message (?:transféré|réexpédié)\s?:|inizio messaggio inoltrato:)[ \t]*\r?$",
    re.IGNORECASE,
)
_HEAD_LINE: Final = re.compile(r"[ \t>*]*[^\W\d_][\w .'-]{1,24}\s?[:：]\*?[ \t].*")
_WROTE: Final = re.compile(
    r"(?m)^[ \t]*(?:on|le|am|el|il|em|op|den|dne|w dniu|dnia)\s[^\n]{6,160}(?:\n[^\n]{0,80})?"
    r"\b(?:wrote|a\s+écrit|schrieb[^\n]{0,80}|escribió|ha\s+scritto|escreveu|schreef[^\n]{0,60}|skrev[^\n]{0,60}"
    r"|napsal\(?a?\)?|napisał\(?a?\)?)"
    r"\s?:[ \t]*\r?$",
    re.IGNORECASE,
)
_CLOSING: Final = re.compile(
    r"[ \t]*(?:(?:with )?(?:best|kind|warm)(?: regards| wishes)?|regards|yours (?:sincerely|faithfully)|sincerely"
    r"|mit (?:freundlichen|besten) grüßen"
    r"|(?:viele|beste|schöne|liebe) grüße|gruß|mfg|(?:bien |très )?cordialement|bien à vous|salutations(?: distinguées)?"
    r"|(?:un )?saludos?(?: cordial(?:es)?)?"
    r"|atentamente|(?:cordiali|distinti) saluti|(?:met )?vriendelijke groet(?:en)?|(?:med )?vänliga? hälsning(?:ar)?"
    r"|(?:med )?vennlig hilsen"
    r"|med venlig hilsen|с уважением|atenciosamente|(?:com os melhores )?cumprimentos|pozdrawiam|z poważaniem"
    r"|s pozdravem|saygılarımla)[,.!]?[ \t]*\r?",
    re.IGNORECASE,
)
_GREETING: Final = re.compile(
    r"\s*(?:dear|hello|hi|good (?:morning|afternoon|evening)|sehr geehrte|liebe[rs]?|guten (?:tag|morgen)|hallo|moin"
    r"|bonjour|bonsoir|chères?|chers?"
    r"|madame|buenos días|buenas|hola|estimad[oa]s?|gentil[ei]|buongiorno|caro|cari|bom dia|boa tarde|prezad[oa]s?"
    r"|geachte|beste|goedemorgen|hej"
    r"|kære|kjære|уважаемые|здравствуйте|dzień dobry|szanowni|sayın|merhaba)\b[^\n.]{0,60}[,!:]?[ \t]*\r?\n\s*\n",
    re.IGNORECASE,
)
_LIST_FOOTER: Final = re.compile(
    r"(?ms)^_{5,}[ \t]*\r?\n(?=.{0,600}(?:mailing list|listinfo|unsubscribe|mailman|abmelden|désabonn|cancelar|disiscriv"
    r"|uitschrijven))"
)
_MOST_BELOW_CLOSING: Final = 12
#: RFC 3676, 4.3, and the same without its blank, which many programs take away
_SIGNATURE: Final = re.compile(r"(?m)^--( ?)\r?$")
#: figures in columns: what stands under a rule of two signs is a table then
_COLUMNS: Final = re.compile(r"\d(?:\S*\s{2,}\S*){2,}\d|\S\s{2,}\S+\s{2,}[\d-]")


class Thread(NamedTuple):
    """A mail's own words."""

    text: str
    #: what somebody wrote over the copy that he forwarded; for the desk
    cover: str | None = None


def clean_subject(subject: str, *, is_list: bool = False) -> tuple[str, bool]:
    """Take the marks of answers, forwards and lists off a subject; gives it, and whether it was forwarded.

    >>> clean_subject("WG: Re: Brücke gesperrt")
    ('Brücke gesperrt', True)
    """
    left, is_forwarded = subject, False
    for _ in range(6):
        if (found := _PREFIX.match(left)) and left[found.end() :].strip():
            is_forwarded = is_forwarded or bool(found["forward"])
            left = left[found.end() :]
        elif is_list and (tag := _LIST_TAG.match(left)):
            left = left[tag.end() :]
        else:
            break
    return left.strip().rstrip("]") if left.count("]") > left.count("[") else left.strip(), is_forwarded


def own_words(text: str, *, is_forwarded: bool = False) -> Thread:
    """Give a mail's own copy; of one that was forwarded, what was forwarded."""
    text = text.replace("\r\n", "\n")
    cover = None
    if found := _FORWARDED.search(text):
        below = _without_head(text[found.end() :])
        if is_forwarded and below.strip():
            cover, text = text[: found.start()].strip() or None, below
        elif text[: found.start()].strip():
            text = text[: found.start()]
    if (wrote := _WROTE.search(text)) and text[: wrote.start()].strip():
        text = text[: wrote.start()]
    if footer := _LIST_FOOTER.search(text):
        text = text[: footer.start()]
    lines = text.split("\n")
    own = [line for line in lines if not line.startswith(">")]
    lines = own if any(line.strip() for line in own) else [line.removeprefix(">").removeprefix(" ") for line in lines]
    for n, line in enumerate(lines):
        rest = [each for each in lines[n:] if each.strip()]
        if n and _CLOSING.fullmatch(line) and len(rest) <= _MOST_BELOW_CLOSING and any(map(str.strip, lines[:n])):
            lines = lines[:n]
            break
    text = "\n".join(lines)
    if (greeting := _GREETING.match(text)) and text[greeting.end() :].strip():
        text = text[greeting.end() :]
    return Thread(text, cover)


def without_signature(text: str) -> str:
    """Take off the signature: all below "-- "; below "--" only where that is short and no table."""
    for found in _SIGNATURE.finditer(text):
        below = [line for line in text[found.end() :].split("\n") if line.strip()]
        if found[1] or (len(below) <= _MOST_BELOW_CLOSING and not any(map(_COLUMNS.search, below))):
            return text[: found.start()]
    return text


def _without_head(text: str) -> str:
    """Take the lines of sender, day and subject off the beginning of forwarded copy."""
    lines = text.lstrip("\n \t").split("\n")
    n = 0
    while n < len(lines) and n < 12 and _HEAD_LINE.fullmatch(lines[n].rstrip("\r")):
        n += 1
    return "\n".join(lines[n:]) if n > 1 else text
