"""The formats of `sidan check`: one module a format, all from the one finding model (design §6).

A format is a function from a checked register and a language to the text for stdout.
"""

from __future__ import annotations

from collections.abc import Callable

from site_builder.reports.findings import findings_json, findings_text
from site_builder.reports.format_names import FORMAT_NAMES
from site_builder.reports.formats.github import github
from site_builder.reports.formats.gitlab import gitlab
from site_builder.reports.formats.junit import junit
from site_builder.reports.formats.rdjsonl import rdjsonl
from site_builder.reports.formats.sarif import sarif
from site_builder.rules.checked import Checked
from site_builder.spec import Language


def text(checked: Checked, language: Language) -> str:
    """Without colour; a terminal gets its lines one by one."""
    return "\n".join(findings_text(checked, language))


FORMATS: dict[str, Callable[[Checked, Language], str]] = dict(
    zip(FORMAT_NAMES, (text, findings_json, sarif, github, gitlab, junit, rdjsonl), strict=True)
)
