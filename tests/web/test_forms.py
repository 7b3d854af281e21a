"""An item in every format, over the site's addresses: the same doors, the same locks."""

from datetime import timedelta

import httpx
import pytest
from selectolax.lexbor import LexborHTMLParser

import wireroom
from newsroom import Room, item, kill, placed, serving
from wireroom.writers import by_suffix, forms, get_writer


@pytest.fixture
def locked(room: Room) -> Room:
    """A room with a killed item, the order to kill it, a held item, and one with a note to editors."""
    room.file(placed(item("bank", "Bank manager missing, police say", "The manager is missing.")))
    room.file(kill("killbank", "bank", chain="cbank", story="sbank", order=("bank", "killbank")))
    until = room.now + timedelta(hours=1)
    room.file(placed(item("budget", "Budget speech in full", "Secret sums."), held_until=until))
    room.file(placed(item("toll", "Toll rises", "Twelve are hurt.", ednote="ADDS toll", ednote_private="555 0100")))
    return room


def test_every_form_has_the_same_locks(locked: Room) -> None:
    with serving(locked) as url, httpx.Client(base_url=url, timeout=10) as client:
        for suffix, name in by_suffix().items():
            for path in ("/items/", "/api/v1/items/"):
                for killed in ("bank", "killbank"):
                    answer = client.get(f"{path}{killed}.{suffix}")
                    assert answer.status_code == 200, suffix
                    assert "missing" not in answer.text.lower(), suffix
                    assert "manager" not in answer.text.lower(), suffix
                assert client.get(f"{path}budget.{suffix}").status_code == 404, suffix
                answer = client.get(f"{path}toll.{suffix}")
                assert "ADDS" not in answer.text, suffix
                assert "555 0100" not in answer.text, suffix
                assert answer.headers["content-type"].partition(";")[0] == get_writer(name).media_type.partition(";")[0]
                assert (
                    client.get(f"{path}toll.{suffix}", headers={"if-none-match": answer.headers["etag"]}).status_code
                    == 304
                )


@pytest.mark.parametrize("suffix", ["newsml-g2", "ninjs", "ninjs3", "ninjs1", "superdesk", "nitf"])
def test_a_kill_reaches_the_next_room(locked: Room, suffix: str) -> None:
    with serving(locked) as url:
        data = httpx.get(f"{url}/items/bank.{suffix}").content
    found = wireroom.read(data, filename=f"bank.{suffix}").items[0]
    assert (found.pubstatus, found.blocks) == ("canceled", ())
    assert found.uri == locked.store.find_item("bank", view="desk", now=locked.now).item.uri


def test_an_item_page_offers_every_form_without_a_script(locked: Room) -> None:
    with serving(locked) as url, httpx.Client(base_url=url, timeout=10) as client:
        page = LexborHTMLParser(client.get("/item/toll").text)
        links = [(link.attributes["href"], link.text()) for link in page.css(".forms a")]
        assert links == [(f"/items/toll.{suffix}", label) for suffix, label in forms()]
        assert all(client.get(href).status_code == 200 for href, _ in links if href)
