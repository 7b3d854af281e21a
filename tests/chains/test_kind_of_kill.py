"""How an order found what it kills stands in the change itself; of what older programs wrote, in the words of its reason."""

import pytest

from wireroom.chains import is_by_likeness
from wireroom.model import Change


def kill(reason: str, basis: str | None = None, **more: object) -> Change:
    return Change(**({"kind": "kills", "target": "a", "reason": reason, "basis": basis} | more))


@pytest.mark.parametrize(
    ("change", "is_likeness", "is_hand"),
    [
        (kill("killed by the agency, found by its id"), False, False),
        (kill('killed by the agency, found by the slug "BRIDGE"'), True, False),
        (kill("withdrawn by the agency, found by its words"), True, False),
        (kill("killed by Ann: the agency's order means it"), False, True),
        (kill("", "id"), False, False),
        (kill("", "slug"), True, False),
        (kill("", "text", kind="withdraws"), True, False),
        (kill("", "editor"), False, True),
        (kill(""), False, False),
        (kill("the agency sends it corrected", kind="corrects"), False, False),
    ],
)
def test_the_field_speaks_and_without_it_the_reason(change: Change, is_likeness: bool, is_hand: bool) -> None:
    assert (is_by_likeness(change), change.is_by_hand) == (is_likeness, is_hand)
