"""Words that begin like the furniture of a page, or stand like a date line, are the story's own."""

import pytest

from wireroom import read

SENTENCES = [
    "Comments are due by April 24 and a report to Congress is required by June.",
    "Print workers went on strike on Friday in Aldra, a union said.",
    "Related news from the yard was good, the firm said on Friday to all.",
    "Loading of grain began at the port of Aldra on Friday, the agent said.",
]
FERRY = "The ferry ran aground off Aldra on Friday with 40 people on board, the coast guard said."
FREE = "It was pulled free at noon, when the tide was in, and nobody was hurt, it said later."


@pytest.mark.parametrize("sentence", SENTENCES)
def test_pages_keep_a_paragraph_that_begins_like_a_footer(sentence: str) -> None:
    page = f"<html><body><nav><a href='/'>Home</a></nav><article><h1>Ferry</h1><p>{FERRY}</p><p>{FREE}</p><p>{sentence}</p></article></body></html>"
    assert [block.text for block in read(page.encode()).items[0].blocks] == [FERRY, FREE, sentence]


@pytest.mark.parametrize("sentence", SENTENCES)
def test_pages_read_line_by_line_keep_it_too(sentence: str) -> None:
    page = f"You are here: Home > World\n\nFerry\n\nMeridian, Aug. 3, 2026   Print | E-mail\n\n{FERRY}\n\n{sentence}\n\n{FREE}\n\nComments (3)\n\nPrint | E-mail\n"
    assert [block.text for block in read(page.encode()).items[0].blocks] == [FERRY, sentence, FREE]


@pytest.mark.parametrize(
    "line",
    ["Record March 31, 2026", "Sept 30, 2026 end", "Period ended December 31, 2025", "NOTE: went public Dec 31, 2025"],
)
def test_line_that_ends_in_a_date_is_no_source(line: str) -> None:
    reading = read(
        f"HAFEN BANK INCREASES PAYOUT\n\nQtrly div 96 cts vs 90 cts\n    Pay May One, 2026\n    {line}\n".encode()
    )
    [item] = reading.items
    assert (reading.format, item.headline) == ("plain_text", "HAFEN BANK INCREASES PAYOUT")
    assert line in " ".join(block.text for block in item.blocks)
    reading = read(f"HAFEN BANK INCREASES PAYOUT\n\n{line}\n    Qtrly div 96 cts vs 90 cts\n".encode())
    assert reading.format == "plain_text"


@pytest.mark.parametrize(
    "headline", ["FURTHER RATE CUT POSSIBLE - SOURCES", "HAFEN ADDS CORN TO PURCHASES -- MINISTRY"]
)
def test_headline_in_capitals_that_names_its_source_is_no_dateline(headline: str) -> None:
    [item] = read(f"{headline}\n\n{FERRY}\n    {FREE}\n".encode()).items
    assert (item.headline, item.dateline) == (headline, None)


def test_dateline_of_copy_without_a_headline_is_one() -> None:
    [item] = read(f"HAFEN, March 1 - {FERRY}\n\n{FREE}\n".encode()).items
    assert item.dateline is not None
    [item] = read(b"HAFEN, MARCH 1 - A FERRY RAN AGROUND.\n\nIT WAS PULLED FREE AT NOON.\n").items
    assert item.dateline is not None


def test_table_under_two_signs_is_no_signature() -> None:
    head = "From: a@hafen.example\nSubject: Grain\nMessage-ID: <1@hafen.example>\n\nHoldings by number\n--\n"
    table = "            I    II   III\nWheat     nil   nil   0.1\nCorn       --    --   4.1\n"
    [item] = read((head + table).encode()).items
    assert "4.1" in " ".join(block.text for block in item.blocks)
    [item] = read((head + "Odile Marchand\nDesk, 3rd floor\n+33 1 23 45 67 89\n").encode()).items
    assert [block.text for block in item.blocks] == ["Holdings by number"]
    [item] = read((head.replace("--", "-- ") + table).encode()).items
    assert "4.1" not in " ".join(block.text for block in item.blocks)
