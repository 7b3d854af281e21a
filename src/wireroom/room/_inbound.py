"""Who may push copy into a room, and what hubs are told: decided here, served by `web/inbound.py`."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final

import msgspec

from wireroom.config import SourceConfig, read_secret
from wireroom.errors import ConfigError, NotFound, Refused
from wireroom.text.signatures import is_hex_signed, is_webhook_signed, secret_bytes
from wireroom.transports import Notes
from wireroom.transports._websub import answer_hub, is_from_hub, load_subscription, note_key

#: a signed push may be so old, or so early by the sender's clock; Standard Webhooks 1.0
TOLERANCE_S: Final = 300


class Inbound:
    """The doors by which others push."""

    def __init__(
        self, find_sources: Callable[[], Mapping[str, SourceConfig]], notes: Notes, clock: Callable[[], datetime]
    ) -> None:
        self._find_sources = find_sources
        self._notes = notes
        self._clock = clock

    def check_push(self, source: str, headers: Mapping[str, str], body: bytes) -> None:
        """Look whether a pushed body is signed with the secret of its source. Shape: header names in small letters.

        Raises:
            NotFound: there is no such source, or nothing is pushed to it.
            Refused: it is not signed, or not by that secret, or too long ago.
        """
        config = self._find(source)
        try:
            secret = read_secret(source, config)
            key = secret_bytes(secret) if secret else b""
        except (ConfigError, ValueError) as error:
            raise Refused(f"the secret of source {source} cannot be read here") from error
        if not key:
            raise Refused(f"source {source} has no secret to sign with; set secret_env or secret_file")
        if "x-superdesk-signature" in headers:
            is_right = is_hex_signed(headers["x-superdesk-signature"], key, body)
        elif "webhook-signature" in headers:
            is_right = self._is_signed(headers, key, body)
        else:
            raise Refused("send x-superdesk-signature, or webhook-signature with webhook-id and webhook-timestamp")
        if not is_right:
            raise Refused("the signature is not that of this body and this source's secret")

    def _is_signed(self, headers: Mapping[str, str], key: bytes, body: bytes) -> bool:
        stamp = headers.get("webhook-timestamp", "")
        if not stamp.isdigit() or abs(self._clock().timestamp() - int(stamp)) > TOLERANCE_S:
            raise Refused("webhook-timestamp is not within five minutes of now")
        return is_webhook_signed(headers["webhook-signature"], key, headers.get("webhook-id", ""), int(stamp), body)

    def _find(self, source: str) -> SourceConfig:
        config = self._find_sources().get(source)
        if config is None or config.is_off or config.url is not None or config.folder is not None:
            raise NotFound("source copy is pushed to", source)
        return config

    def verify_hub(self, source: str, key: str, query: Mapping[str, str]) -> str:
        """Answer a hub that verifies a subscription; gives the words to answer.

        Raises:
            NotFound: we have not asked for it.
        """
        known = load_subscription(self._notes, source) if self._is_subscribed(source) else None
        answered = answer_hub(known, query, self._clock()) if known is not None and known.key == key else None
        if answered is None:
            raise NotFound("subscription", source)
        self._notes.write_notes({note_key(source): msgspec.json.encode(answered[0]).decode()})
        return answered[1]

    def check_hub(self, source: str, key: str, signature: str | None, body: bytes) -> bool:
        """Look whether a body was sent by a source's hub.

        Raises:
            NotFound: there is no such subscription; a hub that is told so ends it.
        """
        known = load_subscription(self._notes, source) if self._is_subscribed(source) else None
        if known is None or known.key != key:
            raise NotFound("subscription", source)
        return is_from_hub(known, signature, body)

    def topic_of(self, source: str) -> str | None:
        """Give the feed that a source's hub sends."""
        known = load_subscription(self._notes, source)
        return known.topic if known else None

    def _is_subscribed(self, source: str) -> bool:
        config = self._find_sources().get(source)
        return config is not None and config.websub and not config.is_off
