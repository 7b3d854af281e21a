"""What was taken from places that are not ours to tidy: keys in notes, bounded, written before the next look."""

import hashlib
import threading
from typing import Final

import msgspec

from wireroom.transports._api import Notes

#: keys are spread over so many notes, so that taking one rewrites little
_BUCKETS: Final = 64
#: keys a note holds: 64 x 400 = 25,600 of one source, the oldest go first
_MOST: Final = 400


class Seen:
    """The keys of what one source has brought. Asked and told from several threads."""

    def __init__(self, notes: Notes, source: str) -> None:
        self._notes = notes
        self._prefix = f"source/{source}/seen/"
        self._buckets: dict[int, dict[str, None]] = {}
        self._lock = threading.Lock()

    def __contains__(self, key: str) -> bool:
        """Tell whether it was taken before."""
        bucket, short = _place(key)
        with self._lock:
            return short in self._load(bucket)

    def add(self, key: str) -> None:
        """Remember it, durably."""
        bucket, short = _place(key)
        with self._lock:
            found = self._load(bucket)
            found[short] = None
            while len(found) > _MOST:
                del found[next(iter(found))]
            self._notes.write_notes({f"{self._prefix}{bucket}": msgspec.json.encode(list(found)).decode()})

    def _load(self, bucket: int) -> dict[str, None]:
        found = self._buckets.get(bucket)
        if found is None:
            note = self._notes.read_note(f"{self._prefix}{bucket}")
            found = dict.fromkeys(msgspec.json.decode(note, type=list[str])) if note else {}
            self._buckets[bucket] = found
        return found


class InOrder:
    """What was given in order and becomes durable in any: a cursor may move only behind what is all done."""

    def __init__(self) -> None:
        self._given: dict[str, bool] = {}

    def give(self, handle: str) -> None:
        """It is on its way into the room."""
        self._given[handle] = False

    def finish(self, handle: str) -> str | None:
        """It is durable; gives the last handle up to which all are, None = the cursor must stay.

        What was not given here (another look, another process) is no affair of this order, and is safe by itself.
        """
        if handle not in self._given:
            return handle
        self._given[handle] = True
        safe = None
        while self._given:
            first = next(iter(self._given))
            if not self._given[first]:
                break
            safe = first
            del self._given[first]
        return safe


def _place(key: str) -> tuple[int, str]:
    digest = hashlib.sha256(key.encode()).hexdigest()
    return int(digest[:4], 16) % _BUCKETS, digest[4:24]
