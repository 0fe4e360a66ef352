"""How much of an input is taken, for every reader alike; over it there is one clear refusal.

The numbers come from attacks that were measured: a docx of 400 KB that unpacks to 400 MB, a sheet whose last cell
is XFD1048576, a page of HTML with ``rowspan=65534 colspan=1000``, a PDF of 96 MB of path operators. A yearly
report stays far below all of them: its grid has 30 rows and 10 columns, its pages are 4 to 8.
"""

from parser.model.errors import TooLarge

UPLOAD = 20 * 2**20
"""Bytes of one file as it arrives."""

UNPACKED = 100 * 10**6
"""Bytes of all members of an archive together, as declared and as counted while they are read."""

PART = 20 * 10**6
"""Bytes of a single member that is parsed as XML."""

MEMBERS = 2_000
"""Members of an archive."""

RATIO = 200
"""Unpacked bytes for each packed byte, for members over ``SMALL_PART``."""

SMALL_PART = 2**20

GRID_ROWS, GRID_COLUMNS = 500, 60
"""One table; the whole grid is capped, not only each span."""

BLOCKS = 50_000
"""Paragraphs and cells of one document."""

SHEET_ROWS, SHEET_COLUMNS = 5_000, 200
"""A sheet's last cell, checked before a sheet is opened at all."""

PAGES = 60
SEGMENTS = 100_000
"""Path segments of one page of a PDF or OFD; tables with dotted lines, as browsers print them, have up to 65,000."""
ALL_SEGMENTS = 400_000
"""Of all pages: four seconds' work."""

PIXELS = 40_000_000
"""Of one picture, told by its head before it is decoded."""

CHARACTERS, ALL_CHARACTERS = 30_000, 300_000
"""Characters of one page, and of all pages."""


def check_upload(data: bytes) -> None:
    """Refuse a file over ``UPLOAD`` before anything looks into it.

    Raises:
        TooLarge: with what to send instead.
    """
    if len(data) > UPLOAD:
        size = len(data) // 2**20
        raise TooLarge(
            f"文件有{size}MB，超过{UPLOAD // 2**20}MB的上限。请只发年度报告本身（不带图片附件），或把文字直接粘贴过来。"
        )


def check_characters(count: int) -> None:
    """Refuse a document whose pages together hold more characters than any report.

    Raises:
        TooLarge: with what to send instead.
    """
    if count > ALL_CHARACTERS:
        raise TooLarge("文件里的文字太多，不像一份年度报告。请只发年度报告本身。")


def check_grid(rows: int, columns: int) -> None:
    """Refuse a table over the cap.

    Raises:
        TooLarge: with both figures.
    """
    if rows > GRID_ROWS or columns > GRID_COLUMNS:
        raise TooLarge(
            f"文件里有一张{rows}行{columns}列的表格，超过{GRID_ROWS}行{GRID_COLUMNS}列的上限。"
            "请只发年度报告正文和法定的三张表。"
        )
