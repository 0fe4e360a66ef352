"""An account, and the platform's side of it as wechatpy plays it: an independent peer for our envelope."""

import secrets
from dataclasses import dataclass

import pytest
import xmltodict
from wechatpy.crypto import WeChatCrypto

from bot.wechat.envelope import Account, Key, signature

APP_ID, TOKEN = "wx0123456789abcdef", "tokenfortests"
NEW_KEY, OLD_KEY = "k" * 43, "Q" * 43
NOW = 1_705_284_000


@dataclass
class Peer:
    """Seals and opens with wechatpy."""

    key: str = NEW_KEY
    app_id: str = APP_ID
    token: str = TOKEN

    @property
    def crypto(self) -> WeChatCrypto:
        return WeChatCrypto(self.token, self.key, self.app_id)

    def query(self, *, now: int = NOW, nonce: str = "12345", sealed: str = "") -> dict[str, str]:
        stamp = str(now)
        return {
            "signature": signature(self.token, stamp, nonce),
            "timestamp": stamp,
            "nonce": nonce,
            "encrypt_type": "aes",
            "msg_signature": signature(self.token, stamp, nonce, sealed),
        }

    def push(self, message: str, *, now: int = NOW) -> tuple[dict[str, str], bytes]:
        """(query, body) as the platform sends them."""
        nonce = secrets.token_hex(4)
        body = self.crypto.encrypt_message(message, nonce, str(now))
        return self.query(now=now, nonce=nonce, sealed=xmltodict.parse(body)["xml"]["Encrypt"]), body.encode()

    def open(self, body: bytes) -> dict[str, str]:
        """The fields of a sealed reply."""
        outer = xmltodict.parse(body)["xml"]
        message = self.crypto.decrypt_message(
            body.decode(), outer["MsgSignature"], outer["TimeStamp"], outer["Nonce"]
        )
        return xmltodict.parse(message)["xml"]


def text_xml(content: str = "你好", **changed: str) -> str:
    fields = {"ToUserName": "gh_1", "FromUserName": "oUser", "CreateTime": str(NOW), "MsgType": "text"}
    fields |= {"Content": content, "MsgId": "42"} | changed
    return xmltodict.unparse({"xml": fields})


@pytest.fixture
def peer():
    return Peer()


@pytest.fixture
def account():
    return Account(APP_ID, TOKEN, (Key(NEW_KEY), Key(OLD_KEY)))


@pytest.fixture
def make_peer():
    return Peer


@pytest.fixture
def make_xml():
    return text_xml
