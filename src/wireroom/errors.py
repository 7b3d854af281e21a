"""The errors that somebody catches differently from others; everything else is a bug and is let through.

A problem *in copy* is not an error but a `wireroom.model.Fault`: data beside the items that could be read.
"""


class WireroomError(Exception):
    """Something went wrong in the wire room."""


class ConfigError(WireroomError):
    """A setting is wrong; the room does not start."""

    def __init__(self, setting: str, problem: str) -> None:
        super().__init__(f"{setting}: {problem}")
        self.setting = setting
        self.problem = problem


class TransportError(WireroomError):
    """A source could not be reached or read; the others go on."""

    def __init__(self, source: str, problem: str, *, retry_after_s: float | None = None) -> None:
        super().__init__(f"{source}: {problem}")
        self.source = source
        self.problem = problem
        self.retry_after_s = retry_after_s


class DeliveryError(WireroomError):
    """A delivery did not get through; the others go on."""

    def __init__(
        self, problem: str, *, retry_after_s: float | None = None, is_final: bool = False, is_gone: bool = False
    ) -> None:
        super().__init__(problem)
        self.problem = problem
        #: the receiver asks not to be asked before; None = as the outbox thinks fit
        self.retry_after_s = retry_after_s
        #: the receiver will never take it
        self.is_final = is_final
        #: nor anything else: it has gone for good
        self.is_gone = is_gone


class FormatError(WireroomError):
    """A dispatch could not be read at all; it stays on the spike and can be replayed."""

    def __init__(self, reason: str, *, format_name: str | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.format_name = format_name


class UnknownFormat(FormatError):
    """No reader knows this form of copy."""


class QueryError(WireroomError, ValueError):
    """A search could not be understood; `position` is where, in code points from 0."""

    def __init__(self, text: str, position: int, problem: str) -> None:
        super().__init__(f"{problem}\n  {text}\n  {' ' * position}^")
        self.text = text
        self.position = position
        self.problem = problem


class NotFound(WireroomError):
    """No such thing in this room."""

    def __init__(self, kind: str, key: str) -> None:
        super().__init__(f"no {kind} {key!r} in this room")
        self.kind = kind
        self.key = key


class StoreError(WireroomError):
    """The store cannot take writes now (disk full, locked, damaged); copy is not acknowledged."""


class StoreMismatch(StoreError):
    """The store was made by another version of Wireroom."""


class DeskElsewhere(StoreError):
    """The desk is in another process: what editors decide is taken there."""

    def __init__(self, url: str | None) -> None:
        super().__init__(
            f"the desk is in another process{f', at {url}' if url else ''}; decisions of editors are taken there"
        )
        #: where it listens; None = nobody is the desk, or it has not said
        self.url = url


class Refused(WireroomError):
    """What was asked cannot be done as things stand; the message says why, in plain words."""
