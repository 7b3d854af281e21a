"""Paragraphs that stand twice: those that are meant, and those that are not."""

from wireroom import read
from wireroom.model import Block
from wireroom.text.repeated import find_repeats, put_back

FIRST = "The song of the net makers has won the prize of the Sound Trust, which is given once in nine years to a song of the coast."
REFRAIN = "Haul away, haul away, my brothers, for the tide is at the door and the net is full of silver."
LAST = "It has nine verses, and the same line stands after each of them, said Mina Oduya, who wrote all of it down in the spring."


def texts(inner: str) -> list[str]:
    data = f"<!doctype html><html><head><title>Song</title></head><body><main><h1>Song wins</h1>{inner}</main></body></html>"
    return [block.text for block in read(data.encode()).items[0].blocks]


def test_a_refrain_stays_where_it_stands() -> None:
    told = [FIRST, REFRAIN, LAST, REFRAIN, FIRST.replace("nine", "ten")]
    assert texts("".join(f"<p>{one}</p>" for one in told)) == told


def test_a_story_that_stands_twice_is_given_once() -> None:
    once = "".join(f"<p>{one}</p>" for one in (FIRST, REFRAIN, LAST))
    assert texts(once + once) == [FIRST, REFRAIN, LAST]
    assert texts(f"<div>{once}</div><div>{once}</div>") == [FIRST, REFRAIN, LAST]


def test_what_is_no_sentence_is_not_put_back() -> None:
    page = [FIRST, "Sharing is caring", LAST, "Sharing is caring", REFRAIN, LAST]
    found = find_repeats("".join(f"<p>{one}</p>" for one in page))
    given = [Block(text=text) for text in page[:3] + page[4:5]]
    assert [block.text for block in put_back(given, found)] == [FIRST, "Sharing is caring", LAST, REFRAIN, LAST]
