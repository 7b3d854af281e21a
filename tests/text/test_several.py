"""Several stories in one text, and one story in parts."""

import pytest

from wireroom.text.several import part_stories

FERRY = (
    "Ferry aground\n\nPORT NESS (HNS) - A ferry ran aground off the harbour on Tuesday night, the coast guard said.\n"
)
MILL = "Mill to close\n\nLOW FEN (HNS) - The mill at Low Fen will close in the spring, its owners told the workers.\n"
RELEASE = "About the mill: the mill was built in 1802 and has ground the flour of seven towns since then.\n"


@pytest.mark.parametrize("sign", ["###", "# # #", "-0-", "-30-", "=====", "----------", "*****"])
def test_each_with_its_dateline(sign: str) -> None:
    found = part_stories(f"{FERRY}\n{sign}\n{MILL}".split("\n"))
    assert found is not None
    assert [next(line for line in story if line) for story in found.stories] == ["Ferry aground", "Mill to close"]


@pytest.mark.parametrize(
    "text",
    [
        FERRY,
        f"{FERRY}\n###\n{RELEASE}",
        f"{FERRY}\n###\nContact: Ada Quill, 555 0100\n\n###\n",
        f"{FERRY}\n_____\n{MILL}",
        FERRY + "\n-----\n" + MILL.split("\n\n", 1)[1],
        f"{FERRY}\n\n{MILL}",
    ],
    ids=["one", "release", "contact", "rule of a roundup", "sections without titles", "no rule"],
)
def test_stays_one(text: str) -> None:
    assert part_stories(text.split("\n")) is None


def test_what_stands_above_and_below_is_kept_and_its_embargo_holds() -> None:
    text = f"MORNING REPORT\nEMBARGOED UNTIL 06:00 GMT, 8 October 2024\n=====\n1. {FERRY}\n=====\n2. {MILL}\n=====\nWrite to us.\n"
    found = part_stories(text.split("\n"))
    assert found is not None
    assert (found.stories[0][0], found.stories[1][0]) == ("Ferry aground", "Mill to close")
    assert found.below == "Write to us."
    assert found.embargo is not None
    assert "06:00 GMT" in found.embargo
