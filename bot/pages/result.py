"""/d/…: the result of a draft, for its sender and his supervisors.

The link says who looks; whether he may is asked of the database at every request, so that somebody whose role
has ended sees nothing from the next click on.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from aiohttp import web

from bot.clock import CHINA
from bot.jobs.desk import Desk
from bot.jobs.inspection import Checked
from bot.jobs.process import WorkerError
from bot.pages.answer import LATER, message, page, see
from bot.pages.forms import texts_of
from bot.pages.view import Card, Table, Text, cards, looks_of, tables, texts
from bot.state import drafts, links, people
from bot.state.database import StateError
from bot.state.drafts import Draft, State
from bot.state.links import LinkError, Purpose
from handlers.kit.context import Person, Role
from handlers.kit.fixlist import progress
from parser.model.errors import InputError
from parser.model.finding import Check, Severity, Verdict

UNREAD = frozenset({"E003", "E005", "E007"})
"""Notes that tell of something that could not be read."""
LONGEST_REASON = 500
LONGEST_NAME = 80
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
GONE = "这份草稿已经过期删除，请重新上传。"
NOT_YOURS = "您现在没有查看这份草稿的权限。"


Handler = Callable[[web.Request], Awaitable[web.Response]]
Action = Callable[[web.Request, Person, Draft], Awaitable[web.Response]]


@dataclass(frozen=True, slots=True)
class View:
    """All that the result page shows. ``pointed``: findings point into the tables, so these are open."""

    organ: str | None
    year: int | None
    verdict: str
    headline: str
    progress: tuple[int, int, int] | None
    made: str
    until: str
    errors: list[Card]
    warnings: list[Card]
    hints: list[Card]
    unread: list[str]
    skipped: list[str]
    pointed: bool
    tables: list[Table]
    sections: list[Text]


class ResultPage:
    """The result, handing in, and trying again."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def routes(self) -> list[web.AbstractRouteDef]:
        """/d/{token} and its two forms."""
        return [
            web.get("/d/{token}", self._guarded(self._show)),
            web.get("/d/{token}/comments.docx", self._guarded(self._commented)),
            web.post("/d/{token}/submit", self._guarded(self._hand_in)),
            web.post("/d/{token}/again", self._guarded(self._again)),
        ]

    async def _show(self, request: web.Request, viewer: Person, draft: Draft) -> web.Response:
        """The findings, or how far it is."""
        if draft.state is State.REFUSED:
            return message("没有查成", draft.note or "", advice="改好后回到公众号，回复“上传”再取一个链接。")
        checked = await self._desk.result(draft)
        if checked is None:
            return page("waiting.html", draft=draft, queued=False)
        own = viewer.key == draft.person
        return page(
            "result.html",
            draft=draft,
            view=_view(draft, checked, await self._desk.before(draft, checked)),
            own=own,
            may_hand_in=own and _may_hand_in(viewer, draft, checked),
            again=f"{request.path}/again",
            hand_in=f"{request.path}/submit",
            comments=f"{request.path}/comments.docx" if checked.report.format == "docx" else None,
        )

    async def _commented(self, request: web.Request, _: Person, draft: Draft) -> web.Response:
        """The draft's own Word file with a comment at each finding."""
        try:
            file = await self._desk.commented(draft)
        except (InputError, WorkerError, OSError) as error:
            said = str(error) if isinstance(error, InputError) else LATER
            return message("没有批注", said, 409, back=_back(request))
        name = quote(f"批注-{draft.name}"[:LONGEST_NAME], safe="")
        headers = {"Content-Disposition": f"attachment; filename=comments.docx; filename*=UTF-8''{name}"}
        return web.Response(body=file, content_type=DOCX, headers=headers)

    async def _hand_in(self, request: web.Request, viewer: Person, draft: Draft) -> web.Response:
        """The sender hands the draft in; errors must be mended first, warnings explained."""
        checked = await self._desk.result(draft)
        if viewer.key != draft.person or checked is None or not _may_hand_in(viewer, draft, checked):
            return message("不能提交", "这份草稿现在不能提交。", 403, back=_back(request))
        reason = (await texts_of(request)).get("reason", "")[:LONGEST_REASON]
        if checked.check.verdict is Verdict.JUSTIFY and not reason:
            return message("还差一步", "请写明没有修改的理由。", 400, back=_back(request))
        await self._desk.hand_in(draft, reason)
        return see(_back(request))

    async def _again(self, _: web.Request, viewer: Person, draft: Draft) -> web.Response:
        """A new upload link for the sender."""
        if viewer.key != draft.person:
            return message("打不开", NOT_YOURS, 403)
        upload = await self._desk.upload_link(viewer)
        return see(upload.url.removeprefix(self._desk.settings.site))

    def _guarded(self, action: Action) -> Handler:
        """The action, for who may see the draft now; for others a page that says why not."""

        async def handle(request: web.Request) -> web.Response:
            try:
                viewer, draft = self._open(request.match_info["token"])
            except LinkError as error:
                return message("打不开", str(error), 410)
            if not drafts.may_see(viewer, draft):
                return message("打不开", NOT_YOURS, 403)
            try:
                return await action(request, viewer, draft)
            except StateError:
                return message("没有成功", LATER, 503, back=_back(request))

        return handle

    def _open(self, token: str) -> tuple[Person, Draft]:
        """Who looks, and at which draft. Raises LinkError."""
        store, now = self._desk.store, self._desk.now()
        link = store.read(links.open_link, token, Purpose.RESULT, now=now)
        draft = store.read(drafts.find_draft, link.about, now=now)
        if draft is None:
            raise LinkError(GONE)
        return store.read(people.person_of, link.person), draft


def _may_hand_in(viewer: Person, draft: Draft, checked: Checked) -> bool:
    """A clerk's own draft of his present place, without errors, not handed in before."""
    fine = checked.check.verdict is not Verdict.FAIL
    placed = viewer.role is Role.CLERK and viewer.division is not None and viewer.division == draft.division
    return fine and placed and draft.handed is None


def _view(draft: Draft, checked: Checked, before: Check | None) -> View:
    report, check = checked.report, checked.check
    found = {severity: cards(report, check.findings, severity) for severity in Severity}
    return View(
        organ=report.organ,
        year=report.year,
        verdict=check.verdict.value,
        headline=_headline(check.verdict, found),
        progress=progress(check, before) if before else None,
        made=f"{datetime.fromtimestamp(draft.made, CHINA):%m月%d日 %H:%M} 送检",
        until=f"{datetime.fromtimestamp(draft.expires, CHINA):%m月%d日}",
        errors=found[Severity.ERROR],
        warnings=found[Severity.WARNING],
        hints=found[Severity.INFO],
        unread=[note.message for note in report.notes if note.code in UNREAD],
        skipped=[f"{skipped.rule}：{skipped.why}" for skipped in check.not_assessable],
        pointed=any(spot.anchor for card in _weighty(found) for spot in card.spots),
        tables=tables(report, looks_of(check)),
        sections=texts((report.preamble, *report.sections)),
    )


def _weighty(found: Mapping[Severity, Sequence[Card]]) -> list[Card]:
    return [*found[Severity.ERROR], *found[Severity.WARNING]]


def _headline(verdict: Verdict, found: Mapping[Severity, Sequence[Card]]) -> str:
    errors, warnings = len(found[Severity.ERROR]), len(found[Severity.WARNING])
    match verdict:
        case Verdict.FAIL:
            return f"有 {errors} 个问题必须修改" + (f"，{warnings} 个请修改或说明理由" if warnings else "")
        case Verdict.JUSTIFY:
            return f"没有硬性错误；有 {warnings} 个问题请修改或说明理由"
        case _:
            return "没有发现必须修改的问题"


def _back(request: web.Request) -> str:
    return request.path.rpartition("/")[0]
