"""sidan paper"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from site_builder.cli.common import (
    as_of_option,
    case_named,
    data,
    data_bytes,
    lang_option,
    language_of,
    sound,
    town_readable,
)
from site_builder.cli.printing import printed
from site_builder.model.papers import offers
from site_builder.pipeline import one_paper, paper_pdf
from site_builder.reports.papers import offers_text


@click.command(
    help="一件事项的文书：列出现在要出具和已经出具的，或者做出其中一份。The official papers of a case: which there are, or one of them."
)
@click.argument("case_id", metavar="CASE")
@click.argument("code", metavar="PAPER", required=False)
@click.option("--format", "form", type=click.Choice(["html", "pdf"]), default="pdf", show_default=True)
@as_of_option
@lang_option
@click.pass_obj
def command(folder: Path, case_id: str, code: str | None, form: str, as_of: date | None, lang: str | None) -> None:
    checked = sound(folder, as_of)
    register = town_readable(checked)
    case = case_named(register, case_id)
    found = offers(case, register, checked.as_of)
    language = language_of(checked, lang)
    if code is None:
        data(offers_text(found, language))
        return
    offer = next((offer for offer in found if offer.paper.code == code), None)
    if offer is None:
        known = "、".join(offer.paper.code for offer in found) or "—"
        raise click.BadParameter(
            f"{case_id} 现在没有 {code}；有 {known}  the case has no such paper now; it has: {known}",
            param_hint="PAPER",
        )
    if form == "pdf":
        data_bytes(printed(lambda: paper_pdf(checked, case, offer, language)))
    else:
        data_bytes(printed(lambda: one_paper(checked, case, offer, language)))
