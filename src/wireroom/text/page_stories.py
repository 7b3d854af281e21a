"""The stories of a page that has several in full: what each says of itself, and its blocks.

    told to machines      several NewsArticles in JSON-LD or in the markup, each with its text, none of them the page's own
    else <article>s       alike: each its heading of one rank and two paragraphs or more; none has most of the words

A story with teasers of others, a live blog, and a page that says it is one article are one story.
"""

import re
from collections.abc import Iterator
from typing import Final
from urllib.parse import urljoin, urlsplit

import msgspec
from selectolax.lexbor import LexborHTMLParser, LexborNode

from wireroom.model import Block
from wireroom.text.mainstory import clean_blocks, find_story, told_blocks
from wireroom.text.markup import blocks_of_html, fold
from wireroom.text.page_markup import is_within
from wireroom.text.pagefacts import MAX_STORIES, PageFacts, read_several, says_article

_LEAST_WORDS: Final = 35
_LEAST_PARAGRAPHS: Final = 2
_LONGEST_HEADING: Final = 250
_MOST_WORDS_OF_ONE: Final = 0.75
#: what in an article is not its text
_BESIDE: Final = (
    "header, footer, nav, aside, form, button, figure, script, style, noscript, template, time, svg, iframe, "
    "[class*=share], [class*=social], [class*=related], [class*=byline], [class*=author], [class*=meta], [class*=tags], "
    "[class*=comment]"
)
_BY: Final = "[rel=author], [itemprop=author], [class*=byline], [class*=author], [class*=meta]"
_LIVE: Final = re.compile(r"(?:^|[\s_-])live(?:blog|[\s_-]|$)", re.IGNORECASE)
_GOES_ON: Final = re.compile(
    r"(?:…|\.\.\.|\[…\]|»|→)$|(?:read (?:more|on)|continue reading|full story|more)\W*$", re.IGNORECASE
)
_WORDS_OF_BY: Final = re.compile(
    r"^(?:by\s+)?(?P<name>[^|•·–—\n]{3,80}?)\s*(?:[|•·–—\n].*)?$", re.IGNORECASE | re.DOTALL
)


class PageStory(msgspec.Struct, frozen=True, kw_only=True):
    """One story of a page."""

    facts: PageFacts
    blocks: tuple[Block, ...]


def find_page_stories(tree: LexborHTMLParser, markup: str, page: PageFacts) -> tuple[PageStory, ...]:
    """Give the stories of a page that has several in full; empty where it has one. `page` is what it says of itself."""
    if told := read_several(tree):
        shown = re.sub(r"[\W_]+", "", tree.body.text() if tree.body else "").casefold()
        if all(re.sub(r"[\W_]+", "", facts.body or "").casefold()[:60] in shown for facts in told):
            blocks = find_story(markup)
            return tuple(PageStory(facts=facts, blocks=told_blocks(blocks, facts.body or "")) for facts in told)
    if page.type or says_article(tree):
        return ()
    found = list(_articles(tree, page))
    n_words = [sum(len(block.text.split()) for block in story.blocks) for story in found]
    if len(found) < 2 or max(n_words) > _MOST_WORDS_OF_ONE * sum(n_words):
        return ()
    return tuple(found)


def _articles(tree: LexborHTMLParser, page: PageFacts) -> Iterator[PageStory]:
    """Give the articles that are alike; none when the page has a headline above them and they have no addresses."""
    taken: set[int] = set()
    rank: str | None = None
    above = tree.css_first("h1")
    for node in tree.css("article")[:MAX_STORIES]:
        if is_within(node, taken):
            continue
        taken.add(node.mem_id)
        heading = node.css_first("h1, h2, h3, h4")
        title = fold(heading.text(separator=" ")) if heading is not None else ""
        if heading is None or not 8 < len(title) < _LONGEST_HEADING or _is_live(node):
            continue
        rank = rank or heading.tag
        href = _address(heading, page)
        if heading.tag != rank or (above is not None and rank != "h1" and href is None):
            continue
        if (story := _story(node, title, href, page)) is not None:
            yield story


def _story(node: LexborNode, title: str, href: str | None, page: PageFacts) -> PageStory | None:
    when = node.css_first("time[datetime]")
    published = when.attributes.get("datetime") if when is not None else None
    signed = node.css_first(_BY)
    inner = LexborHTMLParser(node.html or "")
    authors = _authors(signed)
    for beside in inner.css(_BESIDE):
        beside.decompose()
    blocks = clean_blocks(blocks_of_html(inner.body.html or "" if inner.body else ""), title)
    paragraphs = [block for block in blocks if block.kind in ("para", "quote")]
    n_words = sum(len(block.text.split()) for block in paragraphs)
    if n_words < _LEAST_WORDS or len(paragraphs) < _LEAST_PARAGRAPHS or _GOES_ON.search(paragraphs[-1].text[-80:]):
        return None
    facts = PageFacts(
        headline=title, url=href, published=published, authors=authors, publisher=page.publisher, language=page.language
    )
    return PageStory(facts=facts, blocks=blocks)


def _authors(node: LexborNode | None) -> tuple[str, ...]:
    if node is None:
        return ()
    words = fold(node.text(separator=" "))
    found = (
        _WORDS_OF_BY.match(words) if words.lower().startswith("by ") or node.attributes.get("rel") == "author" else None
    )
    return (found["name"],) if found else ()


def _is_live(node: LexborNode) -> bool:
    """Tell whether an article is a post of a live blog, by the names around it."""
    parent: LexborNode | None = node
    for _ in range(6):
        if parent is None:
            break
        if _LIVE.search(f"{parent.attributes.get('class') or ''} {parent.attributes.get('id') or ''}"):
            return True
        parent = parent.parent
    return False


def _address(heading: LexborNode, page: PageFacts) -> str | None:
    """Give the address of its own that a heading leads to; None for a place on the same page."""
    link = heading if heading.tag == "a" else heading.css_first("a[href]")
    if link is None and heading.parent is not None and heading.parent.tag == "a":
        link = heading.parent
    href = (link.attributes.get("href") or "").strip() if link is not None else ""
    if not href or href.startswith(("#", "?", "javascript:", "mailto:")):
        return None
    try:
        whole = urljoin(page.url or "", href)
        parts = urlsplit(whole)
    except ValueError:
        return None
    if page.url and whole.partition("#")[0].partition("?")[0] == page.url:
        return None
    return whole[:2000] if parts.scheme in ("http", "https") else href[:2000]
