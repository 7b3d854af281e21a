"""What changed between two versions."""

from hypothesis import given
from hypothesis import strategies as st

from wireroom.model import Block
from wireroom.text.diff import TextDiff, diff_blocks, diff_words


def blocks(*texts: str) -> list[Block]:
    return [Block(text=text) for text in texts]


def ops(diff: TextDiff) -> list[str]:
    return [change.op for change in diff.paragraphs]


def both(pieces) -> tuple[str, str]:
    """Give the old and the new text that pieces stand for."""
    old = "".join(p.was if p.op == "number" else p.text for p in pieces if p.op != "added")
    new = "".join(p.text for p in pieces if p.op != "dropped")
    return old, new


def test_a_numeral_that_took_anothers_place_is_one_number() -> None:
    pieces = diff_words("At least 5 people were hurt.", "At least 12 people were hurt.")
    assert [(p.op, p.was, p.text) for p in pieces] == [
        ("same", None, "At least "),
        ("number", "5", "12"),
        ("same", None, " people were hurt."),
    ]


def test_a_number_spelled_out_is_a_number() -> None:
    pieces = diff_words("Five died.", "12 died.")
    assert ("number", "Five", "12") in [(p.op, p.was, p.text) for p in pieces]


def test_two_spelled_numbers_take_each_others_places() -> None:
    pieces = diff_words("At least twelve people died.", "Fourteen people died.")
    assert [(p.op, p.was, p.text) for p in pieces if p.op != "same"] == [
        ("dropped", None, "At least "),
        ("number", "twelve", "Fourteen"),
    ]


def test_numbers_with_signs_stay_whole() -> None:
    pieces = diff_words("Shares fell 1,204.5 points, or 2.3%.", "Shares fell 1,310.0 points, or 2.5%.")
    assert [(p.was, p.text) for p in pieces if p.op == "number"] == [("1,204.5", "1,310.0"), ("2.3%", "2.5%")]


def test_words_are_struck_and_added_in_place() -> None:
    pieces = diff_words("A ship struck it, police said.", "A cargo ship struck it, the coast guard said.")
    assert [p.text.strip() for p in pieces if p.op == "dropped"] == ["police"]
    assert [p.text.strip() for p in pieces if p.op == "added"] == ["cargo", "the coast guard"]


def test_white_space_is_no_change() -> None:
    assert ops(diff_blocks(blocks("One  two\nthree."), blocks("One two three."))) == ["same"]


def test_chinese_is_compared_sign_by_sign() -> None:
    pieces = diff_words("已有5人受伤", "已有12人死亡")
    assert ("5", "12") in [(p.was, p.text) for p in pieces if p.op == "number"]
    assert [p.text for p in pieces if p.op == "added"] == ["死亡"]


def test_a_paragraph_that_stands_elsewhere_is_moved_not_new() -> None:
    diff = diff_blocks(
        blocks("The first thing here.", "The mayor spoke at noon.", "Trains ran late again."),
        blocks("The mayor spoke at noon.", "Trains ran late again.", "The first thing here."),
    )
    assert ops(diff) == ["same", "same", "moved"]
    assert diff.paragraphs[2].moved == "down"
    assert diff.summary == "1 paragraph moved."


def test_a_dropped_paragraph_stands_where_it_stood() -> None:
    diff = diff_blocks(blocks("First one.", "Second gone away.", "Third stays."), blocks("First one.", "Third stays."))
    assert [(change.op, change.text) for change in diff.paragraphs] == [
        ("same", "First one."),
        ("dropped", "Second gone away."),
        ("same", "Third stays."),
    ]


def test_a_rewritten_paragraph_is_changed_and_a_strange_one_is_new() -> None:
    diff = diff_blocks(
        blocks("The bridge was closed on Friday after a ship struck it, police said."),
        blocks(
            "The bridge was closed on Friday night after a ship struck it, officials said.", "Nobody saw it coming."
        ),
    )
    assert ops(diff) == ["changed", "added"]
    assert diff.summary == "1 paragraph new, 1 changed."


def test_the_headline_is_compared_too() -> None:
    diff = diff_blocks(blocks("x"), blocks("x"), headlines=("Bridge closed, 5 hurt", "Bridge closed, 12 hurt"))
    assert diff.numbers == (("5", "12"),)
    assert diff.summary == "Only the headline changed."


def test_the_same_says_so() -> None:
    assert diff_blocks(blocks("x"), blocks("x")).summary == "The words are the same."


WORDS = st.lists(
    st.sampled_from(["a", "bridge", "was", "closed", "5", "12", ",", ".", "said", "police", "死", "人", "the"]),
    max_size=14,
).map(" ".join)


@given(WORDS, WORDS)
def test_pieces_give_both_versions(old: str, new: str) -> None:
    found = both(diff_words(old, new))
    assert found == (" ".join(old.split()), " ".join(new.split()))


@given(st.lists(WORDS, max_size=6), st.lists(WORDS, max_size=6))
def test_every_paragraph_of_either_version_is_told_once(old: list[str], new: list[str]) -> None:
    diff = diff_blocks(blocks(*old), blocks(*new))
    kept_old, kept_new = [text for text in old if text.strip()], [text for text in new if text.strip()]
    assert sorted(c.before for c in diff.paragraphs if c.before) == list(range(1, len(kept_old) + 1))
    assert [c.after for c in diff.paragraphs if c.after] == list(range(1, len(kept_new) + 1))
