"""Foreign markup made safe and put into blocks. What leaves here may be shown on a page as it is."""

import html
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, islice
from typing import Final

import nh3
from selectolax.lexbor import LexborHTMLParser, LexborNode

from wireroom.model import Block
from wireroom.model.item import BlockKind
from wireroom.text.tidy_markup import tidy_blocks

_TAGS: Final = {
    "a", "abbr", "b", "blockquote", "br", "cite", "code", "dd", "del", "div", "dl", "dt", "em", "h1", "h2", "h3", "h4",
    "h5", "h6", "hr", "i", "ins", "li", "ol", "p", "pre", "q", "s", "small", "span", "strong", "sub", "sup", "table",
    "tbody", "td", "tfoot", "th", "thead", "time", "tr", "u", "ul", "caption",
}  # fmt: skip
_ATTRIBUTES: Final = {
    "a": {"href", "title"},
    "time": {"datetime"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "ol": {"start"},
    "*": {"lang", "dir"},
}
_SCHEMES: Final = {"http", "https", "mailto"}
_BLOCK_TAGS: Final[Mapping[str, BlockKind]] = {
    "p": "para", "h1": "subhead", "h2": "subhead", "h3": "subhead", "h4": "subhead", "h5": "subhead", "h6": "subhead",
    "blockquote": "quote", "pre": "pre", "table": "table", "ul": "list", "ol": "list", "dl": "list", "hr": "rule",
}  # fmt: skip
_THROUGH: Final = {"div", "body", "html", "section", "article", "main", "header", "footer", "center", "-undef"}
#: made once: taking these lists over costs more than cleaning a short text
_CLEANER: Final = nh3.Cleaner(
    tags=_TAGS,
    attributes=_ATTRIBUTES,
    url_schemes=_SCHEMES,
    clean_content_tags={"script", "style", "iframe", "object", "noscript", "template", "title"},
    link_rel="noopener noreferrer nofollow",
    strip_comments=True,
)
#: paragraphs, headings and a few plain tags, none with an attribute, all closed, none in its like: the cleaner gives it back
#: as it is. Left out: what it writes in another way (no-break space, bare ">", line ends of old), what it drops (NUL, BOM)
_WORDS: Final = r"(?:[^<>&\r\0\xa0\ufeff\ud800-\udfff]++|&(?:amp|lt|gt);)"
_LINE: Final = rf"(?:{_WORDS}|<br>|<b>{_WORDS}*+</b>|<i>{_WORDS}*+</i>|<em>{_WORDS}*+</em>|<strong>{_WORDS}*+</strong>)"
_HARMLESS: Final = re.compile(rf"(?:{_LINE}|<p>{_LINE}*+</p>|<h([1-6])>{_LINE}*+</h\1>)*+")
#: in what the cleaner writes: the rest of a tag, any tag, a tag that words do not run on over, the edge of a plain block
_REST: Final = r"(?:\s[^<>\"]*(?:\"[^\"]*\"[^<>\"]*)*)?>"
_ANY_TAG: Final = re.compile(r"<[^<>\"]*+(?:\"[^\"]*+\"[^<>\"]*+)*+>")
_APART: Final = re.compile(r"</?(?:br|p|div|li|ul|ol|dl|dt|dd|td|th|tr|table|caption|h[1-6]|hr|blockquote|pre)" + _REST)
_EDGE: Final = re.compile(r"(</?(?:p|div|h[1-6])" + _REST + ")")
_PARA: Final = re.compile(r"<(p|h[1-6])" + _REST + r"((?:[^<]++|<(?!/?(?:p|div|h[1-6])[\s>]))*+)</\1>")
_OTHER_BLOCK: Final = re.compile(r"<(/?)(table|ul|ol|dl|blockquote|pre|hr)" + _REST)
#: entries with no more in them than words, plain tags inside a line and links
_ENTRY: Final = (
    r"<li>((?:[^<]++|</?(?:b|i|em|strong|span|u|s|small|sub|sup|cite|q|code)>"
    r"|<a\s(?:[^<>\"]*+\"[^<>\"]*+\")*+>[^<]*+</a>)*+)</li>"
)
_PLAIN_ENTRY: Final = re.compile(_ENTRY)
_PLAIN_LIST: Final = re.compile(rf"<(ul|ol)>\s*+(?:{_ENTRY}\s*+)++</\1>")
_XML_TITLE: Final = re.compile(r"<title\s*/>")
_EMPTY_LINE: Final = re.compile(r"\n[ \t]*\n")
_LINE_ENDS: Final = re.compile(r"(?:<br>\s*){2,}")
_OUTER_ENDS: Final = re.compile(r"^(\s*<br>)+|(<br>\s*)+$")
#: text with no more in it than tags inside a line: no parser is needed to take them off
_SIMPLE_LINE: Final = re.compile(
    r"(?:[^<]|</?(?:b|i|em|strong|a|span|sup|sub|u|small|cite|q|code|abbr|s)(?:\s[^<>]{0,500})?>)*+", re.IGNORECASE
)
_SIMPLE_TAG: Final = re.compile(r"</?[A-Za-z]+(?:\s[^<>]*)?>")
#: a share or an index as financial wires name it: <IBM.N>, <GT>, <.N225>, <JPY=>; a firm of one word: <Rhodic>
_SHARE: Final = re.compile(r"<([A-Z0-9.#][A-Z0-9.=#/^_-]{0,19}|[A-Z][a-z]{2,19}(?:[-.][A-Z][a-z]{1,19})*)>")
#: a company without a share's name, of two words or more: <POWER CORP OF CANADA>, <Gulf Canada Resources Ltd>
_FIRM: Final = re.compile(r"<([A-Z][A-Za-z0-9./&'-]{0,29})((?:,?\s+[A-Za-z0-9./&'()-]{1,30}){1,9})(?<!/)>")
#: a bracket that no tag begins with, and would take copy with it: "Hanover <MHC) has", "<Glowtronics <Ltd> to build"
_NO_TAG: Final = re.compile(r"<(?=[A-Za-z][A-Za-z0-9.]{0,20}[),;(]|([A-Z][A-Za-z0-9.&-]{1,29})[^<>\"'=/]{0,60}<[A-Z])")
#: attributes that stand without a value: what has one is a tag
_BARE_NAMES: Final = """
    allowfullscreen async autofocus autoplay checked compact controls declare default defer disabled hidden inert ismap itemscope
    loop multiple muted noresize nomodule noshade novalidate nowrap open playsinline readonly required reversed selected
    """
_BARE: Final = frozenset(_BARE_NAMES.split())
_END_TAG: Final = re.compile(r"</([A-Za-z0-9]+)")
#: elements that stand without an end tag, or that no share's name is worth the risk of
_NO_SHARE_NAMES: Final = """
    p br hr wbr li img input meta link base embed script style iframe object applet frame frameset form html head body title
    div span font center table blockquote noscript svg math video audio h1 h2 h3 h4 h5 h6
    """
_NO_SHARE: Final = frozenset(_NO_SHARE_NAMES.split())
#: what a body may hold besides, in the capitals of old pages and without end tags
_ELEMENT_NAMES: Final = """
    a abbr acronym address area article aside b bdo big button caption cite code col colgroup dd del dfn dir dl dt em fieldset
    figure figcaption footer header i ins isindex kbd label legend main map menu nav nobr ol optgroup option param pre q s samp
    section select small source strike strong sub sup tbody td textarea tfoot th thead time tr track tt u ul var
    """
_ELEMENTS: Final = _NO_SHARE | frozenset(_ELEMENT_NAMES.split())
#: elements open at once; real pages stay under 60, and an HTML parser's time grows with the square of it
MAX_OPEN: Final = 250
#: the same inside scripts, where they are most likely strings
MAX_WRITTEN: Final = 3_000
MAX_AMPERSANDS: Final = 100_000
_TAG: Final = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]{0,20})")
#: elements that hold nothing or that the next of their kind closes
_NOT_OPEN: Final = {
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr",
    "p", "li", "dt", "dd", "td", "th", "tr", "tbody", "thead", "tfoot", "option", "optgroup", "colgroup",
    "path", "circle", "rect", "line", "polygon", "polyline", "ellipse", "use", "stop",
}  # fmt: skip


def sanitise(markup: str) -> str:
    """Reduce foreign HTML to harmless tags: no script, style, event handler, frame, form, image or odd link."""
    markup = bounded(markup)
    if '="' not in markup and _HARMLESS.fullmatch(markup):
        return markup
    return _CLEANER.clean(_with_shares(markup, _ELEMENTS))


def _with_shares(markup: str, elements: frozenset[str]) -> str:
    """Escape names of shares and firms, which look like tags and would be lost, with what follows: "GOODYEAR <GT> TO SELL"."""
    if _SHARE.search(markup) is None and _FIRM.search(markup) is None and _NO_TAG.search(markup) is None:
        return markup
    ended = {name.lower() for name in _END_TAG.findall(markup)}

    def escaped(found: re.Match[str]) -> str:
        name = found[1].lower().rstrip("/")
        if name in elements or name in ended or (found.re is _FIRM and not _BARE.isdisjoint(found[2].lower().split())):
            return found[0]
        return f"&lt;{found[0][1:-1]}&gt;"

    def opened(found: re.Match[str]) -> str:
        name = (found[1] or "").lower()
        return "<" if name and (name in elements or name in ended) else "&lt;"

    return _FIRM.sub(escaped, _SHARE.sub(escaped, _NO_TAG.sub(opened, markup)))


def begins_with_name(text: str) -> bool:
    """Tell whether a line begins with a share or a firm in angle brackets, and not with a tag: words stand behind it."""
    found = _SHARE.match(text) or _FIRM.match(text)
    return (
        found is not None
        and (found.re is _FIRM or bool(text[found.end() :].partition("\n")[0].strip(" \r<>")))
        and found[0] not in _with_shares(text, _ELEMENTS)
    )


def bounded(markup: str) -> str:
    """Cut markup where it would keep a parser busy for minutes: too many open elements, or a million ampersands.

    Both grow with the square: 200,000 open tags took lexbor 88 s, a million "&" took nh3 9 s (2026, one core).
    """
    if markup.count("&") > MAX_AMPERSANDS:
        places = re.finditer("&", markup)
        markup = markup[: next(islice(places, MAX_AMPERSANDS, None)).start()]
    if markup.count("<") <= MAX_OPEN:
        return markup
    n_open, n_written, by_name, inside = 0, 0, Counter[str](), ""
    for found in _TAG.finditer(markup):
        name, is_end = found[2].lower(), bool(found[1])
        if inside:  # what a script writes is not markup here; but a "script" may be only the value of an attribute
            if is_end and name == inside:
                inside = ""
            elif name not in _NOT_OPEN:
                n_written = max(0, n_written + (-1 if is_end else 1))
        elif name in ("script", "style") and not is_end:
            inside = name
        elif name in _NOT_OPEN:
            continue
        elif not is_end:
            n_open += 1
            by_name[name] += 1
        elif by_name[name]:  # an end tag without its start tag closes nothing
            n_open -= 1
            by_name[name] -= 1
        if n_open > MAX_OPEN or n_written > MAX_WRITTEN:
            return markup[: found.start()]
    return markup


def plain(markup: str) -> str:
    """Give the text of a fragment, white space folded: for headlines and notes that carry markup."""
    if "<" not in markup and "&" not in markup:
        return fold(markup)
    if "<" not in markup:
        return fold(html.unescape(markup))
    markup = _with_shares(markup, _NO_SHARE)
    if _SIMPLE_LINE.fullmatch(markup):
        return fold(html.unescape(_SIMPLE_TAG.sub("", markup)))
    return text_of_clean(sanitise(markup))


def text_of_clean(clean: str) -> str:
    """Give the text of sanitised markup, folded: blocks and line ends are apart, tags inside a line are not."""
    if "<" in clean:
        clean = _ANY_TAG.sub("", _APART.sub(" ", clean))
    return fold(_unescaped(clean))


def _unescaped(clean: str) -> str:
    """Undo the four entities that sanitised markup may hold."""
    if "&" not in clean:
        return clean
    return clean.replace("&nbsp;", " ").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def fold(text: str) -> str:
    """Fold every run of white space to one space."""
    return " ".join(text.split())


def blocks_of_text(text: str) -> tuple[Block, ...]:
    """Cut plain text into paragraphs at empty lines; lines within one are joined."""
    if "\n" not in text and "\r" not in text:
        return (Block(text=line),) if (line := fold(text)) else ()
    parts = _EMPTY_LINE.split(text.replace("\r\n", "\n").replace("\r", "\n"))
    return tuple(Block(text=fold(part)) for part in parts if part.strip())


def blocks_of_html(markup: str) -> tuple[Block, ...]:
    """Sanitise foreign HTML and cut it into blocks; text outside any block element becomes paragraphs."""
    if "<title" in markup:  # closed in itself it is XML's, and all that follows would be the title
        markup = _XML_TITLE.sub("", markup)
    if (tidy := tidy_blocks(markup)) is not None:
        return tuple(chain.from_iterable(_loose_block([one]) if isinstance(one, str) else (one,) for one in tidy))
    return parsed_blocks(markup)


def parsed_blocks(markup: str) -> tuple[Block, ...]:
    """Do the same for any markup, with the sanitiser and a parser."""
    clean = sanitise(markup)
    if (found := _pieced(clean)) is not None:
        return found
    body = LexborHTMLParser(clean).body
    return tuple(_walk(body)) if body else ()


def _pieced(clean: str) -> tuple[Block, ...] | None:
    """Cut sanitised markup at its tags, and parse again only what needs it: lists, tables, quotes. None = parse it all.

    Most copy is paragraphs, and cutting at tags takes a quarter of the time that parsing them again would.
    """
    found: list[Block] = []
    at = begin = depth = 0
    name = ""
    for edge in _OTHER_BLOCK.finditer(clean):
        if depth == 0 and not edge[1]:
            if (before := _plain_blocks(clean[at : edge.start()])) is None:
                return None
            found.extend(before)
            at, begin, name = edge.end(), edge.start(), edge[2]
            depth = 0 if name == "hr" else 1
        elif edge[2] == name:
            depth += -1 if edge[1] else 1
        if depth == 0:
            if edge[1] and edge[2] != name:
                return None
            at = edge.end()
            found.extend(_other_blocks(name, clean[begin:at]))
    rest = _plain_blocks(clean[at:]) if depth == 0 else None
    return None if rest is None else (*found, *rest)


def _other_blocks(name: str, clean: str) -> Iterable[Block]:
    """Read one list, quote, table …: plain ones as they stand, all others by a parser."""
    if name in ("ul", "ol") and _PLAIN_LIST.fullmatch(clean):
        # between an entry's pieces there is a blank, as a parser's text of it has it
        entries = [fold(_unescaped(_ANY_TAG.sub(" ", entry[1]))) for entry in _PLAIN_ENTRY.finditer(clean)]
        return [Block(kind="list", text="\n".join(entries), html=clean)]
    if name == "blockquote" and clean.startswith("<blockquote><p>"):
        inner = clean[len("<blockquote>") : -len("</blockquote>")]
        if not _OTHER_BLOCK.search(inner) and (blocks := _plain_blocks(inner)) is not None:
            return blocks
    body = LexborHTMLParser(clean).body
    return _walk(body) if body else ()


def _plain_blocks(clean: str) -> list[Block] | None:
    """Cut sanitised markup that holds no more than paragraphs, headings and div; None when these are not whole."""
    found: list[Block] = []
    at = 0
    for para in _PARA.finditer(clean):
        start = para.start()
        if start > at and not (gap := clean[at:start]).isspace():
            if (loose := _gap_blocks(gap)) is None:
                return None
            found += loose
        at = para.end()
        name, words = para.groups()
        # nothing but a line end sets words apart inside a paragraph
        line = _APART.sub(" ", words) if "<br" in words else words
        if text := " ".join(_unescaped(_ANY_TAG.sub("", line) if "<" in line else line).split()):
            kind: BlockKind = "para" if name == "p" else "subhead"
            found.append(Block(kind=kind, text=text, html=para[0] if "<" in words else None))
    rest = _gap_blocks(clean[at:])
    return None if rest is None else found + rest


def _gap_blocks(gap: str) -> list[Block] | None:
    """Read what stands between paragraphs: edges of div, and words outside any block."""
    found: list[Block] = []
    for n, piece in enumerate(_EDGE.split(gap)):
        if n % 2:
            if "div" not in piece[:5]:
                return None  # a block inside a heading, or what a cleaned-off tag left inside a paragraph
        elif piece and not piece.isspace():
            if not _is_balanced(piece):
                return None
            found.extend(_loose_block([piece]))
    return found


def _is_balanced(piece: str) -> bool:
    """Tell whether every tag opened here is closed here: an element around blocks is not for cutting."""
    return piece.count("<") == 2 * piece.count("</") + piece.count("<br")


def _walk(parent: LexborNode) -> Iterator[Block]:
    loose: list[str] = []
    for node in parent.iter(include_text=True):
        tag = node.tag or ""
        if tag in _BLOCK_TAGS or tag in _THROUGH:
            yield from _loose_block(loose)
            loose = []
            if tag in _THROUGH:
                yield from _walk(node)
            else:
                yield from _block(node, tag)
        else:
            loose.append(node.html or "")
    yield from _loose_block(loose)


def _loose_block(parts: list[str]) -> Iterator[Block]:
    markup = "".join(parts)
    for piece in _LINE_ENDS.split(markup) if "<br>" in markup else (markup,):
        piece = _OUTER_ENDS.sub("", piece.strip()).strip() if "<br>" in piece else piece.strip()
        if not piece:
            continue
        text = text_of_clean(piece)
        if text:
            yield Block(text=text, html=f"<p>{piece}</p>" if "<" in piece else None)


def _block(node: LexborNode, tag: str) -> Iterator[Block]:
    kind = _BLOCK_TAGS[tag]
    if kind == "rule":
        yield Block(kind="rule", text="")
        return
    markup = node.html or ""
    if kind == "table":
        rows = ["\t".join(fold(cell.text(separator=" ")) for cell in row.css("td,th")) for row in node.css("tr")]
        yield Block(kind="table", text="\n".join(rows), html=markup)
    elif kind == "list":
        entries = [fold(entry.text(separator=" ")) for entry in node.css("li,dt,dd")]
        yield Block(kind="list", text="\n".join(entries), html=markup)
    elif kind == "pre":
        yield Block(kind="pre", text=node.text().strip("\n"), html=markup)
    else:
        if node.css_first("p,div,table,ul,ol") is not None and tag != "p":
            yield from _walk(node)
            return
        text = text_of_clean(markup)
        if text:
            yield Block(kind=kind, text=text, html=markup if _has_inline(markup) else None)


def _has_inline(markup: str) -> bool:
    """Tell whether a block has any tag inside its own."""
    return markup.count("<") > 2
