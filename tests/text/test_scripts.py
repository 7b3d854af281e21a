"""Which eight-bit set Cyrillic and Greek copy is in, when nothing says so; and that Latin copy is never taken for it."""

import pytest

from wireroom.text.charset import decode
from wireroom.text.scripts import guess_charset, guess_two_bytes

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


@pytest.mark.parametrize(
    ("text", "charsets"),
    [
        ("港市は１２日、新しいフェリー航路を４月１日に開設すると発表した。", ("cp932", "euc_jp")),
        ("항구시는 12일 새 여객선 항로를 다음 달 1일 개설한다고 밝혔다.", ("cp949",)),
        ("河口市12日宣布，新渡轮航线将于4月1日开通，票价15元。市长说这是为了人们的生活。", ("gb18030",)),
        ("港灣市政府今天宣布，新的渡輪航線將於4月1日開航，票價新台幣150元。", ("cp950",)),
        ("הגשר החדש מעל נחל הצפון ייפתח לתנועה באפריל, כך הודיע היום המשרד", ("cp1255",)),
        ("أعلنت وزارة النقل اليوم الثلاثاء افتتاح جسر النهر الجديد أمام حركة المرور", ("cp1256", "iso8859-6")),
        ("กระทรวงคมนาคมประกาศเปิดสะพานแม่น้ำแห่งใหม่ในวันอังคาร", ("cp874",)),
        ("Yeşilova ilçesinde saat 13.12'de deprem oldu. Vali Şükrü Işık açıklama yaptı.", ("cp1254",)),
        ("Most na rzece został zamknięty, władze proszą o cierpliwość przez Łódź", ("cp1250", "iso8859-2")),
    ],
)
def test_copy_of_other_countries_shows_its_set(text: str, charsets: tuple[str, ...]) -> None:
    for charset in charsets:
        assert decode(text.encode(charset))[0] == text
        assert guess_charset(text.encode(charset)) == charset


@pytest.mark.parametrize("order", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize(
    "text", ["Le port de Calmont a fermé.\r\n", RUSSIAN, GREEK, "河口市宣布，\n新航线将于4月\n开通。\n"]
)
def test_two_bytes_a_character_show_their_order(text: str, order: str) -> None:
    assert guess_two_bytes(text.encode(order)) == order
    assert decode(text.encode(order))[0] == text


def test_control_bytes_are_not_taken_for_two_bytes_a_character() -> None:
    assert (
        guess_two_bytes(b"\x00\x00\x01a0044\x1f-----\r\nr a\x13\x11 BC-MILL 03-12 0050\r\n\x02Old mill\x03\x04") is None
    )
    assert guess_two_bytes(bytes(range(256)) * 4) is None
