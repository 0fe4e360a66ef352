"""The plain draft that no rule has anything against, and random ones as clean as it."""

import random
from dataclasses import replace

from bench.drafts.paper import ROWS3, Draft
from parser.form import COLUMNS3, COLUMNS4, RESULT_ROWS, TABLE4

CLOSING = "青河县白石镇人民政府\n2024年1月20日"


def plain() -> Draft:
    """The smallest draft that no rule has anything against: cases state only what they change."""
    return Draft(
        texts={
            0: "根据国办公开办函〔2021〕30号要求编制。本报告所列数据的统计期限自2023年1月1日起至2023年12月31日止。",
            1: "2023年，白石镇扎实推进政府信息公开。\n"
            "（一）主动公开。全年主动公开政府信息120条，其中通过政府网站公开70条，通过微信公众号公开50条。\n"
            "（二）依申请公开。2023年收到政府信息公开申请2件，办结2件。\n"
            "（三）政府信息管理。落实信息发布审核制度。\n"
            "（四）平台建设。每周巡查县政府网站本镇专栏。\n"
            "（五）监督保障。纳入年度考核；邀请代表开展社会评议，评价良好；未发生责任追究情形。",
            2: "",
            3: "",
            4: "",
            5: "存在的问题：一是公开内容不够丰富；二是业务培训不足。\n改进措施：一是拓展公开内容；二是每季度组织一次培训。",
            6: "2023年发出信息处理费收费通知0件，收取信息处理费0元。无其他需要报告的事项。\n" + CLOSING,
        },
        values={
            "t3.new.natural": "1",
            "t3.new.enterprise": "1",
            "t3.new.total": "2",
            "t3.granted.natural": "1",
            "t3.granted.total": "1",
            "t3.unable_not_held.enterprise": "1",
            "t3.unable_not_held.total": "1",
            "t3.result_total.natural": "1",
            "t3.result_total.enterprise": "1",
            "t3.result_total.total": "2",
            "t2.normative.valid": "1",
            "t2.penalty.decisions": "2",
        },
    )


PLACES = (
    "白石镇",
    "柳溪乡",
    "东关街道",
    "红旗镇",
    "上河乡",
    "大坪镇",
    "清水乡",
    "石桥镇",
    "双龙镇",
    "长岭乡",
)
COUNTIES = ("青河县", "云岭市", "临江区", "平原县", "安宁旗")
CHANNELS = ("政府网站", "微信公众号", "公示栏", "政务新媒体", "村务公开栏")
KINDS = ("工作动态", "政策文件", "财政信息", "公告公示", "民生保障信息", "应急管理信息", "乡村振兴信息")


def random_draft(rng: random.Random) -> Draft:
    """A consistent report with random figures in random phrasings."""
    place, year = rng.choice(PLACES), rng.randint(2021, 2025)
    office = "办事处" if place.endswith("街道") else "人民政府"
    values = _values(rng)
    draft = Draft(organ=f"{rng.choice(COUNTIES)}{place}{office}", year=year, values=values)
    we = f"我{'街道' if place.endswith('街道') else place[-1]}"
    return replace(draft, texts=_texts(rng, draft, place, we))


def _values(rng: random.Random) -> dict[str, str]:
    numbers: dict[str, int] = {}
    busy = rng.random() < 0.6
    for column in COLUMNS3[:-1]:
        new, carried = (rng.choice((0, 0, 1, 2, 5)), rng.choice((0, 0, 0, 1))) if busy else (0, 0)
        out = rng.randint(0, min(1, new))
        numbers |= {
            f"t3.new.{column.code}": new,
            f"t3.carried_in.{column.code}": carried,
            f"t3.carried_out.{column.code}": out,
        }
        numbers[f"t3.result_total.{column.code}"] = new + carried - out
        for _ in range(new + carried - out):
            cell = f"t3.{rng.choice(RESULT_ROWS)}.{column.code}"
            numbers[cell] = numbers.get(cell, 0) + 1
    for row in ROWS3:
        numbers[f"t3.{row.code}.total"] = sum(
            numbers.get(f"t3.{row.code}.{c.code}", 0) for c in COLUMNS3[:-1]
        )
    for block in TABLE4:
        parts = [rng.choice((0, 0, 0, 1)) if busy else 0 for _ in COLUMNS4[:-1]]
        numbers |= {
            f"t4.{block.code}.{c.code}": n for c, n in zip(COLUMNS4, (*parts, sum(parts)), strict=True)
        }
    made, repealed = rng.randint(0, 3), rng.randint(0, 1)
    numbers |= {
        "t2.normative.made": made,
        "t2.normative.repealed": repealed,
        "t2.normative.valid": max(0, made - repealed) + rng.randint(0, 4),
    }
    numbers |= {"t2.licensing.decisions": rng.randint(0, 40), "t2.penalty.decisions": rng.randint(0, 9)}
    return {code: str(n) for code, n in numbers.items()}


def _split(rng: random.Random, total: int, parts: int) -> list[int]:
    cuts = sorted(rng.randint(1, total - 1) for _ in range(parts - 1))
    return [b - a for a, b in zip((0, *cuts), (*cuts, total), strict=True)]


def _texts(rng: random.Random, draft: Draft, place: str, we: str) -> dict[int, str]:
    y, n = draft.year, draft.raw
    new, done, left = n("t3.new.total"), n("t3.result_total.total"), n("t3.carried_out.total")
    litigation = int(n("t4.direct.total")) + int(n("t4.after_review.total"))
    requests = (
        rng.choice(
            (
                f"{y}年{we}未收到政府信息公开申请。",
                "本年度没有收到依申请公开的申请，未收取相关费用。",
                "全年收到政府信息公开申请0件。",
                f"{y}年，{we}未收到公民、法人或其他组织提出的政府信息公开申请。",
            )
        )
        if new == "0"
        else rng.choice(
            (
                f"{y}年共收到政府信息公开申请{new}件，结转下年度继续办理{left}件。",
                f"全年新收政府信息公开申请{new}件，答复{done}件，均在法定期限内答复。",
                f"{we}收到依申请公开申请{new}件，已办结{done}件。",
                f"{y}年共收到政府信息公开申请{new}件，其中自然人{n('t3.new.natural')}件；予以公开{n('t3.granted.total')}件。",
                f"新收政府信息公开申请{new}件，上年结转{n('t3.carried_in.total')}件，比上年有所增加。",
            )
        )
    )
    appeals = (
        f"{y}年未发生因政府信息公开引发的行政复议和行政诉讼。"
        if n("t4.review.total") == "0" and not litigation
        else f"因政府信息公开申请行政复议{n('t4.review.total')}件，行政诉讼{litigation}件。"
    )
    total = rng.randint(20, 900)
    closing = f"\n{draft.organ}\n{y + 1}年1月{rng.randint(5, 30)}日"
    return {
        0: "根据国办公开办函〔2021〕30号要求编制。"
        f"本报告所列数据的统计期限自{y}年1月1日起至{y}年12月31日止。联系电话：0900-{rng.randint(2000000, 8999999)}。",
        1: f"{y}年，{place}严格落实《中华人民共和国政府信息公开条例》。\n"
        f"（一）主动公开。{_disclosure(rng, total, y)}\n（二）依申请公开。{requests}\n"
        f"（三）政府信息管理。制发行政规范性文件{n('t2.normative.made')}件，废止行政规范性文件{n('t2.normative.repealed')}件。\n"
        f"（四）平台建设。维护县政府网站本{we[-1]}专栏，全年巡查{rng.randint(12, 52)}次。\n"
        "（五）监督保障。公开工作纳入年度考核，社会评议良好，未发生责任追究情形。",
        2: "",
        3: "",
        4: appeals,
        5: "（一）存在的主要问题\n一是公开内容不够丰富；二是解读形式单一。\n（二）改进情况\n一是拓展公开范围；二是丰富解读形式。",
        6: rng.choice(
            (
                f"{y}年未收取信息处理费。无其他需要报告的事项。",
                f"按照国办函〔2020〕109号规定，{we}{y}年没有发出收费通知，收取信息处理费0元。",
                f"{place}{y}年度无其他需要报告的事项，信息处理费收取情况为零。{y + 1}年将继续加强培训。",
            )
        )
        + closing,
    }


def _disclosure(rng: random.Random, total: int, year: int) -> str:
    channels = rng.sample(CHANNELS, rng.randint(2, 4))
    kinds = rng.sample(KINDS, rng.randint(2, 6))
    by_channel, by_kind = _split(rng, total, len(channels)), _split(rng, total, len(kinds))
    one = "，".join(f"通过{c}公开{v}条" for c, v in zip(channels, by_channel, strict=True))
    two = "、".join(f"{k}{v}条" for k, v in zip(kinds, by_kind, strict=True))
    return rng.choice(
        (
            f"全年主动公开政府信息{total}条，其中{one}。",
            f"{year}年度共主动公开政府信息{total}条，其中{two}。",
            f"全年主动公开政府信息{total}条，包括{two}，全部通过网站发布。",
            f"{year}年累计主动公开各类信息{total}条，其中：{one.replace('，', '；')}。",
            f"全年主动公开政府信息{total}余条，涉及{kinds[0]}等领域，其中{kinds[0]}{by_kind[0]}条。",
            f"{year}年公开政府信息{total}条。按公开渠道分，{one}；按信息类别分，{two}。",
            f"主动公开政府信息{total}条，主要包括{kinds[0]}{by_kind[0]}条等。",
        )
    )
