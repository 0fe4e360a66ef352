"""A language model behind any OpenAI-compatible endpoint, which may propose what a question meant. Off by default.

It is asked only when the grammar declined a question as not understood, within ``settings.model.seconds``, and it
only fills the closed form of parser.ask.proposals, which drops whatever is not in that form and asks every
proposal again through the grammar. So the worst that a wrong, slow or hostile endpoint can do is nothing: the
person gets the reply that he would have got without it.

The endpoint is told the masked question and labels of one public report. Few calls run at once, and after some
failures in a row it is left alone for a while, so that a dead endpoint does not slow every reply down. Neither
the question nor the model's words are logged.
"""

import json
from collections.abc import Callable
from typing import Any

import structlog
from aiohttp import ClientError, ClientResponse, ClientSession, ClientTimeout

from bot import metrics
from bot.settings import Model as ModelSettings
from bot.state.questions import mask
from parser.ask.proposals import Slots, messages, schema
from parser.model.errors import NianbaoError

log = structlog.get_logger()
SHARE = 0.8
"""Of the seconds allowed, for the endpoint; what is left is for asking the proposals again."""
LARGEST = 64 * 1024
"""Bytes of an endpoint's answer."""
TOKENS = 400
"""What the model may write at most; three readings need about half."""
AT_ONCE = 4
"""Calls that run at the same time; more are not made."""
PATIENCE = 3
"""Failures in a row after which the endpoint is left alone ..."""
REST = 60.0
"""... for so many seconds."""
_OK = 200


class ModelError(NianbaoError):
    """No usable words came back; the sentence says why, without any content."""


class Model:
    """The endpoint. One object for the life of the bot; the session is the caller's."""

    def __init__(self, session: ClientSession, settings: ModelSettings, *, now: Callable[[], float]) -> None:
        self._session = session
        self._settings = settings
        self._now = now
        self._running = 0
        self._failures = 0
        self._rest_until = 0.0

    @property
    def seconds(self) -> float:
        """How long a reply may wait for proposals, all in all."""
        return self._settings.seconds

    async def propose(self, slots: Slots) -> str | None:
        """The model's words for these slots, to be judged by parser.ask.proposals; None where there are none in time."""
        if self._running >= AT_ONCE or self._now() < self._rest_until:
            metrics.count("model.skipped")
            return None
        self._running += 1
        try:
            content = await self._ask(slots)
        except ModelError as error:
            self._note_failure(str(error))
            return None
        finally:
            self._running -= 1
        self._failures = 0
        metrics.count("model.asked")
        return content

    def _note_failure(self, why: str) -> None:
        self._failures += 1
        if self._failures >= PATIENCE:
            self._failures, self._rest_until = 0, self._now() + REST
        metrics.count("model.failed")
        log.warning("model.failed", why=why)

    async def _ask(self, slots: Slots) -> str:
        """One call. Raises ModelError."""
        key = self._settings.key.get_secret_value()
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        try:
            async with self._session.post(
                f"{self._settings.url.rstrip('/')}/chat/completions",
                json=self._request(slots),
                headers=headers,
                timeout=ClientTimeout(total=self.seconds * SHARE),
                allow_redirects=False,
            ) as response:
                return _content(await _read(response))
        except TimeoutError:
            raise ModelError("超时") from None
        except (ClientError, OSError, ValueError) as error:  # the chain could show the key or the question
            raise ModelError(f"连接失败（{type(error).__name__}）") from None

    def _request(self, slots: Slots) -> dict[str, Any]:
        form = {"name": "readings", "strict": True, "schema": schema(slots)}
        return {
            "model": self._settings.name,
            "messages": messages(slots, mask(slots.question)),
            "response_format": {"type": "json_schema", "json_schema": form},
            "temperature": 0,
            "max_tokens": TOKENS,
        }


async def _read(response: ClientResponse) -> bytes:
    """The body of a good answer, up to a limit. Raises ModelError."""
    if response.status != _OK:
        raise ModelError(f"HTTP {response.status}")
    data = bytearray()
    async for piece in response.content.iter_chunked(16 * 1024):
        data += piece
        if len(data) > LARGEST:
            raise ModelError("回复太大")
    return bytes(data)


def _content(data: bytes) -> str:
    """The words of the first choice. Raises ModelError for anything that has none."""
    try:
        content = json.loads(data)["choices"][0]["message"]["content"]
    except (ValueError, KeyError, IndexError, TypeError, RecursionError):
        raise ModelError("回复不是约定的 JSON") from None
    if not isinstance(content, str):
        raise ModelError("回复没有文字")
    return content
