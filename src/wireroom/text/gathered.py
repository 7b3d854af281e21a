"""The fields of one item while a reader gathers them from its elements, and the item made of them at the end."""

from collections.abc import Callable, Mapping
from typing import Any

from wireroom.model import Fault, Item, item_id
from wireroom.text.nitf_body import NitfBody
from wireroom.text.own_fields import take_own
from wireroom.text.times import read_day
from wireroom.text.uris import item_uri
from wireroom.text.xml import Document
from wireroom.text.zoned_times import read_zoned


class Gathered:
    """What was found of one item so far, by the names of `Item`."""

    def __init__(self, *, zone: str | None = None, ask_zone: Callable[[Item], str | None] | None = None) -> None:
        self.zone = zone
        self.ask_zone = ask_zone
        #: field and words of times that carry no zone, while none is known
        self.unzoned: list[tuple[str, str]] = []
        self.fields: dict[str, Any] = {}
        #: fields that are tuples of an item
        self.lists: dict[str, list[Any]] = {}
        self.extra: dict[str, str] = {}
        self.faults: list[Fault] = []
        #: what another room told in the standard's extension point: field -> words
        self.own: dict[str, str] = {}

    def add(self, field: str, value: Any) -> None:
        """Add to a list field."""
        self.lists.setdefault(field, []).append(value)

    def set_once(self, field: str, value: Any) -> None:
        """Set a field that has no value yet; None and empty text are no values."""
        if value and not self.fields.get(field):
            self.fields[field] = value

    def keep(self, name: str, text: str | None) -> None:
        """Keep what we do not model; what comes again is put behind it."""
        if text and text != self.extra.get(name):
            self.extra[name] = f"{self.extra[name]}; {text}" if name in self.extra else text

    def note(self, field: str, text: str | None) -> None:
        """Add a line to a note."""
        if text and text not in (self.fields.get(field) or "").split("\n"):
            self.fields[field] = f"{self.fields[field]}\n{text}" if self.fields.get(field) else text

    def time(self, field: str, text: str | None) -> None:
        """Read a time; one that cannot be read is a fault, an empty one is none."""
        if not text:
            return
        when, is_assumed = read_zoned(text, self.zone)
        if when is not None:
            self.fields[field] = when
            if is_assumed:
                self.fields["is_zone_assumed"] = True
                if self.zone is None:
                    self.unzoned.append((field, text))
        elif field == "embargoed":
            self.fields["embargo_text"] = text
            self.fault("embargo-unread", f"embargoed until {text[:60]!r}", field)
        elif day := read_day(text):
            self.keep(field, text)
            if field == "versioncreated":
                self.fields["issued_on"] = day
        else:
            self.fault("time-unread", f"{text[:60]!r} is no time", field)

    def settle_zone(self, fields: dict[str, Any]) -> None:
        """Read the times that carry no zone by the clock of the house, once `fields` tell whose copy it is."""
        if not self.unzoned or self.ask_zone is None or self.own:
            return  # what another room told beside may name another house: the caller reads again
        if (zone := self.ask_zone(Item(id="", uri="", format="", extra=self.extra, **fields))) is None:
            return
        known = {**self.fields, **fields}
        placed = {
            field: read_zoned(words, zone)[0]
            for field, words in self.unzoned
            if known.get(field) == read_zoned(words)[0]
        }
        if None in placed.values():
            return  # at the ends of time: read again, it becomes the fault it is
        self.zone = zone
        self.unzoned.clear()
        for settled in (self.fields, fields):
            settled.update(placed, zone=zone, is_zone_assumed=True)

    def priority(self, text: str | None) -> None:
        """Read a transmission priority of 1 to 9; ours ends at 6."""
        if text:
            self.fields["priority_raw"] = text
            if len(text) == 1 and text in "123456789":
                self.fields["priority"] = min(int(text), 6)

    def urgency(self, text: str | None) -> None:
        """Read an editorial urgency of 1 to 9; anything else is none."""
        if text and len(text) == 1 and text in "123456789":
            self.fields["urgency"] = int(text)

    def take_nitf_head(self, nitf: NitfBody) -> None:
        """Take from a NITF body's head what is not known yet."""
        own = {
            "headline": nitf.headline, "byline": nitf.byline, "creditline": nitf.byline_credit or nitf.distributor,
            "dateline": nitf.dateline, "summary": nitf.summary, "sign_off": nitf.sign_off,
            "slugline_raw": nitf.keyword,
        }  # fmt: skip
        for name, value in own.items():
            self.set_once(name, value)
        if "subheadlines" not in self.lists:
            for line in nitf.subheadlines:
                self.add("subheadlines", line)

    def fault(self, code: str, text: str, where: str | None = None) -> None:
        """Note what is wrong."""
        self.faults.append(Fault(code=code, text=text, where=where))

    def settled(self) -> dict[str, Any]:
        """Give the fields that have a value, lists as tuples."""
        found = {name: value for name, value in self.fields.items() if value is not None}
        found.update((name, tuple(values)) for name, values in self.lists.items() if values)
        return found


def _without_headline_again(fields: dict[str, Any]) -> None:
    """Take headings off the top of the text that are the headline, or lines over and under it, once more."""
    blocks, headline = fields.get("blocks"), fields.get("headline")
    if not (blocks and headline and len(blocks) > 1 and blocks[0].kind == "subhead"):
        return
    told = {headline.casefold(), *(line.casefold() for line in fields.get("subheadlines", ()))}
    while len(blocks) > 1 and blocks[0].kind == "subhead" and blocks[0].text.casefold() in told:
        blocks = blocks[1:]
    fields["blocks"] = blocks


def make_item(
    gathered: Gathered,
    fields: dict[str, Any],
    *,
    format_name: str,
    provider: str | None,
    document: Document,
    is_complete: bool,
    paths: Mapping[str, str] | None = None,
) -> Item:
    """Make the item: its id from provider, native id and version, or from what it says where it has no id.

    `paths` tells where each field stands, when the reader is asked to explain.
    """
    gathered.settle_zone(fields)
    _without_headline_again(fields)
    guid, version = fields.pop("native_guid", None), fields.get("version")
    if guid:
        own_id = item_id(provider, guid, version)
    else:
        text = "\n".join(block.text for block in fields.get("blocks", ()))
        created = str(fields.get("versioncreated"))
        own_id = item_id(provider, None, version, created, fields.get("headline"), text)
        fault = Fault(code="id-missing", text="the copy names no id of its own", where="native_guid", level="note")
        gathered.faults.append(fault)
    if not is_complete:
        fault = Fault(code="truncated", text="the copy breaks off before its end", level="error")
        gathered.faults.append(fault)
    fields["native_guid"] = guid
    take_own(fields, gathered.own)
    return Item(
        id=own_id,
        uri=item_uri(guid, own_id),
        format=format_name,
        charset=document.charset,
        is_complete=is_complete,
        extra=gathered.extra,
        faults=tuple(gathered.faults),
        provenance={name: path for name, path in paths.items() if name in fields or name == "native_guid"}
        if paths
        else {},
        **fields,
    )
