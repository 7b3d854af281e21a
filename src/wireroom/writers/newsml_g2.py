"""NewsML-G2 2.35 (IPTC), power conformance: one newsItem, or a newsMessage around several.

The body is XHTML in inlineXML. A killed item is a newsItem with `stat:canceled` and no content; its guid is told with a
higher version so that receivers replace what they have. Order of elements: IPTC's NewsML-G2_2.35-spec-All-Power.xsd.
"""

from collections.abc import Sequence
from typing import Final

from lxml import etree, html

from wireroom.model import Filed, Item
from wireroom.writers import _copy
from wireroom.writers._api import FeedInfo, Writer

_NAR: Final = "http://iptc.org/std/nar/2006-10-01/"
_XHTML: Final = "http://www.w3.org/1999/xhtml"
_LANG: Final = "{http://www.w3.org/XML/1998/namespace}lang"
_CATALOG: Final = "http://www.iptc.org/std/catalog/catalog.IPTC-G2-Standards_40.xml"
_CLASSES: Final = frozenset(("text", "audio", "video", "picture", "graphic", "composite"))


class NewsmlG2:
    """NewsML-G2."""

    name = "newsml_g2"
    media_type = "application/vnd.iptc.g2.newsitem+xml; charset=utf-8"

    def write(self, items: Sequence[Filed], about: FeedInfo) -> bytes:
        """Write one newsItem, or several in a newsMessage."""
        if len(items) == 1:
            return _copy.xml_bytes(_news_item(items[0]))
        message = etree.Element(_tag("newsMessage"), nsmap=_copy.default_namespace(_NAR))
        header = _copy.add(message, _tag("header"))
        _copy.add(header, _tag("sent"), _copy.iso(about.updated_at))
        _copy.add(header, _tag("sender"), about.site_url)
        item_set = _copy.add(message, _tag("itemSet"))
        item_set.extend(_news_item(filed) for filed in items)
        return _copy.xml_bytes(message)


def _news_item(filed: Filed) -> etree._Element:
    item = filed.item
    version = item.version if item.version and item.version.isdecimal() and int(item.version) else "1"
    root = etree.Element(_tag("newsItem"), nsmap=_copy.default_namespace(_NAR))
    root.set("guid", _copy.legal(item.uri))
    root.set("version", str(int(version) + 1) if filed.is_gone else str(int(version)))
    root.set("standard", "NewsML-G2")
    root.set("standardversion", "2.35")
    root.set("conformance", "power")
    if item.language:
        root.set(_LANG, item.language)
    _copy.add(root, _tag("catalogRef"), href=_CATALOG)
    _add_rights(root, item)
    _add_item_meta(root, filed)
    if not filed.is_gone:
        _add_content_meta(root, item)
        _add_content(root, filed)
    return root


def _add_rights(root: etree._Element, item: Item) -> None:
    if not (item.copyrightholder or item.copyrightnotice or item.usageterms):
        return
    rights = _copy.add(root, _tag("rightsInfo"))
    if item.copyrightholder:
        _copy.add(_copy.add(rights, _tag("copyrightHolder"), literal="holder"), _tag("name"), item.copyrightholder)
    if item.copyrightnotice:
        _copy.add(rights, _tag("copyrightNotice"), item.copyrightnotice)
    if item.usageterms:
        _copy.add(rights, _tag("usageTerms"), item.usageterms)


def _add_item_meta(root: etree._Element, filed: Filed) -> None:
    item = filed.item
    meta = _copy.add(root, _tag("itemMeta"))
    _copy.add(meta, _tag("itemClass"), qcode=f"ninat:{item.type if item.type in _CLASSES else 'text'}")
    provider = _copy.add(meta, _tag("provider"), literal=item.agency or "unknown")
    if item.agency_name:
        _copy.add(provider, _tag("name"), item.agency_name)
    _copy.add(meta, _tag("versionCreated"), _copy.iso(filed.killed_at or _copy.made_at(filed)))
    if item.firstcreated:
        _copy.add(meta, _tag("firstCreated"), _copy.iso(item.firstcreated))
    status = "canceled" if filed.is_gone else item.pubstatus
    _copy.add(meta, _tag("pubStatus"), qcode=f"stat:{status}")
    if filed.is_gone:
        return
    if item.marks.label:
        _copy.add(meta, _tag("title"), f"{item.marks.label}: {item.title}")
    if "correction" in item.marks.actions:
        _copy.add(meta, _tag("signal"), qcode="sig:correction")
    elif item.marks.series:
        _copy.add(meta, _tag("signal"), qcode="sig:update")
    if item.expires:
        _copy.add(meta, _tag("expires"), _copy.iso(item.expires))


def _add_content_meta(root: etree._Element, item: Item) -> None:
    meta = _copy.add(root, _tag("contentMeta"))
    if item.urgency:
        _copy.add(meta, _tag("urgency"), str(item.urgency))
    if item.contentcreated:
        _copy.add(meta, _tag("contentCreated"), _copy.iso(item.contentcreated))
    if item.agency_name:
        source = _copy.add(meta, _tag("infoSource"), literal=item.agency or item.agency_name)
        _copy.add(source, _tag("name"), item.agency_name)
    if item.language:
        _copy.add(meta, _tag("language"), tag=item.language)
    for word in _copy.names(item.keywords):
        _copy.add(meta, _tag("keyword"), word)
    for subject in item.subjects:
        if subject.uri or subject.name:
            named = {"uri": _copy.legal(subject.uri)} if subject.uri else {"literal": _copy.legal(subject.name or "")}
            concept = _copy.add(meta, _tag("subject"), **named)
            if subject.name:
                _copy.add(concept, _tag("name"), subject.name)
    if slug := item.slugline or item.slugline_raw:
        _copy.add(meta, _tag("slugline"), slug)
    _copy.add(meta, _tag("headline"), item.headline or item.title)
    if item.dateline:
        _copy.add(meta, _tag("dateline"), item.dateline.text)
    if item.byline:
        _copy.add(meta, _tag("by"), item.byline)
    if item.creditline:
        _copy.add(meta, _tag("creditline"), item.creditline)
    if item.summary:
        _copy.add(meta, _tag("description"), item.summary, role="drol:summary")


def _add_content(root: etree._Element, filed: Filed) -> None:
    content = _copy.add(root, _tag("contentSet"))
    inline = _copy.add(
        content, _tag("inlineXML"), contenttype="application/xhtml+xml", wordcount=str(filed.item.n_words)
    )
    page = etree.SubElement(inline, f"{{{_XHTML}}}html", nsmap=_copy.default_namespace(_XHTML))
    head = etree.SubElement(page, f"{{{_XHTML}}}head")
    _copy.add(head, f"{{{_XHTML}}}title", filed.item.title)
    body = etree.SubElement(page, f"{{{_XHTML}}}body")
    markup = _copy.body_html(filed) or "<p></p>"
    holder = html.fragment_fromstring(markup, create_parent="div")
    if holder.text and holder.text.strip():
        _copy.add(body, f"{{{_XHTML}}}p", holder.text)
    for part in list(holder):
        body.append(_as_xhtml(part))


def _as_xhtml(element: etree._Element) -> etree._Element:
    """Give sanitised HTML in the XHTML namespace, which lxml's HTML parser leaves out."""
    for node in element.iter(etree.Element):
        node.tag = f"{{{_XHTML}}}{node.tag}"
        if (language := node.get("lang")) is not None:
            del node.attrib["lang"]
            node.set(_LANG, language)
    return element


def _tag(name: str) -> str:
    return f"{{{_NAR}}}{name}"


WRITER: Final[Writer] = NewsmlG2()
