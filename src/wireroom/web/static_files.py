"""The site's own files: read once, named by their content, kept by browsers for a year."""

import hashlib
import re
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Final

import msgspec
from litestar import Response, get
from litestar.exceptions import NotFoundException

_TYPES: Final = {
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml",
}


class StaticFile(msgspec.Struct, frozen=True, kw_only=True):
    """One file as it is served."""

    data: bytes
    media_type: str
    etag: str


def _lightened(text: str, kind: str) -> str:
    """Leave out what only we read: indentation, and the comments of a style sheet (of a script they may stand in a string)."""
    if kind == "css":
        text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    return "\n".join(line for each in text.splitlines() if (line := each.strip())) + "\n"


@cache
def _files() -> dict[str, tuple[str, StaticFile]]:
    """Read the folder: plain name -> (name with its content's hash, file)."""
    found: dict[str, tuple[str, StaticFile]] = {}
    top = resources.files("wireroom.web").joinpath("static")
    for entry in top.iterdir():
        stem, _, kind = entry.name.rpartition(".")
        if entry.is_dir():
            found |= _folder(entry)
        elif kind in _TYPES:
            data = _lightened(entry.read_text(encoding="utf-8"), kind).encode()
            digest = hashlib.sha256(data).hexdigest()[:12]
            found[entry.name] = (
                f"{stem}.{digest}.{kind}",
                StaticFile(data=data, media_type=_TYPES[kind], etag=f'"{digest}"'),
            )
    return found


def _folder(folder: Traversable) -> dict[str, tuple[str, StaticFile]]:
    """Read a folder of modules: they name each other by plain names, so the hash of all of them stands in the folder's."""
    files = {entry.name: entry.read_bytes() for entry in sorted(folder.iterdir(), key=lambda entry: entry.name)}
    digest = hashlib.sha256(b"\0".join(files.values())).hexdigest()[:12]
    return {
        f"{folder.name}/{name}": (
            f"{folder.name}.{digest}/{name}",
            StaticFile(data=data, media_type=_TYPES[kind], etag=f'"{hashlib.sha256(data).hexdigest()[:12]}"'),
        )
        for name, data in files.items()
        if (kind := name.rpartition(".")[2]) in _TYPES
    }


def static_url(name: str) -> str:
    """Give the address of a file of ours, with its content's hash in it."""
    return f"/static/{_files()[name][0]}"


def static_file(name: str) -> StaticFile:
    """Give a file of ours by its plain name."""
    return _files()[name][1]


@get(["/static/{name:str}", "/static/{folder:str}/{name:str}"], include_in_schema=False, sync_to_thread=False)
def serve_static(name: str, folder: str | None = None) -> Response[bytes]:
    """Serve one of our own files."""
    wanted = f"{folder}/{name}" if folder else name
    for hashed, file in _files().values():
        if wanted == hashed:
            headers = {"cache-control": "public, max-age=31536000, immutable", "etag": file.etag}
            return Response(file.data, media_type=file.media_type, headers=headers)
    raise NotFoundException
