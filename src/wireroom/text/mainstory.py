"""The story on an HTML page that is not ours, found among everything that is not the story.

    trafilatura's body          its blocks, in order
      | checked               against the text the page gives for machines, where it gives one
      | cleaned               headline, byline and calls to read on, share and subscribe off
    blocks

Pages so large or so deep that extraction would take seconds are read line by line instead.
"""

import html
import logging
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any, Final

from wireroom.model import Block
from wireroom.text.markup import fold, sanitise
from wireroom.text.pagefacts import Post
from wireroom.text.pagelines import lines_of_html
from wireroom.text.pageparts import blocks_of_lines, find_parts
from wireroom.text.repeated import find_repeats, n_repeated, put_back

#: elements beyond which the extraction library's time runs over a second (measured 2026, one core: 10,000 `p` in 0.8 s)
MAX_ELEMENTS: Final = 10_000
#: what takes the extraction library the square of its number, and the most of it that is read by it: beside elements, signs
#: that it takes for formulas, and runs of what it escapes (measured 2026, one core: 128 KiB of backslashes in 4 s)
_COSTLY: Final = {"<": 2 * MAX_ELEMENTS, "\\(": 10_000, "\\[": 10_000, "$": 20_000, "\\" * 5_000: 0}
#: a cell as long as a paragraph lays out a page
_LONGEST_CELL: Final = 300
_KINDS: Final = {"p": "para", "head": "subhead", "quote": "quote", "code": "pre"}
_CALL: Final = re.compile(
    r"(?:leggi anche|(?:à )?lire aussi|lesen sie auch|mehr zum thema|(?:lee|leia) (?:también|também|mais)|te puede interesar"
    r"|lees ook|läs (?:också|mer)|les også|læs også|s.abonner|abonnez-vous|inscrivez-vous|suscríbete|la suite est réservée"
    r"|il vous reste \d"
    r"|riproduzione riservata|tous droits réservés|alle rechte vorbehalten|todos los derechos|все права защищены|читайте также"
    r"|διαβάστε (?:επίσης|ακόμη)|(?:ayrıca|bunu da) oku|اقرأ أيض|جميع الحقوق|קראו גם|כל הזכויות|עוד באתר"
    r"|相关(?:新闻|阅读)|関連記事|관련기사|무단전재|.{0,100}\babone ol(?:un|ma))|(?:anzeige|publicidad|publicidade)$|"
    r"(?:read (?:more|also|next)|related(?:\W*$|\W*:| \w+\W*$| \w+\W*:)|see also\b|also read\b|more on this|follow (?:us|@)|"
    r"sign up\b|subscribe\b|share (?:this|on)|click here\b.{0,60}\b(?:app|newsletters?|subscribe|sign up)\b|"
    r"download (?:our|the) app|advertisement\b|loading(?:\W*$| (?:\w++\s*+){1,3}\W*$)|photo:|image:|image source|getty images|"
    r"copyright\b|©|all rights reserved|this material may not be published|the views expressed|"
    r"comments? (?:are (?:closed|moderated|welcome|reviewed|subject|turned)|on this)|watch:|listen:)",
    re.IGNORECASE,
)


#: the time of day of a post, by its own clock
_CLOCK: Final = re.compile(r"T(\d\d:\d\d)")


def find_story(markup: str, *, headline: str | None = None, told: str | None = None) -> tuple[Block, ...]:
    """Give the story's blocks. `told` is the story's text as the page gives it to machines; it settles what belongs.

    Shape: `markup` is a whole page, already bounded (`markup.bounded`).
    """
    blocks = () if any(markup.count(sign) > most for sign, most in _COSTLY.items()) else _extracted(markup)
    if not blocks:
        blocks = blocks_of_lines(find_parts(lines_of_html(markup)).body)
    if _is_last_resort(blocks, headline):
        lines = blocks_of_lines(find_parts(lines_of_html(markup)).body)
        n_letters, n_lines = len(_letters(blocks[0].text)), sum(len(_letters(block.text)) for block in lines)
        if 0.5 * n_letters <= n_lines <= 1.2 * n_letters:  # else the page's lines are its menus, or miss its story
            blocks = lines
    if repeats := find_repeats(markup):
        blocks = put_back(blocks, repeats)
    blocks = clean_blocks(blocks, headline, n_repeated(repeats))
    if told and len(told.split()) >= 40:
        return _settled(blocks, told)
    return blocks


def _is_last_resort(blocks: Sequence[Block], headline: str | None) -> bool:
    """Tell when the library found no paragraphs and gave all that is there in one: its headline too, or cells of a layout."""
    if len(blocks) != 1:
        return False
    only = blocks[0]
    if only.kind == "table":
        return max(map(len, re.split(r"[\t\n]", only.text))) > _LONGEST_CELL
    title = _letters(headline or "")
    return only.kind == "para" and len(title) > 9 and _letters(only.text[: 4 * len(title)]).startswith(title)


def _extracted(markup: str) -> tuple[Block, ...]:
    found = _extractor()(
        markup, include_comments=False, include_formatting=True, include_links=True, with_metadata=False
    )
    body = getattr(found, "body", None)
    return tuple(_blocks(body)) if body is not None else ()


@cache
def _extractor() -> Any:
    """Load trafilatura: 0.4 s, which only these pages need. What it says of bad pages is a Fault's work, not the log's."""
    from trafilatura import bare_extraction

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    return bare_extraction


def _blocks(body: Any) -> Iterator[Block]:
    for element in body:
        tag = element.tag
        if tag == "list":
            entries = [entry for item in element if (entry := _inline(item)[0])]
            if entries:
                yield Block(kind="list", text="\n".join(entries))
        elif tag == "table":
            rows = ["\t".join(_inline(cell)[0] for cell in row) for row in element if row.tag == "row"]
            if rows and rows[0].count("\t") == len(rows[0]) - len(rows[0].rstrip("\t")):
                rows[0] = rows[0].rstrip("\t")  # the caption
            if any(row.strip() for row in rows):
                yield Block(kind="table", text="\n".join(rows), html=_table(element))
        else:
            text, marked = _inline(element)
            if not text:
                continue
            kind: Any = _KINDS.get(tag, "para")
            is_marked = kind == "para" and "<" in marked
            yield Block(kind=kind, text=text, html=sanitise(f"<p>{marked}</p>") if is_marked else None)


def _table(element: Any) -> str:
    """Write a table again, cell by cell."""
    rows = []
    for row in element:
        if row.tag == "row":
            tags = ["th" if cell.get("role") == "head" else "td" for cell in row]
            cells = [f"<{tag}>{_inline(cell)[1]}</{tag}>" for tag, cell in zip(tags, row, strict=True)]
            rows.append(f"<tr>{''.join(cells)}</tr>")
    return sanitise(f"<table>{''.join(rows)}</table>")


_RENDER: Final = {"#b": "strong", "#i": "em"}


def _inline(element: Any) -> tuple[str, str]:
    """Give an element's text, and the same with its links and emphasis."""
    texts: list[str] = []
    marked: list[str] = []

    def add(words: str | None) -> None:
        if words:
            # the library takes the space between a link and the word after it
            if texts and texts[-1][-1:].isalnum() and words[0].isalnum():
                words = f" {words}"
            texts.append(words)
            marked.append(html.escape(words, quote=False))

    stack: list[tuple[Any, str | None, bool]] = [(element, None, False)]
    while stack:
        node, end, is_end = stack.pop()
        if is_end:
            if end:
                marked.append(end)
            add(node.tail if node is not element else None)
            continue
        tag, close = node.tag, None
        if tag == "ref" and str(node.get("target") or "").startswith(("http://", "https://")):
            marked.append(f'<a href="{html.escape(node.get("target"))}">')
            close = "</a>"
        elif tag == "hi" and node.get("rend") in _RENDER:
            marked.append(f"<{_RENDER[node.get('rend')]}>")
            close = f"</{_RENDER[node.get('rend')]}>"
        elif tag == "lb":
            add(" ")
        add(node.text if isinstance(tag, str) else None)
        stack.append((node, close, True))
        stack.extend((child, None, False) for child in reversed(node))
    return fold("".join(texts)), fold("".join(marked))


def clean_blocks(
    blocks: Sequence[Block], headline: str | None, repeats: Mapping[str, int] | None = None
) -> tuple[Block, ...]:
    """Take off what is not the story's: the headline again, calls to read on and subscribe, the same paragraph twice.

    `repeats` says by their letters which paragraphs the page means to give so often.
    """
    return tuple(_cleaned(blocks, headline, repeats or {}))


def told_blocks(blocks: Sequence[Block], told: str) -> tuple[Block, ...]:
    """Give the blocks that stand in the story's text as the page gives it to machines; that text, where much of it lacks."""
    letters = _letters(told)
    kept = tuple(block for block in blocks if (own := _letters(block.text)) and own[:80] in letters)
    if sum(len(_letters(block.text)) for block in kept) >= 0.7 * len(letters):
        return kept
    return tuple(Block(text=line) for text in told.split("\n") if (line := fold(text)))


def live_blocks(blocks: Sequence[Block], posts: Sequence[Post]) -> tuple[Block, ...]:
    """Give a live blog's blocks: what stands above its posts, and each post under its time and heading."""
    texts = [_letters(post.body or "") for post in posts]
    heads = {_letters(post.headline or "") for post in posts}
    own: list[list[Block]] = [[] for _ in posts]
    above: list[Block] = []
    at: int | None = None
    for block in blocks:
        letters = _letters(block.text)
        if letters in heads or not any(map(str.isalpha, block.text)):
            continue
        found = next((n for n, text in enumerate(texts) if letters[:80] in text), None)
        at = found if found is not None else at
        (above if at is None else own[at]).append(block)
    made = [*above]
    for post, text, inner in zip(posts, texts, own, strict=True):
        clock = _CLOCK.search(post.published or "")
        made.append(Block(kind="subhead", text=" ".join(filter(None, (clock and clock[1], post.headline)))))
        has_all = sum(len(_letters(block.text)) for block in inner) >= 0.7 * len(text)
        made.extend(inner if has_all else told_blocks((), post.body or ""))
    return tuple(block for block in made if block.text)


def _cleaned(blocks: Sequence[Block], headline: str | None, repeats: Mapping[str, int]) -> Iterator[Block]:
    title = _letters(headline or "")
    seen: Counter[str] = Counter()
    for n, block in enumerate(blocks):
        letters = _letters(block.text)
        if not letters or (n < 4 and title and letters == title):
            continue
        if len(block.text) < 160 and _CALL.match(block.text):
            continue
        if len(letters) > 60:
            seen[letters] += 1
            if seen[letters] > max(1, repeats.get(letters, 1)):
                continue
        yield block


def _settled(blocks: tuple[Block, ...], told: str) -> tuple[Block, ...]:
    """Keep the blocks the page's own text holds; take that text itself where the blocks lack much of it."""
    letters = _letters(told)
    kept = tuple(block for block in blocks if _letters(block.text)[:80] in letters)
    n_kept = sum(len(_letters(block.text)) for block in kept)
    n_found = sum(len(_letters(block.text)) for block in blocks)
    if len(letters) < 0.7 * n_found:
        return blocks  # the page gives machines only the beginning
    if n_kept >= 0.7 * len(letters):
        return kept
    paragraphs = [fold(line) for line in told.split("\n")]
    return tuple(Block(text=line) for line in paragraphs if line)


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).casefold()
