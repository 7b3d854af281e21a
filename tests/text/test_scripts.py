"""Which eight-bit set Cyrillic and Greek copy is in, when nothing says so; and that Latin copy is never taken for it."""

import pytest

from wireroom.text.charset import decode
from wireroom.text.scripts import guess_charset

RUSSIAN = "Ладожск. 5 апреля. Мост через залив закрыт до августа, сообщили в порту. Объезд открыт через старую плотину."
UKRAINIAN = "Міст через затоку закрито до серпня, повідомили в порту. Об'їзд відкрито через стару греблю."
GREEK = "ΜΥΡΙΝΑ - Η γέφυρα του λιμανιού παραμένει κλειστή έως τον Αύγουστο, ανακοίνωσε χθες ο δήμαρχος."
LATIN = (
    "Çà et là, l'été dernier, des élèves étrangers étaient évacués à Évian-les-Bains.",
    "Änderungen über Öl, Überschüsse, Ärger: größere Mühe für fünf Bürgermeister.",
    "ÅÄÖ åäö ÅÄÖ åäö ÅÄÖ åäö",
    "Þórður á Ísafirði sá ýmsa úr Önundarfirði við höfnina.",
    "é è ê ë à â ä ô ö ù û ü ç É È Ê Ë À Â Ä Ô Ö Ù Û Ü Ç",
)


@pytest.mark.parametrize("charset", ["cp1251", "koi8-r", "cp866", "iso8859-5"])
def test_russian_copy_shows_its_set(charset: str) -> None:
    assert guess_charset(RUSSIAN.encode(charset)) == charset
    assert guess_charset(RUSSIAN.upper().encode(charset)) == charset


@pytest.mark.parametrize("charset", ["cp1251", "iso8859-5"])
def test_ukrainian_copy_shows_its_set(charset: str) -> None:
    assert guess_charset(UKRAINIAN.encode(charset)) == charset


def test_greek_copy_is_read_whichever_set_it_is_in() -> None:
    for charset in ("iso8859-7", "cp1253"):
        text, _, faults = decode(GREEK.replace("Ά", "Α").encode(charset))
        assert text == GREEK.replace("Ά", "Α")
        assert [fault.code for fault in faults] == ["charset-guessed"]


@pytest.mark.parametrize("text", LATIN)
def test_accents_alone_are_no_other_script(text: str) -> None:
    assert guess_charset(text.encode("cp1252")) is None


def test_what_copy_declares_is_not_guessed_at() -> None:
    assert decode(RUSSIAN.encode("cp1251"), "iso-8859-1")[1] == "cp1252"


def test_every_byte_there_is_gives_no_set() -> None:
    assert guess_charset(bytes(range(256)) * 20) is None
