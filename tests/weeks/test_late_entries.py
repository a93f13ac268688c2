"""A late entry counts in the week in which it was written down; the weeks before stay as they were."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from functools import cache

from hypothesis import given
from hypothesis import strategies as st

from site_builder.model.figures import disputes, headline, reconciled, satisfaction, settled_at
from site_builder.model.four_lists import TOWN, four_lists
from site_builder.model.history import History
from site_builder.model.register import Register
from site_builder.model.weeks import Week, weeks_between
from tests.weeks.test_golden_weeks import register

Figure = Callable[[Register, date, date], object]
FIGURES: tuple[Figure, ...] = (headline, disputes, reconciled, settled_at, satisfaction)


def test_a_late_entry_leaves_the_former_week_as_it_was() -> None:
    town = register()
    case = town.case_by_id["QTL-2025-0010"]
    raised = next(e for e in case.events if e.move == "raise" and e.text("to_level") == "county")
    late = replace(raised, entered_on=date(2025, 10, 14))
    changed = replace(case, events=tuple(late if e is raised else e for e in case.events))
    other = replace(town, cases=tuple(changed if c is case else c for c in town.cases))
    week = Week.parse("2025-W41")
    assert four_lists(other, week, date(2025, 10, 31), [TOWN])[TOWN].raised == ()
    after = four_lists(other, week.next, date(2025, 10, 31), [TOWN])[TOWN]
    assert [(c.id, e.move) for c, e in after.late_entries] == [("QTL-2025-0010", "raise")]


@given(st.dates(date(2025, 1, 1), date(2025, 10, 31)))
def test_what_is_known_on_a_day_does_not_depend_on_later_events(day: date) -> None:
    town = register()
    for case in town.cases[::7]:
        known = tuple(e for e in case.events if e.known_on <= day)
        if not known or len(known) == len(case.events):
            continue
        level = case.level
        state = History(case, town.spec).on(day)
        assert state is not None
        then = replace(case, events=known, level=state.level, lead_post=state.lead_post)
        again = History(then, town.spec).on(day)
        assert again is not None
        assert (again.status, again.outcome, again.since) == (state.status, state.outcome, state.since), (
            case.id,
            level,
        )


@cache
def fifth() -> Register:
    """Each fifth case of the town, for there are many days to look at."""
    whole = register()
    return replace(whole, cases=whole.cases[::5])


DAYS = st.dates(date(2025, 1, 6), date(2025, 10, 31))


def as_it_was(whole: Register, day: date) -> Register:
    """The register without what was written down after a day."""
    then = []
    for case in whole.cases:
        state = whole.state(case, day)
        if state is not None:
            then.append(replace(case, events=case.known_on(day), level=state.level, lead_post=state.lead_post))
    return replace(whole, cases=tuple(then), visits=tuple(visit for visit in whole.visits if visit.on <= day))


@given(DAYS, st.integers(0, 200), st.sampled_from(FIGURES))
def test_the_figures_of_a_day_are_those_of_what_was_known_then(day: date, before: int, figure: Figure) -> None:
    whole = fifth()
    since = day - timedelta(days=before)
    assert figure(whole, since, day) == figure(as_it_was(whole, day), since, day)


def test_weeks_are_iso_weeks() -> None:
    vectors = {
        "2023-08-04": "2023-W31",
        "2024-12-31": "2025-W01",
        "2025-12-29": "2026-W01",
        "2026-12-31": "2026-W53",
        "2027-01-01": "2026-W53",
    }
    for day, week in vectors.items():
        assert str(Week.of(date.fromisoformat(day))) == week
    assert len(weeks_between(date(2025, 1, 1), date(2025, 12, 28))) == 52
