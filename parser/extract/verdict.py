"""Is it a yearly report at all? A budget, a plan, a photo of a cat must not become one; a draft's fragment may.

Enough are: cells of the form; two headings with statutory titles; one of them in a text that speaks of 公开; or the
report's title, so that a draft without any part is checked and not refused. A text that calls itself something else
in its first lines (a notice, a plan, a report on petitions) needs most of the six headings.
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
    "政府工作报告",
    "法治政府建设",
    "依法行政",
    "信访",
    "党务公开",
    "村务公开",
    "工作要点",
    "工作计划",
    "实施方案",
    "通知",
    "公开指南",
    "管理办法",
    "制度",
    "预算",
    "决算",
    "总结",
)
_ADDRESSED = r"(?:[\u4e00-\u9fff、]{2,30}:)?"
"""Whom a letter speaks to (各乡镇人民政府：), where it is printed behind the title."""
_CALLED = re.compile(
    r"[^。；，：]{2,60}?(?:报告|年报|总结|要点|计划|方案|通知|通报|简报|指南|办法|制度|规划|预算|决算|统计表|目录|函)"
    rf"(?:\([^()]{{0,20}}\))?{_ADDRESSED}"
)
_OWN = re.compile(rf"(?:信息|政务)公开[^。]*(?:报告|年报|总结)(?:\([^()]{{0,20}}\))?{_ADDRESSED}$")
_TITLE_LINES = 3
_MOST = 4
"""Of the six headings; other documents share one or two of them."""
_HAN = re.compile(r"[\u4e00-\u9fff]")
_FEW = 10
_YEARLY = "信息公开工作年度报告"


def refuse(parts: Parts, tables: Tables, reading: Reading) -> None:
    """Raises NotAReport (or EmptyInput, for a document without any words) unless there is enough of a report."""
    if tables.cells:
        return
    text = "".join(fold(t) for t in _texts(reading))
    if not text:
        raise EmptyInput("文件里没有文字，如果是照片或扫描件，请发送清晰的图片。")
    if _suffices(parts, text):
        return
    if len(_HAN.findall(text)) < _FEW:
        raise NotAReport("这不像政府信息公开年度报告：几乎没有中文文字。")
    kind = next((k for k in _KINDS if k in text[:200]), None)
    looks = f"，更像是“{kind}”" if kind else ""
    raise NotAReport(
        f"这不像政府信息公开年度报告{looks}：没有找到“总体情况”等六个部分的标题，也没有规定格式的统计表。"
    )


def _suffices(parts: Parts, text: str) -> bool:
    """Whether title and headings are enough of a report."""
    lines = parts.preamble.text.split("\n")
    titled = cover.find_title(lines)
    if titled and _YEARLY in titled.text:
        return True
    if not titled and _is_called_otherwise(lines):
        return parts.sure >= _MOST
    return parts.sure > 1 or (parts.sure == 1 and "公" in text)


def _is_called_otherwise(lines: list[str]) -> bool:
    """Whether one of the first lines is the title of something else.

    >>> _is_called_otherwise(["青山镇2023年信访工作报告"]), _is_called_otherwise(["青山镇政府信息公开工作情况报告"])
    (True, False)
    """
    first = [bare for line in lines if (bare := fold(line))][:_TITLE_LINES]
    return any(_CALLED.fullmatch(line) and not _OWN.search(line) for line in first)


def _texts(reading: Reading) -> list[str]:
    blocks = reading.blocks
    cells = [cell.text for b in blocks if isinstance(b, Grid) for cell in b.cells]
    return [b.text for b in blocks if isinstance(b, Paragraph)] + cells
