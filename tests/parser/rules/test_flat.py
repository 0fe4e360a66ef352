"""Folding keeps the way back: what is matched in the folded text is found in the text as printed."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from parser.rules.flat import fold, folded

TEXTS = st.text(st.sampled_from("共公开５１2 　\n，,。（）%½㈠年a\u00a0"), max_size=40)


@given(TEXTS, st.data())
def test_every_folded_piece_comes_from_its_origin(text: str, data: st.DataObject) -> None:
    """Folding the origin of a piece gives text that holds the piece."""
    flat = fold(text)
    start = data.draw(st.integers(0, len(flat.text)))
    end = data.draw(st.integers(start, len(flat.text)))
    first, last = flat.origin(start, end)
    assert flat.text[start:end] in fold(text[first:last]).text


@given(TEXTS)
def test_folding_is_normalisation_without_white_space(text: str) -> None:
    """The folded text is NFKC without white space, whatever the characters."""
    assert folded(text) == "".join("".join(unicodedata.normalize("NFKC", c) for c in text).split())
