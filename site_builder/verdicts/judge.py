"""One group of records after another: read, decoded and judged, as far as that needs nothing but the group."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from site_builder.model.active import life
from site_builder.model.case import Case, Visit
from site_builder.model.clocks import running
from site_builder.model.decode import Decoder, Names
from site_builder.model.people import Town
from site_builder.model.register import Register
from site_builder.model.stored import Standing, Told
from site_builder.records.read import Read, read_markdown
from site_builder.rules.check import judge_records
from site_builder.rules.privacy import scan
from site_builder.rules.workflow import first_after
from site_builder.settings import Settings
from site_builder.sources.layout import is_visit
from site_builder.spec import Spec
from site_builder.text.finding import Finding
from site_builder.text.source import Source


@dataclass(frozen=True)
class Court:
    """What a verdict depends on beside its group."""

    town: Town
    spec: Spec
    settings: Settings
    names: Names
    as_of: date


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is known of one file. `value` is the case or visit it holds, None where it holds none.

    `told` is there for a case, of which `is_ahead` says that something in it happened after the day. `body` is the offset of the text after the front matter, and its line.
    """

    path: str
    findings: tuple[Finding, ...]
    value: Case | Visit | None
    told: tuple[Told, Standing] | None
    is_ahead: bool
    body: tuple[int, int]


def judge(sources: Sequence[Source], court: Court) -> Iterator[Verdict]:
    """The verdicts on whole groups. What is in the files of one group says nothing about another's."""
    decoder = Decoder(court.spec, court.names)
    reads = [read_markdown(source) for source in sources]
    values: dict[str, Case | Visit] = {}
    found: dict[str, list[Finding]] = {}
    for read in reads:
        found[read.path] = [*read.findings]
        if read.record is not None:
            found[read.path] += scan(read.record, court.town)
            decode = decoder.visit if is_visit(read.path) else decoder.case
            value, wrong = decode(read.record)
            found[read.path] += wrong
            if value is not None:
                values[read.path] = value
    register = _register(values, court)
    for read in reads:
        value = values.get(read.path)
        told, is_ahead = None, False
        if isinstance(value, Case):
            found[read.path] += judge_records(register, (value,), (), court.as_of)
            told = _told(value, register, court.as_of)
            is_ahead = first_after(value, court.as_of) is not None
        elif value is not None:
            found[read.path] += judge_records(register, (), (value,), court.as_of)
        yield Verdict(read.path, tuple(found[read.path]), value, told, is_ahead, _body(read))


def _register(values: dict[str, Case | Visit], court: Court) -> Register:
    cases = (value for value in values.values() if isinstance(value, Case))
    visits = (value for value in values.values() if isinstance(value, Visit))
    return Register(
        court.town,
        tuple(sorted(cases, key=lambda case: (case.id, case.path))),
        tuple(sorted(visits, key=lambda visit: (visit.id, visit.record.path))),
        court.spec,
        court.settings,
    )


def _told(case: Case, register: Register, day: date) -> tuple[Told, Standing]:
    first, last = life(case, register)
    told = Told(
        day=day, first=first, last=last, happened=case.happened, meetings=case.meetings, turns=register.turns(case),
        ordered_on=case.ordered_on,
    )  # fmt: skip
    return told, Standing(state=register.state(case, day), running=running(case, register, day))


def _body(read: Read) -> tuple[int, int]:
    if read.record is None:
        return 0, 1
    return len(read.record.text) - len(read.record.body), read.record.body_line


def without_record(value: Case | Visit) -> Case | Visit:
    """The value as it is kept: its record is read from its file again."""
    return replace(value, record=None)  # type: ignore[arg-type]
