"""Structured logs: an event with fields, once, where it is handled. For people at a terminal, else one JSON object a line."""

import logging
import sys
from typing import Any, Literal

import structlog

Level = Literal["debug", "info", "warning", "error"]
Form = Literal["auto", "console", "json"]


def get_log(name: str) -> Any:
    """Give the log of one part of the room: `log.info("taken", source="coast", items=3, ms=4)`."""
    return structlog.stdlib.get_logger(f"wireroom.{name}")


def set_up_logs(level: Level = "info", form: Form = "auto") -> None:
    """Send what is logged, here and in the libraries, to standard error in one form.

    Only commands that run for long call this: as a library, Wireroom leaves the logs to the program around it.
    """
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    is_console = form == "console" or (form == "auto" and sys.stderr.isatty())
    last: list[structlog.typing.Processor] = (
        [structlog.dev.ConsoleRenderer()]
        if is_console
        else [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
    )
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            structlog.stdlib.PositionalArgumentsFormatter(),
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    # one line a request is the reverse proxy's to write, and the client that polls us is not news
    logging.getLogger("uvicorn.access").setLevel(logging.WARNING)
