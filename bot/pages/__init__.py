"""The pages that open inside WeChat: uploading a draft, its result, a published report. Mounted by bot.app.

``upload``, ``result`` and ``report`` are the pages, each a class with ``routes()``; ``view`` turns the parser's
types into what the templates show; ``answer`` makes every response, with the headers that keep it safe; ``guard``
stands around all of them. All of it works without JavaScript; nothing comes from another site.
"""

from aiohttp import web

from bot.jobs.desk import Desk
from bot.pages.answer import styles
from bot.pages.report import ReportPage
from bot.pages.result import ResultPage
from bot.pages.upload import UploadPage


def routes(desk: Desk) -> list[web.AbstractRouteDef]:
    """All pages. The result and the upload open with a link from chat, a published report opens for everybody."""
    return [*styles(), *UploadPage(desk).routes(), *ResultPage(desk).routes(), *ReportPage(desk).routes()]
