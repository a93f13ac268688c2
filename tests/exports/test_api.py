"""The data files of a site: what the schemas and the documents say is in them, no more and no less."""

from __future__ import annotations

import importlib.util
import json
import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from site_builder.exports import all_exports
from site_builder.exports.weeks_json import WEEKS
from site_builder.pages.edition_index import index
from site_builder.reports.api_schema import document_schema
from site_builder.spec.api import api
from site_builder.views.edition import Edition
from tests.conftest import REPOSITORY
from tests.pages.test_site import real, small
from tests.support.town import edition_of, town

Data = dict[str, Any]


def data_of(edition: Edition) -> Data:
    """Every data file of an edition's site, as another program reads it."""
    return {f.path: json.loads(f.data) for f in all_exports(edition) if f.path.startswith("api/")}


@cache
def demonstration(audience: str) -> tuple[Edition, Data]:
    edition = real(audience)
    return edition, data_of(edition)


@pytest.fixture
def office() -> Data:
    return demonstration("office")[1]


def of_kind(data: Data, code: str) -> dict[str, Any]:
    """The files of one kind."""
    pattern = re.escape(api().documents[code].file).replace(r"\{id\}", "[A-Z0-9-]+").replace(r"\{year\}", r"\d{4}")
    pattern = pattern.replace(r"\{week\}", r"\d{4}-W\d\d")
    return {path: value for path, value in data.items() if re.fullmatch(pattern, path)}


def faults(data: Data) -> Iterator[str]:
    """Where a file is not as its schema in the same site says."""
    for entry in data["api/meta.json"]["files"]:
        schema = data[entry["schema"]]
        Draft202012Validator.check_schema(schema)
        validator = Draft202012Validator(schema, format_checker=FormatChecker())
        code = entry["schema"].rpartition("/")[2].removesuffix(".json")
        files = of_kind(data, code)
        assert files or code in ("week", "year", "case"), entry["file"]
        for path, value in files.items():
            yield from (f"{path} {error.json_path}: {error.message[:200]}" for error in validator.iter_errors(value))


@pytest.mark.parametrize("audience", ["office", "village:chachong"])
def test_every_file_is_as_its_schema_says(audience: str) -> None:
    assert list(faults(demonstration(audience)[1])) == []


@pytest.mark.parametrize("as_of", [date(2025, 1, 3), date(2025, 8, 4)])
def test_it_is_on_any_earlier_day_too(as_of: date) -> None:
    assert list(faults(data_of(edition_of(demonstration("office")[0].register, as_of=as_of)))) == []


@pytest.mark.parametrize("language", ["zh", "en"])
def test_hostile_and_empty_registers_are_too(language: Any) -> None:
    assert list(faults(data_of(small("office", language)))) == []
    assert list(faults(data_of(town().edition()))) == []


def test_every_file_of_the_site_is_listed_and_has_a_schema(office: Data) -> None:
    listed = {path for entry in office["api/meta.json"]["files"] for path in of_kind(office, code_of(entry))}
    schemas = {entry["schema"] for entry in office["api/meta.json"]["files"]}
    assert set(office) == listed | schemas


def code_of(entry: dict[str, Any]) -> str:
    return str(entry["schema"]).rpartition("/")[2].removesuffix(".json")


def test_every_key_that_is_described_has_a_value_somewhere(office: Data) -> None:
    """The demonstration register shows each of them, so that none is described that is never given."""
    missing = []
    for code, document in api().documents.items():
        if document.only in ("command", "county"):
            continue
        schema = document_schema(demonstration("office")[0].register.spec, api(), document)
        groups = {"": schema, **{k: v for k, v in schema["$defs"].items() if k not in ("record", "event")}}
        given: dict[str, set[str]] = {name: set() for name in groups}
        for value in of_kind(office, code).values():
            note(schema, schema, value, "", given)
        missing += [
            f"{code} {name}.{key}"
            for name, own in groups.items()
            for key in own["properties"]
            if key not in given[name]
        ]
    # The office's site is no village's, and no merger of the demonstration brings an earlier clock with it.
    assert missing == ["meta .village", "case deadline.merged_from"]


def note(whole: dict[str, Any], schema: dict[str, Any], value: Any, group: str, given: dict[str, set[str]]) -> None:
    """Writes down which keys of each group of keys have a value."""
    if "anyOf" in schema:
        schema = schema["anyOf"][0]
    if "$ref" in schema:
        group = schema["$ref"].rpartition("/")[2]
        schema = whole["$defs"][group]
    if group in ("record", "event"):
        return
    if isinstance(value, dict) and "properties" in schema:
        for key, inner in value.items():
            if inner is not None:
                given[group].add(key)
                note(whole, schema["properties"][key], inner, group, given)
    elif isinstance(value, dict):
        for inner in value.values():
            note(whole, schema["additionalProperties"], inner, group, given)
    elif isinstance(value, list):
        for inner in value:
            note(whole, schema["items"], inner, group, given)


def test_the_reference_is_current() -> None:
    path = REPOSITORY / "tools" / "api_reference.py"
    spec = importlib.util.spec_from_file_location("api_reference", path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    text = module.DOCUMENT.read_text(encoding="utf-8")
    assert module.renewed(text) == text, "run python tools/api_reference.py"


# what the files say


def scalars(value: Any, keys: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], str]]:
    if isinstance(value, dict | list):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from scalars(inner, (*keys, key))
    else:
        yield keys, str(value).lower() if isinstance(value, bool) else str(value)


def test_on_the_last_day_the_record_is_the_file_value_for_value() -> None:
    edition = edition_of(demonstration("office")[0].register, as_of=date(2027, 1, 1))
    records = of_kind(data_of(edition), "case")
    assert len(records) == len(edition.cases) > 250
    for case in edition.cases:
        written = {k: number(s.text) for k, s in case.record.scalars() if not s.is_null}
        told = {keys: number(text) for keys, text in scalars(records[f"api/cases/{case.id}.json"]["record"])}
        assert told == written, case.id


def number(text: str) -> str:
    """An amount as a number is written: `3.50` and `3.5` are one."""
    return f"{float(text):g}" if re.fullmatch(r"\d+\.\d+", text) else text


def test_on_an_earlier_day_nothing_of_later_days_is_in_a_record() -> None:
    on = date(2025, 9, 25)
    edition = edition_of(demonstration("office")[0].register, as_of=on)
    case = data_of(edition)["api/cases/QTL-2025-0001.json"]
    assert case["state"]["status"] == case["record"]["status"] == "working"
    assert "outcome" not in case["record"]
    assert [point.keys() for point in case["record"]["points"]] == [{"what"}, {"what"}]
    assert max(event["on"] for event in case["record"]["events"]) <= str(on)
    assert "done" not in case["record"]["tasks"][0]
    assert case["tasks"][0]["done"] is None


def test_a_regrade_that_came_later_leaves_the_level_without_its_reason() -> None:
    builder = town().case(
        risk={"level": "重大", "reason": "有人扬言堵路"},
        events=[
            ("2025-10-10", "regrade", "secretary", {"risk_from": "一般", "risk_to": "重大", "why": "有人扬言堵路"})
        ],
    )
    before = data_of(builder.edition(as_of=date(2025, 10, 1)))["api/cases/QTL-2025-0001.json"]
    assert before["record"]["risk"] == {"level": "一般", "reason": ""}
    after = data_of(builder.edition())["api/cases/QTL-2025-0001.json"]
    assert after["record"]["risk"] == {"level": "重大", "reason": "有人扬言堵路"}
    assert list(faults(data_of(builder.edition(as_of=date(2025, 10, 1))))) == []


def test_rows_years_and_whole_cases_agree(office: Data) -> None:
    rows = office["api/cases.json"]["cases"]
    by_year = [row for year in of_kind(office, "year").values() for row in year["cases"]]
    assert sorted(by_year, key=lambda row: row["id"]) == rows
    assert [row["file"] for row in rows] == list(of_kind(office, "case"))
    for row in rows:
        whole = office[row["file"]]
        assert (whole["state"]["status"], whole["page"]) == (row["status"], row["page"])
        assert whole["record"]["registered_on"] == row["registered_on"]
        assert whole["steps"][-1]["status"] == row["status"]


def test_the_counts_are_those_of_the_pages(office: Data) -> None:
    known = index(demonstration("office")[0])
    meta = office["api/meta.json"]
    assert meta["counts"]["open"] == sum(row.is_open for row in known.rows.values())
    assert office["api/cases.json"]["sealed"] == meta["counts"]["sealed"] == known.sealed == 1
    assert sum(row["overdue"] for row in office["api/cases.json"]["cases"]) == len(known.overdue)
    assert office["api/figures.json"]["rate"]["num"] == office["api/figures.json"]["disputes_settled"]


def test_the_weeks_are_those_of_the_last_year_and_their_villages_add_up(office: Data) -> None:
    weeks = of_kind(office, "week")
    assert len(weeks) == min(WEEKS, len(demonstration("office")[0].weeks))
    for week in weeks.values():
        assert sum(flow["closing"] for flow in week["by_village"].values()) == week["flow"]["closing"]
    assert set(of_kind(demonstration("village:chachong")[1], "week")) <= set(weeks)


def test_a_link_to_a_case_that_is_not_shown_is_not_told() -> None:
    """Nothing of a sealed case is shown, not even where another names it; a case of tomorrow is not known today."""
    sealed: dict[str, Any] = {
        "access": "sealed", "status": "sealed", "title": "密封事项", "problem": None, "kind": "petition", "level": "town",
        "category": "other", "petition": {"class": "检举控告类"},
        "events": [("2025-09-16", "seal", "desk", {"handed_to": "county", "handed_on": "2025-09-16"})],
    }  # fmt: skip
    edition = (
        town()
        .case("QTL-2025-0001", links={"related": ["QTL-2025-0666", "QTL-2025-0003"], "reopens": "QTL-2025-0777"})
        .case("QTL-2025-0002", status="merged", links={"duplicates": "QTL-2025-0666"},
              events=[("2025-09-20", "merge", "desk", {"into": "QTL-2025-0666", "why": "同一件事"})])
        .case("QTL-2025-0003")
        .case("QTL-2025-0666", **sealed)
        .case("QTL-2025-0777", found_on="2025-10-18")
        .edition()
    )  # fmt: skip
    files = {file.path: file.data for file in all_exports(edition)}
    assert [path for path, data in files.items() if b"QTL-2025-0666" in data or b"QTL-2025-0777" in data] == []
    assert json.loads(files["api/cases/QTL-2025-0001.json"])["linked"] == [
        {"relation": "related", "case": "QTL-2025-0003"}
    ]


def test_the_same_edition_gives_the_same_bytes() -> None:
    def built() -> dict[str, bytes]:
        return {file.path: file.data for file in all_exports(small("office"))}

    assert built() == built()


def test_one_more_event_rewrites_few_files() -> None:
    """Its case, its year, the lists of all, its week, its feeds, the database: not the other cases nor other years."""

    def built(*events: Any) -> dict[str, bytes]:
        builder = town().case("QTL-2024-0001", found_on="2024-03-01").case("QTL-2025-0002", events=events)
        return {file.path: file.data for file in all_exports(builder.edition())}

    before, after = built(), built(("2025-10-16", "triage", "desk"))
    data = [path for path in after if path.startswith(("api/", "feeds/", "data/"))]
    changed = {path for path in data if before.get(path) != after[path]}
    assert changed == {
        "api/cases.json", "api/years/2025.json", "api/cases/QTL-2025-0002.json", "api/weeks/2025-W42.json", "api/due.json",
        "feeds/all.atom", "feeds/village-chachong.atom", "feeds/kind-dispute.atom", "feeds/move-triage.atom",
        "data/register.sqlite",
    } - {path for path in ("api/due.json",) if before[path] == after[path]}  # fmt: skip
    assert set(before) == set(after)
