"""Questions without an answer: what is masked, what is kept and for how long, and that nobody can be told from it."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.state import SCHEMA, questions
from bot.state.database import connect, migrate
from bot.state.questions import CHOICE, KEPT, OPEN, mask
from parser.model.answer import Answer, Reason, Status

NOW = 1_000_000_000.0
LATER = NOW + OPEN + 1


@pytest.fixture
def db(tmp_path):
    migrate(tmp_path / "inbox.db", SCHEMA)
    db = connect(tmp_path / "inbox.db")
    yield db
    db.close()


def declined(reason=Reason.NOT_UNDERSTOOD, missing=()):
    return Answer(Status.DECLINED, "答不了", reason, missing=tuple(missing))


def choose(*options):
    return Answer(Status.CHOOSE, "请选：", options=options)


ANSWERED = Answer(Status.ANSWERED, "201次")


def kept(db, now=LATER):
    return questions.unanswered(db, since=0.0, now=now)


@pytest.mark.parametrize(
    ("said", "secret"),
    [
        ("我电话13800138000", "138"),
        ("打138 0013 8000", "8000"),
        ("１３８００１３８０００", "138"),
        ("138-0013-8000", "0013"),
        ("一三八零零一三八零零零", "三八"),
        ("幺三八零零幺三八零零零", "三八"),
        ("+86 138 0013 8000", "8000"),
        ("座机0954-7731010", "7731"),
        ("(010)65521234", "6552"),
        ("身份证64222619900101123X", "1990"),
        ("身份证 642226 19900101 123x", "123"),
        ("身份证642226********123X", "123X"),
        ("卡号6222 0212 3456 7890 123", "7890"),
        ("写信到 zhang.san@example.com.cn", "zhang"),
        ("编号2021123456789", "2021"),
        ("2021-2023-1380013", "1380013"),
        ("我叫张三丰", "张三"),
        ("本人名叫欧阳娜娜,想问", "欧阳"),
        ("姓名：李四", "李四"),
        ("我的名字叫Alice Smith", "Alice"),
        ("我姓诸葛", "诸葛"),
        ("我是王五，想问公示", "王五"),
    ],
)
def test_what_tells_a_person_is_masked(said, secret):
    assert secret not in mask(f"新集乡，{said}")
    assert mask(f"新集乡，{said}").startswith("新集乡,")


@pytest.mark.parametrize(
    "said",
    ["2021-2023年公示了几次", "2021、2022、2023年", "公示201次", "123456元", "我叫什么", "我是新集乡的村民,想问低保"],
)  # fmt: skip
def test_what_the_operator_needs_stays(said):
    assert mask(said) == said


@given(st.text(max_size=300), st.text("0123456789", min_size=7, max_size=24), st.text(max_size=50))
def test_no_long_number_survives(before, number, after):
    assert not re.search(r"[0-9]{7}", mask(f"{before}{number}{after}"))


@given(st.text(max_size=3000))
def test_a_masked_text_is_one_short_printable_line(text):
    masked = mask(text)
    assert masked.isprintable()
    assert len(masked) <= questions.LONGEST + 1


@pytest.mark.parametrize("reason", sorted(questions.LACKING))
def test_refusals_that_more_words_or_reports_would_mend_are_kept(db, reason):
    questions.note(db, "key-of-a", "新集乡低保几户", declined(reason, ["低保"]), now=NOW)
    (one,) = kept(db)
    assert (one.reason, one.text, one.missing, one.at) == (reason.value, "新集乡低保几户", ("低保",), NOW)


@pytest.mark.parametrize(
    "answer", [ANSWERED, *(declined(r) for r in Reason if r not in questions.LACKING)], ids=lambda a: a.reason
)
def test_nothing_else_is_kept(db, answer):
    questions.note(db, "a", "新集乡低保几户", answer, now=NOW)
    assert kept(db) == []


@pytest.mark.parametrize("said", ["", "???", "5", "13800138000", "😀😀😀", "a"])
def test_what_holds_no_words_is_not_kept(db, said):
    questions.note(db, "a", said, declined(), now=NOW)
    assert [q.text for q in kept(db)] in ([], ["〔号码〕"])


def test_no_row_says_who_asked(db):
    questions.note(db, "key-of-a", "新集乡低保几户", declined(), now=NOW)
    questions.note(db, "key-of-a", "新集乡公示", choose("甲", "乙"), now=NOW)
    questions.forget_old(db, now=LATER)
    assert "key-of-a" not in "\n".join(db.iterdump())
    assert len(kept(db)) == 2


def test_a_masked_name_does_not_come_back_as_an_unknown_word(db):
    questions.note(db, "a", "我叫张三丰，低保几户", declined(missing=["叫张三丰", "低保"]), now=NOW)
    assert kept(db)[0].missing == ("低保",)
    assert "张三" not in "\n".join(db.iterdump())


def test_a_place_by_its_full_name_is_kept_though_it_was_written_short(db):
    answer = declined(Reason.YEAR_NOT_INDEXED, ["彭阳县新集乡2019年"])
    questions.note(db, "a", "那19年呢", answer, now=NOW)
    assert kept(db)[0].missing == ("彭阳县新集乡2019年",)


@pytest.mark.parametrize(
    ("then", "left"),
    [("2", 0), ("②", 0), ("选2", 0), ("乙镇2023年公示几次", 0), ("3", 1), ("算了", 1), ("丙镇公示几次", 1)],
)
def test_a_choice_is_kept_if_nobody_took_it(db, then, left):
    questions.note(db, "a", "公示几次", choose("甲镇2023年公示几次", "乙镇2023年公示几次"), now=NOW)
    assert kept(db, now=NOW + 1) == []
    questions.note(db, "b", "1", ANSWERED, now=NOW + 1)
    questions.note(db, "a", then, ANSWERED, now=NOW + 2)
    assert [q.reason for q in kept(db)] == [CHOICE] * left


def test_a_choice_that_lapsed_was_not_taken(db):
    questions.note(db, "a", "公示几次", choose("甲", "乙"), now=NOW)
    assert kept(db, now=NOW + OPEN) == []
    assert len(kept(db, now=LATER)) == 1


def test_who_does_not_want_it_is_not_recorded(db):
    questions.note(db, "a", "公示几次啊", choose("甲", "乙"), now=NOW)
    questions.refuse(db, "a", now=NOW)
    questions.refuse(db, "a", now=NOW)
    questions.note(db, "a", "低保几户", declined(), now=NOW)
    assert kept(db) == []
    questions.note(db, "b", "低保几户", declined(), now=NOW)
    questions.allow(db, "a")
    questions.note(db, "a", "低保多少", declined(), now=NOW)
    assert [q.text for q in kept(db)] == ["低保几户", "低保多少"]


def test_thirty_days_and_no_longer(db):
    questions.note(db, "a", "低保几户", declined(), now=NOW)
    assert questions.forget_old(db, now=NOW + KEPT - 1) == 0
    assert kept(db, now=NOW + KEPT + 1) == []
    assert questions.forget_old(db, now=NOW + KEPT + 1) == 1
    assert db.execute("SELECT count(*) FROM question").fetchone()[0] == 0


def test_a_flood_is_bounded_and_the_newest_stay(db, monkeypatch):
    monkeypatch.setattr(questions, "MOST", 3)
    for number in range(5):
        questions.note(db, "a", f"低保几户第{number}问", declined(), now=NOW)
    assert questions.forget_old(db, now=LATER) == 2
    assert [q.text for q in kept(db)] == ["低保几户第2问", "低保几户第3问", "低保几户第4问"]
