"""An editor kills copy in the reading pane, by keyboard, takes it back, and tells an order what it means and what not."""

import time
from collections.abc import Callable, Iterator

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from newsroom import TOKEN, Room, item, placed, serving
from wireroom.model import Change, Marks

pytestmark = pytest.mark.browser
HEADLINE = "Harbour treasurer Kellmark held over missing dredging funds"


@pytest.fixture
def served(full_room: Room) -> Iterator[str]:
    full_room.file(placed(item("treasurer", HEADLINE, "The treasurer, Odd Kellmark, was held on Sunday.")))
    with serving(full_room) as url:
        yield url


def sit_down(open_page: Callable[..., Page], url: str, back: str = "/desk", **settings: object) -> Page:
    page = open_page(f"{url}/login?next={back}", **settings)
    page.get_by_label("Your name").fill("Anna")
    page.get_by_label("The room's token").fill(TOKEN)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{url}{back}")
    return page


@pytest.mark.parametrize("width", [320, 1280])
def test_copy_is_killed_in_the_pane_by_keyboard_and_the_kill_taken_back(
    full_room: Room, served: str, open_page: Callable[..., Page], complaints: list[str], width: int
) -> None:
    reader = open_page(served)
    line = reader.locator('#lines .line[data-item="treasurer"]')
    expect(line.locator(".line-title")).to_have_text(HEADLINE)
    expect(reader.locator("#state")).to_have_text("live")
    desk = sit_down(open_page, served, viewport={"width": width, "height": 800})
    expect(desk.locator("#state")).to_have_attribute("data-state", "live")
    desk.locator(".column").first.locator(".row", has_text=HEADLINE).locator("time").click()
    expect(desk.locator(".copy-title")).to_have_text(HEADLINE)
    more = desk.locator("details.kill summary")
    more.focus()
    desk.keyboard.press("Enter")
    assert Axe().run(desk).response["violations"] == []
    assert desk.evaluate("document.documentElement.scrollWidth <= innerWidth")
    desk.keyboard.press("Tab")
    desk.keyboard.press("Enter")
    expect(desk.locator(".copy-title s")).to_have_count(0)  # without a reason nothing is killed
    desk.keyboard.type("the court forbids it")
    began = time.monotonic()
    desk.keyboard.press("Enter")
    expect(line.locator(".line-title")).to_have_text("Killed by the newsroom")
    seen = time.monotonic() - began
    doors = ("/", "/item/treasurer", "/search?q=treasurer", "/feeds/wire.atom", "/api/v1/items?q=treasurer")
    left = [door for door in doors if "Kellmark" in httpx.get(served + door).text]
    print(
        f"\nkilled by hand -> off an open page {seen * 1000:.0f} ms, {len(doors)} doors {(time.monotonic() - began) * 1000:.0f} ms"
    )
    assert left == []
    expect(desk.locator("#killed")).to_contain_text("An editor has killed this copy")
    expect(desk.locator("#pane-body")).to_be_focused()
    expect(desk.locator(".kill-back")).to_contain_text("Anna killed it: the court forbids it")
    assert Axe().run(desk).response["violations"] == []
    desk.get_by_role("button", name="Take the kill back").focus()
    desk.keyboard.press("Enter")
    expect(desk.locator("#killed")).to_have_count(0)
    expect(reader.locator(".line-title", has_text=HEADLINE).first).to_be_visible()
    assert httpx.get(f"{served}/item/treasurer").status_code == 200
    assert complaints == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_an_order_that_found_nothing_is_told_what_it_means(
    full_room: Room, served: str, open_page: Callable[..., Page], complaints: list[str], scheme: str
) -> None:
    words = "Editors: kill the piece on treasurer Kellmark."
    marks = Marks(actions=("kill",), label="KILL")
    order = item("lost", "KILL: Kassenwart", words, marks=marks)
    full_room.file(placed(order, alarms=("Norrland Press kills it",)))
    page = sit_down(open_page, served, color_scheme=scheme, viewport={"width": 320, "height": 800})
    page.get_by_role("region", name="Open alarms").get_by_role("link", name="Kill what it means").click()
    expect(page.get_by_role("heading", name="What does this order kill?")).to_be_visible()
    assert Axe().run(page).response["violations"] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("radio", name=HEADLINE).focus()
    page.keyboard.press("Space")
    page.get_by_label("Why you are sure").fill("they said so by telephone")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Nothing is open.")).to_be_visible()
    filed = full_room.store.find_item("treasurer", view="desk", now=full_room.now)
    assert (filed.killed_by, filed.is_killed_here) == ("lost", False)
    assert complaints == []


@pytest.mark.parametrize(("width", "scheme"), [(320, "dark"), (1280, "light")])
def test_copy_that_an_order_did_not_mean_stands_again(
    full_room: Room, served: str, open_page: Callable[..., Page], complaints: list[str], width: int, scheme: str
) -> None:
    reader = open_page(served)
    line = reader.locator('#lines .line[data-item="treasurer"] .line-title')
    expect(line).to_have_text(HEADLINE)
    expect(reader.locator("#state")).to_have_text("live")
    desk = sit_down(open_page, served, color_scheme=scheme, viewport={"width": width, "height": 800})
    expect(desk.locator("#state")).to_have_attribute("data-state", "live")
    desk.locator(".column").first.locator(".row", has_text=HEADLINE).locator("time").click()
    expect(desk.locator(".copy-title")).to_have_text(HEADLINE)
    found = Change(kind="kills", target="treasurer", reason='killed by the agency, found by the slug "HARBOUR"')
    order = item("order", "KILL: Kassenwart", "Kill the piece.", marks=Marks(actions=("kill",), label="KILL"))
    full_room.file(placed(order, chain="ctreasurer", order=("treasurer", "order"), changes=(found,)))
    expect(line).not_to_contain_text("Kellmark")
    more = desk.locator("details.kill summary")
    expect(more).to_have_text("The order did not mean this copy")
    more.focus()
    desk.keyboard.press("Enter")
    expect(desk.locator(".spare-form")).to_contain_text('found by the slug "HARBOUR"')
    assert Axe().run(desk).response["violations"] == []
    assert desk.evaluate("document.documentElement.scrollWidth <= innerWidth")
    desk.get_by_label("How you know").focus()
    desk.keyboard.type("they said so on the telephone")
    desk.keyboard.press("Enter")
    expect(desk.locator("#killed")).to_have_count(0)
    expect(line.filter(has_text=HEADLINE).first).to_be_visible()
    assert httpx.get(f"{served}/item/treasurer").status_code == 200
    strip = desk.get_by_role("region", name="Open alarms")
    expect(strip.get_by_role("link", name="Kill what it means")).to_be_attached()
    desk.goto(f"{served}/admin/alarms")
    expect(desk.locator(".alarm")).to_contain_text("Anna says that it does not mean")
    expect(desk.get_by_role("link", name="Kill what it means")).to_be_visible()
    desk.goto(f"{served}/item/treasurer")
    expect(desk.locator(".decisions")).to_contain_text(
        "said that the order did not mean it: they said so on the telephone"
    )
    assert complaints == []
