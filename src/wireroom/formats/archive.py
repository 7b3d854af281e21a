"""Archives: ZIP (PKWARE APPNOTE 6.3) and gzip (RFC 1952), as agencies pack a day's copy or a picture with its story.

Every file in them is given back as an enclosed dispatch, in the archive's order. An archive holds no item of its own. What
is unpacked is bounded in bytes, files and ratio; what goes beyond is named in a Fault and left packed. Not read: archives
under a password, tar, 7-Zip.
"""

import io
import lzma
import zipfile
import zlib
from typing import Final

from wireroom.errors import FormatError
from wireroom.formats._api import Enclosed, Parsed, RawCopy, WireFormat
from wireroom.model import Fault

#: of one file, and of all of them together
MAX_FILE_BYTES: Final = 20 * 1024 * 1024
MAX_ALL_BYTES: Final = 64 * 1024 * 1024
MAX_FILES: Final = 1000
_ZIP: Final = b"PK\x03\x04"
_GZIP: Final = b"\x1f\x8b\x08"
#: never copy
_NOT_COPY: Final = (".jpg", ".jpeg", ".png", ".gif", ".mp3", ".mp4", ".mov", ".wav", ".exe", ".dll", ".ds_store")


class _Archive:
    name = "archive"

    def sniff(self, raw: RawCopy) -> float:
        return 0.97 if raw.head.startswith((_ZIP, _GZIP)) else 0.0

    def parse(self, raw: RawCopy) -> Parsed:
        if raw.data.startswith(_GZIP):
            return _gunzip(raw)
        return _unzip(raw)


def _gunzip(raw: RawCopy) -> Parsed:
    unpacker = zlib.decompressobj(wbits=31)
    faults = []
    try:
        data = unpacker.decompress(raw.data, MAX_FILE_BYTES)
    except zlib.error as error:
        raise FormatError(f"the gzip data is damaged: {error}", format_name="archive") from error
    if not data:
        raise FormatError("the gzip data holds nothing", format_name="archive")
    if not unpacker.eof:
        is_bomb = bool(unpacker.unconsumed_tail)
        words = f"only the first {MAX_FILE_BYTES:,} bytes were unpacked" if is_bomb else "the end of it did not come"
        faults.append(Fault(code="archive-too-large" if is_bomb else "archive-cut", text=words))
    name = raw.filename.removesuffix(".gz") if raw.filename else None
    return Parsed(enclosed=(Enclosed(data=data, filename=name),), faults=tuple(faults))


def _unzip(raw: RawCopy) -> Parsed:
    enclosed: list[Enclosed] = []
    faults: list[Fault] = []
    n_bytes = 0
    try:
        with zipfile.ZipFile(io.BytesIO(raw.data)) as archive:
            files = [entry for entry in archive.infolist() if not entry.filename.endswith("/")]
            if any(entry.filename == "[Content_Types].xml" for entry in files):
                raise FormatError("an office document (docx, xlsx, pptx) and no copy", format_name="archive")
            if len(files) > MAX_FILES:
                faults.append(
                    Fault(code="archive-too-large", text=f"only {MAX_FILES} of {len(files):,} files were unpacked")
                )
            for entry in files[:MAX_FILES]:
                name = entry.filename.replace("\\", "/").rsplit("/", 1)[-1][:200]
                if name.lower().endswith(_NOT_COPY) or entry.filename.startswith("__MACOSX/"):
                    continue
                if n_bytes >= MAX_ALL_BYTES:
                    faults.append(
                        Fault(code="archive-too-large", text=f"{MAX_ALL_BYTES:,} bytes were unpacked and no more")
                    )
                    break
                data, fault = _read_entry(archive, entry, name)
                if fault:
                    faults.append(fault)
                if data:
                    n_bytes += len(data)
                    enclosed.append(Enclosed(data=data, filename=name))
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, NotImplementedError) as error:
        raise FormatError(f"the zip file is damaged: {error}", format_name="archive") from error
    if not enclosed:
        reason = faults[0].text if faults else "there is no copy in the zip file"
        raise FormatError(reason, format_name="archive")
    return Parsed(enclosed=tuple(enclosed), faults=tuple(faults))


def _read_entry(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str) -> tuple[bytes, Fault | None]:
    """Unpack one file; never more than its share, whatever the archive says of its size."""
    if entry.flag_bits & 0x1:
        return b"", Fault(code="archive-locked", text=f"{name} is under a password", where=name, level="error")
    try:
        with archive.open(entry) as file:
            data = file.read(MAX_FILE_BYTES + 1)
    except (
        zipfile.BadZipFile,
        zlib.error,
        lzma.LZMAError,
        EOFError,
        OSError,
        RuntimeError,
        NotImplementedError,
    ) as error:
        return b"", Fault(
            code="archive-damaged", text=f"{name} could not be unpacked: {error}", where=name, level="error"
        )
    if len(data) > MAX_FILE_BYTES:
        fault = Fault(
            code="archive-too-large",
            text=f"only the first {MAX_FILE_BYTES:,} bytes of {name} were unpacked",
            where=name,
        )
        return data[:MAX_FILE_BYTES], fault
    return data, None


FORMAT: Final[WireFormat] = _Archive()
