"""What people type is understood, or told how."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wireroom.errors import QueryError
from wireroom.query import explain, parse, read_hints

UNDERSTOOD = {
    "": "All items.",
    "bridge": 'Items where the copy has "bridge".',
    '"Aldra Bridge"': 'Items where the copy has "aldra bridge".',
    "ferry bridge": 'Items where the copy has "ferry" and "bridge".',
    "ferry && bridge": 'Items where the copy has "ferry" and "bridge".',
    "+ferry +bridge": 'Items where the copy has "ferry" and "bridge".',
    "ferry OR bridge": 'Items where the copy has "ferry" or "bridge".',
    "ferry|bridge || ship": 'Items where the copy has "ferry" or "bridge" or "ship".',
    "ferry -sport": 'Items where the copy has "ferry" and the copy does not have "sport".',
    "ferry -sport -tennis": 'Items where the copy has "ferry" and the copy does not have "sport" or "tennis".',
    "-sport OR -tennis": 'Items where the copy does not have "sport" or the copy does not have "tennis".',
    "ferry AND NOT sport": 'Items where the copy has "ferry" and the copy does not have "sport".',
    "ferry - sport": 'Items where the copy has "ferry" and "sport".',
    "ferry (bridge OR ship)": 'Items where the copy has "ferry" and (the copy has "bridge" or "ship").',
    "flood*": 'Items where the copy has a word beginning with "flood".',
    "ferry~": 'Items where the copy has "ferry" in any form.',
    "headline:Ferry~ -sport": 'Items where the headline has "ferry" in any form and the copy does not have "sport".',
    "U.S.": 'Items where the copy has "u s".',
    "2:1 at 21:04": 'Items where the copy has "2 1" and "at" and "21 04".',
    "headline:bridge": 'Items where the headline has "bridge".',
    "title:bridge": 'Items where the headline has "bridge".',
    "intitle:bridge": 'Items where the headline has "bridge".',
    "-headline:bridge": 'Items where the headline does not have "bridge".',
    "headline:(bridge -ferry)": 'Items where the headline has "bridge" and the headline does not have "ferry".',
    "headline:((a OR b) AND c)": 'Items where (the headline has "a" or "b") and the headline has "c".',
    "headline:(a OR b c)": 'Items where the headline has "a" or (the headline has "b" and "c").',
    "headline:(a OR agency:ap)": 'Items where the headline has "a" or the agency is ap.',
    "agency:(ap OR reuters)": "Items where the agency is ap or the agency is reuters.",
    "agency:ap,reuters": "Items where the agency is ap or the agency is reuters.",
    "agency:(NOT ap)": "Items where the agency is not ap.",
    "agency:nor*": 'Items where the agency begins with "nor".',
    "agency：ap （ferry）": 'Items where the agency is ap and the copy has "ferry".',
    "lang:German": "Items where the language is de.",
    "urgency<=2": "Items where the urgency is at most 2.",
    "urgency:<=2": "Items where the urgency is at most 2.",
    "urgency:1..3": "Items where the urgency is at least 1 and the urgency is at most 3.",
    "urgency:[1 TO 3]": "Items where the urgency is at least 1 and the urgency is at most 3.",
    "urgency:[ 1 TO 3 }": "Items where the urgency is at least 1 and the urgency is under 3.",
    "urgency:[* TO 3]": "Items where the urgency is at most 3.",
    "urgency:(1 OR 2)": "Items where the urgency is exactly 1 or the urgency is exactly 2.",
    "words>200": "Items where the number of words is over 200.",
    "is:killed": "Items where it was killed.",
    "-is:killed": "Items where it was not killed.",
    "-is:superseded": "Items where no newer version has come.",
    "pubstatus:canceled": "Items where it was killed.",
    "is:flash": "Items where the rank is flash.",
    "is:correction": 'Items where it is marked "correction".',
    "-rank:flash": "Items where the rank is not flash.",
    "rank:none": "Items where it has no rank.",
    "has:picture": "Items where it has a picture.",
    "has:photo": "Items where it has a picture.",
    "_exists_:byline": "Items where it has a byline.",
    "-has:ednote": "Items where it does not have a note to editors.",
    "after:2026-03-01T21:04Z": "Items where it came after 2026-03-01 21:04 UTC.",
    "after:2026-03-01T21:04+02:00": "Items where it came after 2026-03-01 19:04 UTC.",
    "after:2026-03-01": "Items where it came from 1 March 2026 on (UTC).",
    "before:2026-03": "Items where it came before 1 March 2026 (UTC).",
    "after:2h": "Items where it came in the last 2 hours.",
    "after:1d": "Items where it came in the last day.",
    "before:1h": "Items where it came more than an hour ago.",
    "NOT after:2h": "Items where it came more than 2 hours ago.",
    "before:today": "Items where it came before today (UTC).",
    "after:yesterday": "Items where it came yesterday or later (UTC).",
    "on:today": "Items where it came today (UTC).",
    "date:yesterday": "Items where it came yesterday (UTC).",
    "on:2026-03-01": "Items where it came on 1 March 2026 (UTC).",
    "on:2026-02": "Items where it came in February 2026 (UTC).",
    "on:2025": "Items where it came in 2025 (UTC).",
    "versioncreated:[2026-03-01 TO 2026-03-05]": "Items where it came from 1 March 2026 on (UTC) and it came before 6 March 2026 (UTC).",
    "versioncreated:[now-1d/d TO now]": "Items where it came yesterday or later (UTC) and it came before this moment.",
    "versioncreated:>=now-2h": "Items where it came in the last 2 hours.",
    "date>2026-03-01": "Items where it came from 2 March 2026 on (UTC).",
    "date<=2026-03-01": "Items where it came before 2 March 2026 (UTC).",
    "ferry NEAR/3 bridge": 'Items where the copy has "ferry" and "bridge" within 3 words of each other.',
    "ferry AROUND(3) bridge": 'Items where the copy has "ferry" and "bridge" within 3 words of each other.',
    "-(ferry NEAR/3 bridge)": 'Items where the copy does not have "ferry" and "bridge" within 3 words of each other.',
    '"ferry bridge"~5': 'Items where the copy has "ferry" and "bridge" within 5 words of each other.',
    '"ferry bridge"^2 ship^1.5': 'Items where the copy has "ferry bridge" and "ship".',
    "«pont fermé» „Brücke zu“": 'Items where the copy has "pont ferme" and "brucke zu".',
    "Élysée": 'Items where the copy has "elysee".',
    "ferry -- bridge": 'Items where the copy has "ferry" and "bridge".',
    "ferry --bridge": 'Items where the copy has "ferry" and the copy does not have "bridge".',
    "FLASH: ferry hits bridge": 'Items where the copy has "flash" and "ferry" and "hits" and "bridge".',
    "UPDATE 1: Holm": 'Items where the copy has "update" and "1" and "holm".',
    "LEAD: At least 3": 'Items where the copy has "lead" and "at" and "least" and "3".',
    "lead: 3": "Items where the number of the lead is exactly 3.",
    "after:11:30": "Items where it came since it was last 11:30 (UTC).",
    "before:9am": "Items where it came before it was last 09:00 (UTC).",
    "since:11.30pm": "Items where it came since it was last 23:30 (UTC).",
    "-after:noon": "Items where it came before it was last 12:00 (UTC).",
    "since:2h ago ferry": 'Items where it came in the last 2 hours and the copy has "ferry".',
    "on:1.3.2026": "Items where it came on 1 March 2026 (UTC).",
    "on:2026/03/01": "Items where it came on 1 March 2026 (UTC).",
    "on:20260301": "Items where it came on 1 March 2026 (UTC).",
    "ferry w/5 bridge": 'Items where the copy has "ferry" and "bridge" within 5 words of each other.',
    "ferry NEAR3 bridge": 'Items where the copy has "ferry" and "bridge" within 3 words of each other.',
    "urgency:1-3": "Items where the urgency is at least 1 and the urgency is at most 3.",
    "urgency:1,2": "Items where the urgency is exactly 1 or the urgency is exactly 2.",
    "*": "All items.",
    "*:*": "All items.",
    "byline:*": "Items where it has a byline.",
}  # fmt: skip
TOLD_HOW = {
    "ferry~2": (5, "finds its forms; not other spellings"),
    "flood*~": (0, "do not go together"),
    "flood~*": (0, "do not go together"),
    "the harbour-bridge~": (4, "write harbour~ bridge~"),
    "ferry~ NEAR/3 bridge": (0, "take ~ away"),
    "ship ferry NEAR/3 bridge~": (5, "take ~ away"),
    "(a b": (0, "never closed"),
    "a)": (1, "closes nothing"),
    '"abc': (0, "never closed"),
    "a OR": (2, "something on its right"),
    "AND a": (0, "something on its left"),
    "OR a": (0, "OR needs something on its left"),
    "?": (0, "there is no word"),
    "place:*": (6, "needs one, as in place:"),
    "headlne: ferry": (0, "did you mean headline:"),
    "killed:true": (0, "write is:killed"),
    "after:25:00": (6, "is no time"),
    "after:13pm": (6, "is no time"),
    "on:11:30": (3, "is a moment"),
    "on:3/1/2026": (3, "is no time"),
    "urgency:>1-3": (9, "whole number"),
    "sort:date": (0, "stand beside the search"),
    "rnak:flash": (0, "did you mean rank:"),
    "rank:flsh": (5, "did you mean rank:flash"),
    "after:nope": (6, "is no time"),
    "urgency:high": (8, "whole number"),
    "agency:": (6, "needs a value"),
    "fl*od": (2, "at the end of a word"),
    "headline<3": (8, "is not a number"),
    "wor?d": (3, "does not stand for a letter"),
    "/ferr(y|ies)/": (0, "patterns between slashes"),
    "*ferry": (0, "at the end of a word"),
    "ednote:legal": (0, "has:ednote"),
    "https://example.com/x": (0, "in quotation marks"),
    "subject.title:x": (0, "did you mean subject:"),
    "versioncreated:[a TO b]": (15, "is no time"),
    "on:2h": (3, "is a moment"),
    "after:now-1M": (6, "is no time"),
    "headline:(a OR": (12, "something on its right"),
    "headline:()": (10, "something to look for is missing"),
    "agency:(ap": (7, "never closed"),
    "urgency:[1 TO x]": (8, "whole number"),
    "is:flsh": (3, "there are: killed"),
}


@pytest.mark.parametrize("text", UNDERSTOOD)
def test_search_is_understood(text: str) -> None:
    assert explain(parse(text)) == UNDERSTOOD[text]


@pytest.mark.parametrize("text", TOLD_HOW)
def test_mistake_is_shown_at_its_place_with_its_cure(text: str) -> None:
    position, cure = TOLD_HOW[text]
    with pytest.raises(QueryError, match=cure) as caught:
        parse(text)
    assert caught.value.position == position
    lines = str(caught.value).split("\n")
    assert lines[-1].index("^") - lines[-2].index(text) == position


@given(
    st.text(max_size=200)
    | st.from_regex(r'([a-z]{1,4}|"[a-z ]{0,6}"|\(|\)|AND|OR|NOT|-|\*|agency:|rank:|words>|[0-9]| ){1,20}')
)
def test_any_text_is_understood_or_told_how(text: str) -> None:
    try:
        explain(parse(text))
    except QueryError as error:
        assert 0 <= error.position <= len(text)


def test_what_may_have_been_meant_otherwise_is_said_beside_it() -> None:
    assert read_hints("ferry or bridge not sport") == (
        "“or” is looked for as a word; for either of two, write OR.",
        "“not” is looked for as a word; to leave something out, write NOT or a hyphen before it, as in -sport.",
    )
    for plain in ("ferry OR bridge", '"to be or not to be"', "or", "headline:not", "norwegian"):
        assert read_hints(plain) == ()
    for text, cure in {
        "today ferry": "write on:today",
        "ferry yesterday": "write on:yesterday",
        "ferry last 2 hours": "write after:2h",
        "since 11:30 ferry": "write since:11:30",
        "ferr?": "write ferr*",
    }.items():
        assert [hint for hint in read_hints(text) if cure in hint] == list(read_hints(text)) != []
    for plain in (
        "on:today",
        '"said today"',
        "since:11:30",
        "is the bridge closed?",
        "headline:ferry",
        "the last bridge",
    ):
        assert read_hints(plain) == ()
