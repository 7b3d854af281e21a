"""Text -> statements.

paragraphs -> sentences -> verbs of speech -> who speaks (people) and which words (clauses)
a sentence that is nothing but a quotation belongs to whoever spoke before it, or speaks in the next paragraph
when its end mark was left out
"""

import re
from datetime import date
from typing import Final

import msgspec

from wireroom.statements.clauses import Clause, Sentence, Subject, find_inverted, find_subject, find_verbs, words_after
from wireroom.statements.days import find_days
from wireroom.statements.drafts import (
    SPOKEN_RUN,
    Draft,
    as_party,
    draft_according,
    draft_behind,
    draft_inverted,
    find_opening,
    read_noun,
    read_speaker,
    shorten,
)
from wireroom.statements.people import People, mentions
from wireroom.statements.quotes import QUOTED, SPOKEN, Paragraph, read_paragraphs
from wireroom.statements.statement import Kind, Span, Statement, TimeWords
from wireroom.statements.words import DOCUMENTS, FINITE, NAMING, PARTICIPLES, SHOWING, VERB, WITH_QUOTATION

_ONLY_SPOKEN: Final = re.compile(rf"[{SPOKEN}\s]+")
_NEW_SPEAKER: Final = re.compile(r"(?:,\s+(?:but|and|while|although|whereas)|;|\s(?:and|but))\s*$")
#: what reported words end at, besides the sentence's end
_CUT: Final = re.compile(
    r",\s(?:"
    + "|".join(sorted(PARTICIPLES))
    + r"|citing|according to|(?:but|and) (?:declined|refused|did not say|would not say))\b"
)
_PLACE: Final = re.compile(r"\b(?:in|at|from)\s+((?:the\s+)?(?:[A-Z][\w'’-]+)(?:\s[A-Z][\w'’-]+)*)")
_NO_PLACE: Final = re.compile(
    r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|(?:the\s)?(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
)
_BARE_SUBJECT: Final = re.compile(r"(?:The|A|An|Its|His|Her)\s(?:[\w'’-]+\s){1,4}?(?=\w+ed\b)")


def read_statements(text: str, *, day: date | None = None, place: str | None = None) -> tuple[Statement, ...]:
    """Read the statements of a text: paragraphs apart by line ends, no markup.

    `day` is the day the text was written, from which "next week" is told (None = times are not told); `place` is where it
    was written, and stands for the place of what is said when the sentence names none.
    """
    reader = _Reader(text, day, place)
    for paragraph in read_paragraphs(text):
        reader.read(paragraph)
    return tuple(sorted(reader.found, key=lambda one: (one.words[0].start, one.verb_at.start)))


class _Reader:
    def __init__(self, text: str, day: date | None, place: str | None) -> None:
        self.text, self.day, self.place = text, day, place
        self.people = People(text)
        self.found: list[Statement] = []
        #: quotations that wait for their speaker in the next paragraph
        self.waiting: list[Span] = []
        #: the last statement may be continued by a quotation that stands alone
        self.is_fresh = False

    def read(self, paragraph: Paragraph) -> None:
        """Read one paragraph."""
        had_words = False
        first = len(self.found)
        for start, end in paragraph.sentences:
            masked = paragraph.masked[start - paragraph.start : end - paragraph.start]
            sentence = Sentence(masked, start)
            if _ONLY_SPOKEN.fullmatch(masked.strip(" .")):
                self._quotation_alone(sentence, paragraph, is_first=not had_words)
            else:
                self._sentence(sentence, paragraph)
                had_words = True
        if not had_words and self.waiting and not paragraph.quotations[-1].is_open:
            self._give_waiting()
        elif had_words and len(self.found) == first:
            self.is_fresh, self.waiting = False, []

    def _quotation_alone(self, sentence: Sentence, paragraph: Paragraph, *, is_first: bool) -> None:
        spans = self._inner(paragraph, (sentence.start, sentence.start + len(sentence.text)))
        if is_first:
            self.waiting += spans
        elif self.is_fresh:
            self._continue(spans)

    def _give_waiting(self) -> None:
        if self.is_fresh and self.found:
            self._continue(self.waiting)
        self.waiting = []

    def _continue(self, spans: list[Span]) -> None:
        last = self.found[-1]
        if last.kind == "quoted":
            self.found[-1] = msgspec.structs.replace(last, words=(*last.words, *spans))
        else:
            self.found.append(msgspec.structs.replace(last, words=tuple(spans), kind="quoted", times=()))

    # one sentence

    def _sentence(self, sentence: Sentence, paragraph: Paragraph) -> None:
        drafts = self._drafts(sentence)
        named = [self.people.find(draft.party) for draft in drafts]
        self._meet_all(sentence, drafts)
        for at, draft in enumerate(drafts):
            who = named[at]
            self._add(draft, who, paragraph)
            self.people.meet(draft.party if draft.party.name else as_party(who), is_speaker=True)
        self.is_fresh = bool(drafts)

    def _meet_all(self, sentence: Sentence, drafts: list[Draft]) -> None:
        for named in reversed(mentions(sentence.text)):
            self.people.meet(named)
        if drafts:
            return
        first = min((m.start() for m in (FINITE.search(sentence.text), VERB.search(sentence.text)) if m), default=0)
        bare = _BARE_SUBJECT.match(sentence.text)
        words = bare[0] if bare else sentence.text[:first]
        if words and "," not in words and len(words.split()) <= 8 and (party := read_noun(words)):
            self.people.meet(party)

    def _drafts(self, sentence: Sentence) -> list[Draft]:
        drafts: list[Draft] = []
        if draft := draft_according(sentence):
            drafts.append(draft)
            if sentence.text.lower().startswith("according"):
                return drafts
        for verb in find_verbs(sentence):
            draft = self._of_verb(sentence, verb, drafts)
            if draft is not None:
                drafts.append(draft)
        return drafts

    def _of_verb(self, sentence: Sentence, verb: re.Match[str], drafts: list[Draft]) -> Draft | None:
        text, kind = sentence.text, verb[0].lower()
        before = text[: verb.start()]
        last = drafts[-1] if drafts else None
        claimed = (
            max((end for draft in drafts for _, end in draft.clause.pieces), default=sentence.start) - sentence.start
        )
        if kind in PARTICIPLES:
            return self._participle(sentence, verb, last)
        subject = find_subject(text, verb.start())
        if subject is None:
            if re.search(rf"(?:{SPOKEN}|,)\s*$", before) and kind not in NAMING:
                behind_verb = find_inverted(text, verb.end())
                return draft_inverted(sentence, verb, behind_verb, claimed) if behind_verb else None
            if not re.search(r"\s(?:and|but)(?:\s\w+ly)?\s*$", before):
                return None
            if last is None:
                opening = None if kind.endswith("s") else find_opening(before)
                return self._before(sentence, verb, opening, None, 0) if opening else None
            joined = last.subject
            return self._before(sentence, verb, joined, last, len(re.sub(r"\s(?:and|but)(?:\s\w+ly)?\s*$", "", before)))
        if subject.start < claimed:
            if last is None or not (found := _NEW_SPEAKER.search(text[: subject.start])):
                return None
            if claimed < sentence.body_end and claimed > subject.start:
                return None
            return self._before(sentence, verb, subject, last, found.start())
        if kind in SHOWING:
            is_told = DOCUMENTS.search(text, subject.start, subject.end) and re.match(r"\s+that\s", text[verb.end() :])
            return self._before(sentence, verb, subject, None, 0) if is_told else None
        behind = draft_behind(sentence, verb, subject, claimed)
        return behind or self._before(sentence, verb, subject, None, 0)

    def _participle(self, sentence: Sentence, verb: re.Match[str], last: Draft | None) -> Draft | None:
        before = sentence.text[: verb.start()].rstrip()
        if not before.endswith(","):
            return None
        if last is not None:
            return self._before(sentence, verb, last.subject, last, len(before) - 1)
        first = FINITE.search(sentence.text)
        if first is None or first.start() == 0 or "," in before[: first.start()]:
            return None
        return self._before(sentence, verb, Subject(start=0, end=first.start()), None, 0)

    def _before(
        self, sentence: Sentence, verb: re.Match[str], subject: Subject, cut: Draft | None, cut_at: int
    ) -> Draft | None:
        """Make the statement whose words stand behind the verb; `cut` is the one before it, whose words end where this begins."""
        text = sentence.text
        limit = sentence.body_end
        if subject.is_relative:
            comma = text.find(",", verb.end())
            limit = comma if 0 <= comma < limit else limit
        found = words_after(text, verb, limit)
        if found is None:
            return None
        tail_end, start = found
        if text[start : start + 1] == SPOKEN:
            pieces = tuple(sentence.span(run.start(), run.end()) for run in SPOKEN_RUN.finditer(text, start))
        else:
            if (
                verb[0].lower() in WITH_QUOTATION
                and verb[0].lower() in NAMING
                and (quoted := text.find(QUOTED, start)) >= 0
            ):
                limit = quoted + len(text[quoted:]) - len(text[quoted:].lstrip(QUOTED))
            if ending := _CUT.search(text, start, limit):
                limit = ending.start()
            if stop := text.find(SPOKEN, start, limit) + 1:
                limit = stop - 1
            pieces = (sentence.span(start, limit),)
        if not pieces or pieces[0][0] >= pieces[0][1]:
            return None
        if cut is not None:
            shorten(cut, sentence.start + cut_at)
        party = read_speaker(text, subject)
        if party is None:
            return None
        clause = Clause(
            said_by=sentence.span(subject.start, subject.end),
            verb=(sentence.start + verb.start(), sentence.start + verb.end()),
            pieces=pieces,
            tail=(sentence.start + verb.end(), sentence.start + tail_end),
        )
        return Draft(clause=clause, party=party, subject=subject)

    # what becomes a statement

    def _add(self, draft: Draft, who: tuple[str, str | None, bool], paragraph: Paragraph) -> None:
        clause = draft.clause
        words: list[Span] = []
        kinds: set[Kind] = set()
        for start, end in clause.pieces:
            masked = paragraph.masked[start - paragraph.start : end - paragraph.start]
            if _ONLY_SPOKEN.fullmatch(masked):
                words += self._inner(paragraph, (start, end))
                kinds.add("quoted")
            else:
                words.append(self._bare(start, end))
                kinds.add("mixed" if QUOTED in masked else "reported")
        is_quoted = kinds == {"quoted"}
        if self.waiting and is_quoted:
            words = self.waiting + words
        self.waiting = []
        kind: Kind = "quoted" if is_quoted else "reported" if kinds == {"reported"} else "mixed"
        said_on = self._said_on(clause)
        self.found.append(
            Statement(
                speaker=who[0],
                role=who[1],
                is_known=who[2],
                said_by=Span(*clause.said_by),
                verb=self.text[slice(*clause.verb)],
                verb_at=Span(*clause.verb),
                kind=kind,
                words=tuple(words),
                place=self._place_of(clause),
                said_on=said_on,
                times=self._times(words, said_on),
            )
        )

    def _bare(self, start: int, end: int) -> Span:
        """Take quotation marks off the ends of reported words, when they stand there in pairs or alone."""
        while start < end and self.text[start] in '"“”«»„':
            start += 1
        while end > start and self.text[end - 1] in '"“”«»„ .':
            end -= 1
        return Span(start, end)

    def _inner(self, paragraph: Paragraph, piece: tuple[int, int]) -> list[Span]:
        return [
            Span(one.start, one.end)
            for one in paragraph.quotations
            if one.is_spoken and piece[0] <= one.start <= piece[1] and one.end <= piece[1] + 1
        ]

    def _said_on(self, clause: Clause) -> TimeWords | None:
        if self.day is None:
            return None
        for start, end in (clause.tail, clause.said_by):
            for found in find_days(self.text, self.day, start=start, end=end):
                return found
        return None

    def _times(self, words: list[Span], said_on: TimeWords | None) -> tuple[TimeWords, ...]:
        """Tell the times in the words from the day they were said on, else from that of the last statement that has one."""
        if self.day is None:
            return ()
        earlier = next((one.said_on for one in reversed(self.found) if one.said_on), None)
        known = said_on or earlier
        anchor = known.last if known and known.last <= self.day else self.day
        return tuple(time for span in words for time in find_days(self.text, anchor, start=span.start, end=span.end))

    def _place_of(self, clause: Clause) -> str | None:
        for found in _PLACE.finditer(self.text, *clause.tail):
            if not _NO_PLACE.match(found[1]):
                return found[1]
        return self.place
