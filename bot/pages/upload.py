"""/u/…: one upload by a link from chat. One file, several photos, or a text; any kind, told by content later.

The body is streamed to the disk and cut off at the limit. The link is used up only in the transaction that
stores the draft: an upload that breaks off, is too large or empty can be tried again.
"""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import ExitStack
from datetime import datetime

from aiohttp import BodyPartReader, MultipartReader, web
from aiohttp.http import HttpProcessingError

from bot.clock import CHINA
from bot.jobs.desk import Desk
from bot.jobs.transactions import MOST_FILES, Arrived
from bot.pages.answer import LATER, message, page, plain, see
from bot.pages.names import clean_name
from bot.state import links
from bot.state.database import StateError
from bot.state.files import Incoming, too_large
from bot.state.links import Link, LinkError, Purpose
from parser.model.errors import Damaged, InputError, NianbaoError, TooLarge
from parser.pipeline import PASTED

PIECE = 256 * 1024
PATIENCE = 60.0
"""Seconds without a byte after which an upload is given up."""
LONGEST = 900.0
"""Seconds that an upload may take in all, so that slow ones cannot hold the room for ever."""
FIELDS = ("file", "text")
MOST_FIELDS = MOST_FILES + 5
"""Fields of a form, empty ones too."""
AT_ONCE = 16
"""Uploads at the same time, for all people together; more wait."""
ENVELOPE = 64 * 1024
"""What a form may take beside its files."""
STATUS: dict[type[NianbaoError], int] = {LinkError: 410, TooLarge: 413, StateError: 507}
"""What an upload that fails answers; 400 for all else."""
BROKEN = "上传没有传完整，请再试一次。"


class UploadPage:
    """The page and what it sends."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._room = asyncio.Semaphore(AT_ONCE)

    def routes(self) -> list[web.AbstractRouteDef]:
        """/u/{token}."""
        return [web.get("/u/{token}", self.show), web.post("/u/{token}", self.take)]

    async def show(self, request: web.Request) -> web.Response:
        """The form. Looking at it does not use the link: chat programs open links to preview them."""
        try:
            return self._form(request, self._open(request))
        except LinkError as error:
            return message("打不开", str(error), 410)

    async def take(self, request: web.Request) -> web.Response:
        """The upload; then the page of its result."""
        opened, link = self._desk.now(), None
        try:
            link = self._open(request)
            async with self._room, asyncio.timeout(LONGEST):
                return see(f"/d/{await self._receive(request, opened)}")
        except NianbaoError as error:
            return self._refuse(request, link, error)
        except (TimeoutError, ConnectionError):
            return self._refuse(request, link, Damaged(BROKEN))
        except OSError:
            return self._refuse(request, link, StateError(LATER))

    def _open(self, request: web.Request) -> Link:
        token = request.match_info["token"]
        return self._desk.store.read(links.open_link, token, Purpose.UPLOAD, now=self._desk.now())

    def _form(self, request: web.Request, link: Link, problem: str = "", status: int = 200) -> web.Response:
        announced = json.loads(link.about)["name"] if link.about else ""
        return page(
            "upload.html",
            status,
            action=request.path,
            announced=clean_name(announced) if announced else "",
            problem=problem,
            most=self._desk.most_bytes,
            until=datetime.fromtimestamp(link.expires, CHINA).strftime("%H:%M"),
            days=int(self._desk.settings.jobs.result_days),
        )

    def _refuse(self, request: web.Request, link: Link | None, error: NianbaoError) -> web.Response:
        """The form again with what was wrong; a sentence alone for the page's script."""
        status = next((number for kind, number in STATUS.items() if isinstance(error, kind)), 400)
        sentence = LATER if isinstance(error, StateError) else str(error)
        if "text/html" not in request.headers.get("Accept", "text/html"):
            return plain(sentence, status)
        if link is None or isinstance(error, LinkError):
            return message("打不开", sentence, status)
        return self._form(request, link, sentence, status)

    async def _receive(self, request: web.Request, opened: float) -> str:
        most = self._desk.most_bytes
        if (request.content_length or 0) > most + ENVELOPE:
            raise TooLarge(too_large(most))
        if not request.content_type.startswith("multipart/"):
            raise Damaged(BROKEN)
        with ExitStack() as stack:
            arrived = [item async for item in self._parts(request, stack)]
            kept = [Arrived(name, await asyncio.to_thread(file.keep)) for name, file in arrived]
        return await self._desk.receive(request.match_info["token"], kept, opened=opened)

    async def _parts(self, request: web.Request, stack: ExitStack) -> AsyncIterator[tuple[str, Incoming]]:
        """The files that are not empty, else the text; all together within the limit."""
        left, files, text = self._desk.most_bytes, 0, None
        async for part in _fields(request):
            file = stack.enter_context(Incoming(self._desk.folder, most=left))
            await _stream(part, file)
            left -= file.size
            if not file.size:
                continue
            if part.name == "text":
                text = file
                continue
            files += 1
            if files > MOST_FILES:
                raise TooLarge(f"一次最多传 {MOST_FILES} 个文件。")
            yield clean_name(part.filename), file
        if text and files:
            raise InputError("文件和文字请只选一种：要查文件就把文字清空，要查文字就不选文件。")
        if text:
            yield PASTED, text


async def _fields(request: web.Request) -> AsyncIterator[BodyPartReader]:
    """The form's own fields, in order; whatever else is sent is not even read."""
    try:
        reader, fields = await request.multipart(), 0
        while (part := await asyncio.wait_for(reader.next(), PATIENCE)) is not None:
            fields += 1
            if isinstance(part, MultipartReader) or part.name not in FIELDS or fields > MOST_FIELDS:
                raise Damaged(BROKEN)
            yield part
    except (ValueError, AssertionError, HttpProcessingError, web.HTTPException) as error:
        raise Damaged(BROKEN) from error


async def _stream(part: BodyPartReader, file: Incoming) -> None:
    try:
        while piece := await asyncio.wait_for(part.read_chunk(PIECE), PATIENCE):
            file.write(piece)
    except ValueError as error:  # the body ended inside the field
        raise Damaged(BROKEN) from error
