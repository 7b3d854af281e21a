"""The store: the only door to a database. `open_store(...)` chooses; the promise is in `_api.py`."""
