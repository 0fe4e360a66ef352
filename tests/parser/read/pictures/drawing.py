"""Pages drawn here to be read back: what they print, and how a phone may see them."""

import io
from decimal import Decimal
from functools import cache
from pathlib import Path
from random import Random

import pytest

pytest.importorskip("cv2", reason="recognition (the extra ocr) is not installed here")
pytest.importorskip("rapidocr", reason="recognition (the extra ocr) is not installed here")

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from parser.form import CODES, COLUMNS3, TABLES
from parser.model.document import Source

FONTS = (
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
    "/System/Library/Fonts/PingFang.ttc",
    "C:/Windows/Fonts/simsun.ttc",
)
WIDTH, HEIGHT, ROW = 1240, 1754, 36
LEFT, LABEL, VALUE = 120, 420, 82


@cache
def font(size: int) -> ImageFont.FreeTypeFont:
    for path in FONTS:
        if Path(path).exists():
            return ImageFont.truetype(path, size)
    pytest.skip("no Chinese font is installed here to draw with")


class Sheet:
    """A page to draw on, from top to bottom."""

    def __init__(self) -> None:
        self.image = Image.new("L", (WIDTH, HEIGHT), 255)
        self.draw = ImageDraw.Draw(self.image)
        self.y = 120

    def line(self, text: str, size: int = 26) -> None:
        self.draw.text((LEFT, self.y), text, 20, font(size))
        self.y += int(size * 1.7)

    def rows(self, table: list[list[str]], widths: list[int]) -> None:
        for row in table:
            x = LEFT
            for text, width in zip(row, widths, strict=True):
                self.draw.rectangle((x, self.y, x + width, self.y + ROW), outline=0, width=2)
                size = 20 if len(text) * 20 < width - 8 else max(11, (width - 8) // len(text))
                long = self.draw.textlength(text, font(size))
                left = x + 8 if width == LABEL else x + (width - long) / 2
                self.draw.text((left, self.y + (ROW - size) / 2 - 4), text, 20, font(size))
                x += width
            self.y += ROW
        self.y += 40

    def png(self, quarters: int = 0) -> bytes:
        return png(np.rot90(np.asarray(self.image), quarters))


def png(pixels: np.ndarray) -> bytes:
    held = io.BytesIO()
    Image.fromarray(np.ascontiguousarray(pixels)).save(held, "PNG")
    return held.getvalue()


def figures(seed: int) -> dict[str, str]:
    """What the cells of table three print: numbers of one to four digits, zeros, blanks and dashes."""
    random = Random(seed)  # noqa: S311 - no secret
    choices = ["0", "0", "", "/", "1", "7", "11", "38", "106", "2490"]
    return {
        code: random.choice([*choices, str(random.randrange(10_000))])
        for code in CODES
        if code.startswith("t3.")
    }


def table3(printed: dict[str, str]) -> list[list[str]]:
    head = ["", "自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计"]
    rows = [row for row in TABLES[3] if not row.optional]
    return [head, *([r.label, *(printed[f"t3.{r.code}.{c.code}"] for c in COLUMNS3)] for r in rows)]


def first_page(printed: dict[str, str], rows: int = 99) -> Sheet:
    sheet = Sheet()
    sheet.line("青山乡人民政府2023年政府信息公开工作年度报告", 32)
    sheet.line("一、总体情况")
    sheet.line("2023年，我乡主动公开政府信息35条。")
    sheet.line("三、收到和处理政府信息公开申请情况")
    sheet.rows(table3(printed)[:rows], [LABEL, *[VALUE] * 7])
    return sheet


def second_page() -> Sheet:
    sheet = Sheet()
    sheet.line("四、政府信息公开行政复议、行政诉讼情况")
    sheet.line("本年度没有行政复议和行政诉讼。")
    sheet.line("五、存在的主要问题及改进情况")
    sheet.line("公开内容还不够及时，下一步将加强学习。")
    sheet.line("六、其他需要报告的事项")
    sheet.line("无。")
    return sheet


def source(sheet: Sheet, quarters: int = 0) -> Source:
    return Source("page.png", sheet.png(quarters))


def right(cells, printed) -> int:
    """How many figures came back; fails at the first that came back as another."""
    found = 0
    for code, text in printed.items():
        cell = cells.get(code)
        if cell is not None:
            assert cell.value == (Decimal(text) if text.isdigit() else None), code
            found += 1
    return found


def leaning(pixels: np.ndarray, degrees: float) -> np.ndarray:
    height, width = pixels.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 0.9)
    return cv2.warpAffine(pixels, turn, (width, height), borderValue=200)


def seen_from_aside(pixels: np.ndarray) -> np.ndarray:
    """As a phone sees paper: in perspective, in uneven light, a little out of focus."""
    height, width = pixels.shape
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    moved = np.array([[70, 50], [width - 25, 20], [width - 60, height - 40], [20, height - 15]], np.float32)
    matrix = cv2.getPerspectiveTransform(corners, moved)
    paper = cv2.warpPerspective(pixels, matrix, (width, height), borderValue=90).astype(np.float32)
    light = np.linspace(0.65, 1.0, width, dtype=np.float32)[None, :]
    return cv2.GaussianBlur(np.clip(paper * light, 0, 255).astype(np.uint8), (0, 0), 0.8)


def bent(pixels: np.ndarray, rise: float) -> np.ndarray:
    """As the page of a thick book lies: its lines rise to the right, ever steeper."""
    height, width = pixels.shape
    ys, xs = np.indices(pixels.shape, np.float32)
    return cv2.remap(pixels, xs, ys + rise * height * (xs / width) ** 2.5, cv2.INTER_CUBIC, borderValue=255)
