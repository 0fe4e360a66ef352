"""Is it a yearly report at all? A budget, a plan, a photo of a cat must not become one; a draft's fragment may.

Enough are: cells of the form; two headings with statutory titles; one of them in a text that speaks of 公开; or the
report's title, so that a draft without any part is checked and not refused.
The refusal says what was looked for and what the text looks like instead.
"""

import re

from parser.extract import cover
from parser.extract.sections import Parts
from parser.extract.tables import Tables
from parser.model.document import Grid, Paragraph, Reading
from parser.model.errors import EmptyInput, NotAReport
from parser.text import fold

_KINDS = (
    "工作要点",
    "实施方案",
    "工作计划",
    "通知",
    "公开指南",
    "管理办法",
    "制度",
    "预算",
    "决算",
    "总结",
    "法治政府建设",
)
_HAN = re.compile(r"[\u4e00-\u9fff]")
_FEW = 10
_YEARLY = "信息公开工作年度报告"


def refuse(parts: Parts, tables: Tables, reading: Reading) -> None:
    """Raises NotAReport (or EmptyInput, for a document without any words) unless there is enough of a report."""
    text = "".join(fold(t) for t in _texts(reading))
    if not text:
        raise EmptyInput("文件里没有文字，如果是照片或扫描件，请发送清晰的图片。")
    titled = cover.find_title(parts.preamble.text.split("\n"))
    if (
        tables.cells
        or parts.sure > 1
        or (parts.sure == 1 and "公" in text)
        or (titled and _YEARLY in titled.text)
    ):
        return
    if len(_HAN.findall(text)) < _FEW:
        raise NotAReport("这不像政府信息公开年度报告：几乎没有中文文字。")
    kind = next((k for k in _KINDS if k in text[:200]), None)
    looks = f"，更像是“{kind}”" if kind else ""
    raise NotAReport(
        f"这不像政府信息公开年度报告{looks}：没有找到“总体情况”等六个部分的标题，也没有规定格式的统计表。"
    )


def _texts(reading: Reading) -> list[str]:
    blocks = reading.blocks
    cells = [cell.text for b in blocks if isinstance(b, Grid) for cell in b.cells]
    return [b.text for b in blocks if isinstance(b, Paragraph)] + cells
