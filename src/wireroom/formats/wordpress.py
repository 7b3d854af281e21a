"""WordPress exports (WXR 1.0 to 1.2): posts, pages and attachments of a news site.

Standard: WordPress eXtended RSS 1.2, as WordPress's own exporter writes it: RSS 2.0 with `wp:`, `excerpt:` and `content:`.
Read: every post and page as an item: title, text, excerpt, writer by the name shown and not the login, categories and tags
under their own schemes, dates (the GMT ones), link, status: drafts, private and pending posts are withheld, posts in the bin
canceled, posts for a later day held until then. Attachments are items of their own type, and go with the post they belong
to; the picture a post leads with is its "featuremedia".

Text is as WordPress keeps it: paragraphs by empty lines and no <p>, comments of the block editor, shortcodes: all undone.
Not read: comments, menus, styles, revisions, custom fields; how many of them there are is a Fault of level "note".
"""

from collections import Counter
from typing import Any, Final

import msgspec
from lxml import etree

from wireroom.errors import FormatError
from wireroom.formats._api import Parsed, RawCopy, WireFormat
from wireroom.model import Concept, Fault, Item, Media
from wireroom.text.charset import declared_charset
from wireroom.text.feed_item import FeedAbout, FeedAuthor, FeedText, base_from, marked_if_cut, read_blocks, to_item
from wireroom.text.feed_media import file_media
from wireroom.text.feed_rss import first_text, read_rss_about, read_rss_entry
from wireroom.text.feed_xml import attribute, children, has_scopes, parse_feed_xml, plain_text, root_of
from wireroom.text.wordpress_copy import NO_NEWS, STATUS, as_html, gmt
from wireroom.text.xml import XmlProblem

#: posts in one export; a bigger one has to be cut into files, as WordPress's own importer wants too
MAX_ITEMS: Final = 20_000


class WordPress:
    """A WordPress export."""

    name = "wordpress"

    def sniff(self, raw: RawCopy) -> float:
        """Look for the export's namespace on an RSS document."""
        root, rest = root_of(raw.head)
        return 0.97 if root == "rss" and b"wordpress.org/export" in rest else 0.0

    def parse(self, raw: RawCopy) -> Parsed:
        """Read all posts, pages and attachments.

        Raises:
            FormatError: there is no XML element in it.
        """
        try:
            root, faults, charset = parse_feed_xml(raw.data, raw.charset or declared_charset(raw.content_type))
        except XmlProblem as problem:
            raise FormatError(str(problem), format_name=self.name) from problem
        edition = next((plain_text(one) for one in root.iter("{*}wxr_version")), None)
        about = FeedAbout(
            format=self.name, standard=f"WXR {edition}" if edition else "WXR", charset=charset, zone=raw.zone
        )
        base = read_rss_about(root, about, raw.url or base_from(raw.filename), has_scopes=has_scopes(raw.data))
        writers = _writers(root)
        posts = list(root.iter("{*}item"))
        if len(posts) > MAX_ITEMS:
            faults.append(Fault(code="too-many-items", text=f"more than {MAX_ITEMS:,}; the rest was not read"))
        files = _files(posts)
        left_out: Counter[str] = Counter()
        items: list[Item] = []
        for n, element in enumerate(posts[:MAX_ITEMS], 1):
            kind = _own(element, "post_type") or "post"
            if kind in NO_NEWS:
                left_out[kind] += 1
            else:
                items.append(_read_post(element, kind, base, about, writers, files, n, explain=raw.explain))
        faults.extend(
            Fault(code="not-news", text=f"{count} of kind {kind} are no news and were left out", level="note")
            for kind, count in sorted(left_out.items())
        )
        if not items and not faults:
            faults.append(Fault(code="no-items", text="the export has no posts", level="note"))
        return Parsed(items=marked_if_cut(items, faults, raw.data), faults=tuple(faults))


def _own(element: etree._Element, name: str) -> str | None:
    """Give the text of one of WordPress's own fields."""
    return next((text for one in element.findall(f"{{*}}{name}") if (text := plain_text(one))), None)


def _writers(root: etree._Element) -> dict[str, str]:
    """Give the names shown by login."""
    found = {}
    for author in root.iter("{*}author"):
        login, shown = _own(author, "author_login"), _own(author, "author_display_name")
        if login and shown:
            found[login] = shown
    return found


def _files(posts: list[etree._Element]) -> dict[str, Media]:
    """Give the attachments by their number."""
    found = {}
    for post in posts:
        number, url = _own(post, "post_id"), _own(post, "attachment_url")
        if number and url:
            found[number] = file_media(url, role="attachment", title=_own(post, "title"))
    return found


def _read_post(
    element: etree._Element,
    kind: str,
    base: str | None,
    about: FeedAbout,
    writers: dict[str, str],
    files: dict[str, Media],
    n: int,
    *,
    explain: bool,
) -> Item:
    entry = read_rss_entry(element, base, where=f"item {n}", has_scopes=False)
    kids = children(element)
    if entry.content:
        entry.content = FeedText(as_html(entry.content.text), True)
    excerpt = first_text(kids, ("excerpt:encoded",))
    entry.summary = FeedText(excerpt) if excerpt else None
    entry.authors = [FeedAuthor(name=writers.get(one.name or "", one.name), email=one.email) for one in entry.authors]
    written, changed = gmt(_own(element, "post_date_gmt")), gmt(_own(element, "post_modified_gmt"))
    entry.published = written or entry.published
    entry.updated = changed
    entry.subjects = [concept for one in kids.get("category", ()) if (concept := _category(one))]
    number, link = _own(element, "post_id"), _own(element, "attachment_url")
    if link:
        entry.media.append(files[number] if number in files else file_media(link, role="attachment"))
        entry.kind = entry.media[-1].type
    for named, value in _meta(element):
        if named == "_thumbnail_id" and value in files:
            entry.media.insert(0, msgspec.structs.replace(files[value], role="featuremedia"))
    status = _own(element, "status") or "publish"
    item = to_item(entry, about, explain=explain)
    known: dict[str, Any] = {"pubstatus": STATUS.get(status, "withheld")}
    if _own(element, "post_password"):
        known["pubstatus"] = "withheld"  # the site asks for a password
    if status == "future":
        known["embargoed"] = item.firstcreated or item.versioncreated
        known["embargo_text"] = None if known["embargoed"] else "to be published later"
    told = {"wp.post_id": number, "wp.post_type": kind, "wp.status": status, "wp.parent": _own(element, "post_parent")}
    extra = {name: text for name, text in item.extra.items() if not name.startswith("wp:")}
    known["extra"] = {**extra, **{name: text for name, text in told.items() if text and text != "0"}}
    if (slug := _own(element, "post_name")) is not None:
        known["slugline"] = known["slugline_raw"] = slug
    if not entry.content and entry.summary:
        known["blocks"] = read_blocks(entry.summary, base)
    return msgspec.structs.replace(item, **known)


def _category(one: etree._Element) -> Concept | None:
    name, scheme, code = plain_text(one), attribute(one, "domain"), attribute(one, "nicename")
    return Concept(name=name, code=code, scheme=scheme) if name else None


def _meta(element: etree._Element) -> list[tuple[str | None, str | None]]:
    return [(_own(one, "meta_key"), _own(one, "meta_value")) for one in element.findall("{*}postmeta")]


FORMAT: Final[WireFormat] = WordPress()
