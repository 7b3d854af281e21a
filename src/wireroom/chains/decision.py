"""ChainDecision: what `decide` says of one item, and `OpenChains.note` and the store write down."""

import msgspec

from wireroom.chains.card import Card
from wireroom.chains.ties import Tie
from wireroom.model import Change, Link


class Regrouped(msgspec.Struct, frozen=True, kw_only=True):
    """Another chain whose versions changed because of the new item: its whole order now."""

    chain: str
    order: tuple[str, ...]


class ChainDecision(msgspec.Struct, frozen=True, kw_only=True):
    """Where one item stands in the agency's running story."""

    #: "c" and the id of its first item by arrival
    chain: str
    link: Link | None = None
    #: what the new item does, and what a kill that waited for it does to it (`Change.by`)
    changes: tuple[Change, ...] = ()
    #: the whole chain in the agency's order, ids oldest version first
    order: tuple[str, ...] = ()
    #: the item that stands for the chain: its newest version that is no add, take or notice; None = all are killed
    top: str | None = None
    #: chains that turn out to be this one
    merges: tuple[str, ...] = ()
    #: other chains that lost or won items, with their order now; rare: a late item that fits better in between
    regrouped: tuple[Regrouped, ...] = ()
    #: what the desk must look at, in plain words
    alarms: tuple[str, ...] = ()
    #: for `note`: the item's card, its firm ties, and the ties that were picked
    card: Card
    firm: tuple[Tie, ...] = ()
    picked: tuple[tuple[str, Tie], ...] = ()
    #: items that give up what they had picked: with the new item on the wire its words tell too little
    dropped: tuple[str, ...] = ()
