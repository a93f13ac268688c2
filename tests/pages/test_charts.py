"""Where the marks of a picture stand: in proportion, inside it, and the same numbers beside them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_builder.model.flows import Period
from site_builder.pages import all_pages
from site_builder.pages.charts import FLOW, GAP, STOCK, Shades, bars, heat, stacks, trend
from site_builder.pages.shared import Link
from tests.support.sites import build_page, elements, main_text
from tests.support.town import TownBuilder, town

MONDAY = date(2025, 10, 13)
small = st.integers(0, 400)


def names(count: int) -> list[Link]:
    return [Link("", f"第{number}") for number in range(count)]


def weeks(counts: list[tuple[int, int, int]]) -> list[tuple[Link, str, Period]]:
    """Weeks from what each received, reopened and ended."""
    found, opening = [], 500
    for number, (received, reopened, ended) in enumerate(counts):
        since = MONDAY + timedelta(weeks=number)
        period = Period(since, since + timedelta(days=6), opening, received, reopened, 0, ended)
        found.append((Link("", f"2025-W{number}"), f"W{number}", period))
        opening = period.closing
    return found


def test_a_bar_is_as_long_as_its_number() -> None:
    found = bars(zip(names(3), (10, 5, 0), strict=True))
    assert [(bar.count, bar.width, bar.y) for bar in found.rows] == [(10, 100.0, 0), (5, 50.0, 26), (0, 0.0, 52)]
    assert (found.total, found.height, found.frame.above) == (15, 78, False)


def test_names_that_leave_no_room_stand_above_their_bars() -> None:
    found = bars([(Link("", "拖欠农民工工资"), 3), (Link("", "Marriage and family life"), 2)])
    assert found.frame.above and found.frame.gutter == 0
    assert found.rows[1].y == 40


def test_the_parts_of_a_stacked_bar_touch_and_end_where_it_ends() -> None:
    found = stacks(names(3), [(Link("", "甲"), (3, 0, 1)), (Link("", "乙"), (0, 2, 0)), (Link("", "丙"), (0, 0, 0))])
    first = found.rows[0]
    assert [(piece.series, piece.x, piece.width) for piece in first.pieces] == [(1, 0.0, 75.0), (3, 75.0, 25.0)]
    assert (first.end, first.total, first.counts) == (100.0, 4, (3, 0, 1))
    assert [row.end for row in found.rows] == [100.0, 50.0, 0.0]
    assert found.total == 6


@given(st.lists(st.tuples(small, small, small), min_size=2, max_size=60))
def test_a_trend_keeps_inside_and_its_weeks_follow(counts: list[tuple[int, int, int]]) -> None:
    opening, possible = 500, []
    for received, reopened, ended in counts:
        ended = min(ended, opening + received + reopened)
        opening += received + reopened - ended
        possible.append((received, reopened, ended))
    found = trend(weeks(possible))
    assert found is not None
    assert found.opening + found.received + found.reopened - found.ended == found.closing
    assert found.came == found.received + found.reopened
    zero = GAP + STOCK + GAP + FLOW
    for slot in found.slots:
        assert GAP <= slot.y <= GAP + STOCK
        assert 0 <= slot.left < slot.came.x < slot.middle < 100
        assert slot.came.y + slot.came.height == pytest.approx(zero) and slot.came.height <= FLOW
        assert slot.went.y == zero and slot.went.height <= FLOW
    assert len(found.lines) == len(found.slots) - 1
    assert found.slots[-1].label and sum(bool(slot.label) for slot in found.slots) <= 6


def test_one_week_is_no_trend() -> None:
    assert trend(weeks([(1, 0, 0)])) is None
    assert trend([]) is None


def test_weeks_in_which_nothing_happened_are_drawn_too() -> None:
    quiet = [
        (Link("", "a"), "a", Period(MONDAY, MONDAY, 0, 0, 0, 0, 0)),
        (Link("", "b"), "b", Period(MONDAY, MONDAY, 0, 0, 0, 0, 0)),
    ]
    found = trend(quiet)
    assert found is not None
    assert [slot.came.height for slot in found.slots] == [0, 0]
    assert [tick.value for tick in found.stock] == [1, 0]


@given(st.lists(st.integers(0, 50), max_size=40))
def test_a_greater_number_is_never_lighter(numbers: list[int]) -> None:
    shades = Shades(numbers)
    levels = [shades.of(number) for number in sorted(numbers)]
    assert levels == sorted(levels)
    assert all((level == 0) == (number == 0) for level, number in zip(levels, sorted(numbers), strict=True))
    assert set(levels) <= {0, 1, 2, 3, 4}


def test_a_heat_grid_has_every_number_in_its_place() -> None:
    found = heat(names(2), [(Link("", "甲"), (0, 4)), (Link("", "乙"), (1, 2))])
    assert [[cell.count for cell in row.cells] for row in found.rows] == [[0, 4], [1, 2]]
    assert [row.total for row in found.rows] == [4, 3]
    assert [cell.x for cell in found.rows[0].cells] == [0.0, 50.0]
    assert found.rows[0].cells[0].level == 0 < found.rows[1].cells[0].level < found.rows[0].cells[1].level


def test_nothing_at_all_can_be_drawn() -> None:
    assert bars([]).height == 0 and stacks([], []).rows == () and heat([], []).rows == ()


def reply(result: str) -> dict[str, Any]:
    event = ("2025-09-26", "reply", "mediator", {"result": result, "agreement": "口头"})
    return {"status": "replied", "outcome": event[3], "events": [event]}


def figures(builder: TownBuilder) -> Any:
    return next(page.context for page in all_pages(builder.edition()) if page.path == "figures.html")


def test_the_figures_say_of_how_many() -> None:
    builder = (
        town().case(**reply("化解")).case(**reply("部分化解"), village="shimen").case(kind="hazard", category="water")
    )
    found = figures(builder)
    assert [(row.name.text, row.rate.num, row.rate.den, row.rate.percent) for row in found.rates] == [
        ("青檀岭镇", 1, 2, ""),
        ("茶冲村", 1, 1, ""),
        ("石门村", 0, 1, ""),
    ]
    assert [(row.name.text, row.counts) for row in found.fates.rows] == [
        ("茶冲村", (1, 0, 0, 0)),
        ("石门村", (0, 1, 0, 0)),
    ]
    assert [(bar.name.text, bar.count) for bar in found.categories.rows] == [("邻里", 2), ("饮水用水", 1)]
    assert [(row.name.text, row.counts) for row in found.levels.rows] == [
        ("茶冲村", (0, 1, 0, 0)),
        ("石门村", (0, 0, 0, 0)),
    ]
    assert [column.text for column in found.statuses.columns] == ["已登记", "已答复"]
    assert [[cell.count for cell in row.cells] for row in found.statuses.rows] == [[1, 1], [0, 1]]


def test_a_rate_on_time_of_five_has_a_percentage_and_of_four_has_none() -> None:
    task = {
        "id": "T1", "what": "改沟", "done_when": "沟已改好", "due": "2025-10-01", "assigned_on": "2025-09-19",
        "owner": "mediator", "measures": [{"what": "疏通", "who": "worker", "by": "2025-10-01"}],
    }  # fmt: skip
    builder = town()
    for number in range(4):
        builder.case(status="assigned", tasks=[{**task, **({"done": "2025-09-30"} if number else {})}])
    few = next(row for row in figures(builder).clocks if row.name.text == "任务")
    assert (few.rate.num, few.rate.den, few.rate.percent, few.open) == (3, 4, "", 1)
    more = figures(builder.case(status="assigned", tasks=[{**task, "done": "2025-09-30"}]))
    assert next(row for row in more.clocks if row.name.text == "任务").rate.percent == "80%"
    assert (more.duties[0].rate.num, more.duties[0].rate.den) == (4, 5)
    shown = main_text(build_page(builder.edition(), "figures.html"))
    assert "80%4/5" in shown


def test_a_register_without_cases_has_figures() -> None:
    found = figures(town())
    assert (found.statuses, found.categories.rows, found.months.closing) == (None, (), 0)
    assert "—" in main_text(build_page(town().edition(), "figures.html"))


def test_a_picture_has_a_title_a_sentence_and_its_table() -> None:
    edition = town().case(**reply("化解")).case().edition()
    for path in ("index.html", "figures.html", "villages/chachong.html"):
        page = list(elements(build_page(edition, path).decode()))
        pictures = [element for element in page if element.get("role") == "img"]
        assert pictures
        for picture in pictures:
            said = {element.get("id"): "".join(element.itertext()) for element in picture.iter()}
            assert said[picture.get("aria-labelledby")].strip() and said[picture.get("aria-describedby")].strip()
            assert not [element for element in picture.iter() if str(element.tag).endswith("}a")]
        figures_ = [element for element in page if element.tag == "figure"]
        assert len(figures_) == len(pictures) and all(figure.find(".//table") is not None for figure in figures_)
