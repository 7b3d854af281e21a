"""A page as lines: what a reader would see from top to bottom, with the little structure that helps to tell its parts."""

import html
import re
from collections.abc import Iterator
from itertools import islice
from typing import Final

import msgspec
from selectolax.lexbor import LexborHTMLParser, LexborNode

from wireroom.text.markup import MAX_OPEN, bounded, fold, sanitise

#: never shown, or not copy
_DROPPED: Final = [
    "script",
    "style",
    "noscript",
    "template",
    "iframe",
    "object",
    "svg",
    "select",
    "button",
    "form",
    "head",
]
_INLINE: Final = {
    "a", "abbr", "b", "big", "cite", "code", "del", "em", "font", "i", "ins", "mark", "q", "s", "small", "span",
    "strong", "sub", "sup", "time", "tt", "u", "wbr", "img", "picture", "source", "input", "label",
}  # fmt: skip
#: inline tags that a body keeps
_KEPT: Final = {"a", "b", "em", "i", "strong", "sub", "sup", "q", "cite", "u"}
_HEADINGS: Final = {"h1", "h2", "h3", "h4", "h5", "h6"}
_OWN: Final = _HEADINGS | {"li", "p", "blockquote", "pre", "td", "th", "figcaption", "dt", "dd", "title"}
#: class and id names of boxes that roll headlines
_TICKER: Final = re.compile(
    r"off-?_?the-?_?wire|news-?_?wire|ticker|newsflash|(?:^|\s)(?:wire|marquee)(?:-?_?box)?(?:\s|$)"
)


#: lines of one page; the longest live blogs have some 3,000
MAX_LINES: Final = 10_000


class PageLine(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a page."""

    text: str
    #: from 1, in the page as text; in HTML the order of the lines
    number: int
    #: the innermost block element: "p", "li", "h1" …; "text" in plain text and for what stands in no such element
    tag: str = "text"
    #: sanitised inline markup; None = the text is all there is
    html: str | None = None
    #: it stands apart from the line before it
    is_apart: bool = True
    #: it stands in a box that the markup names as a ticker
    is_ticker: bool = False
    href: str | None = None

    @property
    def is_heading(self) -> bool:
        """The markup says it is a heading."""
        return self.tag in _HEADINGS


def lines_of_text(text: str) -> list[PageLine]:
    """Cut plain text into its lines, empty ones left out; at most `MAX_LINES`."""
    found: list[PageLine] = []
    is_apart = True
    for number, line in enumerate(text.splitlines(), 1):
        folded = fold(line)
        if not folded:
            is_apart = True
            continue
        found.append(PageLine(text=folded, number=number, is_apart=is_apart))
        is_apart = False
        if len(found) >= MAX_LINES:
            break
    return found


def lines_of_html(markup: str) -> list[PageLine]:
    """Give the lines of an HTML page in reading order, without scripts, forms and its head; at most `MAX_LINES`."""
    tree = LexborHTMLParser(bounded(markup))
    tree.strip_tags(_DROPPED)
    return list(islice(_Walk().lines(tree.body), MAX_LINES)) if tree.body else []


class _Walk:
    """One pass over the tree without recursion, so that no nesting is too deep for it."""

    def __init__(self) -> None:
        self._texts: list[str] = []
        self._markup: list[str] = []
        self._href: str | None = None
        self._has_markup = False
        self._n = 0

    def lines(self, body: LexborNode) -> Iterator[PageLine]:
        """Walk in document order; a block element's edges end the line that was being gathered."""
        #: open elements: node, tag, the tag lines in it get, whether in a ticker
        path: list[tuple[LexborNode, str, str, bool]] = []
        node: LexborNode | None = body
        while node is not None:
            tag = node.tag or ""
            own, in_ticker = (path[-1][2], path[-1][3]) if path else ("text", False)
            child = None
            if tag == "-text":
                self._add(node.text_content or "")
            elif tag == "br":
                self._texts.append("\n")
                self._markup.append("\n")
            elif tag and not tag.startswith("-"):
                if tag not in _INLINE:
                    yield from self._flush(own, in_ticker)
                    own = tag if tag in _OWN else ("text" if tag in ("ul", "ol", "table", "div") else own)
                    in_ticker = in_ticker or _is_ticker(node)
                else:
                    self._open(node, tag)
                child = node.first_child if len(path) < 2 * MAX_OPEN else None
                if child is not None:
                    path.append((node, tag, own, in_ticker))
                    node = child
                    continue
                yield from self._close(tag, own, in_ticker)
            while node is not None and node.next is None and path:
                node, tag, own, in_ticker = path.pop()
                yield from self._close(tag, own, in_ticker)
            node = node.next if path and node is not None else None
        yield from self._flush("text", False)

    def _add(self, text: str) -> None:
        flat = re.sub(r"\s+", " ", text)
        self._texts.append(flat)
        self._markup.append(html.escape(flat, quote=False))

    def _open(self, node: LexborNode, tag: str) -> None:
        if tag == "a":
            self._href = self._href or node.attributes.get("href")
        if tag in _KEPT:
            href = "".join((node.attributes.get("href") or "").split())
            self._markup.append(f'<a href="{html.escape(href)}">' if tag == "a" and href else f"<{tag}>")
            self._has_markup = True

    def _close(self, tag: str, own: str, in_ticker: bool) -> Iterator[PageLine]:
        if tag in _KEPT:
            self._markup.append(f"</{tag}>")
        elif tag not in _INLINE:
            yield from self._flush(own, in_ticker)

    def _flush(self, own: str, in_ticker: bool) -> Iterator[PageLine]:
        texts, markup = "".join(self._texts).split("\n"), "".join(self._markup).split("\n")
        has_markup, href = self._has_markup, self._href
        self._texts, self._markup, self._href, self._has_markup = [], [], None, False
        is_apart = True
        for text, marked in zip(texts, markup, strict=True):
            folded = fold(text)
            if not folded:
                is_apart = True
                continue
            self._n += 1
            yield PageLine(
                text=folded, number=self._n, tag=own, is_apart=is_apart, is_ticker=in_ticker, href=href,
                html=sanitise(marked).strip() if has_markup and len(texts) < 50 else None,
            )  # fmt: skip
            is_apart = False


def _is_ticker(node: LexborNode) -> bool:
    names = f"{node.attributes.get('class') or ''} {node.attributes.get('id') or ''}".lower()
    return bool(_TICKER.search(names))
