# ruff: noqa: S311 - seeded text for tests, nothing secret
"""Likeness: signatures estimate what shingles measure, bands find what is alike, boilerplate doesn't count."""

from dataclasses import replace
from random import Random  # seeded: the tests are the same every time
from types import ModuleType

import pytest

from parser.rules.likeness.corpus import Corpus
from parser.rules.likeness.shingles import bands, estimate, jaccard, shingles, signature

WORDS = "公开信息政策群众服务发布网站解读监督落实乡村财政民生平台审核培训制度流程栏目更新"


def _sentence(rng: Random) -> str:
    return "".join(rng.choices(WORDS, k=30)) + "。"


def _text(rng: Random) -> str:
    return "".join(_sentence(rng) for _ in range(30))


@pytest.mark.parametrize("kept", [0.2, 0.5, 0.8])
def test_a_signature_estimates_the_similarity(kept: float) -> None:
    """Within 0.2 of the exact value, for little and for much in common."""
    rng = Random(7)
    one = frozenset(f"{n}" for n in range(600))
    other = frozenset(f"{n}" if n < 600 * kept else f"x{rng.random()}" for n in range(600))
    assert abs(estimate(signature(one), signature(other)) - jaccard(one, other)) < 0.2


def test_a_signature_is_the_same_everywhere() -> None:
    """Stored signatures stay comparable: no hash of this process's own."""
    assert signature({"政府信息公开工作年"})[0] == 2271267824482133072
    assert len(bands(signature({"政府信息公开工作年"}))) == 16


def test_boilerplate_and_names_are_not_likeness(drafts: ModuleType) -> None:
    """Two reports that share only set phrases are not alike."""
    one = drafts.plain().write(1, "坚持以公开为常态、不公开为例外的原则。" + _text(Random(1)))
    other = drafts.plain().write(1, "坚持以公开为常态、不公开为例外的原则。" + _text(Random(2)))
    only = [{n: t for n, t in d.texts.items() if n == 1} for d in (one, other)]
    reports = [replace(d, texts=t).report() for d, t in zip((one, other), only, strict=True)]
    assert jaccard(shingles(reports[0]), shingles(reports[1])) < 0.05


def test_a_copied_report_is_found_among_many(drafts: ModuleType) -> None:
    """Of 200 reports of a county, the one that was copied comes first, with the passage that is the same."""
    texts = [_text(Random(n)) for n in range(200)]
    reports = [
        replace(drafts.plain().write(1, text), organ=f"青河县{n}镇人民政府", texts={1: text}).report()
        for n, text in enumerate(texts)
    ]
    rng = Random(999)
    copied = texts[42][:800] + _sentence(rng) * 3 + "".join(rng.choices(WORDS, k=60)) + "。"
    draft = replace(drafts.plain(), organ="青河县东镇人民政府", texts={1: copied})
    found = Corpus(reports).alike(draft.report(), least=0.4)
    assert [a.organ for a in found] == ["青河县42镇人民政府"]
