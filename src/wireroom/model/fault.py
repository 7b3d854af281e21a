"""A problem found in copy, kept as data beside what could be read."""

from typing import Literal

import msgspec


class Fault(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """One thing that is wrong with a dispatch or an item, in words an editor understands."""

    #: stable code, lower case with dashes, e.g. "etx-missing", "charset-damage", "time-unread"
    code: str
    #: one plain sentence that names the thing
    text: str
    #: the item field or place it concerns, e.g. "versioncreated", "line 4"; None = the whole dispatch
    where: str | None = None
    #: "note" may be ignored, "warning" wants a look, "error" means copy was lost to the reader
    level: Literal["note", "warning", "error"] = "warning"
