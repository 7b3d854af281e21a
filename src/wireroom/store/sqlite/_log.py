"""The write-ahead log after a sync that failed.

Linux tells of a failed write-back once, and marks the pages clean: the next sync succeeds and writes nothing (fsync(2);
"fsyncgate", PostgreSQL, 2018). A commit that is acknowledged after that stands in the log behind a hole, and is lost with the
power. The bytes are still in memory: written again in their place, the next sync takes them along.
"""

import os
from pathlib import Path
from typing import Final

_PART: Final = 1024 * 1024


def write_log_again(database: Path) -> None:
    """Write the bytes of the log over themselves and sync it. Nobody else may write to it meanwhile.

    Raises:
        OSError: the disk does not take them.
    """
    try:
        handle = os.open(f"{database}-wal", os.O_RDWR)
    except FileNotFoundError:
        return
    try:
        at = 0
        while part := os.pread(handle, _PART, at):
            at += os.pwrite(handle, part, at)
        os.fsync(handle)
    finally:
        os.close(handle)
