"""Write the calendar data of the program from the published `chinesecalendar` package.

    python tools/update_calendar.py 2027

One file a year: days off with the name of the holiday, and weekend days that are worked (调休). The State
Council announces a year in the autumn before it; until then the package has no data and this writes nothing.
"""

from __future__ import annotations

import sys
from datetime import date, timedelta
from pathlib import Path

import chinese_calendar  # type: ignore[import-untyped]  # ships no types

FOLDER = Path(__file__).resolve().parent.parent / "site_builder" / "spec" / "calendar"
NAMES = {
    "New Year's Day": "元旦",
    "Spring Festival": "春节",
    "Tomb-sweeping Day": "清明节",
    "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节",
    "Mid-autumn Festival": "中秋节",
    "National Day": "国庆节",
    "Anti-Fascist 70th Day": "抗战胜利纪念日",
}
SATURDAY = 5


def year_text(year: int) -> str:
    """The file of one year. Raises NotImplementedError where the package has no data for it."""
    holidays, workdays = [], []
    day = date(year, 1, 1)
    while day.year == year:
        is_off, name = chinese_calendar.get_holiday_detail(day)
        if is_off and name:
            holidays.append(f"  {day}: {NAMES[name]}")
        elif not is_off and day.weekday() >= SATURDAY:
            workdays.append(f"  {day}: {NAMES[name]}")
        day += timedelta(days=1)
    return "\n".join(
        [
            f"# {year}: days off (放假) with the holiday's name, and weekend days worked (调休上班).",
            "# Written by tools/update_calendar.py from the published holiday notices.",
            "holidays:",
            *holidays,
            "workdays:" if workdays else "workdays: {}",
            *workdays,
            "",
        ]
    )


def main() -> None:
    for year in map(int, sys.argv[1:]):
        (FOLDER / f"{year}.yaml").write_text(year_text(year), encoding="utf-8")
        sys.stdout.write(f"{year}.yaml\n")


if __name__ == "__main__":
    main()
