"""Names of parties in metadata: which of them is the agency, which is a person."""

from collections.abc import Iterable
from typing import Final

#: of desks and houses, not of people
_NO_NAMES: Final = frozenset((
    "agency", "agence", "agencia", "agentur", "bureau", "desk", "editor", "editors", "media", "news", "newsdesk",
    "newsroom", "press", "presse", "prensa", "redaktion", "redaktionen", "redacción", "rédaction", "redazione", "service",
    "staff", "team", "toimitus", "wire",
))  # fmt: skip


def agency_named(provider: str | None, *others: str | None) -> str | None:
    """Give the provider; where it is given as a domain ("reuters.com"), the same name as people write it."""
    if provider and "." in provider:
        for name in others:
            if name and provider.lower().startswith(name.lower()):
                return name
    return provider or next(filter(None, others), None)


def is_person(name: str, agencies: Iterable[str | None]) -> bool:
    """Tell whether a creator's name is a writer's: a few words, none out of the agencies' names."""
    # "EPA/Zita Halmos", "Zita Halmos / EPA": the credit of a picture says who took it
    own, known = name.casefold(), " ".join(filter(None, agencies)).casefold().replace(" / ", "/")
    known = known.replace(f"/{own}", "").replace(f"{own}/", "")
    words = name.casefold().split()
    if not 2 <= len(words) <= 5 or any(character.isdigit() for character in name):
        return False
    return not any(word in _NO_NAMES or (len(word) > 2 and word in known) for word in words)
