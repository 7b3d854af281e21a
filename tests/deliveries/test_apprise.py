"""Chat and push services through Apprise, to a receiver on this machine."""

import json
import sys

import pytest

from deliveries.receivers import Receiver, answering, office, parcel, receiving
from wireroom.deliveries import NAMES, check_channel, get_kind, open_channel
from wireroom.errors import ConfigError, DeliveryError
from wireroom.model import OutChannel

# the library loads a module that Python 3.13 has not any more
pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated")


def chat(url: str, **more: str) -> OutChannel:
    return OutChannel(name="chat", kind="apprise", settings={"url": url, **more})


async def test_service_gets_headline_text_and_key() -> None:
    receiver = Receiver()
    async with receiving(receiver), office() as desk:
        url = receiver.url.replace("http://", "json://")
        await open_channel(chat(url, allow_private="yes"), desk).send([parcel()])
    body = json.loads(receiver.got[0].body)
    assert body["title"] == "FLASH: Harbour bridge closed"
    assert "The bridge was closed on Sunday." in body["message"]
    assert "[key-of-a]" in body["message"]


async def test_service_that_fails_is_tried_again() -> None:
    receiver = Receiver(answering(500))
    async with receiving(receiver), office() as desk:
        channel = open_channel(chat(receiver.url.replace("http://", "json://"), allow_private="yes"), desk)
        with pytest.raises(DeliveryError, match="did not take") as caught:
            await channel.send([parcel()])
    assert not caught.value.is_final


async def test_private_addresses_are_refused_unless_the_channel_says_so() -> None:
    async with office() as desk:
        with pytest.raises(DeliveryError, match="private address"):
            await open_channel(chat("json://127.0.0.1:9/"), desk).send([parcel()])


async def test_address_that_nobody_understands_is_refused() -> None:
    async with office() as desk:
        with pytest.raises(ConfigError, match="does not understand"):
            check_channel(chat("nosuchservice://x"), desk)


async def test_missing_library_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "apprise", None)
    async with office() as desk:
        with pytest.raises(ConfigError, match=r"pip install 'wireroom\[alerts\]'"):
            check_channel(chat("json://x.example/"), desk)


@pytest.mark.parametrize("name", NAMES)
def test_every_kind_is_what_its_name_says(name: str) -> None:
    assert get_kind(name).name == name
