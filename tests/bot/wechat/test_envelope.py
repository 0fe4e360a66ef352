"""The envelope against an independent peer, both ways, and everything that must not open."""

import base64
import secrets

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.wechat.envelope import Account, Key, Refused, is_signed, seal, signature, unseal
from bot.wechat.inbound import open_body

NOW = 1_705_284_000
KEY = Key("k" * 43)
QUIET = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=700)


@QUIET
@given(content=TEXTS)
def test_we_open_what_the_peer_seals(peer, account, make_xml, content):
    query, body = peer.push(make_xml(content))
    assert open_body(account, query, body).fields["Content"].strip() == content.strip()


@QUIET
@given(message=st.binary(max_size=2000))
def test_what_is_sealed_opens_again(account, message):
    assert unseal(account, seal(account, account.keys[0], message)) == (message, account.keys[0])


def test_the_key_that_opened_is_told(account, make_peer, make_xml):
    old = make_peer(key="Q" * 43)
    query, body = old.push(make_xml())
    assert open_body(account, query, body).key is account.keys[1]


def sealed(account: Account, plain: bytes) -> str:
    return base64.b64encode(account.keys[0].encrypt(plain)).decode()


def plain(
    account: Account, message: bytes = b"x", *, app_id: bytes | None = None, length: int | None = None
) -> bytes:
    size = len(message) if length is None else length
    return secrets.token_bytes(16) + size.to_bytes(4, "big") + message + (app_id or account.app_id.encode())


def padded(data: bytes, pad: int | None = None) -> bytes:
    right = 32 - len(data) % 32
    return data + bytes([right if pad is None else pad]) * right


@pytest.mark.parametrize(
    "hostile",
    [
        lambda a: padded(plain(a), 0),
        lambda a: padded(plain(a), 33),
        lambda a: padded(plain(a), 200),
        lambda a: padded(plain(a, length=2**30)),
        lambda a: padded(plain(a, app_id=b"wx0000000000000000")),
        lambda a: padded(plain(a))[:-32] + b"\x20" * 31 + b"\x1f",
        lambda _: b"\x01" * 32,
        lambda _: b"\x00" * 32,
        lambda _: secrets.token_bytes(64),
    ],
    ids=["pad 0", "pad 33", "pad 200", "length 2^30", "AppID", "uneven pad", "short", "zeros", "noise"],
)
def test_nothing_else_opens(account, hostile):
    with pytest.raises(Refused) as refused:
        unseal(account, sealed(account, hostile(account)))
    assert refused.value.status == 401


@pytest.mark.parametrize("text", ["", "====", "é", "QUJD", base64.b64encode(b"x" * 16).decode(), "A" * 43])
def test_what_is_no_ciphertext_is_refused(account, text):
    with pytest.raises(Refused):
        unseal(account, text)


@QUIET
@given(position=st.integers(0, 10_000), bit=st.integers(0, 7))
def test_a_flipped_bit_never_gives_the_message_back(account, position, bit):
    data = bytearray(base64.b64decode(seal(account, account.keys[0], b"a message that is long enough " * 3)))
    data[position % len(data)] ^= 1 << bit
    try:
        message, _ = unseal(account, base64.b64encode(bytes(data)).decode())
    except Refused:
        return
    # CBC alone can't notice a change inside the message: msg_signature does, before anything is decrypted
    assert message != b"a message that is long enough " * 3 or position % len(data) < 16


def test_signatures_are_the_platforms():
    assert signature("b", "a") == signature("a", "b")
    assert is_signed(signature("t", "1", "2"), "t", "2", "1")
    assert not is_signed("", "t", "1", "2")
    assert not is_signed("é" * 40, "t", "1", "2")


def test_secrets_do_not_show(account):
    assert "tokenfortests" not in repr(account)
