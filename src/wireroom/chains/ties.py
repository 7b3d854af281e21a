"""Ties: how strongly two items of one agency belong to one chain. A symmetric question with one answer.

`find_tie(earlier, later)` depends on these two cards, and for a numbered version with a changed headline on how many
others share its words: that is why chains come out the same in any order of arrival, save for a few such links. In
falling weight: what the agency says itself (ids, versions, references), the same slug with a number that fits, the
same headline, a like headline with a number that fits, a flash and the story that follows it within the hour.

The thresholds are measured on Reuters headlines of May 2012 (bench/bench_chains.py, tools/train_wording.py).
"""

from typing import Final, Literal

import msgspec

from wireroom.chains.card import DAY_S, Card, likeness
from wireroom.chains.order import RESTART_S
from wireroom.chains.wording import Crowd, chance
from wireroom.text.stems import rarity, surface

Basis = Literal["id", "slug", "headline", "lead", "text"]

#: no version follows its predecessor later than this without an id that says so: 99 % come within 22 h
WINDOW_S: Final = DAY_S
#: a flash's story comes within this: 90 % of Reuters' of 1987 within 42 minutes
SNAP_S: Final = 4 * 3600.0
#: a numbered version with a changed headline is tied when this likely; trades precision for recall
LEAST_CHANCE: Final = 0.3
#: a changed headline less like than this is not looked at closely: of 303 ties over six days the least like had .14
_HOPELESS: Final = 0.1
#: what a changed headline scores at most; of a refile less than the least of what it sends again, if that is there
_ANEW: Final = 0.75
_REFILED: Final = 0.4
#: an unmarked headline goes on from one that has nearly all its words, by cosine; a marked one needs fewer
NEARLY_ALL: Final = 0.8
#: from here on many items of the agency share a word of that day
_FEW: Final = 3
#: and from here on so many that it ties nothing
_MANY: Final = 30
_CLOSE_S: Final = 25 * 60.0
#: two items on one slug and without a number are one story when their headlines are as like as this
_ON_ONE_SLUG: Final = 0.35


class Tie(msgspec.Struct, frozen=True, kw_only=True):
    """That `later` follows `earlier`, how sure, and on what ground."""

    earlier: str
    later: str
    basis: Basis
    score: float
    #: it holds beside all others: the agency's own word, or the same headline. The rest compete, the best one holds
    is_firm: bool = False


def precedes(one: Card, other: Card) -> bool:
    """Tell which of two is the earlier version: by id, number, time, mark; the order of arrival does not count."""
    if one.guid is not None and one.guid == other.guid and one.version_number != other.version_number:
        return one.version_number < other.version_number
    if one.guid in other.refs and one.guid is not None:
        return True
    if other.guid in one.refs and other.guid is not None:
        return False
    if one.is_kill != other.is_kill and (
        (one.guid is not None and one.guid == other.guid) or _is_same_second(one, other)
    ):
        return other.is_kill  # what bears its id, or left in the same second, is what it kills and not new copy
    if (
        one.number is not None
        and other.number is not None
        and (one.number, one.is_repair) != (other.number, other.is_repair)
        and abs(one.start - other.start) <= RESTART_S
    ):
        return (one.number, one.is_repair) < (other.number, other.is_repair)
    if one.end < other.start or other.end < one.start:
        return one.start < other.start
    return _turn(one) < _turn(other)


def _is_same_second(one: Card, other: Card) -> bool:
    return one.is_exact and other.is_exact and one.start == other.start


def are_strangers(one: Card, other: Card) -> bool:
    """Tell at little cost that nothing ties two unmarked items, whichever is the earlier: neither their headlines nor an id.

    Of a line without a text and a story it does not tell: the line may be worded like the story's first paragraph.
    """
    return (
        one.is_plain
        and other.is_plain
        and one.key != other.key
        and (one.lead is None) is (other.lead is None)
        and likeness(one.vector, other.vector) < _ON_ONE_SLUG
        and (one.guid is None or one.guid != other.guid)
        and not (one.refs or other.refs)
    )


def find_tie(earlier: Card, later: Card, crowd: Crowd) -> Tie | None:
    """Tell whether and how `later` continues `earlier`; both of one agency. `crowd` says how common a word is today."""
    if said := _said_so(earlier, later):
        return Tie(earlier=earlier.id, later=later.id, basis="id", score=said, is_firm=True)
    gap = distance(earlier, later)
    if gap > WINDOW_S or (earlier.genre != later.genre and "advisory" in (earlier.genre, later.genre)):
        return None
    fit = number_fit(earlier, later)
    if fit < 0:
        return None
    is_same = bool(earlier.key) and earlier.key == later.key
    alike = 1.0 if is_same else likeness(earlier.vector, later.vector)
    if earlier.slug and earlier.slug == later.slug and (score := _by_slug(earlier, later, fit, alike, gap)):
        return Tie(earlier=earlier.id, later=later.id, basis="slug", score=score, is_firm=is_same)
    if score := _by_headline(earlier, later, fit, alike, gap, crowd):
        return Tie(earlier=earlier.id, later=later.id, basis="headline", score=score, is_firm=is_same)
    if score := _by_snap(earlier, later, alike, gap, crowd):
        return Tie(earlier=earlier.id, later=later.id, basis="lead" if later.lead else "headline", score=score)
    return None


def is_ahead(earlier: Card, later: Card) -> bool:
    """Tell whether `earlier` is a line sent ahead of such a story: it is ranked, or bare where the other has a body."""
    return earlier.stage < 3 or (earlier.lead is None and later.lead is not None)


def distance(one: Card, other: Card) -> float:
    """Give the seconds between two items; 0 when their days overlap."""
    return max(0.0, one.start - other.end, other.start - one.end)


def number_fit(earlier: Card, later: Card) -> int:
    """Say how the numbers go on: 2 the next one, 1 a later one, 0 they say nothing, -1 they contradict."""
    before, after = earlier.number, later.number
    if after is None:
        return 1 if later.sums_up and before is not None else 0
    if before is None:
        return 2 if after == 1 else 1
    if after == before:
        return 2 if later.is_repair or earlier.is_repair or later.key == earlier.key else -1
    if after < before:
        return -1
    return 2 if after == before + 1 else 1


def _said_so(earlier: Card, later: Card) -> float:
    if earlier.guid is not None and (earlier.guid == later.guid or earlier.guid in later.refs):
        return 1.0
    if later.guid is not None and later.guid in earlier.refs:
        return 1.0
    if earlier.message_number is not None and earlier.message_number in later.refs:
        return 0.99 if distance(earlier, later) <= WINDOW_S else 0.0
    return 0.0


def _by_slug(earlier: Card, later: Card, fit: int, alike: float, gap: float) -> float:
    """A slug names a running story, but some desks hang ten pieces on one: without a number the words must agree."""
    if not fit and not later.is_kill and not later.is_repair and not later.joins_behind and alike < _ON_ONE_SLUG:
        return 0.0
    if earlier.genre != later.genre and alike < 0.6:
        return 0.0
    return 0.8 + 0.05 * max(fit, 0) + 0.09 * alike - 0.05 * gap / WINDOW_S


def _by_headline(earlier: Card, later: Card, fit: int, alike: float, gap: float, crowd: Crowd) -> float:
    if not earlier.agency and alike < 0.95:
        return 0.0
    if earlier.genre != later.genre and alike < 0.75:
        return 0.0
    score = max(0.01, 0.72 * alike + 0.04 * fit - 0.1 * gap / WINDOW_S)
    is_timed = earlier.is_exact and later.is_exact
    is_refile = "refile" in later.actions and "repeat" not in later.actions
    if (is_refile or "repeat" in later.actions) and alike >= 0.7:
        return score
    if "repeat" in later.actions or (is_refile and later.number is None):
        return 0.0  # a mended UPDATE 2 whose first sending never came goes on from UPDATE 1, as that one did
    is_counted = later.number is not None or fit > 0
    if is_counted and alike < _HOPELESS:
        return 0.0
    if is_counted and alike < 1.0:
        likely = chance(earlier, later, alike, fit, gap, crowd)
        least = LEAST_CHANCE if is_timed else _least_untimed(earlier, later, crowd)
        if earlier.slug and later.slug:  # and they differ: the agency says it is another story
            least = 0.8
        return (_REFILED if is_refile else _ANEW) * likely if likely >= least else 0.0
    if is_counted:
        return score
    if later.is_repair or later.joins_behind or later.is_kill:
        return score if alike >= (0.4 if is_timed else 0.6) else 0.0
    return score if alike >= NEARLY_ALL else 0.0


def _least_untimed(earlier: Card, later: Card, crowd: Crowd) -> float:
    """Where only the day is known the words must do more, and much more when the whole wire writes of the same thing."""
    alone = min((crowd(stem) for stem in earlier.vector if stem in later.vector), default=_FEW)
    return 0.5 if alone < _FEW else 0.9


def _by_snap(earlier: Card, later: Card, alike: float, gap: float, crowd: Crowd) -> float:
    """A flash is one line, worded like the lead of the story that follows; few words, so time must vouch for them."""
    if not is_ahead(earlier, later) or not earlier.agency or gap > SNAP_S or earlier.genre != later.genre:
        return 0.0
    if later.lead is not None:
        alike = max(alike, likeness(earlier.vector, later.lead))
    shared = [stem for stem in earlier.vector if stem in later.vector or (later.lead and stem in later.lead)]
    telling = [stem for stem in shared if _is_telling(stem, crowd)]
    if not telling and alike < NEARLY_ALL:
        return 0.0
    # under another slug an hour later it is another piece: a chronology, or a match in the same town
    is_other = bool(earlier.slug and later.slug and earlier.slug != later.slug)
    is_near = len(telling) >= 2 and gap <= _close(earlier, is_other=is_other)
    least = 0.6 if is_other and gap > _CLOSE_S else (0.42 if gap <= 3600.0 else 0.52)
    if is_other and gap > 3600.0:
        least = NEARLY_ALL  # a short piece on the same port has its words, too
    if not is_other and gap <= 1.25 * 3600.0 and len(telling) >= 2 and _is_of(earlier, later):
        least = 0.38
    elif later.lead is not None and not any(stem in later.vector for stem in telling):
        least = max(least, 0.5)  # told in passing, in a story that its headline says is another
    if alike >= least or (is_near and alike >= (0.2 if earlier.stage == 0 else 0.32)):
        return 0.7 * alike - 0.1 * gap / SNAP_S
    return 0.0


def _is_telling(stem: str, crowd: Crowd) -> bool:
    """Tell whether a shared word tells two lines are of one thing: rare, and not in everyone's headline today.

    "Qtr", "cts" and "dlrs" are rare in one year's headlines and in every second one of another. A figure tells when it
    is exact: 388.68 and not 20, 100 or 1987.
    """
    if stem[0].isdigit():
        return "." in stem or (
            len(stem) > 2 and stem[-2:] != "00" and not (len(stem) == 4 and stem[:2] in ("19", "20"))
        )
    return rarity(stem) >= 4.0 and crowd(stem) < _MANY


def _is_of(earlier: Card, later: Card) -> bool:
    """Tell whether the line begins with a rare word, as a rule its subject, that the story's headline has, too."""
    subject = next(iter(earlier.vector), "")
    return subject in later.vector and not subject[0].isdigit() and rarity(subject) >= 6.0


def _close(earlier: Card, *, is_other: bool) -> float:
    """Within which time two telling words are enough; a flash is rare, so its agency means nothing else by them."""
    return 2 * 3600.0 if earlier.stage == 0 and not is_other else _CLOSE_S


def _turn(card: Card) -> tuple[int, int, bool, float, str]:
    return (card.stage, card.number or 0, card.is_repair, card.start, card.id)


def tie_words(tie: Tie, earlier: Card, later: Card) -> str:
    """Say a tie in the words of the desk: 'same slug "Harbour-Bridge", 2nd LD after 1st LD, 12 minutes later'."""
    parts = [_ground(tie, earlier, later)]
    if earlier.label and later.label:
        parts.append(f"{later.label} after {earlier.label}")
    elif later.label:
        parts.append(f"{later.label} after the story")
    elif earlier.label:
        parts.append(f"story after {earlier.label}")
    parts.append(_gap_words(earlier, later))
    return ", ".join(part for part in parts if part)


def _ground(tie: Tie, earlier: Card, later: Card) -> str:
    if tie.basis == "id":
        return "the agency's own id" if earlier.guid == later.guid else "the agency's own reference"
    if tie.basis == "slug":
        return f'same slug "{later.slugline}"'
    if earlier.key == later.key:
        return "same headline"
    others = later.lead or later.vector
    shared = sorted((stem for stem in earlier.vector if stem in others), key=rarity, reverse=True)[:4]
    place = "the lead" if tie.basis == "lead" else "the headline"
    words = ", ".join(f'"{surface(stem, earlier.title)}"' for stem in shared)
    return f"{place} shares {words}" if words else "like words"


def _gap_words(earlier: Card, later: Card) -> str:
    if not (earlier.is_exact and later.is_exact):
        return "same day" if distance(earlier, later) <= 0 else ""
    minutes = round((later.start - earlier.start) / 60)
    if minutes == 0:
        return "same minute"
    unit = f"{abs(minutes)} minute{'s' if abs(minutes) != 1 else ''}"
    if abs(minutes) >= 90:
        unit = f"{abs(minutes) / 60:.0f} hours"
    return f"{unit} {'later' if minutes > 0 else 'earlier by its own time'}"
