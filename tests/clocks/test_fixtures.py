"""The deadlines that were worked out by hand (design §9, 1)."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from site_builder.model.clocks import Deadline, deadlines
from site_builder.spec import default_spec
from tests.support.clockwork import case, register

FIXTURES: list[dict[str, Any]] = yaml.load(
    Path(__file__).with_name("fixtures.yaml").read_text(encoding="utf-8"), Loader=yaml.BaseLoader
)


def found(fixture: dict[str, Any], as_of: date) -> dict[str, Deadline]:
    """The deadlines by code, and by code with the subject or the day of the start."""
    main = case(fixture["kind"], fixture["case"])
    others = [case(fixture["kind"], fixture["case2"])] if "case2" in fixture else []
    known: dict[str, Deadline] = {}
    for deadline in deadlines(main, register([main, *others]), as_of):
        known[f"{deadline.code} {deadline.subject or deadline.start}"] = deadline
        known.setdefault(deadline.code, deadline)
    return known


def shown(deadline: Deadline, name: str, as_of: date) -> object:
    """A field as the fixtures write it."""
    match name:
        case "state":
            return deadline.state(as_of)
        case "rungs":
            return {rung: str(day) for rung, day in deadline.rungs}
        case "pauses":
            return str(len(deadline.pauses))
    value = getattr(deadline, name)
    return "null" if value is None else str(value)


@pytest.mark.parametrize("fixture", FIXTURES, ids=[row["name"] for row in FIXTURES])
def test_by_hand(fixture: dict[str, Any]) -> None:
    as_of = date.fromisoformat(fixture["as_of"])
    known = found(fixture, as_of)
    for key, wanted in fixture.get("expect", {}).items():
        actual = {name: shown(known[key], name, as_of) for name in wanted}
        assert actual == wanted, fixture["by_hand"]
    assert not set(fixture.get("absent", ())) & set(known)


def test_there_are_at_least_forty() -> None:
    assert len(FIXTURES) >= 40


def test_every_clock_has_a_fixture() -> None:
    tried = {key.split()[0] for row in FIXTURES for key in row.get("expect", {})}
    assert set(default_spec().clocks) - tried == set()
