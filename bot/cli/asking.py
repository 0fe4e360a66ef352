"""nianbao ask and chat: questions from a terminal or another program."""

import json
import os
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bot.cli.base import Refused, common, settings_of, show_json
from bot.clock import now, today
from bot.contract import answer_json
from bot.settings import Settings
from parser.ask import Turn
from parser.ask import ask as understand
from parser.index import Index
from parser.model.answer import Answer, Reason, Status

if TYPE_CHECKING:
    from bot.cli.sessions import Sessions

MOST_LINE = 1_000_000
"""Characters of one --stdin line that are looked at; a longer line is cut, and then is not JSON."""


class Desk:
    """Questions of one call: the index, and the memory of named sessions."""

    def __init__(self, settings: Settings) -> None:
        self._inbox = settings.inbox
        self._memory: Sessions | None = None

    def answer(self, index: Index, question: str, day: date, session: str | None) -> Answer:
        """The answer; with a session the conversation goes on where it stopped."""
        if session is None:
            return understand(question, index=index, today=day).answer
        at, memory = now(), self._sessions()
        turn: Turn = understand(question, index=index, today=day, state=memory.recall(session, at))
        memory.remember(session, turn.state, at)
        return turn.answer

    def close(self) -> None:
        """Let the sessions go."""
        if self._memory:
            self._memory.close()

    def _sessions(self) -> "Sessions":
        from bot.cli.sessions import Sessions  # noqa: PLC0415 - the bot's tables, which a single question does without

        self._memory = self._memory or Sessions(self._inbox)
        return self._memory


@click.command()
@click.argument("questions", nargs=-1, metavar="QUESTION...")
@click.option("--today", "day", type=click.DateTime(["%Y-%m-%d"]), help="“去年”按这一天算，默认今天")
@click.option("--session", help="接着这个名字的对话往下问")
@click.option("--stdin", "from_stdin", is_flag=True, help="每行一个 JSON 问题，每行回一个 JSON 答案")
@click.option("--json", "as_json", is_flag=True, help="按约定的 JSON 输出")
@common
def ask(
    questions: tuple[str, ...],
    day: datetime | None,
    session: str | None,
    from_stdin: bool,
    as_json: bool,
    config: Path | None,
    db: Path | None,
) -> None:
    """回答关于年报的问题。答不了时退出码为 1。"""
    if from_stdin == bool(questions):
        raise click.UsageError("给出问题，或者用 --stdin，二者选一。")
    settings = settings_of(config, db)
    asked = day.date() if day else today()
    with closing(Desk(settings)) as desk, Index.open(settings.storage.index) as index:
        if from_stdin:
            for line in _lines():
                click.echo(json.dumps(_one(desk, index, line, asked), ensure_ascii=False))
                sys.stdout.flush()
            return
        # Words without quotes are one question: the shell splits at spaces, people do not mean to.
        answer = desk.answer(index, " ".join(questions), asked, session)
    if as_json:
        show_json(answer_json(answer))
    else:
        click.echo(answer.text)
    if answer.status is not Status.ANSWERED:
        raise Refused


@click.command()
@click.option("--as", "role", type=click.Choice(["citizen", "clerk", "supervisor"]), default="citizen")
@common
def chat(role: str, config: Path | None, db: Path | None) -> None:
    """在终端里对话，和微信里一样。空行或 Ctrl-D 结束。"""
    from bot.terminal import talk  # noqa: PLC0415 - the whole bot, which the other commands do not need

    talk(settings_of(config, db), role)


def _lines() -> Iterator[str]:
    """The lines of standard input; decoded leniently, because one bad byte must not end the service."""
    for raw in sys.stdin.buffer:
        line = raw.decode("utf-8", "replace")
        if line.strip():
            yield line


def _one(desk: Desk, index: Index, line: str, asked: date) -> dict[str, Any]:
    """The answer to one line; a line that is not a question gets an error of its own."""
    try:
        given = json.loads(line[:MOST_LINE])
        question, session = str(given["question"]), given.get("session")
        day = date.fromisoformat(given["today"]) if given.get("today") else asked
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        text = '这一行不是 {"question": …, "today": …, "session": …} 形式的 JSON。'
        return answer_json(Answer(Status.DECLINED, text, reason=Reason.ERROR))
    try:
        return answer_json(desk.answer(index, question, day, str(session) if session else None))
    except Exception as error:
        if os.environ.get("NIANBAO_TRACE"):
            raise
        text = f"程序出错（{type(error).__name__}），这个问题没有回答。"
        return answer_json(Answer(Status.DECLINED, text, reason=Reason.ERROR))
