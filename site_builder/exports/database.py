"""data/register.sqlite: what the edition shows as a database, to be asked in SQL; the same bytes for the same edition."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from tempfile import TemporaryDirectory

from site_builder.exports.database_rows import rows_of
from site_builder.exports.database_schema import around_sql, tables_sql
from site_builder.pages.edition_index import index
from site_builder.pages.page_type import CASEWORK
from site_builder.pages.shared import DATABASE
from site_builder.render.page import File
from site_builder.spec.database import database
from site_builder.views.edition import Edition

AUDIENCES = CASEWORK
_WRITTEN_BY = 96
"""Where a file says, in four bytes, which SQLite wrote it (file format, section 1.3): cleared, since it says nothing of the register."""


def files(edition: Edition) -> Iterator[File]:
    known, shape = index(edition), database()
    into = {
        name: f"INSERT INTO {name} VALUES ({', '.join('?' * len(table.columns))})"
        for name, table in shape.tables.items()
    }
    with TemporaryDirectory(prefix="sidan-") as folder:
        path = os.path.join(folder, "register.sqlite")
        with closing(sqlite3.connect(path, isolation_level=None)) as made:
            for setting in ("page_size = 4096", "encoding = 'UTF-8'", "journal_mode = OFF", "synchronous = OFF"):
                made.execute(f"PRAGMA {setting}")
            made.execute("BEGIN")
            for statement in tables_sql(shape):
                made.execute(statement)
            for name, rows in rows_of(known, shape):
                made.executemany(into[name], rows)
            for statement in around_sql(shape, known.spec, edition.language):
                made.execute(statement)
            made.execute("COMMIT")
        with open(path, "r+b") as file:
            file.seek(_WRITTEN_BY)
            file.write(bytes(4))
            file.seek(0)
            yield File(DATABASE, file.read())
