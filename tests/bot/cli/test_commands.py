"""The command line of contract/cli.md: its JSON, its exit codes, its one line of error."""

import json
import shutil
import zipfile
from contextlib import closing
from pathlib import Path

import pytest

from bot.cli import run
from bot.state.database import connect
from bot.state.tickets import file_ticket

Outcome = tuple[int, str, str]


@pytest.fixture
def nianbao(capfd: pytest.CaptureFixture[str], tmp_path: Path):
    """Run a command line against a database of its own; its exit code, output and error."""

    def call(*arguments: str) -> Outcome:
        code = run([arguments[0], "--db", str(tmp_path / "index.db"), *arguments[1:]])
        return code, *capfd.readouterr()

    return call


def report(examples: Path, name: str, ending: str = "txt") -> str:
    return str(examples / name / f"report.{ending}")


def test_read_gives_the_report(nianbao, examples: Path):
    code, out, _ = nianbao("read", "--json", report(examples, "xinji-2023", "docx"))
    got = json.loads(out)
    assert code == 0
    assert (got["organ"], got["year"], got["division"]) == ("彭阳县新集乡人民政府", 2023, "640425200")
    assert got["place"] == "宁夏回族自治区/固原市/彭阳县/新集乡"
    assert got["period"] == ["2023-01-01", "2023-12-31"]
    assert got["contact"] == "0954-7731010"
    assert [s["number"] for s in got["sections"]] == [1, 2, 3, 4, 5, 6]
    assert got["cells"]["t2.penalty.decisions"] == 1


def test_read_keeps_every_sentence_at_its_place(nianbao, examples: Path):
    _, out, _ = nianbao("read", "--json", report(examples, "xidagou-2023"))
    got = json.loads(out)
    text = {s["number"]: s["text"] for s in got["sections"]}
    assert got["facts"]
    for fact in got["facts"]:
        sentence = text[fact["section"]][fact["start"] : fact["end"]]
        assert sentence == fact["sentence"]
        start, end = fact["number"]
        assert 0 <= start < end <= len(sentence)


def test_read_tells_blank_from_absent(nianbao, examples: Path):
    _, out, _ = nianbao("read", "--json", report(examples, "xishan-2023", "docx"))
    cells = json.loads(out)["cells"]
    assert cells["t3.new.total"] is None
    assert "t4.review.total" not in cells
    assert cells["t2.fee.amount"] == pytest.approx(110.45349)


def test_check_leaves_with_1_where_something_must_be_mended(nianbao, examples: Path):
    code, out, _ = nianbao("check", "--json", report(examples, "xianyuan-2023", "docx"))
    got = json.loads(out)
    assert (code, got["verdict"]) == (1, "fail")
    assert set(got["counts"]) == {"error", "warning", "info"}
    broken = next(f for f in got["findings"] if f["rule"] == "T302")
    assert broken["where"]["cells"]
    assert broken["found"] != broken["expected"]
    assert all(broken[key] for key in ("message", "fix", "basis", "root", "severity"))


def test_check_leaves_with_0_otherwise(nianbao, examples: Path):
    code, out, _ = nianbao("check", "--json", report(examples, "xidagou-2023", "docx"))
    assert (code, json.loads(out)["verdict"]) == (0, "justify")


def test_index_is_idempotent_and_counts(nianbao, examples: Path):
    files = [report(examples, name, "docx") for name in ("xinji-2023", "xidagou-2023")]
    assert nianbao("index", *files)[:2] == (0, "新收 2，未变 0，修订 0，拒收 0\n")
    assert nianbao("index", *files)[:2] == (0, "新收 0，未变 2，修订 0，拒收 0\n")


def test_index_takes_folders_and_says_what_it_refused(nianbao, examples: Path, tmp_path: Path):
    folder = tmp_path / "in"
    folder.mkdir()
    shutil.copy(report(examples, "xinji-2023", "html"), folder / "a.html")
    (folder / "b.txt").write_text("今天买了三斤白菜，花了十元。", encoding="utf-8")
    code, out, err = nianbao("index", str(folder))
    assert (code, out) == (0, "新收 1，未变 0，修订 0，拒收 1\n")
    assert "b.txt" in err


def test_index_goes_on_behind_what_is_broken_and_takes_up_where_it_was_stopped(
    nianbao, examples: Path, tmp_path: Path
):
    folder = tmp_path / "in"
    folder.mkdir()
    names = sorted(path.name for path in examples.iterdir() if (path / "report.docx").exists())
    (folder / "0.docx").write_bytes(b"PK\x03\x04 cut off")
    (folder / "1.pdf").write_bytes(b"%PDF-1.7 nothing behind it")
    with zipfile.ZipFile(folder / "2.zip", "w") as archive:
        archive.write(report(examples, names[0], "docx"), "一.docx")
        archive.writestr("二.txt", "今天买了三斤白菜，花了十元。")
        archive.write(report(examples, names[1], "html"), "三.html")
    nianbao("index", str(folder))
    for number, name in enumerate(names[2:], 3):
        shutil.copy(report(examples, name, "docx"), folder / f"{number}.docx")
    code, out, err = nianbao("index", str(folder))
    assert (code, out) == (0, f"新收 {len(names) - 2}，未变 2，修订 0，拒收 3\n")
    assert all(name in err for name in ("0.docx", "1.pdf", "二.txt"))


def test_ask_answers_in_the_contract_form(nianbao, examples: Path):
    nianbao("index", report(examples, "xidagou-2023", "docx"))
    code, out, _ = nianbao("ask", "西大沟镇2023年公示了多少次", "--json", "--today", "2025-06-01")
    got = json.loads(out)
    assert (code, got["status"], got["value"], got["unit"], got["year"]) == (0, "answered", 201, "次", 2023)
    assert got["division"] == "654202109"
    assert "201" in got["evidence"][0]["quote"]


def test_ask_leaves_with_1_where_it_declines(nianbao, examples: Path):
    nianbao("index", report(examples, "xidagou-2023", "docx"))
    code, out, _ = nianbao("ask", "西大沟镇2022年公示了多少次", "--json")
    got = json.loads(out)
    assert (code, got["status"], got["reason"], got["value"]) == (1, "declined", "year_not_indexed", None)


def test_ask_without_an_index_says_so(nianbao):
    code, out, _ = nianbao("ask", "西大沟镇2023年公示了多少次", "--json")
    assert (code, json.loads(out)["reason"]) == (1, "nothing_indexed")


def test_ask_goes_on_with_a_session(nianbao, examples: Path):
    nianbao("index", report(examples, "xidagou-2023", "docx"))
    nianbao("ask", "西大沟镇2023年公示了多少次", "--session", "s")
    _, out, _ = nianbao("ask", "其中发展党员呢", "--session", "s", "--json")
    assert json.loads(out)["value"] == 85
    _, out, _ = nianbao("ask", "其中发展党员呢", "--session", "other", "--json")
    assert json.loads(out)["value"] is None


AT_FAULT = {
    "no such file": ("read", "missing.docx"),
    "a folder": ("read", "."),
    "no such path": ("index", "missing"),
    "no such command": ("shout",),
    "no such option": ("ask", "--loud", "x"),
    "no such rule": ("rules", "Z999"),
    "nothing to ask": ("ask",),
    "a bad date": ("ask", "x", "--today", "yesterday"),
}


@pytest.mark.parametrize("arguments", AT_FAULT.values(), ids=AT_FAULT)
def test_faults_of_the_call_are_one_line_and_2(nianbao, arguments: tuple[str, ...]):
    code, out, err = nianbao(*arguments)
    assert (code, out) == (2, "")
    assert err.count("\n") == 1
    assert "Traceback" not in err


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("empty.docx", b""),
        ("picture.docx", b"\x89PNG\r\n\x1a\n" + bytes(100)),
        ("broken.docx", b"PK\x03\x04" + bytes(200)),
        ("noise.txt", bytes(range(256)) * 20),
        ("cabbage.txt", "今天买了三斤白菜，花了十元。".encode()),
    ],
)
def test_faults_of_the_file_are_one_line_and_2(nianbao, tmp_path: Path, name: str, data: bytes):
    (tmp_path / name).write_bytes(data)
    code, out, err = nianbao("read", "--json", str(tmp_path / name))
    assert (code, out) == (2, "")
    assert err.count("\n") == 1


def test_stdin_answers_line_by_line(nianbao, examples: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    nianbao("index", report(examples, "xidagou-2023", "docx"))
    lines = [
        json.dumps({"question": "西大沟镇2023年公示了多少次", "today": "2025-06-01", "session": "a"}),
        "not json",
        "[1]",
        json.dumps({"question": "其中发展党员呢", "session": "a"}),
    ]
    given = tmp_path / "questions"
    given.write_text("\n".join(lines), encoding="utf-8")
    with given.open(encoding="utf-8") as stdin:
        monkeypatch.setattr("sys.stdin", stdin)
        code, out, _ = nianbao("ask", "--stdin", "--json")
    got = [json.loads(line) for line in out.splitlines()]
    assert code == 0
    assert [g["value"] for g in got] == [201, None, None, 85]
    assert [g["reason"] for g in got[1:3]] == ["error", "error"]


def test_export_holds_the_cells(nianbao, examples: Path, tmp_path: Path):
    nianbao("index", report(examples, "xinji-2023", "docx"))
    code, out, _ = nianbao("export", "--format", "json")
    rows = json.loads(out)
    assert code == 0
    assert len(rows) == 1
    assert nianbao("export", "--format", "xlsx", "--out", str(tmp_path / "out.xlsx"))[0] == 0
    assert (tmp_path / "out.xlsx").read_bytes()[:2] == b"PK"


def test_a_county_judges_by_its_own_profile(nianbao, examples: Path, tmp_path: Path):
    folder = tmp_path / "profiles"
    folder.mkdir()
    county = folder / "county.toml"
    county.write_text('division = "654202"\ndue = "01-10"\n[severities]\nS105 = "info"\n', encoding="utf-8")
    call = ["check", "--json", report(examples, "xidagou-2023", "txt"), "--today", "2024-01-12"]
    _, out, _ = nianbao(*call)
    _, own, _ = nianbao(*call, "--profiles", str(folder))
    graded = [{f["rule"]: f["severity"] for f in json.loads(found)["findings"]} for found in (out, own)]
    assert [g["S105"] for g in graded] == ["warning", "info"]
    assert ["L961" in g for g in graded] == [False, True]


def test_a_wrong_profile_stops_the_call_and_is_told_by_doctor(nianbao, examples: Path, tmp_path: Path):
    (tmp_path / "county.toml").write_text("due = 3", encoding="utf-8")
    draft = report(examples, "xidagou-2023", "txt")
    code, out, err = nianbao("check", draft, "--profiles", str(tmp_path))
    assert (code, out) == (2, "")
    assert "county.toml" in err
    config = tmp_path / "c.cfg"
    config.write_text(f'[rules]\nprofiles = "{tmp_path}"\n', encoding="utf-8")
    code, out, _ = nianbao("doctor", "--config", str(config))
    assert (code, "✗ 各地规则：county.toml" in out) == (1, True)


def test_rules_lists_and_explains(nianbao):
    code, out, _ = nianbao("rules")
    assert code == 0
    assert "T302" in out
    assert "勾稽" in nianbao("rules", "t302")[1]


def test_people_are_invited_listed_and_revoked(nianbao):
    code, out, _ = nianbao("invite", "--role", "clerk", "--division", "640425200")
    assert code == 0
    assert out.startswith("NB-")
    assert "新集乡" in out
    listed = nianbao("people")[1]
    assert "等待使用" in listed
    assert out.split()[0] not in listed
    assert nianbao("revoke", "1")[0] == 0
    assert "已解除" in nianbao("people")[1]
    assert nianbao("revoke", "1")[0] == 2
    assert nianbao("invite", "--role", "clerk", "--division", "999999")[0] == 2


@pytest.mark.parametrize("role", ["citizen", "clerk", "supervisor"])
def test_chat_answers_line_by_line(
    nianbao, examples: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, role: str
):
    nianbao("index", report(examples, "xidagou-2023", "docx"))
    draft = (examples / "xianyuan-2023" / "report.txt").read_text(encoding="utf-8")
    given = tmp_path / "lines"
    given.write_text(f"西大沟镇2023年公示了多少次\n<<<\n{draft}<<<\n\n", encoding="utf-8")
    with given.open(encoding="utf-8") as stdin:
        monkeypatch.setattr("sys.stdin", stdin)
        code, out, _ = nianbao("chat", "--as", role)
    assert code == 0
    assert "201次" in out
    assert "处必须修改" in out


def test_check_looks_at_last_year_where_it_is_indexed(nianbao, examples: Path, tmp_path: Path):
    """What is carried in must be what was carried out; without last year's report nothing can be said."""
    before = (examples / "xinji-2023" / "report.html").read_text(encoding="utf-8")
    (tmp_path / "2024.html").write_text(before.replace("2023", "2024"), encoding="utf-8")
    rules = [
        n["rule"]
        for n in json.loads(nianbao("check", "--json", str(tmp_path / "2024.html"))[1])["not_assessable"]
    ]
    assert "C801" in rules
    nianbao("index", report(examples, "xinji-2023", "html"))
    rules = [
        n["rule"]
        for n in json.loads(nianbao("check", "--json", str(tmp_path / "2024.html"))[1])["not_assessable"]
    ]
    assert "C801" not in rules


def test_check_takes_a_folder(nianbao, examples: Path, tmp_path: Path):
    folder = tmp_path / "county"
    folder.mkdir()
    for name in ("xinji-2023", "xianyuan-2023"):
        shutil.copy(report(examples, name, "docx"), folder / f"{name}.docx")
    matrix, notice = tmp_path / "matrix.xlsx", tmp_path / "notice.txt"
    code, out, _ = nianbao("check", "--matrix", str(matrix), "--notice", str(notice), str(folder))
    assert code == 1
    assert out.count("\n") == 2
    assert matrix.read_bytes()[:2] == b"PK"
    assert "仙源乡" in notice.read_text(encoding="utf-8")


def test_check_writes_comments_into_a_copy(nianbao, examples: Path, tmp_path: Path):
    out = tmp_path / "commented.docx"
    nianbao("check", "--comments", str(out), report(examples, "xianyuan-2023", "docx"))
    with zipfile.ZipFile(out) as package:
        assert "0+0" in package.read("word/comments.xml").decode()
    assert nianbao("check", "--comments", str(out), report(examples, "xianyuan-2023", "txt"))[0] == 2


def test_tickets_are_listed_and_closed(nianbao, tmp_path: Path):
    assert nianbao("tickets") == (0, "", "")
    with closing(connect(tmp_path / "inbox.db")) as inbox:
        assert file_ticket(inbox, 1, "t2.penalty.decisions", "应为2", now=0.0)
    assert "应为2" in nianbao("tickets")[1]
    assert nianbao("tickets", "--close", "1")[0] == 0
    assert nianbao("tickets")[1] == ""
    assert nianbao("tickets", "--close", "1")[0] == 2


def test_doctor_says_what_is_in_place(nianbao):
    code, out, _ = nianbao("doctor")
    assert code == 0
    assert "SQLite" in out
    assert "行政区划表" in out
