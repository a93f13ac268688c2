"""The background of the demonstration town: the script writes what is committed, and it holds what it must."""

from __future__ import annotations

import shutil
from collections import Counter
from datetime import date
from functools import cache
from pathlib import Path

from site_builder.model.register import Register
from site_builder.pipeline import check
from tests.conftest import REPOSITORY
from tools.demonstration.background import FIRST_NUMBER, write


@cache
def register() -> Register:
    found = check(REPOSITORY, date(2025, 10, 17)).register
    assert found is not None
    return found


def background() -> list[str]:
    return [case.id for case in register().cases if int(case.id[-4:]) >= FIRST_NUMBER]


def test_the_script_writes_what_is_committed(tmp_path: Path) -> None:
    for name in ("grids.yaml", "people.yaml"):
        shutil.copy(REPOSITORY / name, tmp_path / name)
    write(tmp_path)
    for path in sorted(tmp_path.rglob("*.md")):
        assert path.read_bytes() == (REPOSITORY / path.relative_to(tmp_path)).read_bytes(), path.name
    written = {p.name for p in tmp_path.rglob("*.md")}
    committed = {
        p.name
        for p in (REPOSITORY / "cases").rglob("*.md")
        if p.parent.name == "visits" or int(p.stem[-4:]) >= FIRST_NUMBER
    }
    assert written == committed


def test_it_is_over_before_the_october_figures_begin() -> None:
    for id in background():
        case = register().case_by_id[id]
        assert not register().spec.is_open(case.status), id
        assert max(event.known_on for event in case.events) <= date(2025, 9, 5), id
        assert case.kind != "dispute" or case.found_on <= date(2025, 8, 4), id
        assert not case.is_sealed, id


def test_no_two_cases_look_alike() -> None:
    assert max(Counter(case.title for case in register().cases if not case.is_sealed).values()) == 1
    assert max(Counter(case.body for case in register().cases if case.body).values()) == 1


def test_everything_there_is_occurs() -> None:
    cases = register().cases
    spec = register().spec
    for name, enum in (
        ("kind", "kind"),
        ("category", "category"),
        ("source", "source"),
        ("level", "level"),
        ("access", "access"),
    ):
        assert {getattr(case, name) for case in cases} == set(spec.enums[enum]), name
    moves = Counter(event.move for case in cases for event in case.events)
    assert set(spec.moves) - set(moves) <= {"decide"}
    assert len({case.grid for case in cases}) >= 40
    assert {person.retired_from for person in register().town.people.values()} >= {
        "court",
        "procuratorate",
        "police",
        "justice",
    }
    assert {kind for person in register().town.people.values() for kind in person.elder} == set(
        spec.enums["elder_kind"]
    )
    assert len(register().town.grids) == 40
