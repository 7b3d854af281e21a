"""The button that rings a browser while no page is open, in Chromium, and its service worker when something is pushed.

No push service is reached from here: what it would deliver is handed to the worker by Chromium's own tools, and where a
subscription is wanted that a service would give, the browser's `subscribe` gives an invented one.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
from playwright.sync_api import Page, expect

from browser.test_editor_pages import sign_in
from newsroom import Room, serving
from wireroom.model import OutChannel

pytestmark = pytest.mark.browser
#: what a push service gives a browser: its address and the browser's keys
SUBSCRIBED = """
PushManager.prototype.subscribe = async (asked) => {
  window.asked = [asked.userVisibleOnly, asked.applicationServerKey.length];
  return { endpoint: "https://push.example/one", keys: { p256dh: "%s", auth: "%s" } };
};
"""
P256DH = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
BUTTON = "Ring this browser also while no page is open"


@pytest.fixture
def room(tmp_path: Path) -> Room:
    made = Room(data=tmp_path)  # the room's own key for push is a file there
    made.now = datetime.now(UTC)
    return made


@pytest.fixture
def url(room: Room) -> Iterator[str]:
    with serving(room) as found:
        yield found


def open_watches(url: str, open_page: Callable[..., Page], *scripts: str, may_notify: bool = True) -> Page:
    page = open_page(f"{url}/login")
    if may_notify:
        page.context.grant_permissions(["notifications"], origin=url)
    for script in scripts:
        page.add_init_script(script)
    sign_in(page, url, "/watches")
    return page


def browsers_of(room: Room) -> list[OutChannel]:
    return [channel for channel in room.alerts.find_channels() if channel.kind == "push"]


def test_browser_that_may_not_notify_is_told_in_plain_words(
    url: str, room: Room, open_page: Callable[..., Page]
) -> None:
    page = open_watches(url, open_page, may_notify=False)
    page.get_by_role("button", name=BUTTON).click()
    expect(page.locator("#push-state")).to_contain_text("does not allow notifications from this room")
    assert browsers_of(room) == []


def test_browser_without_a_push_service_is_told_what_to_do(
    url: str, room: Room, open_page: Callable[..., Page]
) -> None:
    page = open_watches(url, open_page)
    page.get_by_role("button", name=BUTTON).focus()
    page.keyboard.press("Enter")
    expect(page.locator("#push-state")).to_contain_text(
        "has no push service, or does not reach it. Try another browser"
    )
    assert browsers_of(room) == []


def test_subscribed_browser_is_a_channel_that_watches_may_have(
    url: str, room: Room, open_page: Callable[..., Page], complaints: list[str]
) -> None:
    page = open_watches(url, open_page, SUBSCRIBED % (P256DH, "4vQK-SvRAN5eo-8ASlrwdQ"))
    page.get_by_role("button", name=BUTTON).click()
    said = page.locator("#push-state")
    expect(said).to_contain_text("This browser is the channel browser-")
    assert page.evaluate("window.asked") == [True, 87]
    (channel,) = browsers_of(room)
    assert (channel.kind, channel.settings["endpoint"]) == ("push", "https://push.example/one")
    page.goto(f"{url}/watches/new?q=bridge")
    expect(page.get_by_label(channel.name)).to_be_visible()
    assert complaints == []


def test_worker_shows_what_is_pushed_and_a_kill_takes_its_place(
    url: str, open_page: Callable[..., Page], complaints: list[str]
) -> None:
    page = open_watches(url, open_page, SUBSCRIBED % (P256DH, "4vQK-SvRAN5eo-8ASlrwdQ"))
    tools = page.context.new_cdp_session(page)
    workers: list[str] = []
    tools.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda told: workers.extend(one["registrationId"] for one in told["registrations"]),
    )
    tools.send("ServiceWorker.enable")
    page.get_by_role("button", name=BUTTON).click()
    expect(page.locator("#push-state")).to_contain_text("This browser is the channel")
    page.evaluate("navigator.serviceWorker.ready")

    def push(**told: str) -> None:
        data = msgspec.json.encode(told).decode()
        tools.send("ServiceWorker.deliverPushMessage", {"origin": url, "registrationId": workers[-1], "data": data})

    def shown() -> str:
        return page.evaluate(
            "navigator.serviceWorker.ready.then((worker) => worker.getNotifications())"
            ".then((all) => all.map((one) => [one.title, one.body, one.data.path, one.requireInteraction].join('|')).join(';'))"
        )

    push(type="alert", item="i/1", key="k1", title="FLASH: Ferry hits bridge", text="The bridge")
    page.wait_for_function(
        "navigator.serviceWorker.ready.then((worker) => worker.getNotifications()).then((all) => all.length === 1)"
    )
    assert shown() == "FLASH: Ferry hits bridge|The bridge|/item/i%2F1|false"
    push(type="killed", item="i/1", key="k2", title="KILLED: do not use it", text="")
    page.wait_for_function(
        "navigator.serviceWorker.ready.then((worker) => worker.getNotifications())"
        ".then((all) => all.length === 1 && all[0].title.startsWith('KILLED'))"
    )
    assert shown() == "KILLED: do not use it||/item/i%2F1|true"
    assert complaints == []
