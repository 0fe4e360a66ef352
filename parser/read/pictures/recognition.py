"""Recognising characters in pictures: rapidocr (PP-OCR models inside its wheel), wrapped so that it can be absent.

Two services: ``crops`` reads pictures that hold one line each, without detection (isolated digits are what text
detectors miss: reading.md, section 4); ``prose`` finds and reads the lines of a page.
"""

import logging
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from itertools import accumulate
from typing import Any

from parser.model.errors import Unsupported

ABSENT = (
    "这里没有安装图片识别组件，读不了照片和扫描件。请发Word、WPS、网页或有文字的PDF，或把文字直接粘贴过来。"
)
_NEEDED = ("rapidocr", "onnxruntime", "cv2")
_THREADS = 2
_NARROW = [3, 48, 96]
"""The least size of what the model is given: digits padded to its usual 320 pixels take 2.5 times as long."""
MOST_LINES = 300
"""Of one page's text; a page of a report has 40."""
_DETECTED = 1.5
"""Pixels per point at which lines are looked for."""
_LEAST_SURE = 0.5
_MOST_TEXT = 4000
"""Heights of all lines of a page together; a full page of print has 1,600."""
_LONGEST = 60
"""Heights: the longest line that is read."""

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

    found = _engine().text_rec(TextRecInput(img=[_coloured(_shortened(p)) for p in pictures]))
    return [Text(str(text), float(sure)) for text, sure in zip(found.txts, found.scores, strict=True)]


def prose(picture: Picture, scale: float) -> list[Text]:
    """The lines of a page, in no particular order; ``scale`` is pixels per point.

    Detection runs on a smaller picture, for lines are found as well there, in a third of the time; each line is read
    at full size. Of more than ``MOST_LINES`` (noise, a pattern) the longest are read.
    """
    import cv2  # noqa: PLC0415 - an extra
    import numpy as np  # noqa: PLC0415 - an extra

    part = min(1.0, _DETECTED / scale)
    small = cv2.resize(picture, None, fx=part, fy=part, interpolation=cv2.INTER_AREA) if part < 1 else picture
    found = _engine()(_coloured(small), use_det=True, use_cls=False, use_rec=False)
    if found.boxes is None:
        return []
    boxes = [np.asarray(box, np.float32) / part for box in found.boxes]
    boxes = sorted(boxes, key=lambda box: -float(np.ptp(box[:, 0])))[:MOST_LINES]
    strips = [_pulled(picture, box) for box in boxes]
    width = list(accumulate(strip.shape[1] / strip.shape[0] for strip in strips))
    boxes = boxes[: bisect_right(width, _MOST_TEXT)]
    read = crops(strips[: len(boxes)])
    return [
        Text(text.text, text.sure, tuple((float(x), float(y)) for x, y in box))
        for text, box in zip(read, boxes, strict=True)
        if text.sure >= _LEAST_SURE
    ]


def _pulled(picture: Picture, corners: Picture) -> Picture:
    """A leaning line as an upright strip."""
    import cv2  # noqa: PLC0415 - an extra
    import numpy as np  # noqa: PLC0415 - an extra

    top_left, top_right, bottom_right, bottom_left = corners
    wide = max(1, int(max(np.linalg.norm(top_right - top_left), np.linalg.norm(bottom_right - bottom_left))))
    high = max(1, int(max(np.linalg.norm(bottom_left - top_left), np.linalg.norm(bottom_right - top_right))))
    square = np.array([[0, 0], [wide, 0], [wide, high], [0, high]], np.float32)
    matrix = cv2.getPerspectiveTransform(np.asarray(corners, np.float32), square)
    return cv2.warpPerspective(
        picture, matrix, (wide, high), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    )


def _shortened(picture: Picture) -> Picture:
    """What is longer than any line of a report, cut: its width is what recognition costs."""
    return picture[:, : _LONGEST * max(picture.shape[0], 1)]


def _coloured(picture: Picture) -> Picture:
    import cv2  # noqa: PLC0415 - an extra

    return cv2.cvtColor(picture, cv2.COLOR_GRAY2BGR) if picture.ndim == 2 else picture  # noqa: PLR2004 - no colour axis


@cache
def _engine() -> Any:
    if not is_here():
        raise Unsupported(ABSENT)
    from rapidocr import RapidOCR  # noqa: PLC0415 - an extra

    logging.getLogger("RapidOCR").setLevel(logging.ERROR)
    engine: Any = RapidOCR(
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
