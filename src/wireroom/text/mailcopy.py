"""A mail's own words as copy: what stands over the story taken off, and a digest parted into its stories."""

from collections.abc import Sequence

import msgspec

from wireroom.model import Block
from wireroom.text.mail_head import read_mail_head
from wireroom.text.plaincopy import PlainCopy, copy_of_blocks, read_plain_copy
from wireroom.text.several import part_blocks, part_stories


def read_mail_copies(lines: Sequence[str], subject: str | None) -> list[PlainCopy]:
    """Read the text of a mail: one story, whose headline is the subject unless it has its own, or several with theirs."""
    if (several := part_stories(lines)) is not None:
        around = several.embargo
        copies = [read_plain_copy(story) for story in several.stories]
        return [msgspec.structs.replace(copy, embargo=copy.embargo or around) for copy in copies]
    head = read_mail_head(lines, subject)
    copy = read_plain_copy(head.lines, has_headline=False)
    notes = "\n".join((*head.notes, *([copy.ednote] if copy.ednote else [])))
    private = "\n".join((*([copy.private] if copy.private else []), *head.private))
    return [
        msgspec.structs.replace(
            copy,
            headline=head.headline,
            slug=head.slug,
            number=head.number,
            n_words=head.n_words,
            take_key=" ".join(filter(None, (*head.signals, copy.take_key))) or None,
            byline=head.byline or copy.byline,
            ednote=notes or None,
            private=private or None,
            embargo=head.embargo or copy.embargo,
        )
    ]


def read_mail_blocks(blocks: tuple[Block, ...], subject: str | None) -> list[PlainCopy]:
    """Read the same where the mail is markup."""
    parts = part_blocks(blocks)
    if not parts:
        return [copy_of_blocks(blocks)]
    return [msgspec.structs.replace(copy_of_blocks(part[1:]), headline=part[0].text) for part in parts]
