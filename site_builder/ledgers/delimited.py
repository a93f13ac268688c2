"""A csv file → one sheet: UTF-8, GB18030 or UTF-16, with commas, semicolons or tabs."""

from __future__ import annotations

import csv
import io

from site_builder.ledgers.sheet import LONGEST, Fault, NoLedger, Sheet
from site_builder.ledgers.workbook import MAX_BYTES, MAX_CELLS
from site_builder.text.formulas import restored

_DELIMITERS = ",\t;，"


def read_delimited(name: str, data: bytes) -> Sheet:
    """The sheet of a csv file. Raises NoLedger for what is no text or no table."""
    if len(data) > MAX_BYTES:
        raise NoLedger("too_large", max=MAX_BYTES // 1024 // 1024)
    text = _decoded(data)
    if "\0" in text:
        raise NoLedger("no_text")
    head = text[:20_000]
    delimiter = max(_DELIMITERS, key=head.count)
    csv.field_size_limit(LONGEST * 4)
    try:
        rows = [tuple(map(restored, row)) for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)]
    except csv.Error as error:
        raise NoLedger("broken_csv", error=str(error)) from error
    if sum(map(len, rows)) > MAX_CELLS:
        raise NoLedger("too_many_cells", max=MAX_CELLS)
    faults: dict[tuple[int, int], Fault] = {}
    for r, row in enumerate(rows):
        for c, cell in enumerate(row):
            if len(cell) > LONGEST:
                faults[(r, c)] = "long"
            elif cell.startswith("=") and len(cell) > 1:
                faults[(r, c)] = "formula"
    return Sheet(name, tuple(rows), faults=faults)


def _decoded(data: bytes) -> str:
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            try:
                return data.decode(encoding)
            except UnicodeDecodeError as error:
                raise NoLedger("no_text") from error
    for encoding in ("utf-8", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise NoLedger("no_text")
