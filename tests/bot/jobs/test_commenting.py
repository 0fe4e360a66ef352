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
from parser.rules import Profile

WHEN = datetime(2024, 1, 20, 9, tzinfo=UTC)


@pytest.fixture
def setting(tmp_path: Path) -> Setting:
    """A check without an index."""
    return Setting(str(tmp_path / "none.db"), date(2024, 1, 20), Profile())


def test_a_word_file_comes_back_with_comments(examples: Path, setting: Setting):
    path = examples / "xianyuan-2023" / "report.docx"
    made = b64decode(comment_on("report.docx", str(path), setting, WHEN))
    with zipfile.ZipFile(io.BytesIO(made)) as package, zipfile.ZipFile(path) as before:
        comments = package.read("word/comments.xml").decode()
        assert "0+0≠1+0" in comments
        assert package.read("word/styles.xml") == before.read("word/styles.xml")


def test_other_files_are_refused(examples: Path, setting: Setting):
    with pytest.raises(Unsupported, match="docx"):
        comment_on("report.txt", str(examples / "xianyuan-2023" / "report.txt"), setting, WHEN)
