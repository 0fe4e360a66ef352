"""A second check against the first, and reasons that hold until the figure changes."""

from datetime import date
from types import ModuleType

import pytest

from parser.model.finding import Verdict
from parser.rules import check, compare, excuse, justify

TODAY, LATER = date(2024, 1, 20), date(2024, 12, 31)


def test_a_second_check_tells_what_became_of_the_first(drafts: ModuleType) -> None:
    """One mistake mended, one new, one left."""
    draft = drafts.plain()
    before = check(draft.put(t2__coercion__decisions="/", t2__penalty__decisions="").report())
    after = check(draft.put(t2__coercion__decisions="/", t4__review__total="1").report())
    progress = compare(before, after)
    assert [f.rule for f in progress.mended] == ["T203"]
    assert [f.rule for f in progress.new] == ["T402"]
    assert [f.rule for f in progress.remaining] == ["T211"]


def test_a_sentence_with_another_figure_is_the_same_finding(drafts: ModuleType) -> None:
    """Changing 121 to 122 mends nothing: the finding remains."""
    one, other = (check(drafts.plain().swap("120条", f"{n}条").report()) for n in (121, 122))
    assert [f.rule for f in compare(one, other).remaining] == ["N601"]


def test_a_justified_warning_no_longer_asks(drafts: ModuleType) -> None:
    """The verdict is that of the rest; the reason ends on its day and with its figure."""
    result = check(drafts.plain().put(t2__fee__amount="3.2").report())
    warning = next(f for f in result.findings if f.rule == "T207")
    reason = justify(warning, "代收垃圾清运费", who="李", when=TODAY, until=LATER)
    rest, excused = excuse(result, [reason], today=TODAY)
    assert excused == (warning,)
    assert rest.verdict is Verdict.PASS
    assert excuse(result, [reason], today=date(2025, 1, 1))[1] == ()
    assert (reason.who, reason.when) == ("李", TODAY)
    changed = check(drafts.plain().put(t2__fee__amount="8.8").report())
    assert excuse(changed, [reason], today=TODAY)[1] == ()


def test_an_error_cannot_be_justified(drafts: ModuleType) -> None:
    """Errors are mended; an empty reason is none."""
    error, warning = (
        check(drafts.plain().put(**{cell: raw}).report()).findings[0]
        for cell, raw in (("t2__penalty__decisions", ""), ("t2__coercion__decisions", "/"))
    )
    with pytest.raises(ValueError, match="不能以说明理由代替"):
        justify(error, "就这样", who="李", when=TODAY, until=LATER)
    with pytest.raises(ValueError, match="写明理由"):
        justify(warning, " ", who="李", when=TODAY, until=LATER)
