"""Watches: saved searches matched against every item as it arrives. Pure.

    WatchIndex.add(watch, query.parse(text))      index.py: filed under its rarest required clause
    WatchIndex.match(Subject(filed), now=…)       the watches that ring, exactly as testing each would find
    changes_facts(before, after)                  facts.py: whether a new version tells anything new
    bells_of, due_at                              ringing.py: how loud, and when

The meaning of a search is `query.matches`; what is in the index only makes it quick.
"""

from wireroom.watches.facts import changes_facts
from wireroom.watches.index import WatchIndex
from wireroom.watches.ringing import bells_of, due_at, is_quiet

__all__ = ["WatchIndex", "bells_of", "changes_facts", "due_at", "is_quiet"]
