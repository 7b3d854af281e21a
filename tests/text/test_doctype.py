"""What a DOCTYPE may say: the names of DTDs, none of which is read; entities of its own are refused."""

import pytest

from wireroom.text.xml import XmlProblem, read_document, root_name

NAMED = [
    b'<!DOCTYPE a SYSTEM "x.dtd">',
    b"<!DOCTYPE a [ ]>",
    b'<!DOCTYPE a SYSTEM "x.dtd" [<!ENTITY % more SYSTEM "y.dtd"> %more;]>',
    b"<!DOCTYPE a [<!ENTITY % more PUBLIC '-//X//EN' 'y.dtd'>\n%more;\n] >",
]
REFUSED = [
    b'<!DOCTYPE a [<!ENTITY x "y">]>',
    b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
    b'<!DOCTYPE a [<!ENTITY % more SYSTEM "y.dtd"> %more; <!ENTITY x "y">]>',
    b'<!DOCTYPE a [<!ENTITY % x "y"> %x;]>',
    b"<!DOCTYPE a [<!ELEMENT a ANY>]>",
]


@pytest.mark.parametrize("declared", NAMED)
def test_names_of_dtds_are_passed_over(declared: bytes) -> None:
    data = b'<?xml version="1.0"?>\n' + declared + b"<a>b</a>"
    assert root_name(data) == "a"
    assert read_document(data).root.text == "b"


@pytest.mark.parametrize("declared", REFUSED)
def test_entities_of_its_own_are_refused(declared: bytes) -> None:
    with pytest.raises(XmlProblem, match="refused"):
        read_document(b'<?xml version="1.0"?>\n' + declared + b"<a>&x;</a>")
