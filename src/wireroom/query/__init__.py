"""The one search language: it means the same in the archive, on the live wire and in saved searches. Pure.

    parse(text)                  -> syntax tree        tokens.py, grammar.py, times.py, tree.py; QueryError with a caret
    matches(tree, Subject, now)  -> bool               match.py: the meaning; every store must agree with it
    explain(tree)                -> an English sentence
    read_hints(text)             -> what may have been meant otherwise
    count_facets(found, text)    -> what they have in common, each value with the narrower search    facets.py
    mark_words(text, words, …)   -> the text in pieces, those that were looked for marked    highlight.py

To add a field: one row in `fields.FIELDS`, its value in `match.py`.
"""

from wireroom.query.explain import explain
from wireroom.query.facets import Facet, FacetValue, count_facets
from wireroom.query.fields import FIELDS
from wireroom.query.grammar import parse
from wireroom.query.highlight import Piece, cut_snippet, mark_words, wanted_words
from wireroom.query.hints import read_hints
from wireroom.query.match import Subject, columns_of, folded_text, keywords, matches, numbers
from wireroom.query.tree import Node

__all__ = [
    "FIELDS",
    "Facet",
    "FacetValue",
    "Node",
    "Piece",
    "Subject",
    "columns_of",
    "count_facets",
    "cut_snippet",
    "explain",
    "folded_text",
    "keywords",
    "mark_words",
    "matches",
    "numbers",
    "parse",
    "read_hints",
    "wanted_words",
]
