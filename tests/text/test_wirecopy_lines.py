"""Lines of a paragraph are joined as the desk meant them."""

from wireroom import read
from wireroom.text.wirecopy import blocks_of

FRAME = "\x01cst001 4 i 20   coast 001\r\n\r\nSport/\r\n\r\n\x02Scores =\r\n\r\nHolm (coast) - {}\r\n\r\n\x03221726 GMT Nov 26\r\n\x04"


def body(*lines: str) -> str:
    return read(FRAME.format("\r\n".join(lines)).encode("cp1252")).items[0].body_text


def test_word_broken_at_its_hyphen_is_one_word() -> None:
    assert body("Holm led 1-0 at half-", "time on Sunday.").endswith("at half-time on Sunday.")


def test_hanging_hyphen_keeps_its_blank() -> None:
    assert body("Talks on pre-", "and post-war debts went on.").endswith("on pre- and post-war debts went on.")
    assert body("Talks on pre- and post-war", "debts went on.").endswith("on pre- and post-war debts went on.")


def test_what_lines_begin_with_makes_blocks_of_them() -> None:
    lines = [
        "# Ferries",
        "",
        "- one",
        "more",
        "- two",
        "",
        "* * *",
        "",
        "_ _ _",
        "",
        "-5 degrees at dawn",
        "",
        "a    1",
        "b    2",
        "",
        "#tag",
    ]
    assert [(block.kind, block.text) for block in blocks_of(lines)] == [
        ("subhead", "Ferries"), ("list", "one more\ntwo"), ("list", "* *"), ("rule", ""), ("para", "-5 degrees at dawn"), ("pre", "a    1\nb    2"),
        ("para", "#tag"),
    ]  # fmt: skip


def test_three_lines_that_end_as_sentences_are_three_paragraphs() -> None:
    lines = ['The ferry left."  ', "It came back…)", "Nobody knows why?"]
    assert [block.text for block in blocks_of(lines)] == [line.strip() for line in lines]
    assert len(blocks_of([*lines, "and so on"])) == 1
