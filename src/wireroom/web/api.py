"""The API for programs: `/api/v1/…`, described at `/api/v1/openapi.json`. Errors are problem details (`problems.py`).

A killed item stays at its address with status 200, as a tombstone: programs that took it must be told so in a form they
can read. A held item is 404.
"""

import asyncio
from datetime import datetime
from typing import Annotated, Any, Final, Literal

import msgspec
from litestar import Request, Response, get, post
from litestar.exceptions import ClientException, NotFoundException
from litestar.params import Parameter

from wireroom.model import ChainVersion, Dispatch, Fault, Filed, Gap, Receipt
from wireroom.model.public import reader_object
from wireroom.text.diff import TextDiff
from wireroom.text.uris import page_address, read_content_language
from wireroom.web import paper
from wireroom.web._api import TheRoom
from wireroom.web.auth import wants_token
from wireroom.web.site import compare

Limit = Annotated[int, Parameter(ge=1, le=200, description="how many at most")]
Before = Annotated[int | None, Parameter(ge=1, description="only what has a lower seq than this")]
Query = Annotated[str, Parameter(max_length=500, description="a search, in the language of docs/howto/search.md")]


class PostedDispatch(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a dispatch, told after the commit."""

    dispatch: str
    #: placed: its items are on the wire · spiked: kept, and could not be read · kept: another process places it
    state: str
    is_new: bool
    format: str | None
    items: tuple[str, ...]
    seqs: tuple[int, ...]
    faults: tuple[Fault, ...]
    #: why it hangs on the spike
    reason: str | None


class ItemPage(msgspec.Struct, frozen=True, kw_only=True):
    """Items, newest first."""

    items: list[dict[str, Any]]
    #: ask with `before` of this for the next; None = there are no more
    next_before: int | None


class ChainAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """The versions of one agency's running story, oldest first, with what is missing."""

    chain: str
    story: str
    agency: str | None
    versions: list[ChainVersion]
    gaps: tuple[Gap, ...]


class StorySummary(msgspec.Struct, frozen=True, kw_only=True):
    """A story by its newest line."""

    story: str
    headline: str
    newest_item: str
    at: datetime
    agencies: list[str]
    n_chains: int
    n_versions: int


class DiffAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """What changed from `against` to `item`."""

    item: str
    against: str
    summary: str
    changes: TextDiff


def filed_object(filed: Filed, *, with_body: bool = True) -> dict[str, Any]:
    """Give an item with its place as readers may see it; a killed one as a tombstone without a word of it."""
    item = filed.item
    place: dict[str, Any] = {
        "seq": filed.seq,
        "chain": {"id": filed.chain, "position": filed.position, "superseded_by": filed.superseded_by},
        "story": filed.story,
        "received_at": filed.received_at,
    }
    if filed.is_gone:
        return {
            "id": item.id,
            "uri": item.uri,
            "pubstatus": "canceled",
            "is_killed": True,
            "killed_at": filed.killed_at,
            "killed_by": filed.killed_by,
            "agency": item.agency,
            "agency_name": item.agency_name,
            "versioncreated": item.versioncreated,
            **place,
        }
    found = reader_object(item)
    if not with_body:
        found.pop("body_html", None)
        found.pop("body_text", None)
    if filed.corrected_by:
        found["corrected_by"] = filed.corrected_by
    return found | place


def get_filed(room: TheRoom, item: str) -> Filed:
    """Give an item as readers may see it.

    Raises:
        NotFoundException: there is none, or it is held.
    """
    filed = room.store.find_item(item, now=room.clock())
    if filed is None:
        raise NotFoundException(detail=f"no item {item!r} that readers may see")
    return filed


@post(
    "/api/v1/dispatches",
    guards=[wants_token],
    operation_id="postDispatch",
    description="Takes one file of any wire format as the body. Answers after the commit: 201 for new bytes, 200 for bytes"
    " that were taken before, 202 when they are durable and another process places them. What cannot be read is kept too,"
    " with state `spiked` and the reason; a body with nothing in it is refused (400).",
    security=[{"token": []}],
    tags=["dispatches"],
)
async def post_dispatch(
    request: Request[Any, Any, Any],
    room: TheRoom,
    source: Annotated[str, Parameter(pattern=r"^[a-z0-9][a-z0-9_.-]{0,63}$", description="who sends")] = "api",
    filename: Annotated[str | None, Parameter(max_length=255, description="its name, where it had one")] = None,
) -> Response[PostedDispatch]:
    """Take one dispatch.

    Raises:
        ClientException: the body is a form with a file in it, and not the file, or nothing is in it.
    """
    if is_form(request.headers.get("content-type")):
        raise ClientException(
            status_code=415,
            detail="this is a form with a file in it; send the file itself as the body: curl --data-binary @FILE",
        )
    dispatch = Dispatch.of(
        full(await request.body()),
        source=source,
        received_at=room.clock(),
        filename=filename,
        content_type=request.headers.get("content-type"),
        url=page_address(request.headers.get("content-location")),
        language=read_content_language(request.headers.get("content-language")),
    )
    # a sender that goes away does not take back what is in the commit already
    receipt = await asyncio.shield(asyncio.wrap_future(room.intake.submit(dispatch)))
    return answer_posted(receipt)


def full(body: bytes) -> bytes:
    """Give a body that something is in.

    Raises:
        ClientException: there is nothing but white space; sent again it would be the same, so nothing of it is kept.
    """
    if not body or body.isspace():
        raise ClientException(
            detail="the body is empty, and nothing was kept; send the file itself as the body: curl --data-binary @FILE"
        )
    return body


def is_form(content_type: str | None) -> bool:
    """Say whether a body is a form as browsers and `curl -F` send it: the file stands inside it."""
    return content_type is not None and content_type.lstrip().lower().startswith("multipart/form-data")


def answer_posted(receipt: Receipt) -> Response[PostedDispatch]:
    """Tell a sender what became of a dispatch: 201 for new bytes, 200 for known ones, 202 when another process places them."""
    status = 202 if receipt.state == "kept" else 201 if receipt.is_new else 200
    return Response(PostedDispatch(**msgspec.structs.asdict(receipt)), status_code=status)


@get("/api/v1/items", operation_id="listItems", tags=["items"], sync_to_thread=True)
def list_items(
    room: TheRoom,
    q: Query = "",
    limit: Limit = 50,
    before: Before = None,
    sort: Literal["newest", "relevance"] = "newest",
) -> ItemPage:
    """Search, newest first; without a query everything. Bodies come with `/items/{id}`.

    `sort=relevance` gives the best of the newest 500 that fit, in one page.
    """
    if sort == "relevance" and q.strip():
        best = room.store.best(query=q.strip(), limit=limit, now=room.clock())
        return ItemPage(items=[filed_object(filed, with_body=False) for filed in best], next_before=None)
    found = room.store.newest(query=q.strip() or None, limit=limit + 1, before=before, now=room.clock())
    shown = found[:limit]
    next_before = shown[-1].seq if len(found) > limit else None
    return ItemPage(items=[filed_object(filed, with_body=False) for filed in shown], next_before=next_before)


@get("/api/v1/items/{item:str}/diff", operation_id="diffItems", tags=["items"], sync_to_thread=True)
def diff_items(room: TheRoom, item: str, against: str) -> DiffAnswer:
    """Say what changed from the item `against` to this one, by paragraph and word; numbers as numbers."""
    later, earlier = get_filed(room, item), get_filed(room, against)
    for filed in (later, earlier):
        if filed.is_gone:
            raise NotFoundException(detail=f"item {filed.item.id!r} was killed; its words are gone")
    changes = compare(earlier.item, later.item)
    return DiffAnswer(item=item, against=against, summary=changes.summary, changes=changes)


@get("/api/v1/chains/{chain:str}", operation_id="getChain", tags=["chains"], sync_to_thread=True)
def get_chain(room: TheRoom, chain: str) -> ChainAnswer:
    """Give the versions of one running story in the agency's order."""
    now = room.clock()
    found = room.store.find_chain(chain, now=now)
    if not found:
        raise NotFoundException(detail=f"no chain {chain!r}")
    return ChainAnswer(
        chain=found[0].chain,
        story=found[0].story,
        agency=found[0].item.agency,
        versions=paper.chain_versions(found),
        gaps=paper.gaps_of(room.store.find_chain(chain, view="desk", now=now), found),
    )


@get("/api/v1/stories", operation_id="listStories", tags=["stories"], sync_to_thread=True)
def list_stories(room: TheRoom, limit: Limit = 50) -> list[StorySummary]:
    """Give the running stories, that with the newest line first."""
    lines = room.store.ticker(200, now=room.clock())
    stories: dict[str, list[Any]] = {}
    for line in lines:
        stories.setdefault(line.filed.story, []).append(line)
    names = room.store.find_names(stories)
    return [
        StorySummary(
            story=story,
            headline=names.get(story) or paper.title_of(of_it[0].filed),
            newest_item=of_it[0].filed.item.id,
            at=of_it[0].at,
            agencies=list(dict.fromkeys(paper.agency_of(line.filed.item) for line in of_it)),
            n_chains=len(of_it),
            n_versions=sum(line.n_versions for line in of_it),
        )
        for story, of_it in list(stories.items())[:limit]
    ]


@get("/healthz", include_in_schema=False, sync_to_thread=True)
def health(room: TheRoom) -> dict[str, Any]:
    """Say whether the room can be read and how far it is; 503 as a problem when the store cannot answer.

    What is being counted for the first time is null, and `is_counting` says so.
    """
    figures = room.store.figures()
    return {"status": "ok", **msgspec.structs.asdict(figures), "is_counting": figures.n_items is None}


HANDLERS: Final = [
    post_dispatch, list_items, diff_items, get_chain, list_stories, health,
]  # fmt: skip
