"""A folder to work in is gone afterwards, whenever the run was told to stop."""

import tempfile

import pytest

from operation.backups.workshop import workshop


def test_a_workshop_is_gone_with_what_is_in_it_and_so_is_one_of_a_killed_run(tmp_path):
    (tmp_path / ".backup-killed").mkdir()
    (tmp_path / ".drill-of-another").mkdir()

    with workshop(tmp_path, ".backup-") as folder:
        (folder / "copy.sqlite3").write_bytes(b"half")
        assert folder.parent == tmp_path
        assert not (tmp_path / ".backup-killed").exists()

    assert [path.name for path in tmp_path.iterdir()] == [".drill-of-another"]


def test_told_to_stop_as_the_folder_is_made_it_is_removed(tmp_path, monkeypatch):
    """The signal may come after the folder is made and before anybody knows its name."""
    make = tempfile.mkdtemp

    def told_to_stop(**where: object) -> str:
        make(**where)
        raise SystemExit(143)

    monkeypatch.setattr(tempfile, "mkdtemp", told_to_stop)
    with pytest.raises(SystemExit), workshop(tmp_path, ".backup-"):
        raise AssertionError("the folder was never given")

    assert list(tmp_path.iterdir()) == []
