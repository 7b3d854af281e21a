"""A page with its box "Off the wire" goes in, one running story with four versions comes out: whole, in pieces, with losses.

Once with the page that Wireroom starts from, where it lies beside the checkout, and always with one of our own invention.
"""

import json
import random
from pathlib import Path

import httpx
import msgspec
import pytest
from selectolax.lexbor import LexborHTMLParser

from newsroom import BEARER, Room, serving
from wireroom import read
from wireroom.ingest import Desk
from wireroom.model import Dispatch, Filed, Item
from wireroom.model.public import item_object

#: the versions of the running story, in the agency's order; houses differ in how they spell them
CHAIN = ("FLASH", "URGENT", "1ST LD", "2ND LD")
HERE = Path(__file__).parent


class Page(msgspec.Struct, frozen=True):
    """A page and what stands in it."""

    data: bytes
    items: tuple[Item, ...]


@pytest.fixture(params=["real", "invented"])
def page(request: pytest.FixtureRequest) -> Page:
    folder = HERE if request.param == "invented" else request.getfixturevalue("shared_data")
    data = (folder / "page" / "off-the-wire.txt").read_bytes()
    return Page(data, read(data, filename="off-the-wire.txt").items)


def label(item: Item) -> str:
    return (item.marks.label or "").upper()


def chains(room: Room, items: tuple[Item, ...]) -> list[list[Filed]]:
    """Give the chains of these items, the longest first."""
    found = room.store.find_items([item.id for item in items], now=room.clock())
    names = dict.fromkeys(filed.chain for filed in found)
    return sorted((room.store.find_chain(name, now=room.clock()) for name in names), key=len, reverse=True)


def assert_one_line(room: Room, items: tuple[Item, ...], versions: tuple[str, ...] = CHAIN) -> None:
    """The versions are one chain in the agency's order with the last on top; all else stands for itself."""
    story, *others = chains(room, items)
    assert [label(filed.item) for filed in story] == list(versions)
    assert [filed.superseded_by is None for filed in story] == [False] * (len(versions) - 1) + [True]
    assert [len(other) for other in others] == [1] * 7
    lines = room.store.ticker(now=room.clock())
    assert len(lines) == 8
    ids = {filed.item.id for filed in story}
    assert [(line.filed.item.id, line.n_versions) for line in lines if line.filed.item.id in ids] == [
        (story[-1].item.id, len(versions))
    ]


def assert_shown(client: httpx.Client, items: tuple[Item, ...], versions: tuple[str, ...] = CHAIN) -> None:
    """The front page has the story as one line, and the item page of each version has them all."""
    front = LexborHTMLParser(client.get("/").text)
    told = {node.attributes["href"] for node in front.css("#lines .line-link")}
    assert len(told) == len(front.css("#lines .line")) == 8
    pages = {label(item): f"/item/{item.id}" for item in items if label(item) in versions}
    assert told.intersection(pages.values()) == {pages[versions[-1]]}
    for address in pages.values():
        shown = LexborHTMLParser(client.get(address).text)
        assert [node.text(strip=True).upper() for node in shown.css(".stop:not(.is-gap) .stop-mark")] == list(versions)
        # a version that its followers tell of is shown as missing
        gap = [] if "1ST LD" in versions else ["1ST LD"]
        assert [node.text(strip=True).upper() for node in shown.css(".stop.is-gap .stop-mark")] == gap


def post_each(client: httpx.Client, items: tuple[Item, ...], *, seed: int) -> None:
    """Post the items one by one as JSON, in an order drawn by `seed`."""
    order = list(items)
    random.Random(seed).shuffle(order)
    for item in order:
        copy = json.dumps(item_object(item), default=str).encode()
        told = client.post("/api/v1/dispatches", content=copy, headers=BEARER).raise_for_status().json()
        assert (told["state"], told["format"], len(told["items"])) == ("placed", "ninjs", 1)


def test_the_page_is_eleven_items(page: Page) -> None:
    assert len(page.items) == 11
    assert sorted(label(item) for item in page.items if label(item)) == sorted(CHAIN)
    story = next(item for item in page.items if label(item) == "2ND LD")
    assert (story.marks.series, story.marks.number, story.issued_on) == ("lead", 2, "2016-08-27")
    assert not story.body_text.rstrip().endswith("Endit")


def test_the_page_taken_whole_is_one_chain_and_seven_items_beside_it(page: Page) -> None:
    room = Room()
    arrived = Dispatch.of(page.data, source="site", received_at=room.clock(), filename="off-the-wire.txt")
    Desk(room.store, clock=room.clock).take([arrived])
    assert_one_line(room, page.items)
    with serving(room) as url, httpx.Client(base_url=url) as client:
        assert_shown(client, page.items)


@pytest.mark.parametrize("seed", range(10))
def test_its_items_posted_one_by_one_in_any_order_are_the_same(page: Page, seed: int) -> None:
    room = Room()
    with serving(room) as url, httpx.Client(base_url=url) as client:
        post_each(client, page.items, seed=seed)
        assert_one_line(room, page.items)
        assert_shown(client, page.items)


@pytest.mark.parametrize("lost", CHAIN)
def test_with_any_version_lost_the_others_are_still_one_chain(page: Page, lost: str) -> None:
    items = tuple(item for item in page.items if label(item) != lost)
    versions = tuple(mark for mark in CHAIN if mark != lost)
    for seed in range(3):
        room = Room()
        with serving(room) as url, httpx.Client(base_url=url) as client:
            post_each(client, items, seed=seed)
            assert_one_line(room, items, versions)
            assert_shown(client, items, versions)
