"""A workbook → its sheets, within limits: a hostile, broken or locked file ends as one sentence."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree import ElementTree

from site_builder.ledgers.sheet import LONGEST, Fault, Merge, NoLedger, Sheet, Value

MAX_BYTES = 32 * 1024 * 1024
MAX_UNPACKED = 160 * 1024 * 1024
MAX_STRINGS = 48 * 1024 * 1024
MAX_PARTS = 3_000
MAX_SHEETS = 120
MAX_ROWS, MAX_COLUMNS = 1_048_576, 16_384
MAX_CELLS = 2_000_000
_OLE, _ZIP = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PK\x03\x04"
_STRINGS = "xl/sharedStrings.xml"
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/spreadsheetml/main}"
_REF = re.compile(r"([A-Z]{1,4})([0-9]{1,9})")
_ERROR = re.compile(r"#(?:REF!|N/A|VALUE!|DIV/0!|NAME\?|NUM!|NULL!|SPILL!|CALC!)")


@dataclass
class _Marks:
    """What a sheet's part says beside its values."""

    merges: list[Merge] = field(default_factory=list)
    formulas: set[tuple[int, int]] = field(default_factory=set)
    hidden: set[int] = field(default_factory=set)


def read_workbook(data: bytes) -> tuple[Sheet, ...]:
    """The sheets of an xlsx file, hidden ones too. Raises NoLedger; ImportError where openpyxl is not installed."""
    import openpyxl

    if len(data) > MAX_BYTES:
        raise NoLedger("too_large", max=MAX_BYTES // 1024 // 1024)
    if data.startswith(_OLE):
        raise NoLedger("locked")
    if not data.startswith(_ZIP):
        raise NoLedger("no_workbook")
    try:
        marks = _looked_through(data)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
            if len(book.worksheets) > MAX_SHEETS:
                raise NoLedger("too_many_sheets", max=MAX_SHEETS)
            return tuple(_sheet(sheet, marks.get(_part(sheet), _Marks())) for sheet in book.worksheets)
    except (NoLedger, MemoryError):
        raise
    except Exception as error:  # what the library raises on a broken file is not a closed list
        raise NoLedger("broken") from error


def _part(sheet: object) -> str:
    """The name of the part that a sheet is read from."""
    return str(getattr(sheet, "_worksheet_path", "")).lstrip("/")


def _looked_through(data: bytes) -> dict[str, _Marks]:
    """The marks of each sheet's part, once no part is too large, declares entities or names a cell that cannot be."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = archive.infolist()
        if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
            raise NoLedger("bomb", max=MAX_UNPACKED // 1024 // 1024)
        if any(part.flag_bits & 1 for part in parts):
            raise NoLedger("locked")
        names = [part.filename for part in parts]
        if len(set(names)) != len(names) or "xl/workbook.xml" not in names:
            raise NoLedger("no_workbook")
        if any(part.filename == _STRINGS and part.file_size > MAX_STRINGS for part in parts):
            raise NoLedger("bomb", max=MAX_UNPACKED // 1024 // 1024)
        marks = {}
        for part in parts:
            if not part.filename.endswith((".xml", ".rels")):
                continue
            text = archive.read(part)
            if b"<!DOCTYPE" in text or b"<!ENTITY" in text or b"\x00" in text:
                raise NoLedger("broken")
            if _SHEET.fullmatch(part.filename):
                marks[part.filename] = _marks(text)
        return marks


def _marks(text: bytes) -> _Marks:
    found, cells, merged = _Marks(), 0, 0
    for _, element in ElementTree.iterparse(io.BytesIO(text)):
        tag = element.tag.removeprefix(_MAIN).removeprefix(_STRICT)
        if tag == "c":
            cells += 1
            if cells > MAX_CELLS:
                raise NoLedger("too_many_cells", max=MAX_CELLS)
            place = _place(element.get("r") or "A1")
            parts = {child.tag.removeprefix(_MAIN).removeprefix(_STRICT): child for child in element}
            if "f" in parts and not ("v" in parts and parts["v"].text):
                found.formulas.add(place)
            element.clear()
        elif tag == "row":
            number = int(element.get("r") or 1)
            if not 0 < number <= MAX_ROWS:
                raise NoLedger("broken")
            if element.get("hidden") in ("1", "true"):
                found.hidden.add(number - 1)
            element.clear()
        elif tag == "mergeCell":
            first, _, last = (element.get("ref") or "").partition(":")
            (top, left), (bottom, right) = _place(first), _place(last or first)
            found.merges.append(Merge(min(top, bottom), min(left, right), max(top, bottom), max(left, right)))
            merged += abs(bottom - top) + 1
            if merged > MAX_CELLS:
                raise NoLedger("too_many_cells", max=MAX_CELLS)
    return found


def _place(reference: str) -> tuple[int, int]:
    match = _REF.fullmatch(reference.replace("$", ""))
    if match is None:
        raise NoLedger("broken")
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - 64
    row = int(match[2])
    if not (0 < row <= MAX_ROWS and 0 < column <= MAX_COLUMNS):
        raise NoLedger("broken")
    return row - 1, column - 1


def _sheet(sheet: object, marks: _Marks) -> Sheet:
    faults: dict[tuple[int, int], Fault] = dict.fromkeys(marks.formulas, "formula")
    rows: list[tuple[Value, ...]] = []
    for index, row in enumerate(_rows(sheet)):
        if any(isinstance(value, str) for value in row):
            for column, value in enumerate(row):
                if isinstance(value, str) and (fault := _fault(value)):
                    faults[(index, column)] = fault
        rows.append(row)
    while rows and not any(value not in (None, "") for value in rows[-1]):
        rows.pop()
    known = {place: fault for place, fault in faults.items() if place[0] < len(rows) or fault == "formula"}
    rows += [()] * (max((place[0] + 1 for place in known), default=0) - len(rows))
    name, state = str(getattr(sheet, "title", "")), getattr(sheet, "sheet_state", "visible")
    return Sheet(name, tuple(rows), state != "visible", tuple(marks.merges), known, frozenset(marks.hidden))


def _rows(sheet: object) -> Iterator[tuple[Value, ...]]:
    sheet.reset_dimensions()  # type: ignore[attr-defined]  # what a sheet says of its size is often wrong
    for row in sheet.iter_rows(values_only=True):  # type: ignore[attr-defined]
        last = len(row)
        while last and row[last - 1] in (None, ""):
            last -= 1
        yield tuple(row[:last])


def _fault(value: str) -> Fault | None:
    if len(value) > LONGEST:
        return "long"
    return "error" if _ERROR.fullmatch(value) else None
