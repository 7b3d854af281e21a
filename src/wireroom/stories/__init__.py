"""Stories: the chains and single items of all agencies about one event, as it develops.

tongues.py     what items of different languages have in common
score.py       an item's words, dates and figures
background.py  how common a word is on this wire: in headlines, and in texts
index.py       OpenStories: what is running now, in memory
joining.py     the learned chance that a headline joins a story
decide.py      the story of a new item
reason.py      why, in plain words

decision = decide(item, chain_decision, known, received_at=at)      # pure: reads `known` only
known.note(item, decision, received_at=at)                          # once it is written
"""

from wireroom.stories.decide import VIEWS, Threading, View, decide
from wireroom.stories.decision import StoryDecision
from wireroom.stories.index import OpenStories
from wireroom.stories.score import Weighed, weigh

__all__ = ["VIEWS", "OpenStories", "StoryDecision", "Threading", "View", "Weighed", "decide", "weigh"]
