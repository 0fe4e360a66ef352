"""Around all pages: no other site may send our forms, and whatever goes wrong is said in words, without details."""

from collections.abc import Awaitable, Callable

import structlog
from aiohttp import web

from bot.pages.answer import message
from parser.model.errors import InputError

log = structlog.get_logger()
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@web.middleware
async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
    """The handler's response; a page instead of its error.

    Links to our pages cannot be guessed, so a form sent from elsewhere could only harm who put his own link there;
    the browser's own word for it is believed all the same, and costs nothing.
    """
    if request.method == "POST" and request.headers.get("Sec-Fetch-Site") == "cross-site":
        return message("不能提交", "这个提交来自别的网站，没有收下。", 403)
    try:
        return await handler(request)
    except web.HTTPNotFound:
        return message("打不开", "没有这个页面，链接可能没有复制完整。", 404)
    except web.HTTPException:
        raise
    except InputError as error:
        return message("没有成功", str(error), 400)
    except Exception:
        log.exception("page.failed")
        return message("没有成功", "抱歉，出了点问题，已经记下。请稍后再试。", 500)
