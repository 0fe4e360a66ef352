# ruff: noqa: S311 - seeded text for tests, nothing secret
"""Likeness of two narratives: what counts, what is cut out, and which stretches are the same."""

from dataclasses import replace
from random import Random
from types import ModuleType

from hypothesis import given
from hypothesis import strategies as st

from parser.index.prints import WIDTH, WINDOW, hashes, own_names, prints, strip
from parser.rules.likeness.shingles import bare, jaccard, shared, shingles

CHARS = "".join(chr(0x4E00 + n) for n in range(400))
TEXTS = st.text(CHARS, min_size=0, max_size=120)


def _text(seed: int, size: int = 600) -> str:
    return "".join(Random(seed).choices(CHARS, k=size))


def test_a_hash_is_the_same_everywhere() -> None:
    """Stored fingerprints stay comparable: no hash of this process's own."""
    assert hashes("政府信息公开工作年") == [2041240108, -803273494]


@given(TEXTS, TEXTS, TEXTS, TEXTS, st.integers(0, 10**6))
def test_a_passage_of_55_characters_always_leaves_a_common_print(
    a: str, b: str, c: str, d: str, seed: int
) -> None:
    """Whatever stands around it."""
    passage = _text(seed, WIDTH + WINDOW - 1)
    assert prints(a + passage + b) & prints(c + passage + d) & set(hashes(passage))


@given(st.integers(0, 10**6), st.integers(40, 300))
def test_a_shared_stretch_is_found_whole_and_printed_as_it_stands(seed: int, size: int) -> None:
    """Exactly the characters that both have, with the punctuation of the first."""
    passage = _text(seed, size)
    printed = "，".join(passage[at : at + 9] for at in range(0, size, 9))
    one = strip([_text(seed + 1) + "。" + printed + "。" + _text(seed + 2)], ())
    other = strip([_text(seed + 3), _text(seed + 4) + passage + _text(seed + 5)], ())
    spans = shared(one, other, by=set(hashes(passage)), common=(), least=30)
    assert [printed in one.printed(*span) or size < 40 for span in spans] == [True]


def test_what_others_say_too_is_cut_out_of_a_stretch() -> None:
    """The template in the middle of a copied passage is nobody's own."""
    template = _text(9, 60)
    text = _text(1, 50) + template + _text(2, 45)
    one, other = strip([text], ()), strip([text], ())
    spans = shared(one, other, by=set(hashes(text)), common=set(hashes(template)), least=40)
    assert [one.printed(*span) for span in spans] == [_text(1, 50), _text(2, 45)]


def test_a_phrase_that_others_use_does_not_end_a_stretch() -> None:
    """Copied words around a common phrase are one passage; the phrase adds nothing to its length."""
    phrase = _text(9, 12)
    text = _text(1, 25) + phrase + _text(2, 25)
    one, other = strip([text], ()), strip([text], ())
    lengths = {"by": set(hashes(text)), "common": set(hashes(phrase))}
    assert [one.printed(*span) for span in shared(one, other, **lengths, least=50)] == [text]
    assert shared(one, other, **lengths, least=51) == []


def test_no_stretch_spans_two_sections() -> None:
    """The end of one part and the beginning of the next are no passage."""
    text = _text(3, 60)
    one = strip([text[:30], text[30:]], ())
    assert shared(one, one, by=set(hashes(text)), common=(), least=31) == []


def test_boilerplate_and_names_are_not_likeness(drafts: ModuleType) -> None:
    """Two reports that share only set phrases are not alike; the own name doesn't make a copy another text."""
    phrase = "坚持以公开为常态、不公开为例外的原则。"
    one, other = (replace(drafts.plain(), texts={1: phrase + _text(seed)}).report() for seed in (1, 2))
    assert jaccard(shingles(one), shingles(other)) == 0
    assert "白石镇" not in bare(drafts.plain().report()).text
    assert own_names("甲县乙镇人民政府", None)[-1] == "乙镇"
