"""The box of rolling headlines on a news page: each of its lines as an item, whatever form the page around it has."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from wireroom.model import Item, item_id
from wireroom.text.pageparts import Box, Entry

#: a line that opens a box, in the bytes of a page
BOX_TITLE: Final = re.compile(rb"(?:^|[\n>])[^\S\n]*(?:more )?(?:off|on|from|over) the wires?\b", re.IGNORECASE)


def iter_box_items(boxes: Sequence[Box], page: Item, *, explain: bool = False) -> Iterator[Item]:
    """Give the lines of boxes in their order; a line that a page shows twice is one item.

    `page` says who sent them and on which day: its `agency_name`, `issued_on`, `format` and `charset`.
    """
    seen: set[str] = set()
    for box in boxes:
        for position, line in enumerate(box.entries, 1):
            item = _box_item(box, position, line, page, explain)
            if item.id not in seen:
                seen.add(item.id)
                yield item


def _box_item(box: Box, position: int, line: Entry, page: Item, explain: bool) -> Item:
    key = item_id("wire_page", "box", page.agency_name, page.issued_on, line.text)
    extra = {"box": box.title, "box_position": str(position)}
    if line.clock:
        extra["box_time"] = line.clock
    if line.href:
        extra["href"] = line.href
    return Item(
        id=key,
        uri=f"urn:wireroom:item:{key}",
        format=page.format,
        charset=page.charset,
        headline=line.text,
        agency_name=page.agency_name,
        issued_on=page.issued_on,
        extra=extra,
        provenance={"headline": f"line {line.number}, entry {position}"} if explain else {},
    )
