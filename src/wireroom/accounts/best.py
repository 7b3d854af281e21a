"""Which version gives a story its headline."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from wireroom.model import Filed
from wireroom.text.spans import filed_time

#: the rule as pages and docs state it
RULE: Final = (
    "The headline is that of the newest whole version. A flash or bulletin speaks for the story until a version with text"
    " follows it. Of versions within half an hour of the newest, that of the agency with most versions is taken."
    " Replaced, killed and broken-off versions, features and fact boxes come last."
)
_CLOSE: Final = timedelta(minutes=30)


def filed_at(filed: Filed) -> datetime:
    """Give when a version was filed: the agency's own time, never ahead of ours."""
    return filed_time(filed.item, filed.received_at)


def choose_best(found: Sequence[Filed]) -> Filed | None:
    """Choose the version that stands for a story now; None = there is none that may be shown."""
    usable = [filed for filed in found if not filed.is_gone]
    if not usable:
        return None
    standing = [filed for filed in usable if filed.superseded_by is None] or usable
    plain = [filed for filed in standing if filed.item.marks.genre is None] or standing
    whole = [filed for filed in plain if filed.item.blocks and filed.item.is_complete]
    newest_text = max((filed_at(filed) for filed in whole), default=None)
    loud = [
        filed
        for filed in plain
        if filed.item.marks.rank in ("flash", "bulletin") and (newest_text is None or filed_at(filed) > newest_text)
    ]
    chosen = loud or whole or plain
    newest = max(map(filed_at, chosen))
    lengths = Counter(filed.chain for filed in usable)
    near = [filed for filed in chosen if newest - filed_at(filed) <= _CLOSE]
    return max(near, key=lambda filed: (lengths[filed.chain], filed_at(filed), filed.seq))
