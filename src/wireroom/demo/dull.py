"""The dull traffic of a wire day: what comes every hour whether anybody looks or not."""

from collections.abc import Iterator
from typing import Final

from wireroom.demo.copybook import Copy

_PORTS: Final = ("Holm", "Varnsund", "Eskeby", "Aldra", "Tangvik")
_FIRMS: Final = (
    ("VELTA", 340.0), ("BRIGHTWATER", 20.6), ("SOUND SAVINGS", 88.2), ("NORRLAND OIL", 155.0), ("HOLM TIMBER", 61.4),
)  # fmt: skip
_SKIES: Final = ("rain", "showers", "drizzle", "broken clouds", "fog patches", "sleet on the hills")


def dull_copy(minutes: int) -> Iterator[Copy]:
    """Give all of it, in no order."""
    yield from _tides(minutes)
    yield from _prices(minutes)
    yield from _weather(minutes)
    yield from _ships(minutes)
    yield from _scores(minutes)


def _tides(minutes: int) -> Iterator[Copy]:
    for number, minute in enumerate(range(6, minutes, 22)):
        port = _PORTS[number % len(_PORTS)]
        rows = tuple(
            f"{hour:02d}:{(number * 7 + hour) % 60:02d} {1.1 + (number + hour) % 5 / 10:.1f} m"
            for hour in (3, 9, 15, 21)
        )
        yield Copy(
            minute=minute + 0.3, agency="sound", fields={"slug": f"{port}-Tides", "priority": "d", "category": "o"},
            headline=f"Tides at {port}", paragraphs=rows,
        )  # fmt: skip


def _prices(minutes: int) -> Iterator[Copy]:
    for number, minute in enumerate(range(4, minutes, 20)):
        firm, price = _FIRMS[number % len(_FIRMS)]
        now = price * (1 + ((number * 37) % 11 - 5) / 400)
        yield Copy(
            minute=minute + 0.7, agency="meri", fields={"slug": f"{firm.replace(' ', '-')}-SHARES/", "urgency": "6"},
            headline=f"TABLE-{firm.title()} shares at {now:.2f} crowns",
            paragraphs=(f"{firm.title()}: last {now:.2f}, before {price:.2f}, volume {12 + number * 3},000.",),
        )  # fmt: skip


def _weather(minutes: int) -> Iterator[Copy]:
    for number, minute in enumerate(range(10, minutes, 24)):
        sky = _SKIES[number % len(_SKIES)]
        place = _PORTS[(number + 2) % len(_PORTS)]
        yield Copy(
            minute=minute + 0.1, agency="atlas", fields={"slug": f"weather-{number}"},
            headline=f"Weather for {place}: {sky}, {4 + number % 6} degrees",
            paragraphs=(f"{place} will have {sky} for the next hours, {4 + number % 6} degrees, wind from the south-west.",),
        )  # fmt: skip


def _ships(minutes: int) -> Iterator[Copy]:
    for number, minute in enumerate(range(15, minutes, 26)):
        port = _PORTS[number % 3]
        yield Copy(
            minute=minute + 0.5, agency="coast", fields={"slug": f"Ships/{port}", "priority": "6"},
            headline=f"Ships expected at {port}",
            paragraphs=(f"Expected at {port}: two coasters, a tanker of {9 + number},000 tons, {3 + number % 4} trawlers.",),
        )  # fmt: skip


def _scores(minutes: int) -> Iterator[Copy]:
    for number, minute in enumerate(range(21, minutes, 34)):
        home, away = _PORTS[number % 5], _PORTS[(number + 2) % 5]
        yield Copy(
            minute=minute + 0.9, agency="norr", fields={"slug": f"Sport-Handball-{home}"},
            headline=f"Handball: {home} {24 + number}, {away} {21 + number * 2 % 7}",
            paragraphs=(f"{home} beat {away} in the second division.",),
        )  # fmt: skip
