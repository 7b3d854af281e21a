"""What an HTML page says of itself for machines: schema.org in JSON-LD or in its markup, else meta elements."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

import msgspec
from selectolax.lexbor import LexborHTMLParser

from wireroom.text.markup import plain
from wireroom.text.page_markup import read_markup_stories, read_page_markup

_STORY_TYPES: Final = re.compile(r"(?:\w*Article|BlogPosting|Report|LiveBlogPosting|Review)$")
_MAX_SCRIPT_CHARS: Final = 1_000_000
_MAX_NODES: Final = 5_000
_BY: Final = re.compile(r"^by\s+(?=\S)", re.IGNORECASE)
_MAX_POSTS: Final = 500
#: stories of one page
MAX_STORIES: Final = 100
#: a story in full has more; a teaser has fewer
_LEAST_WORDS: Final = 20
#: what of a story is a person or a house
_PARTIES: Final = ("author", "creator", "publisher", "sourceOrganization", "provider", "copyrightHolder")
#: field -> names and properties of meta elements, surest first
_META: Final = {
    "headline": ("og:title", "twitter:title", "dc.title", "title"),
    "summary": ("og:description", "description", "dc.description"),
    "published": ("article:published_time", "datePublished", "dc.date.issued", "dc.date", "parsely-pub-date", "date"),
    "modified": ("article:modified_time", "dateModified", "og:updated_time", "last-modified"),
    "authors": ("author", "article:author", "dc.creator", "byl", "parsely-author"),
    "url": ("og:url",),
    "publisher": ("og:site_name", "application-name", "dc.publisher"),
    "sections": ("article:section", "parsely-section"),
    "keywords": ("news_keywords", "keywords", "article:tag"),
    "language": ("og:locale", "content-language", "dc.language"),
    "image": ("og:image",),
}


class Post(msgspec.Struct, frozen=True, kw_only=True):
    """One post of a live blog, as the page tells machines of it."""

    headline: str | None = None
    #: as written: "2024-03-10T22:05:00Z"
    published: str | None = None
    #: as `PageFacts.body`
    body: str | None = None


class PageFacts(msgspec.Struct, frozen=True, kw_only=True):
    """A page's own account of its story; every field as written there."""

    headline: str | None = None
    alternative: str | None = None
    summary: str | None = None
    published: str | None = None
    modified: str | None = None
    authors: tuple[str, ...] = ()
    url: str | None = None
    publisher: str | None = None
    #: the agency, where the page is not by its publisher
    source: str | None = None
    sections: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    language: str | None = None
    dateline: str | None = None
    image: str | None = None
    caption: str | None = None
    copyrightholder: str | None = None
    #: the story's text without markup, paragraphs at line breaks where the page has kept them
    body: str | None = None
    #: the JSON-LD type: "NewsArticle"; None = only meta elements
    type: str | None = None
    #: the page names no person as its author, but a house
    is_by_house: bool = False
    #: of a live blog, in the page's order
    posts: tuple[Post, ...] = ()


def read_page_facts(tree: LexborHTMLParser) -> PageFacts:
    """Read what the page says of itself. Broken or odd JSON-LD is passed over."""
    story: Mapping[str, Any] = next(_stories(tree), {})
    return _facts(story or read_page_markup(tree), _read_meta(tree), tree)


def read_several(tree: LexborHTMLParser) -> tuple[PageFacts, ...]:
    """Read the stories of a page that gives machines several in full; empty where one of them is the page's own.

    A page's own story is the one at the page's own address, or any on a page that says it is an article.
    """
    meta = _read_meta(tree)
    told = list(_stories(tree)) or read_markup_stories(tree)
    found = [_facts(story, {"language": meta.get("language", "")}, tree, is_only=False) for story in told[:MAX_STORIES]]
    found = [facts for facts in found if facts.headline and len((facts.body or "").split()) >= _LEAST_WORDS]
    if len({facts.headline for facts in found}) < 2 or len({facts.body for facts in found}) != len(found):
        return ()
    own = {_canonical(tree), meta.get("url")} - {None}
    if any(facts.url in own for facts in found) or says_article(tree):
        return ()
    return tuple(found)


def says_article(tree: LexborHTMLParser) -> bool:
    """Tell whether the page says of itself that it is one article."""
    kind = tree.css_first('meta[property="og:type"]')
    return kind is not None and (kind.attributes.get("content") or "").strip().lower() == "article"


def _facts(
    story: Mapping[str, Any], meta: Mapping[str, str], tree: LexborHTMLParser, *, is_only: bool = True
) -> PageFacts:
    names = story.get("author") or story.get("creator")
    authors = tuple(dict.fromkeys(_BY.sub("", name) for each in _listed(names) if (name := _name(each))))
    image = next(iter(_listed(story.get("image"))), None)
    own_url = (_canonical(tree) or meta.get("url")) if is_only else _url(story.get("@id"))
    return PageFacts(
        headline=_words(story.get("headline")) or _words(story.get("name")) or meta.get("headline"),
        alternative=_words(story.get("alternativeHeadline")),
        summary=_words(story.get("description")) or meta.get("summary"),
        published=_words(story.get("datePublished")) or meta.get("published"),
        modified=_words(story.get("dateModified")) or meta.get("modified"),
        authors=authors or _meta_authors(meta.get("authors")),
        url=_url(story.get("url")) or _url(story.get("mainEntityOfPage")) or own_url,
        publisher=_name(story.get("publisher")) or meta.get("publisher"),
        source=_name(story.get("sourceOrganization")) or _name(story.get("provider")),
        sections=tuple(_texts(story.get("articleSection"))) or tuple(_texts(meta.get("sections"))),
        keywords=_keywords(story.get("keywords")) or _keywords(meta.get("keywords")),
        language=_language(story, tree, meta),
        dateline=_words(story.get("dateline")),
        image=_url(image) or meta.get("image"),
        caption=_words(image.get("caption")) if isinstance(image, dict) else None,
        copyrightholder=_name(story.get("copyrightHolder")),
        body=_body(story.get("articleBody") or story.get("text")),
        type=next((kind for kind in _listed(story.get("@type")) if isinstance(kind, str)), None),
        is_by_house=bool(authors) and all(isinstance(each, dict) and _is_house(each) for each in _listed(names)),
        posts=tuple(_posts(story.get("liveBlogUpdate"))),
    )


def _read_meta(tree: LexborHTMLParser) -> dict[str, str]:
    found: dict[str, str] = {}
    for element in tree.css("meta")[:400]:
        name = (
            element.attributes.get("property") or element.attributes.get("name") or element.attributes.get("itemprop")
        )
        content = element.attributes.get("content")
        if name and content and content.strip():
            found.setdefault(name.strip().lower(), plain(content[:5000]))
    meta = {
        field: next((found[name.lower()] for name in names if found.get(name.lower())), "")
        for field, names in _META.items()
    }
    return {field: words for field, words in meta.items() if words}


def _stories(tree: LexborHTMLParser) -> Iterator[Mapping[str, Any]]:
    """Give the JSON-LD objects that are stories, news first."""
    values: list[Any] = []
    for script in tree.css('script[type*="ld+json"]')[:40]:
        text = script.text()
        if len(text) > _MAX_SCRIPT_CHARS:
            continue
        text = (
            re.sub(r"^\s*(?://\s*)?<!(?:--|\[CDATA\[)|(?://\s*)?(?:-->|\]\]>)\s*;?\s*$", "", text).strip().rstrip(";")
        )
        try:
            values.append(json.loads(text, strict=False))
        except (ValueError, RecursionError):
            continue
    named = _named_by_id(values)
    found = [_with_names(story, named) for value in values for story in _objects(value)]
    yield from sorted(found, key=lambda story: "News" not in str(story.get("@type")))


def _named_by_id(values: list[Any]) -> dict[str, Mapping[str, Any]]:
    """Gather what the page says of people and houses apart from the story, which then names only their `@id`."""
    named: dict[str, Mapping[str, Any]] = {}
    for value in values:
        for top in _listed(value):
            for each in (top, *_listed(top.get("@graph"))) if isinstance(top, dict) else ():
                if isinstance(each, dict) and isinstance(key := each.get("@id"), str) and each.get("name"):
                    named.setdefault(key, each)
    return named


def _with_names(story: Mapping[str, Any], named: Mapping[str, Mapping[str, Any]]) -> Mapping[str, Any]:
    """Put those that a story names only by their `@id` in its place."""
    found = {}
    for key in _PARTIES:
        if any(isinstance(each, dict) and "name" not in each for each in _listed(story.get(key))):
            found[key] = [
                named.get(str(each.get("@id")), each) if isinstance(each, dict) and "name" not in each else each
                for each in _listed(story.get(key))
            ]
    return {**story, **found} if found else story


def _objects(value: Any) -> Iterator[Mapping[str, Any]]:
    waiting, n = [value], 0
    while waiting and n < _MAX_NODES:
        n += 1
        each = waiting.pop(0)
        if isinstance(each, list):
            waiting.extend(each[:200])
        elif isinstance(each, dict):
            if any(isinstance(kind, str) and _STORY_TYPES.search(kind) for kind in _listed(each.get("@type"))):
                yield each
            waiting.extend(inner for key in ("@graph", "mainEntity", "itemListElement") if (inner := each.get(key)))


def _posts(value: Any) -> Iterator[Post]:
    """Read the posts of a live blog, where they have their text."""
    for each in value[:_MAX_POSTS] if isinstance(value, list) else _listed(value):
        if isinstance(each, dict) and (body := _body(each.get("articleBody") or each.get("text"))):
            yield Post(headline=_words(each.get("headline")), published=_words(each.get("datePublished")), body=body)


def _listed(value: Any) -> list[Any]:
    if value is None:
        return []
    return value[:50] if isinstance(value, list) else [value]


def _words(value: Any) -> str | None:
    if isinstance(value, list):
        value = next((each for each in value if isinstance(each, str)), None)
    return (plain(value[:20_000]) or None) if isinstance(value, str) else None


def _texts(value: Any) -> Iterator[str]:
    for each in _listed(value):
        if words := _words(each):
            yield words


def _name(value: Any) -> str | None:
    """Give the name of a person or organisation, in any of the ways pages write it."""
    if isinstance(value, list):
        value = next(iter(value), None)
    if isinstance(value, dict):
        value = value.get("name")
    words = _words(value)
    return None if words is None or words.startswith(("http://", "https://")) else words


def _is_house(value: Mapping[str, Any]) -> bool:
    return "Organization" in str(value.get("@type"))


def _url(value: Any) -> str | None:
    if isinstance(value, dict):
        value = value.get("url") or value.get("contentUrl") or value.get("@id")
    if isinstance(value, list):
        return _url(next(iter(value), None))
    if isinstance(value, str) and re.match(r"https?://\S{3,2000}$", value.strip()):
        return value.strip()
    return None


def _canonical(tree: LexborHTMLParser) -> str | None:
    link = tree.css_first('link[rel="canonical"]')
    return _url(link.attributes.get("href")) if link is not None else None


def _keywords(value: Any) -> tuple[str, ...]:
    words = [part.strip() for text in _texts(value) for part in re.split(r"[,;]", text)]
    return tuple(dict.fromkeys(word for word in words if word and not re.match(r"\w{2,20}:\S", word)))[:50]


def _meta_authors(words: str | None) -> tuple[str, ...]:
    if not words or re.match(r"https?://", words) or len(words) > 200:
        return ()
    return (_BY.sub("", words),)


def _language(story: Mapping[str, Any], tree: LexborHTMLParser, meta: Mapping[str, str]) -> str | None:
    value = story.get("inLanguage")
    if isinstance(value, dict):
        value = value.get("alternateName") or value.get("name")
    root = tree.root.attributes.get("lang") if tree.root is not None else None
    for words in (_words(value), root, meta.get("language")):
        if words and re.fullmatch(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8}){0,3}", words.strip()):
            return words.strip().replace("_", "-")
    return None


def _body(value: Any) -> str | None:
    if not isinstance(value, str) or not value.strip():
        return None
    text = value[:400_000]
    if "<p" in text.lower() or "<br" in text.lower():
        text = re.sub(r"(?i)</p>|<br\s*/?>", "\n\n", text)
    lines = [plain(line) for line in re.split(r"[\r\n]+", text)]
    return "\n".join(line for line in lines if line) or None
