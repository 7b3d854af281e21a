"""`refine`: an item as a format read it -> the item as its agency meant it."""

from functools import lru_cache
from typing import Any, Final

import msgspec

from wireroom.agencies.embargo import Embargo, find_embargo
from wireroom.agencies.endings import take_off_endings
from wireroom.agencies.gather import gather_signs
from wireroom.agencies.reading import PlaceReading, Sign, put_together
from wireroom.agencies.release_times import read_release
from wireroom.agencies.resolve import COMMON, resolve
from wireroom.agencies.style import Style, load_style
from wireroom.model import Dateline, Evidence, Fault, Item
from wireroom.text.dateline import read_dateline
from wireroom.text.eastern_datelines import read_eastern
from wireroom.text.editor_notes import Parted, part_note, part_notes
from wireroom.text.embargo import Where, may_have_words
from wireroom.text.terms import terms

#: a first paragraph no longer than this may be a line that sets an embargo; characters
_SHORT_LINE: Final = 160


def refine(item: Item, *, default: str | None = None) -> Item:
    """Read what the copy says of itself, by the house style of its agency.

    `default` is the agency the source's settings name; it is believed only where the copy names none. An item of an
    agency without a style is read by the common style and goes by the name it came with, or that its source gives it.
    """
    if item.blocks and (parted := part_notes(item.blocks)) is not None:
        item = _without_notes(item, parted)
    if item.ednote and (split := part_note(item.ednote)) is not None:
        private = "\n".join(filter(None, (item.ednote_private, split[1])))
        item = msgspec.structs.replace(item, ednote=split[0], ednote_private=private)
    if (item.dateline is None or _is_place(item.dateline)) and (dateline := _dateline(item)) is not None:
        item = msgspec.structs.replace(item, dateline=_with_place(dateline, item.dateline))
    if item.byline is None and item.dateline and (reporter := _reporter(item)) is not None:
        item = msgspec.structs.replace(item, byline=reporter)
    name = resolve(item, default)
    style = load_style(name or COMMON)
    signs, headline, slug = gather_signs(item, style)
    embargo = _embargo(item, style)
    if embargo:
        signs.append(Sign("action:embargo", _embargo_evidence(embargo, style)))
    changes: dict[str, Any] = {"marks": put_together(style, signs)}
    if name:
        changes |= {"agency": name, "agency_name": _shown_name(item, style)}
    elif shown := item.agency_name or default or item.extra.get("channel"):
        changes |= {"agency": item.agency or name_as_key(shown), "agency_name": shown}
    changes["headline_clean"] = _clean_headline(item, headline)
    if slug and slug.clean:
        # IPTC 7901 ends its keyword line with the sign that parts its terms
        changes["slug"] = slug.clean.strip("/ ") or slug.clean
        changes["slugline"] = item.slugline or changes["slug"]
    blocks, sign_off = take_off_endings(style.name, item.blocks, item.dateline.credits if item.dateline else ())
    if sign_off or len(blocks) != len(item.blocks):
        changes |= {"blocks": blocks, "sign_off": item.sign_off or sign_off}
    if embargo:
        changes |= _held(item, embargo)
    return msgspec.structs.replace(item, **changes)


def _without_notes(item: Item, parted: Parted) -> Item:
    """Keep words to editors that stood in the story with the notes the format read."""
    notes = "\n".join(filter(None, (item.ednote, parted.ednote))) or None
    private = "\n".join(filter(None, (item.ednote_private, parted.private))) or None
    return msgspec.structs.replace(item, blocks=parted.blocks, ednote=notes, ednote_private=private)


def _dateline(item: Item) -> Dateline | None:
    """Read the dateline of the first paragraph; the paragraph keeps it."""
    for block in item.blocks:
        if block.kind == "para" and block.text.strip():
            return read_dateline(block.text)
    return None


def _is_place(given: Dateline) -> bool:
    """Tell whether what a format gives as dateline is no more than a place: the copy may print more."""
    return given.date is None and not given.credits


def _with_place(printed: Dateline, given: Dateline | None) -> Dateline:
    """Choose the dateline as printed where it is of the place that the envelope names; its region may be said there alone."""
    if given is None:
        return printed
    says_more = printed.credits or printed.date
    if not says_more or not printed.city or printed.city.casefold() != (given.city or given.text).casefold():
        return given
    return msgspec.structs.replace(printed, region=printed.region or given.region)


def _reporter(item: Item) -> str | None:
    """Find who wrote it where the dateline says so, as in East Asia."""
    for block in item.blocks[:2]:
        if (found := read_eastern(block.text)) is not None:
            return found.reporter
    return None


@lru_cache(maxsize=1024)
def name_as_key(shown: str) -> str:
    """Give what stands for a style's name where there is no style: "Coast News (UK)" -> "coast_news_uk"."""
    if not any(char.islower() or char.isupper() or char.isspace() for char in shown):
        return shown or "unknown"  # in East Asia every character would be a word
    return "_".join(terms(shown)[:6]) or "unknown"


def _shown_name(item: Item, style: Style) -> str:
    """The house's own name; one that says more ("dpa-AFX") than it is kept only if it is no code or domain."""
    return style.file.title or item.agency_name or style.name


def _clean_headline(item: Item, headline: PlaceReading | None) -> str | None:
    if headline is None:
        return item.headline_clean
    return headline.clean or item.headline or None


def _embargo(item: Item, style: Style) -> Embargo | None:
    """Find embargo words where agencies write them; a time the format read itself needs none."""
    if item.embargoed is not None:
        return None
    sent_at = item.versioncreated or item.sent_at or item.contentcreated or item.firstcreated
    first, where_first = _above_the_story(item)
    texts = (
        item.embargo_text, item.headline, item.ednote, item.ednote_private, item.take_key, item.slugline_raw, first,
    )  # fmt: skip
    if may_have_words("\n".join(filter(None, texts))):  # nearly none
        places: tuple[Where, ...] = ("note", "headline", "note", "note", "note", "slug", where_first)
        for text, where in zip(texts, places, strict=True):
            if text and (found := find_embargo(text, sent_at=sent_at, zone=style.file.zone, where=where)):
                return found
    if item.embargo_text:
        return Embargo(item.embargo_text, 0, read_release(item.embargo_text, sent_at=sent_at, zone=style.file.zone))
    return None


def _above_the_story(item: Item) -> tuple[str | None, Where]:
    """Give the first block: as a note where it is one, else its words count only where they begin a short line."""
    if item.blocks:
        first = item.blocks[0]
        if first.kind == "note":
            return first.text[:200], "note"
        if len(first.text) <= _SHORT_LINE:
            return first.text, "headline"
    return None, "headline"


def _embargo_evidence(embargo: Embargo, style: Style) -> Evidence:
    return Evidence(
        mark="action:embargo", words=embargo.words, where="ednote", rule=f"{style.name}/embargo", start=embargo.start
    )


def _held(item: Item, embargo: Embargo) -> dict[str, Any]:
    if embargo.until is not None:
        return {"embargoed": embargo.until, "embargo_text": item.embargo_text or embargo.words}
    if item.embargo_text is not None:
        # the format found the words and has said that they are no time
        return {}
    fault = Fault(
        code="embargo-unread", text=f"the embargo could not be read as a time: {embargo.words}", where="embargo_text"
    )
    return {"embargo_text": embargo.words, "faults": (*item.faults, fault)}
