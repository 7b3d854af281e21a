"""Archives: ZIP (PKWARE APPNOTE 6.3), gzip (RFC 1952) and tar (POSIX.1-2001), in which agencies pack a day's copy.

Every file in them is given back as an enclosed dispatch, in the archive's order. An archive holds no item of its own. What
is unpacked is bounded in bytes, files and ratio; what goes beyond is named in a Fault and left packed. What desktops leave
in folders (__MACOSX, Thumbs.db) is passed over. Not read: archives under a password, 7-Zip.
"""

import io
import lzma
import tarfile
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
#: what desktops and version control leave in folders
_LITTER: Final = ("thumbs.db", "desktop.ini", ".ds_store", ".gitignore", ".gitkeep", "ehthumbs.db")
_TAR_AT: Final = slice(257, 262)


class _Archive:
    name = "archive"

    def sniff(self, raw: RawCopy) -> float:
        return 0.97 if raw.head.startswith((_ZIP, _GZIP)) or raw.head[_TAR_AT] == b"ustar" else 0.0

    def parse(self, raw: RawCopy) -> Parsed:
        if raw.data.startswith(_GZIP):
            return _gunzip(raw)
        if not raw.data.startswith(_ZIP) and raw.data[_TAR_AT] == b"ustar":
            return _untar(raw)
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
                if (name := _name_of_copy(entry.filename)) is None:
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


def _untar(raw: RawCopy) -> Parsed:
    """Unpack a tar file, whose files lie in it as they are: it can hold no more than its own bytes."""
    enclosed: list[Enclosed] = []
    faults: list[Fault] = []
    try:
        with tarfile.open(fileobj=io.BytesIO(raw.data), mode="r:") as archive:
            for n_files, entry in enumerate(archive):
                if n_files >= MAX_FILES:
                    faults.append(Fault(code="archive-too-large", text=f"only {MAX_FILES} files were unpacked"))
                    break
                name = _name_of_copy(entry.name)
                # links and devices hold nothing of their own
                file = archive.extractfile(entry) if entry.isreg() and name is not None else None
                if file is not None and (data := file.read(MAX_FILE_BYTES)):
                    enclosed.append(Enclosed(data=data, filename=name))
                    if len(data) < min(entry.size, MAX_FILE_BYTES):
                        faults.append(Fault(code="archive-cut", text="the end of it did not come", where=name))
    except (tarfile.TarError, OSError, EOFError, ValueError, OverflowError) as error:
        if not enclosed:
            raise FormatError(f"the tar file is damaged: {error}", format_name="archive") from error
        faults.append(Fault(code="archive-cut", text="the end of it did not come"))
    if not enclosed:
        raise FormatError("there is no copy in the tar file", format_name="archive")
    return Parsed(enclosed=tuple(enclosed), faults=tuple(faults))


def _name_of_copy(path: str) -> str | None:
    """Give the name of a file that may be copy; None for pictures and what desktops leave in folders."""
    *folders, name = path.replace("\\", "/").split("/")
    if name.lower().endswith(_NOT_COPY) or name.lower() in _LITTER or name.startswith("._") or "__MACOSX" in folders:
        return None
    return name[:200]


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
