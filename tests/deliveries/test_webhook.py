"""Webhooks: signed so that a receiver can tell ours from others' and a repeat from the first."""

import base64
import hashlib
import hmac
import json
import re
import time
from pathlib import Path
from typing import Any

import pytest

from deliveries.receivers import Receiver, answering, killed, office, parcel, receiving
from wireroom.deliveries import check_channel, open_channel, shown_settings
from wireroom.errors import ConfigError, DeliveryError
from wireroom.model import OutChannel

SECRET = "a secret of sixteen letters"


def hook(url: str, **more: str) -> OutChannel:
    return OutChannel(
        name="hook", kind="webhook", settings={"url": url, "secret": SECRET, "allow_private": "yes", **more}
    )


def documented() -> dict[str, Any]:
    """Take the receiver out of the documentation, as a subscriber would."""
    page = Path(__file__).resolve().parents[2] / "docs" / "howto" / "alerts.md"
    (code,) = re.findall(r"```python\n(.*?)```", page.read_text(), re.DOTALL)
    made: dict[str, Any] = {}
    exec(code, made)
    return made


async def test_receiver_gets_the_item_signed_under_its_key() -> None:
    receiver = Receiver()
    async with receiving(receiver), office() as desk:
        await open_channel(hook(receiver.url), desk).send([parcel()])
    (got,) = receiver.got
    body = json.loads(got.body)
    assert (body["type"], body["key"], body["item"]["id"]) == ("alert", "key-of-a", "a")
    assert body["headline"] == "FLASH: Harbour bridge closed"
    assert "ednote" not in body["item"]
    assert "555" not in got.body.decode()
    assert got.headers["webhook-id"] == got.headers["idempotency-key"] == "key-of-a"
    signed = b"key-of-a." + got.headers["webhook-timestamp"].encode() + b"." + got.body
    wanted = base64.b64encode(hmac.digest(SECRET.encode(), signed, hashlib.sha256)).decode()
    assert got.headers["webhook-signature"] == f"v1,{wanted}"
    assert abs(int(got.headers["webhook-timestamp"]) - time.time()) < 60


async def test_documented_verifier_takes_ours_and_refuses_all_else() -> None:
    verify, receiver = documented()["verify"], Receiver()
    async with receiving(receiver), office() as desk:
        await open_channel(hook(receiver.url), desk).send([parcel()])
    (got,) = receiver.got
    now, secret = time.time(), SECRET.encode()
    assert verify(secret, got.headers, got.body, now)
    assert not verify(secret, got.headers, got.body + b" ", now), "another body"
    assert not verify(b"another secret of ours", got.headers, got.body, now), "another secret"
    assert not verify(secret, got.headers, got.body, now + 301), "an old one, sent again by somebody"
    assert not verify(secret, {**got.headers, "webhook-id": "other"}, got.body, now), "another id"


async def test_documented_receiver_works_once_and_again_after_it_failed() -> None:
    receiver = Receiver()
    async with receiving(receiver), office() as desk:
        await open_channel(hook(receiver.url), desk).send([parcel()])
    (got,) = receiver.got
    page, worked, seen = documented(), [], set()

    def work(body: bytes) -> None:
        worked.append(body)
        if len(worked) == 1:
            raise OSError("disk full")

    page["SECRET"], page["work"] = SECRET.encode(), work
    with pytest.raises(OSError, match="disk full"):
        page["receive"](got.headers, got.body, time.time(), seen)
    assert [page["receive"](got.headers, got.body, time.time(), seen) for _ in range(2)] == [200, 200]
    assert worked == [got.body, got.body], "done again after the failure, and then no more"
    assert page["receive"](got.headers, got.body + b" ", time.time(), seen) == 401


async def test_kill_names_the_item_and_none_of_its_words() -> None:
    receiver = Receiver()
    async with receiving(receiver), office() as desk:
        await open_channel(hook(receiver.url), desk).send([parcel(kind="killed", made=killed(), by="k")])
    body = json.loads(receiver.got[0].body)
    assert (body["type"], body["by"], body["item"]["id"], body["item"]["is_killed"]) == ("killed", "k", "a", True)
    assert "ridge" not in receiver.got[0].body.decode()


@pytest.mark.parametrize(
    ("status", "is_final", "words"),
    [
        (500, False, "answers 500"),
        (404, False, "answers 404"),
        (429, False, "answers 429"),
        (302, False, "redirects are not followed"),
        (400, True, "answers 400"),
        (410, True, "answers 410"),
    ],
)
async def test_refusals_say_whether_to_try_again(status: int, is_final: bool, words: str) -> None:
    receiver = Receiver(answering(status, Location="http://169.254.169.254/"))
    async with receiving(receiver), office() as desk:
        with pytest.raises(DeliveryError, match=words) as caught:
            await open_channel(hook(receiver.url), desk).send([parcel()])
    assert caught.value.is_final is is_final
    assert len(receiver.got) == 1


@pytest.mark.parametrize(("told", "wait_s"), [("120", 120.0), ("Sun, 01 Mar 2026 12:10:00 GMT", 600.0), ("soon", None)])
async def test_receiver_says_when_to_come_again(told: str, wait_s: float | None) -> None:
    receiver = Receiver(answering(503, Retry_After=told))
    async with receiving(receiver), office() as desk:
        with pytest.raises(DeliveryError) as caught:
            await open_channel(hook(receiver.url), desk).send([parcel()])
    assert caught.value.retry_after_s == wait_s


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:9/",
        "http://localhost:9/",
        "http://169.254.169.254/latest",
        "http://[::1]:9/",
        "http://2130706433/",
    ],
)
async def test_private_addresses_are_refused_unless_the_channel_says_so(url: str) -> None:
    async with office() as desk:
        with pytest.raises(DeliveryError, match="private address") as caught:
            await open_channel(hook(url, allow_private="no"), desk).send([parcel()])
        assert caught.value.is_final
        if "localhost" in url:
            with pytest.raises(DeliveryError, match="cannot connect") as caught:
                await open_channel(hook(url), desk).send([parcel()])
            assert not caught.value.is_final


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({}, "url: webhook wants it"),
        ({"url": "ftp://x.example/", "secret": SECRET}, "is no http or https address"),
        ({"url": "https://user:pw@x.example/", "secret": SECRET}, "is no http or https address"),
        ({"url": "https://x.example/", "secret": "short"}, "is too short"),
        ({"url": "https://x.example/", "secret": "whsec_äää"}, "is not base64"),
        ({"url": "https://x.example/", "secret": SECRET, "to": "x"}, "has no such setting"),
    ],
)
async def test_wrong_settings_are_told(settings: dict[str, str], words: str) -> None:
    async with office() as desk:
        with pytest.raises(ConfigError, match=words):
            check_channel(OutChannel(name="hook", kind="webhook", settings=settings), desk)
        with pytest.raises(ConfigError, match="no kind of channel 'fax'"):
            check_channel(OutChannel(name="hook", kind="fax"), desk)


def test_secrets_are_never_shown() -> None:
    assert shown_settings(hook("https://x.example/")) == {
        "url": "https://x.example/",
        "secret": "…",
        "allow_private": "yes",
    }
