"""Plain text (no standard): the last resort, for copy that no other reader knows and that is text.

Read: a headline over an empty line, signal lines over the headline, byline, dateline, paragraphs, notes to
editors and what is not for publication; several stories one under another, each with its dateline, are as many items.
Text that begins like another form of copy (XML, JSON, control bytes) is not taken: a broken file of a known form is no
plain text.
"""

import re
from typing import Final

import msgspec

from wireroom.errors import FormatError
from wireroom.formats._api import Parsed, RawCopy, WireFormat
from wireroom.model import Fault, Item, item_id
from wireroom.text.charset import declared_charset, decode
from wireroom.text.mailcopy import read_headed_copy
from wireroom.text.markup import begins_with_name
from wireroom.text.plaincopy import PlainCopy, lines_where, with_surroundings
from wireroom.text.scripts import guess_two_bytes
from wireroom.text.several import part_stories
from wireroom.text.wirecopy import clean_lines

MAX_BYTES: Final = 1024 * 1024
_OTHERS: Final = (b"{", b"\x01", b"\x16", b"%PDF", b"PK\x03\x04", b"\x1f\x8b", b"ZCZC")
#: "[URGENT] Ferry aground" is no JSON
_LIST: Final = re.compile(rb"\[\s*(?:[\[\]{\"\d-]|$)")
_BINARY: Final = re.compile(rb"[\x00-\x07\x0e-\x1a\x1c-\x1f]")


class _PlainText:
    name = "plain_text"

    def sniff(self, raw: RawCopy) -> float:
        head = raw.head
        if head.startswith((b"\xff\xfe", b"\xfe\xff")):
            return 0.22
        if (wide := guess_two_bytes(head)) is not None:
            text = head[: len(head) // 2 * 2].decode(wide, "replace").lstrip()
            return 0.22 if text and not text.startswith(("<", "{", "[")) else 0.0
        start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
        if not start or start.startswith(_OTHERS) or _LIST.match(start):
            return 0.0
        if start.startswith(b"<") and (b"</" in start or not begins_with_name(start[:400].decode("latin-1"))):
            return 0.0
        if len(_BINARY.findall(head)) > len(head) // 100:
            return 0.0
        text = decode(head)[0]
        letters = sum(1 for char in text if char.isalpha() or char.isspace())
        return 0.25 if letters * 2 > len(text) and any(char.isalpha() for char in text) else 0.0

    def parse(self, raw: RawCopy) -> Parsed:
        faults: list[Fault] = []
        if len(raw.data) > MAX_BYTES:
            faults.append(Fault(code="copy-too-long", text=f"only the first {MAX_BYTES:,} bytes were read"))
        text, charset, found = decode(raw.data[:MAX_BYTES], raw.charset or declared_charset(raw.content_type))
        faults.extend(found)
        lines = clean_lines(text)
        several = part_stories(lines)
        if several is None:
            items = [self._item(read_headed_copy(lines), charset)]
        else:
            items = [
                with_surroundings(self._item(read_headed_copy(story), charset), several) for story in several.stories
            ]
        if not any(item.headline or item.blocks for item in items):
            raise FormatError("there are no words in the text", format_name=self.name)
        if raw.explain:
            items = [msgspec.structs.replace(item, provenance=lines_where(item, lines)) for item in items]
        return Parsed(items=tuple(items), faults=tuple(faults))

    def _item(self, copy: PlainCopy, charset: str) -> Item:
        key = item_id("plain_text", copy.take_key, copy.headline, *(block.text for block in copy.blocks))
        return Item(
            id=key,
            uri=f"urn:wireroom:item:{key}",
            format=self.name,
            charset=charset,
            issued_on=copy.day,
            headline=copy.headline,
            subheadlines=copy.subheadlines,
            take_key=copy.take_key,
            message_number=copy.number,
            slugline_raw=copy.slug,
            wordcount=copy.n_words,
            byline=copy.byline.text if copy.byline else None,
            creditline=copy.byline.credit if copy.byline else None,
            dateline=copy.dateline,
            agency_name=copy.house,
            ednote=copy.ednote,
            ednote_private=copy.private,
            embargo_text=copy.embargo,
            links=copy.links,
            sign_off=copy.sign_off,
            blocks=copy.blocks,
        )


FORMAT: Final[WireFormat] = _PlainText()
