"""End marks are found at the end, whatever stands between them and the copy, and words of the copy are left alone."""

import pytest

from wireroom.agencies.endings import take_off_endings
from wireroom.model import Block


@pytest.mark.parametrize(
    ("text", "left", "mark"),
    [
        ("It sailed at noon. END", "It sailed at noon.", "END"),
        ("It sailed at noon.  ENDS", "It sailed at noon.", "ENDS"),
        ("“It sailed at noon.”\u00a0END", "“It sailed at noon.”", "END"),
        ("It sailed at noon. Enditem", "It sailed at noon.", "Enditem"),
        ("It sailed at noon. (END)", "It sailed at noon.", "(END)"),
        ("It sailed to WEST END", "It sailed to WEST END", None),
        ("This is the END", "This is the END", None),
    ],
)
def test_end_marks_are_taken_off(text: str, left: str, mark: str | None) -> None:
    blocks, sign_off = take_off_endings("common", (Block(text=text),))
    assert [block.text for block in blocks] == [left]
    assert sign_off == mark


def test_end_marks_are_taken_off_the_markup_too() -> None:
    block = Block(text="It sailed at noon. END", html="<p>It <b>sailed</b> at noon. END</p>")
    blocks, _ = take_off_endings("common", (block,))
    assert blocks[0].html == "<p>It <b>sailed</b> at noon.</p>"
