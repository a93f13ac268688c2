"""sidan schema"""

from __future__ import annotations

import json
from pathlib import Path

import click

from site_builder.cli.common import data
from site_builder.reports.api_schema import document_schema
from site_builder.reports.schema import record_reference, record_schema
from site_builder.settings import read_settings
from site_builder.spec import default_spec
from site_builder.spec.api import api
from site_builder.text.source import Source


@click.command(
    help="记录格式的 JSON Schema，由规格生成；--reference 给出说明页。The JSON Schema of a record type, or its reference page."
)
@click.argument("kind", type=click.Choice(list(default_spec().records)), default="case")
@click.option(
    "--data",
    "document",
    type=click.Choice(list(api().documents)),
    default=None,
    help="网站数据文件的 JSON Schema The JSON Schema of a data file of the site.",
)
@click.option("--reference", is_flag=True, help="Markdown 说明页 The reference page in Markdown.")
@click.pass_obj
def command(folder: Path, kind: str, document: str | None, reference: bool) -> None:
    path = folder / "pyproject.toml"
    source = Source("pyproject.toml", path.read_bytes()) if path.is_file() else None
    settings, _ = read_settings(source)
    spec = settings.spec()
    if reference:
        data(record_reference(spec))
        return
    schema = document_schema(spec, api(), api().documents[document]) if document else record_schema(spec, kind)
    data(json.dumps(schema, ensure_ascii=False, indent=2))
