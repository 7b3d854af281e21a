"""Words in any form, as the words that are in the index: "ferry~" is ferry, or ferries in English copy, or …

The index has the words as they are written, and nothing of stems: who asks for forms pays for them. The words that begin as
the forms do are read from the engine's own list, and each is tested as `query.matches` tests it.
"""

from collections.abc import Callable, Iterable
from typing import TypeAlias

from wireroom.query.tree import All, Any, Is, Node, Not, Words
from wireroom.store.tables._documents import fact
from wireroom.text.forms import LANGUAGES, form_start, is_form

#: gives the words and facts of the archive that begin so
Known: TypeAlias = Callable[[str], Iterable[str]]


def spell_out(node: Node, known: Known, *, is_any_language: bool = False) -> Node:
    """Give the search with words for forms; without such it is the same.

    `is_any_language`: facts are not known, so that the words are stemmed for every language, not for those of the copy alone.
    """
    if isinstance(node, Words):
        return _forms(node, known, list(LANGUAGES) if is_any_language else None) if node.is_any_form else node
    if isinstance(node, All):
        return All(tuple(spell_out(part, known, is_any_language=is_any_language) for part in node.parts))
    if isinstance(node, Any):
        return Any(tuple(spell_out(part, known, is_any_language=is_any_language) for part in node.parts))
    return Not(spell_out(node.part, known, is_any_language=is_any_language)) if isinstance(node, Not) else node


def _forms(node: Words, known: Known, languages: list[str] | None) -> Node:
    word = node.terms[0]
    others = [term for term in known(form_start(word)) if term != word]
    spoken: dict[tuple[str, ...], list[str]] = {}
    for language in _languages(known) if languages is None else languages:
        if found := tuple(term for term in others if is_form(term, word, language)):
            spoken.setdefault(found, []).append(language)
    parts: list[Node] = [Words((word,), node.field)]
    for found, by in spoken.items():
        forms = _any_of(Words((term,), node.field) for term in found)
        parts.append(All((forms, _any_of(Is("lang", language) for language in by))))
    return _any_of(parts)


def _languages(known: Known) -> list[str]:
    """Give the languages that bend words and that copy here is in: to stem for the others takes most of the time."""
    facts = {fact("lang", language): language for language in LANGUAGES}
    return [language for word, language in facts.items() if word in known(word)]


def _any_of(parts: Iterable[Node]) -> Node:
    found = tuple(parts)
    return found[0] if len(found) == 1 else Any(found)
