"""A file is replaced whole or not at all, never through a link, never over somebody else's change."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from site_builder.writers.replace_file import NotWritten, create_file, replace_file


def test_a_file_is_replaced_and_keeps_its_mode(tmp_path: Path) -> None:
    (tmp_path / "cases/v").mkdir(parents=True)
    file = tmp_path / "cases/v/A.md"
    file.write_bytes(b"old")
    file.chmod(0o640)
    replace_file(tmp_path, "cases/v/A.md", b"old", b"new")
    assert file.read_bytes() == b"new"
    assert file.stat().st_mode & 0o777 == 0o640
    assert os.listdir(file.parent) == ["A.md"]


def test_a_file_that_somebody_changed_meanwhile_is_left(tmp_path: Path) -> None:
    (tmp_path / "A.md").write_bytes(b"theirs")
    with pytest.raises(NotWritten):
        replace_file(tmp_path, "A.md", b"old", b"new")
    assert (tmp_path / "A.md").read_bytes() == b"theirs"


@pytest.mark.parametrize("path", ["link.md", "folder/A.md"])
def test_no_link_is_followed(tmp_path: Path, path: str) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "A.md").write_bytes(b"old")
    register = tmp_path / "register"
    register.mkdir()
    (register / "link.md").symlink_to(outside / "A.md")
    (register / "folder").symlink_to(outside)
    with pytest.raises(NotWritten):
        replace_file(register, path, b"old", b"new")
    with pytest.raises(NotWritten):
        create_file(register, path.replace("A.md", "B.md"), b"new")
    assert (outside / "A.md").read_bytes() == b"old"
    assert os.listdir(outside) == ["A.md"]


def test_a_pipe_is_no_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "A.md")
    with pytest.raises(NotWritten):
        replace_file(tmp_path, "A.md", b"", b"new")


def test_a_new_file_is_never_written_over_another(tmp_path: Path) -> None:
    create_file(tmp_path, "cases/v/A.md", b"first")
    with pytest.raises(NotWritten):
        create_file(tmp_path, "cases/v/A.md", b"second")
    assert (tmp_path / "cases/v/A.md").read_bytes() == b"first"
    assert os.listdir(tmp_path / "cases/v") == ["A.md"]


def test_a_folder_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(NotWritten) as refused:
        replace_file(tmp_path, "nowhere/A.md", b"", b"new")
    assert "nowhere/A.md" in str(refused.value)
