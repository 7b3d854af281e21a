"""The site's own files: read once, named by their content, kept by browsers for a year."""

import hashlib
from functools import cache
from importlib import resources
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


@cache
def _files() -> dict[str, tuple[str, StaticFile]]:
    """Read the folder: plain name -> (name with its content's hash, file)."""
    found = {}
    for entry in resources.files("wireroom.web").joinpath("static").iterdir():
        stem, _, kind = entry.name.rpartition(".")
        if kind in _TYPES:
            data = entry.read_bytes()
            digest = hashlib.sha256(data).hexdigest()[:12]
            found[entry.name] = (
                f"{stem}.{digest}.{kind}",
                StaticFile(data=data, media_type=_TYPES[kind], etag=f'"{digest}"'),
            )
    return found


def static_url(name: str) -> str:
    """Give the address of a file of ours, with its content's hash in it."""
    return f"/static/{_files()[name][0]}"


def static_file(name: str) -> StaticFile:
    """Give a file of ours by its plain name."""
    return _files()[name][1]


@get("/static/{name:str}", include_in_schema=False, sync_to_thread=False)
def serve_static(name: str) -> Response[bytes]:
    """Serve one of our own files."""
    for hashed, file in _files().values():
        if name == hashed:
            headers = {"cache-control": "public, max-age=31536000, immutable", "etag": file.etag}
            return Response(file.data, media_type=file.media_type, headers=headers)
    raise NotFoundException
