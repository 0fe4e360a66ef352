"""/r/…: a published report, for everybody, with the sentence or cell of an answer highlighted; and 报错.

Only what is in the index is shown, and that is public by law. ``?fact=3`` highlights the sentence of a fact,
``?cell=t3.new.total`` a cell. A reader who finds something wrong says so; the operator gets it as a ticket.
"""

import asyncio
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web

from bot.jobs.desk import Desk
from bot.library import IndexUnusable, opened
from bot.pages.answer import LATER, message, page
from bot.pages.forms import texts_of
from bot.pages.view import Table, Text, anchor, tables, texts
from bot.state.database import StateError
from bot.state.tickets import file_ticket
from parser.index.entry import Entry
from parser.model.report import Fact, Report

LONGEST_TICKET = 500
SHORTEST_TICKET = 4
UNKNOWN = "没有这份报告，可能已经撤下。"


@dataclass(frozen=True, slots=True)
class View:
    """All that the report page shows; ``before`` and ``after`` are the sections around the tables."""

    title: str
    organ: str
    year: int | None
    path: str
    published: str | None
    revision: int
    asked: bool
    has_mark: bool
    anchor: str | None
    before: list[Text]
    tables: list[Table]
    after: list[Text]


class ReportPage:
    """The report and its form for mistakes."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def routes(self) -> list[web.AbstractRouteDef]:
        """/r/{id}."""
        return [
            web.get(r"/r/{report:\d{1,15}}", self.show),
            web.post(r"/r/{report:\d{1,15}}/wrong", self.take),
        ]

    async def show(self, request: web.Request) -> web.Response:
        """The report."""
        found = await self._find(request)
        if isinstance(found, web.Response):
            return found
        view = _view(*found, fact=request.query.get("fact", ""), cell=request.query.get("cell", ""))
        return page("report.html", view=view, report_wrong=f"{request.path}/wrong")

    async def take(self, request: web.Request) -> web.Response:
        """A ticket for the operator."""
        found = await self._find(request)
        if isinstance(found, web.Response):
            return found
        back = request.path.rpartition("/")[0]
        text = (await texts_of(request)).get("text", "")[:LONGEST_TICKET]
        if len(text) < SHORTEST_TICKET:
            return message("还差一步", "请写明哪里不对。", 400, back=back)
        about = f"{found[0].organ or found[0].place_name} {found[0].year or ''}".strip()
        try:
            kept = await self._desk.store.write(
                file_ticket, _number(request), about, text, now=self._desk.now()
            )
        except StateError:
            return message("没有成功", LATER, 503, back=back)
        if not kept:
            return message("今天收不下了", "今天的报错太多，请明天再来。", 429, back=back)
        return message("谢谢", "已经收到，我们会核对原文。", good=True, back=back)

    async def _find(self, request: web.Request) -> tuple[Entry, Report] | web.Response:
        """The entry and the report, or the page that says why there is none."""
        try:
            found = await asyncio.to_thread(_find, self._desk.settings.storage.index, _number(request))
        except IndexUnusable as error:
            return message("打不开", str(error), 503)
        return found or message("打不开", UNKNOWN, 404)


def _number(request: web.Request) -> int:
    return int(request.match_info["report"])


def _find(path: Path, number: int) -> tuple[Entry, Report] | None:
    """The entry and the report; None where the index has none of this number. Raises IndexUnusable."""
    with opened(path) as index:
        entry = index.entry(number)
        return (entry, index.report(number)) if entry else None


def _view(entry: Entry, report: Report, *, fact: str, cell: str) -> View:
    stated = next((f for f in report.facts if str(f.id) == fact), None)
    mark = _mark(stated)
    asked_cell = cell if cell in report.cells else None
    looks = {asked_cell: "asked"} if asked_cell else {}
    early = [report.preamble, *(s for s in report.sections if s.number <= 4)]  # noqa: PLR2004 - tables stand there
    late = [s for s in report.sections if s.number > 4]  # noqa: PLR2004 - parts five and six
    organ = report.organ or entry.place_name
    return View(
        title=report.title or f"{organ}{entry.year or ''}年政府信息公开工作年度报告",
        organ=organ,
        year=entry.year,
        path=(entry.path or "").replace("/", " · "),
        published=entry.published,
        revision=entry.revision,
        asked=bool(stated or asked_cell),
        has_mark=stated is not None,
        anchor=anchor(asked_cell) if asked_cell else None,
        before=[t for t in texts(early, mark) if t.paragraphs],
        tables=tables(report, looks),
        after=texts(late, mark),
    )


def _mark(stated: Fact | None) -> tuple[int, int, int] | None:
    return (stated.section, stated.start, stated.end) if stated else None
