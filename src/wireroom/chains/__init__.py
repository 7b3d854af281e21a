"""Chains: the versions of one agency's running story, in the agency's order, whatever order they arrive in.

    card.py     what is kept of an item to compare it
    ties.py     how strongly two items belong together: ids, slug, headline, lead, numbers, time
    wording.py  a numbered version with a changed headline: a small learned rule
    kills.py    what a kill or withdrawal is about
    order.py    the agency's order; where it began to count again
    gaps.py     versions that never came
    index.py    OpenChains: what is running now, in memory
    decide.py   the place of a new item
    warming.py  what stands on the wire already is taken in: after a start, and old copy that is named by its id

    decision = decide(item, known, received_at=at)      # pure: reads `known` only
    known.note(item, decision, received_at=at)          # once it is written

The rule that matters: ids, slugs and same headlines tie by the two items alone, so arrival order does not
matter. A numbered version with a changed headline, and a bare line that shares few words with its story, also ask how
crowded their words are among what has arrived; what comes late makes those after it ask again.
"""

from wireroom.chains.card import Card, make_card
from wireroom.chains.decide import decide
from wireroom.chains.decision import ChainDecision, Regrouped
from wireroom.chains.gaps import find_gaps
from wireroom.chains.index import OpenChains
from wireroom.chains.kills import is_by_likeness
from wireroom.chains.order import order_versions
from wireroom.chains.warming import borne_id, find_unknown, ordered_ids, warm, warm_old

__all__ = [
    "Card",
    "ChainDecision",
    "OpenChains",
    "Regrouped",
    "borne_id",
    "decide",
    "find_gaps",
    "find_unknown",
    "is_by_likeness",
    "make_card",
    "order_versions",
    "ordered_ids",
    "warm",
    "warm_old",
]
