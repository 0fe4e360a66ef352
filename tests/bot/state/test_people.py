"""Invitations: one-time, hashed, expiring; a person's role is what the table says at this moment."""

import pytest

from bot.state import SCHEMA, people
from bot.state.database import connect, migrate
from bot.state.people import InvitationError, Standing
from handlers.bind import code_in
from handlers.kit.context import Person, Role, Telling

TOWN, COUNTY = "654202109", "654202"


@pytest.fixture
def db(tmp_path):
    migrate(tmp_path / "inbox.db", SCHEMA)
    db = connect(tmp_path / "inbox.db")
    yield db
    db.close()


def invite(db, role=Role.CLERK, division=TOWN, **options):
    return code_in(people.invite(db, role, division, now=0.0, **options))


def test_whoever_sends_the_code_is_bound(db):
    code = invite(db, organ="西大沟镇人民政府")
    assert people.person_of(db, "a") == Person("a")
    assert people.bind(db, "a", code, now=1.0) == Person("a", Role.CLERK, TOWN, "西大沟镇人民政府")
    assert people.person_of(db, "a").role is Role.CLERK


def test_sending_it_twice_is_sending_it_once(db):
    code = invite(db)
    assert people.bind(db, "a", code, now=1.0) == people.bind(db, "a", code, now=2.0)
    assert [b.standing for b in people.people(db, now=3.0)] == [Standing.BOUND]


@pytest.mark.parametrize(
    ("prepare", "sentence"),
    [
        (lambda _db, _code: "A" * 12, "没有这个邀请码"),
        (lambda db, code: people.bind(db, "b", code, now=1.0) and code, "已经用过"),
        (lambda db, code: people.revoke(db, 1, now=1.0) and code, "已经失效"),
    ],
)
def test_what_a_code_that_opens_nothing_says(db, prepare, sentence):
    code = prepare(db, invite(db))
    with pytest.raises(InvitationError, match=sentence):
        people.bind(db, "a", code, now=2.0)
    assert people.person_of(db, "a") == Person("a")


@pytest.mark.parametrize(("now", "bound"), [(9.9, True), (10.0, False), (99.0, False)])
def test_a_code_expires(db, now, bound):
    code = invite(db, ttl=10.0)
    if bound:
        assert people.bind(db, "a", code, now=now).role is Role.CLERK
    else:
        with pytest.raises(InvitationError, match="失效"):
            people.bind(db, "a", code, now=now)


def test_a_binding_outlives_its_invitations_expiry(db):
    code = invite(db, ttl=10.0)
    people.bind(db, "a", code, now=1.0)
    assert people.bind(db, "a", code, now=100.0).role is Role.CLERK


def test_a_new_binding_ends_the_old_one(db):
    people.bind(db, "a", invite(db), now=1.0)
    people.bind(db, "a", invite(db, Role.SUPERVISOR, COUNTY), now=2.0)
    assert people.person_of(db, "a") == Person("a", Role.SUPERVISOR, COUNTY)
    assert [b.standing for b in people.people(db, now=3.0)] == [Standing.ENDED, Standing.BOUND]


def test_a_failed_binding_leaves_the_old_one(db):
    people.bind(db, "a", invite(db), now=1.0)
    with pytest.raises(InvitationError):
        people.bind(db, "a", invite(db, ttl=1.0), now=2.0)
    assert people.person_of(db, "a").division == TOWN


def test_revoking_ends_it_once(db):
    people.bind(db, "a", invite(db), now=1.0)
    assert people.revoke(db, 1, now=2.0)
    assert not people.revoke(db, 1, now=3.0)
    assert not people.revoke(db, 7, now=3.0)
    assert people.person_of(db, "a") == Person("a")


def test_the_code_itself_is_nowhere(db, tmp_path):
    code = invite(db)
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert code.encode() not in (tmp_path / "inbox.db").read_bytes()


def test_supervisors_of_a_place_are_those_of_it_and_above(db):
    for n, division in enumerate(("65", "6542", COUNTY, TOWN, "654221", "64", "654202100")):
        people.bind(db, f"s{n}", invite(db, Role.SUPERVISOR, division), now=1.0)
    people.bind(db, "clerk", invite(db), now=1.0)
    assert [p.key for p in people.supervisors_of(db, TOWN)] == ["s0", "s1", "s2", "s3"]
    assert "654221" in people.supervised(db)


def test_how_to_be_told_is_remembered_and_begins_with_once_a_day(db):
    assert people.telling(db, "a") == (Telling.DAILY, False)
    people.prefer(db, "a", Telling.AT_ONCE, night=True)
    assert people.telling(db, "a") == (Telling.AT_ONCE, True)
    people.prefer(db, "a", Telling.NEVER)
    assert people.telling(db, "a") == (Telling.NEVER, False)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("NB-7K2M-QRST-WXYZ", "7K2MQRSTWXYZ"),
        ("nb7k2mqrstwxyz", "7K2MQRSTWXYZ"),
        (" 邀请码：ＮＢ－７Ｋ２Ｍ－ＱＲＳＴ－ＷＸＹＺ。", "7K2MQRSTWXYZ"),
        ("绑定 NB-7K2M-QRST-WXYZ", "7K2MQRSTWXYZ"),
        ("7K2M QRST WXYZ", "7K2MQRSTWXYZ"),
        ("NB-7K2M-QRST-WXY", None),
        ("NB-7K2M-QRST-WXY0", None),
        ("公示了多少次", None),
        ("", None),
        ("邀请码", None),
    ],
)
def test_codes_are_known_however_they_are_typed(text, code):
    assert code_in(text) == code
