"""The platform's error codes and what each means for us, as data (wechat.md A7)."""

import re
from enum import StrEnum

from parser.model.errors import NianbaoError


class Course(StrEnum):
    """What to do with a message that the platform did not take."""

    WAIT = "wait"  # the person must write first
    LATER = "later"  # certainly not sent, may be tried again
    DROP = "drop"  # never deliverable
    UNKNOWN = "unknown"  # may have been sent: never again by itself
    STOP = "stop"  # the account or its configuration: nothing can be sent


TOKEN_CODES = frozenset({40001, 40014, 42001})
"""The access token is not accepted: one refresh, one retry, then the circuit opens."""
NOT_LISTED = 40164
_ADDRESS = re.compile(r"invalid ip ([0-9A-Fa-f.:]{3,45})")
COURSES: dict[int, Course] = {
    -1: Course.UNKNOWN,
    40001: Course.LATER, 40014: Course.LATER, 42001: Course.LATER,
    40003: Course.DROP, 43004: Course.DROP, 43019: Course.DROP, 48002: Course.DROP, 50005: Course.DROP,
    40013: Course.STOP, 40125: Course.STOP, 40164: Course.STOP, 40243: Course.STOP, 61024: Course.STOP,
    48001: Course.STOP, 48004: Course.STOP, 50002: Course.STOP,
    45002: Course.DROP, 45008: Course.DROP, 47001: Course.DROP, 47003: Course.DROP,
    45009: Course.LATER, 45011: Course.LATER,
    45015: Course.WAIT, 45047: Course.WAIT,
}  # fmt: skip
"""Codes by what they mean for a message; a code that isn't here is DROP, with its number in the log."""


class ApiError(NianbaoError):
    """A call to the platform failed; ``course``: what that means for a message, ``rid``: their trace id."""

    def __init__(self, what: str, course: Course, *, code: int | None = None, rid: str = "") -> None:
        super().__init__(f"公众平台接口没有成功：{what}。")
        self.what = what
        self.course = course
        self.code = code
        self.rid = rid


def refused(code: int, message: str) -> ApiError:
    """The error for a code; of their message only the trace id is kept (the rest may quote what we sent).

    An address that is not on the whitelist is ours, and what the operator has to enter there.
    """
    rid = message.partition("rid: ")[2].split()[0] if "rid: " in message else ""
    ours = _ADDRESS.search(message) if code == NOT_LISTED else None
    what = f"errcode {code}" + (f"，出口 IP {ours[1]}" if ours else "")
    return ApiError(what, COURSES.get(code, Course.DROP), code=code, rid=rid[:64])
