"""Writes the reference part of docs/api.md from the spec.

Run `python tools/api_reference.py` after changing spec/api.yaml or spec/database.yaml; a test says when that was forgotten.
"""

from __future__ import annotations

from pathlib import Path

DOCUMENT = Path(__file__).resolve().parent.parent / "docs" / "api.md"
BEGIN = "<!-- the rest is written by tools/api_reference.py -->"


def reference() -> str:
    """Every data file and every table."""
    from site_builder.reports.api_schema import api_reference
    from site_builder.reports.database_reference import database_reference
    from site_builder.spec import default_spec
    from site_builder.spec.api import api
    from site_builder.spec.database import database

    files, tables = api_reference(api()), database_reference(database(), default_spec())
    return f"## 数据文件 Files\n\n{files}\n## 数据库 Database\n\n{tables}"


def renewed(text: str) -> str:
    """The document with its generated part renewed."""
    return text.split(BEGIN)[0] + BEGIN + "\n\n" + reference()


if __name__ == "__main__":
    DOCUMENT.write_text(renewed(DOCUMENT.read_text(encoding="utf-8")), encoding="utf-8")
