"""The register as a database: opened by SQLite, sound, and with the ledgers and figures that the site shows."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from site_builder.exports import database as export
from site_builder.model.figures import disputes
from site_builder.pages.edition_index import index
from site_builder.spec.database import database
from site_builder.views.edition import Edition
from site_builder.views.tables import Tables
from tests.conftest import REPOSITORY
from tests.pages.test_site import real, small
from tests.support.town import AS_OF, edition_of, town


def opened(edition: Edition, folder: Path) -> sqlite3.Connection:
    """The file on disk, as a program opens it."""
    (file,) = export.files(edition)
    path = folder / "register.sqlite"
    path.write_bytes(file.data)
    return sqlite3.connect(f"file:{path}?mode=ro", uri=True)


@pytest.fixture(scope="module")
def office() -> Edition:
    return real("office")


@pytest.fixture(scope="module")
def register(office: Edition, tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    with closing(opened(office, tmp_path_factory.mktemp("database"))) as connection:
        yield connection


def sound(connection: sqlite3.Connection) -> bool:
    return (
        connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        and connection.execute("PRAGMA foreign_key_check").fetchall() == []
    )


def test_it_is_sound_and_every_key_leads_somewhere(register: sqlite3.Connection, tmp_path: Path) -> None:
    assert sound(register)
    for number, edition in enumerate((real("village:chachong"), small("office"), town().edition())):
        folder = tmp_path / str(number)
        folder.mkdir()
        with closing(opened(edition, folder)) as connection:
            assert sound(connection)
            assert connection.execute("SELECT count(*) FROM cases").fetchone() == (len(edition.cases),)


def test_the_tables_are_those_that_are_described(register: sqlite3.Connection) -> None:
    named = {row[0] for row in register.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    assert named == set(database().tables)
    for name, table in database().tables.items():
        columns = [row[1] for row in register.execute(f"PRAGMA table_info({name})")]
        assert columns == list(table.columns)


def test_every_column_that_is_described_has_a_value_somewhere(register: sqlite3.Connection) -> None:
    empty = [
        f"{table.name}.{column}"
        for table in database().tables.values()
        for column in table.columns
        if register.execute(f"SELECT count({column}) FROM {table.name}").fetchone() == (0,)
    ]
    # No case of the demonstration takes up another, and no event corrects one.
    assert empty == ["cases.reopens", "events.corrects"]


def test_codes_are_all_in_the_labels(register: sqlite3.Connection) -> None:
    for table in database().tables.values():
        for column in table.columns.values():
            if column.codes:
                unknown = register.execute(
                    f"SELECT DISTINCT {column.name} FROM {table.name} WHERE {column.name} NOT IN "
                    f"(SELECT code FROM labels WHERE list = '{column.codes}')"
                ).fetchall()
                assert unknown == [], f"{table.name}.{column.name}"


@pytest.mark.parametrize(("as_of", "language"), [(AS_OF, "zh"), (AS_OF, "en"), (date(2025, 3, 4), "zh")])
def test_the_ledgers_are_those_of_the_site(office: Edition, tmp_path: Path, as_of: date, language: Any) -> None:
    """Two ways to the same rows: the queries here, the site's own ledgers there."""
    edition = edition_of(office.register, as_of=as_of, language=language)
    with closing(opened(edition, tmp_path)) as connection:
        for ledger in Tables(edition.register, as_of, language).ledgers():
            found = connection.execute(f"SELECT * FROM ledger_{ledger.code}")
            assert tuple(column[0] for column in found.description) == tuple(
                edition.register.spec.ledgers[ledger.code].columns
            )
            rows = [tuple("" if value is None else str(value) for value in row) for row in found]
            assert rows == [tuple(cell.text for cell in row) for row in ledger.rows], ledger.code
            named = connection.execute(f'SELECT * FROM "{ledger.title}"')
            assert tuple(column[0] for column in named.description) == tuple(head.text for head in ledger.heads)
            assert len(named.fetchall()) == len(rows)


def test_every_question_has_an_answer_that_is_right(register: sqlite3.Connection, office: Edition) -> None:
    known = index(office)
    answers = {question.label.en: register.execute(question.sql).fetchall() for question in database().questions}
    opened_by_village = {
        known.town.name_of(id): sum(known.rows[case.id].is_open for case in cases)
        for id, cases in known.by_village.items()
    }
    assert dict(answers["Open cases by village"]) == opened_by_village
    assert len(answers["Deadlines past their day, the oldest first"]) == len(known.overdue)
    found = disputes(office.register, date(2025, 1, 1), AS_OF)
    rates = {village.name: found[village.id].rate for village in known.villages.values()}
    counted = answers["Disputes found this year, by village, with settled and counted"]
    assert {name: (n, of) for name, n, of in counted} == {name: (r.num, r.den) for name, r in rates.items()}
    points = [
        (case.id, point.what)
        for case in office.cases
        if known.rows[case.id].is_open
        for point in case.points
        if not point.answer
    ]
    assert answers["Points without an answer"] == points
    late = sum(event.is_late_entry for case in office.cases for event in case.known_on(AS_OF))
    assert len(answers["Events written down later than they happened"]) == late > 0
    months = answers["Cases registered and ended, by month"]
    assert sum(row[1] for row in months) == len(office.cases)
    tasks = answers["Tasks not done, by who answers for them"]
    assert sum(row[1] for row in tasks) == sum(len(owned) for owned in known.open_tasks.values())


def test_the_questions_ask_of_an_overdue_instalment(tmp_path: Path) -> None:
    instalments = [{"due": "2025-10-01", "amount_yuan": "1200.50"}, {"due": "2025-12-01", "amount_yuan": "800"}]
    with closing(opened(town().case(instalments=instalments).edition(), tmp_path)) as connection:
        (query,) = [q.sql for q in database().questions if q.label.en == "Instalments past their day and not paid"]
        assert connection.execute(query).fetchall() == [("QTL-2025-0001", 1, "2025-10-01", 1200.5)]


def test_words_stand_for_codes_and_names_for_keys(register: sqlite3.Connection) -> None:
    row = register.execute(
        "SELECT kind, status, village, lead_post FROM cases_in_words WHERE id = 'QTL-2025-0001'"
    ).fetchone()
    assert row == ("矛盾纠纷", "已销号", "茶冲村", "舒菊春")


def test_a_sealed_case_leaves_no_trace() -> None:
    sealed: dict[str, Any] = {
        "access": "sealed", "status": "sealed", "title": "密封事项", "problem": None, "kind": "petition", "level": "town",
        "category": "other", "petition": {"class": "检举控告类"},
        "events": [("2025-09-16", "seal", "desk", {"handed_to": "county", "handed_on": "2025-09-16"})],
    }  # fmt: skip
    (without,) = export.files(town().case("QTL-2025-0001").edition())
    (with_it,) = export.files(town().case("QTL-2025-0001").case("QTL-2025-0777", **sealed).edition())
    assert with_it.data == without.data


def test_two_machines_make_the_same_bytes() -> None:
    """Another order of hashing, another time zone: the same file (hazards, P10)."""
    program = (
        "import hashlib; from site_builder.exports import database; from tests.pages.test_site import small; "
        "print(hashlib.sha256(next(database.files(small('office'))).data).hexdigest())"
    )
    found = set()
    for seed, zone in (("1", "UTC"), ("2", "Asia/Shanghai")):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "PYTHONPATH": str(REPOSITORY)}
        done = subprocess.run(
            [sys.executable, "-c", program], cwd=REPOSITORY, env=environment, capture_output=True, check=True
        )
        found.add(done.stdout)
    assert len(found) == 1
