"""Sizes and times as people write them: "5 MiB", "10 min"."""

import re
from collections.abc import Mapping
from typing import Final

MIB: Final = 1024 * 1024
_AMOUNT: Final = re.compile(r"\s*(\d+(?:\.\d+)?)\s*([A-Za-z]*)\s*")
_SIZES: Final = {
    "": 1, "b": 1, "k": 1024, "kb": 1000, "kib": 1024, "m": MIB, "mb": 10**6, "mib": MIB, "gib": 1024 * MIB,
}  # fmt: skip
_SPANS: Final = {"": 1, "ms": 0.001, "s": 1, "sec": 1, "m": 60, "min": 60, "h": 3600, "d": 86400}


def read_size(words: str) -> int:
    """Read bytes.

    Raises:
        ValueError: they are no size.

    >>> read_size("5 MiB")
    5242880
    """
    return int(_read(words, _SIZES, 'size; write a number or e.g. "5 MiB"'))


def read_span(words: str) -> float:
    """Read seconds.

    Raises:
        ValueError: they are no time.

    >>> read_span("10 min")
    600.0
    """
    return _read(words, _SPANS, 'time; write a number or e.g. "10 min"')


def _read(words: str, units: Mapping[str, float], wanted: str) -> float:
    found = _AMOUNT.fullmatch(words)
    if not found or found[2].lower() not in units:
        raise ValueError(f"{words!r} is no {wanted}")
    return float(found[1]) * units[found[2].lower()]
