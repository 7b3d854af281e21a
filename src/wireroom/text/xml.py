"""Foreign XML read safely: no DTD, no entities of its own, no network, bounded depth."""

import re
from typing import Final

from lxml import etree

#: elements inside elements; wire copy stays under 40
MAX_DEPTH: Final = 200
_INTERNAL_SUBSET: Final = re.compile(rb"<!DOCTYPE[^>\[]*\[", re.IGNORECASE)
_DOCTYPE: Final = re.compile(rb"<!DOCTYPE[^>\[]*>", re.IGNORECASE)


class XmlProblem(ValueError):
    """The document is not XML that we read; the message says why in plain words."""


def parse_xml(data: bytes, *, recover: bool = False) -> etree._Element:
    """Parse a document; a DOCTYPE that declares entities of its own is refused, one that only names a DTD is dropped.

    With `recover`, broken markup gives what could be read of it.

    Raises:
        XmlProblem: not well-formed (and not to be recovered), refused, or empty.
    """
    head = data[:16384]
    if _INTERNAL_SUBSET.search(head):
        raise XmlProblem("the document declares entities of its own (DOCTYPE with an internal subset); refused")
    if found := _DOCTYPE.search(head):
        data = data[: found.start()] + data[found.end() :]
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        remove_comments=True,
        remove_pis=True,
        huge_tree=False,
        recover=recover,
    )
    try:
        root: etree._Element | None = etree.fromstring(data.lstrip(), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise XmlProblem(f"not well-formed XML: {error}") from error
    if root is None:  # so with recover=True, for a document without any element
        raise XmlProblem("no XML element in it")
    return root


def local_name(element: etree._Element) -> str:
    """Give an element's name without its namespace."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def text_of(element: etree._Element | None) -> str | None:
    """Give all text inside an element, white space folded; None when there is none."""
    if element is None:
        return None
    text = " ".join("".join(str(part) for part in element.itertext()).split())
    return text or None
