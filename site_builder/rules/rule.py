"""How a rule is written: a function that is given what it judges and yields findings.

    def event_before_found(case: Case, register: Register, as_of: date) -> Iterator[Finding]:
        ...
        yield finding("C204", case.record.at("events", 0, "on"), event=…, found=…)

It is listed in its module's tuple, and its words are in `pages/<code>-<slug>.md`. One function may speak
for several codes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from site_builder.model.case import Case, Visit
from site_builder.model.register import Register
from site_builder.text.finding import Finding

CaseRule = Callable[[Case, Register, date], Iterator[Finding]]
VisitRule = Callable[[Visit, Register, date], Iterator[Finding]]
RegisterRule = Callable[[Register, date], Iterator[Finding]]
