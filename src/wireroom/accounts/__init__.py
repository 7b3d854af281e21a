"""Accounts: what the agencies tell of one event, side by side. Pure; the items come in as readers may see them.

    best.py     which version gives the story its headline, and by what rule
    figures.py  numbers with what they count: "at least nine people died"
    facts.py    what the agencies' standing versions tell, and where they differ
    sayings.py  who said what: where it first stood, whether a later version dropped it
    first.py    who had it first, by how long, at which rank; per story and over a period
    story.py    all of it for one story

Nothing is judged: what differs stands side by side with its source and version.
"""

from wireroom.accounts.best import RULE, choose_best
from wireroom.accounts.facts import Fact, Telling, compare_facts
from wireroom.accounts.first import AgencyRecord, FirstFiled, first_to_file, keep_record
from wireroom.accounts.sayings import Saying, collect_sayings
from wireroom.accounts.story import StoryAccount, tell_story

__all__ = [
    "RULE",
    "AgencyRecord",
    "Fact",
    "FirstFiled",
    "Saying",
    "StoryAccount",
    "Telling",
    "choose_best",
    "collect_sayings",
    "compare_facts",
    "first_to_file",
    "keep_record",
    "tell_story",
]
