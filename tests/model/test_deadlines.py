"""What holds for every deadline, whatever the record says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from site_builder.model.case import Case, Event, Links
from site_builder.model.clocks import Deadline, deadlines, explain, must_act, rungs_on, running, uncounted
from site_builder.model.history import LEVELS
from site_builder.model.register import Register
from site_builder.settings import Settings
from site_builder.spec import Spec, default_spec
from tests.support.clockwork import TOWN, case, register

MONDAY = date(2025, 8, 4)
LAST = date(2026, 3, 31)
BASES = {kind: case(kind, {"found_on": str(MONDAY), "level": "town"}) for kind in ("dispute", "petition", "service")}


# cases made at random: events of every move that a clock looks at, in any order, legal or not


def fields(move: str, day: date, draw: st.DrawFn) -> dict[str, Any]:
    near = draw(st.integers(-3, 40).map(lambda n: day + timedelta(days=n)))
    match move:
        case "reply":
            return {
                "result": "化解",
                "agreement": draw(st.sampled_from(["书面", "无"])),
                "delivered_on": near,
            }
        case "accept":
            return {"notice_on": near}
        case "suspend":
            return {"reason_suspended": "鉴定", "until": near}
        case "hearing":
            return {"days": draw(st.integers(0, 9))}
        case "extend":
            return {"days": draw(st.integers(1, 40)), "notified_on": day, "approved_by": "mayor"}
        case "raise":
            return {"to_level": "county", "due": near}
        case "supervise":
            return {"reply_due": near}
        case "notify":
            return {"about": draw(st.sampled_from(["receipt", "extension"]))}
        case "review_open" | "rereview_open":
            return {"asked_on": near, "organ": "county"}
        case "review_answer" | "rereview_close":
            return {"review_result": "维持", "delivered_on": near}
        case "transfer":
            return {"told_on": near}
    return {}


MOVES = (
    "reply", "accept", "suspend", "resume", "hearing", "extend", "raise", "supervise", "notify",
    "review_open", "review_answer", "rereview_open", "rereview_close", "transfer", "follow_up", "close",
    "reopen", "feedback", "start_urgent", "ratify", "work", "withdraw",
)  # fmt: skip


@st.composite
def events(draw: st.DrawFn, most: int = 8) -> tuple[Event, ...]:
    day, found = MONDAY, [Event(index=0, on=MONDAY, move="register", by="desk")]
    for index in range(1, draw(st.integers(1, most))):
        day += timedelta(days=draw(st.integers(0, 15)))
        move = draw(st.sampled_from(MOVES))
        if move == "raise" and any(event.move == "raise" for event in found):
            move = "work"  # above the county there is nobody
        entered = day + timedelta(days=draw(st.integers(1, 12))) if draw(st.integers(0, 5)) == 0 else None
        found.append(
            Event(index=index, on=day, move=move, by="desk", entered_on=entered, fields=fields(move, day, draw))
        )
    return tuple(found)


def with_events(base: Case, found: tuple[Event, ...]) -> Case:
    """The case with these events, its stored level as they leave it (first held by the town)."""
    level = "town"
    for event in found:
        if event.move == "raise":
            level = LEVELS[LEVELS.index(level) + 1]
    return replace(base, events=found, level=level)


CASES = st.builds(with_events, st.sampled_from(list(BASES.values())), events())


def all_days() -> Iterator[date]:
    return (MONDAY + timedelta(days=n) for n in range((LAST - MONDAY).days))


# why it is that day


def paused_spec() -> Spec:
    """A spec in which a working-day clock stands still too, which none of the shipped ones does."""
    spec = default_spec()
    both = frozenset({"suspended", "hearing"})
    return replace(spec, clocks={code: replace(clock, pauses=both) for code, clock in spec.clocks.items()})


@settings(deadline=None)
@given(CASES, st.sampled_from([default_spec(), paused_spec()]))
def test_the_counted_days_are_the_limit(made: Case, spec: Spec) -> None:
    town = Register(TOWN, (made,), (), spec, Settings())
    for deadline in deadlines(made, town, LAST):
        days = explain(deadline, town.calendar)
        assert days[0].on == deadline.start
        assert days[-1].on == deadline.due
        assert all((day.number is None) != (day.reason is None) for day in days)
        if deadline.unit == "date":
            continue
        numbers = [day.number for day in days if day.number is not None]
        assert numbers == list(range(1, deadline.limit + deadline.extended_days + 1))
        assert [day.on for day in days] == [deadline.start + timedelta(days=n) for n in range(len(days))]
        paused = {day.on for day in days if any(p.covers(day.on) for p in deadline.pauses)} - {deadline.start}
        assert not paused & {day.on for day in days if day.number is not None}


@settings(deadline=None)
@given(st.dates(date(2020, 2, 1), date(2025, 6, 30)), st.integers(1, 40), events(5))
def test_a_working_day_clock_counts_working_days_outside_pauses(
    start: date, limit: int, found: tuple[Event, ...]
) -> None:
    spec = paused_spec()
    spec = replace(spec, clocks={**spec.clocks, "grid": replace(spec.clocks["grid"], limit=limit)})
    shift = start - MONDAY
    moved = tuple(replace(e, on=e.on + shift, fields=_moved(e.fields, shift)) for e in found if e.move != "raise")
    base = replace(BASES["service"], found_on=start, registered_on=start, level="grid")
    made = replace(base, events=tuple(replace(e, index=i, entered_on=None) for i, e in enumerate(moved)))
    town = Register(TOWN, (made,), (), spec, Settings())
    for deadline in deadlines(made, town, date(2026, 12, 31)):
        if deadline.code == "grid":
            counted = [day.on for day in explain(deadline, town.calendar) if day.number is not None]
            assert len(counted) == limit
            assert all(town.calendar.is_working_day(day) for day in counted)


def _moved(values: dict[str, Any], shift: timedelta) -> dict[str, Any]:
    return {k: v + shift if isinstance(v, date) else v for k, v in values.items()}


# the ladder


@settings(deadline=None)
@given(CASES)
def test_each_rung_fires_once_on_its_day(made: Case) -> None:
    """Over all days on which nothing new is known, stepping day by day."""
    town = register([made])
    settled = max(event.known_on for event in made.events) + timedelta(days=45)
    for deadline in deadlines(made, town, settled):
        fired = [(rung, day) for day in all_days() for rung in rungs_on(deadline, day)]
        on_time = [(rung, day) for rung, day in deadline.rungs if MONDAY <= day < LAST and deadline.is_running(day)]
        assert fired == on_time
        days = [day for _, day in deadline.rungs]
        assert days == sorted(set(days))


def test_stepping_as_of_day_by_day_fires_each_rung_once() -> None:
    made = case("dispute", {"found_on": "2025-09-15"})
    town = register([made])
    fired = []
    for day in all_days():
        fired += [(rung, str(day)) for d in deadlines(made, town, day) for rung in rungs_on(d, day)]
    assert fired == [
        ("amber", "2025-10-06"), ("due", "2025-10-15"), ("overdue", "2025-10-16"), ("thrice", "2025-12-14"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("day", "people"),
    [
        ("2025-10-05", ("mediator",)),  # below the first rung: who is responsible
        ("2025-10-06", ("mediator", "secretary")),
        ("2025-10-15", ("secretary",)),
        ("2025-10-16", ("secretary", "desk")),
        ("2025-12-14", ("head-party", "mayor")),
    ],
)
def test_each_rung_names_who_must_act_in_a_village(day: str, people: tuple[str, ...]) -> None:
    made = case("dispute", {"found_on": "2025-09-15"})
    town = register([made])
    on = date.fromisoformat(day)
    (deadline,) = deadlines(made, town, on)
    assert must_act(deadline, made, town, on) == people


def test_who_holds_the_post_on_the_day_must_act() -> None:
    """The mayor changed on 10-01."""
    made = case(
        "service",
        {
            "found_on": "2025-06-01",
            "order": {"from": "county", "ref": "1", "received_on": "2025-06-01", "due_on": "2025-06-10"},
        },
    )
    town = register([made])
    for day, mayor in (("2025-09-30", "old-mayor"), ("2025-10-01", "mayor")):
        on = date.fromisoformat(day)
        order = next(d for d in deadlines(made, town, on) if d.code == "order")
        assert order.state(on) == "thrice"
        assert must_act(order, made, town, on) == ("head-party", mayor)


def test_a_rung_never_names_only_the_handler() -> None:
    """The village's secretary handles the matter himself, so on the due day the town's desk is named too."""
    made = case("dispute", {"found_on": "2025-09-15", "lead_post": "secretary"})
    town = register([made])
    due = date(2025, 10, 15)
    (deadline,) = deadlines(made, town, due)
    assert must_act(deadline, made, town, due) == ("secretary", "desk", "head-party", "mayor")


@settings(deadline=None)
@given(CASES)
def test_a_rung_always_names_somebody_beside_the_handler(made: Case) -> None:
    town = register([made])
    for day in (date(2025, 9, 1), date(2025, 11, 3), date(2026, 3, 2)):
        for deadline in running(made, town, day):
            people = must_act(deadline, made, town, day)
            assert people
            if deadline.rung(day):
                assert set(people) - {deadline.responsible, made.lead_post}


# as of a day


@settings(deadline=None)
@given(CASES, st.integers(0, 7))
def test_later_events_change_no_earlier_day(made: Case, keep: int) -> None:
    whole = register([made])
    earlier = with_events(made, made.events[: keep + 1])
    before = register([earlier])
    unknown = [event.known_on for event in made.events[keep + 1 :]]
    until = min(unknown, default=LAST)
    for day in (until - timedelta(days=n) for n in range(1, 30)):
        assert deadlines(made, whole, day) == deadlines(earlier, before, day)


@settings(deadline=None)
@given(CASES, st.lists(st.dates(MONDAY, LAST), min_size=1, max_size=6))
def test_the_order_of_asking_does_not_matter(made: Case, days: list[date]) -> None:
    asked = register([made])
    for day in days:
        assert deadlines(made, asked, day) == deadlines(made, register([made]), day)
        assert running(made, asked, day) == tuple(
            d for d in deadlines(made, asked, day) if d.nature != "window" and d.is_running(day)
        )


# statutory clocks and the village


@settings(deadline=None)
@given(events(), st.sampled_from(["grid", "village"]))
def test_no_statutory_clock_before_the_town_holds_it(found: tuple[Event, ...], level: str) -> None:
    made = replace(BASES["petition"], events=tuple(e for e in found if e.move != "raise"), level=level)
    organ = {code for code, clock in default_spec().clocks.items() if clock.binds == "organ"}
    town = register([made])
    assert not [d for day in all_days() for d in deadlines(made, town, day) if d.code in organ]


@settings(deadline=None)
@given(CASES)
def test_a_statutory_clock_is_shown_against_the_town_or_above(made: Case) -> None:
    organ = {code for code, clock in default_spec().clocks.items() if clock.binds == "organ"}
    for deadline in deadlines(made, register([made]), LAST):
        assert deadline.code not in organ or deadline.level in ("town", "county")


# joining


def earliest(found: tuple[Deadline, ...], day: date) -> dict[str, date]:
    """The first day that each kind of counted duty or target asks for."""
    dues: dict[str, date] = {}
    for deadline in found:
        if deadline.is_running(day) and deadline.unit != "date":
            dues[deadline.code] = min(deadline.due, dues.get(deadline.code, date.max))
    return dues


QUIET = ("raise", "transfer", "close", "withdraw", "reopen", "review_open", "rereview_open", "rereview_close")


@settings(deadline=None)
@given(st.sampled_from(list(BASES.values())), events(5), events(5), st.integers(0, 30), st.integers(0, 30))
def test_joining_never_makes_an_earlier_deadline_later(
    base: Case, one: tuple[Event, ...], two: tuple[Event, ...], found: int, gap: int
) -> None:
    one, two = (
        tuple(replace(e, index=i) for i, e in enumerate(e for e in es if e.move not in QUIET)) for es in (one, two)
    )
    joined_on = max(e.known_on for e in (*one, *two)) + timedelta(days=1 + gap)
    main = with_events(replace(base, id="QTL-2025-0002"), one)
    other = replace(base, id="QTL-2025-0001", found_on=MONDAY - timedelta(days=found))
    apart = with_events(other, two)
    told = {"into": main.id, "told_on": joined_on}
    merge = Event(index=len(two), on=joined_on, move="merge", by="desk", fields=told)
    joined = replace(with_events(other, (*two, merge)), links=Links(duplicates=main.id))
    before, after = register([main, apart]), register([main, joined])
    alone = earliest(deadlines(main, before, joined_on), joined_on)
    theirs = earliest(deadlines(apart, before, joined_on), joined_on)
    theirs.pop("notice", None)  # both are told when the files are joined
    together = earliest(deadlines(main, after, joined_on), joined_on)
    for code in {*alone, *theirs}:
        assert together[code] == min(alone.get(code, date.max), theirs.get(code, date.max))
    assert not running(joined, after, joined_on)


# nothing raises


@settings(max_examples=50, deadline=None)
@given(CASES, st.dates(), st.dates())
def test_no_date_raises(made: Case, found: date, as_of: date) -> None:
    shift = found - MONDAY
    try:
        moved = tuple(replace(e, on=e.on + shift, entered_on=None, fields=_moved(e.fields, shift)) for e in made.events)
    except OverflowError:
        moved = made.events[:1]
    odd = replace(made, found_on=found, registered_on=found, events=moved)
    town = register([odd])
    for day in (as_of, found, date.max, date.min):
        for deadline in deadlines(odd, town, day):
            deadline.state(day)
            must_act(deadline, odd, town, day)
        uncounted(odd, town, day)


def test_a_year_without_holidays_is_named_and_nothing_is_guessed() -> None:
    made = case(
        "service",
        {
            "id": "QTL-2026-0001",
            "found_on": "2026-12-28",
            "order": {"from": "county", "ref": "1", "received_on": "2026-12-28", "due_on": "2027-01-10"},
        },
    )
    town = register([made])
    day = date(2026, 12, 29)
    assert [(u.code, u.year, u.start) for u in uncounted(made, town, day)] == [("objection", 2027, date(2026, 12, 28))]
    known = {d.code: d for d in deadlines(made, town, day)}
    assert "objection" not in known
    assert known["order"].due == date(2027, 1, 10)
    assert known["order"].working_target is None
    assert known["order"].civil_code_203 is None


def test_a_town_that_adds_the_year_gets_its_deadline() -> None:
    added = Settings(holidays={2027: (("2027-01-01 元旦", "2027-01-02 元旦", "2027-01-03 元旦"), ())})
    made = case(
        "service",
        {
            "id": "QTL-2026-0001",
            "found_on": "2026-12-28",
            "order": {"from": "county", "ref": "1", "received_on": "2026-12-28"},
        },
    )
    objection = next(d for d in deadlines(made, register([made], added), date(2026, 12, 29)) if d.code == "objection")
    assert str(objection.due) == "2027-01-05"


def test_a_town_sets_its_own_limit() -> None:
    shorter = Settings(limits={"mediation": 20})
    made = case("dispute", {"found_on": "2025-09-15"}, shorter)
    (deadline,) = deadlines(made, register([made], shorter), date(2025, 9, 16))
    assert str(deadline.due) == "2025-10-05"


def test_the_name_of_a_deadline_stays_while_its_day_moves() -> None:
    extend = {
        "on": "2025-10-10",
        "move": "extend",
        "by": "secretary",
        "reason": "一",
        "days": 15,
        "approved_by": "secretary",
        "notified_on": "2025-10-10",
    }
    made = case("dispute", {"events": [extend]})
    town = register([made])
    ((before,), (after,)) = (deadlines(made, town, date(2025, 10, day)) for day in (9, 10))
    assert before.due != after.due
    assert before.uid == after.uid == "QTL-2025-0001-mediation"
