"""Copy inside copy: kept with its parent, placed after it, told in the parent's receipt."""

from collections.abc import Sequence
from email.message import EmailMessage

from ingest.room import NOON, Room, ninjs
from wireroom.model import Dispatch
from wireroom.reading import MAX_DEPTH


def mail(subject: str, *attached: tuple[str, bytes]) -> bytes:
    message = EmailMessage()
    message["Subject"] = subject
    message["From"] = "Hafen desk <desk@hafen.example>"
    message["Date"] = "Sun, 01 Mar 2026 12:00:00 +0000"
    message["Message-ID"] = f"<{subject.replace(' ', '-')}@hafen.example>"
    message.set_content("See what is attached.\n")
    for name, data in attached:
        kind = "rfc822" if name.endswith(".eml") else "octet-stream"
        message.add_attachment(data, maintype="application", subtype=kind, filename=name)
    return message.as_bytes()


def take(room: Room, *sent: bytes) -> Sequence[object]:
    return room.desk.take([Dispatch.of(data, source="mail", received_at=NOON, filename="a.eml") for data in sent])


def headlines(room: Room) -> list[str]:
    return [filed.item.headline for filed in room.store.newest(now=NOON)]


def test_attached_copy_is_on_the_wire_and_in_the_receipt() -> None:
    room = Room()
    noise = bytes(range(256))
    (receipt,) = take(room, mail("Two for you", ("1.json", ninjs("1", "Ferry aground")), ("2.bin", noise)))
    assert (receipt.state, receipt.is_new) == ("placed", True)
    assert "Ferry aground" in headlines(room)
    found = room.store.find_items(receipt.items, now=NOON)
    assert "Ferry aground" in [filed.item.headline for filed in found]
    assert receipt.seqs == tuple(range(1, room.store.last_seq() + 1))
    assert "unread" in [fault.code for fault in receipt.faults]
    (entry,) = room.store.spike()
    spiked = room.store.find_dispatch(entry.dispatch)
    assert (spiked.parent, spiked.depth, spiked.data) == (receipt.dispatch, 1, noise)
    assert room.store.figures().n_kept == 0


def test_same_mail_twice_files_once() -> None:
    room = Room()
    sent = mail("One for you", ("1.json", ninjs("1", "Ferry aground")))
    (first,) = take(room, sent)
    (again,) = take(room, sent)
    assert (again.is_new, again.items, again.seqs) == (False, first.items, ())
    assert headlines(room).count("Ferry aground") == 1


def test_same_attachment_in_two_mails_files_once_and_is_told_in_both() -> None:
    room = Room()
    copy = ("1.json", ninjs("1", "Ferry aground"))
    first, second = take(room, mail("First", copy), mail("Second", copy))
    shared = set(first.items) & set(second.items)
    assert [filed.item.headline for filed in room.store.find_items(list(shared), now=NOON)] == ["Ferry aground"]
    assert headlines(room).count("Ferry aground") == 1


def test_nesting_ends() -> None:
    room = Room()
    data = ninjs("1", "Ferry aground")
    name = "1.json"
    for depth in range(MAX_DEPTH + 2):
        data, name = mail(f"Mail {depth}", (name, data)), f"{depth}.bin"
    (receipt,) = take(room, data)
    assert "nested-too-deep" in [fault.code for fault in receipt.faults]
    assert "Ferry aground" not in headlines(room)
    assert room.store.figures().n_kept == 0


def test_enclosed_copy_left_by_a_crash_is_placed_at_the_start() -> None:
    room = Room()
    inner = Dispatch(id="i", source="mail", data=ninjs("1", "Ferry aground"), received_at=NOON, parent="p", depth=1)
    room.store.keep([inner])
    again = Room(room.store)
    assert headlines(again) == ["Ferry aground"]
