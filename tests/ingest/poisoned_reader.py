"""A reader that ends, or is at it for ever, over copy that says so: `poisoned_reader.py SOCKET [STYLES]`."""

import os
import sys
import time
from datetime import datetime

from wireroom.formats import RawCopy
from wireroom.ingest import reader
from wireroom.ingest.readers import Prepared, prepare


def poisoned(raw: RawCopy, *, as_format: str | None, received_at: datetime) -> Prepared:
    if b"KILLS ITS READER" in raw.data:
        os._exit(9)
    while b"HOLDS ITS READER" in raw.data:
        time.sleep(1)
    return prepare(raw, as_format=as_format, received_at=received_at)


if __name__ == "__main__":
    reader.prepare = poisoned
    sys.exit(reader.main(sys.argv[1:]))
