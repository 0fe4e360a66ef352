"""Ask for every cell of a form whose cells all differ, by every word that we know for its row: no cell for another."""

import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from parser.ask import ask
from parser.ask.lexicon import table
from parser.form import TABLE2, TABLE3, TABLE4
from parser.index import Index
from parser.model.answer import Reason
from parser.model.document import Source
from parser.pipeline import read_sources

TODAY = date(2025, 1, 1)
APPLICANTS = ("natural", "enterprise", "research", "welfare", "legal", "total")


def questions() -> Iterator[tuple[str, str]]:
    """Code and question of the cells."""
    rows, columns = table("words")["row"], table("words")["column"]
    for row in TABLE3:
        for word in rows.get(row.code, ["收到申请"] if row.code == "new" else []):
            for column in APPLICANTS if not row.optional else ():
                yield f"t3.{row.code}.{column}", f"{columns.get(column, [''])[0]}{word}几件"
    for block in TABLE4:
        for word in rows[block.code]:
            for column in block.columns:
                code = {"other": "other_result"}.get(column.code, column.code)
                yield f"t4.{block.code}.{column.code}", f"{word}{columns.get(code, [''])[0]}几件"
    for row in TABLE2:
        for word in rows[row.code]:
            for column in row.columns:
                yield (
                    f"t2.{row.code}.{column.code}",
                    f"{word}{columns.get(column.code, [''])[0]}多少{column.unit}",
                )


@pytest.mark.shared
@pytest.mark.parametrize("name", ["probe-distinct", "probe-digits"])
def test_every_cell_answers_for_itself(name: str, shared: Path, tmp_path: Path) -> None:
    folder = shared / "reports" / name
    gold = json.loads((folder / "gold.json").read_text(encoding="utf-8"))["cells"]
    report = read_sources([Source("report.docx", (folder / "report.docx").read_bytes())])
    place = (report.organ or "").removesuffix("人民政府")
    with Index.open(tmp_path / "probe.db", write=True) as index:
        index.add(report, source_name="report.docx", digest=name)
        for code, question in questions():
            answer = ask(place + question, index=index, today=TODAY).answer
            if gold[code] is None:
                assert answer.reason is Reason.BLANK, question
            else:
                assert answer.value == Decimal(gold[code]), question
