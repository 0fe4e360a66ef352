"""One call to the platform: sent with a time limit, answered by a JSON object, or one typed error.

A connection that could not be made has sent nothing (LATER). Anything that goes wrong after that (time-out,
reset, an HTML page, an empty or cut-off body, HTTP 500) leaves open whether the call had its effect
(UNKNOWN). Answers are read up to a limit. No URL with a token or secret gets into an error or a log.
"""

import json
from collections.abc import Mapping
from typing import Any

from aiohttp import ClientConnectorError, ClientError, ClientResponse, ClientSession, ClientTimeout

from bot.wechat.errors import ApiError, Course

TIMEOUT = ClientTimeout(total=10, connect=4)
LARGEST = 256 * 1024
"""Bytes of a JSON answer."""


async def call(
    session: ClientSession,
    method: str,
    url: str,
    *,
    query: Mapping[str, str] | None = None,
    body: object = None,
) -> dict[str, Any]:
    """The JSON object that the platform answers. Raises ApiError; an ``errcode`` in it is for the caller."""
    data = None if body is None else json.dumps(body, ensure_ascii=False).encode()
    headers = {"Content-Type": "application/json"} if data else {}
    try:
        async with session.request(
            method, url, params=query, data=data, headers=headers, timeout=TIMEOUT, allow_redirects=False
        ) as response:
            return _object(response, await read_some(response, LARGEST))
    except ClientConnectorError:
        raise ApiError("连不上", Course.LATER) from None
    except TimeoutError:
        raise ApiError("超时", Course.UNKNOWN) from None
    except (ClientError, OSError):
        raise ApiError("连接中断", Course.UNKNOWN) from None


async def read_some(response: ClientResponse, limit: int) -> bytes:
    """The body, up to a limit. Raises ApiError for more."""
    data = bytearray()
    async for piece in response.content.iter_chunked(64 * 1024):
        data += piece
        if len(data) > limit:
            raise ApiError("回复太大", Course.UNKNOWN)
    return bytes(data)


def _object(response: ClientResponse, data: bytes) -> dict[str, Any]:
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        raise ApiError(f"回复不是 JSON（HTTP {response.status}）", Course.UNKNOWN) from None
    if not isinstance(value, dict) or response.status != 200:  # noqa: PLR2004
        raise ApiError(f"回复不对（HTTP {response.status}）", Course.UNKNOWN)
    return value
