"""A mail's own words as copy: what stands over the story taken off, and a digest parted into its stories."""

import re
from collections.abc import Sequence
from typing import Final

import msgspec

from wireroom.model import Block
from wireroom.text.dateline import read_dateline
from wireroom.text.embargo import find_embargo
from wireroom.text.headblock import is_signal
from wireroom.text.mail_head import MailHead, is_house, letters_of, may_have_head, read_mail_head
from wireroom.text.notebook import begins_contact
from wireroom.text.plaincopy import PlainCopy, copy_of_blocks, read_plain_copy
from wireroom.text.several import part_blocks, part_stories

_SET_OFF: Final = re.compile(r"\s*[:：|]\s*|\s+[-–—]+\s+|(?<=[A-Z])-(?=[A-Z][a-z])")
_EMBARGOED: Final = re.compile(r"\W*(?:under |strict(?:ly)? )*embargo(?:ed)?\b", re.IGNORECASE)
#: paragraphs over a story
_MOST_IN_HEAD: Final = 12
#: paragraphs under a release that say whom to ask
_MOST_OF_CONTACT: Final = 6


def read_mail_copies(lines: Sequence[str], subject: str | None) -> list[PlainCopy]:
    """Read the text of a mail: one story, whose headline is the subject unless it has its own, or several with theirs."""
    if (several := part_stories(lines)) is not None and not _orders(subject):
        around = several.embargo or _embargo(subject)
        copies = [read_headed_copy(story) for story in several.stories]
        return [msgspec.structs.replace(copy, embargo=copy.embargo or around) for copy in copies]
    head = read_mail_head(lines, subject)
    return [_copy(_ordered(head, subject))]


def _ordered(head: MailHead, subject: str | None) -> MailHead:
    """Leave the subject as headline where it orders something: that counts more than a title."""
    is_order = _orders(subject) or (head.embargo is None and _embargo(subject) is not None)
    return msgspec.structs.replace(head, headline=None) if head.headline and not head.slug and is_order else head


def _orders(subject: str | None) -> bool:
    """Tell whether a subject begins with an order or a mark: "KILL: …", "CORRECTED - …"; an embargo is told apart."""
    before = _SET_OFF.split(subject or "")[0]
    return (
        before != subject and is_signal(before) and find_embargo(subject or "") is None and not _EMBARGOED.match(before)
    )


def _embargo(subject: str | None) -> str | None:
    return subject if subject and (find_embargo(subject) or _EMBARGOED.match(subject)) else None


def read_headed_copy(lines: Sequence[str]) -> PlainCopy:
    """Read one story that has come without a subject: a slug line, notes to editors or a release's lines may stand on top."""
    if not may_have_head(lines):
        return read_plain_copy(lines)
    head = read_mail_head(lines, None)
    if head.headline:
        return _copy(head)
    if head.slug is None and not head.notes:
        return read_plain_copy(lines)
    return _copy(head, has_headline=True)


def _copy(head: MailHead, *, has_headline: bool = False) -> PlainCopy:
    return _with_head(read_plain_copy(head.lines, has_headline=has_headline), head)


def _with_head(copy: PlainCopy, head: MailHead) -> PlainCopy:
    notes = "\n".join((*head.notes, *([copy.ednote] if copy.ednote else [])))
    private = "\n".join((*([copy.private] if copy.private else []), *head.private))
    return msgspec.structs.replace(
        copy,
        headline=head.headline or copy.headline,
        slug=head.slug,
        day=head.day,
        number=head.number,
        n_words=head.n_words,
        take_key=" ".join(filter(None, (*head.signals, copy.take_key))) or None,
        byline=head.byline or copy.byline,
        ednote=notes or None,
        private=private or None,
        embargo=head.embargo or copy.embargo,
    )


def _head_of_blocks(blocks: list[Block], subject: str | None) -> tuple[MailHead | None, list[Block]]:
    """Read what stands over a story in markup; gives the blocks below it, None and all of them where there is no slug line."""
    n_lines = next(
        (n for n, block in enumerate(blocks) if block.kind not in ("para", "subhead") or "\n" in block.text),
        len(blocks),
    )
    lines = [line for block in blocks[: min(n_lines, _MOST_IN_HEAD)] for line in (block.text, "")]
    head = read_mail_head(lines, subject)
    if head.slug is None or head.lines[:1] == ("",):
        return None, blocks
    left = blocks[len(lines) // 2 - sum(1 for line in head.lines if line) :]
    if (
        head.byline
        and not head.byline.credit
        and len(left) > 1
        and is_house(left[0].text)
        and read_dateline(left[1].text)
    ):
        head = msgspec.structs.replace(head, byline=msgspec.structs.replace(head.byline, credit=left[0].text))
        left = left[1:]
    return _ordered(head, subject), left


def read_mail_blocks(blocks: tuple[Block, ...], subject: str | None) -> list[PlainCopy]:
    """Read the same where the mail is markup."""
    parts = () if _orders(subject) else part_blocks(blocks)
    if not parts:
        head, left = _head_of_blocks(list(blocks), subject)
        while len(left) > 1 and letters_of(left[0].text) == letters_of(subject or ""):
            left.pop(0)
        at = next((n for n in range(len(left) - 1, 0, -1) if begins_contact(left[n].text)), len(left))
        at = at if len(left) - at <= _MOST_OF_CONTACT else len(left)
        private = "\n".join(block.text for block in left[at:]) or None
        copy = msgspec.structs.replace(copy_of_blocks(tuple(left[:at])), private=private)
        return [_with_head(copy, head) if head else copy]
    above = blocks[: len(blocks) - sum(map(len, parts))]
    around = find_embargo("\n".join(block.text for block in above)) or _embargo(subject)
    copies = [(part[0].text, copy_of_blocks(part[1:])) for part in parts]
    return [msgspec.structs.replace(copy, headline=title, embargo=copy.embargo or around) for title, copy in copies]
