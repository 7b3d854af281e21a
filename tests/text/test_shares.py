"""Names of shares look like tags: `GOODYEAR <GT> TO SELL`. No word behind one may be lost."""

import pytest

from wireroom.text.markup import blocks_of_html, plain


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("GOODYEAR <GT> TO SELL CELERON", "GOODYEAR <GT> TO SELL CELERON"),
        ("Nikkei <.N225> and yen <JPY=> up", "Nikkei <.N225> and yen <JPY=> up"),
        ("<B>Bold</B> words on <IBM.N> & others", "Bold words on <IBM.N> & others"),
        ("DU PONT <DD> SEES <B> RISE", "DU PONT <DD> SEES <B> RISE"),
        ("Up<BR>and down", "Up and down"),
        ("Rates <em>rise</em> at <TD.TO>", "Rates rise at <TD.TO>"),
    ],
)
def test_a_line_keeps_its_shares_and_loses_its_tags(line: str, text: str) -> None:
    assert plain(line) == text


def test_a_body_keeps_them_too() -> None:
    [block] = blocks_of_html("<p>Goodyear <GT> and IBM <IBM.N> rose.</p>")
    assert block.text == "Goodyear <GT> and IBM <IBM.N> rose."
    assert block.html is None or "<GT>" not in block.html


def test_old_pages_in_capitals_are_markup_as_ever() -> None:
    text = [block.text for block in blocks_of_html("<P>One<P>Two <I>three</I><TABLE><TR><TD>4<TD>5</TABLE>")]
    assert " ".join(text).split() == ["One", "Two", "three", "4", "5"]


def test_a_script_in_capitals_stays_a_script() -> None:
    assert "alert" not in plain("News <SCRIPT>alert(1)</SCRIPT>")
