"""Each format is read back by somebody else's reader, whatever a file or its name holds."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import jsonschema
import pytest
import sarif_pydantic
from hypothesis import given
from hypothesis import strategies as st
from junitparser import JUnitXml, TestSuite

from site_builder.reports.fingerprint import fingerprints
from site_builder.reports.formats import FORMATS
from site_builder.reports.formats.github import SHOWN, summary
from site_builder.rules.checked import Checked
from site_builder.settings import Settings
from site_builder.spec import default_spec
from site_builder.text.finding import Finding, Related, finding
from site_builder.text.place import Place

HOSTILE = st.text(st.characters(exclude_categories=["Cs"]), max_size=40) | st.sampled_from(
    [
        "::error::x",
        "a%0Ab",
        "]]>",
        "</failure>",
        "<script>",
        "\x00\x1b[31m",
        "\u202e",
        "|",
        "\n::set-output::",
        "😀岭",
        "{}",
    ]
)
GITLAB = {
    "type": "array",
    "items": {
        "type": "object",
        "additionalProperties": False,
        "required": ["description", "check_name", "fingerprint", "severity", "location"],
        "properties": {
            "description": {"type": "string", "minLength": 1},
            "check_name": {"type": "string", "minLength": 1},
            "fingerprint": {"type": "string", "minLength": 1},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "type": "object",
                "additionalProperties": False,
                "required": ["path", "lines"],
                "properties": {
                    "path": {"type": "string"},
                    "lines": {
                        "type": "object",
                        "required": ["begin"],
                        "properties": {"begin": {"type": "integer", "minimum": 1}, "end": {"type": "integer"}},
                    },
                },
            },
        },
    },
}
"""GitLab Docs, "Code Quality report format"."""
_POSITION = {
    "type": "object",
    "additionalProperties": False,
    "required": ["line"],
    "properties": {"line": {"type": "integer", "minimum": 1}, "column": {"type": "integer", "minimum": 1}},
}
_LOCATION = {
    "type": "object",
    "additionalProperties": False,
    "required": ["path"],
    "properties": {
        "path": {"type": "string"},
        "range": {
            "type": "object",
            "additionalProperties": False,
            "required": ["start"],
            "properties": {"start": _POSITION, "end": _POSITION},
        },
    },
}
RDF = {
    "type": "object",
    "additionalProperties": False,
    "required": ["message", "location"],
    "properties": {
        "message": {"type": "string"},
        "location": _LOCATION,
        "severity": {"enum": ["UNKNOWN_SEVERITY", "ERROR", "WARNING", "INFO"]},
        "source": {"type": "object", "required": ["name"], "properties": {"name": {"type": "string"}}},
        "code": {"type": "object", "required": ["value"], "properties": {"value": {"type": "string"}}},
        "related_locations": {
            "type": "array",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["location"],
                "properties": {"message": {"type": "string"}, "location": _LOCATION},
            },
        },
    },
}
"""rdf.Diagnostic, as its protocol buffer defines it."""


def checked(findings: list[Finding], texts: dict[str, str] | None = None) -> Checked:
    return Checked(Path("."), None, Settings(), default_spec(), tuple(findings), texts or {}, 1, date(2025, 10, 17))


def one(value: str = "QTL-1", path: str = "cases/shimen/QTL-2025-0001.md", line: int = 3, column: int = 5) -> Finding:
    related = (Related(Place(path, 1, 1, 1, 2), "first"),)
    return finding("F032", Place(path, line, column, line, column + 2), related=related, name=value)


def read_sarif(text: str) -> list[dict[str, Any]]:
    sarif_pydantic.Sarif.model_validate_json(text)
    (run,) = json.loads(text)["runs"]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    for result in run["results"]:
        assert rules[result["ruleIndex"]] == result["ruleId"]
    return list(run["results"])


def read_github(text: str) -> list[str]:
    lines = text.split("\n")
    assert lines.pop() == ""
    wanted = re.compile(
        r"::(error|warning) file=[^,:]*,line=\d+,endLine=\d+,col=\d+,endColumn=\d+,title=[A-Z]\d{3}::.+|::notice::.+"
    )
    for line in lines:
        assert wanted.fullmatch(line), line
    return [line for line in lines if not line.startswith("::notice")]


def read_gitlab(text: str) -> list[dict[str, Any]]:
    rows = json.loads(text)
    jsonschema.validate(rows, GITLAB)
    assert len({row["fingerprint"] for row in rows}) == len(rows)
    return list(rows)


def read_junit(text: str) -> list[Any]:
    report = JUnitXml.fromroot(ElementTree.fromstring(text))
    (suite,) = report
    assert isinstance(suite, TestSuite)
    assert suite.tests == len(list(suite)) == report.tests
    assert suite.failures == sum(1 for case in suite if not case.is_passed)
    return [failure for case in suite for failure in case.result] + [c for c in suite if c.system_out]


def read_rdjsonl(text: str) -> list[dict[str, Any]]:
    rows = [json.loads(line) for line in text.split("\n")[:-1]]
    for row in rows:
        jsonschema.validate(row, RDF)
    return rows


READERS = {
    "sarif": read_sarif, "github": read_github, "gitlab": read_gitlab, "junit": read_junit, "rdjsonl": read_rdjsonl,
}  # fmt: skip


def test_every_format_has_a_reader_here() -> None:
    assert set(FORMATS) == {"text", "json", *READERS}


@pytest.mark.parametrize("form", READERS)
@given(value=HOSTILE, path=HOSTILE)
def test_whatever_a_file_and_its_name_hold_the_format_is_read_back(form: str, value: str, path: str) -> None:
    found = [one(value, f"cases/shimen/{path}.md"), one(value, f"cases/shimen/{path}.md", line=9)]
    for language in ("zh", "en"):
        rows = READERS[form](FORMATS[form](checked(found), language))  # type: ignore[arg-type]
        assert len(rows) == 2


@pytest.mark.parametrize("form", READERS)
def test_a_register_without_findings_is_read_back_as_nothing(form: str) -> None:
    assert READERS[form](FORMATS[form](checked([]), "zh")) == []


def test_github_shows_errors_first_and_tells_of_what_a_step_does_not_show() -> None:
    late = [finding("F006", Place(f"cases/a/QTL-2025-{n:04}.md")) for n in range(12)]
    many = checked([*late, *[one(line=n) for n in range(1, 4)]])
    lines = FORMATS["github"](many, "en").split("\n")
    assert [line.split(" ")[0] for line in lines[:15]] == ["::error"] * 15
    assert "5 more errors and 0 more warnings" in lines[15]
    assert len(summary(many, "en").split("\n| ")) == 15 + 3
    assert SHOWN == 10


def test_columns_of_reviewdog_count_bytes() -> None:
    text = "\n\n标题：😀岭: x\n"
    place = Place("cases/a/QTL-2025-0001.md", 3, 4, 3, 6)
    row = read_rdjsonl(FORMATS["rdjsonl"](checked([finding("F010", place)], {place.path: text}), "zh"))[0]
    assert row["location"]["range"] == {"start": {"line": 3, "column": 10}, "end": {"line": 3, "column": 17}}
    without = read_rdjsonl(FORMATS["rdjsonl"](checked([finding("F010", place)]), "zh"))[0]
    assert without["location"]["range"] == {"start": {"line": 3}}


@given(above=st.integers(0, 5), folder=st.sampled_from(["shimen", "chachong"]))
def test_a_fingerprint_stays_when_lines_are_added_above_or_the_file_moves(above: int, folder: str) -> None:
    def prints(folder: str, above: int) -> list[str]:
        path = f"cases/{folder}/QTL-2025-0001.md"
        text = "\n" * above + "a: 1\nb: 2\na: 1\n"
        rows = [one(path=path, line=above + n) for n in (1, 2, 3)]
        return list(fingerprints(checked(rows, {path: text})))

    now = prints(folder, above)
    assert now == prints("shimen", 0)
    assert len(set(now)) == 3


@pytest.mark.parametrize("form", FORMATS)
def test_no_format_repeats_what_a_sealed_file_holds(form: str) -> None:
    path = "cases/shimen/QTL-2025-0007.md"
    text = "---\nid: QTL-2025-0007\naccess: sealed\ntitle: 反映某某收受现金\n---\n"
    place = Place(path, 4, 8, 4, 12)
    found = [finding("R107", place, field="title", value="反映某某收受现金", allowed=("收受现金",), close="收受现金")]
    for language in ("zh", "en"):
        said = FORMATS[form](checked(found, {path: text}), language)  # type: ignore[arg-type]
        assert "收受" not in said
        assert path in said
