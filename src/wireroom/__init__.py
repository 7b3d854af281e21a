"""Wireroom: the wire room of a newsroom in one program.

As a library it reads wire copy and loads no server:

    from wireroom import read
    for item in read(open("copy.txt", "rb").read()).items:
        print(item.marks.rank, item.headline_clean)
"""

from wireroom.errors import ConfigError, FormatError, NotFound, QueryError, StoreError, WireroomError
from wireroom.model import Fault, Item, Marks
from wireroom.reading import Reading, read

__version__ = "0.1.0"

__all__ = [
    "ConfigError",
    "Fault",
    "FormatError",
    "Item",
    "Marks",
    "NotFound",
    "QueryError",
    "Reading",
    "StoreError",
    "WireroomError",
    "read",
]
