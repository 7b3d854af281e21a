"""Check the docs: every relative link leads to a file, every `make` target named exists, CHANGES names the version."""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def main() -> int:
    """Print what is wrong; 0 = nothing."""
    wrong: list[str] = []
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    for page in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]:
        text = page.read_text()
        for link in re.findall(r"\]\(([^)#\s]+)[^)]*\)", text):
            if not link.startswith(("http:", "https:", "mailto:")) and not (page.parent / link).exists():
                wrong.append(f"{page.relative_to(ROOT)}: link to {link} leads nowhere")
        for target in re.findall(r"`make ([a-z-]+)", text):
            if target not in targets:
                wrong.append(f"{page.relative_to(ROOT)}: there is no `make {target}`")
    version = re.search(r'__version__ = "([^"]+)"', (ROOT / "src/wireroom/__init__.py").read_text())
    if not version or version[1] not in (ROOT / "CHANGES.md").read_text():
        wrong.append("CHANGES.md does not name the version in src/wireroom/__init__.py")
    print("\n".join(wrong) or "docs: every link leads somewhere")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
