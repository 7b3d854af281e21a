"""Chains: the versions of one agency's running story, in the agency's order, whatever order they arrive in.

    card.py     what is kept of an item to compare it
    ties.py     how strongly two items belong together: ids, slug, headline, lead, numbers, time
    wording.py  a numbered version with a changed headline: a small learned rule
    kills.py    what a kill or withdrawal is about
    order.py    the agency's order; where it began to count again
    gaps.py     versions that never came
    index.py    OpenChains: what is running now, in memory
    decide.py   the place of a new item

    decision = decide(item, known, received_at=at)      # pure: reads `known` only
    known.note(item, decision, received_at=at)          # once it is written

The rule that matters: ids, slugs, same headlines and flashes tie by the two items alone, so arrival order does not
matter. Only a numbered version with a changed headline also asks how crowded its words are among what has arrived.
"""

from wireroom.chains.decide import decide
from wireroom.chains.decision import ChainDecision, Regrouped
from wireroom.chains.gaps import find_gaps
from wireroom.chains.index import OpenChains
from wireroom.chains.order import order_versions

__all__ = ["ChainDecision", "OpenChains", "Regrouped", "decide", "find_gaps", "order_versions"]
