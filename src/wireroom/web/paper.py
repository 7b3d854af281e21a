"""Items as the pages show them: titles, badges, times, states. Small frozen views that templates print without thinking.

Ranks are said by word, shape and weight; colour comes last. What readers may not see never gets into a view.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Final

import msgspec
from markupsafe import Markup

from wireroom.chains import find_gaps
from wireroom.model import Block, ChainVersion, Filed, Gap, Item, Marks
from wireroom.store._api import TickerLine
from wireroom.text.markup import sanitise
from wireroom.text.spans import is_of_today

#: languages written from right to left (Unicode CLDR 45, scripts Arab, Hebr, Thaa, Syrc, Nkoo)
_RTL: Final = frozenset(
    ("ar", "arc", "ckb", "dv", "fa", "he", "iw", "ks", "ku-arab", "nqo", "ps", "sd", "syr", "ug", "ur", "yi")
)
_ORDINALS: Final = ("", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")


class Badge(msgspec.Struct, frozen=True, kw_only=True):
    """A mark as it is shown: the house's own spelling, a shape, and what it means."""

    #: flash, bulletin, alert, urgent, lead, corrected, killed, genre, plain
    shape: str
    text: str
    meaning: str


class When(msgspec.Struct, frozen=True, kw_only=True):
    """A time for a <time> element: without script it reads in UTC, with it in the reader's zone."""

    iso: str
    text: str
    #: how the script writes it: "clock", "line", "stamp", "hour", "full"; "" = leave it (a day without a time)
    style: str


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the box "Off the wire", of a list of news, or of a story's timeline."""

    id: str
    chain: str
    story: str
    title: str
    agency: str
    badge: Badge | None
    at: When
    n_versions: int
    lang: str | None
    is_loud: bool = False
    is_killed: bool = False
    first_words: str = ""
    #: those that have the story, when the line stands for a whole story
    agencies: tuple[str, ...] = ()


class VersionDot(msgspec.Struct, frozen=True, kw_only=True):
    """One stop on the line "Versions of this story"."""

    id: str
    badge: Badge
    at: When | None
    title: str
    is_current: bool
    is_killed: bool
    #: it can be compared with the one that is shown: it came before it
    is_earlier: bool
    #: what is missing before it: "2nd LD", in the house's spelling
    gaps: tuple[str, ...] = ()


def badge_of(marks: Marks) -> Badge | None:
    """Give the badge for an item's marks; None = plain news."""
    if marks.rank:
        text = marks.label or marks.rank.upper()
        return Badge(shape=marks.rank, text=text, meaning=_RANKS[marks.rank])
    for action in marks.actions:
        if action in _ACTIONS:
            text = marks.label or action.capitalize()
            shape = "corrected" if action in ("correction", "refile") else "lead"
            return Badge(shape=shape, text=text, meaning=_ACTIONS[action])
    if marks.joins_behind:
        text = marks.label or f"Take {marks.take}"
        return Badge(shape="lead", text=text, meaning=f"Take {marks.take}: goes on from the take before it")
    if marks.series:
        return Badge(shape="lead", text=marks.label or _series_label(marks), meaning=_series_meaning(marks))
    if marks.genre:
        text = marks.label or marks.genre.capitalize()
        return Badge(shape="genre", text=text, meaning=f"{marks.genre.capitalize()}: the kind of piece this is")
    if marks.label:
        return Badge(shape="lead", text=marks.label, meaning="The agency's own mark")
    return None


KILLED: Final = Badge(shape="killed", text="Killed", meaning="Killed: must not be used")
_RANKS: Final = {
    "flash": "Flash: the first word of news of the highest importance",
    "bulletin": "Bulletin: major news, a few lines at once",
    "alert": "Alert: news of high importance, in one line",
    "urgent": "Urgent: important news, sent ahead of the full story",
}
_ACTIONS: Final = {
    "correction": "Correction: puts an error of an earlier version right",
    "refile": "Refile: sent again with small repairs",
    "repeat": "Repeat: sent again unchanged",
    "kill": "Kill notice: an earlier item must not be used",
    "withdrawal": "Withdrawal: an earlier item is taken back",
    "replace": "Replaces an earlier version",
    "add": "Add: more text to the story before it",
    "insert": "Insert: paragraphs to put into the story before it",
    "sub": "Sub: paragraphs to put in place of others in the story before it",
    "advisory": "Advisory to editors",
}


def _series_label(marks: Marks) -> str:
    return f"{(marks.series or '').capitalize()} {marks.number or ''}".strip()


def _series_meaning(marks: Marks) -> str:
    number = marks.number or 0
    if marks.series == "lead":
        which = _ORDINALS[number] if 0 < number < len(_ORDINALS) else f"number {number}" if number else "new"
        return f"{which.capitalize()} lead: a new version of the running story"
    if marks.series == "update":
        return f"Update {number or ''}: a new version of the running story".replace(" :", ":")
    return f"Wrap-up {number or ''}: the story so far in one piece".replace(" :", ":")


def moment_of(item: Item, received_at: datetime | None = None) -> datetime | None:
    """Give the time an item bears: the agency's own, else when it came in; None = it has no more than a day."""
    found = item.versioncreated or item.sent_at or item.firstcreated
    return found or (None if item.issued_on else received_at)


def when(at: datetime, now: datetime, style: str = "clock") -> When:
    """Write a time in UTC: a clock for the last day, older a date.

    "stamp" keeps the clock beside the date, "line" does for what is of this year; "hour" is a clock whatever the day, where
    the page says which; "full" is all of it.
    """
    iso = at.strftime("%Y-%m-%dT%H:%M:%SZ")
    if style == "full":
        return When(iso=iso, text=f"{at.day} {at:%B %Y, %H:%M} UTC", style=style)
    if style == "hour" or abs(now - at) < timedelta(hours=20):
        return When(iso=iso, text=f"{at:%H:%M}", style=style)
    is_old = abs(now - at) >= timedelta(days=300)
    text = f"{at.day} {at:%b} {at:%Y}" if is_old else f"{at.day} {at:%b}"
    with_clock = style == "stamp" or (style == "line" and not is_old)
    return When(iso=iso, text=f"{text} {at:%H:%M}" if with_clock else text, style=style)


def day(issued_on: str, *, is_short: bool = False) -> When:
    """Write a day without a time, as the page it came from does."""
    found = datetime.fromisoformat(issued_on)
    return When(iso=issued_on, text=f"{found.day} {found:{'%b %Y' if is_short else '%B %Y'}}", style="")


def item_when(filed: Filed, now: datetime, style: str = "full") -> When:
    """Write the time of an item: the agency's, or its day, or when it came in."""
    at = moment_of(filed.item, filed.received_at)
    return when(at, now, style) if at else day(filed.item.issued_on or filed.received_at.date().isoformat())


def direction(language: str | None) -> str:
    """Give the writing direction of a language: "rtl", "ltr", or "auto" when the language is not known."""
    if not language:
        return "auto"
    tag = language.lower()
    return "rtl" if tag in _RTL or tag.split("-")[0] in _RTL or "-arab" in tag else "ltr"


def agency_of(item: Item) -> str:
    """Give the agency as pages show it; an unknown one is said so."""
    return item.agency_name or item.creditline or item.extra.get("provider") or "Agency not named"


def killer_of(filed: Filed) -> str:
    """Say who killed an item: its agency, or an editor here."""
    return "the newsroom" if filed.is_killed_here else agency_of(filed.item)


def title_of(filed: Filed) -> str:
    """Give what pages call an item; killed copy has no title any more."""
    return f"Killed by {killer_of(filed)}" if filed.is_gone else filed.item.title


def first_words(item: Item, limit: int = 220) -> str:
    """Give the start of the story for a list: the first paragraph, cut at a word."""
    text = item.summary or next((block.text for block in item.blocks if block.kind == "para"), "")
    if len(text) <= limit:
        return text
    cut = text[:limit].rsplit(" ", 1)[0] if " " in text[:limit] else text[:limit]
    return f"{cut.rstrip(' ,;:')} …"


def line_of(
    filed: Filed, now: datetime, *, at: datetime | None = None, n_versions: int = 1, style: str = "line"
) -> Line:
    """Make the line of one item; `style` is how its time is written, see `when`."""
    item = filed.item
    is_killed = filed.is_gone
    has_day_only = item.issued_on is not None and not is_of_today(item.issued_on, filed.received_at)
    killed_at = at if is_killed else None
    moment = killed_at or moment_of(item) or (None if has_day_only else at or filed.received_at)
    return Line(
        id=item.id,
        chain=filed.chain,
        story=filed.story,
        title=title_of(filed),
        agency=agency_of(item),
        badge=KILLED if is_killed else badge_of(item.marks),
        at=when(moment, now, style) if moment else day(item.issued_on or "", is_short=True),
        n_versions=n_versions,
        lang=item.language,
        is_loud=not is_killed and item.marks.rank in ("flash", "bulletin"),
        is_killed=is_killed,
        first_words="" if is_killed else first_words(item),
    )


def ticker_line(line: TickerLine, now: datetime) -> Line:
    """Make one line of the box."""
    return line_of(line.filed, now, at=line.at, n_versions=line.n_versions)


def version_dots(chain: Sequence[Filed], gaps: Sequence[Gap], shown: str, now: datetime) -> list[VersionDot]:
    """Make the line of versions, oldest first, with what is known to be missing."""
    dots = []
    place = next((at for at, filed in enumerate(chain) if filed.item.id == shown), 0)
    for position, filed in enumerate(chain):
        item = filed.item
        is_killed = filed.is_gone
        badge = badge_of(item.marks) or Badge(shape="plain", text="Story", meaning="A version without a mark")
        at = moment_of(item, filed.received_at)
        dots.append(
            VersionDot(
                id=item.id,
                badge=KILLED if is_killed else badge,
                at=when(at, now, "stamp") if at else None,
                title=title_of(filed),
                is_current=item.id == shown,
                is_killed=is_killed,
                is_earlier=position < place and not is_killed,
                gaps=tuple(gap.label for gap in gaps if gap.before == item.id),
            )
        )
    return dots


def chain_versions(chain: Sequence[Filed]) -> list[ChainVersion]:
    """Make the versions of a chain for the API, oldest first."""
    return [
        ChainVersion(
            item=filed.item.id,
            label=filed.item.marks.label or "",
            at=moment_of(filed.item, filed.received_at),
            headline="" if filed.is_gone else filed.item.title,
            position=filed.position,
            is_killed=filed.is_gone,
            is_current=filed.superseded_by is None,
        )
        for filed in chain
    ]


def block_markup(block: Block) -> Markup:
    """Give one block as HTML for a page: sanitised again on the way out, plain text escaped."""
    markup = _unlevelled(sanitise(block.html)) if block.html is not None else _plain_markup(block)
    if block.kind in ("table", "pre"):  # may be wider than the page: it scrolls by itself, by keyboard too
        label = "Table" if block.kind == "table" else "Text as sent"
        return Markup('<div class="scroll" role="region" aria-label="{}" tabindex="0">{}</div>').format(label, markup)
    return markup


def _plain_markup(block: Block) -> Markup:
    if block.kind == "rule":
        return Markup("<hr>")
    if block.kind == "table":
        return Markup("<table>{}</table>").format(_all("<tr>{}</tr>", map(_cells, block.text.split("\n"))))
    if block.kind == "list":
        return Markup("<ul>{}</ul>").format(_all("<li>{}</li>", block.text.split("\n")))
    if block.kind == "subhead":
        return Markup("<h2>{}</h2>").format(block.text)
    if block.kind == "quote":
        return Markup("<blockquote>{}</blockquote>").format(block.text)
    return Markup("<pre>{}</pre>" if block.kind == "pre" else "<p>{}</p>").format(block.text)


def _cells(row: str) -> Markup:
    return _all("<td>{}</td>", row.split("\t"))


def _all(form: str, values: Iterable[str]) -> Markup:
    return Markup("").join(Markup(form).format(value) for value in values)


_HEADING: Final = re.compile(r"<(/?)h[1-6]\b")


def _unlevelled(markup: str) -> Markup:
    """Bring foreign headings to one level: the page's own headline is its only h1."""
    return Markup(_HEADING.sub(r"<\1h2", markup))


def gaps_of(whole: Sequence[Filed], shown: Sequence[Filed]) -> tuple[Gap, ...]:
    """Say which versions never came: told from the whole chain, held items too, that nothing held is called missing."""
    known = {filed.item.id for filed in shown}
    return tuple(gap for gap in find_gaps([filed.item for filed in whole]) if gap.before in known)
