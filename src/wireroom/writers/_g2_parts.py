"""Parts of NewsML-G2: concepts, links, files, the body, and what of an item G2 has no place for."""

from collections.abc import Iterable
from typing import Final

from lxml import etree, html

from wireroom.model import Concept, Item, ItemLink, Media
from wireroom.text.catalogs import expand
from wireroom.text.own_fields import iter_own, own_words
from wireroom.writers import _copy

NAR: Final = "http://iptc.org/std/nar/2006-10-01/"
XHTML: Final = "http://www.w3.org/1999/xhtml"
_LANG: Final = "{http://www.w3.org/XML/1998/namespace}lang"
_MIMES: Final = {"picture": "image/*", "graphic": "image/*", "video": "video/*", "audio": "audio/*"}
#: what G2 has no place for, or none that holds all of it
_OWN: Final = (
    "message_number", "cross_reference", "service", "priority", "priority_raw", "category", "sent_at", "issued_on",
    "embargo_text", "take_key", "sections", "is_preformatted", "associations",
)  # fmt: skip
_FOR_EDITORS: Final = ("selector", "sign_off")
_FOLDED: Final = ("byline", "creditline", "summary", "copyrightholder", "copyrightnotice", "usageterms")


_NATURES: Final = {
    "people": ("person",), "organisations": ("organisation", "organization"), "places": ("geoarea", "poi"),
}  # fmt: skip


def tag(name: str) -> str:
    """Give an element's name in the IPTC's namespace."""
    return f"{{{NAR}}}{name}"


def own_of(item: Item, *, for_editors: bool) -> dict[str, str]:
    """Give what is told beside the standard's own places, by field: what has none, and what comes out otherwise of its own."""
    own = dict(iter_own(item, (*_OWN, *(_FOR_EDITORS if for_editors else ()))))
    own |= {name: words for name in _FOLDED if (words := getattr(item, name)) and " ".join(words.split()) != words}
    if item.ednote and for_editors and _noted(item.ednote) != item.ednote:
        own["ednote"] = item.ednote
    if item.version and not (item.version.isdecimal() and str(int(item.version)) == item.version != "0"):
        own["version"] = item.version
    if item.native_guid and item.native_guid != item.uri:
        own["native_guid"] = item.native_guid
    if not item.agency_name:
        own["agency_name"] = "null"  # G2 demands a provider
    if item.language and not _copy.is_language(item.language):
        own["language"] = item.language
    if item.wordcount != (item.n_words or None):
        own["wordcount"] = own_words(item.wordcount)
    shown = item.slugline or item.slugline_raw
    own |= {
        name: own_words(getattr(item, name)) for name in ("slugline", "slugline_raw") if getattr(item, name) != shown
    }
    if item.dateline and (item.dateline.city or item.dateline.region or item.dateline.credits or item.dateline.date):
        own["dateline"] = own_words(item.dateline)
    if not all(_is_plain(one) and one.rel is None and one.relevance is None for one in item.genres):
        own["genres"] = own_words(item.genres)
    if not all(map(_is_plain, item.subjects)):
        own["subjects"] = own_words(item.subjects)
    if not all(map(_copy.is_folded, item.keywords)) or len(set(item.keywords)) != len(item.keywords):
        own["keywords"] = own_words(item.keywords)
    own |= _parties(item)
    if not all(signal.note is None and signal.uri == expand(signal.code) for signal in item.signals):
        own["signals"] = own_words(item.signals)
    elif not item.signals and ("correction" in item.marks.actions or item.marks.series):
        own["signals"] = "null"  # the agency gave none: ours say to others what its marks say
    if item.links or item.evolvedfrom:
        own["links"] = own_words(item.links)
        own["evolvedfrom"] = own_words(item.evolvedfrom)
    return own


def _noted(ednote: str) -> str:
    lines = (" ".join(line.split()) for line in ednote.split("\n"))
    return "\n".join(dict.fromkeys(line for line in lines if line))


def _parties(item: Item) -> dict[str, str]:
    """Give people, organisations and places where they are not exactly the subjects of that nature."""
    own: dict[str, str] = {}
    for name, natures in _NATURES.items():
        of_nature = [one for one in item.subjects if (one.rel or "").rpartition(":")[2].lower() in natures]
        if list(getattr(item, name)) != of_nature or not all(map(_is_plain, of_nature)):
            own[name] = own_words(getattr(item, name))
            own["subjects"] = own_words(item.subjects)
    return own


def _is_plain(concept: Concept) -> bool:
    """Tell whether G2 says all of it by a code or an address, a name and a type."""
    if concept.rel is not None and not _copy.is_qcode(concept.rel):
        return False
    if concept.code is None:
        return concept.uri is not None and concept.scheme is None and _copy.is_folded(concept.name)
    is_code = _copy.is_qcode(concept.code)
    scheme = concept.code.partition(":")[0] if is_code else None
    uri = expand(concept.code) if is_code else None
    is_named = concept.name is not None or not is_code
    return is_named and concept.scheme == scheme and concept.uri == uri and _copy.is_folded(concept.name)


def add_concepts(meta: etree._Element, name: str, concepts: Iterable[Concept], *, nature: str | None = None) -> None:
    """Write concepts, by code where the IPTC's catalogs know its scheme, else by address, else by word."""
    for concept in concepts:
        facts: dict[str, str] = {}
        code = concept.code
        if code and _copy.is_qcode(code) and (concept.uri is None or expand(code) == concept.uri):
            facts["qcode"] = code
        elif concept.uri and _copy.is_uri(concept.uri):
            facts["uri"] = concept.uri
        elif word := code or concept.name:
            facts["literal"] = word
        if not facts:
            continue
        kind = nature or concept.rel
        if kind and name == "subject" and _copy.is_qcode(kind):
            facts["type"] = kind
        if concept.relevance is not None and name == "subject" and 0 <= concept.relevance <= 100:
            facts["relevance"] = str(concept.relevance)
        told = _copy.add(meta, tag(name), **{key: _copy.legal(value) for key, value in facts.items()})
        if concept.name:
            _copy.add(told, tag("name"), concept.name)


def add_link(element: etree._Element, link: ItemLink, *, with_rel: bool = True) -> None:
    """Fill a `link` or an `itemRef`."""
    if with_rel:
        element.set("rel", f"irel:{link.rel}") if _copy.is_word(link.rel) else element.set("rel", "irel:seeAlso")
    if link.residref:
        element.set("residref", _copy.legal(link.residref))
    if link.version and link.version.isdecimal() and int(link.version):
        element.set("version", str(int(link.version)))
    if link.href and _copy.is_uri(link.href):
        element.set("href", link.href)
    if link.type:
        element.set("contenttype", _copy.legal(link.type))
    if link.title:
        _copy.add(element, tag("title"), link.title)


def add_remote(content: etree._Element, medium: Media) -> None:
    """Write the files of a picture or video that goes with the text."""
    for rendition in medium.renditions:
        if not (rendition.href and _copy.is_uri(rendition.href)):
            continue
        facts = {
            "href": rendition.href,
            "contenttype": rendition.mime or _MIMES.get(medium.type, "application/octet-stream"),
        }
        if rendition.name and _copy.is_word(rendition.name):
            facts["rendition"] = f"rnd:{rendition.name}"
        facts |= {
            name: str(value)
            for name, value in (("width", rendition.width), ("height", rendition.height), ("size", rendition.size))
            if value is not None and value >= 0
        }
        _copy.add(content, tag("remoteContent"), **facts)


def as_xhtml(markup: str) -> list[etree._Element]:
    """Give sanitised HTML as XHTML elements: in its namespace, which lxml's HTML parser leaves out."""
    holder = html.fragment_fromstring(markup or "<p></p>", create_parent="div")
    for node in holder.iter(etree.Element):
        node.tag = f"{{{XHTML}}}{node.tag}"
        if (language := node.get("lang")) is not None:
            del node.attrib["lang"]
            node.set(_LANG, language)
    return list(holder)


__all__ = ["NAR", "XHTML", "add_concepts", "add_link", "add_remote", "as_xhtml", "own_of", "tag"]
