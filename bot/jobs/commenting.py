"""The task that writes the findings into the clerk's own Word file, in a worker process like every other reading."""

from base64 import b64encode
from datetime import datetime
from pathlib import Path

from bot.jobs.inspection import Setting, inspect_files
from parser.model.errors import Unsupported
from parser.write import annotate

NOT_WORD = "只有 docx 草稿才能加批注；请在 Word 或 WPS 里另存为 docx 后再上传。"


def comment_on(name: str, path: str, setting: Setting, when: datetime) -> str:
    """The file with a comment at each finding, in base64 (what comes out of a worker is text).

    Raises:
        Unsupported: the draft is no .docx.
        InputError: it cannot be read, as when it was checked.
    """
    checked = inspect_files([(name, path)], setting)
    if checked.report.format != "docx":
        raise Unsupported(NOT_WORD)
    data = Path(path).read_bytes()
    return b64encode(annotate(data, checked.report, checked.check, when=when)).decode()
