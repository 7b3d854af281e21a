"""One `NewsComponent` of NewsML 1.x with those inside it, as fields of an `Item`: lines, metadata, text, pictures.

The component that holds the text speaks first; components of pictures become media with their captions, and give the
item's lines only where no text does. Text in roles of its own (title, lead, body: Belga) is put together; an item of nothing but
a picture and its caption is that picture (AFP). Source: NewsML 1.2 (IPTC, 2003), functional specification, sections 5.5 and 5.6.
"""

import re
from collections.abc import Callable, Iterator
from typing import Final

import msgspec
from lxml import etree

from wireroom.model import Block, Concept, Item, ItemLink, Media, Rendition
from wireroom.text.dateline import given_dateline
from wireroom.text.gathered import Gathered
from wireroom.text.times import read_day
from wireroom.text.xml import XML_LANG, local_name, number, text_of
from wireroom.text.xml_content import XmlContent, read_xml_content

_MAX_DEPTH: Final = 12
_SUBJECT_CODES: Final = "http://cv.iptc.org/newscodes/subjectcode/"
_MEDIA_TYPES: Final = {
    "photo": "picture", "picture": "picture", "image": "picture", "graphic": "graphic", "infographic": "graphic",
    "video": "video", "animation": "video", "audio": "audio", "sound": "audio",
}  # fmt: skip
_CAPTIONS: Final = frozenset(("caption", "legend", "photo caption", "captiontext"))
#: parts of one text, each in a component of its own
_PARTS: Final = frozenset(("lead", "body"))
#: a line of the desk's that stands where the writer's name does
_INITIALS: Final = re.compile(r"[a-z]{2,5}(?:[/-][a-z]{2,5})+")
_ONLY_A_DAY: Final = re.compile(r"\d{1,2}[./ ]\s?[^\W\d_]{3,9}\.? \d{4}|\d{1,2}[./-]\d{1,2}[./-]\d{4}")
_KEYWORDS_APART: Final = re.compile(r"[,;]")
_LINES: Final = {
    "ByLine": "byline", "CreditLine": "creditline", "CopyrightLine": "copyrightnotice", "RightsLine": "usageterms",
}  # fmt: skip
_NOTE_LINES: Final = ("advisory", "editor", "ednote", "correction", "note")
_SUBJECTS: Final = frozenset(("Subject", "SubjectMatter", "SubjectDetail"))


class Component(Gathered):
    """An item's components while they are read."""

    def __init__(self, *, zone: str | None = None, ask_zone: Callable[[Item], str | None] | None = None) -> None:
        super().__init__(zone=zone, ask_zone=ask_zone)
        self.creators: list[str] = []
        #: subject codes -> names, as a TopicSet gives them
        self.names: dict[str, str] = {}
        #: what a TopicSet names by its `Duid`: IPTC's code
        self.topics: dict[str, str] = {}
        #: what stands in components of captions
        self.captions: list[Block] = []
        #: the first KeywordLine; others say the same in other languages
        self.keyword_line: str | None = None
        #: nothing but a picture with its caption
        self.is_picture = False
        #: times without a zone are GMT, as a label says
        self.is_gmt = False


def read_component(component: etree._Element, found: Component) -> None:
    """Read an item's outermost component."""
    _read(component, found, 0)
    _place_captions(found)
    subjects = found.lists.get("subjects")
    if subjects:
        named = [_named(concept, found.names) for concept in subjects]
        found.lists["subjects"] = list(dict.fromkeys(named))


def _named(concept: Concept, names: dict[str, str]) -> Concept:
    name = names.get(concept.code or "")
    if name is None or concept.name:
        return concept
    return Concept(name=name, code=concept.code, scheme=concept.scheme, uri=concept.uri, rel=concept.rel)


def _place_captions(found: Component) -> None:
    """Give captions that stand beside a picture to it; where they are all the text there is, the item is that picture."""
    if not found.captions:
        return
    media = found.lists.get("associations", [])
    if media and media[0].caption is None:
        media[0] = msgspec.structs.replace(media[0], caption=" ".join(block.text for block in found.captions))
    if not found.fields.get("blocks"):
        found.fields["blocks"] = tuple(found.captions)
        found.is_picture = bool(media)
    elif not media:
        found.fields["blocks"] += tuple(found.captions)


def formal_name(element: etree._Element) -> str | None:
    """Give what an element names: its FormalName, else its text."""
    return " ".join((element.get("FormalName") or "").split()) or text_of(element)


def _role(component: etree._Element) -> str:
    role = component.find("{*}Role")
    return (role.get("FormalName") or "").strip().lower() if role is not None else ""


def _read(component: etree._Element, found: Component, depth: int) -> None:
    found.set_once("language", component.get(XML_LANG) if depth == 0 else None)
    later: list[etree._Element] = []
    items: list[etree._Element] = []
    for child in component:
        name = local_name(child)
        if name == "NewsLines":
            _read_lines(child, found)
        elif name == "AdministrativeMetadata":
            _read_administrative(child, found)
        elif name == "DescriptiveMetadata":
            _read_descriptive(child, found)
        elif name == "RightsMetadata":
            _read_rights(child, found)
        elif name == "TopicSet":
            _read_topics(child, found)
        elif name == "Metadata":
            _read_properties(child, found)
        elif name == "Comment":
            read_comment(child, found)
        elif name == "ContentItem":
            items.append(child)
        elif name == "NewsComponent":
            later.append(child)
        elif name in ("NewsItemRef", "NewsItem") and (target := child.get("NewsItem")):
            found.add("links", ItemLink(rel="packaged", residref=target))
    _read_content_items(items, found, _role(component), has_choice=component.get("EquivalentsList") == "yes")
    if depth >= _MAX_DEPTH:
        return
    for inner in sorted(later, key=_is_media):  # text before pictures, else in order
        if _is_media(inner):
            _read_media(inner, found)
        else:
            _read(inner, found, depth + 1)


def _is_media(component: etree._Element) -> bool:
    """Tell whether a component is a picture (with its caption) and not a part of the text."""
    kinds = [
        kind
        for item in component.iter("{*}ContentItem")
        if (kind := _kind(item)) and ((above := item.getparent()) is None or _role(above) not in _CAPTIONS)
    ]
    role = _role(component)
    return any(kind != "text" for kind in kinds) and not (
        role in ("main", "maintext", "text") or (not role and kinds and kinds[0] == "text")
    )


def _kind(content_item: etree._Element) -> str | None:
    media_type = content_item.find("{*}MediaType")
    if media_type is not None and (name := (formal_name(media_type) or "").lower()):
        return _MEDIA_TYPES.get(name, "text")
    mime = content_item.find("{*}MimeType")
    if mime is not None and (name := (formal_name(mime) or "").partition("/")[0].lower()) in (
        "image",
        "video",
        "audio",
    ):
        return _MEDIA_TYPES[name]
    if _data(content_item) is not None:
        return "text"
    return "picture" if content_item.get("Href") else None


def _data(content_item: etree._Element) -> etree._Element | None:
    if (data := next(content_item.iter("{*}DataContent"), None)) is not None:
        return data
    return content_item if content_item.find("{*}p") is not None else None  # paragraphs without a DataContent


def _read_content_items(items: list[etree._Element], found: Component, role: str, *, has_choice: bool) -> None:
    """Take the text of a component: one of several that say the same, else all that are of one format."""
    if role in _CAPTIONS and all(_kind(item) == "text" for item in items):
        for item in items:
            found.captions.extend(_content(item).blocks)
        return
    if role == "title":
        for item in items:
            words = " ".join(block.text for block in _content(item).blocks)
            found.set_once("headline", words)
            found.keep("title", words if words != found.fields.get("headline") else None)
        return
    renditions: list[etree._Element] = []
    taken: str | None = None
    for item in items:
        kind = _kind(item)
        if kind is None:
            continue
        if kind != "text":
            renditions.append(item)
            continue
        form = item.find("{*}Format")
        form_name = (form.get("FormalName") or "") if form is not None else ""
        is_other = has_choice or form_name != taken if taken is not None else has_choice or role not in _PARTS
        if found.fields.get("blocks") and is_other:
            continue
        if _take_text(item, found):
            taken = form_name
    if renditions:
        found.add("associations", _media_of(renditions, found.fields.get("headline"), None, None))


def _take_text(item: etree._Element, found: Component) -> bool:
    content = _content(item)
    if content.fault is not None:
        found.faults.append(content.fault)
    if not content.blocks:
        return False
    before = found.fields.get("blocks", ())
    again = bool(before) and before[-1].text == content.blocks[0].text  # the lead, once more over the body
    found.fields["blocks"] = (*before, *content.blocks[again:])
    found.set_once("language", content.language)
    found.note("ednote", content.ednote)
    found.note("ednote_private", content.ednote_private)
    for medium in content.media:
        if medium.caption or not all((file.href or "").startswith("#") for file in medium.renditions):
            found.add("associations", medium)  # "#photo0" is a component that comes by itself
    if content.nitf is not None:
        found.take_nitf_head(content.nitf)
    _part_initials(found)
    for fact in item.iter("{*}Property"):
        name = (fact.get("FormalName") or "").lower().replace("-", "")
        if name in ("wordcount", "words") and (count := number((fact.get("Value") or "").strip())):
            found.set_once("wordcount", count)
    return True


def _part_initials(found: Component) -> None:
    """Take initials of the desk out of the byline: "cae/tcr"."""
    byline = found.fields.get("byline")
    if byline and _INITIALS.fullmatch(byline):
        del found.fields["byline"]
        found.set_once("sign_off", byline)


def _content(item: etree._Element) -> XmlContent:
    data = _data(item)
    if data is None:
        return XmlContent()
    encoding = next((part.get("Notation") for part in item.iter("{*}Encoding")), None)
    return read_xml_content(data, encoding=encoding)


def _read_media(component: etree._Element, found: Component) -> None:
    """Read a component of pictures: every file in it is one rendition, every text in it the caption."""
    own = Component()
    for lines in component.iter("{*}NewsLines"):
        _read_lines(lines, own)
    files: list[etree._Element] = []
    captions: list[str] = []
    for item in component.iter("{*}ContentItem"):
        if _kind(item) == "text":
            captions.extend(block.text for block in _content(item).blocks)
        else:
            files.append(item)
    caption = " ".join(captions) or own.extra.get("caption")
    found.add("associations", _media_of(files, own.fields.get("headline"), caption, own.fields.get("creditline")))
    if found.fields.get("blocks"):
        return
    for field in ("headline", "byline", "creditline", "dateline", "copyrightnotice"):
        found.set_once(field, own.fields.get(field))


def _media_of(files: list[etree._Element], headline: str | None, caption: str | None, credit: str | None) -> Media:
    renditions = []
    for item in files:
        facts = {
            (fact.get("FormalName") or "").lower(): (fact.get("Value") or "").strip()
            for fact in item.iter("{*}Property")
        }
        mime, size = item.find("{*}MimeType"), next(item.iter("{*}SizeInBytes"), None)
        rendition = Rendition(
            href=item.get("Href"),
            name=item.get("Duid") or facts.get("rendition"),
            mime=formal_name(mime) if mime is not None else None,
            width=number(facts.get("width")),
            height=number(facts.get("height")),
            size=number(text_of(size)) if size is not None else None,
        )
        renditions.append(rendition)
    kind = next((kind for item in files if (kind := _kind(item))), "picture")
    return Media(type=kind, headline=headline, caption=caption, credit=credit, renditions=tuple(renditions))


def _read_lines(lines: etree._Element, found: Component) -> None:
    for line in lines:
        name, text = local_name(line), text_of(line)
        if not text:
            continue
        if name == "HeadLine" and text.isdigit():  # the number of a picture
            found.keep(name, text)
        elif name == "HeadLine":
            found.set_once("headline", text)
        elif name == "SubHeadLine":
            found.add("subheadlines", text)
        elif name == "DateLine" and (_ONLY_A_DAY.fullmatch(text) or read_day(text)):
            found.keep(name, text)
        elif name == "DateLine":
            found.set_once("dateline", given_dateline(text))
        elif name == "SlugLine":
            found.set_once("slugline", text)
            found.set_once("slugline_raw", text)
        elif name == "KeywordLine":
            found.keep("KeywordLine", text)
            found.keyword_line = found.keyword_line or text
            for word in _KEYWORDS_APART.split(text) if _KEYWORDS_APART.search(text) else text.split("/"):
                if word := word.strip():
                    found.add("keywords", word)
        elif field := _LINES.get(name):
            found.set_once(field, text)
        elif name == "NewsLine":
            _read_news_line(line, found)
        else:
            found.keep(name, text)


def _read_news_line(line: etree._Element, found: Component) -> None:
    found.set_once("headline", text_of(line.find("{*}HeadLine")))
    kind = next((formal_name(part) or "" for part in line.iter("{*}NewsLineType")), "")
    for part in line.iter("{*}NewsLineText"):
        if any(word in kind.lower() for word in _NOTE_LINES):
            found.note("ednote", text_of(part))
        elif "caption" in kind.lower():
            found.keep("caption", text_of(part))
        else:
            found.keep(kind or "NewsLine", text_of(part))


def read_comment(comment: etree._Element, found: Component) -> None:
    """Take a comment that is called a note for a note; another may be anything, and is kept beside the copy."""
    kind = comment.get("FormalName") or ""
    if any(word in kind.lower() for word in _NOTE_LINES):
        found.note("ednote", text_of(comment))
    else:
        found.keep(kind or "Comment", text_of(comment))


def _parties(element: etree._Element) -> Iterator[str]:
    for party in element.iter("{*}Party"):
        if name := formal_name(party):
            yield name


def _read_administrative(metadata: etree._Element, found: Component) -> None:
    for child in metadata:
        name = local_name(child)
        if name in ("Provider", "Source"):
            if name.lower() not in found.extra:
                for party in _parties(child):
                    found.keep(name.lower(), party)
        elif name == "Creator":
            found.creators.extend(_parties(child))
            for party in _parties(child):
                found.keep("creator", party)
        elif name == "FileName":
            found.keep("fileName", text_of(child))
        elif name == "Property" and child.get("FormalName") == "Priority" and "priority_raw" not in found.fields:
            found.priority((child.get("Value") or "").strip())
        elif name == "Property":
            _keep_property(child, found)


def _read_rights(metadata: etree._Element, found: Component) -> None:
    for child in metadata.iter():
        name = local_name(child)
        if name == "CopyrightHolder":
            found.set_once("copyrightholder", text_of(child) or next(_parties(child), None))
        elif name == "UsageRights":
            found.set_once("usageterms", text_of(child))


def _read_descriptive(metadata: etree._Element, found: Component) -> None:
    for child in metadata:
        name = local_name(child)
        if name == "Language":
            if (tag := formal_name(child)) and "declared language" not in found.extra:
                found.extra["declared language"] = found.fields["language"] = tag
        elif name == "Genre":
            if genre := formal_name(child):
                found.add("genres", Concept(name=genre, scheme=child.get("Scheme") or child.get("Vocabulary")))
        elif name == "SubjectCode":
            for part in child.iter():
                if local_name(part) in _SUBJECTS and (code := formal_name(part)):
                    found.add("subjects", _subject(code, part))
        elif name == "Location":
            _read_location(child, found)
        elif name == "DateLineDate":
            found.keep("DateLineDate", text_of(child))
        elif name == "OfInterestTo":
            found.keep("OfInterestTo", formal_name(child))
        elif name == "TopicOccurrence" and (code := found.topics.get((child.get("Topic") or "").lstrip("#"))):
            found.add("subjects", _subject(code, child))
        elif name == "TopicOccurrence":
            found.keep("topics", (child.get("Topic") or formal_name(child) or "").lstrip("#"))
        elif name == "Property":
            _keep_property(child, found)


def _subject(code: str, element: etree._Element) -> Concept:
    is_iptc = len(code) == 8 and code.isdigit()
    return Concept(
        code=code,
        scheme="subj" if is_iptc else element.get("Scheme") or None,
        uri=f"{_SUBJECT_CODES}{code}" if is_iptc else None,
    )


def _read_location(location: etree._Element, found: Component) -> None:
    facts = {fact.get("FormalName") or "": (fact.get("Value") or "").strip() for fact in location.iter("{*}Property")}
    names = [facts.get(name) for name in ("City", "CountryArea", "Region", "Country", "WorldRegion")]
    if words := ", ".join(name for name in names if name):
        rel = "located" if (location.get("HowPresent") or "").lower() == "origin" else "event"
        found.add("places", Concept(name=words, rel=rel))
        if rel == "located":
            found.keep("located", facts.get("City"))


def _keep_property(element: etree._Element, found: Component) -> None:
    name, value = element.get("FormalName") or "", (element.get("Value") or text_of(element) or "").strip()
    if not value:
        return
    if name.lower() in ("keyword", "keywords", "tag", "tags"):
        found.add("keywords", value)
    elif name.lower() in ("editornote", "ednote", "editorialnote", "advisory"):
        found.note("ednote", value)
    else:
        found.keep(name or "property", value)


def _read_properties(metadata: etree._Element, found: Component) -> None:
    for child in metadata.iter("{*}Property"):
        _keep_property(child, found)


def _read_topics(topics: etree._Element, found: Component) -> None:
    """Read the names that a TopicSet gives for codes; English where it says it in several languages."""
    for topic in topics.iter("{*}Topic"):
        formal = next(topic.iter("{*}FormalName"), None)
        code = text_of(formal)
        scheme = (formal.get("Scheme") or "").lower() if formal is not None else ""
        if code and len(code) == 8 and code.isdigit() and "iptc" in scheme and (own := topic.get("Duid")):
            found.topics[own] = code
        names = [part for part in topic.iter("{*}Description") if (part.get("Variant") or "Name") == "Name"]
        names.sort(key=lambda part: part.get(XML_LANG) != "en")
        if code and names and (name := text_of(names[0])):
            found.names.setdefault(code, name)
