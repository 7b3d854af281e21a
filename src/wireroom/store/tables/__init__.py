"""What every store made of tables shares: rows, the work of a write transaction, the verbs. An engine adds its own SQL.

queries.sql    statements that every engine understands, by name; the engine's own queries.sql adds the others
_session       the seam to an engine: a session runs named statements, a database lends sessions
_verbs         the verbs of `Store` over it; _ledger: those of `Ledger`
_placing       what one write transaction does; _worksheet, _changes: what it is made of; _chain_sheet: one chain while it
               works on it; _editing, _moves
_documents     what the search index holds of an item
_moving        a whole room as lines, and back
_rows          values <-> rows
"""
