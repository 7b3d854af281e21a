"""Mail: one message for each delivery, or a digest of all that waits at the hours of the channel.

The keys of what is in a message stand in `X-Wireroom-Key`, and its `Message-ID` is made of them: a message that is sent twice
has one id, and mail programs show it once. The mail server is a setting of the room (`smtp_url`, `mail_from`).
"""

import hashlib
import ssl
from collections.abc import Mapping, Sequence
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from typing import Any, Final
from urllib.parse import unquote, urlsplit

from wireroom.deliveries._api import Channel, ChannelMaker, Field, Office, Parcel
from wireroom.deliveries._need import need
from wireroom.deliveries._wording import headline, plain_text
from wireroom.errors import ConfigError, DeliveryError
from wireroom.model import OutChannel

_DIGEST_BATCH: Final = 200
_TIMEOUT_S: Final = 30.0


class MailChannel:
    """One reader's address."""

    def __init__(self, to: str, office: Office, library: Any, *, is_digest: bool) -> None:
        self._to = to
        self._office = office
        self._library = library
        self._is_digest = is_digest

    @property
    def max_batch(self) -> int:
        """One, or all that waits for a digest."""
        return _DIGEST_BATCH if self._is_digest else 1

    async def send(self, parcels: Sequence[Parcel]) -> None:
        """Hand one message to the mail server.

        Raises:
            DeliveryError: the server did not take it.
        """
        message = make_message(parcels, to=self._to, sender=self._office.mail_from or "wireroom@localhost")
        if not self._is_digest and parcels[0].earlier:
            # mail that has come cannot be taken back: mail programs show its kill below it
            ids = " ".join(_message_id([row.key], message["From"]) for row in parcels[0].earlier)
            message["In-Reply-To"] = message["References"] = ids
        library = self._library
        try:
            await library.send(message, **_server(self._office.smtp_url or ""))
        except library.SMTPResponseException as error:
            # 5yz: the server will not take it however often it is asked (RFC 5321, 4.2.1)
            words = f"the mail server answers {error.code} {error.message}"
            raise DeliveryError(words[:300], is_final=500 <= error.code < 600) from error
        except library.SMTPRecipientsRefused as error:
            codes = [refused.code for refused in error.recipients]
            raise DeliveryError(
                f"the mail server refuses {self._to}", is_final=min(codes, default=400) >= 500
            ) from error
        except (library.SMTPException, OSError, TimeoutError) as error:
            raise DeliveryError(f"the mail server: {type(error).__name__}: {error}"[:300]) from error


def make_message(parcels: Sequence[Parcel], *, to: str, sender: str) -> EmailMessage:
    """Write the message."""
    keys = [parcel.delivery.key for parcel in parcels]
    first = parcels[0]
    message = EmailMessage(policy=SMTP)
    message["From"], message["To"] = sender, to
    more = f" (and {len(parcels) - 1} more)" if len(parcels) > 1 else ""
    message["Subject"] = " ".join(f"{headline(first)}{more}".split())[:240]
    message["Date"] = format_datetime(first.delivery.sent_at or first.delivery.created_at)
    message["Message-ID"] = _message_id(keys, sender)
    message["X-Wireroom-Key"] = " ".join(keys)
    message["Auto-Submitted"] = "auto-generated"
    if any(parcel.delivery.urgency <= 2 or parcel.delivery.kind == "killed" for parcel in parcels):
        message["Importance"] = "high"
    texts = [f"{headline(parcel)}\n\n{plain_text(parcel)}" for parcel in parcels]
    message.set_content("\n\n-- * --\n\n".join(texts) + "\n")
    for parcel in parcels:
        if parcel.copy is not None:
            kind, _, sub = parcel.copy.media_type.partition(";")[0].partition("/")
            message.add_attachment(parcel.copy.data, maintype=kind, subtype=sub, filename=parcel.copy.filename)
    return message


def _message_id(keys: Sequence[str], sender: str) -> str:
    """Give the id of the message in which these deliveries go."""
    host = parseaddr(sender)[1].rpartition("@")[2] or "localhost"
    return f"<{hashlib.sha256(' '.join(keys).encode()).hexdigest()[:40]}@{host}>"


def _server(url: str) -> dict[str, Any]:
    """Read smtp://user:password@host:port; smtps is encrypted from the first byte, smtp as soon as the server can."""
    found = urlsplit(url)
    is_tls = found.scheme == "smtps"
    return {
        "hostname": found.hostname,
        "port": found.port or (465 if is_tls else 25),
        "username": unquote(found.username) if found.username else None,
        "password": unquote(found.password) if found.password else None,
        "use_tls": is_tls,
        "tls_context": ssl.create_default_context(),
        "timeout": _TIMEOUT_S,
    }


class MailKind:
    """Mail."""

    name: str = "email"
    fields: tuple[Field, ...] = (Field(name="to", help="mail address", is_required=True),)

    def check(self, settings: Mapping[str, str], office: Office) -> None:
        """Look through settings.

        Raises:
            ConfigError: no mail address, or the room has no mail server.
        """
        to = settings["to"]
        if parseaddr(to)[1] != to or "@" not in to.strip("@") or any(sign.isspace() for sign in to):
            raise ConfigError("to", f"{to!r} is no mail address")
        if not office.smtp_url or urlsplit(office.smtp_url).scheme not in ("smtp", "smtps"):
            raise ConfigError("smtp_url", "the room has no mail server: set smtp_url = smtp://user:password@host:587")

    def open(self, channel: OutChannel, office: Office) -> Channel:
        """Make it ready.

        Raises:
            ConfigError: the mail library is missing, or the room has no mail server.
        """
        self.check(channel.settings, office)
        library = need("aiosmtplib")
        return MailChannel(channel.settings["to"], office, library, is_digest=bool(channel.digest_at))


CHANNEL: Final[ChannelMaker] = MailKind()
