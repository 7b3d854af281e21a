"""Watches: saved searches matched against every item as it arrives. Pure.

    WatchIndex.add(watch, query.parse(text))      index.py: filed under its rarest required clause
    WatchIndex.match(Subject(filed), now=…)       the watches that ring, exactly as testing each would find

The meaning of a search is `query.matches`; what is here only makes it quick.
"""

from wireroom.watches.index import WatchIndex

__all__ = ["WatchIndex"]
