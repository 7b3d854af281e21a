"""RSS 0.90 to 2.0 with its modules, RSS 1.0 and 1.1 (RDF), and CDF, which they come from.

Standards: RSS 0.91 to 2.0.11 (RSS Advisory Board), RSS 1.0 (2000) with the modules content, dc and dcterms, RSS 1.1
(2005), Media RSS 1.5, the iTunes podcast elements, Atom elements inside RSS.

Read: every item with title, link, guid, text (content:encoded, else xhtml:body, else description), dates, writers,
subjects, files, languages and rights. A guid, with the time of the last change or else with what the item says, makes the
item's id: an item that was changed is a new version. Relative links are made absolute by xml:base, else by the address it
was fetched from, else by the channel's own link. A feed that names no language is in the one HTTP named.

In the wild: not well-formed, in another character set than declared, prefixes nobody declared, HTML's entities, dates in
any form (`text.feed_dates`). Broken XML is read as far as it makes sense, with a Fault. The channel's title is in
`extra["channel"]`: it is the name of a list and seldom that of an agency.
"""

from typing import Final

from wireroom.errors import FormatError
from wireroom.formats._api import Parsed, RawCopy, WireFormat
from wireroom.model import Fault, Item
from wireroom.text.charset import declared_charset
from wireroom.text.feed_item import FeedAbout, base_from, marked_if_cut, to_item
from wireroom.text.feed_rss import read_rss_about, read_rss_entry
from wireroom.text.feed_xml import has_scopes, parse_feed_xml, root_of, short_name, side_by_side
from wireroom.text.xml import XmlProblem

#: items in one feed; more is an archive
MAX_ITEMS: Final = 5_000
_EDITIONS: Final = {"rdf": "RSS 1.0", "channel": "CDF"}


class Rss:
    """All that calls itself RSS."""

    name = "rss"

    def sniff(self, raw: RawCopy) -> float:
        """Look at the first element."""
        root, rest = root_of(raw.head)
        name = root.rpartition(":")[2].lower()
        if name == "rss":
            if b"wordpress.org/export" in rest:
                return 0.6
            # certain: no other reader need look
            return 1.0
        if name == "rdf":
            return 1.0 if b"purl.org/rss/1.0" in rest or b"netscape.com/rdf" in rest or b"<channel" in rest else 0.0
        return 0.8 if name == "channel" else 0.0

    def parse(self, raw: RawCopy) -> Parsed:
        """Read all items.

        Raises:
            FormatError: there is no XML element in it.
        """
        try:
            root, faults, charset = parse_feed_xml(raw.data, raw.charset or declared_charset(raw.content_type))
        except XmlProblem as problem:
            raise FormatError(str(problem), format_name=self.name) from problem
        kind = short_name(str(root.tag)).rpartition(":")[2]
        edition = root.get("version")
        about = FeedAbout(
            format=self.name,
            standard=_EDITIONS.get(kind) or (f"RSS {edition.strip()}" if edition and len(edition) < 20 else "RSS"),
            charset=charset,
            zone=raw.zone,
            said_language=raw.language,
        )
        is_scoped = has_scopes(raw.data)
        base = read_rss_about(root, about, raw.url or base_from(raw.filename), has_scopes=is_scoped)
        items: list[Item] = []
        for n, element in enumerate(side_by_side(root, "{*}item", "{*}Item", "{*}ITEM", limit=MAX_ITEMS + 1), 1):
            if n > MAX_ITEMS:
                faults.append(Fault(code="too-many-items", text=f"more than {MAX_ITEMS:,}; the rest was not read"))
                break
            where = f"item {n}"
            entry = read_rss_entry(element, base, where=where, has_scopes=is_scoped)
            items.append(to_item(entry, about, explain=raw.explain))
        if not items and not faults:
            faults.append(Fault(code="no-items", text="the feed has no items at present", level="note"))
        return Parsed(items=marked_if_cut(items, faults, raw.data), faults=tuple(faults))


FORMAT: Final[WireFormat] = Rss()
