"""The rate of duties met on their day: its cohort is what fell due (domain notes §4.3)."""

from __future__ import annotations

from datetime import date

from site_builder.model.four_lists import TOWN
from site_builder.model.on_time import on_time
from tests.support.town import TownBuilder, town

TASK = {
    "id": "T1", "what": "改沟", "done_when": "沟已改好", "due": "2025-10-20", "assigned_on": "2025-09-19",
    "owner": "mediator", "measures": [{"what": "疏通", "who": "worker", "by": "2025-10-20"}],
}  # fmt: skip
SINCE = date(2025, 1, 1)


def with_task(builder: TownBuilder, done: str | None, **fields: object) -> TownBuilder:
    return builder.case(status="assigned", tasks=[{**TASK, **({"done": done} if done else {})}], **fields)


def test_met_late_and_not_met_count_against_the_rate() -> None:
    builder = town()
    for done in ("2025-10-10", "2025-10-20", "2025-10-21", None):
        with_task(builder, done, village="chachong")
    with_task(builder, None, village="shimen")
    found = on_time(builder.register(), SINCE, date(2025, 10, 31))
    (clock,) = [one for code, one in found.clocks["chachong"] if code == "task"]
    assert (clock.rate.num, clock.rate.den, clock.late, clock.open) == (2, 4, 1, 1)
    assert clock.rate.cohort == "due-in-period"
    whole = dict(found.clocks[TOWN])["task"]
    assert (whole.rate.num, whole.rate.den, whole.open) == (2, 5, 2)


def test_what_has_its_day_before_it_is_not_in_the_cohort() -> None:
    builder = with_task(with_task(town(), "2025-10-10"), None)
    before = on_time(builder.register(), SINCE, date(2025, 10, 19))
    assert "task" not in dict(before.clocks[TOWN])
    on_the_day = on_time(builder.register(), SINCE, date(2025, 10, 20))
    assert dict(on_the_day.clocks[TOWN])["task"].rate.den == 1
    afterwards = on_time(builder.register(), date(2025, 10, 21), date(2025, 11, 30))
    assert "task" not in dict(afterwards.clocks[TOWN])


def test_local_targets_do_not_mix_with_duties() -> None:
    found = on_time(town().case().register(), SINCE, date(2025, 12, 31))
    codes = dict(found.clocks[TOWN])
    assert codes and found.duties[TOWN].rate.den == 0
    assert found.duties[TOWN].rate.percent == "—"
    assert all(one.rate.den for one in codes.values())
