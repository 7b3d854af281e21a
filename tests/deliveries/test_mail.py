"""Mail, to a real mail server on this machine."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from deliveries.receivers import filed, killed, office, parcel
from wireroom.deliveries import check_channel, open_channel
from wireroom.errors import ConfigError, DeliveryError
from wireroom.model import OutChannel


class Postbox:
    """Takes mail, or answers as it is told."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.answer = "250 taken"
        self.url = ""

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address.startswith("nobody"):
            return "550 no such user"
        envelope.rcpt_tos.append(address)
        return "250 ok"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.answer.startswith("250"):
            self.mails.append(message_from_bytes(envelope.content, policy=policy.default))
        return self.answer


@asynccontextmanager
async def posting() -> AsyncIterator[Postbox]:
    """Run a mail server."""
    box = Postbox()
    controller = Controller(box, hostname="127.0.0.1", port=0)
    # the controller tries its own port, which is not known before it listens
    server = await asyncio.get_running_loop().create_server(controller.factory, "127.0.0.1", 0)
    box.url = f"smtp://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    yield box
    server.close()


@pytest.fixture
async def postbox() -> AsyncIterator[Postbox]:
    async with posting() as box:
        yield box


def mail(to: str = "desk@paper.example", **more: object) -> OutChannel:
    return OutChannel(name="mail", kind="email", settings={"to": to}, **more)


async def test_one_mail_for_one_alert(postbox: Postbox) -> None:
    async with office(smtp_url=postbox.url, mail_from="wire@room.example") as desk:
        channel = open_channel(mail(), desk)
        assert channel.max_batch == 1
        await channel.send([parcel(urgency=1)])
        await channel.send([parcel(urgency=1)])
    first, again = postbox.mails
    assert (first["From"], first["To"]) == ("wire@room.example", "desk@paper.example")
    assert first["Subject"] == "FLASH: Harbour bridge closed"
    assert first["X-Wireroom-Key"] == "key-of-a"
    assert first["Message-ID"] == again["Message-ID"], "a mail that is sent twice is one mail"
    assert first["Importance"] == "high"
    text = first.get_content()
    assert "The bridge was closed on Sunday." in text
    assert "https://room.example/item/a" in text
    assert "555" not in text


async def test_digest_puts_what_waited_into_one_mail(postbox: Postbox) -> None:
    async with office(smtp_url=postbox.url) as desk:
        channel = open_channel(mail(digest_at=("07:00",)), desk)
        assert channel.max_batch > 1
        await channel.send([parcel("a"), parcel("b", made=filed("b", "Ferry aground\r\nBcc: all@x.example"))])
    (found,) = postbox.mails
    assert found["Subject"] == "FLASH: Harbour bridge closed (and 1 more)"
    assert found["X-Wireroom-Key"] == "key-of-a key-of-b"
    assert found["Bcc"] is None
    assert "Ferry aground" in found.get_content()


async def test_headline_of_two_lines_makes_no_header(postbox: Postbox) -> None:
    async with office(smtp_url=postbox.url) as desk:
        await open_channel(mail(), desk).send([parcel(made=filed("a", "Ferry aground\r\nBcc: all@x.example"))])
    assert postbox.mails[0]["Bcc"] is None
    assert postbox.mails[0]["Subject"] == "FLASH: Ferry aground Bcc: all@x.example"


async def test_mail_of_a_kill_quotes_nothing(postbox: Postbox) -> None:
    async with office(smtp_url=postbox.url) as desk:
        await open_channel(mail(), desk).send([parcel(kind="killed", made=killed())])
    (found,) = postbox.mails
    assert found["Subject"] == "KILLED: do not use what Norrland Press sent"
    assert "must not be used" in found.get_content()
    assert "ridge" not in found.as_string()


@pytest.mark.parametrize(("answer", "is_final"), [("451 try later", False), ("554 no", True)])
async def test_refusals_of_the_server_say_whether_to_try_again(postbox: Postbox, answer: str, is_final: bool) -> None:
    postbox.answer = answer
    async with office(smtp_url=postbox.url) as desk:
        with pytest.raises(DeliveryError, match=answer[:3]) as caught:
            await open_channel(mail(), desk).send([parcel()])
    assert caught.value.is_final is is_final


async def test_address_that_does_not_exist_is_final(postbox: Postbox) -> None:
    async with office(smtp_url=postbox.url) as desk:
        with pytest.raises(DeliveryError, match="refuses nobody@") as caught:
            await open_channel(mail("nobody@paper.example"), desk).send([parcel()])
    assert caught.value.is_final


async def test_server_that_is_down_is_tried_again() -> None:
    async with office(smtp_url="smtp://127.0.0.1:9") as desk:
        with pytest.raises(DeliveryError) as caught:
            await open_channel(mail(), desk).send([parcel()])
    assert not caught.value.is_final


async def test_wrong_settings_are_told() -> None:
    async with office(smtp_url="smtp://127.0.0.1:9") as desk:
        for to in ("nobody", "a@b@", "x y@z.example", "a@b.example\nBcc: c@d.example", "Ann <ann@b.example>"):
            with pytest.raises(ConfigError, match="is no mail address"):
                check_channel(mail(to), desk)
    async with office() as desk:
        with pytest.raises(ConfigError, match="the room has no mail server"):
            check_channel(mail(), desk)
