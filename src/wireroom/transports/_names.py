"""Names of files that are not finished yet."""

from typing import Final

#: what delivery programs put behind the name of a file they have not finished
_UNFINISHED: Final = (".part", ".partial", ".tmp", ".temp", ".filepart", ".crdownload", ".swp", "~")


def is_finished(name: str) -> bool:
    """Tell whether a name is not one of a file somebody is still writing."""
    return not name.startswith(".") and not name.lower().endswith(_UNFINISHED)
