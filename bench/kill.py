"""kill -9 between any two steps: is anything that was accepted lost, is anybody told twice?

``python -m bench.kill [--kills 50]`` plays a small day in a process of its own: two pushes with pasted drafts, two
with photos and the word that there are no more, three uploads, one of them handed in, supervisors told at once. A
step is a statement or commit on the way to inbox.db, a file that is opened, renamed or removed, a photo before it is
fetched, a message before and after it is sent. First the day is played through to count its steps, then once more for
each kill, dying at a step of its own; afterwards the bot starts again and goes on. What the world saw
(acknowledgements, messages) is in logs outside of the bot.
"""

import argparse
import asyncio
import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from typing import Any

from bot.clock import CHINA
from bot.context import Shell
from bot.deadline import Limits, Replies, Request
from bot.delivery import Delivery
from bot.jobs.alerts import deliver
from bot.jobs.desk import Desk
from bot.jobs.runner import Runner
from bot.jobs.shop import Shop
from bot.jobs.transactions import Arrived
from bot.library import Library
from bot.settings import Settings
from bot.state import drafts, files, leases, open_state, outbox, people
from handlers import CONVERSATIONS
from handlers.bind import code_in
from handlers.kit.context import Role, Telling
from handlers.kit.message import Incoming, Kind
from handlers.kit.router import dispatch

DAY = datetime(2024, 1, 15, 10, 0, tzinfo=CHINA).timestamp()
TOWN, COUNTY = "654202109", "654202"
UPLOADS = 3
PHOTOS = 2
TEXT = """西大沟镇人民政府2023年政府信息公开工作年度报告
一、总体情况
2023年，我镇主动公开政府信息{number}条，其中公示80次。
二、主动公开政府信息情况
三、收到和处理政府信息公开申请情况
四、政府信息公开行政复议、行政诉讼情况
五、存在的主要问题及改进情况
六、其他需要报告的事项
无。"""


MESSAGES = (
    *((Kind.TEXT, TEXT.format(number=n)) for n in range(2)),
    *((Kind.IMAGE, f"page {n}") for n in range(PHOTOS)),
    (Kind.TEXT, "好了"),
)


class Steps:
    """Counts steps and dies at one of them."""

    def __init__(self, die_at: int) -> None:
        self.count = 0
        self._die_at = die_at

    def __call__(self, *_: object) -> None:
        """One more."""
        self.count += 1
        if self.count == self._die_at:
            os.kill(os.getpid(), signal.SIGKILL)


class World:
    """What is outside of the bot and survives it: who got an answer, what was sent."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def note(self, log: str, line: str) -> None:
        """Append a line, safe on the disk."""
        with (self._folder / log).open("a", encoding="utf-8") as file:
            file.write(line.replace("\n", "⏎") + "\n")
            file.flush()
            os.fsync(file.fileno())

    def lines(self, log: str) -> list[str]:
        """All lines of a log."""
        path = self._folder / log
        return path.read_text(encoding="utf-8").splitlines() if path.exists() else []


class Here:
    """Stands in for the worker processes: runs the task in this one."""

    async def run(self, _limits: object, task: Callable[..., Any], *arguments: object) -> Any:
        """The task's result."""
        return task(*arguments)


class Platform:
    """The platform's side of sending: a message that got here has been seen."""

    def __init__(self, world: World, step: Steps) -> None:
        self._world, self._step = world, step

    async def send_text(self, openid: str, text: str) -> None:
        """Deliver."""
        self._step()
        self._world.note("sent.log", f"{openid}\t{text}")
        self._step()


async def play(folder: Path, die_at: int, start: int) -> int:
    """One life of the bot, from its start until nothing is left to do; how many steps it had."""
    now = DAY + start * 2.0  # a restart is quick: leases of the earlier life have not run out
    settings = Settings.model_validate({"storage": {"index": folder / "index.db"}})
    world, step = World(folder), Steps(die_at)
    store = open_state(settings.inbox)
    store._writer.set_trace_callback(step)  # noqa: SLF001 - to die between its statements
    sys.addaudithook(_watch(str(settings.files), step))
    runner = Runner(Shop(store, Here(), settings, lambda: now))  # type: ignore[arg-type] - stands in for the pool
    runner.fetch = _fetch(step)
    desk = Desk(store, runner, settings, now=lambda: now)
    shell = Shell(desk, library := Library(settings.storage.index), now=lambda: now)
    replies = Replies(store, _respond(shell), Limits(3.5, 60.0, 999), can_send=True, now=lambda: now)
    delivery = Delivery(store, Platform(world, step), asyncio.Event(), now=lambda: now)  # type: ignore[arg-type]
    await _settle_in(store, desk, now)
    await store.write(leases.void, now=now)
    await replies.recover()
    await _happen(world, replies, desk, settings, now)
    await replies.drain(60.0)
    while await runner.work():
        await runner.settle()
    await _hand_in(desk, store, now)
    await store.write(deliver, settings, now=now)
    while await delivery.deliver_one():
        await _write_again(store, now)  # or the five messages of 48 hours are used up
    library.close()
    await store.close()
    return step.count


def _fetch(step: Steps) -> Callable[[str], Any]:
    async def fetch(media: str) -> bytes:
        step()
        return _page(media)

    return fetch


def _page(media: str) -> bytes:
    """A photo's content: text will do, reading pictures is not what is tried here."""
    lines = TEXT.format(number=2000).splitlines(keepends=True)
    return "".join(lines[:3] if media == "page 0" else lines[3:]).encode()


def _watch(folder: str, step: Steps) -> Callable[[str, tuple[Any, ...]], None]:
    """A step for every file of ours that is opened, renamed, removed."""

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        if event in ("open", "os.rename", "os.remove") and str(arguments[0]).startswith(folder):
            step()

    return hook


def _respond(shell: Shell) -> Callable[[Incoming], Any]:
    async def respond(incoming: Incoming) -> str:
        return (await dispatch(incoming, shell, CONVERSATIONS)).text

    return respond


async def _settle_in(store: Any, desk: Desk, now: float) -> None:
    """The people of the play; they write again in each life, so that they can be written to."""
    for key, role, division in (("clerk", Role.CLERK, TOWN), ("supervisor", Role.SUPERVISOR, COUNTY)):
        person = await desk.person(key)
        if person.role is not role:
            code = await store.write(people.invite, role, division, now=now)
            person = await desk.bind(key, code_in(code) or "")
        await desk.prefer(person, Telling.AT_ONCE)
    await _write_again(store, now)


async def _write_again(store: Any, now: float) -> None:
    for key in ("clerk", "supervisor"):
        await store.write(outbox.heard_from, key, f"openid-{key}", now=now)
        await store.write(outbox.wake, key, now=now)


async def _happen(world: World, replies: Replies, desk: Desk, settings: Settings, now: float) -> None:
    """What the world does until it has an answer: pushes are repeated, uploads tried again."""
    for n in range(len(MESSAGES)):
        if f"push {n}" not in world.lines("accepted.log"):
            await replies.once(_push(n, now))
            world.note("accepted.log", f"push {n}")
    clerk = await desk.person("clerk")
    for n in range(UPLOADS):
        if f"upload {n}" in world.lines("accepted.log"):
            continue
        link = await desk.upload_link(clerk)
        data = TEXT.format(number=1000 + n).encode()
        with files.Incoming(settings.files, most=1 << 20) as file:
            file.write(data)
            stored = file.keep()
        await desk.receive(link.url.rpartition("/")[2], [Arrived(f"{n}.txt", stored)], opened=now)
        world.note("accepted.log", f"upload {n}")


def _push(n: int, now: float) -> Request:
    kind, text = MESSAGES[n]
    sent = datetime.fromtimestamp(now, CHINA)
    incoming = Incoming(kind, text, "clerk", sent, media=text if kind is Kind.IMAGE else "")
    return Request(f"push-{n}", sha256(text.encode()).digest(), "openid-clerk", incoming, str.encode)


async def _hand_in(desk: Desk, store: Any, now: float) -> None:
    """The first draft is handed in; the page would not allow it with errors, the desk does not care."""
    for draft in store.read(drafts.drafts_of, "clerk", now=now, limit=99):
        if draft.name == "0.txt" and draft.state is drafts.State.DONE:
            await desk.hand_in(draft, "")


def judge(folder: Path) -> list[str]:
    """What was lost or said twice after the last life."""
    world, db = World(folder), sqlite3.connect(folder / "inbox.db")
    db.row_factory = sqlite3.Row
    wrong = []
    for n in range(UPLOADS):
        data = TEXT.format(number=1000 + n).encode()
        address = sha256(data).hexdigest()
        kept = files.path_of(folder / "files", address)
        if not kept.exists() or kept.read_bytes() != data:
            wrong.append(f"file of upload {n} lost")
        rows = db.execute(
            "SELECT state FROM draft JOIN draft_file ON draft = id WHERE sha256 = ?", (address,)
        ).fetchall()
        if [row["state"] for row in rows] != ["done"]:
            wrong.append(f"upload {n} not checked once: {[row['state'] for row in rows]}")
    wrong += _album(folder, db)
    for n in range(len(MESSAGES)):
        row = db.execute("SELECT state, reply FROM push WHERE key = ?", (f"push-{n}",)).fetchone()
        if row is None or row["state"] != "done" or not row["reply"]:
            wrong.append(f"push {n} not answered")
    wrong += _said_twice(world, db)
    wrong += _left_over(db)
    db.close()
    return wrong


def _album(folder: Path, db: sqlite3.Connection) -> list[str]:
    """The photos are one draft, in order, checked once."""
    albums = db.execute("SELECT id, state FROM draft WHERE digest LIKE 'album:%'").fetchall()
    if [row["state"] for row in albums] != ["done"]:
        return [f"photos not checked once: {[row['state'] for row in albums]}"]
    pages = db.execute(
        "SELECT sha256 FROM draft_file WHERE draft = ? ORDER BY position", (albums[0]["id"],)
    ).fetchall()
    kept = [files.path_of(folder / "files", row["sha256"]).read_bytes() for row in pages]
    return [] if kept == [_page(f"page {n}") for n in range(PHOTOS)] else ["photos lost or out of order"]


def _said_twice(world: World, db: sqlite3.Connection) -> list[str]:
    """The same news of the same draft to the same person, told by the draft that its link opens."""
    said: Counter[tuple[str, str, str]] = Counter()
    for line in world.lines("sent.log"):
        openid, text = line.split("\t")
        pieces = text.split("⏎")
        for item, below in pairwise(pieces):
            token = below.rpartition("/d/")[2].strip()
            row = db.execute(
                "SELECT about FROM link WHERE hash = ?", (sha256(token.encode()).digest(),)
            ).fetchone()
            if row:
                said[openid, "提交" if "提交了" in item else "送检", row["about"]] += 1
    return [f"told twice: {news}" for news, times in said.items() if times > 1]


def _left_over(db: sqlite3.Connection) -> list[str]:
    """Alerts that nobody was told of, messages that still wait, jobs that were not done."""
    open_rows = {
        "alerts not told": "SELECT count(*) FROM telling WHERE told IS NULL",
        "messages not sent": "SELECT count(*) FROM outbox WHERE state NOT IN ('sent', 'unknown')",
        "jobs not done": "SELECT count(*) FROM job",
        "no alert": "SELECT count(*) = 0 FROM alert WHERE kind = 'handed'",
    }
    counted = {name: db.execute(sql).fetchone()[0] for name, sql in open_rows.items()}
    return [f"{name}: {count}" for name, count in counted.items() if count]


def unknown(folder: Path) -> int:
    """Messages that may or may not have left when the process died; never sent again, on purpose."""
    db = sqlite3.connect(folder / "inbox.db")
    count: int = db.execute("SELECT count(*) FROM outbox WHERE state = 'unknown'").fetchone()[0]
    db.close()
    return count


def _live(folder: Path, die_at: int, start: int) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "bench.kill", "--live", str(folder), str(die_at), str(start)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)


def rehearse(kills: int) -> int:
    """Kill so many times, evenly over the day's steps; the number of days that went wrong."""
    with tempfile.TemporaryDirectory() as folder:
        whole = _live(Path(folder), 0, 0)
        steps = int(whole.stdout.split()[-1]) if whole.returncode == 0 else 0
        wrong = judge(Path(folder)) if steps else [whole.stdout[-2000:] + whole.stderr[-2000:]]
    if wrong:
        print("without a kill:", *wrong, sep="\n  ")
        return 1
    bad = doubtful = died = 0
    for n in range(kills):
        die_at = 1 + n * steps // kills
        with tempfile.TemporaryDirectory() as folder:
            died += _live(Path(folder), die_at, 0).returncode == -signal.SIGKILL
            second = _live(Path(folder), 0, 1)
            alive = second.returncode == 0
            wrong = judge(Path(folder)) if alive else ["it did not start again", second.stderr[-2000:]]
            doubtful += unknown(Path(folder)) if alive else 0
        bad += bool(wrong)
        if wrong:
            print(f"killed at step {die_at}:", *wrong, sep="\n  ")
    print(
        f"{died} kills at {kills} of {steps} steps: {bad} days with a loss or a doubled alert;"
        f" {doubtful} messages in doubt, not repeated"
    )
    return bad


def main() -> None:
    """The rehearsal, or one life of it."""
    options = argparse.ArgumentParser(prog="python -m bench.kill")
    options.add_argument("--kills", type=int, default=50)
    options.add_argument("--live", nargs=3, metavar=("FOLDER", "STEP", "START"), help=argparse.SUPPRESS)
    chosen = options.parse_args()
    if chosen.live:
        folder, die_at, start = chosen.live
        print(asyncio.run(play(Path(folder), int(die_at), int(start))))
        return
    sys.exit(min(1, rehearse(chosen.kills)))


if __name__ == "__main__":
    main()
