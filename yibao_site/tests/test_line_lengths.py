"""``make check`` refuses a line of a template that is longer than a screen shows."""

from yibao_site.tests import line_lengths


def test_a_long_line_is_told_with_its_place(tmp_path, monkeypatch, capsys):
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "home.html").write_text("短\n" + "长" * 161 + "\n", encoding="utf-8")
    monkeypatch.setattr(line_lengths, "TEMPLATES", tmp_path)

    assert line_lengths.main() == 1
    assert "templates/pages/home.html:2: 161 characters" in capsys.readouterr().err


def test_characters_are_counted_not_bytes(tmp_path):
    (tmp_path / "home.html").write_text("长" * 160, encoding="utf-8")

    assert list(line_lengths.too_long(tmp_path)) == []
