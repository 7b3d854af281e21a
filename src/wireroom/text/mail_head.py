"""What stands over the story in a mail's text: agencies and press offices say there again what the subject says, and more.

    BC-US--Ferry Fire, 3rd Ld-Writethru,130      a slug line, with the number of words
    UPDATE 2-Calder Rail cuts outlook            the subject once more
    FOR IMMEDIATE RELEASE / Contact: …           what a release says of itself
    Eds: UPDATES with quotes.   (Adds shares)    notes
    Fire sends passengers into rafts             the headline, where the subject is a slug
    By MARA DELL / Associated Press
    * Shares fall 7 percent                      the story's own from here on, its first points too
    PORT ARDEN, Wash. (AP) — …

Nothing is taken that is not one of these: what else stands there is the story's.
"""

import re
from collections.abc import Sequence
from functools import partial
from itertools import islice
from typing import Final

import msgspec

from wireroom.text.byline import Byline, read_byline
from wireroom.text.dates import find_date
from wireroom.text.embargo import find_embargo
from wireroom.text.headblock import is_signal
from wireroom.text.markup import fold
from wireroom.text.several import begins_with_dateline

#: "BC-US--Ferry Fire, 3rd Ld-Writethru,130", and a number, a slug in capitals: "DEL14 NAT-FERRY-LD SAFETY"; AFP's
#: "Norland-fire-toll,lead"; "Ferry-Fire, 2nd Writethru" as the Canadian Press and others write it
_SLUG: Final = re.compile(
    r"(?:(?:BC|AP|AM|PM)-\S.{2,100}?|(?P<number>[A-Z]{2,4}\d{1,4})\s(?P<bare>[A-Z][A-Z0-9]+-[A-Z0-9 -]{2,60}?)"
    r"|[A-Z][A-Za-z]+(?:-[A-Za-z0-9]+){1,5}(?:-[A-Za-z0-9]+|,\s?(?:[1-9][a-z]{2})?(?:lead|urgent|update))"
    r"|[A-Z][\w' -]{2,60},\s[1-9](?:st|nd|rd|th)\s(?:Ld|Lead|Add|Sub|Insert|Ld-Writethru|Writethru|Writethrough))"
    r"(?:,\s?(?P<words>\d{2,4}))?"
)
_NOTE: Final = re.compile(
    r"\(?(?:(?:Eds?|EDS|Editors|EDITORS)\.?:|(?=ATTN\b|ATTENTION\s?[-–:]|Clients who (?:used|received)\s)"
    r"|NOTE TO EDITORS\b\W*)\s*(?P<note>.+?)\)?(?:\s/{2,3})?",
    re.DOTALL,
)
#: what comes with it, in AFP's mails
_WITH_PICTURES: Final = re.compile(
    r"(?:=\s?)?\(?(?:PICTURES?|GRAPHICS?|VIDEO|PHOTOS?)(?:\s[+/]\s(?:PICTURES?|GRAPHICS?|VIDEO|PHOTOS?))*\)?"
)
#: a note in brackets, shared with copy that has no subject, says what was done with the copy, or speaks of its paragraphs
BRACKETED: Final = re.compile(
    r"\((?P<note>(?i:(?:adds?|updat\w+|recast\w*|rewrites?|correct\w+|fixes|clarif\w+|chang\w+|replac\w+|delet\w+|remov\w+|drop\w*"
    r"|refil\w+|repeat\w+|rpts?|writes? through|with \w+|in \w+ \d{1,2} story|attn)\b)[^()]{3,400}(?:\([^()]*\)[^()]*)*)\)"
)
_RELEASE: Final = re.compile(
    r"\W*(?:for immediate (?:release|use)|(?:press|news|media) release|news from\b.{2,60}"
    r"|.{0,60}\b(?-i:(?:PRESS|NEWS|MEDIA) RELEASE))\W*",
    re.IGNORECASE,
)
_SAYS_RELEASE: Final = re.compile("release|embargo|news from|contact", re.IGNORECASE)
_FIELD: Final = re.compile(
    r"(?P<name>(?:(?:press|media|news) )?contacts?(?: person| information)?|phone|tel(?:ephone)?|cell|e-?mail|fax|date"
    r"|release date|case(?: (?:#|no\.?|number))?|incident(?: (?:#|no\.?|number))?|ref(?:erence)?(?: no\.?)?|web(?:site)?"
    r"|attn|issued(?: by)?)"
    r"\s?#?\s?:\s*.{0,160}",
    re.IGNORECASE,
)
_POINT: Final = re.compile(r"\s*[*•·]\s+\S")
#: a release's number: "24-211", "No. 12/2024"
_CODE: Final = re.compile(r"(?:(?:release )?(?:no\.?|#|nr\.?)\s?:?\s?)?\d[\w./-]{0,15}", re.IGNORECASE)
_CONTACT: Final = re.compile(r"(?:(?:press|media|news) )?contacts?\b", re.IGNORECASE)
_SENTENCE_END: Final = re.compile(r"[.!?…][\"'”’»)]*$")
#: titles end without these
_NO_TITLE: Final = re.compile(r"[.:;,!…][\"'”’»)]*$")
_WRAPPED_FROM: Final = 56
_LONGEST_TITLE: Final = 170
_LONGEST_HOUSE: Final = 45
_MOST_LINES: Final = 24
_MOST_NOTE_LINES: Final = 10
_LONGEST_LINE: Final = 500
#: letters before the headline in a subject
_RELEASE_WORDS: Final = ("mediarelease", "pressrelease", "newsrelease", "pressstatement", "release")
_MOST_LETTERHEAD: Final = 8
_LONGEST_LETTERHEAD: Final = 90


class MailHead(msgspec.Struct, frozen=True, kw_only=True):
    """What stood over a mail's story, and the lines of the story."""

    lines: tuple[str, ...] = ()
    #: without the number of words
    slug: str | None = None
    number: str | None = None
    n_words: int | None = None
    #: a headline of its own; None = the subject is it
    headline: str | None = None
    signals: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    byline: Byline | None = None
    embargo: str | None = None
    #: who can be asked, and what the release says of itself
    private: tuple[str, ...] = ()
    #: on which a release was given out: "2024-03-13"
    day: str | None = None
    has_subject: bool = False
    is_release: bool = False


def read_mail_head(lines: Sequence[str], subject: str | None) -> MailHead:
    """Take off a mail's text what stands over its story; `subject` is without "Re:" and the like."""
    named = letters_of(subject or "")
    head, at, points = _letterhead(lines), 0, list[str]()
    at = len(head.lines)
    before_title: tuple[int, MailHead] | None = None
    subject_at = next((n for n, line in enumerate(lines[:_MOST_LINES]) if line and _is_subject(line, named)), 0)
    for _ in range(_MOST_LINES):
        at = next((n for n in range(at, len(lines)) if lines[n].strip()), len(lines))
        end = next((n for n in range(at, len(lines)) if not lines[n].strip()), len(lines))
        if at == end:
            break
        if _POINT.match(lines[at]) and points is not None and (head.has_subject or head.slug):
            points.extend(("", *lines[at:end]))
            at = end
            continue
        found = _next(head, lines[at:end], named)
        if head.is_release and at < subject_at and len(lines[at]) < _LONGEST_LETTERHEAD and _is_no_more(found, head):
            head, at = msgspec.structs.replace(head, private=(*head.private, lines[at].strip())), at + 1
            continue
        if found is None:
            break
        if found[0].headline and not head.headline:
            before_title = (at, head)
        head, n_taken = found
        at += n_taken
    is_named = (subject is None and bool(head.notes)) or head.is_release or head.slug is not None or _is_slug(subject)
    is_over_story = head.byline is not None or head.is_release or begins_with_dateline(lines[at:])
    if before_title and not (is_named and is_over_story):
        at, head = before_title
    if head.headline and head.has_subject and not head.slug and _is_slug(subject):
        head = msgspec.structs.replace(head, slug=subject)
    return msgspec.structs.replace(head, lines=(*points, "", *lines[at:]) if points else tuple(lines[at:]))


def may_have_head(lines: Sequence[str]) -> bool:
    """Tell by one look whether copy without a subject begins with a slug line or a note, or says that it is a release."""
    first = list(islice((line.strip() for line in lines if line.strip()), _MOST_LETTERHEAD))
    if not first or len(first[0]) > _LONGEST_LINE:
        return False
    if _SLUG.fullmatch(first[0]) or first[0].startswith("(") or _NOTE.match(first[0]):
        return True
    return any(_SAYS_RELEASE.search(line) is not None for line in first if len(line) < _LONGEST_LINE)


def _is_no_more(found: tuple[MailHead, int] | None, head: MailHead) -> bool:
    """Tell whether a line over the subject is nothing but an office's name: it would be the headline, or end the head."""
    return found is None or (found[0].headline is not None and head.headline is None and not found[0].has_subject)


def _letterhead(lines: Sequence[str]) -> MailHead:
    """Take an office's name and address off, where the line below says that this is a release."""
    full = [n for n, line in enumerate(lines[:_MOST_LINES]) if line.strip()]
    release = next((n for n in full[:_MOST_LETTERHEAD] if _RELEASE.fullmatch(lines[n])), None)
    above = [lines[n].strip() for n in full if release is not None and n < release]
    if not above or any(len(line) > _LONGEST_LETTERHEAD or find_embargo(line) for line in above):
        return MailHead()
    return MailHead(lines=tuple(lines[:release]), private=tuple(above), is_release=True)


def _next(head: MailHead, lines: Sequence[str], subject: str) -> tuple[MailHead, int] | None:
    """Read the next of a paragraph's lines; gives the head with it and how many lines it took, None = none of a head's."""
    line = lines[0].strip()
    if len(line) > _LONGEST_LINE:
        return None
    if begins_with_dateline(lines) and not _is_subject(line, subject):
        return None
    put = partial(msgspec.structs.replace, head)
    if head.slug is None and not head.headline and (slug := _SLUG.fullmatch(line)):
        n_words = int(slug["words"]) if slug["words"] else None
        name = slug["bare"] or line.removesuffix(f",{slug['words']}").rstrip(", ")
        return put(slug=name, number=slug["number"], n_words=n_words, has_subject=True), 1
    for n in range(min(3, len(lines)), 0, -1):
        if _is_subject(whole := fold(" ".join(lines[:n])), subject):
            rest = subject.removesuffix(letters_of(whole))
            return put(has_subject=True, headline=whole if rest in _RELEASE_WORDS else None), n
    if find_embargo(line) and len(line) < _LONGEST_TITLE:
        return put(embargo="\n".join(filter(None, (head.embargo, line))), is_release=True), 1
    if _RELEASE.fullmatch(line):
        return put(is_release=True, private=(*head.private, line)), 1
    if _FIELD.fullmatch(line) and (head.is_release or _CONTACT.match(line)):
        return put(is_release=True, private=(*head.private, line)), 1
    if head.is_release and (_CODE.fullmatch(line) or _is_day(line)):
        return put(private=(*head.private, line), day=head.day or _day(line)), 1
    if head.slug and letters_of(line) == letters_of(head.slug):
        return head, 1
    if head.slug and _WITH_PICTURES.fullmatch(line):
        return put(notes=(*head.notes, line)), 1
    if note := _note(lines):
        return put(notes=(*head.notes, note[0])), note[1]
    if head.byline is None and len(line) < 120 and (byline := read_byline(line)) is not None:
        has_house = len(lines) > 1 and is_house(lines[1])
        byline = msgspec.structs.replace(byline, credit=byline.credit or lines[1].strip()) if has_house else byline
        return put(byline=byline), 1 + has_house
    if is_signal(line) and not head.headline and head.slug:
        return put(signals=(*head.signals, line)), 1
    if head.headline or head.byline:
        return None
    n = 1
    while n < min(3, len(lines)) and len(lines[n - 1]) >= _WRAPPED_FROM and read_byline(lines[n]) is None:
        n += 1
    title = fold(" ".join(lines[:n]))
    if len(title) > _LONGEST_TITLE or _NO_TITLE.search(title) or not title[:1].isalnum():
        return None
    return put(headline=title), n


def _is_day(line: str) -> bool:
    found = find_date(line)
    return found is not None and not any(map(str.isalpha, line[: found.start] + line[found.end :]))


def _day(line: str) -> str | None:
    found = find_date(line)
    return found.day.isoformat() if found is not None and _is_day(line) else None


def _note(lines: Sequence[str]) -> tuple[str, int] | None:
    """Read a note and the lines it goes on over."""
    for n in range(min(len(lines), _MOST_NOTE_LINES), 0, -1):
        whole = fold(" ".join(lines[:n]))
        if len(whole) <= 2 * _LONGEST_LINE and (found := BRACKETED.fullmatch(whole)) is not None:
            return found["note"], n
    found = _NOTE.fullmatch(lines[0].strip())
    if found is None:
        return None
    n = 1
    while (
        n < min(len(lines), _MOST_NOTE_LINES)
        and len(lines[n - 1]) >= _WRAPPED_FROM
        and not _SENTENCE_END.search(lines[n - 1])
    ):
        n += 1
    whole = fold(" ".join(lines[:n]))
    return (_NOTE.fullmatch(whole) or found)["note"].strip("()"), n


def is_house(line: str) -> bool:
    """Tell the line below a byline that says for whom: "Associated Press", "Herald staff writer"."""
    text = line.strip()
    return len(text) < _LONGEST_HOUSE and text[:1].isupper() and len(text.split()) < 6 and not _NO_TITLE.search(text)


def _is_slug(subject: str | None) -> bool:
    """Tell a slug from a headline: three words or so, the first in capitals."""
    words = (subject or "").split()
    return 0 < len(words) < 5 and len(words[0]) > 2 and words[0].isupper() and not (subject or "").isupper()


def _is_subject(text: str, subject: str) -> bool:
    letters = letters_of(text)
    return bool(letters) and (letters == subject or (len(letters) > 15 and subject.endswith(letters)))


def letters_of(text: str) -> str:
    """Give what of a line is compared: letters and figures, in one case."""
    return re.sub(r"[\W_]+", "", text).casefold()
