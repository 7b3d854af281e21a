"""The NITF `body`: head (headline, byline, dateline, abstract …) and content, for NITF, NewsML-G2 and AP media alike.

Source: NITF 3.6 (IPTC, 2012), `body.head`, `body.content`, `body.end`; elements are told by local name, with or without
a namespace. Met in the wild: a dateline as bare text (AAP, NTB), the credit in `byttl` (CP), the abstract as bare text.
"""

import msgspec
from lxml import etree

from wireroom.model import Block, Dateline, Media
from wireroom.text.body_xml import read_body
from wireroom.text.dateline import given_dateline
from wireroom.text.nitf_media import read_media
from wireroom.text.xml import XML_LANG, local_name, text_of


class NitfBody(msgspec.Struct, frozen=True, kw_only=True):
    """What a NITF body says; None and empty where it does not."""

    headline: str | None = None
    subheadlines: tuple[str, ...] = ()
    byline: str | None = None
    #: the credit beside the writer: "The Canadian Press"
    byline_credit: str | None = None
    distributor: str | None = None
    dateline: Dateline | None = None
    #: `story.date/@norm` as sent
    story_date: str | None = None
    summary: str | None = None
    ednote: str | None = None
    ednote_private: str | None = None
    rights: str | None = None
    language: str | None = None
    sign_off: str | None = None
    #: the one keyword of the document's head, as EFE gives its slug
    keyword: str | None = None
    blocks: tuple[Block, ...] = ()
    media: tuple[Media, ...] = ()


class _Head:
    """The parts of body.head while they are gathered."""

    def __init__(self) -> None:
        self.headline: str | None = None
        self.subheadlines: list[str] = []
        self.bylines: list[str] = []
        self.credits: list[str] = []
        self.distributor: str | None = None
        self.dateline: Dateline | None = None
        self.story_date: str | None = None
        self.summary: str | None = None
        self.notes: list[str] = []
        #: "non-publishable advisory"
        self.private: list[str] = []
        self.rights: str | None = None
        #: pictures in the head, where TownNews puts them
        self.media: list[Media] = []


def read_nitf_body(body: etree._Element) -> NitfBody:
    """Read a NITF `body` element (or a `nitf` element that holds one)."""
    head, contents, sign_off, keywords = _Head(), [], None, list[str]()
    for part in body:
        name = local_name(part)
        if name == "body.head":
            _read_head(part, head)
        elif name == "body.content":
            contents.append(part)
        elif name == "body.end":
            sign_off = text_of(part)
        elif name == "head":
            keywords = [key for word in part.iter("{*}keyword") if (key := (word.get("key") or "").strip())]
        elif name == "body":
            found = read_nitf_body(part)
            return msgspec.structs.replace(found, keyword=keywords[0]) if len(keywords) == 1 else found
    text = read_body(*contents)
    return NitfBody(
        headline=head.headline,
        subheadlines=tuple(head.subheadlines),
        byline="; ".join(head.bylines or head.credits) or None,
        byline_credit="; ".join(head.credits) or None,
        distributor=head.distributor,
        dateline=head.dateline,
        story_date=head.story_date,
        summary=head.summary,
        ednote="\n".join([*head.notes, *([text.ednote] if text.ednote else [])]) or None,
        ednote_private="\n".join([*head.private, *([text.ednote_private] if text.ednote_private else [])]) or None,
        rights=head.rights,
        language=body.get(XML_LANG),
        sign_off=sign_off,
        blocks=text.blocks,
        media=(*head.media, *text.media),
    )


def _read_head(part: etree._Element, head: _Head) -> None:
    for child in part:
        name = local_name(child)
        if name == "hedline":
            _read_hedline(child, head)
        elif name == "byline":
            _read_byline(child, head)
        elif name == "dateline":
            _read_dateline(child, head)
        elif name == "abstract":
            head.summary = head.summary or text_of(child)
        elif name == "note":
            if note := text_of(child):
                (head.private if child.get("type") == "npa" else head.notes).append(note)
        elif name == "distributor":
            head.distributor = text_of(child)
        elif name == "rights":
            head.rights = text_of(child)
        elif name == "media":
            head.media.append(read_media(child))


def _read_hedline(hedline: etree._Element, head: _Head) -> None:
    lines = [(local_name(line), text) for line in hedline if (text := text_of(line))]
    main = next((text for name, text in lines if name == "hl1"), None)
    if main is None:  # only a second line, or none: what there is
        main = lines[0][1] if lines else text_of(hedline)
    head.headline = head.headline or main
    rest = [text for _, text in lines]
    if main in rest:
        rest.remove(main)
    head.subheadlines.extend(rest)


def _read_byline(byline: etree._Element, head: _Head) -> None:
    """Keep the writer and the credit apart: "By Ann Example" and "Example News Agency"."""
    titles = [text for title in byline.iter() if local_name(title) == "byttl" and (text := text_of(title))]
    whole = text_of(byline) or ""
    if titles == [whole] and whole.startswith(("By ", "BY ")):  # the writer, where the credit should stand
        titles = []
    head.credits.extend(titles)
    for title in titles:
        whole = whole.replace(title, " ")
    if writer := " ".join(whole.split()).strip(" ,;/"):
        head.bylines.append(writer)


def _read_dateline(dateline: etree._Element, head: _Head) -> None:
    words: list[str] = []
    city: str | None = None
    region: list[str] = []
    day: str | None = None
    for part in dateline.iter():
        name = local_name(part)
        if name == "story.date":
            head.story_date = part.get("norm") or head.story_date
            day = text_of(part)
        elif name == "city":
            city = city or text_of(part)
        elif name in ("state", "region", "country"):
            region.extend(filter(None, [text_of(part)]))
        if part.text and name != "story.date":
            words.append(part.text)
        if part is not dateline:
            words.append(part.tail or " ")
    if text := " ".join("".join(words).split()).replace(" ,", ","):
        text = text.strip(", ")
        if city:
            head.dateline = Dateline(text=text, city=city, region=", ".join(region) or None, date=day)
        else:
            given = given_dateline(text)
            head.dateline = msgspec.structs.replace(given, date=given.date or day)
