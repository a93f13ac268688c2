"""data/register.sqlite: what the edition shows as a database, to be asked in SQL; the same bytes for the same edition."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing

from site_builder.exports.database_rows import rows_of
from site_builder.exports.database_schema import schema_sql
from site_builder.pages.edition_index import index
from site_builder.pages.page_type import CASEWORK
from site_builder.pages.shared import DATABASE
from site_builder.render.page import File
from site_builder.spec.database import database
from site_builder.views.edition import Edition

AUDIENCES = CASEWORK
_WRITTEN_BY = slice(96, 100)
"""Where a file says which SQLite wrote it (file format, section 1.3): cleared, since it says nothing of the register."""


def files(edition: Edition) -> Iterator[File]:
    known, shape = index(edition), database()
    rows = rows_of(known, shape)
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as made:
        made.execute("PRAGMA page_size = 4096")
        made.execute("PRAGMA encoding = 'UTF-8'")
        made.execute("BEGIN")
        for statement in schema_sql(shape, known.spec, edition.language):
            made.execute(statement)
        for name, table in shape.tables.items():
            holes = ", ".join("?" * len(table.columns))
            made.executemany(f"INSERT INTO {name} VALUES ({holes})", rows[name])
        made.execute("COMMIT")
        data = bytearray(made.serialize())
    data[_WRITTEN_BY] = bytes(4)
    yield File(DATABASE, bytes(data))
