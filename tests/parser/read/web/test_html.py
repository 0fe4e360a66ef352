"""Web pages: spans, clutter, encodings, what a page says of itself."""

import html as markup
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parser.model.document import Source
from parser.model.errors import Damaged, EmptyInput, TooLarge
from parser.read import reader
from parser.read.web import html

REPORT = (
    "<p>一、总体情况</p><p>2023年，我镇主动公开政府信息12条，其中通过政务公开栏公开10条，通过大喇叭公开2条，内容真实准确。</p>"
    "<p>二、主动公开政府信息情况</p><table><tr><td>规章</td><td>0</td></tr></table>"
    "<p>三、收到和处理政府信息公开申请情况</p><p>四、政府信息公开行政复议、行政诉讼情况</p><p>五、存在的主要问题及改进情况</p>"
    "<p>六、其他需要报告的事项</p><p>无。</p>"
)
PIECES = ["一、总体情况", "2023年，我镇主动公开政府信息12条，其中通过政务公开栏公开10条，通过大喇叭公开2条，内容真实准确。",
          "二、主动公开政府信息情况", [["规章", "0"]], "三、收到和处理政府信息公开申请情况",
          "四、政府信息公开行政复议、行政诉讼情况", "五、存在的主要问题及改进情况", "六、其他需要报告的事项", "无。"]  # fmt: skip
MENU = (
    "<div class=nav><table><tr><td><a href=#>首页</a></td><td><a href=#>政务公开</a></td></tr></table></div>"
)
FOOT = "<div class=foot><p>主办：某县人民政府　备案号：豫ICP备00000000号</p></div>"


def read(page: str):
    return html.read(Source("x", page.encode()))


SHOWN = {
    "paragraphs": ("<p>甲</p><p>乙</p>", ["甲", "乙"]),
    "breaks": ("<p>甲<br>乙<BR/>丙</p>", ["甲", "乙", "丙"]),
    "loose text": ("甲<p>乙</p>丙<div>丁<p>戊</p></div>", ["甲", "乙", "丙", "丁", "戊"]),
    "inline": ("<p>主动<b>公开</b><span>12</span>条</p>", ["主动公开12条"]),
    "source lines in Chinese": ("<p>主动\n  公开 12\n条</p>", ["主动公开 12 条"]),
    "nbsp": ("<p>&nbsp;甲&nbsp;</p>", ["\xa0甲\xa0"]),
    "script, style, hidden": (
        "<script>var a='<td>0</td>'</script><style>p{}</style><p style='display: none'>秘</p><p hidden>秘</p><p>甲</p>",
        ["甲"],
    ),
    "hidden, however it is written": (
        "<p style='DISPLAY :none'>秘</p><p style='visibility: hidden'>秘</p><p>甲<span style='font-size:0px'>秘</span></p>"
        "<p>乙<span style='mso-hide: all'>秘</span></p><p style='overflow:hidden;font-size:0.9em;border:none'>丙</p>",
        ["甲", "乙", "丙"],
    ),
    "hidden inside the hidden": ("<div hidden><p hidden>秘<b hidden>密</b></p></div><p>甲</p>", ["甲"]),
    "hidden by a rule of the page": (
        "<style>/* .d{display:none} */ .a, #b { color:red; display:none } @media print { .c {display:none} }"
        " .e {display:none} .e.on {display:block}</style>"
        "<p class=a>秘</p><p id=b>秘</p><p class=c>甲</p><p class=d>乙</p><p class='e on'>丙</p>",
        ["甲", "乙", "丙"],
    ),
    "struck out": ("<p>公开<s>11</s><strike>12</strike><del>13</del><u style='text-decoration:line-through'>1</u>14条</p>",
                   ["公开14条"]),
    "a script in a comment": ("<!-- <script> --><p>甲</p><script>var a</script><p>乙</p>", ["甲", "乙"]),
    "a comment in a script": ("<script><!-- a --></script><p>甲</p><SCRIPT>b</SCRIPT>", ["甲"]),
    "fields of a form": (
        "<table><tr><td>甲<td><input value=1><td><input type=hidden value=2><td><textarea>3</textarea></table>"
        "<textarea>秘</textarea><p>乙</p>",
        [[["甲", "1", "", "3"]], "乙"],
    ),
    "a table of one cell is only a frame": (
        "<table><tr><td><table><tr><td>甲</table><td><table><tr><td>1</table><tr><td>乙<td>2</table>",
        [[["甲", "1"], ["乙", "2"]]],
    ),
    "ordered list": (
        "<ol start=2><li>甲<li><p>乙</p></ol><ol style='list-style-type: cjk-ideographic'><li><h1>丙</h1></ol>",
        ["2. 甲", "3. 乙", "一、丙"],
    ),
    "list without numbers": ("<ol style='list-style: none'><li>甲</ol><ul><li>乙</ul>", ["甲", "乙"]),
    "what stands under an article": (
        "<p>无。</p><p>【打印本页】 【关闭窗口】</p><p>责任编辑：某某</p><p>上一篇：<a>某文</a></p><p>分享到：</p>",
        ["无。"],
    ),
    "a sentence is no button": ("<p>打印并张贴政府信息公开申请流程图12份，方便群众办事和查询。</p>",
                                ["打印并张贴政府信息公开申请流程图12份，方便群众办事和查询。"]),
    "two numbers in a cell stay two": ("<table><tr><td>甲<td><p>1</p><p>0</p></table>", [[["甲", "1\n0"]]]),
    "blank cell": ("<table><tr><td>甲</td><td></td><td>&nbsp;</td></tr></table>", [[["甲", "", "\xa0"]]]),
    "layout table": (
        "<table><tr><td>甲</td><td><table><tr><td>乙</td><td>1</td></tr></table></td></tr></table>",
        ["甲", [["乙", "1"]]],
    ),
    "zero height row of Word": ("<table><tr><td>甲<td>1</tr><tr height=0><td><td></tr></table>", [[["甲", "1"]]]),
    "table cut in two": (
        "<table><tr><td>甲<td>1</tr></table><div></div><table><tr><td>乙<td>2</tr></table>",
        [[["甲", "1"]], [["乙", "2"]]],
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", SHOWN)
def test_shows_what_a_visitor_sees(case, outline):
    page, expected = SHOWN[case]
    assert outline(read(f"<html><body>{page}</body></html>")) == expected


LAYOUTS = {
    "plain": REPORT,
    "menu and footer": MENU + f"<div id=zoom>{REPORT}</div>" + FOOT,
    "deep": MENU
    + f"<div><div class=main><div class=left><a href=#>列表</a></div><div>{REPORT}</div></div></div>"
    + FOOT,
    "layout table": MENU
    + f"<table><tr><td width=200><a href=#>栏目</a></td><td>{REPORT}</td></tr></table>"
    + FOOT,
    "a long part in an element of its own": "<div>"
    + REPORT.replace("<p>二、", "</div><p>二、")
    .replace("<p>一、", "<div><p>一、", 1)
    .replace("真实准确。", "真实准确。" * 60)
    + "</div>"
    + FOOT,
    "a layout table in another": MENU
    + f"<table><tr><td><table><tr><td>{MENU}</td><td><div>{REPORT}</div></td></tr></table><tr><td>{FOOT}</td></tr></table>",
    "a copy for the phone": f"<div class=phone>{REPORT}</div><div>{REPORT}</div>" + FOOT,
    "a list of its titles": f"<ul><li>{'<li>'.join(PIECES[n] for n in (0, 2, 4, 5, 6, 7))}</ul><div>{REPORT}</div>",
    "hidden until it is shown": f"<div id=body style='display:none'>{REPORT}</div>" + FOOT,
    "hidden by a rule until it is shown": f"<style>.body{{display:none}}</style><div class=body>{REPORT}</div>"
    + FOOT,
    "a field": MENU + f"<textarea style='display:none'>{markup.escape(REPORT)}</textarea>" + FOOT,
    "a template": MENU + f"<script type='text/html'>{REPORT}</script>" + FOOT,
    "a string of a script": MENU + f"<script>show({json.dumps({'a': 1, 'body': REPORT})})</script>" + FOOT,
    "related": f"<div><div>{REPORT}</div><ul><li><a href=#>某镇2022年度报告</a></li></ul></div>",
}


@pytest.mark.parametrize("case", LAYOUTS)
def test_the_report_is_found_in_the_page(case, outline):
    found = outline(read(f"<html><body>{LAYOUTS[case]}</body></html>"))
    assert found[1].startswith(PIECES[1])
    assert [found[0], PIECES[1], *found[2:]] == PIECES


def test_two_reports_in_one_page_are_both_there(outline):
    """Which is meant nobody can tell; the figures that differ are left out later."""
    page = f"<div>{REPORT}</div><div>{REPORT.replace('12条', '13条')}</div>"
    assert [x for x in outline(read(page)) if x == PIECES[0]] == [PIECES[0]] * 2


def test_elements_laid_out_as_a_table(outline):
    rows = "".join(
        f"<div><span>{a}</span><div>{b}</div></div>"
        for a, b in (("行政许可", 8), ("行政处罚", 0), ("行政强制", 3))
    )
    page = REPORT.replace("<table><tr><td>规章</td><td>0</td></tr></table>", rows)
    assert [["行政许可", "8"], ["行政处罚", "0"], ["行政强制", "3"]] in outline(read(page))


ELSEWHERE = {
    "an attachment": ("附件", "<p>发布时间：2024-01-09</p><a href='/a/1.docx?x=1'>附件</a>"),
    "a frame": ("附件", "<iframe src='/a/1.pdf'></iframe><p>下载</p>"),
    "pictures of a WeChat article": (
        "图片", "<div id=js_content style='visibility: hidden'><p><img data-src='https://a/1'></p></div><p>某镇</p>",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", ELSEWHERE)
def test_a_page_that_only_points_to_the_report_is_refused(case, told):
    word, body = ELSEWHERE[case]
    page = f"<title>某镇2023年政府信息公开工作年度报告</title><body><ul><li><a>总体情况</a></ul>{body}"
    assert word in told(read, page)
    assert told(read, page.replace("</ul>", "</ul><p>一、总体情况</p>")) is None
    assert told(read, page.replace("年度报告", "通知")) is None


HEADS = {
    "meta": (
        '<meta name="ArticleTitle" content="某镇2023年政府信息公开工作年度报告"><meta name="PubDate" content="2024-1-9 10:00">'
        '<meta name="SiteName" content="某县人民政府"><meta name="ContentSource" content="某镇人民政府">',
        "",
        {"title": "某镇2023年政府信息公开工作年度报告", "published": "2024-01-09", "site": "某县人民政府",
         "organ": "某镇人民政府"},
    ),
    "headline and line below": (
        "<title>某县人民政府网</title>",
        "<h1>某镇2023年政府信息公开工作年度报告</h1><div>发布时间：2024年1月9日 来源：某镇人民政府</div>",
        {"title": "某镇2023年政府信息公开工作年度报告", "published": "2024-01-09", "organ": "某镇人民政府"},
    ),
    "no day of the calendar": (
        '<meta name="PubDate" content="2024-99-99"><title>政务公开</title>', "<p>发布时间：2024-13-45</p>", {"title": "政务公开"},
    ),
    "a day without signs": (
        '<meta name="PubDate" content="20240109"><title>政务公开</title>', "", {"title": "政务公开", "published": "2024-01-09"},
    ),
    "a site's name behind the title": (
        "<title>某镇2023年政府信息公开年报_某县人民政府门户网站</title>", "", {"title": "某镇2023年政府信息公开年报"},
    ),
    "a section is no headline": ("<title>政务公开</title>", "<h1>六、其他需要报告的事项</h1>", {"title": "政务公开"}),
    "wechat": (
        "<script>var ct = '1704765600';</script>",
        "<h1 id=activity-name>某镇2023年政府信息公开年报</h1><a id=js_name>某镇发布</a><div id=js_content></div>",
        {"title": "某镇2023年政府信息公开年报", "published": "2024-01-09", "organ": "某镇发布"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", HEADS)
def test_what_a_page_says_of_itself(case):
    head, body, expected = HEADS[case]
    reading = read(f"<html><head>{head}</head><body>{body}<div>{REPORT}</div></body></html>")
    assert dict(reading.meta) == expected


def test_a_wechat_article_is_not_taken_for_hidden(outline):
    page = f'<html><body><div id="js_content" style="visibility: hidden; opacity: 0;"><section>{REPORT}</section></div>'
    assert outline(read(page)) == PIECES


OPENINGS = {
    "Word's settings": "<html><head><!--[if gte mso 9]><xml><w:WordDocument></w:WordDocument></xml><![endif]--></head>",
    "a saved page's mark": "<!-- saved from url=(0020)http://a.gov.cn/b.htm -->\r\n<html>",
    "a long comment": "<!-- " + "x" * 5_000 + " --> <!-- y --><html>",
    "blank lines of a template": "\r\n\t" * 2_000 + "<html>",
    "a declaration of XML": '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE html><html>',
}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("case", OPENINGS)
def test_whatever_a_page_opens_with(case, encoding, outline):
    page = f"{OPENINGS[case]}<body>{REPORT}</body></html>".encode(encoding)
    assert reader(Source("x", page)) is html
    assert outline(html.read(Source("x", page))) == PIECES


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "big5"])
@pytest.mark.parametrize("label", ["gb2312", "utf-8", ""])
def test_labels_do_not_decide(encoding, label, outline):
    said = f'<meta charset="{label}">' if label else ""
    text = "一、總體情況公開資訊" if encoding == "big5" else "一、总体情况公开信息"
    page = f"<html><head>{said}</head><body><p>{text}的政府年度報告</p></body></html>".encode(
        encoding, "ignore" if encoding == "big5" else "strict"
    )
    assert html.accepts(page, "x")
    assert outline(html.read(Source("x", page)))[0].startswith(text[:4])


def test_a_few_broken_bytes_are_mended(outline):
    page = f"<html><body>{REPORT}".encode() + b"\xe4\xb8<p>\xe5\xb0\xbe</p>" + b"<!-- " + b"x" * 2000
    assert outline(html.read(Source("x", page)))[: len(PIECES) - 1] == PIECES[:-1]


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_random_tables_come_back(data, sketches, cells_of):
    sketch = data.draw(sketches)
    rows = "".join(
        "<tr>"
        + "".join(
            f"<td rowspan={b.rowspan} colspan={b.colspan}>{markup.escape(b.text)}</td>"
            for b in sketch.starting(row)
        )
        + "</tr>"
        for row in range(sketch.rows)
    )
    assert cells_of(read(f"<table>{rows}</table>")) == sketch.cells()


ATTACKS = {
    "huge spans": ("<table>" + "<tr><td rowspan=65534 colspan=1000>1</td></tr>" * 50 + "</table>", TooLarge),
    "many rows": ("<table>" + "<tr><td>1<td>2</tr>" * 600 + "</table>", TooLarge),
    "tags in one another": ("<div>" * 50_000 + "甲" + "</div>" * 50_000, Damaged),
    "many paragraphs": ("<body>" + "<p>甲" * 60_000, TooLarge),
    "many tags": ("<html><body>" + "<p>" * 300_000, TooLarge),
    "nothing": ("<html><body><script>1</script></body></html>", EmptyInput),
}


@pytest.mark.parametrize("case", ATTACKS)
def test_attacks_get_one_sentence(case):
    page, kind = ATTACKS[case]
    with pytest.raises(kind, match=r"。$"):
        read(page)


def test_deep_nesting_is_bounded(told):
    page = "<html><body>" + "<div>" * 200 + "甲" + "<table><tr><td>" * 300 + "乙"
    assert "结构不正常" in told(read, page)


@settings(max_examples=60, deadline=None)
@given(place=st.floats(0, 1, exclude_max=True), junk=st.binary(max_size=12), cut=st.integers(0, 12))
def test_broken_pages_raise_nothing_but_input_errors(place, junk, cut, told):
    whole = f"<html><body>{MENU}{REPORT}{FOOT}</body></html>".encode()
    at = int(place * len(whole))
    said = told(html.read, Source("x", whole[:at] + junk + whole[at + cut :]))
    assert said is None or said.endswith("。")
