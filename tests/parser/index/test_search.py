"""Full text: every text that holds the words is found, and no other; hostile queries find nothing."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parser.index import bigrams
from parser.index.index import Index
from parser.model.report import Report, Section

TEXTS = {
    "130102100": "通过公示栏公示低保金20次。\n村务公开栏张贴。",
    "130102101": "“三老人员”补贴发放公示１２次；ＡＢ类事项 3 项。",
    "130102102": "𠀀𫠝村大喇叭广播5次😀，更新网站100%完成。",
    "130102103": "老人员工 三老 人员配备到位，公 示 无。",
}


@pytest.fixture
def filled(index, make) -> Index:
    for number, (division, text) in enumerate(TEXTS.items()):
        index.add(make(division=division, text=text, year=2020 + number), source_name="a", digest=division)
    return index


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("低保", ["130102100"]),
        ("公示", ["130102103", "130102101", "130102100"]),  # newest first; white space inside does not matter
        ("三老人员", ["130102103", "130102101"]),
        ("老人员工", ["130102103"]),
        ("公示12次", ["130102101"]),
        ("公示１２次", ["130102101"]),
        ("ab类", ["130102101"]),
        ("AB类", ["130102101"]),
        ("栏张", ["130102100"]),
        ("次村", []),  # a line ends between them
        ("村", ["130102102", "130102100"]),  # one character, wherever it stands
        ("栏", ["130102100"]),
        ("𠀀𫠝", ["130102102"]),
        ("𫠝", ["130102102"]),
        ("5次😀", ["130102102"]),
        ("100%", ["130102102"]),
        ("公示 低保", ["130102100"]),  # all words
        ("低保 大喇叭", []),
        ("没有这个词", []),
        ("", []),
        ("   ", []),
        ("😀", []),
        ("%", []),
        ('"', []),
        ('" OR "', []),
        ("公*", []),
        ("NEAR(公示 低保)", []),
        ("text:公示", []),
        ("公示' OR 1=1 --", []),
        ("低保" * 1000, []),
        ("\x00公示", []),
        ("NOT", []),
    ],
)
def test_search(filled: Index, query: str, found: list[str]) -> None:
    assert [hit.entry.division for hit in filled.search(query)] == found


def test_quotes_are_exact_pieces_of_their_section(filled: Index) -> None:
    (hit,) = filled.search("公示12次")
    assert hit.quote == "“三老人员”补贴发放公示１２次；"
    section = filled.report(hit.entry.id).section(hit.section)
    assert section is not None
    assert hit.quote in section.text


def test_filters_and_limit(filled: Index) -> None:
    assert [h.entry.year for h in filled.search("公示", year=2021)] == [2021]
    assert [h.entry.division for h in filled.search("公示", division="130102100")] == ["130102100"]
    assert filled.search("公示", division="14") == ()
    assert len(filled.search("公示", limit=2)) == 2
    assert filled.search("公示", limit=0) == ()


def test_a_revision_is_found_by_its_new_words_only(filled: Index, make) -> None:
    filled.add(
        make(division="130102100", text="改为微信公众号推送。", year=2020), source_name="a", digest="new"
    )
    assert [h.entry.division for h in filled.search("推送")] == ["130102100"]
    assert [h.entry.division for h in filled.search("低保")] == []
    filled._connection.execute("INSERT INTO words(words) VALUES ('integrity-check')")


text = st.text(st.sampled_from("公示低保村务三老人员1 2，。\n“”Aa𠀀é"), min_size=1, max_size=20)


@settings(max_examples=60, deadline=None)
@given(texts=st.lists(text, min_size=1, max_size=5), query=text)
def test_search_agrees_with_reading_every_text(tmp_path_factory, texts: list[str], query: str) -> None:
    wanted = [w for w in query.split() if bigrams.query(w)]
    with Index.open(tmp_path_factory.mktemp("i") / "i.db", write=True) as index, index.batch():
        for i, body in enumerate(texts):
            report = Report(
                None, f"1301021{i:02}", "", 2023, None, None, None, None, (Section(1, "一", body),), {}, ()
            )
            index.add(report, source_name="", digest=str(i))
        found = {hit.entry.division for hit in index.search(query)}
    holds = {
        f"1301021{i:02}"
        for i, body in enumerate(texts)
        if wanted
        and all(any(bigrams.folded(w) in bigrams.folded(line) for line in body.splitlines()) for w in wanted)
    }
    assert found == holds
