"""A published report: for everybody, with the place of an answer marked, and a way to say that it is wrong."""

from dataclasses import replace
from decimal import Decimal

import pytest

from bot.state.tickets import MOST_A_DAY, close_ticket, open_tickets
from parser.index import Index
from parser.model.report import Fact


@pytest.fixture
def published(house, make_checked):
    text = "<b>前</b>全年公示201次。\n其他。"
    fact = Fact(3, "公示", Decimal(201), "次", 1, "全年公示201次。", 8, 17, (4, 7))
    report = replace(make_checked(text=text).report, facts=(fact,))
    with Index.open(house.settings.storage.index, write=True) as index:
        return index.add(report, source_name="a.docx", digest="ab").id


async def test_everybody_sees_it(client, published):
    answer = await client.get(f"/r/{published}")
    page = await answer.text()
    assert answer.status == 200
    assert "西大沟镇人民政府2023年政府信息公开工作年度报告" in page
    assert "全年公示201次。" in page
    assert "&lt;b&gt;前" in page
    assert "<mark" not in page


async def test_the_sentence_of_an_answer_is_marked(client, published):
    page = await (await client.get(f"/r/{published}?fact=3")).text()
    assert '<mark id="here">全年公示201次。</mark>' in page


async def test_the_cell_of_an_answer_is_marked(client, published):
    page = await (await client.get(f"/r/{published}?cell=t3.new.natural")).text()
    assert '<td id="c-t3.new.natural" class="asked">1</td>' in page
    assert '<a href="#c-t3.new.natural">' in page


@pytest.mark.parametrize(
    "query", ["fact=99", "fact=<script>", "cell=t9.x.y", "cell='><script>", "fact=&cell="]
)
async def test_what_is_not_there_marks_nothing(client, published, query):
    answer = await client.get(f"/r/{published}?{query}")
    page = await answer.text()
    assert answer.status == 200
    assert "<mark" not in page
    assert "<script" not in page


@pytest.mark.parametrize("number", ["1", "999999999999999", "0"])
async def test_an_unknown_report(client, published, number):
    assert (await client.get(f"/r/{number}")).status == 404
    assert (await client.post(f"/r/{number}/wrong", data={"text": "不对不对"})).status == 404


async def test_no_index_no_report(client):
    assert (await client.get("/r/1")).status == 404


async def test_a_mistake_becomes_a_ticket_once(client, house, published):
    for _ in range(2):
        answer = await client.post(f"/r/{published}/wrong", data={"text": " 公示应为210次 "})
        assert "谢谢" in await answer.text()
    (ticket,) = house.store.read(open_tickets)
    assert (ticket.report, ticket.text) == (published, "公示应为210次")
    assert ticket.about == "西大沟镇人民政府 2023"
    assert await house.store.write(close_ticket, ticket.id, now=house.clock())
    assert not house.store.read(open_tickets)


async def test_tickets_have_limits(client, house, published):
    assert (await client.post(f"/r/{published}/wrong", data={"text": "?"})).status == 400
    await client.post(f"/r/{published}/wrong", data={"text": "长" * 5000})
    assert len(house.store.read(open_tickets)[0].text) == 500
    for n in range(MOST_A_DAY - 1):
        await client.post(f"/r/{published}/wrong", data={"text": f"不对之处{n}"})
    assert (await client.post(f"/r/{published}/wrong", data={"text": "再来一个"})).status == 429


async def test_an_index_that_cannot_be_read_is_the_operators_matter(client, house, published):
    house.settings.storage.index.write_bytes(b"no database at all" * 99)
    for answer in (await client.get(f"/r/{published}"), await client.post(f"/r/{published}/wrong")):
        assert answer.status == 503
        assert "请稍后再" in await answer.text()
