"""Wire formats out: items -> bytes.

To add one: one module here with its `WRITER`, one line in `NAMES`, one folder `tests/writers/<name>/`.
"""
