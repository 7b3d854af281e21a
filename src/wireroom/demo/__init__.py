"""The invented wire day that `wireroom demo` replays. Every name, place, firm and agency in it is made up.

    day/*.txt      the copy, as an editor would type it         copybook.py reads it
    dull.py        tides, prices, ferries: the dull traffic
    envelopes.py   copy -> the bytes each agency would send, five agencies in five wire formats

`load_day(start)` gives the dispatches in order of arrival; the day is `DAY_MINUTES` long.
"""

from wireroom.demo.day import DAY_MINUTES, FLASH_MINUTE, DemoDispatch, load_day

__all__ = ["DAY_MINUTES", "FLASH_MINUTE", "DemoDispatch", "load_day"]
