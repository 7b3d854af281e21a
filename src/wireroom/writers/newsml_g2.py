"""NewsML-G2 2.35 (IPTC), power conformance: a newsItem, a packageItem, or a newsMessage around several.

The body is XHTML in inlineXML; a piece that only names others (type composite, links `packaged`) is a packageItem. A killed
item is a newsItem with `stat:canceled` and no content; its guid is told with a higher version so that receivers replace what
they have. What G2 has no place for (take key, message number, parts of the dateline …) stands in `itemMetaExtProperty` with
`reluri="urn:wireroom:field:NAME"`. Order of elements: IPTC's NewsML-G2_2.35-spec-All-Power.xsd.
"""

from collections.abc import Sequence
from typing import Final

from lxml import etree

from wireroom.model import Filed, Item
from wireroom.text.own_fields import OWN_URN
from wireroom.writers import _copy
from wireroom.writers._api import FeedInfo, Reach, Writer, reach
from wireroom.writers._g2_parts import NAR, XHTML, add_concepts, add_link, add_remote, as_xhtml, own_of, tag

_LANG: Final = "{http://www.w3.org/XML/1998/namespace}lang"
_CATALOG: Final = "http://www.iptc.org/std/catalog/catalog.IPTC-G2-Standards_40.xml"
_CLASSES: Final = frozenset(("text", "audio", "video", "picture", "graphic", "composite", "animation"))
_MARKUP: Final = "text that looks like markup (“&amp;amp;”, “<b>”) is taken for markup that was escaped twice"


class NewsmlG2:
    """NewsML-G2."""

    name = "newsml_g2"
    media_type = "application/vnd.iptc.g2.newsitem+xml; charset=utf-8"
    suffix = "newsml-g2"
    label = "NewsML-G2"
    reach: Reach = reach(
        {},
        {
            "native_guid": "where the copy has none, `uri` stands for it",
            "version": "1 where the copy has none",
            "versioncreated": "where the copy does not say, when it was sent or came in",
            "type": "text, picture, graphic, video, audio, animation, composite; anything else becomes text",
            "pubstatus": "an embargo whose time could not be read leaves as withheld",
            "marks": "an embargo whose time could not be read is a hold besides",
            "blocks": f"notes become paragraphs; {_MARKUP}",
        },
    )

    def write(self, items: Sequence[Filed], about: FeedInfo) -> bytes:
        """Write one newsItem, or several in a newsMessage."""
        if len(items) == 1:
            return _copy.xml_bytes(_news_item(items[0], about))
        message = etree.Element(tag("newsMessage"), nsmap=_copy.default_namespace(NAR))
        header = _copy.add(message, tag("header"))
        _copy.add(header, tag("sent"), _copy.iso(about.updated_at))
        _copy.add(header, tag("sender"), about.site_url)
        item_set = _copy.add(message, tag("itemSet"))
        item_set.extend(_news_item(filed, about, n) for n, filed in enumerate(items, 1))
        return _copy.xml_bytes(message)


def _news_item(filed: Filed, about: FeedInfo, n: int = 1) -> etree._Element:
    """Give an item; `n` tells the groups of packages in one message apart."""
    item = filed.item
    is_wordless = _copy.is_wordless(filed, about)
    is_package = item.type == "composite" and not item.blocks and any(link.rel == "packaged" for link in item.links)
    is_package = is_package and not is_wordless
    root = etree.Element(tag("packageItem" if is_package else "newsItem"), nsmap=_copy.default_namespace(NAR))
    root.set("guid", _copy.legal(item.uri))
    root.set("version", str(_copy.version_of(filed, about)))
    root.set("standard", "NewsML-G2")
    root.set("standardversion", "2.35")
    root.set("conformance", "power")
    if item.language and _copy.is_language(item.language):
        root.set(_LANG, item.language)
    _copy.add(root, tag("catalogRef"), href=_CATALOG)
    if not is_wordless:
        _add_rights(root, item)
    _add_item_meta(root, filed, about, is_package=is_package)
    if is_wordless:
        return root
    _add_content_meta(root, item)
    if is_package:
        _add_groups(root, item, f"G{n}")
    else:
        _add_content(root, item)
    return root


def _add_rights(root: etree._Element, item: Item) -> None:
    if not (item.copyrightholder or item.copyrightnotice or item.usageterms):
        return
    rights = _copy.add(root, tag("rightsInfo"))
    if item.copyrightholder:
        _copy.add(_copy.add(rights, tag("copyrightHolder"), literal="holder"), tag("name"), item.copyrightholder)
    if item.copyrightnotice:
        _copy.add(rights, tag("copyrightNotice"), item.copyrightnotice)
    if item.usageterms:
        _copy.add(rights, tag("usageTerms"), item.usageterms)


def _add_item_meta(root: etree._Element, filed: Filed, about: FeedInfo, *, is_package: bool) -> None:
    item = filed.item
    meta = _copy.add(root, tag("itemMeta"))
    _copy.add(meta, tag("itemClass"), qcode=f"ninat:{item.type if item.type in _CLASSES else 'text'}")
    provider = _copy.add(meta, tag("provider"), literal=_copy.legal(item.agency or "unknown"))
    if item.agency_name:
        _copy.add(provider, tag("name"), item.agency_name)
    _copy.add(meta, tag("versionCreated"), _copy.iso(filed.killed_at or _copy.made_at(filed)))
    if item.firstcreated:
        _copy.add(meta, tag("firstCreated"), _copy.iso(item.firstcreated))
    is_wordless = _copy.is_wordless(filed, about)
    if item.embargoed and not is_wordless:
        _copy.add(meta, tag("embargoed"), _copy.iso(item.embargoed))
    elif item.embargo_text and not is_wordless:
        _copy.add(meta, tag("embargoed"))  # empty: until further notice
    _copy.add(meta, tag("pubStatus"), qcode=f"stat:{_copy.status_of(filed, about)}")
    if is_wordless:
        return
    if item.marks.label and item.headline:
        _copy.add(meta, tag("title"), f"{item.marks.label}: {item.title}")
    for line in (item.ednote or "").split("\n") if about.for_editors else ():
        if line.strip():
            _copy.add(meta, tag("edNote"), line)
    _add_signals(meta, item)
    if item.expires:
        _copy.add(meta, tag("expires"), _copy.iso(item.expires))
    for link in item.links:
        if not (is_package and link.rel == "packaged"):
            add_link(_copy.add(meta, tag("link")), link)
    if item.evolvedfrom and not any(link.residref == item.evolvedfrom for link in item.links):
        _copy.add(meta, tag("link"), rel="irel:evolvedFrom", residref=_copy.legal(item.evolvedfrom))
    for name, words in own_of(item, for_editors=about.for_editors).items():
        _copy.add(meta, tag("itemMetaExtProperty"), reluri=OWN_URN + name, value=_copy.legal(words))


def _add_signals(meta: etree._Element, item: Item) -> None:
    """Write the agency's signals; where it has none, what its marks say in the words of the standard."""
    for signal in item.signals:
        is_code = _copy.is_qcode(signal.code)
        signalled = _copy.add(meta, tag("signal"), **{"qcode" if is_code else "literal": _copy.legal(signal.code)})
        if signal.name:
            _copy.add(signalled, tag("name"), signal.name)
    if item.signals:
        return
    if "correction" in item.marks.actions:
        _copy.add(meta, tag("signal"), qcode="sig:correction")
    elif item.marks.series:
        _copy.add(meta, tag("signal"), qcode="sig:update")


def _add_content_meta(root: etree._Element, item: Item) -> None:
    meta = _copy.add(root, tag("contentMeta"))
    if item.urgency:
        _copy.add(meta, tag("urgency"), str(item.urgency))
    if item.contentcreated:
        _copy.add(meta, tag("contentCreated"), _copy.iso(item.contentcreated))
    if item.agency_name:
        source = _copy.add(meta, tag("infoSource"), literal=_copy.legal(item.agency or item.agency_name))
        _copy.add(source, tag("name"), item.agency_name)
    if item.language and _copy.is_language(item.language):
        _copy.add(meta, tag("language"), tag=item.language)
    add_concepts(meta, "genre", item.genres)
    for word in _copy.names(item.keywords):
        _copy.add(meta, tag("keyword"), word)
    add_concepts(meta, "subject", item.subjects)
    seen = set(item.subjects)
    for kind, concepts in (("person", item.people), ("organisation", item.organisations), ("geoArea", item.places)):
        add_concepts(meta, "subject", (one for one in concepts if one not in seen), nature=f"cpnat:{kind}")
    if slug := item.slugline or item.slugline_raw:
        _copy.add(meta, tag("slugline"), slug)
    if item.headline:
        _copy.add(meta, tag("headline"), item.headline)
    for line in item.subheadlines:
        _copy.add(meta, tag("headline"), line, role="hlrole:sub")
    if item.dateline:
        _copy.add(meta, tag("dateline"), item.dateline.text)
    if item.byline:
        _copy.add(meta, tag("by"), item.byline)
    if item.creditline:
        _copy.add(meta, tag("creditline"), item.creditline)
    if item.summary:
        _copy.add(meta, tag("description"), item.summary, role="drol:summary")


def _add_content(root: etree._Element, item: Item) -> None:
    content = _copy.add(root, tag("contentSet"))
    inline = _copy.add(content, tag("inlineXML"), contenttype="application/xhtml+xml", wordcount=str(item.n_words))
    page = etree.SubElement(inline, f"{{{XHTML}}}html", nsmap=_copy.default_namespace(XHTML))
    head = etree.SubElement(page, f"{{{XHTML}}}head")
    _copy.add(head, f"{{{XHTML}}}title", item.title)
    body = etree.SubElement(page, f"{{{XHTML}}}body")
    body.extend(as_xhtml(_copy.blocks_html(item)))
    for medium in item.associations:
        add_remote(content, medium)


def _add_groups(root: etree._Element, item: Item, name: str) -> None:
    groups = _copy.add(root, tag("groupSet"), root=name)
    group = _copy.add(groups, tag("group"), id=name, role="group:main")
    for link in item.links:
        if link.rel == "packaged":
            add_link(_copy.add(group, tag("itemRef")), link, with_rel=False)


WRITER: Final[Writer] = NewsmlG2()
