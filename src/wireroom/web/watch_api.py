"""The API of watches, channels and deliveries. All of it is for editors: it wants the room's token or a session.

/api/v1/watches …           saved searches that ring; POST /test says how often one would have rung
/api/v1/channels …          the ways by which deliveries leave
/api/v1/deliveries …        the ledger
/api/v1/alerts?after=N      what rang on the desk, for pages that ring
/api/v1/push …              browsers that want to be rung while no page is open
"""

import hashlib
from datetime import datetime
from typing import Annotated, Any, Final

import msgspec
from litestar import Request, Response, delete, get, post, put
from litestar.params import Parameter

from wireroom.deliveries import NAMES, shown_settings
from wireroom.deliveries.push import public_key
from wireroom.errors import NotFound
from wireroom.model import Delivery, DeliveryState, OutChannel, Watch
from wireroom.room import Trial
from wireroom.web import paper
from wireroom.web._api import TheRoom
from wireroom.web.auth import PROGRAM, find_editor, wants_token
from wireroom.web.static_files import static_file
from wireroom.web.threads import in_thread

#: several handlers on one path: Litestar 2.25 wraps the first of them once too often when it runs in a thread by itself
_SHARED: Final[dict[str, Any]] = {"guards": [wants_token], "security": [{"token": []}]}
_GUARDED: Final[dict[str, Any]] = {"guards": [wants_token], "security": [{"token": []}], "sync_to_thread": True}


class TrialItem(msgspec.Struct, frozen=True, kw_only=True):
    """One item that a watch would have rung for."""

    item: str
    headline: str
    agency: str
    label: str | None
    received_at: datetime


class TrialAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """How often a watch would have rung during the last day."""

    n_rings: int
    #: the search fits, and the watch would have kept quiet
    n_quiet: int
    since: datetime
    #: newest first, at most 200
    items: list[TrialItem]


class ChannelAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """A channel; its secrets are not shown."""

    name: str
    kind: str
    settings: dict[str, str]
    owner: str
    is_paused: bool
    digest_at: tuple[str, ...]
    zone: str


class DeliveryPage(msgspec.Struct, frozen=True, kw_only=True):
    """Rows of the ledger, newest first."""

    deliveries: list[Delivery]
    #: ask with `before` of this for the next; None = there are no more
    next_before: int | None


class Alert(msgspec.Struct, frozen=True, kw_only=True):
    """One ring of the desk."""

    n: int
    key: str
    #: alert, killed or corrected
    kind: str
    watch: str
    item: str
    headline: str
    label: str | None
    agency: str
    #: strokes of the bell; 0 = quiet hours
    bells: int
    at: datetime


class AlertsAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """What rang, oldest first."""

    alerts: list[Alert]
    #: ask with `after` of this next time
    last: int
    #: the room's clock: how late a ring is, no browser's clock can say
    at: datetime


class Subscription(msgspec.Struct, frozen=True, kw_only=True):
    """What a browser gives when it subscribes to push (W3C Push API, `PushSubscription.toJSON()`)."""

    endpoint: str
    keys: dict[str, str]


def owner_of(request: Request[Any, Any, Any]) -> str:
    """Say who asks, by the name of the session; a program that does not say for whom it asks is nobody."""
    editor = find_editor(request)
    return editor.name if editor is not None and editor.name != PROGRAM.name else ""


# watches


@get("/api/v1/watches", operation_id="listWatches", tags=["watches"], **_SHARED)
async def list_watches(room: TheRoom) -> list[Watch]:
    """Give all watches, by folder and name."""
    return await in_thread(room.alerts.find_watches)


@post("/api/v1/watches", operation_id="addWatch", tags=["watches"], status_code=201, **_SHARED)
async def add_watch(request: Request[Any, Any, Any], room: TheRoom, data: Watch) -> Watch:
    """Add a watch. Every item filed after the answer has been matched with it."""
    owner = data.owner or owner_of(request)
    return await in_thread(room.alerts.save_watch, msgspec.structs.replace(data, id="", owner=owner))


@post("/api/v1/watches/test", operation_id="testWatch", tags=["watches"], status_code=200, **_GUARDED)
def test_watch(room: TheRoom, data: Watch) -> TrialAnswer:
    """Say how often a watch would have rung during the last day, and for what; nothing is saved."""
    return trial_answer(room.alerts.try_watch(data))


def trial_answer(trial: Trial) -> TrialAnswer:
    """Give a trial as programs see it."""
    items = [
        TrialItem(
            item=filed.item.id,
            headline=paper.title_of(filed),
            agency=paper.agency_of(filed.item),
            label=filed.item.marks.label,
            received_at=filed.received_at,
        )
        for filed in trial.rings[:200]
    ]
    return TrialAnswer(n_rings=len(trial.rings), n_quiet=trial.n_quiet, since=trial.since, items=items)


@get("/api/v1/watches/{watch:str}", operation_id="getWatch", tags=["watches"], **_SHARED)
async def get_watch(room: TheRoom, watch: str) -> Watch:
    """Give one watch."""
    return await in_thread(room.alerts.find_watch, watch)


@put("/api/v1/watches/{watch:str}", operation_id="changeWatch", tags=["watches"], **_SHARED)
async def change_watch(room: TheRoom, watch: str, data: Watch) -> Watch:
    """Change a watch: what is not given gets its default."""
    return await in_thread(room.alerts.save_watch, msgspec.structs.replace(data, id=watch))


@delete("/api/v1/watches/{watch:str}", operation_id="removeWatch", tags=["watches"], **_SHARED)
async def remove_watch(room: TheRoom, watch: str) -> None:
    """Remove a watch; its deliveries stay in the ledger."""
    await in_thread(room.alerts.remove_watch, watch)


# channels


def channel_answer(channel: OutChannel) -> ChannelAnswer:
    """Give a channel without its secrets."""
    settings = dict(shown_settings(channel)) if channel.kind in NAMES else {}
    return ChannelAnswer(
        name=channel.name,
        kind=channel.kind,
        settings=settings,
        owner=channel.owner,
        is_paused=channel.is_paused,
        digest_at=channel.digest_at,
        zone=channel.zone,
    )


@get("/api/v1/channels", operation_id="listChannels", tags=["channels"], **_SHARED)
async def list_channels(room: TheRoom) -> list[ChannelAnswer]:
    """Give all channels."""
    return [channel_answer(channel) for channel in await in_thread(room.alerts.find_channels)]


@post("/api/v1/channels", operation_id="saveChannel", tags=["channels"], status_code=201, **_SHARED)
async def save_channel(room: TheRoom, data: OutChannel) -> ChannelAnswer:
    """Add a channel, or change the one of this name."""
    return channel_answer(await in_thread(room.alerts.save_channel, data))


@delete("/api/v1/channels/{channel:str}", operation_id="removeChannel", tags=["channels"], **_GUARDED)
def remove_channel(room: TheRoom, channel: str) -> None:
    """Remove a channel; what waits for it stays in the ledger."""
    room.alerts.remove_channel(channel)


@post(
    "/api/v1/channels/{channel:str}/pause", operation_id="pauseChannel", tags=["channels"], status_code=200, **_GUARDED
)
def pause_channel(room: TheRoom, channel: str) -> ChannelAnswer:
    """Let a channel stand still; what is for it waits."""
    return channel_answer(room.alerts.pause_channel(channel, is_paused=True))


@post(
    "/api/v1/channels/{channel:str}/resume",
    operation_id="resumeChannel",
    tags=["channels"],
    status_code=200,
    **_GUARDED,
)
def resume_channel(room: TheRoom, channel: str) -> ChannelAnswer:
    """Let a channel go on."""
    return channel_answer(room.alerts.pause_channel(channel, is_paused=False))


@post("/api/v1/channels/{channel:str}/test", operation_id="testChannel", tags=["channels"], status_code=202, **_GUARDED)
def test_channel(room: TheRoom, channel: str) -> Delivery:
    """Send a test; what becomes of it stands in the ledger under its key."""
    return room.alerts.test_channel(channel)


# the ledger


@get("/api/v1/deliveries", operation_id="listDeliveries", tags=["deliveries"], **_GUARDED)
def list_deliveries(
    room: TheRoom,
    wanted: Annotated[DeliveryState | None, Parameter(query="state")] = None,
    channel: str | None = None,
    subscriber: str | None = None,
    before: Annotated[int | None, Parameter(ge=1)] = None,
    limit: Annotated[int, Parameter(ge=1, le=500)] = 100,
) -> DeliveryPage:
    """Give rows of the ledger, newest first."""
    found = room.store.find_deliveries(
        state=wanted, channel=channel, subscriber=subscriber, before=before, limit=limit + 1
    )
    next_before = found[limit - 1].n if len(found) > limit else None
    return DeliveryPage(deliveries=found[:limit], next_before=next_before)


@get("/api/v1/deliveries/{key:str}", operation_id="getDelivery", tags=["deliveries"], **_GUARDED)
def get_delivery(room: TheRoom, key: str) -> Delivery:
    """Give one row."""
    found = room.store.find_delivery(key)
    if found is None:
        raise NotFound("delivery", key)
    return found


@post(
    "/api/v1/deliveries/{key:str}/replay",
    operation_id="replayDelivery",
    tags=["deliveries"],
    status_code=202,
    **_GUARDED,
)
def replay_delivery(room: TheRoom, key: str) -> Delivery:
    """Send one delivery again, under its key."""
    return room.alerts.replay(key)


@post("/api/v1/deliveries/replay", operation_id="replayDead", tags=["deliveries"], status_code=202, **_GUARDED)
def replay_dead(room: TheRoom, channel: str | None = None) -> dict[str, int]:
    """Send again all that was given up, of one channel or of all."""
    return {"n_replayed": room.alerts.replay_dead(channel)}


@get("/api/v1/items/{item:str}/recipients", operation_id="listRecipients", tags=["deliveries"], **_GUARDED)
def list_recipients(room: TheRoom, item: str) -> list[Delivery]:
    """Say who was sent an item, when, and when it was acknowledged."""
    return room.store.recipients(item)


# the desk rings


@get("/api/v1/alerts", operation_id="listAlerts", tags=["watches"], **_GUARDED)
def list_alerts(
    request: Request[Any, Any, Any], room: TheRoom, after: Annotated[int | None, Parameter(ge=0)] = None
) -> AlertsAnswer:
    """Give what rang on the desk after `after`; without it nothing but where to begin."""
    if after is None:
        newest = room.store.find_deliveries(channel="desk", limit=1)
        return AlertsAnswer(alerts=[], last=newest[0].n if newest else 0, at=room.clock())
    found = room.alerts.rings_after(after, owner=owner_of(request))
    ids = list({delivery.item for delivery in found})
    standing = {filed.item.id: filed for filed in room.store.find_items(ids, view="desk", now=room.clock())}
    alerts = []
    for delivery in found:
        filed = standing.get(delivery.item)
        if filed is None:
            continue
        is_gone = filed.is_gone
        alerts.append(
            Alert(
                n=delivery.n,
                key=delivery.key,
                kind=delivery.kind,
                watch=delivery.name,
                item=delivery.item,
                headline="do not use it" if is_gone else paper.title_of(filed),
                label="KILLED" if is_gone else filed.item.marks.label,
                agency=paper.agency_of(filed.item),
                bells=0 if room.alerts.is_quiet(delivery) and delivery.kind != "killed" else delivery.bells,
                at=delivery.created_at,
            )
        )
    return AlertsAnswer(alerts=alerts, last=max((delivery.n for delivery in found), default=after), at=room.clock())


@post("/api/v1/alerts/{key:str}/seen", operation_id="seeAlert", tags=["watches"], status_code=204, **_GUARDED)
def see_alert(room: TheRoom, key: str) -> None:
    """Say that a ring was seen: in the ledger it is acknowledged from now on."""
    room.store.acknowledge(key, now=room.clock())


# browsers


@get("/api/v1/push/key", operation_id="getPushKey", tags=["channels"], **_GUARDED)
def get_push_key(room: TheRoom) -> dict[str, str]:
    """Give the room's public key, by which browsers subscribe."""
    return {"key": public_key(room.config.data)}


@post("/api/v1/push/subscriptions", operation_id="subscribePush", tags=["channels"], status_code=201, **_GUARDED)
def subscribe_push(request: Request[Any, Any, Any], room: TheRoom, data: Subscription) -> ChannelAnswer:
    """Make a channel of a browser; the same browser again changes its channel."""
    name = f"browser-{hashlib.sha256(data.endpoint.encode()).hexdigest()[:8]}"
    settings = {"endpoint": data.endpoint, "p256dh": data.keys.get("p256dh", ""), "auth": data.keys.get("auth", "")}
    channel = OutChannel(name=name, kind="push", settings=settings, owner=owner_of(request))
    return channel_answer(room.alerts.save_channel(channel))


@get("/push.js", include_in_schema=False, sync_to_thread=False)
def push_worker() -> Response[bytes]:
    """Serve the service worker from the top, so that it stands for all pages."""
    file = static_file("push.js")
    return Response(file.data, media_type=file.media_type, headers={"cache-control": "no-cache"})


HANDLERS: Final = [
    list_watches, add_watch, test_watch, get_watch, change_watch, remove_watch,
    list_channels, save_channel, remove_channel, pause_channel, resume_channel, test_channel,
    list_deliveries, get_delivery, replay_delivery, replay_dead, list_recipients,
    list_alerts, see_alert, get_push_key, subscribe_push, push_worker,
]  # fmt: skip
