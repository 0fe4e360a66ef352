"""The runner takes jobs and has them done in worker processes, then stores what came out.

    take ──▶ read and check in a worker ──▶ in one transaction: the result, the end of the job,
                                            the message owed to the sender, the alert for supervisors

A process killed anywhere leaves either the job, which is done again, or all of its effects. A file that is at
fault is refused at once; what fails for our own fault is tried three times, then the sender is told.
"""

import asyncio
import sqlite3
from base64 import b64decode
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import structlog

from bot.clock import CHINA
from bot.jobs import transactions
from bot.jobs.albums import Fetch, complete
from bot.jobs.alerts import deliver
from bot.jobs.commenting import NOT_WORD, comment_on
from bot.jobs.due import profile_of, profiles
from bot.jobs.inspection import Checked, Setting, inspect_files
from bot.jobs.process import Limits, WorkerError, limits_for
from bot.jobs.result import pack, unpack
from bot.jobs.shop import Shop
from bot.jobs.showing import show_place
from bot.jobs.transactions import CHECK, MEGA
from bot.state import drafts, files, jobs
from bot.state.database import StateError
from bot.state.drafts import Draft
from bot.state.jobs import Job
from bot.wechat.errors import ApiError
from parser.model.document import Place
from parser.model.errors import InputError, Unsupported
from parser.model.finding import Check

log = structlog.get_logger()
IDLE = 60.0
"""Seconds after which the queue is looked at even if nobody rang."""
PLATFORM_REST = 90.0
"""Seconds for which the platform is left alone when it did not give a photo: longer than its client's circuit is open."""
LEASE = 3600.0
"""Seconds, longer than any job takes; a server that starts alone does not wait for it (bot.state.leases)."""


class Runner:
    """Works on what waits."""

    def __init__(self, shop: Shop) -> None:
        profiles(shop.settings)  # a fault in one is said at the start, not to a clerk
        self._shop = shop
        self._bell = asyncio.Event()
        self._running: set[asyncio.Task[None]] = set()
        self.fetch: Fetch | None = None
        """How to get a photo's content; set where the account can."""

    def ring(self) -> None:
        """There is something to do."""
        self._bell.set()

    async def run(self) -> None:
        """Take jobs until cancelled."""
        try:
            while True:
                self._bell.clear()
                pause = await self._round()
                with suppress(TimeoutError):
                    async with asyncio.timeout(pause):
                        await self._bell.wait()
        finally:
            for task in self._running:
                task.cancel()

    async def _round(self) -> float:
        """Work, and how long to wait then; a state that cannot be written (a full disk) may be well again later."""
        try:
            await self.work()
            return self._pause()
        except (StateError, sqlite3.Error) as error:
            log.warning("runner.failed", error=type(error).__name__)
            return IDLE

    async def work(self) -> int:
        """Take what is due, as much as there are worker processes; how many were taken."""
        taken = 0
        await self._shop.store.write(transactions.bury, self._shop.now())
        while len(self._running) < self.workers:
            job = await self._shop.store.write(jobs.take, CHECK, now=self._shop.now(), lease=LEASE)
            if job is None:
                break
            task = asyncio.create_task(self._do(job))
            self._running.add(task)
            task.add_done_callback(self._done)
            taken += 1
        return taken

    async def settle(self) -> None:
        """Wait for the jobs that are being worked on."""
        while self._running:
            await asyncio.gather(*self._running, return_exceptions=True)

    @property
    def workers(self) -> int:
        """How many jobs are worked on at once."""
        return self._shop.settings.jobs.workers

    def _pause(self) -> float:
        due = self._shop.store.read(jobs.next_due, CHECK)
        busy = len(self._running) >= self.workers
        return IDLE if due is None or busy else min(IDLE, max(0.1, due - self._shop.now()))

    def _done(self, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        self._bell.set()
        if not task.cancelled() and task.exception():
            log.error("desk.job_failed", error=type(task.exception()).__name__)

    async def _do(self, job: Job) -> None:
        draft = self._shop.store.read(drafts.find_draft, job.key, now=self._shop.now())
        if draft is None:
            await self._shop.store.write(jobs.finish, job)
            return
        try:
            await complete(draft, self._shop.store, self._shop.settings, self.fetch, self._shop.now())
            checked = await self.inspect(draft)
        except InputError as error:
            await self._shop.store.write(
                transactions.conclude_refused, job, draft, str(error), self._shop.now()
            )
        except (WorkerError, ApiError, OSError) as error:
            where = error.where if isinstance(error, WorkerError) else type(error).__name__
            log.warning("desk.check_failed", draft=draft.id[:6], where=where, tries=job.tries)
            least = PLATFORM_REST if isinstance(error, ApiError) else 0.0
            await self._shop.store.write(jobs.fail, job, where, now=self._shop.now(), least=least)
        else:
            await self._conclude(job, draft, checked)
        self._shop.owed()
        await self.tell()

    async def _conclude(self, job: Job, draft: Draft, checked: Checked) -> None:
        packed, before = await asyncio.to_thread(pack, checked), await self.before(draft, checked)
        await self._shop.store.write(
            transactions.conclude,
            job,
            draft,
            checked,
            packed,
            before=before,
            settings=self._shop.settings,
            now=self._shop.now(),
        )

    async def before(self, draft: Draft, checked: Checked) -> Check | None:
        """What the rules said of the sender's last draft, if it was of the same organ and year."""
        earlier = self._shop.store.read(drafts.earlier, draft)
        packed = self._shop.store.read(drafts.result_of, earlier) if earlier else None
        if packed is None:
            return None
        last = await asyncio.to_thread(unpack, packed)
        same = (last.report.organ, last.report.year) == (checked.report.organ, checked.report.year)
        return last.check if same else None

    async def tell(self) -> None:
        """Tell supervisors at once what they want to know at once; the rest waits for the sweep."""
        if await self._shop.store.write(deliver, self._shop.settings, now=self._shop.now()):
            self._shop.owed()

    async def inspect(self, draft: Draft) -> Checked:
        """Read and check a draft in a worker process. Raises InputError, WorkerError."""
        paths = self._paths(draft)
        return await self._shop.pool.run(self._limits(paths), inspect_files, paths, self._setting(draft))

    async def comment(self, draft: Draft) -> bytes:
        """The draft's own .docx with a comment at each finding. Raises InputError, WorkerError."""
        (piece, *more) = self._shop.store.read(drafts.pieces_of, draft.id)
        if more:
            raise Unsupported(NOT_WORD)
        path = str(files.path_of(self._shop.settings.files, piece.sha256))
        when = datetime.fromtimestamp(self._shop.now(), CHINA)
        limits = self._limits([(piece.name, path)])
        task = self._shop.pool.run(limits, comment_on, piece.name, path, self._setting(draft), when)
        return b64decode(await task)

    async def show(self, draft: Draft, place: Place) -> bytes:
        """A png of a place in the draft's own pictures. Raises InputError, WorkerError."""
        paths = self._paths(draft)
        return b64decode(await self._shop.pool.run(self._limits(paths), show_place, paths, place))

    def _paths(self, draft: Draft) -> list[tuple[str, str]]:
        """The (name, path) of each of its files."""
        pieces = self._shop.store.read(drafts.pieces_of, draft.id)
        return [(piece.name, str(files.path_of(self._shop.settings.files, piece.sha256))) for piece in pieces]

    def _limits(self, paths: Sequence[tuple[str, str]]) -> Limits:
        """The kind of limits that the files need, with the configured memory and time."""
        limits = limits_for((name, _head(path)) for name, path in paths)
        chosen = self._shop.settings.jobs
        wall = min(limits.wall, chosen.seconds * len(paths))
        return replace(limits, memory=max(limits.memory, chosen.memory_mb * MEGA), wall=wall)

    def _setting(self, draft: Draft) -> Setting:
        profile = profile_of(self._shop.settings, draft.division)
        today = datetime.fromtimestamp(self._shop.now(), CHINA).date()
        return Setting(str(self._shop.settings.storage.index), today, profile, draft.division, draft.organ)


def _head(path: str) -> bytes:
    with Path(path).open("rb") as file:
        return file.read(16)
