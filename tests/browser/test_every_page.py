"""Every page in light and dark, on a phone and a desk: no fault that axe finds, nothing wider than the screen, no complaint."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from newsroom import Room, serving

pytestmark = pytest.mark.browser
PAGES = [
    "/", "/item/lead3?against=lead1", "/item/flash", "/item/urgent-ar", "/item/long", "/item/wide", "/item/bare", "/item/table",
    "/item/broken", "/item/bank", "/item/corrected", "/story/sbridge", "/search?q=bridge", "/search?q=zebra", "/about", "/nothing",
    "/section/world", "/section/sport", "/sources", "/archive/{today}", "/archive/2020-01-01", "/?as_of={then}", "/item/lead1?as_of={then}",
    "/search?q=bridge&as_of={then}", "/story/sbridge?as_of={then}",
]  # fmt: skip


def pages_of(room: Room) -> list[str]:
    then = room.now - timedelta(minutes=1)
    return [path.format(today=room.now.date(), then=f"{then:%Y-%m-%dT%H:%MZ}") for path in PAGES]


def name_of(violation: dict) -> str:
    nodes = "; ".join(
        f"{node['target']} {node['any'][:1] and node['any'][0]['message']}" for node in violation["nodes"][:3]
    )
    return f"{violation['id']}: {nodes}"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_no_page_has_a_fault(
    full_room: Room, open_page: Callable[..., Page], complaints: list[str], scheme: str, width: int
) -> None:
    faults = []
    with serving(full_room) as url:
        page = open_page(url, color_scheme=scheme, viewport={"width": width, "height": 800})
        for path in pages_of(full_room):
            page.goto(url + path)
            page.wait_for_function("document.getElementById('theme').hidden === false")
            found = Axe().run(page).response["violations"]
            faults += [f"{path}: {name_of(violation)}" for violation in found]
            if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                faults.append(f"{path}: wider than {width} px")
    assert faults == []
    strange = [said for said in complaints if "404" not in said and "410" not in said]
    assert strange == []


def test_nothing_comes_from_elsewhere(full_room: Room, open_page: Callable[..., Page]) -> None:
    asked: list[str] = []
    with serving(full_room) as url:
        page = open_page(url)
        page.on("request", lambda request: asked.append(request.url))
        for path in pages_of(full_room):
            page.goto(url + path)
    assert asked
    assert all(address.startswith(url) for address in asked)
