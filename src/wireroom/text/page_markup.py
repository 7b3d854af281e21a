"""What an HTML page says of its story in its own markup: schema.org as microdata (HTML 5) and as RDFa 1.1.

    <article itemscope itemtype="https://schema.org/NewsArticle">  <h1 itemprop="headline">
    <article vocab="http://schema.org/" typeof="NewsArticle">      <h1 property="headline">

The answer has the shape of the same story in JSON-LD. A page with several stories says of none that it is the page's.
"""

import re
from collections.abc import Container, Iterator
from typing import Any, Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

from wireroom.text.markup import blocks_of_html, fold

_STORY: Final = re.compile(r"(?:^|[/:\s])(?:\w*Article|BlogPosting|Report|LiveBlogPosting)(?:\s|$)")
#: properties of a story and how they stand in JSON-LD
_NAMES: Final = {
    name.lower(): name
    for name in (
        "headline", "name", "alternativeHeadline", "description", "datePublished", "dateModified", "author", "creator",
        "publisher", "sourceOrganization", "provider", "url", "inLanguage", "articleSection", "keywords", "copyrightHolder",
    )
}  # fmt: skip
_PARTIES: Final = {"author", "creator", "publisher", "sourceOrganization", "provider", "copyrightHolder"}
_SEVERAL: Final = {"author", "creator", "keywords"}
_MOST_PROPERTIES: Final = 400


def read_page_markup(tree: LexborHTMLParser) -> dict[str, Any]:
    """Give what the markup says of the page's one story; empty when it says nothing, or of several."""
    tops = [node for node in tree.css("[itemtype], [typeof]")[:200] if _STORY.search(_type(node))]
    return _read(tops[0]) if len(tops) == 1 else {}


def read_markup_stories(tree: LexborHTMLParser) -> list[dict[str, Any]]:
    """Give what the markup says of each story of a page of several, with its text; none stands within another."""
    tops = [node for node in tree.css("[itemtype], [typeof]")[:200] if _STORY.search(_type(node))]
    found, taken = [], set[int]()
    for top in tops if len(tops) > 1 else ():
        if is_within(top, taken):
            continue
        inner = top.css_first('[itemprop~="articleBody"], [property~="articleBody"], [property="schema:articleBody"]')
        if inner is not None:
            taken.add(top.mem_id)
            text = "\n\n".join(block.text for block in blocks_of_html(inner.html or ""))
            found.append({**_read(top), "articleBody": text})
    return found


def is_within(node: LexborNode, others: Container[int]) -> bool:
    """Tell whether a node stands within one of others, which are named by their `mem_id`."""
    parent = node.parent
    while parent is not None and parent.mem_id not in others:
        parent = parent.parent
    return parent is not None


def _read(top: LexborNode) -> dict[str, Any]:
    found: dict[str, Any] = {"@type": _type(top).rsplit("/", 1)[-1].rsplit(":", 1)[-1].strip()}
    for name, node in _properties(top):
        if name in found and name not in _SEVERAL:
            continue
        value = _party(node) if name in _PARTIES else _value(node)
        if not value:
            continue
        if name in found:
            found[name] = [*(found[name] if isinstance(found[name], list) else [found[name]]), value]
        else:
            found[name] = value
    if resource := top.attributes.get("resource") or top.attributes.get("itemid"):
        found.setdefault("url", resource)
    return found if found.get("headline") else {}


def _type(node: LexborNode) -> str:
    return (node.attributes.get("itemtype") or node.attributes.get("typeof") or "").strip()


def _properties(top: LexborNode) -> Iterator[tuple[str, LexborNode]]:
    """Give the story's own properties; those of people and houses inside it are theirs, and none stands within itself."""
    for node in top.css("[itemprop], [property]")[:_MOST_PROPERTIES]:
        if (name := _property(node)) is None:
            continue
        parent = node.parent
        while parent is not None and parent != top and not _type(parent) and _property(parent) != name:
            parent = parent.parent
        if parent == top:
            yield name, node


def _property(node: LexborNode) -> str | None:
    words = node.attributes.get("itemprop") or node.attributes.get("property")
    return _NAMES.get(words.split()[0].rpartition(":")[2].lower()) if words and words.strip() else None


def _party(node: LexborNode) -> str | None:
    inner = node.css_first('[itemprop="name"], [property="name"], [property="schema:name"]')
    return _value(inner if inner is not None else node)


def _value(node: LexborNode) -> str | None:
    given = node.attributes.get("content") or node.attributes.get("datetime")
    if given is None and node.tag in ("a", "link") and not node.text(deep=True).strip():
        given = node.attributes.get("href")
    text = given if given is not None else node.text(deep=True, separator=" ")
    return fold(text[:20_000])[:2_000] or None
