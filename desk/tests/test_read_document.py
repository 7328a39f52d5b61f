"""``read_document``: a file in, what it states out, for a person or a program."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

from desk.management.commands import read_document
from documents.tests.make import make_page
from documents.tests.test_reading import FULL


def run(capsys, *args):
    call_command("read_document", *args)
    return capsys.readouterr().out


@pytest.fixture
def page(tmp_path):
    path = tmp_path / "通知.html"
    path.write_bytes(make_page("<p>退休人员个人账户每人每月划入100元。</p>"))
    return str(path)


def test_a_program_gets_json(page, capsys):
    answer = json.loads(run(capsys, page, "--json"))

    assert answer["refused"] is None
    assert isinstance(answer["credits"], list)


def test_a_person_gets_sentences(page, capsys):
    assert run(capsys, page).startswith("读到 19 字。")


def test_the_report_names_figures_with_their_words_and_what_is_open():
    report = "\n".join(read_document._report(FULL))

    assert "文号：某〔2023〕1号" in report
    assert (
        "1. 70 周岁及以上，（按月还是按年没说） （什么的比例没说清）的 2.5%，即 100.00 元，"
        "保底 60.50 元，2023-01-01 起"
    ) in report
    assert "   原句：每月100元\n   没定：按月还是按年：没说月还是年\n   没定：比例的基数" in report
    assert "1. 大额：每年 5.00 元" in report


def test_the_input_may_be_standard_input(monkeypatch, capsys):
    class Input:
        buffer = io.BytesIO(b"")

    monkeypatch.setattr("sys.stdin", Input)

    assert json.loads(run(capsys, "-", "--json"))["refused"] == "not-text"


def test_what_was_refused_is_said_in_words(tmp_path, capsys):
    (tmp_path / "a.doc").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))

    assert run(capsys, str(tmp_path / "a.doc")).startswith("没有读：这是旧的 Word 格式")


@pytest.mark.parametrize(
    ("name", "words"),
    [("没有.pdf", "没有这个文件"), (".", "这是文件夹"), ("a\0b", "打不开")],
    ids=["missing", "folder", "impossible"],
)
def test_a_file_that_is_none_is_said(tmp_path, name, words):
    with pytest.raises(CommandError, match=words):
        call_command("read_document", str(tmp_path / name))
