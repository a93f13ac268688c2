"""The values that contexts are made of: what a template may be given, besides texts, numbers and dates.

Every address is a path from the site's root; the template puts `site.root` before it. An empty address
is a name without a page of its own. `form` tells a template which kind of value it holds.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, ClassVar

from site_builder.model.figures import Rate


@dataclass(frozen=True, slots=True)
class Link:
    """A name, and the page it leads to."""

    form: ClassVar[str] = "link"
    href: Annotated[str, "The page's path from the site's root, or empty where there is none."]
    text: Annotated[str, "The name."]


@dataclass(frozen=True, slots=True)
class TableFiles:
    """The same rows as files for office programs."""

    name: Annotated[str, "The year they are of, or empty."]
    xlsx: Annotated[str, "The workbook's path, from the site's root."]
    csv: Annotated[str, "The CSV file's path, from the site's root."]


@dataclass(frozen=True, slots=True)
class Day:
    """A date in running text, with the time where one is given."""

    form: ClassVar[str] = "day"
    on: Annotated[date, "The date."]
    time: Annotated[str, "The time as hours and minutes, or empty."] = ""


@dataclass(frozen=True, slots=True)
class Prose:
    """Text from the register. `ids` are the case numbers in it that have a page."""

    form: ClassVar[str] = "prose"
    text: Annotated[str, "The text, as it was written."]
    ids: Annotated[tuple[tuple[str, str], ...], "Each case number in it, with its page."] = ()


@dataclass(frozen=True, slots=True)
class Flag:
    """Yes or no."""

    form: ClassVar[str] = "flag"
    on: Annotated[bool, "True for yes."]


@dataclass(frozen=True, slots=True)
class Fact:
    """A label and its values, set in a row; or, where the field is a block, its own facts."""

    label: Annotated[str, "The field's label in the spec."]
    values: Annotated[tuple[Value, ...], "Its values."] = ()
    facts: Annotated[tuple[Fact, ...], "The facts of a block."] = ()


Value = Link | Day | Prose | Flag


@dataclass(frozen=True, slots=True)
class Tag:
    """A state, shown by its word and by its shape.

    `shape` is hand, verify, paused or ended (a status's stage); running, near, due, overdue, thrice, met,
    met_late, open, lapsed or waived (a deadline); done, in_progress, not_started, extended or dropped (a
    task); or urgent, level, late_entry.
    """

    word: Annotated[str, "The state in words."]
    shape: Annotated[str, "The name of its shape."]


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody on duty, and as what."""

    person: Annotated[Link, "The person."]
    post: Annotated[str, "The post, in words."]


@dataclass(frozen=True, slots=True)
class DueRow:
    """One thing that falls due, or has."""

    case: Annotated[Link, "The case's number and page."]
    title: Annotated[str, "The case's title."]
    village: Annotated[Link, "The village."]
    what: Annotated[str, "The clock's name, or the task's number and what is to be done."]
    due: Annotated[date, "The due day."]
    tag: Annotated[Tag, "How it stands."]
    days: Annotated[int, "Calendar days left; negative when it is overdue."]
    responsible: Annotated[Link | None, "Who must see to it."]
    nature: Annotated[str, "duty or target."]


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One case in a list."""

    id: Annotated[str, "The case's number."]
    href: Annotated[str, "Its page."]
    title: Annotated[str, "Its title."]
    village: Annotated[Link, "The village."]
    grid: Annotated[Link | None, "The grid, by its own name."]
    kind: Annotated[str, "Kind of case, in words."]
    category: Annotated[str, "Category, in words."]
    level: Annotated[str, "The level that holds it, in words."]
    status: Annotated[Tag, "Status on the day."]
    is_open: Annotated[bool, "True while the case is open."]
    urgent: Annotated[bool, "True for an urgent matter."]
    found_on: Annotated[date, "The day it was found or received."]
    due: Annotated[date | None, "The next day on which something falls due."]
    due_tag: Annotated[Tag | None, "How that deadline stands, where it is near, due or overdue."]
    responsible: Annotated[Link | None, "Who answers for it now."]


@dataclass(frozen=True, slots=True)
class OpenPoint:
    """A point that was raised and has no answer yet."""

    case: Annotated[Link, "The case's number and page."]
    title: Annotated[str, "The case's title."]
    what: Annotated[Prose, "The point."]
    responsible: Annotated[Link | None, "Who answers for the case."]


@dataclass(frozen=True, slots=True)
class Pager:
    """Where a list of several pages stands."""

    number: Annotated[int, "This page, from 1."]
    count: Annotated[int, "How many pages there are."]
    pages: Annotated[tuple[Link, ...], "Every page by its number."]


@dataclass(frozen=True, slots=True)
class Count:
    """A number under a name."""

    name: Annotated[Link, "What is counted, and its page."]
    count: Annotated[int, "How many."]


@dataclass(frozen=True, slots=True)
class Ratio:
    """A rate with both its numbers beside it (design §5)."""

    num: Annotated[int, "The numerator."]
    den: Annotated[int, "The denominator."]
    percent: Annotated[str, "The percentage; a dash for an empty denominator, empty over fewer than five."]

    @classmethod
    def of(cls, rate: Rate) -> Ratio:
        return cls(rate.num, rate.den, "" if rate.is_small and rate.den else rate.percent)


def case_path(id: str) -> str:
    return f"cases/{id}.html"


def paper_path(id: str, code: str) -> str:
    return f"papers/{id}-{code}.html"


def village_path(id: str) -> str:
    return f"villages/{id}.html"


def village_cases_path(id: str) -> str:
    return f"villages/{id}/cases.html"


def grid_path(id: str) -> str:
    return f"grids/{id}.html"


def person_path(id: str) -> str:
    return f"people/{id}.html"


def unit_path(id: str) -> str:
    return f"units/{id}.html"


def week_path(week: str, scope: str) -> str:
    return f"weeks/{week}/{scope}.html"


def meeting_path(scope: str, *, former: bool = False) -> str:
    """The meeting of the week, or the one of the week before; addresses that stay from week to week."""
    return f"meetings/{'last/' if former else ''}{scope}.html"


SOON = 7
"""How many days ahead “due soon” looks."""


def week_files(week: str, scope: str) -> TableFiles:
    return TableFiles("", f"weeks/{week}/{scope}.xlsx", f"weeks/{week}/{scope}.csv")


def ledger_files(code: str, year: int) -> TableFiles:
    return TableFiles(str(year), f"ledgers/{code}-{year}.xlsx", f"ledgers/{code}-{year}.csv")


SEARCH = "search.html"
SEARCH_MANIFEST = "search/manifest.js"
"""What the search page's data begins with; an export of the edition."""


def search_href(**filters: str) -> str:
    """The search page with filters set: `search.html?village=shimen`. Values are codes, which need no quoting."""
    return SEARCH + ("?" if filters else "") + "&".join(f"{name}={value}" for name, value in filters.items())


ALL_DUE = "calendars/all.ics"
"""The calendar of everything that falls due."""


def village_calendar(id: str) -> str:
    return f"calendars/villages/{id}.ics"


def person_calendar(id: str) -> str:
    return f"calendars/people/{id}.ics"


def ledger_path(code: str) -> str:
    return f"ledgers/{code}.html"


def ledger_year_path(code: str, year: int) -> str:
    """An earlier year of a long ledger."""
    return f"ledgers/{code}-{year}.html"


DATA_PAGE = "data.html"
"""What the site gives to other programs."""
DATABASE = "data/register.sqlite"
"""The register as a database to be asked in SQL."""
CASES_DATA = "api/cases.json"
"""The list of cases as JSON."""


def year_data(year: int) -> str:
    """The cases registered in one year as JSON."""
    return f"api/years/{year}.json"


def week_data(week: str) -> str:
    """The four lists of a week as JSON."""
    return f"api/weeks/{week}.json"


def case_data(id: str) -> str:
    """All of a case as JSON."""
    return f"api/cases/{id}.json"


RETENTION = "ledgers/retention.html"
"""What is due for disposal."""


def visit_href(id: str) -> str:
    """A visit's line in the ledger of visits."""
    return f"{ledger_path('visits')}#{id}"


GROUPS = {
    "category": "categories",
    "kind": "kinds",
    "status": "statuses",
    "level": "levels",
    "source": "sources",
}
"""The fields of a case by which cases are listed, each with its folder."""


def group_path(group: str, code: str) -> str:
    return f"{GROUPS[group]}/{code}.html"


def group_index_path(group: str) -> str:
    return f"{GROUPS[group]}/index.html"
