"""Acts: what an editor asks for, made into a decision that can be kept, or refused with the reason.

Each takes how things stand now, as the desk sees them (`Filed`, in the order of the chain or story).
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from wireroom.chains import is_by_likeness
from wireroom.errors import NotFound, Refused
from wireroom.model import Alarm, Change, Decision, Editor, Filed, decision_id

#: a story's name, in characters
MAX_NAME: Final = 160


def split_chain(
    chain: Sequence[Filed], item: str, *, is_alone: bool = False, by: Editor, at: datetime, why: str | None = None
) -> Decision:
    """Let the versions from `item` on, or `item` alone, leave their chain for one of their own.

    Raises:
        NotFound: the chain has no such item.
        Refused: nothing would stay behind.
    """
    place = next((n for n, filed in enumerate(chain) if filed.item.id == item), None)
    if place is None:
        raise NotFound("item in this chain", item)
    moved = [item] if is_alone else [filed.item.id for filed in chain[place:]]
    if len(moved) == len(chain):
        raise Refused("that is the whole chain: nothing would stay behind")
    id = decision_id("split_chain", item, by, at)
    own = own_chains(chain)
    return Decision(
        id=id, kind="split_chain", at=at, by=by, why=why, item=item, chain=chain[0].chain, story=chain[0].story,
        into=f"c{id}", moved=tuple(moved), own=own,
    )  # fmt: skip


def join_chains(
    chain: Sequence[Filed], other: Sequence[Filed], *, by: Editor, at: datetime, why: str | None = None
) -> Decision:
    """Let the chain `other` go on in `chain`.

    Raises:
        Refused: they are one already, or of two agencies.
    """
    into, name = chain[0].chain, other[0].chain
    if into == name:
        raise Refused("these are one chain already")
    agencies = {filed.item.agency or filed.item.agency_name for filed in (*chain, *other)}
    if len(agencies) > 1:
        raise Refused("a chain is one agency's running story; of two agencies, join the stories")
    return Decision(
        id=decision_id("join_chains", f"{into} {name}", by, at),
        kind="join_chains", at=at, by=by, why=why, chain=into, story=chain[0].story, into=into, other=name,
        own=own_chains((*chain, *other)),
    )  # fmt: skip


def split_story(
    story: Sequence[Filed], items: Sequence[str], *, by: Editor, at: datetime, why: str | None = None
) -> Decision:
    """Let these items leave their story for one of their own.

    Raises:
        NotFound: the story has no such item.
        Refused: nothing would stay behind, or none is named.
    """
    moved = _named(story, items)
    if len(moved) == len(story):
        raise Refused("that is the whole story: nothing would stay behind")
    id = decision_id("split_story", " ".join(moved), by, at)
    return Decision(
        id=id, kind="split_story", at=at, by=by, why=why, story=story[0].story, into=f"s{id}", moved=moved,
        own=own_stories(story),
    )  # fmt: skip


def join_stories(
    story: Sequence[Filed], other: Sequence[Filed], *, by: Editor, at: datetime, why: str | None = None
) -> Decision:
    """Let the story `other` go on in `story`.

    Raises:
        Refused: they are one already.
    """
    into, name = story[0].story, other[0].story
    if into == name:
        raise Refused("these are one story already")
    return Decision(
        id=decision_id("join_stories", f"{into} {name}", by, at),
        kind="join_stories", at=at, by=by, why=why, story=into, into=into, other=name,
        own=own_stories((*story, *other)),
    )  # fmt: skip


def pin(
    story: Sequence[Filed], items: Sequence[Filed], *, by: Editor, at: datetime, why: str | None = None
) -> Decision:
    """Let items belong to a story, and stay there whatever comes.

    Raises:
        Refused: no item is named.
    """
    if not items:
        raise Refused("name the items")
    moved = tuple(filed.item.id for filed in items)
    return Decision(
        id=decision_id("pin", " ".join(moved), by, at),
        kind="pin", at=at, by=by, why=why, item=moved[0], story=story[0].story, into=story[0].story, moved=moved,
        own=own_stories((*story, *items)),
    )  # fmt: skip


def rename(story: Sequence[Filed], name: str | None, *, by: Editor, at: datetime, why: str | None = None) -> Decision:
    """Let a story be called so; without a name it is called by its newest line again.

    Raises:
        Refused: the name is too long.
    """
    name = " ".join((name or "").split()) or None
    if name is not None and len(name) > MAX_NAME:
        raise Refused(f"a story's name has at most {MAX_NAME} characters; this has {len(name)}")
    id = decision_id("rename", f"{story[0].story} {name}", by, at)
    return Decision(id=id, kind="rename", at=at, by=by, why=why, story=story[0].story, name=name)


def release(filed: Filed, *, by: Editor, at: datetime, why: str | None = None) -> Decision:
    """Let held copy go out now.

    Raises:
        Refused: it is not held, or was killed meanwhile.
    """
    item = filed.item.id
    if filed.held_until is None and not filed.is_held_open:
        raise Refused("this item is not held")
    if filed.killed_by is not None:
        raise Refused("this item was killed: it stays in")
    id = decision_id("release", item, by, at)
    return Decision(id=id, kind="release", at=at, by=by, why=why, item=item, chain=filed.chain, story=filed.story)


def kill(
    filed: Filed, chain: Sequence[Filed], *, is_whole: bool = False, notice: Filed | None = None, alarm: Alarm | None = None,
    by: Editor, at: datetime, why: str | None = None,
) -> Decision:  # fmt: skip
    """Let an item, or all versions of its chain, be used no more; `notice` is an agency's order that means it.

    Raises:
        Refused: nothing is left to kill, no reason is given, or the alarm is about no order to kill.
    """
    if not why:
        raise Refused("say why: those who had it will ask")
    if alarm is not None and alarm.seen is not None:
        raise Refused(f"{alarm.seen.by.name} has seen to it already")
    if alarm is not None and (notice is None or not notice.item.is_kill):
        raise Refused("this alarm is about no order to kill")
    if filed.item.is_kill:
        raise Refused("this is an order to kill, and no copy")
    killed = [one for one in (chain if is_whole else [filed]) if not one.is_gone]
    if not killed:
        raise Refused("this is killed already")
    id = decision_id("kill", f"{filed.item.id} {is_whole}", by, at)
    return Decision(
        id=id, kind="kill", at=at, by=by, why=why, item=filed.item.id, chain=filed.chain, story=filed.story,
        moved=tuple(one.item.id for one in killed), notice=None if notice is None else notice.item.id,
        alarm=None if alarm is None else alarm.seq,
    )  # fmt: skip


def spare(
    filed: Filed, chain: Sequence[Filed], changes: Sequence[Change], *, by: Editor, at: datetime, why: str | None = None
) -> Decision:
    """Say that the order which killed an item does not mean it, nor anything else that the machine found for it.

    `changes` is what the order does, `chain` the one that it stands in: it leaves that, where anything else is in it.

    Raises:
        Refused: no order killed it, the order names it by its id, an editor killed it, or no reason is given.
    """
    notice = filed.killed_by
    if notice is None:
        raise Refused("this is not killed")
    spared = tuple(change for change in changes if is_by_likeness(change))
    mine = next((change for change in changes if change.target == filed.item.id), None)
    if filed.is_killed_here or (mine is not None and mine.is_by_hand):
        raise Refused("an editor killed this: take that kill back")
    if mine not in spared:
        raise Refused("the order names this by its id: what an agency itself kills is not brought back by hand")
    if not why:
        raise Refused("say how you know: an agency's order is set aside")
    id = decision_id("spare", f"{filed.item.id} {notice}", by, at)
    is_among_others = any(one.item.id != notice for one in chain)
    own = {item: own for item, own in own_chains(chain).items() if item == notice and is_among_others}
    return Decision(
        id=id, kind="spare", at=at, by=by, why=why, item=filed.item.id, chain=filed.chain, story=filed.story,
        into=f"c{id}" if own else None, moved=tuple(own), own=own, notice=notice, spared=spared,
    )  # fmt: skip


def spare_words(filed: Filed, notice: Filed, by: Editor) -> str:
    """Give what the alarm says of an order that has found nothing after all."""
    name = notice.item.agency_name or notice.item.agency or "An agency"
    return f'{name} kills "{notice.item.title[:120]}"; {by.name} says that it does not mean "{filed.item.title[:120]}"'


def acknowledge(alarm: Alarm, *, by: Editor, at: datetime, why: str | None = None) -> Decision:
    """Say that an alarm has been seen to.

    Raises:
        Refused: somebody has said so already.
    """
    if alarm.seen is not None:
        raise Refused(f"{alarm.seen.by.name} has seen to it already")
    id = decision_id("acknowledge", str(alarm.seq), by, at)
    return Decision(
        id=id, kind="acknowledge", at=at, by=by, why=why, alarm=alarm.seq, item=alarm.item, chain=alarm.chain,
        story=alarm.story,
    )  # fmt: skip


def undo(decision: Decision, *, alarm: int | None = None, by: Editor, at: datetime, why: str | None = None) -> Decision:
    """Let a decision hold no more; `alarm` is one that it rang and that is seen to by this.

    Raises:
        Refused: it was undone before, or cannot be: readers have seen what was released.
    """
    if decision.undone_by is not None:
        raise Refused("this was undone before")
    if not decision.is_undoable:
        raise Refused(_LASTING.get(decision.kind, "this cannot be undone"))
    id = decision_id("undo", decision.id, by, at)
    return Decision(
        id=id, kind="undo", at=at, by=by, why=why, target=decision.id, item=decision.item, chain=decision.chain,
        story=decision.story, alarm=alarm,
    )  # fmt: skip


_LASTING: Final[dict[str, str]] = {
    "release": "released copy cannot be held again: readers may have seen it",
    "acknowledge": "an alarm that was seen to is not open again",
    "undo": "an undoing is not undone: decide anew",
}


def own_chains(found: Sequence[Filed]) -> dict[str, str]:
    """Give the machine's chain of each item."""
    return {filed.item.id: filed.own_chain or filed.chain for filed in found}


def own_stories(found: Sequence[Filed]) -> dict[str, str]:
    """Give the machine's story of each item."""
    return {filed.item.id: filed.own_story or filed.story for filed in found}


def _named(story: Sequence[Filed], items: Sequence[str]) -> tuple[str, ...]:
    known = {filed.item.id for filed in story}
    for item in items:
        if item not in known:
            raise NotFound("item in this story", item)
    if not items:
        raise Refused("name the items")
    return tuple(dict.fromkeys(items))
