"""A Code Quality report for GitLab: findings in the merge request's widget and beside its lines.

Source: GitLab Docs, "Code Quality", "Code Quality report format": description, check_name, fingerprint, severity,
location.path and location.lines.begin. The fingerprint holds no line number, so a finding is not new because
lines were added above it.
"""

from __future__ import annotations

import json

from site_builder.reports.fingerprint import fingerprints
from site_builder.rules.checked import Checked
from site_builder.rules.page import rule_page
from site_builder.spec import Language

_SEVERITY = {"error": "major", "warning": "minor"}


def gitlab(checked: Checked, language: Language) -> str:
    """A JSON list, one object a finding, without a byte order mark."""
    rows = []
    for spoken, fingerprint in zip(checked.spoken(language), fingerprints(checked), strict=True):
        place = spoken.finding.place
        rows.append(
            {
                "description": f"{spoken.message} — {spoken.help}" if spoken.help else spoken.message,
                "check_name": f"{spoken.finding.code} {rule_page(spoken.finding.code).slug}",
                "fingerprint": fingerprint,
                "severity": _SEVERITY[spoken.severity],
                "location": {
                    "path": place.path,
                    "lines": {"begin": place.line, "end": place.end_line},
                },
            }
        )
    return json.dumps(rows, ensure_ascii=False, indent=2)
