"""Body markup inside XML -> blocks: XHTML and NITF `body.content` alike, by element name, whatever the namespace.

The HTML of a block is built here from a short list of harmless tags, never copied, so nothing has to be sanitised after.
Wire habits read: paragraphs made by indenting inside one element (Reuters, ANSA), hard line ends written as `<br/>` (AAP),
headings inside paragraphs (STT), markup and entities escaped twice (STT, Ritzau), text beside the paragraphs (ANSA).
"""

import html
import re
from collections.abc import Iterator
from typing import Final

import msgspec
from lxml import etree

from wireroom.model import Block, Media
from wireroom.model.item import BlockKind
from wireroom.text.markup import blocks_of_html, blocks_of_text
from wireroom.text.nitf_media import read_media
from wireroom.text.note_markup import read_notes
from wireroom.text.page_head import read_figure, read_page_head
from wireroom.text.xml import folded, inner_text, known_name

#: deeper markup is read as plain text
_MAX_DEPTH: Final = 40
_KINDS: Final[dict[str, BlockKind]] = {
    "p": "para", "h1": "subhead", "h2": "subhead", "h3": "subhead", "h4": "subhead", "h5": "subhead", "h6": "subhead",
    "hl1": "subhead", "hl2": "subhead", "table": "table", "ul": "list", "ol": "list", "dl": "list",
    "blockquote": "quote", "bq": "quote", "pre": "pre", "hr": "rule", "note": "note", "fn": "note", "address": "para",
}  # fmt: skip
_THROUGH: Final = frozenset((
    "html", "body", "div", "section", "article", "main", "block", "center", "header", "footer", "aside", "figure",
    "figcaption", "nitf", "nitf-table", "credit", "hedline", "body.head", "body.content", "body.end", "content",
    "inlinexml", "inlinedata", "datacontent", "tbody", "thead", "font",
))  # fmt: skip
_SKIPPED: Final = frozenset((
    "head", "title", "script", "style", "iframe", "object", "template", "form", "button", "link", "meta", "img", "svg",
    "video",
))  # fmt: skip
_MEDIA: Final = frozenset(("media", "nitf-media"))
_BLOCKS: Final = _THROUGH | _MEDIA | _KINDS.keys()
_LISTED: Final = frozenset(("li", "dt", "dd"))
_CELLS: Final = frozenset(("td", "th"))
_ROW_GROUPS: Final = frozenset(("tbody", "thead", "tfoot"))
_NOTEPAD: Final = ("notepad", "ednote", "note-to-editors", "notetoeditors", "editorialnote")
_INLINE: Final = {
    "em": "em", "i": "i", "b": "b", "strong": "strong", "u": "u", "sub": "sub", "sup": "sup", "q": "q", "cite": "cite",
    "code": "code", "small": "small", "s": "s", "del": "del", "ins": "ins", "abbr": "abbr",
}  # fmt: skip
_NOT_PLAIN: Final = _BLOCKS | _SKIPPED | _INLINE.keys() | {"a", ""}
_BLOCK_TAG: Final[dict[str, str]] = {"subhead": "h2", "quote": "blockquote"}
_LINK: Final = re.compile(r"(?:https?://|mailto:)[^\s\"'<>]+$", re.IGNORECASE)
_ESCAPED_PAIR: Final = re.compile(r"<([A-Za-z][\w-]{0,20})>([^<>]*)</\1>")
_ESCAPED_ENTITY: Final = re.compile(r"&(?:#\d{1,6}|#x[0-9A-Fa-f]{1,5}|amp|quot|apos|lt|gt|nbsp|[A-Za-z]{3,8});")
_ESCAPED_BLOCK: Final = re.compile(r"\s*<(p|div|br|h\d|table|html|body|ul|b|strong|pre)\b[^<>]*>", re.IGNORECASE)
_PARAGRAPH_TAG: Final = re.compile(r"</?p>|<br ?/?><br ?/?>", re.IGNORECASE)
_PARAGRAPHS_ONLY: Final = re.compile(r"[^<]*(?:(?:</?p>|<br ?/?><br ?/?>)[^<]*)*", re.IGNORECASE)
_LINE_START: Final = re.compile(r"\n(?=[ \t\u00a0]{2,}\S)|\n[ \t]*\n")
#: Japanese and Chinese copy indents a paragraph by one wide space
_WIDE_INDENT: Final = re.compile(r"\n(?=\u3000\S)|\n[ \t]*\n")
_FLUSH_LINE: Final = re.compile(r"\n[^\s]")
#: an agency that wraps lines by itself writes them about this long
_WRAP_AT: Final = range(40, 90)


class XmlBody(msgspec.Struct, frozen=True, kw_only=True):
    """What a body held."""

    blocks: tuple[Block, ...] = ()
    media: tuple[Media, ...] = ()
    #: a notepad for editors that the body carried along, and its part that is not for publication
    ednote: str | None = None
    ednote_private: str | None = None


def read_body(*parents: etree._Element) -> XmlBody:
    """Read the blocks of elements that hold paragraphs, in order; text beside paragraphs becomes paragraphs."""
    found = _Found()
    for parent in parents:
        _walk(parent, found, 0)
    return XmlBody(
        blocks=tuple(found.blocks),
        media=tuple(found.media),
        ednote="\n".join(found.public) or None,
        ednote_private="\n".join(found.private) or None,
    )


def blocks_of_wire_text(text: str) -> Iterator[Block]:
    """Cut text of one element into paragraphs where the wire marks them by indenting or by empty lines."""
    for piece in _pieces(text):
        if words := folded(piece):
            yield Block(text=words)


def blocks_of_escaped(text: str) -> tuple[Block, ...]:
    """Cut text that stands in an element as text: often HTML all the same, whatever it is called."""
    if "<" not in text:
        return tuple(blocks_of_wire_text(unescape(text))) if "\n\n" not in text else blocks_of_text(unescape(text))
    if _PARAGRAPHS_ONLY.fullmatch(text):  # no other tag in it: nothing that would have to be sanitised
        pieces = _PARAGRAPH_TAG.split(text)
        return tuple(block for piece in pieces for block in blocks_of_wire_text(html.unescape(piece)))
    return blocks_of_html(text)


def unescape(text: str) -> str:
    """Undo markup and entities that were escaped once too often, as in "35&lt;endash&gt;-&lt;/endash&gt;40"."""
    if "<" in text:
        text = _ESCAPED_PAIR.sub(r"\2", text)
    return html.unescape(text) if "&" in text and _ESCAPED_ENTITY.search(text) else text


class _Found:
    """The blocks while they are gathered."""

    __slots__ = ("blocks", "media", "private", "public")

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.media: list[Media] = []
        self.public: list[str] = []
        self.private: list[str] = []


def _name(element: etree._Element) -> str:
    return known_name(element.tag)


def _walk(parent: etree._Element, found: _Found, depth: int) -> None:
    """Go through an element whose children are blocks, or text and inline elements that are not in one."""
    text = parent.text
    loose: list[str | etree._Element] = [text] if text and not text.isspace() else []
    for child in parent:
        name = known_name(child.tag)
        if (kind := _KINDS.get(name)) is not None:
            if loose:
                loose = _put_loose(loose, found)
            if name == "p" and not len(child):
                _put_text(child.text, found)
            else:
                _put_block(child, name, kind, found, depth)
        elif name in _THROUGH or (name and len(child) and _holds_blocks(child)):
            loose = _put_loose(loose, found)
            _through(child, found, depth)
        elif name in _MEDIA:
            loose = _put_loose(loose, found)
            found.media.append(read_media(child))
        elif name and name not in _SKIPPED:
            loose.append(child)
        tail = child.tail
        if tail and (loose or not tail.isspace()):
            loose.append(tail)
    if loose:
        _put_loose(loose, found)


def _through(element: etree._Element, found: _Found, depth: int) -> None:
    label = f"{element.get('class', '')} {element.get('id', '')}".lower()
    if label != " " and any(word in label for word in _NOTEPAD):
        public, private = read_notes(element)
        found.public.extend(public)
        found.private.extend(private)
    elif (name := known_name(element.tag)) == "header" and (head := read_page_head(element)) is not None:
        found.public.extend(head.notes)
        for paragraph in head.paragraphs:
            _put_text(paragraph, found)
    elif name == "figure" and (medium := read_figure(element)) is not None:
        found.media.append(medium)
    elif depth >= _MAX_DEPTH:
        _put_text(all_text(element), found)
    else:
        _walk(element, found, depth + 1)


def _put_text(text: str | None, found: _Found) -> None:
    """Add a paragraph without markup; the common case, so no detour."""
    if not text:
        return
    if "</p>" in text and _ESCAPED_BLOCK.match(text):  # paragraphs as text: where their lines begin says nothing
        found.blocks.extend(blocks_of_html(folded(text)))
        return
    if "\n" in text and _LINE_START.search(text):
        found.blocks.extend(blocks_of_wire_text(unescape(text)))
        return
    words = folded(text)
    if "&" in words or "<" in words:
        if _ESCAPED_BLOCK.match(words):
            found.blocks.extend(blocks_of_html(words))
            return
        words = unescape(words)
    if words:
        found.blocks.append(Block(text=words))


def _put_loose(loose: list[str | etree._Element], found: _Found) -> list[str | etree._Element]:
    """Add what stood beside the paragraphs as paragraphs; gives an empty list to gather on."""
    if len(loose) == 1 and isinstance(loose[0], str):
        if not loose[0].isspace():
            _put_text(loose[0], found)
    elif loose:
        _put_lines("para", _lines(loose), found)
    return []


def _pieces(text: str) -> list[str]:
    if "\n\u3000" in text:
        return _WIDE_INDENT.split(text)
    if "\n" in text and _FLUSH_LINE.search(text) and _LINE_START.search(text):
        return _LINE_START.split(text)
    if "\n" in text and re.search(r"\n[ \t]*[*•]\s", text):
        return re.split(r"\n(?=[ \t]*[*•]\s)", text)
    return [text]


def _put_block(element: etree._Element, name: str, kind: BlockKind, found: _Found, depth: int) -> None:
    if kind == "rule":
        found.blocks.append(Block(kind="rule", text=""))
    elif name == "note" and (notes := _notes_for(element, found)) is not None:
        notes.extend(filter(None, [all_text(element)]))
    elif kind == "table":
        _put_table(element, found)
    elif kind == "list":
        entries = [all_text(entry) for entry in element if _name(entry) in _LISTED]
        entries = [entry for entry in entries if entry] or [all_text(element)]
        listed = "".join(f"<li>{html.escape(entry, quote=False)}</li>" for entry in entries)
        tag = "ol" if name == "ol" else "ul"
        if entries[0]:
            found.blocks.append(Block(kind="list", text="\n".join(entries), html=f"<{tag}>{listed}</{tag}>"))
    elif kind == "pre":
        text = unescape(inner_text(element)).strip("\r\n").rstrip()
        if text:
            found.blocks.append(Block(kind="pre", text=text))
    elif (lines := _plain_lines(element)) is not None:
        _put_plain(kind, lines, found)
    elif depth < _MAX_DEPTH and _holds_blocks(element):
        _through(element, found, depth)
    else:
        _put_lines(kind, _lines([element.text or "", *_content(element)]), found)


def _notes_for(note: etree._Element, found: _Found) -> list[str] | None:
    """Say for which editors a NITF note is; None = for readers: one that is publishable, on rights, on a trademark."""
    advisory = note.get("type")
    if advisory == "npa":  # non-publishable advisory
        return found.private
    return found.public if note.get("noteclass") == "editorsnote" and advisory != "pa" else None


def _plain_lines(element: etree._Element) -> list[str] | None:
    """Give the lines of an element that has nothing but text, line breaks and names marked; the common case."""
    lines = [element.text or ""]
    for child in element:
        name = known_name(child.tag)
        if name == "br":
            lines.append(child.tail or "")
        elif name in _NOT_PLAIN or len(child):
            return None
        else:
            lines[-1] += f"{child.text or ''}{child.tail or ''}"
    return lines


def _put_plain(kind: BlockKind, lines: list[str], found: _Found) -> None:
    if len(lines) == 1 and kind == "para":
        _put_text(lines[0], found)
        return
    group: list[str] = []
    for line in lines:
        if text := folded(unescape(line)):
            group.append(text)
        elif group:
            _put_plain_group(kind, group, found)
            group = []
    if group:
        _put_plain_group(kind, group, found)


def _put_plain_group(kind: BlockKind, group: list[str], found: _Found) -> None:
    markup = None
    if len(group) > 1 and not _is_wrapped(group):
        tag = _BLOCK_TAG.get(kind, "p")
        markup = f"<{tag}>{'<br>'.join(html.escape(line, quote=False) for line in group)}</{tag}>"
    found.blocks.append(Block(kind=kind, text=" ".join(group), html=markup))


def _is_wrapped(lines: list[str]) -> bool:
    """Tell whether an agency has wrapped lines by itself: all but the last are about as long."""
    return len(lines) > 2 and all(len(line) in _WRAP_AT for line in lines[:-1])


def _content(element: etree._Element) -> Iterator[str | etree._Element]:
    for child in element:
        name = _name(child)
        if name and name not in _SKIPPED and name not in _MEDIA:
            yield child
        if child.tail:
            yield child.tail


def _holds_blocks(element: etree._Element) -> bool:
    return any(known_name(child.tag) in _BLOCKS for child in element)


class _Line:
    """One line between line breaks: its words, and the tags among them (each in a tuple, to tell it from words)."""

    __slots__ = ("has_tags", "parts")

    def __init__(self) -> None:
        self.parts: list[str | tuple[str]] = []
        self.has_tags = False

    def tag(self, markup: str) -> None:
        self.parts.append((markup,))
        self.has_tags = True

    @property
    def text(self) -> str:
        """The words, white space folded."""
        return " ".join("".join(part for part in self.parts if isinstance(part, str)).split())

    @property
    def markup(self) -> str:
        """The line as HTML."""
        parts = (html.escape(part, quote=False) if isinstance(part, str) else part[0] for part in self.parts)
        return " ".join("".join(parts).split())


def _lines(parts: list[str | etree._Element]) -> list[_Line]:
    lines = [_Line()]
    for part in parts:
        _add_inline(part, lines, 0)
    return lines


def _add_inline(part: str | etree._Element, lines: list[_Line], depth: int) -> None:
    if isinstance(part, str):
        lines[-1].parts.append(unescape(part))
        return
    name = _name(part)
    if name == "br":
        if lines[-1].parts or (len(lines) > 1 and lines[-2].parts):  # two breaks part paragraphs; more say nothing new
            lines.append(_Line())
        return
    if depth > _MAX_DEPTH:
        lines[-1].parts.append(all_text(part))
        return
    opened, closed = _tags(part, name)
    start = lines[-1]
    if opened:
        start.tag(opened)
    if part.text:
        start.parts.append(unescape(part.text))
    if len(part):
        for child in _content(part):
            _add_inline(child, lines, depth + 1)
    if opened:
        start.tag(closed)  # a tag may not reach over lines: they may become blocks of their own


def _tags(element: etree._Element, name: str) -> tuple[str, str]:
    if name == "a":
        href = (element.get("href") or "").strip()
        if _LINK.match(href):
            return f'<a href="{html.escape(href)}" rel="noopener noreferrer nofollow">', "</a>"
        return "", ""
    tag = _INLINE.get(name)
    return (f"<{tag}>", f"</{tag}>") if tag else ("", "")


def _put_lines(kind: BlockKind, lines: list[_Line], found: _Found) -> None:
    """Add the lines of one element: an empty line parts paragraphs, hard wraps are undone, other breaks are kept."""
    if len(lines) == 1 and kind == "para" and not lines[0].has_tags:
        _put_text("".join(part for part in lines[0].parts if isinstance(part, str)), found)
        return
    group: list[tuple[_Line, str]] = []
    for line in lines:
        if text := line.text:
            group.append((line, text))
        elif group:
            _put_group(kind, group, found)
            group = []
    if group:
        _put_group(kind, group, found)


def _put_group(kind: BlockKind, group: list[tuple[_Line, str]], found: _Found) -> None:
    is_wrapped = _is_wrapped([text for _, text in group])
    markup = None
    if (len(group) > 1 and not is_wrapped) or any(line.has_tags for line, _ in group):
        tag = _BLOCK_TAG.get(kind, "p")
        inner = (" " if is_wrapped else "<br>").join(line.markup for line, _ in group)
        markup = f"<{tag}>{inner}</{tag}>"
    found.blocks.append(Block(kind=kind, text=" ".join(text for _, text in group), html=markup))


def _put_table(element: etree._Element, found: _Found) -> None:
    rows, markup = [], []
    title = next((text for part in element if _name(part) == "caption" and (text := all_text(part))), None)
    for row in _rows(element):
        texts, cells = [], []
        for cell in row:
            if (tag := known_name(cell.tag)) in _CELLS:
                text = all_text(cell)
                texts.append(text)
                cells.append(f"<{tag}>{html.escape(text, quote=False)}</{tag}>" if text else f"<{tag}></{tag}>")
        if any(texts):
            rows.append("\t".join(texts))
            markup.append("".join(cells))
    if rows:
        body = "".join(f"<tr>{row}</tr>" for row in markup)
        if title:
            rows.insert(0, title)
            body = f"<caption>{html.escape(title, quote=False)}</caption>{body}"
        found.blocks.append(Block(kind="table", text="\n".join(rows), html=f"<table>{body}</table>"))
    elif text := all_text(element):
        found.blocks.append(Block(text=text))


def _rows(table: etree._Element) -> Iterator[etree._Element]:
    """Give a table's own rows; those of a table inside a cell stay text of that cell."""
    for part in table:
        name = _name(part)
        if name == "tr":
            yield part
        elif name in _ROW_GROUPS:
            yield from (row for row in part if _name(row) == "tr")


def all_text(element: etree._Element) -> str:
    """Give all text inside an element, white space folded, what was escaped twice undone."""
    return folded(unescape(inner_text(element) if len(element) else element.text or ""))
