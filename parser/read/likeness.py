"""How much a document looks like a yearly report: to choose the report among several files or parts."""

from parser.model.document import Paragraph, Reading

_CUES = (
    "总体情况",
    "主动公开政府信息",
    "收到和处理政府信息公开申请",
    "行政复议",
    "存在的主要问题",
    "其他需要报告",
    "政府信息公开工作年度报告",
    "现行有效件数",
    "结转下年度",
    "未经复议直接起诉",
)


def likeness(reading: Reading) -> int:
    """The number of the form's own phrases in it, 0 to 10."""
    texts = []
    for block in reading.blocks:
        texts += [block.text] if isinstance(block, Paragraph) else [cell.text for cell in block.cells]
    text = "".join("\n".join(texts).split())
    return sum(cue in text for cue in _CUES)
