"""House styles: how each agency writes its marks, datelines and end marks. Data in `styles/*.toml`, one small engine.

    Item (as a format read it)
      | resolve    which agency wrote it
      | gather     headline, slug, keyword line, version field, signals, status, note, priority -> signs with evidence
      | put_together  signs -> Marks; places that disagree are settled by a stated rule
      | endings    end marks and sign-offs off the last blocks
      | embargo    the words of an embargo -> a time, or held with its words
    Item with marks, clean headline and slug, dateline, no end marks

    style.py   what a style file may say               rules.py    its words as regular expressions
    stack.py   stacked marks at both ends of a text    reading.py  one place of the copy -> marks and clean text

To add an agency: one TOML file in `styles/`, one folder `tests/agencies/<name>/`. No code. A newsroom's own styles lie in a
folder that the setting `styles` names (own.py).
"""

from wireroom.agencies.own import use_styles
from wireroom.agencies.reading import put_together, read_place
from wireroom.agencies.refining import refine
from wireroom.agencies.resolve import COMMON, style_named, zone_of
from wireroom.agencies.style import Place, load_style, style_names
from wireroom.model import Marks

__all__ = ["read_marks", "refine", "style_named", "style_names", "use_styles", "zone_of"]


def read_marks(agency: str | None, where: Place, text: str) -> tuple[Marks, str]:
    """Read the marks in one place of an agency's copy; gives them and the text without them.

    Shape: `agency` is a style's name or any alias of it; one without a style is read by the careful common style.

    >>> marks, clean = read_marks("xinhua", "headline", "2nd LD: Bridge closed after collision")
    >>> marks.label, clean
    ('2nd LD', 'Bridge closed after collision')
    """
    name = (style_named(agency) if agency else None) or COMMON
    found = read_place(name, where, text)
    return put_together(load_style(name), found.signs), found.clean
