"""The clerk's own Word file comes back with a comment at each finding; other files are refused with what to do."""

import io
import zipfile
from base64 import b64decode
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bot.jobs.commenting import comment_on
from bot.jobs.inspection import Setting
from parser.model.errors import Unsupported

SETTING = Setting(None, date(2024, 1, 20), (1, 31))
WHEN = datetime(2024, 1, 20, 9, tzinfo=UTC)


def test_a_word_file_comes_back_with_comments(examples: Path):
    path = examples / "xianyuan-2023" / "report.docx"
    made = b64decode(comment_on("report.docx", str(path), SETTING, WHEN))
    with zipfile.ZipFile(io.BytesIO(made)) as package, zipfile.ZipFile(path) as before:
        comments = package.read("word/comments.xml").decode()
        assert "0+0≠1+0" in comments
        assert package.read("word/styles.xml") == before.read("word/styles.xml")


def test_other_files_are_refused(examples: Path):
    with pytest.raises(Unsupported, match="docx"):
        comment_on("report.txt", str(examples / "xianyuan-2023" / "report.txt"), SETTING, WHEN)
