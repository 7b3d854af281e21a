"""SQLite: one writer, WAL, the whole room in one file beside its search text."""
