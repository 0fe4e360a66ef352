"""/d/…: the result of a draft, for its sender and his supervisors.

Each warning may be left as it is with a reason; one form holds them all, so that it works without a script. The link
is a secret, and the forms stand only behind it: nobody else's page can send them.

The link says who looks; whether he may is asked of the database at every request, so that somebody whose role
has ended sees nothing from the next click on.
"""

from collections.abc import Awaitable, Callable
from urllib.parse import quote

from aiohttp import web

from bot.jobs.desk import Desk
from bot.jobs.explaining import LONGEST
from bot.jobs.inspection import Checked
from bot.jobs.process import WorkerError
from bot.jobs.showing import NOT_SHOWN
from bot.pages.answer import LATER, message, page, see
from bot.pages.forms import texts_of
from bot.pages.outcome import is_shown, show
from bot.state import drafts, links, people
from bot.state.database import StateError
from bot.state.drafts import Draft, State
from bot.state.links import LinkError, Purpose
from handlers.kit.context import Person, Role
from handlers.kit.fixlist import count
from parser.model.errors import InputError
from parser.model.finding import Severity, Verdict

LONGEST_NAME = 80
WHY = "why-"
"""What the names of the form's reasons begin with."""
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
GONE = "这份草稿已经过期删除，请重新上传。"
NOT_YOURS = "您现在没有查看这份草稿的权限。"


Handler = Callable[[web.Request], Awaitable[web.Response]]
Action = Callable[[web.Request, Person, Draft], Awaitable[web.Response]]


class ResultPage:
    """The result, handing in, and trying again."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def routes(self) -> list[web.AbstractRouteDef]:
        """/d/{token} and its forms."""
        return [
            web.get("/d/{token}", self._guarded(self._show)),
            web.get("/d/{token}/comments.docx", self._guarded(self._commented)),
            web.get(r"/d/{token}/seen/{number:\d{1,4}}.png", self._guarded(self._seen)),
            web.post("/d/{token}/reasons", self._guarded(self._explain)),
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
            view=show(
                draft, checked, self._desk.settled(draft, checked), await self._desk.before(draft, checked)
            ),
            own=own,
            may_explain=own and draft.handed is None,
            may_hand_in=own and _may_hand_in(viewer, draft, checked),
            again=f"{request.path}/again",
            explain=f"{request.path}/reasons",
            hand_in=f"{request.path}/submit",
            most=LONGEST,
            seen=f"{request.path}/seen",
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

    async def _seen(self, request: web.Request, _: Person, draft: Draft) -> web.Response:
        """A piece of the sender's own picture, where something in it could not be read surely."""
        checked, number = await self._desk.result(draft), int(request.match_info["number"])
        if checked is None or number >= len(checked.report.notes) or not is_shown(checked.report, number):
            return message("没有图片", NOT_SHOWN, 404)
        try:
            picture = await self._desk.shown(draft, checked.report.notes[number].place)
        except (InputError, WorkerError, OSError):
            return message("没有图片", NOT_SHOWN, 404)
        return web.Response(body=picture, content_type="image/png")

    async def _explain(self, request: web.Request, viewer: Person, draft: Draft) -> web.Response:
        """The sender's reasons for warnings that stay as they are."""
        checked = await self._desk.result(draft)
        if viewer.key != draft.person or checked is None or draft.handed is not None:
            return message("不能说明", "这份草稿现在不能再写说明。", 403, back=_back(request))
        await self._desk.explain(draft, checked, await _said(request))
        return see(_back(request))

    async def _hand_in(self, request: web.Request, viewer: Person, draft: Draft) -> web.Response:
        """The sender hands the draft in; errors must be mended first, each warning mended or explained."""
        checked = await self._desk.result(draft)
        if viewer.key != draft.person or checked is None or not _may_hand_in(viewer, draft, checked):
            return message("不能提交", "这份草稿现在不能提交。", 403, back=_back(request))
        await self._desk.explain(draft, checked, await _said(request))
        settled = self._desk.settled(draft, checked)
        if left := count(settled.rest, Severity.WARNING):
            said = f"还有 {left} 处没有写明不改的理由；写好的已经保存。"
            return message("还差一步", said, 400, back=_back(request))
        await self._desk.hand_in(draft, settled.told)
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


async def _said(request: web.Request) -> dict[str, str]:
    """The reasons of the form, by the identities of findings."""
    form = await texts_of(request)
    return {name.removeprefix(WHY): text for name, text in form.items() if name.startswith(WHY)}


def _may_hand_in(viewer: Person, draft: Draft, checked: Checked) -> bool:
    """A clerk's own draft of his present place, without errors, not handed in before."""
    fine = checked.check.verdict is not Verdict.FAIL
    placed = viewer.role is Role.CLERK and viewer.division is not None and viewer.division == draft.division
    return fine and placed and draft.handed is None


def _back(request: web.Request) -> str:
    return request.path.rpartition("/")[0]
