"""Pictures in colour become print on white paper: seals go, what is printed under and beside them stays."""

import pytest

pytest.importorskip("cv2", reason="recognition (the extra ocr) is not installed here")

import cv2
import numpy as np

from parser.read.pictures.paper import in_grey, is_dark

PAPER, BLACK, RED = (250, 248, 245), (25, 25, 28), (205, 30, 35)


def page() -> np.ndarray:
    image = np.full((1700, 1200, 3), PAPER, np.uint8)
    for row in range(12):
        cv2.putText(image, "12 345 6789", (150, 200 + 110 * row), cv2.FONT_HERSHEY_SIMPLEX, 2.2, BLACK, 5)
    return image


def sealed(clean: np.ndarray) -> np.ndarray:
    """A seal's ring and star in see-through ink."""
    over = np.full_like(clean, 255)
    cv2.circle(over, (500, 600), 130, RED, 12)
    cv2.circle(over, (500, 600), 45, RED, -1)
    return np.minimum(clean, over)


def test_a_seal_goes_and_what_it_covers_stays():
    clean = page()
    apart = in_grey(sealed(clean)).astype(int) - in_grey(clean)
    assert np.count_nonzero(abs(apart) > 60) < 0.002 * apart.size
    seen = cv2.cvtColor(sealed(clean), cv2.COLOR_RGB2GRAY).astype(int) - in_grey(clean)
    assert np.count_nonzero(abs(seen) > 60) > 0.005 * apart.size


def test_a_number_in_red_stays():
    image = page()
    cv2.putText(image, "88", (700, 900), cv2.FONT_HERSHEY_SIMPLEX, 2.2, RED, 5)
    grey = in_grey(image)
    assert np.array_equal(grey, cv2.cvtColor(image, cv2.COLOR_RGB2GRAY))


@pytest.mark.parametrize(
    ("change", "dark"),
    [
        (lambda p: p, False),
        (lambda p: 255 - p, True),
        (lambda p: (p * 0.35).astype(np.uint8), False),
        (lambda p: np.pad(p, ((600, 600), (600, 600), (0, 0)), constant_values=40), False),
    ],
    ids=["paper", "dark screen", "dim light", "paper on a dark desk"],
)
def test_a_dark_screen_is_told_from_poor_light(change, dark):
    changed = change(page())
    assert is_dark(cv2.cvtColor(changed, cv2.COLOR_RGB2GRAY)) is dark
    assert bool(in_grey(changed).mean() > cv2.cvtColor(changed, cv2.COLOR_RGB2GRAY).mean()) is dark
