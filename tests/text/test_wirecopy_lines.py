"""Lines of a paragraph are joined as the desk meant them."""

from wireroom import read

FRAME = "\x01cst001 4 i 20   coast 001\r\n\r\nSport/\r\n\r\n\x02Scores =\r\n\r\nHolm (coast) - {}\r\n\r\n\x03221726 GMT Nov 26\r\n\x04"


def body(*lines: str) -> str:
    return read(FRAME.format("\r\n".join(lines)).encode("cp1252")).items[0].body_text


def test_word_broken_at_its_hyphen_is_one_word() -> None:
    assert body("Holm led 1-0 at half-", "time on Sunday.").endswith("at half-time on Sunday.")


def test_hanging_hyphen_keeps_its_blank() -> None:
    assert body("Talks on pre-", "and post-war debts went on.").endswith("on pre- and post-war debts went on.")
    assert body("Talks on pre- and post-war", "debts went on.").endswith("on pre- and post-war debts went on.")
