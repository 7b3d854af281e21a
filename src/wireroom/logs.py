"""Structured logs: an event with fields, once, where it is handled. For people at a terminal, else one JSON object a line."""

import logging
import sys
from typing import Any, Final, Literal

import structlog
from structlog.typing import Processor

Level = Literal["debug", "info", "warning", "error"]
Form = Literal["auto", "console", "json"]


_SHARED: Final[tuple[Processor, ...]] = (
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
)
#: one list for all our logs, changed in place by `set_up_logs`. Until then they are plain lines of the standard library's
#: logging, which shows warnings on standard error: never on standard output, which is the commands' own
_processors: Final[list[Processor]] = [
    structlog.stdlib.filter_by_level,
    structlog.processors.format_exc_info,
    structlog.processors.KeyValueRenderer(key_order=["event"]),
]


def get_log(name: str) -> Any:
    """Give the log of one part of the room: `log.info("taken", source="coast", items=3, ms=4)`."""
    return structlog.wrap_logger(
        logging.getLogger(f"wireroom.{name}"), processors=_processors, wrapper_class=structlog.stdlib.BoundLogger
    )


def set_up_logs(level: Level = "info", form: Form = "auto") -> None:
    """Send what is logged, here and in the libraries, to standard error in one form.

    Only commands that run for long call this: as a library, Wireroom leaves the logs to the program around it.
    """
    is_console = form == "console" or (form == "auto" and sys.stderr.isatty())
    last: list[Processor] = (
        [structlog.dev.ConsoleRenderer()]
        if is_console
        else [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
    )
    _processors[:] = [
        structlog.stdlib.filter_by_level,
        *_SHARED,
        structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
    ]
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=_SHARED,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    # one line a request is the reverse proxy's to write, and the client that polls us is not news
    logging.getLogger("uvicorn.access").setLevel(logging.WARNING)
    # it tells of every connection and file; the room tells what it took
    logging.getLogger("asyncssh").setLevel(logging.WARNING)
