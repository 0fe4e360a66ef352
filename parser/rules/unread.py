"""Group E: what the reader could not read, and the traces it took away. One finding a kind, never the clerk's fault.

Most of it comes from the reader's notes; split labels (E005) and labels in the wrong column (E006) are seen in the
tables as printed, cut paragraphs and marks in the text.
"""

import re
from collections import Counter
from collections.abc import Iterator
from functools import partial

from parser.model.finding import Where
from parser.model.report import Note
from parser.rules.case import Case, Check, Hit, Skip
from parser.rules.catalogue import rules
from parser.rules.flat import folded

_FIXES = {
    "E001": "不影响审核；定稿时可在Word中删除书签。",
    "E002": "不影响审核；定稿时删去标题和正文中的“#”“**”。",
    "E003": "请重新上传Word原件或清晰版本；系统不补零，也不移位。",
    "E004": "不影响审核；定稿时把被分页切断的段落合并。",
    "E005": "不影响审核；定稿时去掉标签里的空格和换行。",
    "E006": "不影响审核；定稿时按表样对齐分项标签。",
    "E007": "请核对原件该格的数字后重新填写或上传。",
}
_FEW = 5


def check_notes(code: str, case: Case) -> Iterator[Hit | Skip]:
    """The reader's notes of one kind, together."""
    notes = [n for n in case.report.notes if n.code == code] or list(_seen(code, case))
    if not notes:
        return
    lines = [n.place.line for n in notes if n.place.line]
    shown = "；".join(dict.fromkeys(n.message.rstrip("。；") for n in notes[:_FEW]))
    more = f"；等{len(notes)}处" if len(notes) > _FEW else ""
    yield Hit(
        where=Where(line=lines[0] if lines else None),
        found=f"{rules()[code].name}{len(notes)}处",
        expected=rules()[code].good,
        message=f"{shown}{more}。这是读取情况说明，不计入审核结论。",
        fix=_FIXES[code],
        story=code,
    )


def _seen(code: str, case: Case) -> Iterator[Note]:
    if code == "E005":
        yield from _split_labels(case)
    if code == "E006":
        yield from _shifted_labels(case)


def _split_labels(case: Case) -> Iterator[Note]:
    for tables in case.form.values():
        for table in tables:
            for label in (*table.headers, *(row.label for row in table.rows)):
                if re.search(r"[\u4e00-\u9fff]\s+[\u4e00-\u9fff]", label.raw.strip()):
                    yield Note(
                        code="E005", message=f"“{folded(label.raw)}”中间有空格或换行", place=label.place
                    )


def _shifted_labels(case: Case) -> Iterator[Note]:
    rows = [r for r in case.rows(3) if r.code and re.match(r"\s*\d", r.label.raw) and r.label.place.column]
    if not rows:
        return
    usual = Counter(r.label.place.column for r in rows).most_common(1)[0][0]
    for row in rows:
        if row.label.place.column != usual:
            message = f"表三“{folded(row.label.raw)}”落在第{row.label.place.column}列，多数在第{usual}列"
            yield Note(code="E006", message=message, place=row.label.place)


CHECKS: dict[str, Check] = {code: partial(check_notes, code) for code in _FIXES}
