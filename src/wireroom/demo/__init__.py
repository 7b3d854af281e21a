"""The invented wire day that `wireroom demo` replays. Every name, place, firm and agency in it is made up.

    copy/*.txt     the copy, as an editor would type it         copybook.py reads it
    styles/*.toml  how the five agencies write their marks
    dull.py        tides, prices, ferries: the dull traffic
    envelopes.py   copy -> the bytes each agency would send, five agencies in five wire formats

`load_day(start)` gives the dispatches in order of arrival; the day is `DAY_MINUTES` long.
"""

from pathlib import Path
from typing import Final

from wireroom.demo.day import DAY_MINUTES, FLASH_MINUTE, DemoDispatch, load_day

#: the folder with the house styles of the five agencies
STYLES: Final = Path(__file__).parent / "styles"

__all__ = ["DAY_MINUTES", "FLASH_MINUTE", "STYLES", "DemoDispatch", "load_day"]
