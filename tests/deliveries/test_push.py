"""Browser push, to a push service of our own that decrypts as a browser would."""

import base64
import json
import os
import stat
import time
from pathlib import Path

import http_ece
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.hazmat.primitives.hashes import SHA256

from deliveries.receivers import Got, Receiver, answering, killed, office, parcel, receiving
from wireroom.deliveries import check_channel, open_channel
from wireroom.deliveries.push import KEY_NAME, public_key
from wireroom.errors import ConfigError, DeliveryError
from wireroom.model import OutChannel


def b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def unb64(words: str) -> bytes:
    return base64.urlsafe_b64decode(words + "=" * (-len(words) % 4))


class Browser:
    """A browser's side of a subscription: its keys, and how it reads a message."""

    def __init__(self) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.auth = os.urandom(16)

    def channel(self, endpoint: str) -> OutChannel:
        point = self.key.public_key().public_bytes(
            serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
        )
        settings = {"endpoint": endpoint, "p256dh": b64(point), "auth": b64(self.auth), "allow_private": "yes"}
        return OutChannel(name="phone", kind="push", settings=settings)

    def read(self, got: Got) -> dict[str, object]:
        assert got.headers["content-encoding"] == "aes128gcm"
        return json.loads(http_ece.decrypt(got.body, private_key=self.key, auth_secret=self.auth, version="aes128gcm"))


def check_vapid(got: Got, origin: str, known: str) -> dict[str, object]:
    """Check the sender's token as a push service does (RFC 8292, 2 and 3)."""
    scheme, _, rest = got.headers["authorization"].partition(" ")
    assert scheme == "vapid"
    parts = dict(part.strip().split("=", 1) for part in rest.split(","))
    assert parts["k"] == known, "the browser subscribed to another key"
    head, claims, signature = parts["t"].split(".")
    raw = unb64(signature)
    der = utils.encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
    point = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), unb64(known))
    point.verify(der, f"{head}.{claims}".encode(), ec.ECDSA(SHA256()))
    found = json.loads(unb64(claims))
    assert found["aud"] == origin
    assert time.time() < found["exp"] <= time.time() + 24 * 3600
    return found


async def test_browser_reads_what_was_sent_and_the_service_knows_the_sender(tmp_path: Path) -> None:
    browser, service = Browser(), Receiver(answering(201))
    async with receiving(service), office(data=tmp_path, contact="mailto:desk@room.example") as desk:
        known = public_key(tmp_path)
        channel = open_channel(browser.channel(service.url), desk)
        await channel.send([parcel(urgency=1)])
        await channel.send([parcel(kind="killed", made=killed())])
    alert, kill = service.got
    told = browser.read(alert)
    assert (told["key"], told["title"], told["item"]) == ("key-of-a", "FLASH: Harbour bridge closed", "a")
    claims = check_vapid(alert, service.url.rpartition("/")[0], known)
    assert claims["sub"] == "mailto:desk@room.example"
    assert alert.headers["urgency"] == "high"
    assert alert.headers["topic"] == kill.headers["topic"], "a browser that was off is shown the kill alone"
    assert len(alert.headers["topic"]) == 32
    assert int(alert.headers["ttl"]) > 0
    assert b"ridge" not in alert.body
    assert "ridge" not in json.dumps(browser.read(kill))
    assert browser.read(kill)["type"] == "killed"


async def test_browser_that_has_left_is_final_and_a_busy_service_is_not(tmp_path: Path) -> None:
    for status, is_final in ((410, True), (404, True), (429, False), (503, False)):
        service = Receiver(answering(status))
        async with receiving(service), office(data=tmp_path) as desk:
            with pytest.raises(DeliveryError) as caught:
                await open_channel(Browser().channel(service.url), desk).send([parcel()])
        assert caught.value.is_final is is_final


def test_key_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    assert public_key(tmp_path) == public_key(tmp_path)
    assert len(unb64(public_key(tmp_path))) == 65
    assert stat.S_IMODE((tmp_path / KEY_NAME).stat().st_mode) == 0o600
    (tmp_path / KEY_NAME).write_text("damaged")
    with pytest.raises(ConfigError, match="cannot be used"):
        public_key(tmp_path)


async def test_damaged_subscription_is_refused(tmp_path: Path) -> None:
    good = Browser().channel("https://push.example/1")
    async with office(data=tmp_path) as desk:
        check_channel(good, desk)
        for change in ({"p256dh": "AAAA"}, {"endpoint": "file:///etc/passwd"}):
            bad = OutChannel(name="phone", kind="push", settings={**good.settings, **change})
            with pytest.raises(ConfigError):
                check_channel(bad, desk)
