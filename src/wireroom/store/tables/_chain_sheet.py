"""A chain while a transaction works on it: its lines in order, who is on top, who is superseded by whom.

version   a line that readers may use: not held, not killed, no order to kill, no second take
top       the last version; when none is left, readers get the tombstone of the last killed line
superseded_by   the next version after the line; for dead lines behind the top, the top
"""

from collections.abc import Iterable, Sequence

from wireroom.store.tables._session import Session


class Line:
    """One item of the chain, as the chain needs it."""

    __slots__ = (
        "at", "id", "is_add", "is_held", "is_notice", "killed_at", "killed_by", "position", "stored", "superseded_by",
    )  # fmt: skip

    def __init__(self, *, id: str, at: int, is_held: bool, is_notice: bool, is_add: bool) -> None:
        self.id = id
        self.at = at
        self.is_held = is_held
        self.is_notice = is_notice
        self.is_add = is_add
        self.killed_by: str | None = None
        self.killed_at: int | None = None
        self.position = 0
        self.superseded_by: str | None = None
        #: position and superseded_by as they stand in the file; None = not there yet
        self.stored: tuple[int, str | None] | None = None

    @property
    def is_copy(self) -> bool:
        """Whether it is a version of the story at all, killed or not."""
        return not self.is_notice and not self.is_held

    @property
    def is_version(self) -> bool:
        """Whether readers may use it as the story as it stands."""
        return self.is_copy and self.killed_by is None and not self.is_add

    @property
    def is_desk_version(self) -> bool:
        return self.killed_by is None and not self.is_notice and not self.is_add


class ChainSheet:
    """All lines of one chain, oldest version first."""

    def __init__(self, id: str, lines: Iterable[Line]) -> None:
        self.id = id
        self.lines = list(lines)
        self._stored_tops: tuple[object, ...] | None = None

    @classmethod
    def load(cls, db: Session, id: str) -> "ChainSheet":
        """Read a chain; one that is not there is empty."""
        lines = []
        for row in db.run("chain_lines", {"chain": id}):
            line = Line(
                id=row["id"],
                at=row["at"],
                is_held=bool(row["is_held"]),
                is_notice=bool(row["is_notice"]),
                is_add=bool(row["is_add"]),
            )
            line.killed_by, line.killed_at = row["killed_by"], row["killed_at"]
            line.position, line.superseded_by = row["position"], row["superseded_by"]
            line.stored = (line.position, line.superseded_by)
            lines.append(line)
        return cls(id, lines)

    def find(self, id: str) -> Line | None:
        return next((line for line in reversed(self.lines) if line.id == id), None)

    def reorder(self, order: Sequence[str]) -> None:
        """Put the lines into the agency's order; lines it does not name (older than memory) keep their place in front."""
        place = {id: n for n, id in enumerate(order)}
        self.lines.sort(key=lambda line: place.get(line.id, -1))

    def settle(self) -> list[str]:
        """Work out positions and who supersedes whom; gives the ids whose successor is another one now."""
        top = self.public_top(with_tombstone=False)
        top_id = top.id if top else None
        changed: list[str] = []
        following: str | None = None
        for n in range(len(self.lines), 0, -1):
            line = self.lines[n - 1]
            line.position = n
            successor = following
            if successor is None and line is not top and not line.is_held and not line.is_add:
                successor = top_id
            if successor != line.superseded_by:
                line.superseded_by = successor
                changed.append(line.id)
            if line.is_version:
                following = line.id
        changed.reverse()
        return changed

    def public_top(self, *, with_tombstone: bool = True) -> Line | None:
        """Give the newest version for readers; None = they see nothing of this chain."""
        found = next((line for line in reversed(self.lines) if line.is_version), None)
        if found is None:  # a take whose first take never came, or is dead
            found = next((x for x in reversed(self.lines) if x.is_copy and x.killed_by is None), None)
        if found is None and with_tombstone:
            found = next((line for line in reversed(self.lines) if line.is_copy), None)
        return found

    def desk_top(self) -> Line | None:
        """Give the newest version for the desk, held ones counted in."""
        found = next((line for line in reversed(self.lines) if line.is_desk_version), None)
        return found or (self.lines[-1] if self.lines else None)

    @property
    def n_public(self) -> int:
        return sum(line.is_copy for line in self.lines)

    def write(self, db: Session) -> None:
        """Write what changed."""
        changed = []
        for line in self.lines:
            now = (line.position, line.superseded_by)
            if now != line.stored:
                changed.append({"id": line.id, "position": line.position, "superseded_by": line.superseded_by})
                line.stored = now
        if changed:
            db.run_many("set_line", changed)
        public, desk = self.public_top(), self.desk_top()
        tops = {
            "id": self.id,
            "public_top": public.id if public else None,
            "public_at": _shown_at(public),
            "n_public": self.n_public,
            "desk_top": desk.id if desk else None,
            "desk_at": _shown_at(desk),
            "n_desk": sum(not line.is_notice for line in self.lines),
        }
        if tuple(tops.values()) != self._stored_tops:
            db.run("set_chain", tops)
            self._stored_tops = tuple(tops.values())


def _shown_at(line: Line | None) -> int | None:
    """Give when a line came to the top: a tombstone when it was killed."""
    if line is None:
        return None
    return line.at if line.killed_at is None else line.killed_at
