"""Words in any form, as the words that are in the index: "ferry~" is ferry, or ferries in English copy, or …

The index has the words as they are written, and nothing of stems: who asks for forms pays for them. The words that begin as
the forms do are read from the engine's own list, and each is tested as `query.matches` tests it.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import TypeAlias

from wireroom.query.tree import All, Any, Is, Node, Not, Words
from wireroom.store.tables._documents import fact
from wireroom.text.forms import LANGUAGES, form_start, is_form


class Spoken(Is, frozen=True, tag="spoken"):
    """The language of the copy in which a word has some forms; an engine may look at it afterwards, item by item."""


#: gives the words and facts of the archive that begin so
Known: TypeAlias = Callable[[str], Iterable[str]]


def spell_out(node: Node, known: Known, *, is_any_language: bool = False) -> Node:
    """Give the search with words for forms; without such it is the same.

    `is_any_language`: facts are not known, so that the words are stemmed for every language, not for those of the copy alone.
    """
    if not _has_forms(node):
        return node
    return _spelled(node, known, list(LANGUAGES) if is_any_language else _languages(known), Spoken)


def _has_forms(node: Node) -> bool:
    if isinstance(node, All | Any):
        return any(map(_has_forms, node.parts))
    return _has_forms(node.part) if isinstance(node, Not) else isinstance(node, Words) and node.is_any_form


def _spelled(node: Node, known: Known, languages: Sequence[str], spoken: type[Is]) -> Node:
    if isinstance(node, Words):
        return _forms(node, known, languages, spoken) if node.is_any_form else node
    if isinstance(node, All):
        return All(tuple(_spelled(part, known, languages, spoken) for part in node.parts))
    if isinstance(node, Any):
        return Any(tuple(_spelled(part, known, languages, spoken) for part in node.parts))
    return Not(_spelled(node.part, known, languages, Is)) if isinstance(node, Not) else node


def _forms(node: Words, known: Known, languages: Sequence[str], spoken: type[Is]) -> Node:
    word = node.terms[0]
    # all are beginnings of the word; to look words up is what takes the time
    starts = [form_start(word, language) for language in languages]
    others = [term for term in known(min(starts, key=len)) if term != word] if starts else []
    by_forms: dict[tuple[str, ...], list[str]] = {}
    for language in languages:
        if found := tuple(term for term in others if is_form(term, word, language)):
            by_forms.setdefault(found, []).append(language)
    parts: list[Node] = [Words((word,), node.field)]
    for found, by in by_forms.items():
        forms = _any_of(Words((term,), node.field) for term in found)
        parts.append(All((forms, _any_of(spoken("lang", language) for language in by))))
    return _any_of(parts)


def _languages(known: Known) -> list[str]:
    """Give the languages that bend words and that copy here is in: to stem for the others takes most of the time."""
    found = set(known(fact("lang", "")))
    return [language for language in LANGUAGES if fact("lang", language) in found]


def _any_of(parts: Iterable[Node]) -> Node:
    found = tuple(parts)
    return found[0] if len(found) == 1 else Any(found)
