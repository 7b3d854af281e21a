"""Adding a source in the page: by keyboard, without script, on a phone, and without a fault for any way in."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from browser.faults import find_faults
from newsroom import TOKEN, Room, serving
from wireroom.config import SourceConfig
from wireroom.room import load_added
from wireroom.transports import WAYS

pytestmark = pytest.mark.browser


@pytest.fixture
def folder_room(tmp_path: Path) -> Iterator[tuple[Room, str]]:
    made = Room(data=tmp_path)
    (tmp_path / "secrets").mkdir()
    (tmp_path / "secrets" / "coast.password").write_text("word\n")
    with serving(made) as url:
        yield made, url


def sign_in(page: Page, url: str) -> None:
    page.goto(f"{url}/login?next=/admin")
    page.get_by_label("Your name").fill("Anna")
    page.get_by_label("The room's token").fill(TOKEN)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{url}/admin")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_no_form_has_a_fault(
    folder_room: tuple[Room, str], open_page: Callable[..., Page], complaints: list[str], scheme: str, width: int
) -> None:
    _, url = folder_room
    faults = []
    page = open_page(f"{url}/login", color_scheme=scheme, viewport={"width": width, "height": 800})
    sign_in(page, url)
    for path in ("/admin", *(f"/admin/sources/new?kind={way.kind}" for way in WAYS)):
        page.goto(url + path)
        faults += find_faults(page, path, width)
    assert faults == []
    assert complaints == []


def test_a_drop_is_added_by_keyboard_and_without_script(
    folder_room: tuple[Room, str], open_page: Callable[..., Page]
) -> None:
    room, url = folder_room
    page = open_page(f"{url}/login", java_script_enabled=False)
    sign_in(page, url)
    page.get_by_role("link", name="SFTP, they put files here").press("Enter")
    expect(page.get_by_role("heading", level=2)).to_have_text("SFTP, they put files here")
    page.get_by_label("Name (needed)").fill("coast")
    page.keyboard.press("Tab")
    page.keyboard.type("sftp-listen://127.0.0.1:0")
    page.keyboard.press("Tab")
    page.keyboard.type("desk")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_have_text("Not done. Secret: is wanted for this way in")
    page.get_by_label("Secret (needed)").select_option("coast.password")
    # the answer takes five seconds and more: the press itself waits for no page
    page.get_by_role("button", name="Look at it").press("Enter", no_wait_after=True)
    expect(page.get_by_role("status")).to_have_text(
        "coast: The port can be had. Nobody has sent anything within five seconds.", timeout=20_000
    )
    page.get_by_role("button", name="Add it").press("Enter", no_wait_after=True)
    page.wait_for_url(f"{url}/admin#sources", timeout=20_000)
    added = SourceConfig(
        url="sftp-listen://127.0.0.1:0",
        user="desk",
        secret_file=(room.config.data / "secrets/coast.password").absolute(),
    )
    assert load_added(room.config.data) == {"coast": added}
