"""Recognising characters in pictures: rapidocr (PP-OCR models inside its wheel), wrapped so that it can be absent.

Two services: ``crops`` reads pictures that hold one line each, without detection (isolated digits are what text
detectors miss: reading.md, section 4); ``prose`` finds and reads the lines of a page.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from typing import Any

from parser.model.errors import Unsupported

ABSENT = (
    "这里没有安装图片识别组件，读不了照片和扫描件。请发Word、WPS、网页或有文字的PDF，或把文字直接粘贴过来。"
)
_NEEDED = ("rapidocr", "onnxruntime", "cv2")
_THREADS = 2
_NARROW = [3, 48, 96]
"""The least size of what the model is given: digits padded to its usual 320 pixels take 2.5 times as long."""

Picture = Any
"""A grey or colour picture as an OpenCV array, rows first."""


@dataclass(frozen=True, slots=True)
class Text:
    """What was read, how sure the model is (0 to 1), and, for prose, the line's corners clockwise from top left."""

    text: str
    sure: float
    corners: tuple[tuple[float, float], ...] = ()


def is_here() -> bool:
    """Whether the extra ``ocr`` is installed."""
    return all(find_spec(name) for name in _NEEDED)


def crops(pictures: Sequence[Picture]) -> list[Text]:
    """The text of each picture of one line. Unsupported where the extra is not installed."""
    if not pictures:
        return []
    from rapidocr.ch_ppocr_rec.typings import TextRecInput  # noqa: PLC0415 - an extra

    found = _engine().text_rec(TextRecInput(img=[_coloured(p) for p in pictures]))
    return [Text(str(text), float(sure)) for text, sure in zip(found.txts, found.scores, strict=True)]


def prose(picture: Picture) -> list[Text]:
    """The lines of a page, in no particular order."""
    found = _engine()(_coloured(picture), use_det=True, use_cls=False, use_rec=True)
    if found.txts is None or found.boxes is None:
        return []
    return [
        Text(str(text), float(sure), tuple((float(x), float(y)) for x, y in box))
        for text, sure, box in zip(found.txts, found.scores, found.boxes, strict=True)
    ]


def _coloured(picture: Picture) -> Picture:
    import cv2  # noqa: PLC0415 - an extra

    return cv2.cvtColor(picture, cv2.COLOR_GRAY2BGR) if picture.ndim == 2 else picture  # noqa: PLR2004 - no colour axis


@cache
def _engine() -> Any:
    if not is_here():
        raise Unsupported(ABSENT)
    from rapidocr import RapidOCR  # noqa: PLC0415 - an extra

    logging.getLogger("RapidOCR").setLevel(logging.ERROR)
    engine = RapidOCR(
        params={
            "Global.log_level": "error",
            "Global.use_cls": False,
            "EngineConfig.onnxruntime.intra_op_num_threads": _THREADS,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
        }
    )
    engine._load_rec_model()  # noqa: SLF001 - the engine loads it at the first page; crops come before pages
    engine.text_rec.rec_image_shape = _NARROW
    return engine
