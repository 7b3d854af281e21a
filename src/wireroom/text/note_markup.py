"""Notes to editors that come as markup -> their lines, those for every editor and those that stay at the desk.

    <section class="notepad">
      <section class="np-public"><h4>Note</h4><ul><li>With picture.</li></ul></section>
      <section class="np-nonpublic"><h4>Contacts</h4><ul><li>desk 555 0100</li></ul></section>
    </section>

One line a paragraph, heading or list entry. What a class calls not public stays at the desk, and so does what follows a
line that says "not for publication", to the end of the part it stands in.
"""

from collections.abc import Iterator
from typing import Final

from lxml import etree

from wireroom.text.editor_notes import is_private_line
from wireroom.text.xml import folded, inner_text, known_name

_LINES: Final = frozenset((
    "p", "li", "dt", "dd", "h1", "h2", "h3", "h4", "h5", "h6", "div", "section", "header", "footer", "article", "aside",
    "ul", "ol", "dl", "body", "html", "pre", "blockquote", "br", "tr", "table",
))  # fmt: skip
_PRIVATE: Final = ("nonpublic", "non-public", "private", "not-for-publication", "internal")
#: deeper markup is read as text
_MAX_DEPTH: Final = 30


def is_for_desk(label: str) -> bool:
    """Tell whether a class, role or constraint, in lower case, says that words are not for all who get the item."""
    return any(word in label for word in _PRIVATE)


def read_notes(element: etree._Element) -> tuple[list[str], list[str]]:
    """Give the lines for every editor and those for the desk."""
    public: list[str] = []
    private: list[str] = []
    for line, is_private in _lines(element, is_private=False, depth=0):
        (private if is_private else public).append(line)
    return public, private


def _lines(element: etree._Element, *, is_private: bool, depth: int) -> Iterator[tuple[str, bool]]:
    is_private = is_private or is_for_desk((element.get("class") or "").lower())
    if depth >= _MAX_DEPTH or not any(known_name(child.tag) in _LINES for child in element):
        if text := folded(inner_text(element)):
            yield text, is_private or is_private_line(text)
        return
    loose = [element.text or ""]
    for child in element:
        if known_name(child.tag) not in _LINES:
            loose += (inner_text(child) if isinstance(child.tag, str) else "", child.tail or "")
            continue
        if text := folded("".join(loose)):
            is_private = is_private or is_private_line(text)
            yield text, is_private
        for line, is_so in _lines(child, is_private=is_private, depth=depth + 1):
            yield line, is_so
            is_private = is_private or (is_so and is_private_line(line))
        loose = [child.tail or ""]
    if text := folded("".join(loose)):
        yield text, is_private or is_private_line(text)
