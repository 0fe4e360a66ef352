"""Characters that look alike are alike: a blurred 0 among fifty clear ones of the same print is a 0.

A table repeats few shapes. Where recognition is unsure of a single digit, its shape is compared with the shapes of the
digits that it read surely on the same page: very like those of one digit, and clearly less like any other, it is that
digit. Only doubt is taken away so; a sure reading is never changed.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import cv2
import numpy as np

from parser.read.pictures.recognition import Text

Picture = Any

_SURE = 0.93
_ALIKE, _APART = 0.88, 0.06
"""How like its own kind a shape must be (correlation), and by how much more than like any other."""
_WITNESSES = 6
_SIZE = (20, 28)
_ROUND = {"o": "0", "O": "0", "〇": "0", "○": "0"}
"""What a 0 is taken for; said only where the shapes agree with it."""
_AGREED = 0.9


def settled(texts: Sequence[Text], pictures: Sequence[Picture]) -> list[Text]:
    """The same texts, the doubt taken from those single digits whose shape is that of a digit read surely."""
    single = [n for n, text in enumerate(texts) if len(text.text) == 1]
    sure = [
        n for n in single if texts[n].sure >= _SURE and texts[n].text.isascii() and texts[n].text.isdigit()
    ]
    doubtful = [n for n in single if texts[n].sure < _AGREED and _digit(texts[n].text)]
    if not doubtful or len(sure) < _WITNESSES:
        return list(texts)
    shapes = {n: _shape(pictures[n]) for n in {*sure, *doubtful}}
    kinds = _kinds([(texts[n].text, shapes[n]) for n in sure])
    result = list(texts)
    for n in doubtful:
        digit = _digit(texts[n].text)
        if _is(shapes[n], digit, kinds):
            result[n] = replace(texts[n], text=digit, sure=_AGREED)
    return result


def _digit(text: str) -> str:
    text = _ROUND.get(text, text)
    return text if text.isascii() and text.isdigit() else ""


def _kinds(examples: Sequence[tuple[str, Picture]]) -> dict[str, tuple[int, Picture]]:
    """For each digit how many were read surely, and their mean shape."""
    return {
        digit: (len(own), _normal(np.mean(own, axis=0)))
        for digit in {digit for digit, _ in examples}
        if (own := [shape for other, shape in examples if other == digit])
    }


def _is(shape: Picture, digit: str, kinds: dict[str, tuple[int, Picture]]) -> bool:
    count, own = kinds.get(digit, (0, None))
    if count < _WITNESSES:
        return False
    like = float((shape * own).sum())
    others = [float((shape * other).sum()) for kind, (_, other) in kinds.items() if kind != digit]
    return like >= _ALIKE and like - max(others, default=0.0) >= _APART


def _shape(picture: Picture) -> Picture:
    """The ink's box at one size, with mean 0 and length 1."""
    _, black = cv2.threshold(picture, 0, 255, cv2.THRESH_BINARY_INV + cv2.THRESH_OTSU)
    ys, xs = np.nonzero(black)
    if not len(xs):
        return np.zeros(_SIZE[::-1], np.float32)
    grey = 255 - picture[ys.min() : ys.max() + 1, xs.min() : xs.max() + 1]
    return _normal(cv2.resize(grey, _SIZE, interpolation=cv2.INTER_AREA).astype(np.float32))


def _normal(shape: Picture) -> Picture:
    shape = shape - shape.mean()
    return shape / (np.linalg.norm(shape) or 1.0)
