"""data/register.sqlite: what the edition shows as a database, to be asked in SQL; the same bytes for the same edition.

SQLite's VACUUM lays a database out by what is in it alone, whatever was done to it before. So that of a former build can
be changed where cases changed, and laid out anew comes to the bytes of one that was filled from nothing. For that, what
is told of the cases lies in the order of their keys, and not in that in which it came (`Table.is_of_cases`).
"""

from __future__ import annotations

import errno
import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from tempfile import TemporaryDirectory

from site_builder.exports.database_rows import actor_rows, rows_of_cases, rows_of_the_town
from site_builder.exports.database_schema import around_sql, tables_sql
from site_builder.model.case import Case
from site_builder.pages.edition_index import Index, index
from site_builder.pages.page_type import CASEWORK
from site_builder.pages.shared import DATABASE
from site_builder.render.page import File
from site_builder.spec.database import Database, database
from site_builder.views.edition import Edition
from site_builder.views.noted import FormerFile, former_file, keep_file

AUDIENCES = CASEWORK
FEW = 50
"""Where so many cases were changed in the database that was kept, the new one is kept in its place."""
_SCHEMA, _WRITTEN_BY = 40, 96
"""Where a file says, in four bytes each, how often its schema changed and which SQLite wrote it (file format, section 1.3):
set, since they say nothing of the register."""


def files(edition: Edition) -> Iterator[File]:
    known, shape = index(edition), database()
    with TemporaryDirectory(prefix="sidan-") as folder:
        working, made = os.path.join(folder, "working.sqlite"), os.path.join(folder, "register.sqlite")
        former = former_file(edition, "database", known.cases.values(), working)
        try:
            with closing(sqlite3.connect(working, isolation_level=None)) as connection:
                _fill(connection, known, shape, former)
                connection.execute("VACUUM INTO ?", (made,))
        except sqlite3.OperationalError as error:  # the disk is full, or refuses
            raise OSError(errno.EIO, str(error), folder) from None
        with open(made, "r+b") as file:
            for place, number in ((_SCHEMA, 1), (_WRITTEN_BY, 0)):
                file.seek(place)
                file.write(number.to_bytes(4, "big"))
        if former is None or len(former.changed) > FEW:
            keep_file(edition, "database", known.cases.values(), made)
        with open(made, "rb") as file:
            yield File(DATABASE, file.read())


def _fill(connection: sqlite3.Connection, known: Index, shape: Database, former: FormerFile | None) -> None:
    """Fill a new database, or put what changed into that of a former build."""
    for setting in ("page_size = 4096", "encoding = 'UTF-8'", "journal_mode = OFF", "synchronous = OFF"):
        connection.execute(f"PRAGMA {setting}")
    connection.execute("BEGIN")
    cases: Iterable[Case] = known.cases.values()
    if former is None:
        for statement in tables_sql(shape):
            connection.execute(statement)
    else:
        cases = former.changed
        for name, table in shape.tables.items():
            if table.is_of_cases:
                stale = ((id,) for id in former.stale)
                connection.executemany(f"DELETE FROM {name} WHERE {table.key[0]} = ?", stale)
            else:
                connection.execute(f"DELETE FROM {name}")
    into = {
        name: f"INSERT INTO {name} VALUES ({', '.join('?' * len(table.columns))})"
        for name, table in shape.tables.items()
    }
    for rows_of in (rows_of_the_town(known), rows_of_cases(known, cases)):
        for name, rows in rows_of:
            connection.executemany(into[name], rows)
    if former is None:
        for statement in around_sql(shape, known.spec, known.language):
            connection.execute(statement)
    connection.executemany(into["actors"], actor_rows(known, _acting(connection, shape)))
    connection.execute("COMMIT")


def _acting(connection: sqlite3.Connection, shape: Database) -> set[str]:
    """Everybody who is named in any table, also one for whom the edition has no page."""
    named = (
        f"SELECT {column.name} FROM {table.name}"
        for table in shape.tables.values()
        for column in table.columns.values()
        if column.to == "actors"
    )
    return {id for (id,) in connection.execute(" UNION ".join(named)) if id is not None}
