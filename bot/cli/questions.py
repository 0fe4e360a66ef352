"""nianbao questions: what was asked in chat and could not be answered, so that words and reports can be added.

Only masked questions are shown, and nothing of who asked (bot.state.questions).
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TypeVar

import click

from bot.cli.base import common, settings_of, show_json
from bot.clock import now
from bot.state import SCHEMA
from bot.state.database import connect, migrate
from bot.state.questions import CHOICE, DAY, Unanswered, unanswered
from parser.model.answer import Reason

NAMES = {
    Reason.NOT_UNDERSTOOD: "没看懂",
    Reason.NOT_STATED: "报告没写",
    Reason.UNIT_MISMATCH: "单位不同",
    Reason.PLACE_UNKNOWN: "没有这个地方",
    Reason.PLACE_NOT_INDEXED: "地方没收录",
    Reason.YEAR_NOT_INDEXED: "年份没收录",
    CHOICE: "给了选项没人选",
}
"""The reasons in the operator's words, in the order in which they are listed."""
GROUPS = (
    ("words", "没看懂的词", (Reason.NOT_UNDERSTOOD,)),
    ("measures", "问了但报告没写的", (Reason.NOT_STATED, Reason.UNIT_MISMATCH)),
    ("unknown_places", "没有的地名", (Reason.PLACE_UNKNOWN,)),
    ("places", "没收录的地方", (Reason.PLACE_NOT_INDEXED,)),
    ("years", "没收录的年份", (Reason.YEAR_NOT_INDEXED,)),
)
"""What questions lacked: the key in JSON, the heading, the reasons that it is counted for."""
T = TypeVar("T")
LINES = 20
"""Lines of a list on the screen; the JSON has all of them."""


@dataclass(frozen=True, slots=True)
class Count:
    """A word, a place, or a question, and how often it was asked."""

    text: str
    count: int


@dataclass(frozen=True, slots=True)
class Sample:
    """A masked question with why it got no answer, and how often it was asked in these words."""

    reason: str
    text: str
    count: int


@click.command()
@click.option(
    "--days", type=click.FloatRange(0, 30, min_open=True), default=30.0, help="看最近几天的，默认30"
)
@click.option("--json", "as_json", is_flag=True, help="输出 JSON，列出全部")
@common
def questions(days: float, as_json: bool, config: Path | None, db: Path | None) -> None:
    """列出没能回答的提问（已隐去个人信息）：缺哪些词、哪些地方和年份的报告。"""
    settings = settings_of(config, db)
    migrate(settings.inbox, SCHEMA)
    at = now().timestamp()
    with closing(connect(settings.inbox)) as inbox:
        kept = unanswered(inbox, since=at - days * DAY, now=at)
    if as_json:
        show_json({"days": days, **_json(kept)})
    else:
        click.echo(_screen(kept, days))


def lacking(kept: Iterable[Unanswered], reasons: Sequence[str]) -> list[Count]:
    """What the questions of some reasons lacked, most frequent first."""
    counted = Counter(word for q in kept if q.reason in reasons for word in q.missing)
    return [Count(*pair) for pair in _ordered(counted)]


def samples(kept: Iterable[Unanswered]) -> list[Sample]:
    """The questions, equal ones counted together, most frequent first."""
    counted = Counter((q.text, q.reason) for q in kept)
    return [Sample(reason, text, count) for (text, reason), count in _ordered(counted)]


def _ordered(counted: Counter[T]) -> list[tuple[T, int]]:
    """By count; equal counts by text, so that two calls print the same."""
    return sorted(counted.items(), key=lambda pair: (-pair[1], str(pair[0])))


def _json(kept: Sequence[Unanswered]) -> dict[str, object]:
    reasons = Counter(q.reason for q in kept)
    lists = {key: [asdict(c) for c in lacking(kept, reasons_)] for key, _, reasons_ in GROUPS}
    return {
        "count": len(kept),
        "reasons": {reason: reasons[reason] for reason in NAMES if reasons[reason]},
        **lists,
        "samples": [asdict(sample) for sample in samples(kept)],
    }


def _screen(kept: Sequence[Unanswered], days: float) -> str:
    if not kept:
        return f"最近{days:g}天没有答不上的提问。"
    reasons = Counter(q.reason for q in kept)
    told = "，".join(f"{name}{reasons[reason]}" for reason, name in NAMES.items() if reasons[reason])
    lines = [f"最近{days:g}天答不上的提问{len(kept)}个：{told}"]
    for _, heading, of in GROUPS:
        lines += _list(heading, [f"{c.text}  {c.count}" for c in lacking(kept, of)])
    lines += _list("提问", [f"{NAMES.get(s.reason, s.reason)}｜{s.text}  {s.count}" for s in samples(kept)])
    return "\n".join(lines)


def _list(heading: str, entries: Sequence[str]) -> list[str]:
    if not entries:
        return []
    more = [f"  （另有{len(entries) - LINES}项，加 --json 看全部）"] if len(entries) > LINES else []
    return ["", f"{heading}：", *(f"  {entry}" for entry in entries[:LINES]), *more]
