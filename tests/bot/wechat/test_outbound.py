"""Replies: well-formed whatever the text, within the limit, opened by an independent peer."""

import json
import unicodedata

import pytest
import xmltodict
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bot.wechat.envelope import Account, unseal
from bot.wechat.inbound import Push, open_body
from bot.wechat.outbound import CUT, LIMIT, SUCCESS, answer, clean, content_type, fit

NOW = 1_705_284_000
QUIET = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=80, deadline=None)
ANY = st.text(max_size=900)


def push(account, peer, make_xml) -> Push:
    return open_body(account, *peer.push(make_xml()))


@QUIET
@given(text=ANY)
@example(text="]]><MsgType>x</MsgType>")
@example(text="a]]]]>>b")
@example(text="\x00\x08\ud800\ufffe\U0001f9d1\u200d\U0001f33e")
def test_any_text_comes_back_as_the_peer_reads_it(account, peer, make_xml, text):
    body = answer(account, push(account, peer, make_xml), text, now=NOW)
    if body == SUCCESS:
        assert not clean(text).strip()
        return
    fields = peer.open(body)
    assert set(fields) == {"ToUserName", "FromUserName", "CreateTime", "MsgType", "Content"}
    assert (fields["ToUserName"], fields["FromUserName"], fields["MsgType"]) == ("oUser", "gh_1", "text")
    assert fields["Content"].strip() == fit(text).strip()


@QUIET
@given(text=st.text(st.sampled_from("年a\n\u0301\u200d👩🌾🏽🇨🇳𠀀]>"), max_size=2500))
def test_what_is_cut_fits_and_is_a_beginning(text):
    short = fit(text)
    assert len(short.encode()) <= LIMIT
    if short != clean(text):
        kept = short.removesuffix(CUT)
        assert clean(text).startswith(kept)
        rest = clean(text)[len(kept) :]
        assert not unicodedata.category(rest[0]).startswith("M")
        assert rest[0] not in "\u200d🏽"


def test_it_is_cut_at_a_line_if_there_is_one():
    rows = "\n".join(f"{n:03}：一行一行的表格" for n in range(200))
    kept = fit(rows).removesuffix(CUT)
    assert kept == rows[: len(kept)]
    assert rows[len(kept)] == "\n"


@pytest.mark.parametrize("text", ["", " ", "\n", "\x00\x07", "\ud800"])
def test_nothing_to_say_is_success(account, peer, make_xml, text):
    assert answer(account, push(account, peer, make_xml), text, now=NOW) == b"success"


def test_the_reply_is_sealed_with_the_key_that_opened_the_push(account, make_peer, make_xml):
    old = make_peer(key="Q" * 43)
    assert old.open(answer(account, push(account, old, make_xml), "好", now=NOW))["Content"] == "好"


def test_without_a_key_the_reply_is_plain(peer, make_xml):
    plain = Account(peer.app_id, peer.token)
    opened = open_body(plain, peer.query(), make_xml().encode())
    assert xmltodict.parse(answer(plain, opened, "好", now=NOW))["xml"]["Content"] == "好"


def test_json_is_answered_with_json(account):
    fields = {"FromUserName": "o", "ToUserName": "gh", "MsgType": "text"}
    body = answer(account, Push(fields, b"", account.keys[0], json=True), "好]]>", now=NOW)
    message, _ = unseal(account, json.loads(body)["Encrypt"])
    assert json.loads(message)["Content"] == "好]]>"
    assert content_type(body) == "application/json"


def test_content_types():
    assert content_type(b"<xml>") == "text/xml"
    assert content_type(b"success") == "text/plain"
