"""XML that no reader knows: said so, and not taken for a page because it holds paragraphs."""

import pytest

from wireroom import read

PARTS = "<p>A ferry ran aground.</p><p>Nobody was hurt.</p><table/><p>It waits.</p>"


@pytest.mark.parametrize(
    "root", ['Publication Version="5" xmlns="http://northwire.example/appl"', "ns:Story xmlns:ns='x' xmlns='y'"]
)
def test_it_is_not_read_as_a_page(root: str) -> None:
    reading = read(f"<{root}><body>{PARTS}</body></{root.split()[0]}>".encode())
    assert reading.format is None
    assert [fault.code for fault in reading.faults] == ["unread"]
    assert f"<{root.split()[0]}>" in reading.faults[0].text
    assert "wireroom formats" in reading.faults[0].text


def test_a_page_of_xhtml_still_is_one() -> None:
    page = f'<div xmlns="http://www.w3.org/1999/xhtml"><h1>Ferry aground</h1>{PARTS}</div>'
    assert read(page.encode()).format == "html_page"
