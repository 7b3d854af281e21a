"""Statements: who said what, with the words, the place, the time, and where each stands in the text.

    statement.py   what a statement is
    quotes.py      quotation marks and sentences
    words.py       verbs of speech, roles and pronouns
    people.py      who is meant: "he", "the minister", "Kallmark"
    clauses.py     who speaks in a clause, and where their words begin and end
    drafts.py      what one sentence gives of a statement
    reader.py      text -> statements
    days.py        "next week", "on Friday": which days that is

Rules and no model: a statement that cannot be told for certain is left out, and a speaker who cannot be named stands as the
copy names them.

>>> [found] = read_statements('"The bridge is closed," harbour master Ines Kallmark said.')
>>> found.speaker, found.role, found.verb
('Ines Kallmark', 'harbour master', 'said')
"""

from wireroom.statements.days import find_days
from wireroom.statements.reader import read_statements
from wireroom.statements.statement import Span, Statement, TimeWords

__all__ = ["Span", "Statement", "TimeWords", "find_days", "read_statements"]
