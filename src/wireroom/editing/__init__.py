"""Editing: what editors decide about chains and stories, over and above what the machine decides. Pure.

    acts.py       a wish ("split this chain from here on") and how things stand -> a Decision, or why not
    together.py   the same for what editors do for each other to see: take, note, mark, collect, send
    standing.py   the machine's places and all decisions that hold -> where each item stands
    overlay.py    the same for the running wire: what ingest asks for each new item

The machine goes on deciding as if no editor had been there; its word is kept beside (`Filed.own_chain`, `own_story`).
Where an item stands is worked out from that and from the decisions in their order:

    an item an editor has looked at    keeps the machine's place of that moment, then each decision moves it
    an item that came later            stands where the item stands that it follows, while the machine holds them together
    all others                         stand where the machine puts them

So nothing the machine does later moves what an editor has placed; a decision undone is one left out; and when all are
undone everything stands as if there had been none.
"""

from wireroom.editing.acts import (
    acknowledge,
    join_chains,
    join_stories,
    kill,
    pin,
    release,
    rename,
    spare,
    spare_words,
    split_chain,
    split_story,
    undo,
)
from wireroom.editing.overlay import ChainPlace, Overlay, StoryPlace, chain_fact, story_fact
from wireroom.editing.standing import Fact, Ledger, find_standing

__all__ = [
    "ChainPlace",
    "Fact",
    "Ledger",
    "Overlay",
    "StoryPlace",
    "acknowledge",
    "chain_fact",
    "find_standing",
    "join_chains",
    "join_stories",
    "kill",
    "pin",
    "release",
    "rename",
    "spare",
    "spare_words",
    "split_chain",
    "split_story",
    "story_fact",
    "undo",
]
