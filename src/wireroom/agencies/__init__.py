"""House styles: how each agency writes its marks, datelines and end marks. Data in `styles/*.toml`, one small engine.

    Item (as a format read it) --refine--> Item with marks, clean headline and slug, dateline, no end marks

To add an agency: one TOML file in `styles/`, one folder `tests/agencies/<name>/`. No code.
"""

from wireroom.model import Item


def refine(item: Item, *, default: str | None = None) -> Item:
    """Read what the copy says of itself, by the house style of its agency."""
    return item
