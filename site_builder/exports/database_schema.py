"""The tables and views of the register as a database, in SQL, made from the spec."""

from __future__ import annotations

from collections.abc import Iterator

from site_builder.spec import Language, Spec
from site_builder.spec.database import NAMED, Column, Database, Table
from site_builder.spec.texts import texts


def tables_sql(database: Database) -> Iterator[str]:
    """The statements that make the tables, in order."""
    for table in database.tables.values():
        yield _table(table, database)


def around_sql(database: Database, spec: Spec, language: Language) -> Iterator[str]:
    """What is made once the rows are there: the indexes, which are small and quick then, and the views. `language` is
    that of the words in the views."""
    for table in database.tables.values():
        yield from _indexes(table)
    for table in database.tables.values():
        if table.has_words:
            yield f"CREATE VIEW {table.name}_in_words AS\n{_in_words(table, language)}"
    marks = texts("marks")[language]
    opening, _, closing = marks["aside"].partition("{what}")
    signs = {"comma": marks["comma"], "semicolon": marks["semicolon"], "open": opening, "close": closing}
    for code, query in database.ledgers.items():
        yield f"CREATE VIEW ledger_{code} AS\n{query.format(word=language, **signs).rstrip()}"
        ledger = spec.ledgers[code]
        heads = ", ".join(
            f"{quoted(name)} AS {quoted(column.label.of(language))}" for name, column in ledger.columns.items()
        )
        yield f"CREATE VIEW {quoted(ledger.label.of(language))} AS\nSELECT {heads} FROM ledger_{code}"


def quoted(name: str) -> str:
    """A name as SQL takes any name."""
    return '"' + name.replace('"', '""') + '"'


def _table(table: Table, database: Database) -> str:
    lines = [_column(column) for column in table.columns.values()]
    lines.append(f"PRIMARY KEY ({', '.join(table.key)})")
    if table.parent:
        key = database.tables[table.parent].key
        own = tuple(table.columns)[: len(key)]
        lines.append(f"FOREIGN KEY ({', '.join(own)}) REFERENCES {table.parent} ({', '.join(key)})")
    inside = ",\n  ".join(lines)
    keyed = " WITHOUT ROWID" if table.is_of_cases else ""
    return f"CREATE TABLE {table.name} (\n  {inside}\n){keyed}"


def _column(column: Column) -> str:
    need = " NOT NULL" if column.need else ""
    to = f" REFERENCES {column.to}" if column.to else ""
    return f"{column.name} {column.type}{need}{to}"


def _indexes(table: Table) -> Iterator[str]:
    """An index for what joins look for, where the primary key does not begin with it."""
    for column in table.columns.values():
        if column.to and column.name != table.key[0]:
            yield f"CREATE INDEX {table.name}_{column.name} ON {table.name} ({column.name})"


def _in_words(table: Table, language: Language) -> str:
    """A table with the words for its codes, and the names for its keys."""
    columns, joins = [], [f"FROM {table.name} t"]
    for number, column in enumerate(table.columns.values()):
        if column.codes:
            columns.append(f"j{number}.{language} AS {column.name}")
            joins.append(
                f"LEFT JOIN labels j{number} ON j{number}.list = '{column.codes}' AND j{number}.code = t.{column.name}"
            )
        elif column.to in NAMED and not column.key:
            columns.append(f"j{number}.name AS {column.name}")
            joins.append(f"LEFT JOIN {column.to} j{number} ON j{number}.id = t.{column.name}")
        else:
            columns.append(f"t.{column.name}")
    return f"SELECT {', '.join(columns)}\n" + "\n".join(joins)
