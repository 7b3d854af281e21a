"""Names of parties in metadata: which of them is the agency, which is a person."""

from collections.abc import Iterable


def agency_named(provider: str | None, *others: str | None) -> str | None:
    """Give the provider; where it is given as a domain ("reuters.com"), the same name as people write it."""
    if provider and "." in provider:
        for name in others:
            if name and provider.lower().startswith(name.lower()):
                return name
    return provider or next(filter(None, others), None)


def is_person(name: str, agencies: Iterable[str | None]) -> bool:
    """Tell whether a creator's name is a writer's: a few words, none of them out of the agencies' names."""
    known = " ".join(filter(None, agencies)).casefold()
    words = name.split()
    return 2 <= len(words) <= 5 and not any(word.casefold() in known for word in words if len(word) > 2)
