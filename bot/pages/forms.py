"""The small forms of the pages (reasons, a report of a mistake): their texts, read within limits of time and size."""

import asyncio

from aiohttp import web
from aiohttp.http import HttpProcessingError

from parser.model.errors import Damaged, TooLarge

PATIENCE = 20.0
"""Seconds in which a small form must have come."""
BROKEN = "没有收完整，请返回再试一次。"
TOO_LONG = "写得太长了，请写短一些再提交。"


async def texts_of(request: web.Request) -> dict[str, str]:
    """The form's texts by their fields; files are left out. Raises Damaged, TooLarge."""
    try:
        async with asyncio.timeout(PATIENCE):
            form = await request.post()
    except web.HTTPRequestEntityTooLarge:
        raise TooLarge(TOO_LONG) from None
    except (TimeoutError, ConnectionError, ValueError, LookupError, HttpProcessingError, web.HTTPException):
        raise Damaged(BROKEN) from None  # a body that is no form, in no known encoding, or did not come
    return {name: text.strip() for name, text in form.items() if isinstance(text, str)}
