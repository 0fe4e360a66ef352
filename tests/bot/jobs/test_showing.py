"""What could not be read surely in a picture can be looked at; where there is no picture, that is said."""

import io
from base64 import b64decode
from pathlib import Path

import pytest
from PIL import Image

from bot.jobs.showing import show_place
from parser.model.document import Place
from parser.model.errors import Unsupported

pytest.importorskip("cv2", reason="recognition (the extra ocr) is not installed here")
pytest.importorskip("rapidocr", reason="recognition (the extra ocr) is not installed here")

PLACE = Place(page=2, box=(100.0, 200.0, 160.0, 230.0))


@pytest.fixture
def photos(tmp_path: Path) -> list[tuple[str, str]]:
    """Two photos, the second one with a dark spot."""
    files = []
    for number in (1, 2):
        image = Image.new("L", (595, 842), 230)
        if number == 2:
            image.paste(20, (110, 205, 150, 225))
        image.save(tmp_path / f"{number}.png")
        files.append((f"{number}.png", str(tmp_path / f"{number}.png")))
    return files


def test_a_place_in_a_photo_is_cut_out_of_the_right_one(photos):
    with Image.open(io.BytesIO(b64decode(show_place(photos, PLACE)))) as cut:
        assert cut.convert("L").getextrema()[0] < 60
        assert max(cut.size) < 100
    with Image.open(io.BytesIO(b64decode(show_place(photos[::-1], PLACE)))) as cut:
        assert cut.convert("RGB").getpixel((15, 15)) == (230, 230, 230)


def test_what_no_picture_shows_is_said(photos, tmp_path):
    with pytest.raises(Unsupported, match="没有图片可看"):
        show_place(photos, Place(page=9, box=PLACE.box))
    (tmp_path / "a.txt").write_text("一、总体情况", "utf-8")
    with pytest.raises(Unsupported, match="没有图片可看"):
        show_place([("a.txt", str(tmp_path / "a.txt"))], PLACE)
