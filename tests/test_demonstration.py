"""The background of the demonstration town: the script writes what is committed, and it holds what it must."""

from __future__ import annotations

import re
import shutil
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from site_builder.checking import check
from site_builder.model.calendar import Calendar
from site_builder.model.case import Case
from site_builder.model.register import Register
from tests.conftest import REPOSITORY
from tools.demonstration.background import FIRST_NUMBER, write
from tools.demonstration.outlines import write_outlines


@cache
def register() -> Register:
    found = check(REPOSITORY, date(2025, 10, 17)).register
    assert found is not None
    return found


def background() -> list[Case]:
    return [case for case in register().cases if int(case.id[-4:]) >= FIRST_NUMBER]


def front_matter(case: Case) -> dict[str, Any]:
    text = (REPOSITORY / case.record.path).read_text(encoding="utf-8")
    loaded: dict[str, Any] = yaml.safe_load(text.split("\n---\n")[0].removeprefix("---\n"))
    return loaded


def sentences(value: Any) -> Iterator[str]:
    """Every Chinese sentence of twelve characters or more that is written in a record."""
    if isinstance(value, dict):
        for inner in value.values():
            yield from sentences(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from sentences(inner)
    elif isinstance(value, str):
        for part in re.split("[。；\n]", value.replace("|", "")):
            if len(part.strip()) >= 12 and re.search("[\u4e00-\u9fff]", part):
                yield part.strip()


def test_the_script_writes_what_is_committed(tmp_path: Path) -> None:
    for name in ("grids.yaml", "people.yaml"):
        shutil.copy(REPOSITORY / name, tmp_path / name)
    write(tmp_path)
    write_outlines(tmp_path)
    for path in [tmp_path / "grids.geojson", *sorted(tmp_path.rglob("*.md"))]:
        assert path.read_bytes() == (REPOSITORY / path.relative_to(tmp_path)).read_bytes(), path.name
    written = {p.name for p in tmp_path.rglob("*.md")}
    committed = {
        p.name
        for p in (REPOSITORY / "cases").rglob("*.md")
        if p.parent.name == "visits" or int(p.stem[-4:]) >= FIRST_NUMBER
    }
    assert written == committed


def test_it_is_over_before_the_october_figures_begin() -> None:
    for case in background():
        assert not register().spec.is_open(case.status), case.id
        assert max(event.known_on for event in case.events) <= date(2025, 9, 5), case.id
        assert case.kind != "dispute" or case.found_on <= date(2025, 8, 4), case.id
        assert not case.is_sealed, case.id


def test_no_two_cases_look_alike() -> None:
    for name in ("title", "problem", "body"):
        told = Counter(getattr(case, name) for case in register().cases if not case.is_sealed)
        assert told.most_common(1)[0][1] == 1, name


def test_each_body_tells_its_story_and_no_more() -> None:
    lengths = {case.id: len(case.body.strip()) for case in background()}
    assert {id: length for id, length in lengths.items() if not 100 <= length <= 400} == {}


def test_no_sentence_is_a_formula() -> None:
    """A sentence stands in three cases at most; citations, and the remedy that the law words, excepted."""
    where = defaultdict(set)
    for case in background():
        for sentence in sentences([front_matter(case), case.body]):
            if not re.fullmatch("《[^》]+》第.+条", sentence) and not sentence.startswith("如不服本意见"):
                where[sentence].add(case.id)
    assert {sentence: sorted(ids) for sentence, ids in where.items() if len(ids) > 3} == {}


def test_no_task_is_worded_like_another() -> None:
    tasks = [task for case in background() for task in case.tasks]
    for name in ("what", "done_when"):
        assert Counter(getattr(task, name) for task in tasks).most_common(1)[0][1] == 1, name
    agreed = Counter(event.text("what") for case in background() for event in case.events if event.text("agreement"))
    assert agreed.most_common(1)[0][1] == 1
    reasons = Counter(case.risk.reason for case in background() if case.risk)
    assert {reason: n for reason, n in reasons.items() if n > 5} == {}


def test_only_patrols_fall_on_rest_days() -> None:
    calendar = Calendar()
    for case in background():
        for event in case.events:
            if not calendar.is_working_day(event.on):
                assert event.move in ("register", "settle_on_spot"), (case.id, event.on)
                assert event.entered_on == calendar.next_working_day(event.on), (case.id, event.on)


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
    assert set(spec.moves) - set(moves) == set()
    assert {case.outcome.result for case in cases if case.outcome} == set(spec.enums["result"])
    assert len({case.grid for case in cases}) >= 40
    assert {case.petition.form for case in cases if case.petition} >= set(spec.enums["petition_form"])
    assert {case.order.way for case in cases if case.order} == set(spec.enums["order_way"])


def test_the_rarer_moves_come_several_times() -> None:
    """What a town meets now and then is seen more than once in the year before the worked cases."""
    moves = Counter(event.move for case in background() for event in case.events)
    least = {
        "decide": 20, "deliberate": 8, "feedback": 15, "regrade": 5, "extend": 5, "not_accept": 5, "transfer": 5,
        "hearing": 3, "reopen": 3, "review_open": 3, "merge": 3, "hand_down": 3, "hand_over": 3, "suspend": 3,
        "withdraw": 3, "start_urgent": 5, "supervise": 2, "object": 1,
    }  # fmt: skip
    assert {move: moves[move] for move, wanted in least.items() if moves[move] < wanted} == {}
    failed = [case for case in background() if any(e.text("mediation_result") == "未成" for e in case.events)]
    assert len(failed) >= 3
    assert sum(bool(case.instalments) for case in background()) >= 10
    assert sum(any(event.entered_on for event in case.events) for case in background()) >= 4
    assert sum(case.access == "board" and bool(case.public_summary) for case in background()) >= 15


def test_the_town_is_whole() -> None:
    assert {person.retired_from for person in register().town.people.values()} >= {
        "court",
        "procuratorate",
        "police",
        "justice",
    }
    assert {kind for person in register().town.people.values() for kind in person.elder} == set(
        register().spec.enums["elder_kind"]
    )
    assert len(register().town.grids) == 40
