"""Wire formats in: bytes -> items.

    RawCopy --sniff--> the surest WireFormat --parse--> Parsed(items, faults, enclosed)

A format is syntax (NewsML-G2); how an agency fills it is its house style (`wireroom.agencies`), which comes after and is
not known here. A format opens no file, socket or database, and one bad item is a Fault, never a loss of its neighbours.

To add a format: one module here with its `FORMAT`, one line in `NAMES`, one folder `tests/formats/<name>/`. No test code.
"""

from functools import cache
from importlib import import_module
from typing import Final, cast

from wireroom.errors import FormatError, UnknownFormat
from wireroom.formats._api import Enclosed, Parsed, RawCopy, WireFormat
from wireroom.text.xml import first_tag

#: module names, surest signs first: the order breaks ties between equal sniffs
NAMES: Final[tuple[str, ...]] = (
    # XML of the agencies
    "newsml_g2",
    "nitf",
    "newsml12",
    "ritzau",
    # JSON and feeds
    "ap_media",
    "ninjs",
    "wordpress_rest",
    "wordpress",
    "rss",
    "atom",
    "json_feed",
    # bytes of the teletype age
    "anpa1312",
    "iptc7901",
    "zczc",
    # dispatches in dispatches
    "archive",
    # pages and text
    "email_message",
    "wire_page",
    "html_page",
    "plain_text",
)

__all__ = ["NAMES", "Enclosed", "FormatError", "Parsed", "RawCopy", "WireFormat", "get_format", "parse", "pick"]

#: the first element of an XML document, in lower case without its prefix -> who is asked first
_BY_ROOT: Final = {
    "newsitem": "newsml_g2", "newsmessage": "newsml_g2", "packageitem": "newsml_g2", "nitf": "nitf", "newsml": "newsml12",
    "rbnews": "ritzau", "rss": "rss", "rdf": "rss", "feed": "atom", "entry": "atom",
}  # fmt: skip
#: a sniff below this is a guess, and guessing is not reading
LEAST_SURE: Final = 0.2


@cache
def get_format(name: str) -> WireFormat:
    """Load one format by its module's name.

    Raises:
        UnknownFormat: there is no such format.
    """
    if name not in NAMES:
        raise UnknownFormat(f"no format {name!r}; there are: {', '.join(NAMES)}", format_name=name)
    return cast(WireFormat, import_module(f"wireroom.formats.{name}").FORMAT)


def pick(raw: RawCopy) -> WireFormat:
    """Choose the format whose sniff is surest.

    Raises:
        UnknownFormat: no format is sure enough.
    """
    if (first := first_tag(raw.head)) and (likely := _BY_ROOT.get(first[1].lower())):
        # of XML only one format is certain: most dispatches are known by one look
        candidate = get_format(likely)
        if candidate.sniff(raw) >= 1.0:
            return candidate
    best, sure = None, 0.0
    for name in NAMES:
        candidate = get_format(name)
        found = candidate.sniff(raw)
        if found > sure:
            best, sure = candidate, found
            if sure >= 1.0:
                break
    if best is None or sure < LEAST_SURE:
        raise UnknownFormat(_describe_unknown(raw))
    return best


def parse(raw: RawCopy, *, as_format: str | None = None) -> tuple[str, Parsed]:
    """Read a dispatch by the format named, or by the surest one; gives the format's name and what it found.

    Raises:
        FormatError: nothing could be read.
    """
    chosen = get_format(as_format) if as_format else pick(raw)
    return chosen.name, chosen.parse(raw)


def _describe_unknown(raw: RawCopy) -> str:
    if not raw.data.strip():
        return "the dispatch is empty"
    if tag := first_tag(raw.head):
        return (
            f"no reader knows XML whose first element is <{tag[0]}> ({len(raw.data):,} bytes); `wireroom formats` lists "
            "what is read: ask the sender for NewsML-G2, NITF or ninjs"
        )
    start = raw.data[:40].decode("ascii", "replace").replace("\ufffd", "·")
    return f"no reader knows this form of copy ({len(raw.data):,} bytes, beginning {start!r})"
