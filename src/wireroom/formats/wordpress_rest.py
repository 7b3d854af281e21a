"""Answers of WordPress's REST API (`/wp-json/wp/v2/posts`): a list of posts, one post, pages, files of the media library.

Standard: REST API Handbook, WordPress 4.7 to 6.x, `wp/v2`; asked for with or without `_embed`, `_fields` and `_envelope`.
Read: each post as an item: title, text and excerpt as the site shows them, link, guid, slug, dates (the GMT ones), status as
in an export: drafts, private and pending posts and those behind a password are withheld, posts for a later day held until
then. Where the answer embeds them: the writers' names, categories and tags under their own schemes, the picture the post leads
with. Beside the standard: language (Polylang, WPML), writers (Yoast, PublishPress, Co-Authors Plus), lead picture (Jetpack).

What is lost without `_embed`: writers, categories and tags are only numbers then, and numbers tell a reader nothing. Answers
that list comments, categories or users are no news (Fault "not-news"); an error of the API is the reason why nothing was read.
"""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any, Final

import msgspec

from wireroom.errors import FormatError
from wireroom.formats._api import Parsed, RawCopy, WireFormat
from wireroom.model import Concept, Fault, Item, Media, Rendition
from wireroom.text.feed_item import FeedAbout, FeedAuthor, FeedEntry, FeedText, base_from, read_blocks, to_item
from wireroom.text.feed_media import kind_of
from wireroom.text.feed_xml import join_url
from wireroom.text.json_copy import JsonProblem, load_json, read_number, read_objects, read_text
from wireroom.text.markup import plain
from wireroom.text.wordpress_copy import NO_NEWS, STATUS, gmt, whole_excerpt, without_shortcodes

#: posts in one answer; WordPress itself gives at most 100
MAX_ITEMS: Final = 5_000
_RENDERED: Final = re.compile(rb'"(?:title|content|excerpt|guid)"\s*:\s*\{\s*"(?:rendered|raw)"\s*:')
_NAMES: Final = re.compile(
    rb'"(date_gmt|modified_gmt|featured_media|comment_status|ping_status|media_details|protected|wp:[a-z]+)"\s*:|wp-json'
)
_ERROR: Final = re.compile(rb'\{\s*"code"\s*:\s*"rest_\w+"\s*,\s*"message"\s*:')
_HOST: Final = re.compile(r"https?://(?:www\.)?([\w.-]{1,100})", re.IGNORECASE)
_LANGUAGE: Final = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8}){0,2}")


class WordPressRest:
    """What WordPress's REST API answers."""

    name = "wordpress_rest"

    def sniff(self, raw: RawCopy) -> float:
        """Look for text given as {"rendered": …}, and for the API's names."""
        head = raw.head.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
        if not head.startswith((b"{", b"[")):
            return 0.0
        if _ERROR.match(head):
            return 0.9
        n_rendered = len(_RENDERED.findall(head))
        if n_rendered and _NAMES.search(head.replace(b"\\/", b"/")):
            return 0.97
        return 0.9 if n_rendered > 1 else 0.0

    def parse(self, raw: RawCopy) -> Parsed:
        """Read all posts.

        Raises:
            FormatError: it is not JSON, holds no post, or says why there is none.
        """
        try:
            values, faults, charset = load_json(raw.data, raw.charset)
        except JsonProblem as problem:
            raise FormatError(str(problem), format_name=self.name) from problem
        base = raw.url or base_from(raw.filename)
        about = FeedAbout(
            format=self.name,
            standard="WordPress REST wp/v2",
            charset=charset,
            zone=raw.zone,
            said_language=raw.language,
        )
        items: list[Item] = []
        left_out: Counter[str] = Counter()
        for where, post in _posts(values[0]):
            if len(items) >= MAX_ITEMS:
                faults.append(Fault(code="too-many-items", text=f"more than {MAX_ITEMS:,}; the rest was not read"))
                break
            if kind := _no_news(post):
                left_out[kind] += 1
            else:
                items.append(_read_post(post, base, about, where, explain=raw.explain))
        faults.extend(
            Fault(code="not-news", text=f"{count} of kind {kind} are no news and were left out", level="note")
            for kind, count in sorted(left_out.items())
        )
        if items and any(fault.code == "json-cut" for fault in faults):
            items[-1] = msgspec.structs.replace(items[-1], is_complete=False)
        if not items and not faults:
            faults.append(Fault(code="no-items", text="the answer has no posts", level="note"))
        return Parsed(items=tuple(items), faults=tuple(faults))


def _posts(value: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    """Give the posts of a list, of an envelope, or the one that is the answer.

    Raises:
        FormatError: the answer is an error, or no object at all.
    """
    path = "$"
    if isinstance(value, dict) and isinstance(value.get("body"), list | dict) and "headers" in value:
        value, path = value["body"], "$.body"
    if isinstance(value, dict):
        if (code := read_text(value.get("code"))) and "message" in value:
            raise FormatError(f"the API answers {code}: {read_text(value['message'])}", format_name=FORMAT.name)
        yield path, value
    elif isinstance(value, list):
        yield from ((f"{path}[{n}]", one) for n, one in enumerate(value) if isinstance(one, dict))
    else:
        raise FormatError("JSON without any post in it", format_name=FORMAT.name)


def _no_news(post: dict[str, Any]) -> str | None:
    """Name the kind of an entry that is no post: a comment, a category, a user; None for a post."""
    kind = read_text(post.get("type")) or read_text(post.get("taxonomy"))
    if kind in NO_NEWS:
        return kind
    if "title" in post or "content" in post:
        return None
    return kind or ("user" if "avatar_urls" in post else "unknown")


def _words(value: Any) -> str | None:
    """Give a field that is {"rendered": …}, {"raw": …} or bare text."""
    if isinstance(value, dict):
        return read_text(value.get("rendered")) or read_text(value.get("raw"))
    return read_text(value)


def _read_post(post: dict[str, Any], base: str | None, about: FeedAbout, where: str, *, explain: bool) -> Item:
    embedded = post.get("_embedded")
    beside: dict[str, Any] = embedded if isinstance(embedded, dict) else {}
    yoast = post.get("yoast_head_json")
    told: dict[str, Any] = yoast if isinstance(yoast, dict) else {}
    link, title, content = read_text(post.get("link")), _words(post.get("title")), _words(post.get("content"))
    excerpt = whole_excerpt(_words(post.get("excerpt")) or "")
    written = gmt(read_text(post.get("date_gmt"))) or read_text(post.get("date"))
    base = base or link
    entry = FeedEntry(
        guid=plain(_words(post.get("guid")) or "") or link,
        link=join_url(base, link) if link else None,
        title=FeedText(title, True) if title else None,
        summary=FeedText(excerpt, True) if plain(excerpt) else None,
        content=FeedText(without_shortcodes(content), True) if content else None,
        published=written,
        updated=gmt(read_text(post.get("modified_gmt"))) or read_text(post.get("modified")),
        authors=[FeedAuthor(name=name) for name in _writers(post, beside, told)],
        subjects=list(_terms(beside.get("wp:term"))),
        media=list(_pictures(post, beside, base)),
        language=_language(post, told),
        base=base,
        extra=_site(link, told),
        where=where,
    )
    kind = read_text(post.get("type")) or "post"
    if kind == "attachment" and (file := _file(post, base, "attachment")):
        entry.media.insert(0, file)
        entry.kind = file.type
        entry.content, entry.summary = None, FeedText(file.caption, False) if file.caption else None
    return _with_state(to_item(entry, about, explain=explain), post, kind, entry)


def _site(link: str | None, yoast: dict[str, Any]) -> dict[str, str]:
    """Name the site, as a feed names its channel; posts do not say it, so it goes by its address."""
    host = _HOST.match(link or "")
    name = read_text(yoast.get("og_site_name")) or (host[1].lower() if host else None)
    return {"channel": name} if name else {}


def _with_state(item: Item, post: dict[str, Any], kind: str, entry: FeedEntry) -> Item:
    """Say what the site says of the post: who may see it, from when, under which short name."""
    status = read_text(post.get("status")) or "publish"
    known: dict[str, Any] = {"pubstatus": STATUS.get(status, "withheld")}
    content, number = post.get("content"), read_text(post.get("id"))
    if isinstance(content, dict) and content.get("protected") is True:
        known["pubstatus"] = "withheld"  # the site asks for a password
    if status == "future":
        known["embargoed"] = item.firstcreated or item.versioncreated
        known["embargo_text"] = None if known["embargoed"] else "to be published later"
    if (slug := read_text(post.get("slug"))) is not None:
        known["slugline"] = known["slugline_raw"] = slug
    if not entry.content and entry.summary and kind != "attachment":
        known["blocks"] = read_blocks(entry.summary, entry.base)
    about = {"wp.post_id": number, "wp.post_type": kind, "wp.status": status, "wp.parent": read_text(post.get("post"))}
    known["extra"] = {**item.extra, **{name: text for name, text in about.items() if text and text != "0"}}
    return msgspec.structs.replace(item, **known)


def _writers(post: dict[str, Any], beside: dict[str, Any], yoast: dict[str, Any]) -> list[str]:
    """Find who wrote it: several writers before the one account that WordPress itself knows."""
    for people in (post.get("authors"), post.get("coauthors"), beside.get("author")):
        named = [read_text(one.get("display_name")) or read_text(one.get("name")) for one in read_objects(people)]
        if writers := [plain(name) for name in named if name]:
            return writers
    name = read_text(post.get("author_name")) or read_text(yoast.get("author"))
    return [plain(name)] if name else []


def _terms(lists: Any) -> Iterator[Concept]:
    for terms in lists if isinstance(lists, list) else ():
        for term in read_objects(terms):
            if name := read_text(term.get("name")):
                slug, scheme = read_text(term.get("slug")), read_text(term.get("taxonomy"))
                yield Concept(name=plain(name), code=slug, scheme=scheme, uri=read_text(term.get("link")))


def _pictures(post: dict[str, Any], beside: dict[str, Any], base: str | None) -> Iterator[Media]:
    """Find the picture that the post leads with."""
    found = [file for one in read_objects(beside.get("wp:featuredmedia")) if (file := _file(one, base, "featuremedia"))]
    yield from found
    if not found and (url := read_text(post.get("jetpack_featured_media_url"))):
        yield Media(type="picture", role="featuremedia", renditions=(Rendition(href=join_url(base, url)),))


def _file(one: dict[str, Any], base: str | None, role: str) -> Media | None:
    url = read_text(one.get("source_url"))
    if not url:
        return None
    mime, given = read_text(one.get("mime_type")), one.get("media_details")
    details: dict[str, Any] = given if isinstance(given, dict) else {}
    caption = plain(_words(one.get("caption")) or "") or read_text(one.get("alt_text"))
    file = Rendition(
        href=join_url(base, url),
        mime=mime,
        width=read_number(details.get("width")),
        height=read_number(details.get("height")),
        size=read_number(details.get("filesize")),
    )
    return Media(type=kind_of(mime, url), role=role, caption=caption, renditions=(file,))


def _language(post: dict[str, Any], yoast: dict[str, Any]) -> str | None:
    """Give the post's language where a program beside WordPress says it."""
    for words in (post.get("lang"), post.get("language"), post.get("locale"), yoast.get("og_locale")):
        if (language := read_text(words)) and _LANGUAGE.fullmatch(language):
            return language.replace("_", "-")
    return None


FORMAT: Final[WireFormat] = WordPressRest()
