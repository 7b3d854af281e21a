"""Write docs/configuration.md from the table of settings; `--check` only says whether it is current."""

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from wireroom.config import SETTINGS, SOURCE_SETTINGS, Setting

PAGE = Path(__file__).resolve().parents[1] / "docs" / "configuration.md"
HEAD = """\
# Configuration

<!-- made by tools/configuration_page.py from src/wireroom/config/_settings.py; do not edit -->

Every setting can be given as a flag of `wireroom serve`, as a variable of the environment, or in a TOML file:
`--config FILE`, else `WIREROOM_CONFIG`, else `wireroom.toml` in the folder the command is run in. A flag beats the
environment, the environment beats the file. Sizes may be written `5 MiB`, times `10 min`.

A secret may stand in a file of its own, named by the variable with `_FILE` behind it.

```toml
port = 8640
max_body = "5 MiB"

[source.coast]
folder = "/srv/incoming/coast"
agency = "ap"
zone = "America/New_York"

[source.harbour]
url = "https://news.example/wire.rss"
```

## Settings of the room

| setting | flag | variable | kind | default | |
|---|---|---|---|---|---|
"""
SOURCES = """
## Settings of a source

In a table `[source.NAME]` of the file, or as flags of `wireroom source add`, which keeps them in the data folder. A source
with neither `folder` nor `url` tells how to read what is posted under its name.

| setting | kind | default | |
|---|---|---|---|
"""


def make_page() -> str:
    """Give the page."""
    return "".join((HEAD, *_rows(SETTINGS, with_flags=True), SOURCES, *_rows(SOURCE_SETTINGS, with_flags=False)))


def _rows(table: Iterable[Setting], *, with_flags: bool) -> Iterator[str]:
    for row in table:
        cells = [f"`{row.name}`"]
        if with_flags:
            cells += [f"`{row.flag}`", f"`{row.variable}`" + (f" or `{row.variable}_FILE`" if row.is_secret else "")]
        cells += [row.kind, f"`{row.default_words}`", row.help]
        yield "| " + " | ".join(cell.replace(" | ", " \\| ") for cell in cells) + " |\n"


def main() -> int:
    """Write the page, or check it."""
    page = make_page()
    if "--check" in sys.argv:
        if PAGE.exists() and PAGE.read_text(encoding="utf-8") == page:
            return 0
        print("docs/configuration.md is not current: python tools/configuration_page.py", file=sys.stderr)
        return 1
    PAGE.write_text(page, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
