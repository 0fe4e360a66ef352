"""Logs: one JSON object a line on standard error, without anything about a person or a secret.

An exception is logged as its type and the places it went through, never with its message, which may quote
what somebody wrote. Requests are logged by their route, so that neither the query (signatures, tokens) nor
the secret part of a link's path gets in.
"""

import logging
import sys
import traceback

import structlog
from aiohttp import web
from aiohttp.abc import AbstractAccessLogger
from structlog.typing import EventDict, WrappedLogger

log = structlog.get_logger()
_DEPTH = 8


def configure() -> None:
    """Set structlog up for the whole process, and hush libraries that log what they are given."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _only_places,
            structlog.processors.JSONRenderer(ensure_ascii=True),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.WriteLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    logging.getLogger("aiohttp").setLevel(logging.CRITICAL)
    logging.getLogger("asyncio").setLevel(logging.CRITICAL)


def _only_places(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Replace exc_info by the exception's type and the last few file:line places."""
    given = event.pop("exc_info", None)
    error = given if isinstance(given, BaseException) else sys.exc_info()[1] if given else None
    if error is not None:
        frames = traceback.extract_tb(error.__traceback__)[-_DEPTH:]
        event["error"] = type(error).__name__
        event["places"] = [f"{frame.filename.rpartition('/')[2]}:{frame.lineno}" for frame in frames]
    return event


class AccessLogger(AbstractAccessLogger):
    """A line a request: method, route, status, bytes, milliseconds."""

    def log(self, request: web.BaseRequest, response: web.StreamResponse, time: float) -> None:
        """Called by aiohttp after each response."""
        route = "?"
        if isinstance(request, web.Request) and request.match_info.route.resource is not None:
            route = request.match_info.route.resource.canonical
        fields = {
            "method": request.method,
            "route": route,
            "status": response.status,
            "ms": round(time * 1000, 1),
        }
        log.info("request", **fields)
