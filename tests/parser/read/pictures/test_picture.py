"""Pictures drawn here and read back: every figure where it was drawn, or left out and said; never another one."""

import io
import json
import struct
from decimal import Decimal
from pathlib import Path

import pytest

pytest.importorskip("cv2", reason="recognition (the extra ocr) is not installed here")
pytest.importorskip("rapidocr", reason="recognition (the extra ocr) is not installed here")

import cv2
import numpy as np
from PIL import Image

from parser.extract import extract
from parser.model.document import Source
from parser.model.errors import Damaged, EmptyInput, InputError, NotAReport, TooLarge, Unsupported
from parser.read import read_all, reader
from parser.read.pictures import picture, snapshot
from tests.parser.read.pictures.drawing import (
    figures,
    first_page,
    leaning,
    png,
    right,
    second_page,
    seen_from_aside,
    source,
)


@pytest.mark.parametrize("change", [lambda p: p, seen_from_aside, lambda p: leaning(p, -4.0)])
def test_every_figure_is_where_it_was_drawn(change):
    printed = figures(3)
    data = png(change(np.asarray(first_page(printed).image)))
    report = extract(picture.read(Source("x", data)))
    assert right(report.cells, printed) >= 0.97 * len(printed)
    left_out = [code for code in printed if code not in report.cells]
    assert len([n for n in report.notes if n.code in ("E007", "E008")]) == len(left_out)
    assert report.organ == "青山乡人民政府"


def blank(size: tuple[int, int], kind: str, mode: str = "L", **more: object) -> bytes:
    held = io.BytesIO()
    Image.new(mode, size).save(held, kind, **more)
    return held.getvalue()


def noise() -> bytes:
    return png(np.random.default_rng(1).integers(0, 256, (900, 700), dtype=np.uint8))


def cloudy() -> bytes:
    """A photo without a word on it."""
    soft = cv2.GaussianBlur(np.random.default_rng(2).integers(0, 256, (800, 900), dtype=np.uint8), (0, 0), 15)
    return png(cv2.normalize(soft, None, 0, 255, cv2.NORM_MINMAX))


def tiff(width: int, tag: int = 0x0100) -> bytes:
    """A TIFF that says another width, or says it under another tag."""
    whole = blank((300, 310), "TIFF")
    return whole.replace(struct.pack("<HHII", 0x0100, 4, 1, 300), struct.pack("<HHII", tag, 4, 1, width))


HOSTILE = {
    "a bomb of 400 million pixels": (lambda: blank((20_000, 20_000), "PNG", "1"), TooLarge),
    "50 million pixels": (lambda: blank((10_000, 5_000), "PNG", "1"), TooLarge),
    "one pixel": (lambda: blank((1, 1), "PNG"), Unsupported),
    "a strip": (lambda: blank((4_000, 210), "PNG"), Unsupported),
    "white": (lambda: png(np.full((900, 700), 255, np.uint8)), EmptyInput),
    "noise": (noise, (EmptyInput, NotAReport)),
    "no words": (cloudy, (EmptyInput, NotAReport)),
    "a gif of many pictures": (
        lambda: blank((400, 400), "GIF", save_all=True, append_images=[Image.new("L", (400, 400), 9)] * 300),
        EmptyInput,
    ),
    "torn": (lambda: second_page().png()[:4_000], Damaged),
    "only a head": (lambda: b"\x89PNG\r\n\x1a\n", Damaged),
    "a broken tiff": (lambda: b"II*\0" + bytes(range(256)), Damaged),
    "a tiff that says it is wide": (lambda: tiff(2_000_000), TooLarge),
    "a tiff without a width": (lambda: tiff(300, 0x01FF), Damaged),
    "a broken jpeg": (lambda: b"\xff\xd8\xff" + bytes(500), Damaged),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_bad_pictures_are_refused_in_a_sentence(name):
    make, expected = HOSTILE[name]
    with pytest.raises(expected) as refused:
        extract(read_all([Source("x", make())]))
    assert isinstance(refused.value, InputError)
    assert len(str(refused.value)) > 8


@pytest.mark.parametrize("kind", [b"heic", b"mif1"])
def test_a_photo_of_an_iphone_is_told_what_to_become(kind):
    data = b"\0\0\0\x18ftyp" + kind + bytes(range(256))
    with pytest.raises(Unsupported, match="HEIC.*JPG"):
        read_all([source(second_page()), Source("IMG_1.HEIC", data)])


def test_avif_is_a_picture():
    held = io.BytesIO()
    try:
        second_page().image.save(held, "AVIF")
    except (KeyError, OSError):
        pytest.skip("Pillow has no AVIF here")
    assert reader(Source("x", held.getvalue())) is picture


def test_a_grid_of_thousands_of_fields_is_not_read_whole(monkeypatch):
    monkeypatch.setattr(snapshot, "MOST_FIELDS", 50)
    taken = snapshot.take(np.asarray(first_page(figures(3)).image), 1)
    assert not taken.tables
    assert [code for code, _, _ in taken.notes] == ["E012"]


SAMPLES = Path(__file__).resolve().parents[5] / "shared" / "reports"


def test_a_sample_photo():
    folder = SAMPLES / "probe-digits"
    if not folder.exists():
        pytest.skip("../shared is not here")
    gold = json.loads((folder / "gold.json").read_text(encoding="utf-8"))["cells"]
    cells = extract(picture.read(Source("x", (folder / "photo-2.jpg").read_bytes()))).cells
    assert len(cells) > 80
    for code, cell in cells.items():
        assert cell.value == (None if gold[code] is None else Decimal(gold[code])), code
