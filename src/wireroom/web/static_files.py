"""The site's own files: read once, named by their content, kept by browsers for a year."""

import gzip
import hashlib
import re
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Final

import msgspec
from litestar.types import HTTPResponseStartEvent, HTTPScope, Receive, Send

from wireroom.web.problems import Problem, send_problem

PATH: Final = "/static/"
#: shorter files are sent as they are
_SHORT: Final = 600
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
    #: gzip; None = it is too short to be worth it
    packed: bytes | None = None


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
                _made(data, kind, digest),
            )
    return found


def _folder(folder: Traversable) -> dict[str, tuple[str, StaticFile]]:
    """Read a folder of modules: they name each other by plain names, so the hash of all of them stands in the folder's."""
    files = {entry.name: entry.read_bytes() for entry in sorted(folder.iterdir(), key=lambda entry: entry.name)}
    digest = hashlib.sha256(b"\0".join(files.values())).hexdigest()[:12]
    return {
        f"{folder.name}/{name}": (
            f"{folder.name}.{digest}/{name}",
            _made(data, kind, hashlib.sha256(data).hexdigest()[:12]),
        )
        for name, data in files.items()
        if (kind := name.rpartition(".")[2]) in _TYPES
    }


def _made(data: bytes, kind: str, digest: str) -> StaticFile:
    packed = gzip.compress(data, 9, mtime=0) if len(data) >= _SHORT else None
    return StaticFile(data=data, media_type=_TYPES[kind], etag=f'"{digest}"', packed=packed)


@cache
def _served() -> dict[str, StaticFile]:
    """Give the files by their names with the hash."""
    return dict(_files().values())


def static_url(name: str) -> str:
    """Give the address of a file of ours, with its content's hash in it."""
    return f"/static/{_files()[name][0]}"


def static_file(name: str) -> StaticFile:
    """Give a file of ours by its plain name."""
    return _files()[name][1]


class StaticApp:
    """ASGI: one of our own files by its name with the hash, packed once. Pages wait for it: no framework stands before it."""

    async def __call__(self, scope: HTTPScope, receive: Receive, send: Send) -> None:
        """Serve one file; what is not there is answered as programs are."""
        if scope["method"] not in ("GET", "HEAD"):
            await send_problem(scope, send, Problem(status=405, title="Method Not Allowed", detail="read it by GET"))
            return
        file = _served().get(scope["path"].removeprefix(PATH))
        if file is None:
            await send_problem(scope, send, Problem(status=404, title="Not Found", detail="there is no such file"))
            return
        headers = dict(scope["headers"])
        is_packed = b"gzip" in headers.get(b"accept-encoding", b"") and file.packed is not None
        is_known = headers.get(b"if-none-match") == file.etag.encode()
        body = b"" if is_known else file.packed if is_packed and file.packed else file.data
        told = [
            (b"content-type", file.media_type.encode()),
            (b"cache-control", b"public, max-age=31536000, immutable"),
            (b"etag", file.etag.encode()),
            (b"vary", b"accept-encoding"),
        ]
        if is_packed:
            told.append((b"content-encoding", b"gzip"))
        if not is_known:
            told.append((b"content-length", str(len(body)).encode()))
        start: HTTPResponseStartEvent = {
            "type": "http.response.start", "status": 304 if is_known else 200, "headers": told,
        }  # fmt: skip
        await send(start)
        await send(
            {"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body, "more_body": False}
        )
