"""JSON of agencies that is not ninjs but near it, put under ninjs's names: dpa's digitalwires and the answers of AFP's API.

    {"format": "digitalwires@0.9.1", "urn", "version_created", "kicker", "article_html", "notepad", "ednotes", "categories"}
    {"uno", "revision", "published", "lang", "status", "class", "news": ["…"], "advisory", "signal", "bagItem"}

What dpa keeps from publication (`nonpublic_html`, notes that are not publishable) goes to the desk's note and nowhere else.
"""

import html
from collections.abc import Iterable, Mapping
from typing import Any, Final

import msgspec
from lxml import etree
from lxml import html as lxml_html

from wireroom.text.dateline import given_dateline
from wireroom.text.json_copy import read_lines, read_objects, read_text
from wireroom.text.note_markup import read_notes

#: kind of category -> list of an item
_CATEGORIES: Final = {"dpasubject": "subjects", "geosubject": "places", "genre": "genres", "keyword": "keywords"}
#: a notepad has no more; characters
_MAX_NOTES: Final = 100_000


def as_ninjs(thing: Mapping[str, Any]) -> Mapping[str, Any]:
    """Give an object of a dialect under ninjs's names; any other as it is."""
    if isinstance(thing.get("format"), str) and thing["format"].startswith("digitalwires"):
        return _from_digitalwires(thing)
    if "uno" in thing and ("news" in thing or "revision" in thing or "bagItem" in thing):
        return _from_afp(thing)
    return thing


def _from_digitalwires(thing: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {
        "uri": thing.get("urn"), "versioncreated": thing.get("version_created"), "standard": thing.get("format"),
        "contentcreated": thing.get("content_created"), "summary": thing.get("teaser"), "signals": thing.get("signal"),
        "subheadlines": [line for part in ("kicker", "subhead") if (line := read_text(thing.get(part)))],
        "body_html": "".join(read_text(thing.get(f"{name}_html")) or "" for name in ("article", "infobox", "linkbox")),
    }  # fmt: skip
    for field in (
        "version", "pubstatus", "embargoed", "language", "urgency", "headline", "byline", "creditline", "copyrightnotice",
        "usageterms", "entry_id",
    ):  # fmt: skip
        found[field] = thing.get(field)
    found["type"] = "text" if found["body_html"] else thing.get("type")
    if words := read_text(thing.get("dateline")):
        found["dateline"] = msgspec.to_builtins(given_dateline(words.strip(" -–—")))
    for entry in read_objects(thing.get("categories")):
        kind = (read_text(entry.get("type")) or "").rpartition(":")[2]
        name, code = read_text(entry.get("name")), read_text(entry.get("qcode")) or ""
        if kind == "desk":
            found.setdefault("category", name)
        elif kind == "wire":
            found.setdefault("service", name)
        elif kind == "provider":
            found.setdefault("source", name)
        elif kind in _CATEGORIES:
            scheme, _, own = code.rpartition(":")
            concept = {"name": name, "code": own, "scheme": scheme} if kind != "keyword" else name
            found.setdefault(_CATEGORIES[kind], []).append(concept)
    found["associations"] = [_picture(one) for one in read_objects(thing.get("associations"))]
    return found | _notes(thing)


def _notes(thing: Mapping[str, Any]) -> dict[str, Any]:
    """Part the notes; what the house does not publish is taken out of what it does, where it says it twice."""
    public: list[str] = []
    private: list[str] = []
    closing: list[str] = []
    notepad = thing.get("notepad")
    for name, text in notepad.items() if isinstance(notepad, dict) else ():
        if name != "header_html" and isinstance(text, str) and text.strip() and (root := _parsed(text)) is not None:
            shown, kept = read_notes(root)
            (private if name != "public_html" else public).extend(shown)
            private.extend(kept)
    for note in read_objects(thing.get("ednotes")):
        if text := " ".join((read_text(note.get("ednote")) or "").split()):
            role = (read_text(note.get("role")) or "").rpartition(":")[2]
            lines = closing if role == "closingline" else private if note.get("is_publishable") is False else public
            if not any(text in line for line in lines):
                lines.append(text)
    hidden = {*private, *closing}
    return {
        "ednote": "\n".join(line for line in dict.fromkeys(public) if line not in hidden),
        "ednote_private": "\n".join(dict.fromkeys(private)),
        "sign_off": " ".join(closing),
    }


def _parsed(markup: str) -> etree._Element | None:
    try:
        root: etree._Element = lxml_html.fragment_fromstring(markup[:_MAX_NOTES], create_parent="div")
    except (etree.ParserError, ValueError):
        return None
    return root


def _picture(one: Mapping[str, Any]) -> dict[str, Any]:
    files = [
        {"href": file.get("url") or file.get("href"), "mimetype": file.get("mimetype"), "name": file.get("name")}
        | {name: file[name] for name in ("width", "height") if name in file}
        for file in read_objects(one.get("renditions"))
    ]
    kind = read_text(one.get("type"))
    return {
        "uri": one.get("urn"), "type": "picture" if kind in (None, "image", "photo") else kind, "renditions": files,
        "headline": one.get("headline"), "caption": one.get("caption"),
        "creditline": one.get("creditline") or one.get("creator"),
    }  # fmt: skip


def _from_afp(thing: Mapping[str, Any]) -> dict[str, Any]:
    headline = read_text(thing.get("headline")) or read_text(thing.get("title"))
    paragraphs = _texts(thing.get("news")) or _texts(thing.get("caption"))
    if paragraphs[:1] == [headline]:
        paragraphs = paragraphs[1:]
    topics = _texts(thing.get("mediatopic"))
    found = {
        "uri": thing.get("uno"), "version": thing.get("revision"), "firstcreated": thing.get("created"),
        "versioncreated": thing.get("published") or thing.get("created"), "language": thing.get("lang"),
        "pubstatus": thing.get("status"), "type": thing.get("class"), "headline": headline,
        "slugline": thing.get("title") if thing.get("headline") else None, "source": thing.get("provider"),
        "urgency": thing.get("urgency"), "byline": thing.get("creator"), "creditline": thing.get("creditLine"),
        "ednote": thing.get("advisory"), "keywords": _texts(thing.get("slug")), "signals": _texts(thing.get("signal")),
        "subjects": [{"code": code, "scheme": "medtop"} for code in topics], "genres": _texts(thing.get("genre")),
        "body_html": "".join(f"<p>{html.escape(text, quote=False)}</p>" for text in paragraphs),
        "dateline": thing.get("city"), "embargoed": thing.get("embargoed"), "wordcount": thing.get("wordCount"),
    }  # fmt: skip
    bag = [one for one in read_objects(thing.get("bagItem")) if read_objects(one.get("medias"))]
    if read_objects(thing.get("medias")):
        bag.insert(0, {**thing, "caption": " ".join(_texts(thing.get("caption")))})
    found["associations"] = [_photo(one) for one in bag]
    return {name: value for name, value in found.items() if value not in (None, [], "")}


def _photo(one: Mapping[str, Any]) -> dict[str, Any]:
    files = read_objects(one.get("medias"))
    kinds = [kind.lower() for file in files if (kind := read_text(file.get("type")))]
    kind = next(iter(kinds), "photo")
    return {
        "uri": one.get("uno"), "type": "picture" if kind == "photo" else kind,
        "caption": " ".join(_texts(one.get("caption"))), "creditline": one.get("creditLine"),
        "renditions": [{**file, "name": file.get("role")} for file in files],
    }  # fmt: skip


def _texts(value: Any) -> list[str]:
    lines: Iterable[Any] = value if isinstance(value, list) else read_lines(value)
    return [text for line in lines if (text := read_text(line))]
