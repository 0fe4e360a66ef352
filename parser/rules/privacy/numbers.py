"""P951, P952, P953, P956: numbers of identity cards, personal mobiles and bank cards; offices' contacts are fine.

Only numbers that prove themselves are reported: an identity number by its region, its date and its check digit
(GB 11643), a bank card by its issuer's first digit and Luhn's sum. A unified social credit code (GB 32100) has
eighteen characters too and is public; so are landlines. Quotes are masked: only the first two and last two
characters stay.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from parser.model.finding import Severity, Where
from parser.rules.case import Case, Check, Hit, Passage, Piece, Skip

_ID18 = re.compile(r"(?<![0-9A-Za-z])[1-9]\d{5}(?:19|20)\d{9}[\dXx](?![0-9A-Za-z])")
_ID15 = re.compile(r"(?<![0-9A-Za-z])[1-9]\d{14}(?![0-9A-Za-z])")
_MOBILE = re.compile(r"(?<![0-9A-Za-z._/=-])(?:\+?86-?)?(1[3-9]\d-?\d{4}-?\d{4})(?![0-9A-Za-z_]|\.\w)")
_CARD = re.compile(r"(?<![0-9A-Za-z._/=-])(?:\d{4}[ -]?){3}\d{4}(?:[ -]?\d{1,3})?(?![0-9A-Za-z.])")
_MAIL = re.compile(
    r"(?<![\w.+-])[a-z0-9.+_-]{1,64}@[a-z0-9-]{1,64}(?:\.[a-z0-9-]{1,64}){1,4}", re.IGNORECASE | re.ASCII
)

_PROVINCES = frozenset(
    f"{code}"
    for code in (
        *range(11, 16),
        *range(21, 24),
        *range(31, 38),
        *range(41, 47),
        *range(50, 55),
        *range(61, 66),
        71,
        81,
        82,
        83,
    )
)
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CARD_FIRST = ("3", "4", "5", "6", "9")
_ACCOUNT_OF_OFFICE = re.compile(
    r"信用代码|组织机构代码|索引号|文号|备案|编号|许可证|项目代码|流水号|订单|合同"
)


def is_identity(digits: str) -> bool:
    """Whether 18 characters are an identity number: region, date of birth, check digit.

    >>> is_identity("11010519491231002X"), is_identity("110105194912310021")
    (True, False)
    """
    if len(digits) != len(_WEIGHTS) + 1 or digits[:2] not in _PROVINCES or not _born(digits[6:14]):
        return False
    total = sum(w * int(d) for w, d in zip(_WEIGHTS, digits, strict=False))
    return "10X98765432"[total % 11] == digits[-1].upper()


def _born(digits: str) -> bool:
    try:
        day = date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        return False
    return day.year >= 1900  # noqa: PLR2004 - nobody alive is older


def luhn(digits: str) -> bool:
    """Whether the digits satisfy Luhn's sum (ISO/IEC 7812).

    >>> luhn("6222600260001072444"), luhn("6222600260001072445")
    (True, False)
    """
    doubled = [int(d) * (1 + at % 2) for at, d in enumerate(reversed(digits))]
    return sum(d - 9 if d > 9 else d for d in doubled) % 10 == 0  # noqa: PLR2004 - digits of a doubled digit


def mask(text: str) -> str:
    """Show that something is there, not what: 13****34."""
    return f"{text[:2]}****{text[-2:]}"


def _searched(case: Case) -> Iterator[tuple[Passage, str]]:
    for passage in case.passages:
        yield passage, passage.flat.text


def _hit(piece: Piece, what: str, fix: str) -> Hit:
    where = piece.where
    line = f"第{where.line}行" if where.line else f"第{where.section}部分" if where.section else "正文前"
    return Hit(
        where=Where(section=where.section, line=where.line, quote=mask(piece.text)),
        found=f"{what}（已遮蔽）",
        expected="不公开个人信息",
        message=f"{line}疑含{what}，此处不重复显示。公开材料不得泄露个人隐私。",
        fix=fix,
    )


_MASK_ID = "删去身份证号，确需标识的只留前后各两位，中间用*代替。"


def check_identity(case: Case) -> Iterator[Hit | Skip]:
    """P951: an identity card's number, of 18 characters or of 15 after the words 身份证."""
    for passage, text in _searched(case):
        for match in _ID18.finditer(text):
            before = text[max(0, match.start() - 12) : match.start()]
            if is_identity(match[0]) and "信用代码" not in before:
                yield _hit(_piece(passage, match), "身份证号", _MASK_ID)
        for match in _ID15.finditer(text):
            before = text[max(0, match.start() - 12) : match.start()]
            if "身份证" in before and _born(f"19{match[0][6:12]}"):
                yield _hit(_piece(passage, match), "身份证号", _MASK_ID)


def _piece(passage: Passage, match: re.Match[str]) -> Piece:
    return Piece(passage, match.start(), match.end())


_ON_DUTY = re.compile(r"值班|办公|热线|(?:举报|监督|服务|公开)电话")
_MOBILE_FIX = "改为办公固定电话；确为值班手机的，由主管部门列入办公号码后再公开。"


def check_mobile(case: Case) -> Iterator[Hit | Skip]:
    """P952: a mobile number that the profile doesn't name as an office's.

    Where the words before it say that it is an office's, it is a warning: some offices do use mobiles.
    """
    for passage, text in _searched(case):
        for match in _MOBILE.finditer(text):
            if match[1].replace("-", "") in case.profile.office_mobiles:
                continue
            hit = _hit(_piece(passage, match), "个人手机号", _MOBILE_FIX)
            on_duty = _ON_DUTY.search(text[max(0, match.start() - 10) : match.start()])
            yield replace(hit, severity=Severity.WARNING, sure=0.6) if on_duty else hit


def check_card(case: Case) -> Iterator[Hit | Skip]:
    """P953: a bank card's number: 16 to 19 digits, first digit of a card, Luhn's sum right, no document's number."""
    for passage, text in _searched(case):
        for match in _CARD.finditer(text):
            digits = re.sub(r"\D", "", match[0])
            before = text[max(0, match.start() - 14) : match.start()]
            if (
                digits[0] in _CARD_FIRST
                and luhn(digits)
                and not is_identity(digits)
                and not _ACCOUNT_OF_OFFICE.search(before)
            ):
                yield _hit(_piece(passage, match), "银行卡号", "删去银行卡号。")


def check_contacts(case: Case) -> Iterator[Hit | Skip]:
    """P956: an office's landline or mail address may stay; said as a hint only where a private mail box is used."""
    for passage, text in _searched(case):
        for match in _MAIL.finditer(text):
            if re.search(r"@(qq|163|126|sina|sohu|foxmail|gmail|139|189)\.", match[0], re.IGNORECASE):
                where = _piece(passage, match).where
                yield Hit(
                    where=Where(section=where.section, line=where.line, quote=mask(match[0])),
                    found="个人邮箱（已遮蔽）",
                    expected="机关邮箱",
                    message="联系方式用了商业网站的邮箱，此处不重复显示；办公联系方式可以公开，但宜用机关邮箱。",
                    fix="改为机关电子邮箱或办公固定电话。",
                )


CHECKS: dict[str, Check] = {
    "P951": check_identity,
    "P952": check_mobile,
    "P953": check_card,
    "P956": check_contacts,
}
