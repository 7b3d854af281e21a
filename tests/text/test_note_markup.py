"""Notes to editors that come as markup: which lines are for every editor, and which stay at the desk."""

import json
from pathlib import Path

import pytest
from lxml import etree

from wireroom import read
from wireroom.model.public import reader_object
from wireroom.text.note_markup import read_notes

TOLD = "not for publication"
NOTES = [
    ("<div><p>With picture.</p></div>", ["With picture."], []),
    ("<div>With picture.</div>", ["With picture."], []),
    (
        "<div>Loose <b>words</b><ul><li>One</li><li>Two</li></ul>behind</div>",
        ["Loose words", "One", "Two", "behind"],
        [],
    ),
    ('<div><ul class="np-nonpublic"><li>555 0100</li></ul><p>Open</p></div>', ["Open"], ["555 0100"]),
    (
        f"<div><p>Open</p><p>The following is {TOLD}</p><p>555 0100</p></div>",
        ["Open"],
        [f"The following is {TOLD}", "555 0100"],
    ),
    (
        f"<div><div><p>The following is {TOLD}</p></div><p>555 0100</p></div>",
        [],
        [f"The following is {TOLD}", "555 0100"],
    ),
    (
        f"<div>The following is {TOLD}<br/>555 0100<br/>555 0101</div>",
        [],
        [f"The following is {TOLD}", "555 0100", "555 0101"],
    ),
    ("<div/>", [], []),
]


@pytest.mark.parametrize(("markup", "public", "private"), NOTES)
def test_lines_are_parted(markup: str, public: list[str], private: list[str]) -> None:
    assert read_notes(etree.fromstring(markup)) == (public, private)


@pytest.mark.parametrize("name", ["newsml_g2/real-notes-as-markup.xml", "ninjs/real-digitalwires.json"])
def test_what_a_notepad_keeps_back_is_shown_to_no_reader(name: str) -> None:
    case = Path(__file__).parents[1] / "formats" / name
    item = read(case.read_bytes()).items[0]
    assert item.ednote_private is not None
    assert "555-010" in item.ednote_private
    assert "555" not in json.dumps(reader_object(item))
    assert "555" not in item.body_text + (item.ednote or "")
