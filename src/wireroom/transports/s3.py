"""A bucket of an S3-style store: `s3://host/bucket/prefix` (HTTPS; plain HTTP for a private address with a port).

Requests are signed by AWS Signature Version 4 (AWS General Reference, "Signing AWS API requests"); `user` is the id of the
key, the secret its secret, `region` its region. Objects appear whole, so none waits to settle. Only listing (ListObjectsV2),
reading, copying into `done/` and deleting are used.
"""

import hashlib
import hmac
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Final
from urllib.parse import quote

from lxml import etree
from yarl import URL

from wireroom.errors import TransportError
from wireroom.transports._api import Afterwards, Door, Office, Transport, TransportMaker
from wireroom.transports._connecting import Place, make_tls
from wireroom.transports._fetching import Answer, Ask, Web
from wireroom.transports._remote import TIMEOUT_S, RemoteFile, RemoteFilesTransport, Share

_EMPTY: Final = hashlib.sha256(b"").hexdigest()
_NS: Final = "{*}"
#: pages of a listing, 1,000 objects each
_PAGES: Final = 100


def sign(
    method: str, url: URL, headers: dict[str, str], *, key_id: str, secret: str, region: str, now: datetime
) -> dict[str, str]:
    """Give the headers of a signed request without a body. Units: `now` is UTC."""
    stamp = now.strftime("%Y%m%dT%H%M%SZ")
    scope = f"{stamp[:8]}/{region}/s3/aws4_request"
    signed = {
        "host": url.host_port_subcomponent or "", "x-amz-content-sha256": _EMPTY, "x-amz-date": stamp,
        **{name.lower(): value for name, value in headers.items()},
    }  # fmt: skip
    names = ";".join(sorted(signed))
    lines = "".join(f"{name}:{signed[name].strip()}\n" for name in sorted(signed))
    request = "\n".join((method, url.raw_path, url.raw_query_string, lines, names, _EMPTY))
    to_sign = "\n".join(("AWS4-HMAC-SHA256", stamp, scope, hashlib.sha256(request.encode()).hexdigest()))
    key = f"AWS4{secret}".encode()
    for part in scope.split("/"):
        key = hmac.digest(key, part.encode(), "sha256")
    signature = hmac.digest(key, to_sign.encode(), "sha256").hex()
    credential = f"AWS4-HMAC-SHA256 Credential={key_id}/{scope}, SignedHeaders={names}, Signature={signature}"
    return {**{name: value for name, value in signed.items() if name != "host"}, "Authorization": credential}


class _Bucket:
    """One bucket, below one prefix."""

    def __init__(self, door: Door, place: Place, web: Web, clock: Callable[[], datetime]) -> None:
        self._door = door
        self._place = place
        self._web = web
        self._clock = clock
        bucket, _, self._prefix = place.path.lstrip("/").partition("/")
        scheme = "http" if door.allow_private and place.port != 443 else "https"
        self._root = f"{scheme}://{place.host}:{place.port}/{quote(bucket)}"
        self._tls = make_tls(door.source, door.ca_file) if door.ca_file else None

    async def list_files(self) -> list[RemoteFile]:
        files: list[RemoteFile] = []
        token = ""
        for _ in range(_PAGES):
            query = {"delimiter": "/", "list-type": "2", "prefix": self._prefix}
            if token:
                query["continuation-token"] = token
            words = "&".join(f"{name}={quote(value, safe='')}" for name, value in sorted(query.items()))
            answer = await self._ask("GET", f"{self._root}?{words}", 16 * 1024 * 1024)
            page = _parse(self._door.source, answer.body)
            for entry in page.iterfind(f"{_NS}Contents"):
                facts = {etree.QName(part).localname: part.text or "" for part in entry}
                stamp = f"{facts.get('LastModified', '')} {facts.get('ETag', '')}"
                files.append(RemoteFile(facts.get("Key", ""), int(facts.get("Size") or 0), stamp))
            token = page.findtext(f"{_NS}NextContinuationToken") or ""
            if not token:
                return files
        return files

    async def read(self, name: str, most: int) -> bytes:
        return (await self._ask("GET", self._url(name), most)).body

    async def put_away(self, name: str, afterwards: Afterwards) -> None:
        if afterwards == "move":
            folder, slash, base = name.rpartition("/")
            source = "/" + URL(self._url(name), encoded=True).raw_path.lstrip("/")
            await self._ask("PUT", self._url(f"{folder}{slash}done/{base}"), 65536, {"x-amz-copy-source": source})
        await self._ask("DELETE", self._url(name), 65536)

    def _url(self, name: str) -> str:
        return f"{self._root}/{quote(name)}"

    async def _ask(self, method: str, address: str, most: int, headers: dict[str, str] | None = None) -> Answer:
        url = URL(address, encoded=True)
        signed = sign(
            method, url, headers or {}, key_id=self._place.user or "", secret=self._place.secret or "",
            region=self._door.region, now=self._clock(),
        ) if self._place.secret else headers or {}  # fmt: skip
        return await self._web.fetch(
            Ask(
                source=self._door.source, url=url, method=method, secret_headers=signed, max_bytes=most,
                allow_private=self._door.allow_private, timeout_s=TIMEOUT_S, tls=self._tls, accepts=(200, 204),
            )
        )  # fmt: skip


def _parse(source: str, body: bytes) -> etree._Element:
    try:
        return etree.fromstring(body, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))
    except etree.XMLSyntaxError as error:
        raise TransportError(source, "the listing of the bucket cannot be read") from error


class _Maker:
    def open(self, door: Door, office: Office) -> Transport:
        place = Place(door, port=443)

        @asynccontextmanager
        async def connect() -> AsyncIterator[Share]:
            if office.web is not None:
                yield _Bucket(door, place, office.web(), office.clock)
                return
            web = Web(agent=office.agent, clock=office.clock)
            try:
                yield _Bucket(door, place, web, office.clock)
            finally:
                await web.close()

        return RemoteFilesTransport(door, office, connect, settle_s=0.0)


TRANSPORT: Final[TransportMaker] = _Maker()
