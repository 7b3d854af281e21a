"""Character sets that are declared by a near name."""

import pytest

from wireroom.text.charset import decode


@pytest.mark.parametrize(
    ("text", "declared", "really"),
    [
        ("Çamlıköy’de “deprem”", "iso-8859-9", "cp1254"),
        ("Łódź – „pożar”", "iso-8859-2", "cp1250"),
        ("ο «δήμος» – “ναι”", "iso-8859-7", "cp1253"),
        ("Мост – “закрыт”", "iso-8859-5", "cp1251"),
        ("Quay – “closed”", "iso-8859-15", "cp1252"),
    ],
)
def test_quotes_of_windows_are_read_in_what_calls_itself_iso(text: str, declared: str, really: str) -> None:
    assert decode(text.encode(really), declared) == (text, really, [])


def test_what_is_of_the_set_it_names_stays_in_it() -> None:
    assert decode("Łódź, Żółw".encode("iso-8859-2"), "iso-8859-2") == ("Łódź, Żółw", "iso8859-2", [])
