"""The reference of the register's database in Markdown: tables, columns, views, and questions it answers."""

from __future__ import annotations

from collections.abc import Iterator

from site_builder.spec import Spec
from site_builder.spec.database import Column, Database, Table


def database_reference(database: Database, spec: Spec) -> str:
    """Every table, column by column, in Chinese and English; then the views and the questions."""
    return "\n".join(_reference(database, spec)).rstrip("\n") + "\n"


def _reference(database: Database, spec: Spec) -> Iterator[str]:
    for table in database.tables.values():
        yield f"### {table.name}\n\n{table.label.zh} {table.label.en}\n"
        yield "| 列 column | 含义 meaning | 类型 type | 指向 names |"
        yield "|---|---|---|---|"
        for column in table.columns.values():
            yield _column(column, table)
        yield ""
    yield "### 视图 Views\n"
    yield "| 视图 view | 内容 what it holds |"
    yield "|---|---|"
    for code in database.ledgers:
        label = spec.ledgers[code].label
        yield f"| `ledger_{code}` | {label.zh} {label.en} |"
        yield f"| `{label.zh}` | 同上，列名为中文 the same with the ledger's own heads (in an English site: `{label.en}`) |"
    for table in database.tables.values():
        if table.has_words:
            yield f"| `{table.name}_in_words` | {table.label.zh}，编码换成名称 {table.label.en}, in words |"
    yield "\n### 可以这样查 Questions it answers\n"
    for question in database.questions:
        yield f"{question.label.zh} {question.label.en}\n\n```sql\n{question.sql.strip()}\n```\n"


def _column(column: Column, table: Table) -> str:
    need = "" if column.need else "，可为空 or NULL"
    key = " 主键 key" if column.key else ""
    names = f"`labels` 的 of `{column.codes}`" if column.codes else f"`{column.to}`" if column.to else ""
    if table.parent and not names and column.key and column.name == table.key[0]:
        names = f"`{table.parent}`"
    return f"| `{column.name}` | {column.label.zh} {column.label.en} | {column.type}{key}{need} | {names} |"
