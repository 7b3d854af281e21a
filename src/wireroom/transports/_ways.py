"""The ways in as people choose among them: what each is called, how its address looks, and which settings it heeds."""

from typing import Final

import msgspec


class Way(msgspec.Struct, frozen=True, kw_only=True):
    """One kind of source."""

    #: in addresses of pages
    kind: str
    title: str
    #: of its address; empty = it has none
    schemes: tuple[str, ...] = ()
    #: an address as it is written
    example: str = ""
    #: names of settings, beside those that every source has
    settings: tuple[str, ...] = ()
    #: settings without which it cannot be opened
    needed: tuple[str, ...] = ()
    #: what a look finds that finds nothing, in words
    nothing: str = "It answers. There is no copy in it now."


#: for every source, whatever its way in
FOR_ALL: Final = ("agency", "format", "zone", "charset", "silence", "rate", "max_size")
_ASKED: Final = ("interval", "schedule")
_SIGNED_IN: Final = ("user", "secret_file")
_HEARD: Final = "The port can be had. Nobody has sent anything within five seconds."

WAYS: Final = (
    Way(
        kind="feed",
        title="A feed, a page or an agency’s API",
        schemes=("https", "http"),
        example="https://wire.example/feed.rss",
        settings=(
            *_ASKED, *_SIGNED_IN, "secret_header", "secret_query", "next_page", "follow", "websub", "ca_file",
        ),
    ),
    Way(
        kind="sftp",
        title="SFTP, we fetch",
        schemes=("sftp",),
        example="sftp://desk@wire.example/outgoing",
        settings=(*_ASKED, *_SIGNED_IN, "host_key", "pattern", "settle", "afterwards"),
        needed=("secret_file",),
    ),
    Way(
        kind="sftp-drop",
        title="SFTP, they put files here",
        schemes=("sftp-listen",),
        example="sftp-listen://0.0.0.0:2222?from=203.0.113.0/24",
        settings=(*_SIGNED_IN, "pattern"),
        needed=("user", "secret_file"),
        nothing=_HEARD,
    ),
    Way(
        kind="ftp",
        title="FTP or FTPS, we fetch",
        schemes=("ftps", "ftp"),
        example="ftps://desk@wire.example/outgoing",
        settings=(*_ASKED, *_SIGNED_IN, "pattern", "settle", "afterwards", "ca_file"),
    ),
    Way(
        kind="mail",
        title="A mailbox",
        schemes=("imaps", "imap"),
        example="imaps://wire@mail.example/INBOX",
        settings=(*_ASKED, *_SIGNED_IN, "afterwards", "ca_file"),
        needed=("secret_file",),
    ),
    Way(kind="line", title="A legacy line, we call", schemes=("tcp",), example="tcp://wire.example:7000",
        nothing="It answers. Nothing has come over it within five seconds."),
    Way(
        kind="line-in",
        title="A legacy line, they call",
        schemes=("tcp-listen",),
        example="tcp-listen://0.0.0.0:9000?from=203.0.113.0/24",
        nothing=_HEARD,
    ),
    Way(
        kind="bucket",
        title="A bucket that speaks S3",
        schemes=("s3",),
        example="s3://store.example/bucket/prefix/",
        settings=(*_ASKED, *_SIGNED_IN, "region", "pattern", "afterwards", "ca_file"),
        needed=("user", "secret_file"),
    ),
    Way(
        kind="folder",
        title="A folder of this machine",
        settings=("folder", "interval", "pattern", "settle"),
        needed=("folder",),
    ),
    Way(kind="posted", title="Copy is pushed to us over HTTP", settings=("secret_file",)),
)  # fmt: skip


def find_way(kind: str) -> Way | None:
    """Give the way in of a name."""
    return next((way for way in WAYS if way.kind == kind), None)
