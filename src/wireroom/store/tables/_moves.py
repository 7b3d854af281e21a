"""Moves that editors' decisions ask for: items between stories, and the machine's places kept beside theirs."""

from collections.abc import Mapping

from wireroom.store._placing import Restoried
from wireroom.store.tables._rows import Row
from wireroom.store.tables._session import Session


def move_to_story(db: Session, group: Restoried) -> list[tuple[str, str, list[str]]]:
    """Let items go to a story; gives (from, chain of the first, ids that readers know of) where there are such."""
    db.run("add_story", {"id": group.story})
    moved: dict[str, list[Row]] = {}
    for id in group.items:
        row = db.run("story_place", {"id": id}).fetchone()
        if row is not None and row["story"] != group.story:
            db.run("set_story", {"id": id, "into": group.story})
            moved.setdefault(row["story"], []).extend([] if row["is_held"] else [row])
    return [(old, found[0]["chain"], [row["id"] for row in found]) for old, found in moved.items() if found]


def write_own(db: Session, chains: Mapping[str, str | None], stories: Mapping[str, str | None]) -> None:
    """Keep the machine's chains and stories of items; None = as they stand."""
    if chains:
        db.run_many("set_own_chain", [{"id": id, "own": own} for id, own in chains.items()])
    if stories:
        db.run_many("set_own_story", [{"id": id, "own": own} for id, own in stories.items()])
