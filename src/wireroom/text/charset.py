"""Bytes to text, as character sets are met on wires: wrong declarations included."""

import codecs
import re
from typing import Final

from wireroom.model import Fault
from wireroom.text.scripts import guess_charset, guess_two_bytes

_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
#: what people write and what they mean, as browsers have it: cp1252 holds all that they call Latin-1, and the quotes they forget
_MEANT: Final = {
    "iso-8859-1": "cp1252", "iso8859-1": "cp1252", "latin-1": "cp1252", "latin1": "cp1252",
    "us-ascii": "cp1252", "ascii": "cp1252", "iso-8859-9": "cp1254", "iso-8859-8-i": "cp1255", "iso-8859-8-e": "cp1255",
    "gb2312": "gb18030", "gbk": "gb18030", "x-gbk": "gb18030", "shift_jis": "cp932", "shift-jis": "cp932", "x-sjis": "cp932",
    "euc-kr": "cp949", "ks_c_5601-1987": "cp949", "x-euc-jp": "euc_jp", "iso-8859-11": "cp874", "tis-620": "cp874",
    "windows-874": "cp874",
}  # fmt: skip
#: the sets of Windows that hold text where those of ISO have 0x80 to 0x9F for controls, which no copy has
_WITH_QUOTES: Final = {
    "iso8859-2": "cp1250", "iso8859-4": "cp1257", "iso8859-5": "cp1251", "iso8859-6": "cp1256", "iso8859-7": "cp1253",
    "iso8859-8": "cp1255", "iso8859-9": "cp1254", "iso8859-13": "cp1257", "iso8859-15": "cp1252",
}  # fmt: skip
_CONTROLS: Final = re.compile("[\x80-\x84\x86-\x9f]")
_CHARSET: Final = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,40})""", re.IGNORECASE)


def declared_charset(head: bytes | str | None) -> str | None:
    """Find `charset=…` or `encoding="…"` in a content type or the head of a document."""
    if not head:
        return None
    found = _CHARSET.search(head if isinstance(head, bytes) else head.encode("ascii", "replace"))
    return found[1].decode("ascii").lower() if found else None


def decode(data: bytes, declared: str | None = None) -> tuple[str, str, list[Fault]]:
    """Decode copy; gives text, the charset used, and faults. Never raises.

    Order: byte order mark; UTF-8 when the bytes are valid UTF-8 and hold any byte over 0x7F (a wrong declaration is
    commoner than Latin-1 text that happens to be valid UTF-8); what was declared; where nothing was, the set that the
    text itself shows (`scripts`); cp1252.
    """
    faults: list[Fault] = []
    for bom, marked in _BOMS:
        if data.startswith(bom):
            return data[len(bom) :].decode(marked, "replace"), marked, faults
    if b"\0" in data[:4096] and (wide := guess_two_bytes(data)):
        said = f"nothing says so, and the copy reads as {wide}"
        faults.append(Fault(code="charset-guessed", text=said, level="note"))
        return data.decode(wide, "replace"), wide, faults
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        if not _is_other_7bit(declared):
            if "\ufffd" in text:
                faults.append(
                    Fault(code="charset-damage", text="an earlier program replaced characters it could not read")
                )
            return text, "utf-8", faults
    name = _codec(declared)
    if name and name != "utf-8":
        try:
            text = data.decode(name)
            if name in _WITH_QUOTES and _CONTROLS.search(text):
                name = _WITH_QUOTES[name]
                text = data.decode(name)
            return text, name, faults
        except (UnicodeDecodeError, ValueError):
            faults.append(Fault(code="charset-wrong", text=f"the copy is not in {declared}, as it says"))
    elif declared and name is None:
        faults.append(Fault(code="charset-unknown", text=f"unknown character set {declared!r}"))
    elif name == "utf-8":
        faults.append(Fault(code="charset-wrong", text="the copy is not in UTF-8, as it says"))
    elif not declared and (guessed := guess_charset(data)):
        said = f"nothing says so, and the copy reads as {guessed}"
        faults.append(Fault(code="charset-guessed", text=said, level="note"))
        return data.decode(guessed, "replace"), guessed, faults
    return data.decode("cp1252", "replace"), "cp1252", faults


def _codec(declared: str | None) -> str | None:
    if not declared:
        return None
    name = declared.strip().strip("\"'").lower()
    name = _MEANT.get(name, name)
    try:
        info = codecs.lookup(name)
    except (LookupError, ValueError):
        return None
    # "hex", "rot13", "zip" … are codecs to Python and not character sets
    return info.name if getattr(info, "_is_text_encoding", True) else None


def _is_other_7bit(declared: str | None) -> bool:
    """UTF-7 and ISO-2022 look like plain ASCII and are not."""
    return declared is not None and declared.strip().lower().startswith(
        ("utf-7", "iso-2022", "hz-gb", "utf-16", "utf-32")
    )
