"""Villages tell same-name townships apart."""

import pytest

from parser.place import gazetteer

PLACES = gazetteer()


def test_villages_are_named_as_texts_name_them() -> None:
    assert "西大沟村" in PLACES.villages("654202109")
    assert PLACES.villages("654202999") == PLACES.villages("000000000") == ()


def test_every_unambiguous_set_of_villages_finds_its_township() -> None:
    candidates = PLACES.named("西山乡")
    assert len(candidates) >= 5
    for candidate in candidates:
        others = {v for c in candidates if c != candidate for v in PLACES.villages(c.code)}
        own = [v for v in PLACES.villages(candidate.code) if not any(v in o or o in v for o in others)][:3]
        vote = PLACES.vote("我乡" + "、".join(own) + "等村公示", candidates)
        assert vote is not None
        assert (vote.division, set(vote.villages)) == (candidate, set(own))


@pytest.mark.parametrize("text", ["", "我乡公开信息50条", "和平村公示一次"])
def test_too_few_villages_decide_nothing(text: str) -> None:
    assert PLACES.vote(text, PLACES.named("西山乡")) is None


def test_a_tie_decides_nothing() -> None:
    first, second = PLACES.named("新集乡")[:2]
    both = [*PLACES.villages(first.code)[:3], *PLACES.villages(second.code)[:3]]
    assert PLACES.vote("、".join(both), (first, second)) is None


def test_a_village_inside_a_longer_name_is_not_named() -> None:
    candidates = PLACES.named("城关镇")
    for candidate in candidates:
        own = [v for v in PLACES.villages(candidate.code) if len(v) > 2]
        inside = {a for a in own for b in own if a != b and a in b}
        outside = [v for v in own if v not in inside]
        vote = PLACES.vote("、".join(outside), candidates)
        assert vote is None or not inside & set(vote.villages)


def test_prose_about_villages_names_none() -> None:
    text = "创新村级治理，建设中心村、示范村和行政村，各社区公示；农村、乡村、全村、新村。"
    for name in ("城关镇", "太平镇", "新集乡"):
        assert PLACES.vote(text, PLACES.named(name)) is None


def test_no_candidates_no_vote() -> None:
    assert PLACES.vote("和平村、刘家沟村", ()) is None
