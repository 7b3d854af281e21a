"""Internet mail, RFC 5322 with MIME (RFC 2045-2049): press offices, small agencies, bureaus that file by mail.

Read: subject, date, sender, Message-ID; the text part, or the HTML part when there is no text; encoded and raw 8-bit headers
in any character set; signatures off; what stands over the story (slug line, notes, headline, byline, a release's contacts);
a digest whose stories stand in full as many items, and an mbox file (RFC 4155) as many mails. Attachments that may be wire
files, enclosed mails, and a body that is itself a wire message are given back as enclosed dispatches; a mail that only
carries them (a covering note under 60 words) is no item. Pictures, sound and documents are named as media. Lost: calendar
entries, delivery reports, cryptographic signatures.
"""

import re
from contextlib import suppress
from email import message_from_bytes
from email.errors import HeaderParseError, MessageError
from email.header import decode_header
from email.message import Message
from email.policy import Compat32
from email.utils import parseaddr
from itertools import islice, pairwise
from typing import Final

import msgspec

from wireroom.errors import FormatError
from wireroom.formats._api import Enclosed, Parsed, RawCopy, WireFormat
from wireroom.model import Block, Fault, Item, ItemLink, Media, item_id
from wireroom.text.charset import decode
from wireroom.text.mail_thread import clean_subject, own_words, without_signature
from wireroom.text.mailcopy import read_mail_blocks, read_mail_copies
from wireroom.text.markup import blocks_of_html, fold
from wireroom.text.plaincopy import PlainCopy
from wireroom.text.wirecopy import clean_lines
from wireroom.text.zoned_times import read_zoned

_HEADER: Final = re.compile(rb"(?mi)^(?P<name>[a-z][a-z0-9-]{1,60})[ \t]*:")
_KNOWN: Final = {
    b"from", b"to", b"subject", b"date", b"received", b"message-id", b"mime-version", b"delivered-to", b"return-path",
    b"content-type", b"reply-to", b"sender", b"x-received", b"dkim-signature", b"cc",
}  # fmt: skip
#: a body or attachment that begins so is a wire message and no covering text
_WIRE: Final = re.compile(
    rb"[\x16\x7f\s]*+\x01|\s*+(?:ZCZC\b|<\?xml|<(?:nitf|newsItem|newsMessage|NewsML|rss|feed)\b|\{\s*\")"
)
#: an address, a day and a year, over a header
_MAILBOX_LINE: Final = re.compile(rb"(?m)^From \S{1,200} [^\n]{10,60}\d{4}[^\n]{0,20}\n(?=[A-Za-z][A-Za-z0-9-]{1,60}:)")
#: how a house names the part of it that sends
_DESK: Final = re.compile(
    r"\s(?:(?:news|editorial|wire) )?(?:desk|newsroom|news alerts?|alerts?|wire|planning|english)$", re.IGNORECASE
)
_MAX_MAILS: Final = 2_000
_MEDIA: Final = {"image": "picture", "video": "video", "audio": "audio"}
_NOT_WIRE: Final = re.compile(
    r"(?:application/(?:pdf|msword|vnd\.|ms-|pgp|pkcs|x-pkcs)|text/(?:calendar|vcard|x-vcard)|message/(?:delivery|disposition))"
)
_LAID_OUT: Final = re.compile(r"<td\b[^>]*>(?:(?!</td).){0,400}?<(?:p|div|table|h[1-6])\b", re.IGNORECASE | re.DOTALL)
_TABLE_TAG: Final = re.compile(r"<(/?)(?:table|tbody|tr|td)\b[^>]*>", re.IGNORECASE)
_SERVICE: Final = re.compile(
    r"unsubscribe|abmelden|abbestellen|désabonn|désinscri|cancelar (?:la )?suscripción|darse de baja|disiscriv"
    r"|annulla(?:re)? (?:l.)?iscrizione"
    r"|uitschrijven|avprenumerera|avregistrera|отписаться|退订|退訂|配信停止|수신거부|descadastrar"
    r"|cancelar (?:a )?inscrição|in your browser|view (?:the )?source version on|im browser"
    r"|dans (?:votre|un) navigateur|en (?:el|su|tu) navegador|nel (?:tuo )?browser|in je browser",
    re.IGNORECASE,
)
_MOST_SEARCHED: Final = 20_000
_LONGEST_SERVICE: Final = 400
_MAX_PARTS: Final = 500
_COVER_WORDS: Final = 60
_MAX_TEXT: Final = 1024 * 1024
_LONGEST_SENDER: Final = 1_000
#: what is behind it is not read; thousands of encoded words may each be in a character set of its own
_LONGEST_HEADER: Final = 50_000
#: servers take 25 MB at most; the standard library's parser needs eleven times the mail
MAX_BYTES: Final = 16 * 1024 * 1024


class _EmailMessage:
    name = "email_message"

    def sniff(self, raw: RawCopy) -> float:
        head = _start(raw.head)
        first = _HEADER.match(head)
        if first is None and not head.startswith(b"From "):
            return 0.0
        top = re.split(rb"\r?\n\r?\n", head, maxsplit=1)[0]
        names = {found["name"].lower() for found in _HEADER.finditer(top)} & _KNOWN
        if len(names) < 2 or not names & {b"from", b"subject", b"received", b"message-id"}:
            return 0.0
        return 0.95 if len(names) > 3 else 0.75

    def parse(self, raw: RawCopy) -> Parsed:
        if len(mails := _of_mailbox(raw.data)) > 1:
            return Parsed(enclosed=tuple(Enclosed(data=mail, content_type="message/rfc822") for mail in mails))
        try:
            message = message_from_bytes(_start(raw.data[:MAX_BYTES]))
            parts = [part for _, part in zip(range(_MAX_PARTS), message.walk(), strict=False)]
        except RecursionError as error:
            raise FormatError("the mail is nested too deep", format_name=self.name) from error
        mail = _Mail(message, parts, raw)
        if len(raw.data) > MAX_BYTES:
            mail.faults.append(Fault(code="copy-too-long", text=f"only {MAX_BYTES:,} bytes of the mail were read"))
        return mail.parsed()


def _start(data: bytes) -> bytes:
    """Take off what programs put before the first header: blank lines, an mbox "From " line."""
    data = data.lstrip(b"\r\n\t \x00\xef\xbb\xbf")
    if data.startswith(b"From ") and b"\n" in data[:400]:
        data = data.split(b"\n", 1)[1]
    return data


def _of_mailbox(data: bytes) -> list[bytes]:
    """Part a file of several mails, each under a "From " line (mbox, RFC 4155); lines of theirs that begin so stand quoted."""
    if not data.lstrip().startswith(b"From "):
        return []
    found = list(islice(_MAILBOX_LINE.finditer(data), _MAX_MAILS))
    if not found or data[: found[0].start()].strip():
        return []
    mails = [data[one.end() : after.start()] for one, after in pairwise(found)] + [data[found[-1].end() :]]
    return [re.sub(rb"(?m)^>(>*From )", rb"\1", mail) for mail in mails]


class _Mail:
    """One mail, sorted into text, media and what is enclosed."""

    def __init__(self, message: Message, parts: list[Message], raw: RawCopy) -> None:
        self.message = message
        self.raw = raw
        self.text: str | None = None
        self.html: str | None = None
        self.charset: str | None = None
        self.faults: list[Fault] = []
        self.media: list[Media] = []
        self.enclosed: list[Enclosed] = []
        self._sort(parts)

    def parsed(self) -> Parsed:
        """Give the mail as an item, unless it only carries enclosed copy."""
        copies = self._copies()
        n_words = sum(len(block.text.split()) for copy in copies for block in copy.blocks)
        if self.enclosed and n_words < _COVER_WORDS:
            return Parsed(enclosed=tuple(self.enclosed), faults=tuple(self.faults))
        if not any(copy.blocks for copy in copies) and not self.header("subject"):
            raise FormatError("the mail has neither subject nor text", format_name="email_message")
        if len(copies) == 1:
            items = [self._item(copies[0])]
        else:
            items = [self._one_of_several(self._item(copy), copy, n) for n, copy in enumerate(copies, 1)]
        return Parsed(items=tuple(items), enclosed=tuple(self.enclosed), faults=tuple(self.faults))

    def header(self, name: str) -> str | None:
        """Give a header's words, decoded whatever it was encoded in; None when it is not there."""
        value = self.message.get(name)
        if value is None:
            return None
        words = []
        try:
            pieces = decode_header(value[:_LONGEST_HEADER] if isinstance(value, str) else value)
        except (HeaderParseError, ValueError, LookupError):
            pieces = [(str(value), None)]
        for piece, charset in pieces:
            data = piece.encode("ascii", "surrogateescape") if isinstance(piece, str) and piece.isascii() else piece
            if isinstance(data, str):
                data = data.encode("utf-8", "surrogateescape")
            words.append(decode(data, None if charset == "unknown-8bit" else charset)[0])
        return fold("".join(words)) or None

    def _sort(self, parts: list[Message]) -> None:
        skipped: set[int] = set()
        for part in parts:
            if id(part) in skipped or part.get_content_maintype() == "multipart":
                continue
            kind = part.get_content_type()
            if kind == "message/rfc822":
                inner = part.get_payload()
                for child in (each for each in inner if isinstance(each, Message)) if isinstance(inner, list) else ():
                    skipped.update(id(below) for below in child.walk())
                    if (mail := _bytes_of(child)) is None:
                        self.faults.append(
                            Fault(code="enclosed-unreadable", text="an enclosed mail is too broken to be read")
                        )
                    else:
                        self.enclosed.append(Enclosed(data=mail, content_type=kind))
                continue
            payload = part.get_payload(decode=True)
            data = payload if isinstance(payload, bytes) else b""
            name = _filename(part)
            if part.get_content_disposition() == "attachment" or (name and not kind.startswith("text/")):
                self._attach(part, kind, name, data)
            elif kind in ("text/plain", "text/html"):
                self._take_text(part, kind, data)

    def _attach(self, part: Message, kind: str, name: str | None, data: bytes) -> None:
        if media := _MEDIA.get(part.get_content_maintype()):
            self.media.append(Media(type=media, headline=name))
        elif _NOT_WIRE.match(kind) or (name or "").lower().endswith(
            (".pdf", ".doc", ".docx", ".xls", ".xlsx", ".p7s", ".asc")
        ):
            if name:
                self.media.append(Media(type="text", headline=name))
        elif data.strip():
            self.enclosed.append(Enclosed(data=data, filename=name, content_type=kind))

    def _take_text(self, part: Message, kind: str, data: bytes) -> None:
        if kind == "text/plain" and _WIRE.match(data):
            self.enclosed.append(Enclosed(data=data, content_type=kind))
            return
        if len(data) > _MAX_TEXT:
            self.faults.append(Fault(code="copy-too-long", text=f"only {_MAX_TEXT:,} bytes of the text were read"))
        text, charset, faults = decode(data[:_MAX_TEXT], str(part.get_param("charset") or "") or None)
        if not text.strip():
            return
        self.faults.extend(faults)
        if kind == "text/plain":
            self.text = text if self.text is None else f"{self.text}\n\n{text}"
            self.charset = charset
        elif self.html is None:
            self.html = text
            self.charset = self.charset or charset

    def _copies(self) -> list[PlainCopy]:
        if self.text is not None:
            text = without_signature(self.text)
            if self.message.get_param("format") == "flowed":
                text = re.sub(r" \r?\n(?=\S)", " ", text)
            if text.strip():
                subject, is_forwarded = clean_subject(self.header("subject") or "", is_list="list-id" in self.message)
                own = own_words(text, is_forwarded=is_forwarded)
                copies = read_mail_copies(clean_lines(own.text), subject)
                private = [("\n".join(filter(None, (copy.private, own.cover))) or None) for copy in copies]
                return [
                    msgspec.structs.replace(copy, private=words) for copy, words in zip(copies, private, strict=True)
                ]
        if self.html is None:
            return [PlainCopy()]
        blocks = _without_service(blocks_of_html(_unlaid(self.html)))
        return read_mail_blocks(blocks, clean_subject(self.header("subject") or "")[0])

    def _one_of_several(self, item: Item, copy: PlainCopy, number: int) -> Item:
        """Make an item of one of a mail's stories: the subject is not its headline, and its id names its place."""
        subject = self.header("subject")
        guid = f"{item.native_guid}#{number}" if item.native_guid else None
        key = item_id("email_message", guid, subject, copy.headline, *(block.text for block in copy.blocks))
        extra = {**item.extra, "subject": subject} if subject else item.extra
        return msgspec.structs.replace(
            item, id=key, uri=f"urn:wireroom:item:{key}", native_guid=guid, headline=copy.headline, extra=extra
        )

    def _item(self, copy: PlainCopy) -> Item:
        subject, guid = self.header("subject"), (self.header("message-id") or "").strip("<> ") or None
        sender_name, address = _sender(self.header("from") or "")
        sent, is_assumed = read_zoned(self.header("date"), self.raw.zone)
        faults = []
        if sent is None and self.header("date"):
            unread = f"no such date: {self.header('date')}"
            faults.append(Fault(code="time-unread", text=unread[:200], where="versioncreated"))
        headline = clean_subject(subject, is_list="list-id" in self.message)[0] if subject else None
        if copy.headline:
            headline = copy.headline
        extra = {name: value for name, value in (("from", self.header("from")), ("provider", sender_name)) if value}
        if sender_name and (house := _DESK.sub("", sender_name)) != sender_name:
            extra["agency"] = house
        if subject and headline != subject:
            extra["subject"] = subject
        if "@" in address:
            extra.setdefault("source", address.rpartition("@")[2])
        key = item_id(
            "email_message", guid, subject, *([] if guid else [address, *(block.text for block in copy.blocks)])
        )
        reply_to = (self.header("in-reply-to") or "").strip("<> ")
        return Item(
            id=key,
            uri=f"urn:wireroom:item:{key}",
            native_guid=guid,
            format="email_message",
            standard="RFC 5322",
            charset=self.charset,
            versioncreated=sent,
            sent_at=sent,
            is_zone_assumed=is_assumed,
            headline=headline,
            message_number=copy.number,
            slugline_raw=copy.slug,
            wordcount=copy.n_words,
            take_key=copy.take_key,
            byline=copy.byline.text if copy.byline else None,
            creditline=copy.byline.credit if copy.byline else None,
            dateline=copy.dateline,
            ednote=copy.ednote,
            ednote_private=copy.private,
            embargo_text=copy.embargo,
            language=(self.header("content-language") or "").split(",")[0].strip() or None,
            keywords=tuple(word for part in (self.header("keywords") or "").split(",") if (word := part.strip())),
            links=(*copy.links, *([ItemLink(rel="inReplyTo", residref=reply_to)] if reply_to else [])),
            associations=tuple(self.media),
            sign_off=copy.sign_off,
            blocks=copy.blocks,
            extra=extra,
            faults=tuple(faults),
            provenance=_PROVENANCE if self.raw.explain else {},
        )


_PROVENANCE: Final = {
    "headline": "header Subject",
    "versioncreated": "header Date",
    "native_guid": "header Message-ID",
    "blocks": "first text part",
}


def _unlaid(markup: str) -> str:
    """Turn tables that only lay out a mail into blocks; tables with heads, and with no blocks in their cells, hold data."""
    if "<th" in markup.lower() or not _LAID_OUT.search(markup, 0, _MOST_SEARCHED):
        return markup
    return _TABLE_TAG.sub(lambda tag: "</div>" if tag[1] else "<div>", markup)


def _without_service(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """Take off what mailing services put under and over copy: how to leave the list, how to see it in a browser."""
    kept = list(blocks)
    while kept and len(kept[-1].text) < _LONGEST_SERVICE and _SERVICE.search(kept[-1].text):
        kept.pop()
    most = _LONGEST_SERVICE // 3
    own = (n for n, block in enumerate(kept) if len(block.text) >= most or not _SERVICE.search(block.text))
    return tuple(kept[next(own, len(kept)) :])


def _sender(words: str) -> tuple[str, str]:
    """Give the name and the address of who sent it; Python's reader of addresses calls itself for each bracket and group."""
    try:
        return parseaddr(words[:_LONGEST_SENDER])
    except RecursionError:
        return "", ""


class _Verbatim(Compat32):
    """Writes headers as they came, however broken; nothing is folded anew."""

    verify_generated_headers = False

    def fold_binary(self, name: str, value: str) -> bytes:
        return f"{name}: {value}\n".encode("utf-8", "surrogateescape")


def _bytes_of(mail: Message) -> bytes | None:
    """Give a mail that was enclosed in another as bytes; None = it is too broken for that."""
    for policy in (None, _Verbatim()):  # a header that cannot be folded goes as it came
        with suppress(MessageError, ValueError, LookupError):
            return mail.as_bytes(policy=policy)
    return None


def _filename(part: Message) -> str | None:
    try:
        name = part.get_filename()
    except (ValueError, LookupError, TypeError):
        return None
    return name.replace("\\", "/").rsplit("/", 1)[-1][:200] if name else None


FORMAT: Final[WireFormat] = _EmailMessage()
