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
_LIST_RULE: Final = re.compile(r"(?m)^_{5,}+[ \t]*+\r?\n")
_LIST_WORDS: Final = re.compile(
    r"mailing list|listinfo|unsubscribe|mailman|abmelden|désabonn|cancelar|disiscriv|uitschrijven"
)
#: how far below its rule a list says what it is; characters
_LIST_REACH: Final = 600
_MOST_BELOW_CLOSING: Final = 12
#: RFC 3676, 4.3, and the same without its blank, which many programs take away
_SIGNATURE: Final = re.compile(r"(?m)^--( ?)\r?$")
#: figures in columns: what stands under a rule of two signs is a table then
_COLUMNS: Final = re.compile(
    r"\d\S*+\s{2,}+(?:(?<=\s{4})|\S++\s{2,}+)(?:\S++\s{2,}+)*?\S*?\d|\S\s{2,}+\S++\s{2,}+[\d-]"
)
_WIDEST_TABLE: Final = 400


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
    text = _without_footer(text)
    lines = text.split("\n")
    own = [line for line in lines if not line.startswith(">")]
    lines = own if any(line.strip() for line in own) else [line.removeprefix(">").removeprefix(" ") for line in lines]
    text = "\n".join(lines[: _closing_at(lines)])
    if (greeting := _GREETING.match(text)) and text[greeting.end() :].strip():
        text = text[greeting.end() :]
    return Thread(text, cover)


def without_signature(text: str) -> str:
    """Take off the signature: all below "-- "; below "--" only where that is short and no table."""
    near_end = _start_of_last(text, _MOST_BELOW_CLOSING + 1)
    for found in _SIGNATURE.finditer(text):
        if found[1] or (found.end() >= near_end and not any(map(_has_columns, text[found.end() :].split("\n")))):
            return text[: found.start()]
    return text


def _start_of_last(text: str, n_lines: int) -> int:
    """Give where the last so many lines with words in them begin; 0 when there are no more than that."""
    at = len(text)
    while n_lines and at > 0:
        start = text.rfind("\n", 0, at) + 1
        n_lines -= bool(text[start:at].strip())
        at = start - 1
    return max(0, at + 1)


def _has_columns(line: str) -> bool:
    return _COLUMNS.search(line[:_WIDEST_TABLE]) is not None


def _closing_at(lines: list[str]) -> int:
    """Find the line of the closing, with something above it and little below; the number of lines when there is none."""
    first = next((n for n, line in enumerate(lines) if line.strip()), len(lines))
    start, n_full = len(lines), 0
    while start > first + 1 and (n_full := n_full + bool(lines[start - 1].strip())) <= _MOST_BELOW_CLOSING:
        start -= 1
    return next((n for n in range(start, len(lines)) if _CLOSING.fullmatch(lines[n])), len(lines))


def _without_footer(text: str) -> str:
    """Take off what a list puts under its mails: a rule, and below it how to leave the list."""
    words = _LIST_WORDS.search(text)
    for rule in _LIST_RULE.finditer(text):
        if words is not None and words.start() < rule.end():
            words = _LIST_WORDS.search(text, rule.end())
        if words is None:
            break
        if words.start() <= rule.end() + _LIST_REACH:
            return text[: rule.start()]
    return text


def _without_head(text: str) -> str:
    """Take the lines of sender, day and subject off the beginning of forwarded copy."""
    lines = text.lstrip("\n \t").split("\n")
    n = 0
    while n < len(lines) and n < 12 and _HEAD_LINE.fullmatch(lines[n].rstrip("\r")):
        n += 1
    return "\n".join(lines[n:]) if n > 1 else text
