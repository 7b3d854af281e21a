"""Decisions as pages tell them: who did what, in plain words."""

from datetime import datetime

import msgspec

from wireroom.model import Decision
from wireroom.web import paper


class DecisionLine(msgspec.Struct, frozen=True, kw_only=True):
    """One decision as pages tell it."""

    id: str
    kind: str
    item: str | None
    words: str
    #: a note
    text: str | None
    by: str
    desk: str | None
    why: str | None
    at: paper.When
    link: str | None
    #: the headline of what it is about, where the page does not say it anyhow
    title: str
    is_undone: bool
    is_undoable: bool


def decision_line(decision: Decision, now: datetime, *, title: str = "") -> DecisionLine:
    """Tell a decision in plain words; `title` is the headline of what it is about."""
    n = len(decision.moved)
    these = f"{n} item{'s' if n != 1 else ''}"
    name = f"“{decision.name}”"
    words = {
        "split_chain": f"took {these} out of a chain",
        "join_chains": "joined two chains",
        "split_story": f"took {these} out of a story",
        "join_stories": "joined two stories",
        "pin": f"pinned {these} to a story",
        "rename": f"called the story “{decision.name}”" if decision.name else "let the newest line name the story",
        "release": "freed held copy",
        "kill": f"killed {'it' if n == 1 else f'{n} versions'}{', as its agency ordered' if decision.notice else ''}",
        "spare": "said that the order did not mean it",
        "acknowledge": "saw to an alarm",
        "undo": "undid a decision",
        "take": "took it over" if decision.target else "took it",
        "note": "noted",
        "mark": "keeps it for later" if decision.name == "later" else "has seen to it",
        "open_collection": f"opened the collection {name}",
        "collect": f"put it into {name}",
        "send": f"sent it by {decision.channel}",
    }[decision.kind]
    link = f"/item/{decision.item}" if decision.item else f"/story/{decision.story}" if decision.story else None
    if decision.kind == "open_collection":
        link = f"/collection/{decision.id}"
    return DecisionLine(
        id=decision.id,
        kind=decision.kind,
        item=decision.item,
        words=words,
        text=decision.text,
        by=decision.by.name,
        desk=decision.by.desk,
        why=decision.why,
        at=paper.when(decision.at, now, "stamp"),
        link=link,
        title=title,
        is_undone=decision.undone_by is not None,
        is_undoable=decision.is_undoable,
    )
