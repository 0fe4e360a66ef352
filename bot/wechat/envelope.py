"""The envelope of encrypted mode: who signed it, what is in it, for which account.

The key is the console's EncodingAESKey + "=" in base64: 32 bytes, AES-256-CBC, the first 16 of them the IV.
Inside: 16 random bytes, the message's length in 4 bytes (big endian), the message, the AppID, and PKCS#7
padding to blocks of 32 bytes. ``msg_signature`` is SHA-1 over token, timestamp, nonce and the base64 text,
sorted and joined; it is checked before anything is decrypted. Source: the platform's message encryption page
(wechat.md A1).

While a key is being changed both are accepted, and a reply is sealed with the one that opened the push.
"""

import base64
import binascii
import hashlib
import hmac
import secrets
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC

BLOCK = 32
_HEAD = 20
"""16 random bytes and 4 of length before the message."""


class Refused(Exception):
    """A request that is not answered. ``status`` is HTTP's; the reason is a word for logs and counters."""

    def __init__(self, reason: str, status: int = 401) -> None:
        super().__init__(reason)
        self.reason = reason
        self.status = status


class Key:
    """One EncodingAESKey, ready for use (making a Cipher costs more than using it)."""

    __slots__ = ("_cipher",)

    def __init__(self, encoding_aes_key: str) -> None:
        key = base64.b64decode(encoding_aes_key + "=")
        self._cipher = Cipher(AES(key), CBC(key[:16]))

    def encrypt(self, plain: bytes) -> bytes:
        """Whole blocks in, whole blocks out."""
        worker = self._cipher.encryptor()
        return worker.update(plain) + worker.finalize()

    def decrypt(self, sealed: bytes) -> bytes:
        """The reverse."""
        worker = self._cipher.decryptor()
        return worker.update(sealed) + worker.finalize()


@dataclass(frozen=True, slots=True)
class Account:
    """What both sides know. ``keys``: the current and, during a change, the previous one."""

    app_id: str
    token: str = field(repr=False)
    keys: tuple[Key, ...] = field(default=(), repr=False)


def signature(*parts: str) -> str:
    """SHA-1 hex over the sorted parts, as the platform computes it."""
    return hashlib.sha1("".join(sorted(parts)).encode(), usedforsecurity=False).hexdigest()


def is_signed(given: str, *parts: str) -> bool:
    """Whether the signature is right, in a time that doesn't depend on how much of it is."""
    return hmac.compare_digest(given.encode(), signature(*parts).encode())


def unseal(account: Account, sealed: str) -> tuple[bytes, Key]:
    """The message inside the base64 text, and the key that opened it. Raises Refused."""
    try:
        data = binascii.a2b_base64(sealed, strict_mode=True)
    except (binascii.Error, ValueError):
        raise Refused("base64") from None
    if not data or len(data) % BLOCK:
        raise Refused("block")
    for key in account.keys:
        message = _message(key.decrypt(data), account.app_id.encode())
        if message is not None:
            return message, key
    raise Refused("key or AppID")


def _message(plain: bytes, app_id: bytes) -> bytes | None:
    """The message, if padding, length and AppID are all right (a wrong key makes none of them so)."""
    pad = plain[-1]
    if not 1 <= pad <= BLOCK or plain[-pad:] != bytes([pad]) * pad:
        return None
    end = len(plain) - pad
    length = int.from_bytes(plain[16:_HEAD], "big")
    if _HEAD + length > end or not hmac.compare_digest(plain[_HEAD + length : end], app_id):
        return None
    return plain[_HEAD : _HEAD + length]


def seal(account: Account, key: Key, message: bytes) -> str:
    """The base64 text of a message to this account."""
    plain = secrets.token_bytes(16) + len(message).to_bytes(4, "big") + message + account.app_id.encode()
    pad = BLOCK - len(plain) % BLOCK
    return base64.b64encode(key.encrypt(plain + bytes([pad]) * pad)).decode()
