"""No file ends in a traceback: what is broken, locked or made to burst is told in one sentence."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from site_builder.ledgers import workbook as reader
from site_builder.ledgers.delimited import read_delimited
from site_builder.ledgers.sheet import NoLedger
from site_builder.ledgers.words import WORDS
from site_builder.ledgers.workbook import read_workbook
from tests.conftest import Ran
from tests.support.ledgers import DISPUTES, dispute, workbook

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("books") / "good.xlsx"
    return workbook(path, {"台账": [DISPUTES, dispute(), dispute("2025.9.16", "另一件")]}).read_bytes()


def rewritten(data: bytes, parts: dict[str, bytes | None]) -> bytes:
    """The workbook with some of its parts replaced, added, or (None) taken out."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in parts:
                new.writestr(name, old.read(name))
        for name, content in parts.items():
            if content is not None:
                new.writestr(name, content)
    return out.getvalue()


def cells(rows: str) -> bytes:
    return f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'.encode()


SHEET = "xl/worksheets/sheet1.xml"


def refused(data: bytes) -> str:
    with pytest.raises(NoLedger) as error:
        read_workbook(data)
    for words in WORDS.values():
        assert words[error.value.reason].format(**error.value.values)
    return error.value.reason


def read_or_refused(data: bytes) -> None:
    reason = ""
    try:
        read_workbook(data)
    except NoLedger as error:
        reason = error.reason
    assert reason == "" or reason in WORDS["zh"]


def test_a_good_workbook_is_read(good: bytes) -> None:
    (sheet,) = read_workbook(good)
    assert sheet.values[0] == DISPUTES
    assert len(sheet.values) == 3


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "no_workbook"), (b"PK\x03\x04", "broken"), (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512, "locked"), (b"%PDF-1.7", "no_workbook"), (b"PK\x03\x04" + b"\xff" * 4000, "broken"),
    ],
)  # fmt: skip
def test_what_is_no_workbook(data: bytes, reason: str) -> None:
    assert refused(data) == reason


def test_a_zip_that_is_no_workbook_and_a_workbook_cut_off(good: bytes) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.txt", "x")
    assert refused(out.getvalue()) == "no_workbook"
    assert refused(good[: len(good) // 2]) == "broken"
    assert refused(rewritten(good, {"xl/workbook.xml": b"<x"})) == "broken"
    assert refused(rewritten(good, {SHEET: b"<worksheet"})) == "broken"


def test_a_bomb_is_not_unpacked(good: bytes) -> None:
    bomb = rewritten(good, {"xl/media/a.bin": b"\0" * (reader.MAX_UNPACKED + 1)})
    assert len(bomb) < 1_000_000
    assert refused(bomb) == "bomb"
    strings = rewritten(good, {"xl/sharedStrings.xml": b" " * (reader.MAX_STRINGS + 1)})
    assert refused(strings) == "bomb"
    assert refused(rewritten(good, {f"xl/media/{n}.bin": b"x" for n in range(reader.MAX_PARTS)})) == "bomb"


def test_entities_are_not_expanded(good: bytes) -> None:
    laughs = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>' + cells("<row><c><v>1</v></c></row>")
    assert refused(rewritten(good, {SHEET: laughs})) == "broken"
    outside = b'<?xml version="1.0"?><!DOCTYPE x SYSTEM "file:///etc/passwd">' + cells("")
    assert refused(rewritten(good, {SHEET: outside})) == "broken"


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="99999999999"><c r="A99999999999"><v>1</v></c></row>', '<row r="1"><c r="ZZZZZZ1"><v>1</v></c></row>', '<row r="0"/>', '<row r="-5"/>', '<row r="x"><c r="A1"/></row>',
        '<row r="1"><c r="A1" t="s"><v>999999</v></c></row>',
    ],
)  # fmt: skip
def test_cells_that_cannot_be(good: bytes, rows: str) -> None:
    assert refused(rewritten(good, {SHEET: cells(rows)})) == "broken"


def test_limits_on_cells_merges_and_sheets(good: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "MAX_CELLS", 10)
    assert refused(good) == "too_many_cells"
    merged = cells("<row r='1'><c r='A1'><v>1</v></c></row>").replace(
        b"</worksheet>", b'<mergeCells><mergeCell ref="A1:A1048576"/></mergeCells></worksheet>'
    )
    assert refused(rewritten(good, {SHEET: merged})) == "too_many_cells"
    monkeypatch.undo()
    monkeypatch.setattr(reader, "MAX_SHEETS", 0)
    assert refused(good) == "too_many_sheets"
    monkeypatch.undo()
    monkeypatch.setattr(reader, "MAX_BYTES", 100)
    assert refused(good) == "too_large"


def test_a_sheet_formatted_to_the_bottom_is_read(good: bytes) -> None:
    """Styled cells without values, 20,000 rows of them, as borders drawn to the end leave them."""
    head = "".join(f'<c r="{chr(65 + i)}1" t="inlineStr"><is><t>{text}</t></is></c>' for i, text in enumerate(DISPUTES))
    rows = "".join(f'<row r="{n}"><c r="A{n}" s="0"/><c r="B{n}" s="0"/></row>' for n in range(2, 20_000))
    (sheet,) = read_workbook(rewritten(good, {SHEET: cells(f'<row r="1">{head}</row>{rows}')}))
    assert len(sheet.values) == 1


def test_formulas_have_their_saved_value_or_none(good: bytes) -> None:
    rows = '<row r="1"><c r="A1"><f>1+1</f><v>2</v></c><c r="B1"><f>1+1</f></c><c r="C1"><f>1+1</f><v></v></c><c r="D1" t="e"><f>1/0</f><v>#DIV/0!</v></c></row>'
    (sheet,) = read_workbook(rewritten(good, {SHEET: cells(rows)}))
    assert sheet.values[0][0] == 2
    assert sheet.faults == {(0, 1): "formula", (0, 2): "formula", (0, 3): "error"}


def test_openpyxl_writes_formulas_without_values(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active["B2"] = "=SUM(A1:A3)"
    book.save(tmp_path / "f.xlsx")
    (sheet,) = read_workbook((tmp_path / "f.xlsx").read_bytes())
    assert sheet.faults == {(1, 1): "formula"}


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_any_damage_ends_in_one_sentence(good: bytes, data: st.DataObject) -> None:
    damaged = bytearray(good)
    for place in data.draw(st.lists(st.integers(0, len(good) - 1), min_size=1, max_size=8)):
        damaged[place] = data.draw(st.integers(0, 255))
    read_or_refused(bytes(damaged))


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_any_damage_inside_a_part_ends_in_one_sentence(good: bytes, data: st.DataObject) -> None:
    with zipfile.ZipFile(io.BytesIO(good)) as archive:
        name = data.draw(st.sampled_from(sorted(n for n in archive.namelist() if n.endswith((".xml", ".rels")))))
        part = bytearray(archive.read(name))
    for place in data.draw(st.lists(st.integers(0, len(part) - 1), min_size=1, max_size=6)):
        part[place] = data.draw(st.sampled_from(b'<>/"= 0123456789abc\x00\xff'))
    read_or_refused(rewritten(good, {name: bytes(part)}))


@given(st.binary(max_size=400))
def test_any_bytes_are_a_csv_or_refused(data: bytes) -> None:
    with suppress(NoLedger):
        read_delimited("x", data)


def hostile(tmp_path: Path, good: bytes) -> Iterator[Path]:
    random.seed(7)
    for name, data in {
        "empty.xlsx": b"", "locked.xlsx": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "cut.xlsx": good[:300], "noise.xlsx": b"PK\x03\x04" + random.randbytes(3000),
        "bomb.xlsx": rewritten(good, {"xl/media/a.bin": b"\0" * (reader.MAX_UNPACKED + 1)}), "nul.csv": b"a\0b", "picture.csv": b"\x89PNG\r\n\x1a\n" + b"\0" * 40, "nothing.csv": b"",
    }.items():  # fmt: skip
        (tmp_path / name).write_bytes(data)
        yield tmp_path / name
    yield tmp_path / "not-there.xlsx"
    yield tmp_path


def test_the_command_tells_each_in_one_line_and_ends_with_3(
    sidan: Callable[..., Ran], register: Path, tmp_path: Path, good: bytes
) -> None:
    for path in hostile(tmp_path, good):
        ran = sidan(
            "-C", str(register), "import", str(path), "--by", "ge-guoxian", "--kind", "dispute", "--as-of", "2025-10-17"
        )
        assert ran.code == 3, (path.name, ran.err)
        assert len(ran.err.strip().split("\n")) == 1
        assert ran.out == ""
    assert list((register / "cases").glob("*/*.md")) == []
