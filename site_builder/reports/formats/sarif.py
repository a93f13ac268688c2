"""SARIF 2.1.0, which code scanning services and editors read: the rules with their pages, then the results.

Columns count characters (`unicodeCodePoints`); paths are relative to the register's folder (`%SRCROOT%`).
Source: OASIS, Static Analysis Results Interchange Format (SARIF) Version 2.1.0.
"""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

from site_builder import __version__
from site_builder.reports.fingerprint import fingerprints
from site_builder.rules.checked import Checked
from site_builder.rules.page import Spoken, rule_page
from site_builder.spec import Language
from site_builder.text.place import Place

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json"
_ROOT = "%SRCROOT%"


def sarif(checked: Checked, language: Language) -> str:
    """One run with all rules that found something."""
    codes = sorted({finding.code for finding in checked.findings})
    indexes = {code: index for index, code in enumerate(codes)}
    results = [
        _result(spoken, fingerprint, indexes[spoken.finding.code])
        for spoken, fingerprint in zip(checked.spoken(language), fingerprints(checked), strict=True)
    ]
    run = {
        "tool": {
            "driver": {
                "name": "sidan",
                "semanticVersion": __version__,
                "language": "zh-CN" if language == "zh" else "en-US",
                "rules": [_rule(code, language) for code in codes],
            }
        },
        "language": "zh-CN" if language == "zh" else "en-US",
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {_ROOT: {"description": {"text": "The register's folder"}}},
        "invocations": [{"executionSuccessful": True, "exitCode": 1 if checked.errors else 0}],
        "results": results,
    }
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=2)


def _rule(code: str, language: Language) -> dict[str, Any]:
    page = rule_page(code)
    basis = f"\n\n{page.basis}" if page.basis else ""
    return {
        "id": code,
        "name": "".join(part.capitalize() for part in page.slug.split("-")),
        "shortDescription": {"text": page.title.of(language)},
        "fullDescription": {"text": page.title.of(language) + basis},
        "help": {"text": page.text, "markdown": page.text},
        "defaultConfiguration": {"level": page.severity},
    }


def _result(spoken: Spoken, fingerprint: str, index: int) -> dict[str, Any]:
    finding = spoken.finding
    return {
        "ruleId": finding.code,
        "ruleIndex": index,
        "level": spoken.severity,
        "message": {"text": spoken.text},
        "locations": [{"physicalLocation": _location(finding.place)}],
        "relatedLocations": [
            {"id": number, "message": {"text": note}, "physicalLocation": _location(related.place)}
            for number, (related, note) in enumerate(zip(finding.related, spoken.notes, strict=True), 1)
        ],
        "partialFingerprints": {"sidan/v1": fingerprint},
    }


def _location(place: Place) -> dict[str, Any]:
    return {
        "artifactLocation": {"uri": quote(place.path.encode("utf-8", "surrogateescape")), "uriBaseId": _ROOT},
        "region": {
            "startLine": place.line,
            "startColumn": place.column,
            "endLine": place.end_line,
            "endColumn": place.end_column,
        },
    }
