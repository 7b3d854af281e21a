"""Stories: the chains and single items of all agencies about one event, as it develops.

score.py     an item's words, weighed
index.py     OpenStories: what is running now, in memory
decide.py    the story of a new item, with the reason in plain words

decision = decide(item, chain_decision, known, received_at=at)      # pure: reads `known` only
known.note(item, decision, received_at=at)                          # once it is written
"""

from wireroom.stories.decide import VIEWS, Threading, View, decide
from wireroom.stories.decision import StoryDecision
from wireroom.stories.index import OpenStories

__all__ = ["VIEWS", "OpenStories", "StoryDecision", "Threading", "View", "decide"]
