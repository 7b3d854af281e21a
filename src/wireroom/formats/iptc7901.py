"""IPTC 7901, "The text transmission format", revision 5 (1995): dpa, ATS/SDA, KNA and others, over lines and as files.

    [padding] SOH header-line, keyword line  STX head block, story, notes  ETX trailer  [padding] EOT

Read: streams of several messages, messages without ETX or EOT, files whose control bytes an earlier program took out, and
text between ZCZC and NNNN with this header (by `zczc`). The head block (signals, headline, byline) ends with " =". What
stands below the story ("# Notebook", "not for publication") is not body. The trailer gives the time: "071341 GMT Okt 15".
Not read: the standard's type styles (italic, bold) and justification, which nobody has sent since the typesetters went.
"""

import re
from typing import Final

import msgspec

from wireroom.errors import FormatError
from wireroom.formats._api import Parsed, RawCopy, WireFormat
from wireroom.model import Fault, Item
from wireroom.text import iptccopy
from wireroom.text.charset import decode
from wireroom.text.wirecopy import MAX_MESSAGE_BYTES, Frame, cut_frames, damage_of

#: a file without control bytes: the header begins a line
_BARE_HEADER: Final = re.compile(rb"(?m)^[ \t\x7f\x16\x00]*(?=" + iptccopy.HEADER_BYTES + rb")")
#: a line of terms that ends with the sign that parts them
_KEYWORD: Final = re.compile(rb"(?m)^[^\r\n]{2,80}/[ \t]*\r?$")


class _Iptc7901:
    name = "iptc7901"

    def sniff(self, raw: RawCopy) -> float:
        head = raw.head.lstrip(b"\x7f\x16\x00\r\n\t \xef\xbb\xbf")
        if head.startswith(b"\x01"):
            line = head[1:200].lstrip(b"\r\n ").split(b"\n", 1)[0]
            if b"\x1f" in line:
                return 0.0
            return 0.98 if iptccopy.HEADER_START.match(line) else 0.3
        if iptccopy.HEADER_START.match(head[:200].split(b"\n", 1)[0]):
            return 0.9
        # an earlier program may have put lines of its own over the header
        return 0.6 if _BARE_HEADER.search(raw.head[:600]) and _KEYWORD.search(raw.head) else 0.0

    def parse(self, raw: RawCopy) -> Parsed:
        faults: list[Fault] = []
        items: list[Item] = []
        frames = list(cut_frames(raw.data)) or _cut_bare(raw.data)
        for frame in frames:
            text, charset, found = decode(frame.header + b"\x02" + frame.text + b"\x03" + frame.trailer, raw.charset)
            header, _, rest = text.partition("\x02")
            story, _, trailer = rest.rpartition("\x03")
            message = iptccopy.Message(
                header=header,
                story=story,
                trailer=trailer,
                charset=charset,
                offset=frame.offset,
                is_framed=frame.has_stx,
            )
            read = iptccopy.read_message(message, zone=raw.zone, explain=raw.explain)
            if read is None:
                faults.append(
                    Fault(
                        code="message-unread",
                        text=f"no IPTC 7901 header in the message at byte {frame.offset:,}",
                        level="error",
                    )
                )
                continue
            damage = (*found, *damage_of(frame, has_trailer=read.sent_at is not None))
            items.append(
                msgspec.structs.replace(
                    read, faults=(*read.faults, *damage), is_complete=frame.has_etx or read.sent_at is not None
                )
            )
        if not items:
            raise FormatError("no message with an IPTC 7901 header in it", format_name=self.name)
        return Parsed(items=tuple(items), faults=tuple(faults))


def _cut_bare(data: bytes) -> list[Frame]:
    """Cut a file without control bytes before each line that is a header."""
    starts = [found.start() for found in _BARE_HEADER.finditer(data)][:2000]
    frames = []
    for start, end in zip(starts, [*starts[1:], len(data)][: len(starts)], strict=True):
        text = data[start : min(end, start + MAX_MESSAGE_BYTES)]
        is_cut = end - start > MAX_MESSAGE_BYTES
        frames.append(
            Frame(header=b"", text=text, trailer=b"", offset=start, has_stx=False, has_etx=True, is_cut=is_cut)
        )
    return frames


FORMAT: Final[WireFormat] = _Iptc7901()
