"""Names of shares look like tags: `GOODYEAR <GT> TO SELL`. No word behind one may be lost."""

import pytest

from wireroom import read
from wireroom.text.markup import blocks_of_html, plain


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("GOODYEAR <GT> TO SELL CELERON", "GOODYEAR <GT> TO SELL CELERON"),
        ("Nikkei <.N225> and yen <JPY=> up", "Nikkei <.N225> and yen <JPY=> up"),
        ("<B>Bold</B> words on <IBM.N> & others", "Bold words on <IBM.N> & others"),
        ("DU PONT <DD> SEES <B> RISE", "DU PONT <DD> SEES <B> RISE"),
        ("Up<BR>and down", "Up and down"),
        ("<POWER CORP OF CANADA> 4TH QTR NET", "<POWER CORP OF CANADA> 4TH QTR NET"),
        (
            "Bid by <Gulf Canada Resources, Ltd> for <A.B. Sea (U.K.) plc>",
            "Bid by <Gulf Canada Resources, Ltd> for <A.B. Sea (U.K.) plc>",
        ),
        ("<B AND W CORP> says <FONT COLOR>no<HR NOSHADE>", "<B AND W CORP> says no"),
        ("<Tower open>Up</Tower> <Custom hidden>and</Custom> <O-NEIL INC>", "Up and <O-NEIL INC>"),
        ("Up<BR/>and<HR/>down", "Up and down"),
        ("Akzo buys <Rhodic> and <Buhler-Fontaine>", "Akzo buys <Rhodic> and <Buhler-Fontaine>"),
        ("<TIE/TELECOMS HAFEN LTD> NET <Hr/>", "<TIE/TELECOMS HAFEN LTD> NET"),
        ("Hanover <MHC) has loans <b>here</b>", "Hanover <MHC) has loans here"),
        ("Signed with <Glowtronics <Ltd> to build", "Signed with <Glowtronics <Ltd> to build"),
        ("<Em <b>nested</b></Em> <i <b>twice</b>", "nested twice"),
        ("Bid for <Hafen Petroleum\n  Pty Ltd>", "Bid for <Hafen Petroleum Pty Ltd>"),
        ("Rates <em>rise</em> at <TD.TO>", "Rates rise at <TD.TO>"),
    ],
)
def test_a_line_keeps_its_shares_and_loses_its_tags(line: str, text: str) -> None:
    assert plain(line) == text


def test_a_body_keeps_them_too() -> None:
    [block] = blocks_of_html("<p>Goodyear <GT> and IBM <IBM.N> rose.</p>")
    assert block.text == "Goodyear <GT> and IBM <IBM.N> rose."
    assert block.html is None or "<GT>" not in block.html


def test_firms_stand_in_a_body_and_headline_of_any_format() -> None:
    [block] = blocks_of_html("<p>The bid of <Sum Total Corp> for <IBM.N> failed.</p>")
    assert block.text == "The bid of <Sum Total Corp> for <IBM.N> failed."
    copy = b'{"uri": "urn:1", "version": "1", "headline": "<POWER CORP OF HAFEN> NET", "body_text": "Shr 30 cts"}'
    assert read(copy).items[0].headline == "<POWER CORP OF HAFEN> NET"


def test_old_pages_in_capitals_are_markup_as_ever() -> None:
    text = [block.text for block in blocks_of_html("<P>One<P>Two <I>three</I><TABLE><TR><TD>4<TD>5</TABLE>")]
    assert " ".join(text).split() == ["One", "Two", "three", "4", "5"]


def test_a_script_in_capitals_stays_a_script() -> None:
    assert "alert" not in plain("News <SCRIPT>alert(1)</SCRIPT>")


@pytest.mark.parametrize(
    "first", ["<POWER CORP OF HAFEN> NET", "<HAFEN PLANTATIONS BHD>", "<IBM.N> NET", "[URGENT] Ferry aground"]
)
def test_text_that_begins_with_a_name_is_text(first: str) -> None:
    reading = read(f"{first}\n\nHAFEN, March 1 - It rose by a lot, it said.\n".encode())
    assert reading.format == "plain_text"
    assert first.rpartition("] ")[2] in (reading.items[0].headline or "")


@pytest.mark.parametrize(
    "copy", [b"<NEWS>\n\nFerry aground", b"<news>Ferry</news>", b"<TABLE BORDER>\n<TR><TD>Ferry", b"[1, 2", b'["Ferry"']
)
def test_broken_copy_of_another_form_is_no_text(copy: bytes) -> None:
    assert read(copy).format is None
