"""What is wrong with a page for those who use it: rules of accessibility it breaks, and words beyond its edge."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page


def find_faults(page: Page, path: str, width: int) -> list[str]:
    """Look at the page that is open, with all that is folded on it opened."""
    for one in page.locator("details").all():
        one.evaluate("one => { one.open = true }")
    found = Axe().run(page).response["violations"]
    faults = [f"{path}: {one['id']}: {one['nodes'][0]['html'][:200]}" for one in found]
    if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        faults.append(f"{path}: wider than {width} px")
    return faults
