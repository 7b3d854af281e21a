"""Write docs/formats.md from the docstrings of the formats and writers; `--check` only says whether it is current."""

import inspect
import re
import sys
from collections.abc import Iterator, Sequence
from importlib import import_module
from pathlib import Path

from wireroom import formats, writers

PAGE = Path(__file__).resolve().parents[1] / "docs" / "formats.md"
HEAD = """\
# Wire formats

<!-- made by tools/formats_page.py from the docstrings in src/wireroom/formats and src/wireroom/writers; do not edit -->

What is read and what is written, with the standard and its edition; `wireroom formats` gives the short list. A dispatch is
given to the format that is surest of it by its first bytes; of equals the upper in this table wins. `wireroom read --as NAME`
or a source's setting `format` says it outright. What an agency makes of a format is its house style: see
[house styles](house-styles.md).

"""


CARRIED = """
## What survives the trip

`read(write(item))` has these fields again; the tests hold it over real files, the demo day and invented items. "yes*" has a
limit that is said below; "–" is lost, and below is why. Nobody gets what is not for publication (`ednote_private`), and
readers get neither notes to editors nor words of killed copy. A character is never lost: what XML and JSON cannot carry are
control bytes alone, and those go.

"""


def make_page() -> str:
    """Give the page."""
    return "".join(
        (
            HEAD,
            "## Read\n\n",
            *_table("formats", formats.NAMES),
            "\n## Written\n\n",
            *_table("writers", writers.NAMES),
            "\n## What is read of each, and what is lost\n",
            *_sections("formats", formats.NAMES),
            "\n## How each is written\n",
            *_sections("writers", writers.NAMES),
            CARRIED,
            *_reach(),
        )
    )


def _reach() -> Iterator[str]:
    """Give one table of fields by writers, what changes on the way, and why the rest is lost."""
    told = {name: writers.get_writer(name).reach for name in writers.NAMES}
    yield f"| field | {' | '.join(f'`{name}`' for name in told)} |\n|---|{'---|' * len(told)}\n"
    for field in writers.FIELDS:
        signs = ("–" if field in one.loses else "yes*" if field in one.limits else "yes" for one in told.values())
        yield f"| `{field}` | {' | '.join(signs)} |\n"
    for name, one in told.items():
        for title, words in (("changes", one.limits), ("is lost", one.loses)):
            grouped: dict[str, list[str]] = {}
            for field, why in words.items():
                grouped.setdefault(why, []).append(f"`{field}`")
            if grouped:
                yield f"\nWhat {title} in `{name}`:\n\n"
                yield from (f"- {', '.join(fields)}: {_escaped(why)}\n" for why, fields in grouped.items())


def _about(package: str, name: str) -> tuple[str, str]:
    words = inspect.getdoc(import_module(f"wireroom.{package}.{name}")) or ""
    first, _, rest = words.partition("\n")
    return first, rest.strip("\n")


def _table(package: str, names: Sequence[str]) -> Iterator[str]:
    yield "| format | |\n|---|---|\n"
    for name in names:
        yield f"| `{name}` | {_escaped(_about(package, name)[0])} |\n"


def _sections(package: str, names: Sequence[str]) -> Iterator[str]:
    for name in names:
        rest = _about(package, name)[1]
        if rest:
            yield f"\n### {name}\n\n{''.join(_paragraphs(rest))}"


def _paragraphs(text: str) -> Iterator[str]:
    """Give paragraphs as Markdown: what a docstring indents is shown as it stands."""
    for n, part in enumerate(re.split(r"\n{2,}", text)):
        is_shown = all(line.startswith("    ") for line in part.split("\n"))
        yield ("\n" if n else "") + (part if is_shown else _escaped(part)) + "\n"


def _escaped(text: str) -> str:
    """Keep Markdown from taking names of elements for tags and bars for columns; what stands in ticks is left alone."""
    parts = re.split(r"(`[^`\n]*`)", text)
    return "".join(part if n % 2 else re.sub(r"([<|*_])", r"\\\1", part) for n, part in enumerate(parts))


def main() -> int:
    """Write the page, or check it."""
    page = make_page()
    if "--check" in sys.argv:
        if PAGE.exists() and PAGE.read_text(encoding="utf-8") == page:
            return 0
        print("docs/formats.md is not current: python tools/formats_page.py", file=sys.stderr)
        return 1
    PAGE.write_text(page, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
