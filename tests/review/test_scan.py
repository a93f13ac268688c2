"""What git keeps of personal data is found wherever it lies, and never printed."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Ran
from tests.support.repository import GitRegister

Sidan = Callable[..., Ran]
PHONE, CARD, IDENTITY = "13912345678", "6222021234567894", "340828190001010007"


def packed(text: str) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", f"<w:t>{text}</w:t>")
    return data.getvalue()


@pytest.fixture
def repository(tmp_path: Path) -> GitRegister:
    made = GitRegister(tmp_path / "town")
    made.commit({"cases/a/A-1.md": f"第一行\n电话{PHONE}，证件{IDENTITY}\n", "note.docx": packed(CARD)}, message="登记")
    made.commit(
        {"cases/a/A-1.md": "第一行\n电话已删\n", f"{PHONE}.txt": "x"},
        message=f"删去 {PHONE[:3]}-{PHONE[3:7]}-{PHONE[7:]}",
    )
    made.commit({"grids.txt": "电话一三九一二三四五六七八".encode("gb18030"), f"{PHONE}.txt": None})
    made.git("branch", f"about-{PHONE}")
    (made.folder / "draft").write_text(f"草稿 {PHONE}", encoding="utf-8")
    made.git("hash-object", "-w", "draft")
    (made.folder / "draft").unlink()
    return made


def test_it_is_found_in_versions_messages_names_packed_files_and_drafts(sidan: Sidan, repository: GitRegister) -> None:
    ran = sidan("-C", str(repository.folder), "history", "scan", "--format", "json")
    assert ran.code == 1
    rows = json.loads(ran.out)["found"]
    found = {(row["where"].split(" ")[0], row["line"], row["column"], row["kind"], row["is_there"]) for row in rows}
    assert found == {
        ("cases/a/A-1.md", 2, 3, "mobile", False),
        ("cases/a/A-1.md", 2, 17, "identity", False),
        ("note.docx", 0, 0, "bank_card", True),
        ("grids.txt", 0, 0, "mobile", True),
        ("message", 0, 0, "mobile", False),
        ("path", 0, 0, "mobile", False),
        ("reference", 0, 0, "mobile", True),
        ("object", 1, 4, "mobile", False),
    }


def test_nothing_that_was_found_is_printed_and_what_was_read_is_not_read_again(
    sidan: Sidan, repository: GitRegister, tmp_path: Path
) -> None:
    def scan(*words: str) -> Ran:
        return sidan("-C", str(repository.folder), "history", "scan", *words, SIDAN_CACHE=str(tmp_path / "cache"))

    first = scan()
    said = (
        first.out + first.err + "".join(p.read_text("utf-8", "replace") for p in (tmp_path / "cache").rglob("*.json"))
    )
    assert first.code == 1 and "cases/a/A-1.md:2:3" in first.out
    assert not any(number in said.replace("-", "") for number in (PHONE, CARD, IDENTITY))
    repository.commit({"b": "无\n"})
    again = scan()
    assert "2 new objects" in again.err
    assert again.out == first.out


def test_a_clean_repository_passes(sidan: Sidan, tmp_path: Path) -> None:
    made = GitRegister(tmp_path / "clean")
    made.commit({"a": "茶冲村 2025-10-17 QTL-2025-0001\n"})
    assert sidan("-C", str(made.folder), "history", "scan").code == 0
    assert sidan("-C", str(tmp_path), "history", "scan").code == 3
