"""What a request must be to be believed (performance.md D 3-14), and what becomes of a message."""

import json
from datetime import datetime

import pytest

from bot.clock import CHINA
from bot.wechat.envelope import Account, Refused, seal, signature
from bot.wechat.flat import NotFlat, read_json, read_xml
from bot.wechat.inbound import Unreadable, check_query, echo, open_body
from bot.wechat.messages import UNSUPPORTED, person_key, understand
from handlers.kit.message import FileInfo, Kind

NOW = 1_705_284_000
MOMENT = datetime(2024, 1, 15, 10, tzinfo=CHINA)


def check(account, query, *, now=NOW):
    check_query(account, query, now=now, window=600)


def test_the_handshake_gives_the_echo_back(account, peer):
    query = peer.query() | {"echostr": "8912837123"}
    assert echo(account, query, now=NOW, window=600) == "8912837123"


@pytest.mark.parametrize("answer", ["", "<script>alert(1)</script>", "a b", "x" * 200])
def test_an_echo_that_is_none_is_refused(account, peer, answer):
    with pytest.raises(Refused, match="echostr"):
        echo(account, peer.query() | {"echostr": answer}, now=NOW, window=600)


@pytest.mark.parametrize(
    "changed",
    [
        {"signature": ""},
        {"signature": "0" * 40},
        {"signature": "é"},
        {"nonce": "other"},
        {"timestamp": str(NOW + 1)},
        {"timestamp": "1e9"},
    ],
)
def test_a_wrong_query_is_refused(account, peer, changed):
    with pytest.raises(Refused):
        check(account, peer.query() | changed)


@pytest.mark.parametrize("missing", ["signature", "timestamp", "nonce"])
def test_a_missing_parameter_is_refused(account, peer, missing):
    query = peer.query()
    del query[missing]
    with pytest.raises(Refused):
        check(account, query)


@pytest.mark.parametrize(
    ("late", "taken"), [(0, True), (599, True), (-599, True), (601, False), (86_400, False)]
)
def test_an_old_request_is_refused(account, peer, late, taken):
    query = peer.query()
    if taken:
        check(account, query, now=NOW + late)
    else:
        with pytest.raises(Refused, match="timestamp"):
            check(account, query, now=NOW + late)


def test_without_a_token_nothing_is_believed():
    query = {"signature": signature("", str(NOW), "1"), "timestamp": str(NOW), "nonce": "1"}
    with pytest.raises(Refused):
        check(Account("", ""), query)


def test_plaintext_is_refused_once_a_key_is_set(account, peer, make_xml):
    with pytest.raises(Refused, match="plaintext"):
        open_body(account, peer.query(), make_xml().encode())


def test_plaintext_is_read_without_a_key(peer, make_xml):
    push = open_body(Account(peer.app_id, peer.token), peer.query(), make_xml("问").encode())
    assert (push.fields["Content"], push.key) == ("问", None)


def test_beside_encrypt_everything_is_ignored(account, peer, make_xml):
    query, body = peer.push(make_xml("真的"))
    forged = "<FromUserName><![CDATA[oForged]]></FromUserName><Content><![CDATA[假的]]></Content><Encrypt>"
    push = open_body(account, query, body.replace(b"<Encrypt>", forged.encode()))
    assert (push.fields["FromUserName"], push.fields["Content"]) == ("oUser", "真的")


def test_an_encrypt_that_a_person_typed_does_not_stand_in_the_way(account, peer, make_xml):
    query, body = peer.push(make_xml("真的"))
    typed = b"<Content><![CDATA[<Encrypt>QUJD</Encrypt>]]></Content><Encrypt>"
    assert open_body(account, query, body.replace(b"<Encrypt>", typed)).fields["Content"] == "真的"


def test_the_platforms_signature_covers_the_body(account, peer, make_xml):
    query, _ = peer.push(make_xml("一"))
    _, other = peer.push(make_xml("二"))
    with pytest.raises(Refused, match="msg_signature"):
        open_body(account, query, other)


def test_another_account_is_refused(account, make_peer, make_xml):
    query, body = make_peer(app_id="wxffffffffffffffff").push(make_xml())
    with pytest.raises(Refused, match="AppID"):
        open_body(account, query, body)


BOMB = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'


@pytest.mark.parametrize(
    "head", [BOMB, "<?xml version='1.0'?>" + BOMB, "<!ENTITY x SYSTEM 'file:///etc/passwd'>"]
)
def test_a_dtd_is_refused_before_anything_is_parsed(account, peer, make_xml, head):
    query, body = peer.push(make_xml())
    with pytest.raises(Refused, match="DTD"):
        open_body(account, query, head.encode() + body)


def test_a_person_may_write_a_doctype(account, peer, make_xml):
    query, body = peer.push(make_xml("<!DOCTYPE html> <!ENTITY 怎么写"))
    assert open_body(account, query, body).fields["Content"].startswith("<!DOCTYPE")


@pytest.mark.parametrize("size", [64 * 1024 + 1, 20_000_000])
def test_a_big_body_is_refused_before_it_is_looked_at(account, peer, size):
    with pytest.raises(Refused) as refused:
        open_body(account, peer.query(), b"<xml>" + b"x" * size)
    assert refused.value.status == 413


@pytest.mark.parametrize(
    "message",
    [
        "<xml/>",
        "",
        "not xml",
        "<xml><MsgType>text</MsgType></xml>",
        "<xml><FromUserName>o</FromUserName><MsgType>text</MsgType><MsgType>event</MsgType></xml>",
        "<xml><FromUserName>o</FromUserName><MsgType></MsgType></xml>",
        "<xml><FromUserName>o</FromUserName><MsgType>text</MsgType><Content><b>x</b></Content></xml>",
        "<xml>" + "<a>" * 5000,
        BOMB + "<xml><FromUserName>o</FromUserName><MsgType>&b;</MsgType></xml>",
        '{"FromUserName": "o", "MsgType": "text", "MsgType": "event"}',
        '{"FromUserName": {"a": 1}, "MsgType": "text"}',
        "[" * 5000,
    ],
)
def test_a_signed_message_that_cannot_be_read_is_acknowledged(account, peer, message):
    query, body = peer.push(message)
    with pytest.raises(Unreadable):
        open_body(account, query, body)


@pytest.mark.parametrize(
    "data", ["<xml><a>问</a></xml>".encode("gb18030"), b"<xml><a>\xff\xfe</a></xml>", b""]
)
def test_other_encodings_are_not_guessed(data):
    with pytest.raises(NotFlat):
        read_xml(data)


def test_numbers_in_json_stay_as_written():
    assert read_json(b'{"MsgId": 24096800000000000001, "a": "b"}') == {
        "MsgId": "24096800000000000001",
        "a": "b",
    }


def test_a_push_may_be_json_all_through(account, peer):
    fields = {
        "ToUserName": "gh",
        "FromUserName": "o",
        "CreateTime": NOW,
        "MsgType": "text",
        "Content": "问",
        "MsgId": 7,
    }
    sealed = seal(account, account.keys[0], json.dumps(fields).encode())
    push = open_body(
        account, peer.query(sealed=sealed), json.dumps({"ToUserName": "gh", "Encrypt": sealed}).encode()
    )
    assert (push.json, push.fields["Content"], push.fields["CreateTime"]) == (True, "问", str(NOW))


@pytest.fixture
def read(account, peer, make_xml):
    """A message with these fields, as conversations see it."""

    def _read(content="", **fields):
        query, body = peer.push(make_xml(content, **fields))
        return understand(open_body(account, query, body), "someone", now=MOMENT)

    return _read


@pytest.mark.parametrize(
    ("fields", "kind", "text"),
    [
        ({"content": "问"}, Kind.TEXT, "问"),
        ({"content": "", "Content": ""}, Kind.TEXT, ""),
        ({"Content": UNSUPPORTED}, Kind.OTHER, ""),
        ({"MsgType": "TEXT", "Content": "问"}, Kind.TEXT, "问"),
        ({"MsgType": "image", "PicUrl": "http://p/1", "MediaId": "m"}, Kind.IMAGE, "http://p/1"),
        ({"MsgType": "image"}, Kind.IMAGE, ""),
        ({"MsgType": "voice", "MediaId": "m", "Recognition": "问"}, Kind.VOICE, "问"),
        ({"MsgType": "voice", "MediaId": "m"}, Kind.VOICE, ""),
        ({"MsgType": "link", "Url": "http://gov/1"}, Kind.LINK, "http://gov/1"),
        ({"MsgType": "location", "Location_X": "1"}, Kind.OTHER, ""),
        ({"MsgType": "hologram"}, Kind.OTHER, ""),
        ({"MsgType": "event", "Event": "subscribe"}, Kind.FOLLOW, ""),
        ({"MsgType": "event", "Event": "subscribe", "EventKey": "qrscene_1"}, Kind.FOLLOW, ""),
        ({"MsgType": "event", "Event": "SCAN", "EventKey": "1"}, Kind.FOLLOW, ""),
        ({"MsgType": "event", "Event": "unsubscribe"}, Kind.UNFOLLOW, ""),
        ({"MsgType": "event", "Event": "CLICK", "EventKey": "帮助"}, Kind.CLICK, "帮助"),
    ],
)
def test_kinds(read, fields, kind, text):
    found = read(**fields)
    assert (found.kind, found.text) == (kind, text)


def test_a_picture_has_the_name_by_which_it_can_be_fetched(read):
    assert read(MsgType="image", PicUrl="http://p/1", MediaId="m").media == "m"
    assert read(MsgType="voice", MediaId="m").media == ""


@pytest.mark.parametrize("event", ["LOCATION", "VIEW", "TEMPLATESENDJOBFINISH", "brand_new", ""])
def test_events_that_nobody_answers(read, event):
    assert read(MsgType="event", Event=event) is None


@pytest.mark.parametrize(
    ("size", "told"), [("10203788", 10_203_788), ("", 0), ("-1", 0), ("9" * 400, 0), ("１", 0)]
)
def test_a_file_is_told_by_name_size_and_md5(read, size, told):
    found = read(MsgType="file", Title="年报.docx", FileMd5="AB12", FileTotalLen=size)
    assert (found.kind, found.file) == (Kind.FILE, FileInfo("年报.docx", told, "ab12"))


@pytest.mark.parametrize("stamp", ["", "x", "9" * 30, "99999999999", "-5", "１２"])
def test_a_senseless_time_is_ours(read, stamp):
    assert read(content="问", CreateTime=stamp).at == MOMENT


def test_the_same_push_has_one_name_and_others_have_others(account, peer, make_xml):
    def name(**fields):
        query, body = peer.push(make_xml(**fields))
        return open_body(account, query, body).name

    base = name()
    assert base == name()
    event = {"MsgType": "event", "Event": "CLICK", "MsgId": ""}
    others = [
        name(MsgId="43"),
        name(FromUserName="oOther"),
        name(CreateTime="1"),
        name(**event, EventKey="一"),
        name(**event, EventKey="二"),
        name(MsgType="event", Event="X", MsgId="", MsgID="9"),
    ]
    assert len({base, *others}) == 7


def test_a_person_is_a_key_that_does_not_show_the_openid():
    key = person_key(b"secret", "oUser")
    assert key == person_key(b"secret", "oUser") != person_key(b"other", "oUser")
    assert "oUser" not in key


def test_half_a_character_in_json_becomes_a_sign_that_can_be_stored():
    assert read_json(rb'{"Content": "a\ud83db \ud83d\ude00"}') == {"Content": "a\ufffdb 😀"}
