"""How a person sees copy in a terminal."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from rich.console import Console, Group
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from wireroom.cli._screen import printable
from wireroom.model import Fault, Item, Marks
from wireroom.reading import Reading

#: by rank, and for what must not be used; the words stand beside, colour is never all there is
RANK_STYLES = {
    "flash": "bold white on red",
    "bulletin": "bold white on dark_orange3",
    "alert": "bold white on dark_orange3",
    "urgent": "bold black on yellow",
}
_LEVEL_STYLES = {"note": "dim", "warning": "yellow", "error": "bold red"}
_DANGEROUS = {"kill", "withdrawal", "embargo", "hold"}


def show_reading(name: str, reading: Reading, *, explain: bool) -> None:
    """Print what was read from one file."""
    console = Console(highlight=False, markup=False, emoji=False)
    n_items = len(reading.items)
    head = Text.assemble((printable(name), "bold"), "  ", (reading.format or "no format", "cyan"))
    head.append(f"  {n_items} item{'' if n_items == 1 else 's'}")
    console.print(head)
    for fault in reading.faults:
        console.print(Padding(_fault(fault), (0, 2)))
    for item in reading.items:
        console.print(_panel(item, explain=explain))


def mark_text(marks: Marks) -> Text:
    """Give the marks as a badge: the label as the house spells it, and what else there is."""
    badge = Text()
    words = [marks.label or (marks.rank or "").upper(), *(action for action in marks.actions)]
    style = RANK_STYLES.get(marks.rank or "", "bold cyan")
    if _DANGEROUS & set(marks.actions):
        style = "bold white on red"
    for word in dict.fromkeys(filter(None, words)):
        badge.append(f" {printable(word)} ", style)
        badge.append(" ")
    if marks.genre:
        badge.append(f"({printable(marks.genre)}) ", "italic")
    return badge


def show_event(event: Mapping[str, Any]) -> None:
    """Print one line of the wire; that somebody's watch rang is no line for everybody."""
    if event.get("kind") == "rung":
        return
    Console(highlight=False, markup=False, emoji=False, soft_wrap=True).print(event_text(event))


def event_text(event: Mapping[str, Any]) -> Text:
    """Give one line of the wire: time, mark, headline, agency. Killed copy has no words."""
    kind = str(event.get("kind", ""))
    line = Text(f"{_clock_time(event.get('at'))} ", "dim")
    agency = printable(str(event.get("agency_name") or event.get("agency") or ""))
    if kind == "killed" or event.get("is_killed"):
        line.append(" KILLED ", "bold white on red")
        return line.append(f" {agency}")
    if kind not in ("filed", "released", "corrected"):
        return line.append(f"{kind} {printable(str(event.get('chain') or event.get('story') or ''))}", "dim")
    rank = str(event.get("rank") or "")
    words = [event.get("label") or rank.upper() or None, *(_actions(event))]
    if kind == "corrected":
        words.append("corrected")
    for word in dict.fromkeys(str(word) for word in words if word):
        line.append(f" {printable(word)} ", RANK_STYLES.get(rank, "bold cyan"))
        line.append(" ")
    line.append(printable(str(event.get("headline") or "")), "bold" if rank in RANK_STYLES else "")
    return line.append(f"  {agency}", "dim")


def _actions(event: Mapping[str, Any]) -> Sequence[str]:
    found = event.get("actions")
    return found if isinstance(found, list | tuple) else ()


def _clock_time(at: object) -> str:
    """Give the hour on this terminal's clock."""
    if isinstance(at, str):
        try:
            at = datetime.fromisoformat(at)
        except ValueError:
            return "--:--"
    return at.astimezone().strftime("%H:%M") if isinstance(at, datetime) else "--:--"


def _panel(item: Item, *, explain: bool) -> Panel:
    title = mark_text(item.marks)
    title.append(printable(item.title), "bold")
    parts: list[Text | Table] = [title, _facts(item)]
    body = item.body_text
    if body:
        parts.append(Text(""))
        parts.append(Text(printable(body if explain else _start(body))))
    parts.extend(_fault(fault) for fault in item.faults)
    if explain:
        parts.append(_evidence(item))
    return Panel(Group(*parts), title=printable(item.agency_name or item.agency or ""), title_align="right")


def _facts(item: Item) -> Table:
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="dim", no_wrap=True)
    grid.add_column(overflow="fold")
    rows = {
        "slug": item.slug or item.slugline or item.slugline_raw,
        "version": item.take_key or item.version,
        "created": item.versioncreated.isoformat() if item.versioncreated else item.issued_on,
        "embargo": item.embargoed.isoformat() if item.embargoed else item.embargo_text,
        "status": None if item.pubstatus == "usable" else item.pubstatus,
        "byline": item.byline,
        "dateline": item.dateline.text if item.dateline else None,
        "ednote": item.ednote,
        "language": f"{item.language} (guessed)" if item.is_language_guessed else item.language,
        "urgency": str(item.urgency) if item.urgency else None,
        "id": item.native_guid or item.uri,
    }
    for label, value in rows.items():
        if value:
            grid.add_row(label, printable(value))
    return grid


def _evidence(item: Item) -> Table:
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="dim", no_wrap=True)
    grid.add_column()
    for found in item.marks.evidence:
        grid.add_row(found.mark, printable(f"{found.words!r} in {found.where}, by {found.rule}"))
    for field, place in item.provenance.items():
        grid.add_row(field, printable(place))
    return grid


def _fault(fault: Fault) -> Text:
    where = f" ({fault.where})" if fault.where else ""
    return Text(f"{fault.level}: {printable(fault.text)}{where}", _LEVEL_STYLES[fault.level])


def _start(body: str, n_chars: int = 400) -> str:
    """Give the first paragraphs, cut at a word."""
    if len(body) <= n_chars:
        return body
    return body[:n_chars].rsplit(maxsplit=1)[0] + " …"
