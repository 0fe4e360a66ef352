"""Questions that got no answer, kept masked for whoever tends the vocabulary and the reports.

A question is kept when it was declined for a word, a measure, a unit, a place or a year that we lack, and when it
was offered choices of which none was taken. Personal data is masked before anything is stored (``mask``), nothing
says who asked, and a row lives for ``KEPT`` seconds; who does not want this says so in chat (``refuse``).

A choice is first kept with its options and the person's key, because only the next message shows whether it was
taken. Then, or when choices lapse after ``OPEN`` seconds, the key is forgotten.

A word that a question lacks is kept only if the masked question still holds it: a name that was masked there must
not come back as an unknown word. Places and years that are known but not indexed are the gazetteer's own words.
"""

import json
import re
import sqlite3
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from parser.ask.conversation import choice
from parser.ask.normalise import clean
from parser.model.answer import Answer, Reason, Status

SCHEMA = Migrations("questions")
DAY = 24 * 3600.0
KEPT = 30 * DAY
"""Seconds for which a question is kept."""
OPEN = 600.0
"""Seconds for which an offered choice may be taken (parser.ask.conversation.OPTIONS_LIVE)."""
MOST = 20_000
"""Questions kept at most, the newest: a flood of nonsense doesn't fill the disk."""
LONGEST = 200
"""Characters of a question that are kept."""
CHOICE = "choice"
"""The reason of a question whose choices nobody took."""
LACKING = frozenset(
    {
        Reason.NOT_UNDERSTOOD, Reason.NOT_STATED, Reason.UNIT_MISMATCH,
        Reason.PLACE_UNKNOWN, Reason.PLACE_NOT_INDEXED, Reason.YEAR_NOT_INDEXED,
    }
)  # fmt: skip
"""The refusals that a better vocabulary or more reports would mend."""
_OUR_WORDS = frozenset({Reason.PLACE_NOT_INDEXED, Reason.YEAR_NOT_INDEXED})
_GLANCE = 2000
"""Characters that are looked at; a chat message has no more."""

_STOP = "…"
_GAP = r"[\s\-—–_.·,，、()（）/]{0,3}"
_DIGIT = r"[0-9〇零○一二三四五六七八九壹贰叁肆伍陆柒捌玖幺两]"
_RUN = rf"\+?{_DIGIT}(?:{_GAP}{_DIGIT}){{6,}}[Xx]?"
_YEARS = rf"20\d\d(?:[\s\-—–.,、/]20\d\d){{1,9}}(?!{_GAP}{_DIGIT})"
_NAMED = r"(?:我|本人)(?:的?(?:名字|姓名)|名)?叫做?|(?:姓名|名字)(?:[是为叫]|[:：])?|(?:我|本人|免贵)姓"
_NAME = r"(?:(?!谁|什么|哪|啥)[\u3400-\u9fff·]{1,4}|[A-Za-z]+(?:\s[A-Za-z]+){0,2})"
_MASKS = (
    (re.compile(r"[\w.+\-]{1,64}@[\w\-]{1,63}(?:\.[\w\-]{1,63}){0,5}"), "〔邮箱〕"),
    (re.compile(r"[0-9]{17}[0-9Xx]|[0-9]{6}(?:[\s*\-]{0,2}[0-9*]){8,11}[\s\-]?[Xx]"), "〔号码〕"),
    (re.compile(rf"(?<!{_DIGIT})(?!{_YEARS}){_RUN}"), "〔号码〕"),
    (re.compile(rf"(?P<before>{_NAMED})\s*{_NAME}"), r"\g<before>〔姓名〕"),
    (re.compile(r"(?P<before>(?:我|本人)是)[\u3400-\u9fff·]{2,3}(?=[\s,。;.!]|$)"), r"\g<before>〔姓名〕"),
)
"""What is masked: e-mail, identity numbers, any seven digits and more however they are grouped, and names."""


@SCHEMA()
def create_question(db: Database) -> None:
    """The questions, and who wants none kept."""
    db.execute(
        """CREATE TABLE question (
            id INTEGER PRIMARY KEY, at REAL NOT NULL, reason TEXT NOT NULL, text TEXT NOT NULL,
            missing TEXT NOT NULL, person TEXT, options TEXT)"""
    )
    db.execute("CREATE INDEX question_at ON question (at)")
    db.execute("CREATE INDEX question_open ON question (person) WHERE person IS NOT NULL")
    db.execute("CREATE TABLE question_refusal (person TEXT PRIMARY KEY, at REAL NOT NULL) WITHOUT ROWID")


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A kept question: when, why there was no answer (a Reason's value or CHOICE), masked text, what it lacked."""

    at: float
    reason: str
    text: str
    missing: tuple[str, ...]


def mask(text: str) -> str:
    """A text in one line and in one width, without what tells a person: numbers, addresses, names.

    >>> mask("我叫张三，电话１３８ ０００１ ０００２，新集乡2023年公示了几次")
    '我叫〔姓名〕,电话〔号码〕,新集乡2023年公示了几次'
    """
    plain = unicodedata.normalize("NFKC", text[:_GLANCE])
    plain = "".join(c for c in " ".join(plain.split()) if c.isprintable())
    for pattern, instead in _MASKS:
        plain = pattern.sub(instead, plain)
    return plain if len(plain) <= LONGEST else plain[:LONGEST] + _STOP


def note(db: sqlite3.Connection, person: str, question: str, answer: Answer, *, now: float) -> None:
    """Look at one turn of a person's conversation: settle the choice before it, keep it if it got no answer."""
    _settle(db, person, question)
    refused = db.execute("SELECT 1 FROM question_refusal WHERE person = ?", (person,)).fetchone()
    text = mask(question)
    if refused or sum(map(str.isalpha, text)) < len("两字"):
        return
    if answer.status is Status.CHOOSE:
        _keep(db, CHOICE, text, answer, now=now, person=person)
    elif answer.status is Status.DECLINED and answer.reason in LACKING:
        _keep(db, answer.reason.value, text, answer, now=now)


def _keep(
    db: sqlite3.Connection, reason: str, text: str, answer: Answer, *, now: float, person: str | None = None
) -> None:
    missing = _safe(answer, text)
    options = json.dumps([mask(option) for option in answer.options], ensure_ascii=False) if person else None
    db.execute(
        "INSERT INTO question (at, reason, text, missing, person, options) VALUES (?, ?, ?, ?, ?, ?)",
        (now, reason, text, json.dumps(missing, ensure_ascii=False), person, options),
    )


def _safe(answer: Answer, text: str) -> list[str]:
    """What was lacking, in words that hold nothing of a person."""
    if answer.reason in _OUR_WORDS:
        return list(answer.missing)
    shown = clean(text)
    return [word for word in answer.missing if word in shown and mask(word) == word]


def _settle(db: sqlite3.Connection, person: str, question: str) -> None:
    """The choice that was open is taken by its number or its words: then it is no question without an answer."""
    row = db.execute("SELECT id, options FROM question WHERE person = ?", (person,)).fetchone()
    if row is None:
        return
    options: Sequence[str] = json.loads(row["options"])
    picked = choice(clean(question))
    taken = picked < len(options) if picked is not None else mask(question) in options
    if taken:
        db.execute("DELETE FROM question WHERE id = ?", (row["id"],))
    else:
        db.execute("UPDATE question SET person = NULL, options = NULL WHERE id = ?", (row["id"],))


def refuse(db: sqlite3.Connection, person: str, *, now: float) -> None:
    """Keep no more questions of this person, and forget the one that can still be told to be theirs."""
    db.execute("DELETE FROM question WHERE person = ?", (person,))
    db.execute("INSERT OR IGNORE INTO question_refusal VALUES (?, ?)", (person, now))


def allow(db: sqlite3.Connection, person: str) -> None:
    """Questions of this person may be kept again."""
    db.execute("DELETE FROM question_refusal WHERE person = ?", (person,))


def unanswered(db: sqlite3.Connection, *, since: float, now: float) -> list[Unanswered]:
    """The questions without an answer since a time, oldest first; choices that can still be taken are left out."""
    rows = db.execute(
        "SELECT at, reason, text, missing FROM question"
        " WHERE at >= ? AND at > ? AND (person IS NULL OR at < ?) ORDER BY at, id",
        (since, now - KEPT, now - OPEN),
    )
    return [Unanswered(row[0], row[1], row[2], tuple(json.loads(row[3]))) for row in rows]


def forget_old(db: sqlite3.Connection, *, now: float) -> int:
    """Drop what is too old or too much, and the keys of lapsed choices; how many rows were dropped."""
    db.execute(
        "UPDATE question SET person = NULL, options = NULL WHERE person IS NOT NULL AND at < ?", (now - OPEN,)
    )
    old = db.execute("DELETE FROM question WHERE at < ?", (now - KEPT,)).rowcount
    excess = db.execute(
        "DELETE FROM question WHERE id <= (SELECT id FROM question ORDER BY id DESC LIMIT 1 OFFSET ?)",
        (MOST,),
    ).rowcount
    return old + excess
