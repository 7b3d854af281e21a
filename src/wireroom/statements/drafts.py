"""What a sentence gives of one statement, before it is known who is meant: who speaks, and which words are theirs."""

import re
from typing import Final

import msgspec

from wireroom.statements.clauses import Clause, Sentence, Subject, is_tail
from wireroom.statements.people import Party, read_party
from wireroom.statements.quotes import SPOKEN
from wireroom.statements.words import (
    ACCORDING,
    ARTICLE,
    FINITE,
    INTENDING,
    NAMING,
    PAST,
    PRONOUNS,
    VERB,
    WITH_QUOTATION,
)

SPOKEN_RUN: Final = re.compile(rf"{SPOKEN}+")
#: words that begin a sentence and no subject
_LEADS: Final = re.compile(r"(?:in|on|at|after|before|when|as|while|if|for|from|with|by|since|under)\b", re.IGNORECASE)
_AGE: Final = re.compile(r"^\s*\d{1,3}\s*,?\s*|\s*,?\s*\b(?:who|whose|which)\b.*$", re.DOTALL)


class Draft(msgspec.Struct, kw_only=True):
    """Who speaks and which words are theirs, as one sentence says."""

    clause: Clause
    party: Party
    subject: Subject


def find_opening(before: str) -> Subject | None:
    """Find who did what the sentence begins with: "The bank kept its rate and said …"; None = nobody plain."""
    deed = PAST.search(before)
    if deed is None or not re.fullmatch(r"[^,;:\x01\x02]{2,80}", before[: deed.start()]):
        return None
    words = before[: deed.start()]
    is_plain = len(words.split()) <= 8 and not (FINITE.search(words) or VERB.search(words) or _LEADS.match(words))
    return Subject(start=0, end=deed.start()) if is_plain else None


def as_party(who: tuple[str, str | None, bool]) -> Party:
    """Give a party for a name or a description and a role."""
    name, role, _ = who
    is_name = name[:1].isupper()
    return Party(name=name if is_name else None, description=(role or "") if is_name else name)


def read_noun(words: str) -> Party | None:
    """Read who is named or described; None = nobody, or only "he"."""
    party = read_party(words)
    return None if party is None or party.description.lower() in PRONOUNS else party


def read_speaker(text: str, subject: Subject) -> Party | None:
    """Read who speaks, with what stands beside the name."""
    party = read_party(text[subject.start : subject.end])
    if party is None or subject.beside is None:
        return party
    beside = _AGE.sub("", text[slice(*subject.beside)]).strip(" ,.")
    other = read_party(beside) if beside else None
    if other is None:
        return party
    if party.name is None and other.name:
        return Party(name=other.name, description=party.description or other.description)
    if party.name and not party.description and len(beside.split()) <= 10:
        return Party(name=party.name, description=ARTICLE.sub("", beside))
    return party


def shorten(draft: Draft, at: int) -> None:
    """End a statement's words where the next speaker begins."""
    pieces = tuple((start, min(end, at)) for start, end in draft.clause.pieces if start < at)
    if pieces:
        draft.clause = msgspec.structs.replace(draft.clause, pieces=pieces)


def draft_according(sentence: Sentence) -> Draft | None:
    """Make the statement of "according to"; None = there is none."""
    found = ACCORDING.search(sentence.text)
    if found is None:
        return None
    text = sentence.text
    stop = re.compile(rf",\s|{SPOKEN}").search(text, found.end())
    end = stop.start() if stop else sentence.body_end
    is_first = found.start() < 3
    pieces = (sentence.span(end, sentence.body_end) if is_first else sentence.span(0, found.start()),)
    party = read_party(text[found.end() : end])
    if party is None or pieces[0][0] >= pieces[0][1] or (stop and stop[0] == SPOKEN):
        return None
    subject = Subject(start=found.end(), end=end)
    verb = (sentence.start + found.start(), sentence.start + found.end() - len(found[0]) + len(found[0].rstrip()))
    clause = Clause(said_by=sentence.span(found.end(), end), verb=verb, pieces=pieces, tail=(verb[1], verb[1]))
    return Draft(clause=clause, party=party, subject=subject)


def draft_inverted(sentence: Sentence, verb: re.Match[str], subject: Subject, done: int) -> Draft | None:
    """Make the statement whose verb stands before its speaker; None = nobody speaks there."""
    text = sentence.text
    pieces = words_left(sentence, done, verb.start())
    party = read_speaker(text, subject)
    if not pieces or party is None:
        return None
    end = subject.beside[1] if subject.beside else subject.end
    pieces += [sentence.span(run.start(), run.end()) for run in SPOKEN_RUN.finditer(text, end)]
    clause = Clause(
        said_by=sentence.span(subject.start, subject.end),
        verb=(sentence.start + verb.start(), sentence.start + verb.end()),
        pieces=tuple(pieces),
        tail=(sentence.start + subject.end, sentence.start + sentence.body_end),
    )
    return Draft(clause=clause, party=party, subject=subject)


def words_left(sentence: Sentence, done: int, until: int) -> list[tuple[int, int]]:
    """Give the words before a speaker: the utterance when there is one, else all of it."""
    text = sentence.text[done:until]
    spoken = [sentence.span(done + run.start(), done + run.end()) for run in SPOKEN_RUN.finditer(text)]
    if spoken:
        return spoken
    start, end = sentence.span(done, until)
    return [(start, end)] if end > start else []


def draft_behind(sentence: Sentence, verb: re.Match[str], subject: Subject, done: int) -> Draft | None:
    """Make the statement whose words stand before its speaker; None = they do not."""
    text = sentence.text
    if not re.search(rf"(?:,|{SPOKEN},?)\s*$", text[: subject.start]) or subject.is_relative:
        return None
    kind = verb[0].lower()
    pieces = words_left(sentence, done, subject.start)
    is_spoken = SPOKEN in text[done : subject.start]
    if not pieces or (kind in WITH_QUOTATION and not is_spoken) or kind in NAMING:
        return None
    stop = re.compile(rf",\s|{SPOKEN}").search(text, verb.end(), sentence.body_end)
    tail_end = stop.start() if stop else sentence.body_end
    tail = text[verb.end() : tail_end]
    if kind in INTENDING and re.match(r"\s+to\s", tail) and not is_spoken:
        return None  # "In a speech, she vowed to rebuild"
    if not is_tail(tail) and (not is_spoken or FINITE.search(tail)):
        return None
    rest = text[tail_end : sentence.body_end].lstrip(" ,")
    if SPOKEN in rest:
        pieces += [sentence.span(run.start(), run.end()) for run in SPOKEN_RUN.finditer(text, tail_end)]
    elif rest and not is_spoken and not re.match(r"\w+ing\b|who\b|which\b|but\b|while\b", rest):
        pieces.append(sentence.span(tail_end, sentence.body_end))
    party = read_speaker(text, subject)
    if party is None:
        return None
    clause = Clause(
        said_by=sentence.span(subject.start, subject.end),
        verb=(sentence.start + verb.start(), sentence.start + verb.end()),
        pieces=tuple(pieces),
        tail=(sentence.start + verb.end(), sentence.start + tail_end),
    )
    return Draft(clause=clause, party=party, subject=subject)
