"""Searches on this store, newest first: what to read them by, and for how long.

tree -> branches (the parts of an OR at the top), each read by the narrowest index it has, newest first, up to the limit:
        chain or story      their few rows, each tested
        words, and an agency, category, language or source that many items have
                            FTS5 for the words, the newest few hundred tested for the rest; beyond these FTS5 for all
        words alone         FTS5 in both orders (`_hits`)
        (each of these two in `search_lists` if it is no matter where a word stands: `_lists`; of phrases these tell where
        they may stand, and what is found is tested: `_proof`)
        words, keywords     FTS5, newest first, each row tested for the rest
        neither             `items_facts`, all that is left to ask in rows of a few bytes
after: and before: bound the seqs that are read at all.
"""

import sqlite3
import time
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from itertools import islice
from typing import Final

import msgspec

from wireroom.errors import QueryError
from wireroom.query.tree import All, Any, Node, Number, When
from wireroom.store.sqlite._compile import HIDDEN, Audience, Compiler, Text, any_text, text_of
from wireroom.store.sqlite._connection import SqliteSession
from wireroom.store.sqlite._forms import spell_beginnings, spell_out
from wireroom.store.sqlite._heads import shared_fact
from wireroom.store.sqlite._hits import LISTS, WORDS, Hits, Index, Range, listed_hits
from wireroom.store.sqlite._lists import is_hint, is_listed
from wireroom.store.sqlite._phrases import thin_phrases
from wireroom.store.sqlite._proof import proved
from wireroom.store.tables import _documents as documents
from wireroom.store.tables._conditions import Condition, is_of_few
from wireroom.store.tables._rows import micros

#: an OR of more unlike parts than this is read through in one go
_MAX_BRANCHES: Final = 8
#: searches for more (or fewer) words than this are narrowed down by their order of magnitude first
_MANY_WORDS: Final = 1024
_FEW_WORDS: Final = 32
_TOP: Final = 2**60
#: as many as are read
_ALL: Final = -1
#: of so many of the newest documents so many must have what is asked for, for items to be tested for it one by one
_SAMPLE: Final = 200
_FREQUENT: Final = 10
#: so many items are tested, and so many more for each that is wanted
_SIEVED: Final = 240
_SIEVED_EACH: Final = 8
#: SQLite asks whether to go on after so many steps, some tens of microseconds
_STEPS: Final = 1000

_VISIBLE: Final = {"desk": "1", "public": "i.is_held = 0 AND i.is_notice = 0"}
#: which document of the item the view finds it by
_DOCUMENT: Final = {
    "desk": "i.seq * 4 + (i.is_held <> 0 OR i.is_notice <> 0 OR i.killed_by IS NOT NULL)",
    "public": "i.seq * 4 + 2 * (i.killed_by IS NOT NULL)",
}


class Branch(msgspec.Struct, frozen=True):
    """One way to matching items."""

    text: Text | None = None
    conditions: tuple[Condition, ...] = ()
    #: a chain's or a story's rows are few: read these
    is_of_few: bool = False
    times: tuple[When, ...] = ()
    #: `text` is these, which heads of documents tell, and `words`
    shared: tuple[str, ...] = ()
    words: Text | None = None
    #: the whole of `text`, and `words`, as `search_lists` are asked for them; None = they cannot be
    listed: Text | None = None
    listed_words: Text | None = None
    #: what the lists only hint at; None = they know
    hinted: Node | None = None

    def of_lists(self) -> "Branch":
        """Give the same way by the lists."""
        return msgspec.structs.replace(self, text=self.listed, words=self.listed_words)


def newest_seqs(
    db: SqliteSession,
    node: Node,
    *,
    view: Audience,
    now: datetime,
    before: int | None,
    limit: int,
    first: int = 0,
    is_proved: bool = True,
) -> list[int]:
    """Give the seqs of the newest matching items from `first` up to, but without, `before`; newest first.

    Not proved: of phrases there may be some among them that only have the words; `proved` tells.
    """
    found: set[int] = set()
    for branch in branches(thin_phrases(db, spell_beginnings(db, spell_out(db, node))), view, now):
        within = range_of(db, branch, now, before)
        within = Range(max(within.start, first), within.stop)
        if branch.listed is not None:
            listed = Range(max(within.start, db.unlisted_below()), within.stop)
            told = _seqs_of(db, branch.of_lists(), LISTS, view=view, within=listed, limit=limit)
            if is_proved and branch.hinted is not None:
                told = proved(db, branch.hinted, told, view=view, now=now)
            seqs = list(islice(told, limit))
            found.update(seqs)
            if len(seqs) >= limit:
                continue
            within = Range(within.start, min(within.stop, listed.start))
        found.update(islice(_seqs_of(db, branch, WORDS, view=view, within=within, limit=limit), limit))
    return sorted(found, reverse=True)[:limit]


def _seqs_of(
    db: SqliteSession, branch: Branch, index: Index, *, view: Audience, within: Range, limit: int
) -> Iterator[int]:
    """Give the seqs of a branch's items in a range, newest first, as an index tells them: so many, or more if only hinted at."""
    if within.start >= within.stop:
        return
    is_sieve = branch.words is not None and all(_is_frequent(db, fact) for fact in branch.shared)
    words, shared = (branch.words, branch.shared) if is_sieve else (branch.text, ())
    is_plain = not branch.conditions and not branch.is_of_few
    # without a test besides the words the statement gives the same of the lists
    if words is not None and not words.is_not and is_plain and (is_sieve or index is WORDS):
        within = yield from _sieved(db, shared, words, index, view=view, within=within, limit=limit)
        if within.start >= within.stop:
            return
    is_hint = index is LISTS and branch.hinted is not None
    sql, values = statement(branch, index, view, within, _ALL if is_hint else limit)
    for row in db.connection.execute(sql, values):
        yield row[0]


def _is_frequent(db: SqliteSession, fact: str) -> bool:
    return int(db.run("count_shared", {"fact": fact, "sample": _SAMPLE}).fetchone()["n"]) >= _FREQUENT


def _sieved(
    db: SqliteSession,
    shared: tuple[str, ...],
    words: Text,
    index: Index,
    *,
    view: Audience,
    within: Range,
    limit: int,
) -> Generator[int, None, Range]:
    """Test the newest items that have the words; give what passes, and return the seqs not looked at."""
    most = _SIEVED + _SIEVED_EACH * limit if shared else limit
    hits = (
        listed_hits(db, words.match, shared=shared, hidden=HIDDEN[view], within=within, most=most)
        if index is LISTS
        else Hits(words.match, shared, HIDDEN[view]).newest(db, within, most)
    )
    n, seq = 0, within.start
    for seq, passes in hits:
        n += 1
        if passes:
            yield seq
    return Range(within.start, seq if n == most else within.start)


@contextmanager
def bounded(db: sqlite3.Connection, query: str, limit_s: float) -> Iterator[None]:
    """Let the statements inside take so long together.

    Raises:
        QueryError: they took longer.
    """
    stop_at = time.monotonic() + limit_s
    db.set_progress_handler(lambda: time.monotonic() > stop_at, _STEPS)
    try:
        yield
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_INTERRUPT:
            raise
        raise QueryError(query, 0, "this search is too broad; add a word or a day, as in after:2d") from error
    finally:
        db.set_progress_handler(None, 0)


def branches(node: Node, view: Audience, now: datetime) -> list[Branch]:
    """Split a search into the parts of its OR; words and keywords stay together."""
    compiler, for_lists = Compiler(view, now), Compiler(view, now, is_for_lists=True)
    node = _or_on_top(node, compiler)
    if isinstance(node, Any):
        compiled = [(part, compiler.compile(part)) for part in _parts(node, Any)]
        if any(found is True for _, found in compiled):
            return [Branch()]
        mixed = [part for part, found in compiled if isinstance(found, Condition)]
        texts = tuple(part for part, found in compiled if isinstance(found, Text))
        if len(mixed) < _MAX_BRANCHES:
            alike = [_branch(Any(texts), compiler, for_lists)] if texts else []
            return [
                found
                for found in (*alike, *(_branch(part, compiler, for_lists) for part in mixed))
                if found is not None
            ]
    found = _branch(node, compiler, for_lists)
    return [] if found is None else [found]


def _or_on_top(node: Node, compiler: Compiler) -> Node:
    """Give an AND with an OR of unlike parts in it as an OR of ANDs, so that each is read by its own index.

    As a test of each row, an OR reads all that its words find, however old: "(gold OR words>5000) is:current" 13 ms at 5 million.
    """
    parts = _parts(node, All)
    for n, part in enumerate(parts):
        if isinstance(part, Any) and isinstance(compiler.compile(part), Condition):
            options = _parts(part, Any)
            if len(options) < _MAX_BRANCHES:
                return Any(tuple(All((*parts[:n], option, *parts[n + 1 :])) for option in options))
    return node


def _branch(node: Node, compiler: Compiler, for_lists: Compiler) -> Branch | None:
    """Take an AND apart; None = nothing can match."""
    parts = _parts(node, All)
    compiled = [compiler.compile(part) for part in parts]
    if any(found is False for found in compiled):
        return None
    indexed = [part for part, found in zip(parts, compiled, strict=True) if isinstance(found, Text)]
    hints = [hint for part in parts if isinstance(hint := _number_hint(part), Text)]
    shared = tuple(fact for part in parts if (fact := shared_fact(part)) is not None)
    text, words = _texts(indexed, compiler, hints)
    is_sieve = bool(shared) and words is not None and not words.is_not and len(indexed) == len(parts)
    of_few = any(is_of_few(part) for part in parts)
    listed, listed_words = (None, None)
    if not of_few and all(map(is_listed, indexed)):
        listed, listed_words = _texts(indexed, for_lists, hints)
    return Branch(
        words=words if is_sieve else None,
        shared=shared if is_sieve else (),
        text=text,
        listed=listed,
        listed_words=listed_words if is_sieve else None,
        hinted=_all_of([part for part in parts if is_hint(part)]),
        conditions=tuple(found for found in compiled if isinstance(found, Condition)),
        is_of_few=of_few,
        times=tuple(part for part in parts if isinstance(part, When)),
    )


def _texts(parts: Sequence[Node], compiler: Compiler, hints: Sequence[Text]) -> tuple[Text | None, Text | None]:
    """Give what the index is asked for parts that it knows: all of it, and without what many items share."""
    compiled = [(part, found) for part in parts if isinstance(found := compiler.compile(part), Text)]
    words = [found for part, found in compiled if shared_fact(part) is None]
    return text_of([*(found for _, found in compiled), *hints]), text_of(words)


def _all_of(parts: Sequence[Node]) -> Node | None:
    return All(tuple(parts)) if len(parts) > 1 else parts[0] if parts else None


def _parts(node: Node, kind: type[All] | type[Any]) -> list[Node]:
    if not isinstance(node, kind):
        return [node]
    return [inner for part in node.parts for inner in _parts(part, kind)]


def _number_hint(part: Node) -> Text | bool | None:
    """Give words that every item with such a number has, if only few items have it."""
    if not isinstance(part, Number):
        return None
    if part.field in documents.SMALL_NUMBERS:
        is_far = part.value >= documents.SMALL.stop and part.sign in (">", ">=", "=")
        return Text(f'"{documents.number_fact(part.field, part.value)}"') if is_far else None
    if part.field != "words":
        return None
    if part.sign in (">", ">=", "=") and part.value >= _MANY_WORDS:
        bits = range(min(part.value.bit_length(), documents.MAX_BITS), documents.MAX_BITS + 1)
    elif part.sign in ("<", "<=", "=") and part.value <= _FEW_WORDS:
        bits = range(part.value.bit_length() + 1)
    else:
        return None
    found = any_text([documents.fact("size", str(n)) for n in bits])
    return found if isinstance(found, Text) else None


def range_of(db: SqliteSession, branch: Branch, now: datetime, before: int | None) -> Range:
    start, stop = 0, _TOP if before is None else min(before, _TOP)
    for part in branch.times:
        at = {"at": micros(part.moment(now))}
        if part.sign == "after":
            row = db.run("first_since", at).fetchone()
            start = max(start, _TOP if row is None else row["seq"])
        else:
            stop = min(stop, db.run("last_until", at).fetchone()["seq"] + 1)
    return Range(start, stop)


def statement(branch: Branch, index: Index, view: Audience, within: Range, limit: int) -> tuple[str, Sequence[object]]:
    """Give the statement of a branch by an index of words; the pieces are fixed, all values are bound."""
    conditions = [row.sql for row in branch.conditions]
    values = [value for row in branch.conditions for value in row.values]
    text = branch.text
    if text is not None and not branch.is_of_few:
        match = f'"{documents.EVERY}" NOT ({text.match})' if text.is_not else text.match
        rows = f"CROSS JOIN items i ON i.seq = {index.doc} >> 2" if conditions else ""
        tested = "".join(f" AND {condition}" for condition in conditions)
        return (
            f"SELECT {index.doc} >> 2 FROM {index.table} s {rows} WHERE s.{index.table} MATCH ? AND s.rowid >= ? AND s.rowid <= ?"
            f" AND {index.doc} & 3 <> ?{tested} ORDER BY s.rowid {index.order} LIMIT ?",
            (match, *index.bounds(within), HIDDEN[view], *values, limit),
        )
    if text is not None:
        found = f"EXISTS (SELECT 1 FROM search WHERE search MATCH ? AND rowid = {_DOCUMENT[view]})"
        conditions.append(f"NOT {found}" if text.is_not else found)
        values.append(text.match)
    tested = " AND ".join([_VISIBLE[view], *conditions])
    if branch.is_of_few:
        # the + keeps the seqs from being chosen as the way in: a chain has fewer rows
        table, seq = "items i", "+i.seq"
    else:
        table, seq = "items i INDEXED BY items_facts", "i.seq"
    return (
        f"SELECT i.seq FROM {table} WHERE {seq} >= ? AND {seq} < ? AND {tested} ORDER BY {seq} DESC LIMIT ?",
        (within.start, within.stop, *values, limit),
    )
