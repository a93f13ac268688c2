"""Folder → records → register → findings: everything in a register judged, in one process or in several."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TypeVar

from site_builder.cache.program import program
from site_builder.cache.stamps import combined
from site_builder.model.case import Case, Visit
from site_builder.model.code_owners import OWNERS_FILES
from site_builder.model.decode import Decoder, Names
from site_builder.model.grid_map import GridMap, read_map
from site_builder.model.people import Town
from site_builder.model.register import Register
from site_builder.model.waiver import Waiver
from site_builder.records.node import Record
from site_builder.records.read import Read, read_json, read_markdown, read_yaml
from site_builder.rules.check import check_register, judge_register
from site_builder.rules.checked import Checked, Kept
from site_builder.rules.owners import stale
from site_builder.rules.privacy import scan, scan_name, scan_text
from site_builder.rules.waivers import apply
from site_builder.rules.waivers import judge as judge_waivers
from site_builder.settings import Settings, read_settings
from site_builder.sources.attachments import Enclosed
from site_builder.sources.folder import list_folder, read_folder
from site_builder.sources.layout import GRIDS, PEOPLE, SETTINGS, TOP, Files, id_of, is_visit
from site_builder.sources.owners import read_owners
from site_builder.spec import Spec
from site_builder.text.finding import Finding
from site_builder.verdicts.register import Cabinet
from site_builder.workers import Run

T = TypeVar("T")
BRANCH = "HEAD"
"""Where a finding in the name of a branch is told to be: the name itself is not repeated."""
SCISSORS = "# ------------------------ >8 ------------------------"


def check(root: Path, as_of: date) -> Checked:
    """Read a register's folder and judge everything in it; one bad file never stops the others.

    Raises sources.folder.Unreadable where the machine would not let us read.
    """
    checked = check_files(root, read_folder(root), as_of)
    return _with_owners(checked, root, as_of) if checked.register else checked


def _with_owners(checked: Checked, root: Path, as_of: date) -> Checked:
    assert checked.register is not None
    owners = read_owners(root, OWNERS_FILES.values())
    found = (*checked.findings, *stale(checked.register.town, owners, as_of))
    return replace(checked, findings=tuple(sorted(found, key=lambda f: f.sort_key)))


def check_kept(root: Path, as_of: date, cabinet: Cabinet, run: Run) -> Checked:
    """As `check`, by several processes, and without judging again what the cabinet knows; its cases are fetched
    from there when they are asked for.

    Raises Unreadable; verdicts.register.Changed where a file changed meanwhile; cache.values.Damaged;
    workers.WorkerDied.
    """
    files, paths = list_folder(root)
    top = _top(files)
    if top.town is None:
        return check(root, as_of)
    environment = combined(
        [
            program(),
            str(as_of),
            *(source.data if source else b"-" for source in (files.settings, files.grids, files.people)),
        ]
    )
    done = cabinet.judged(top.town, top.spec, top.settings, environment, paths, as_of, run)
    register = _register(top, done.cases, done.visits)
    assert register is not None
    names = Names.of(top.town, _claimed(paths, False), _claimed(paths, True))
    allowed, wrong = _waivers(top, names)
    found = [*top.found, *wrong, *done.findings, *judge_register(register, as_of), *top.scanned()]
    checked = _checked(root, register, top, allowed, frozenset((*map(id_of, paths), *TOP)), found, as_of)
    return replace(
        _with_owners(checked, root, as_of),
        texts=ChainMap({read.path: read.text for read in top.reads if read.text is not None}, done.texts),  # type: ignore[arg-type]
        cases=sum(not is_visit(path) for path in done.paths),
        unread=done.bad,
        kept=Kept(environment, done.groups, done.blobs, cabinet.former, cabinet.save, cabinet.too_many),
    )


def _claimed(paths: Iterable[str], visits: bool) -> list[str]:
    return [id_of(path) for path in paths if is_visit(path) == visits]


def check_message(root: Path, path: str, message: str, as_of: date, branch: str = "") -> Checked:
    """Judge a commit message, and the name of the branch it is made on: personal data and labels for people, for it can never be taken back.

    A name is a warning where people.yaml tells which are those of people on duty, and left to the eye where it cannot
    be read. What git puts under its scissors is not part of the message.
    """
    files = read_owners(root, [SETTINGS, GRIDS, PEOPLE])
    settings, _ = read_settings(files.get(SETTINGS))
    grids, people = (read_yaml(files[name]).record if name in files else None for name in (GRIDS, PEOPLE))
    town, _ = Decoder(settings.spec(), None).town(grids, people)
    text = message.partition(SCISSORS)[0]
    found = tuple(f for f in scan_text(path, text, town) if town is not None or f.code != "S806")
    found += tuple(scan_name(BRANCH, branch))
    return Checked(root, None, settings, settings.spec(), found, {path: text}, 0, as_of)


@dataclass(frozen=True)
class _Top:
    """What stands beside a register's records: its settings, its town, what is waived."""

    settings: Settings
    spec: Spec
    town: Town | None
    shapes: GridMap | None
    enclosed: Mapping[str, Enclosed] | None
    waivers: Read | None
    reads: tuple[Read, ...]
    found: tuple[Finding, ...]

    def scanned(self) -> Iterator[Finding]:
        """Personal data in these files."""
        for read in self.reads:
            if read.record is not None:
                yield from scan(read.record, self.town)


def _top(files: Files) -> _Top:
    settings, findings = read_settings(files.settings)
    spec = settings.spec()
    grids, people, waivers = (read_yaml(s) if s else None for s in (files.grids, files.people, files.waivers))
    outlines = read_json(files.shapes) if files.shapes else None
    reads = tuple(read for read in (grids, people, waivers, outlines) if read)
    town, wrong = Decoder(spec, None).town(grids.record if grids else None, people.record if people else None)
    shapes, faulty = read_map(outlines.record, town) if outlines and outlines.record else (None, ())
    found = (*files.findings, *findings, *(one for read in reads for one in read.findings), *wrong, *faulty)
    return _Top(settings, spec, town, shapes, files.enclosed, waivers, reads, found)


def _waivers(top: _Top, names: Names | None) -> tuple[tuple[Waiver, ...], tuple[Finding, ...]]:
    if top.waivers is None or top.waivers.record is None:
        return (), ()
    return Decoder(top.spec, names).waivers(top.waivers.record)


@dataclass(frozen=True)
class _Taken:
    """A register's files read and decoded, not yet judged."""

    top: _Top
    register: Register | None
    reads: tuple[Read, ...]
    found: tuple[Finding, ...]
    allowed: tuple[Waiver, ...]
    records: frozenset[str]
    cases: int
    unread: tuple[str, ...]


def register_of(files: Files) -> Register | None:
    """The register that these files hold, not judged; None where its town cannot be read."""
    return _take(files).register


def check_files(root: Path, files: Files, as_of: date, only: Collection[str] | None = None) -> Checked:
    """As `check`, for files already read. `only`: judge the cases of these paths alone, in the whole register."""
    taken = _take(files)
    found: list[Finding] = [*taken.found]
    found += check_register(taken.register, as_of, only) if taken.register else ()
    for read in taken.reads:
        if read.record is not None and (only is None or read.path in only):
            found += scan(read.record, taken.top.town)
    checked = _checked(root, taken.register, taken.top, taken.allowed, taken.records, found, as_of)
    texts = {read.path: read.text for read in taken.reads if read.text is not None}
    return replace(checked, texts=texts, cases=taken.cases, unread=taken.unread)


def _checked(
    root: Path, register: Register | None, top: _Top, allowed: tuple[Waiver, ...], records: frozenset[str],
    found: Iterable[Finding], as_of: date,
) -> Checked:  # fmt: skip
    kept, waived = apply(dict.fromkeys(found), allowed, top.spec.waivers)
    kept += judge_waivers(allowed, waived, records, top.town, top.spec.waivers, as_of)
    findings = tuple(sorted(kept, key=lambda f: f.sort_key))
    return Checked(root, register, top.settings, top.spec, findings, {}, 0, as_of, (), waived)


def _take(files: Files) -> _Taken:
    top = _top(files)
    town, spec = top.town, top.spec
    found: list[Finding] = [*top.found]
    cases = [read_markdown(source) for source in files.cases]
    visits = [read_markdown(source) for source in files.visits]
    for read in (*cases, *visits):
        found += read.findings
    names = None
    if town is not None:
        paths = [read.path for read in (*cases, *visits)] + [*files.unread]
        names = Names.of(town, _claimed(paths, False), _claimed(paths, True))
    decoder = Decoder(spec, names)
    allowed, wrong = _waivers(top, names)
    found += wrong
    good_cases, bad = _decode(decoder.case, cases, found)
    good_visits, bad_visits = _decode(decoder.visit, visits, found)
    register = _register(top, good_cases, good_visits)
    records = frozenset(id_of(path) for path in (*(read.path for read in (*cases, *visits)), *files.unread))
    return _Taken(
        top, register, (*top.reads, *cases, *visits), tuple(found), allowed, records | frozenset(TOP),
        len(cases), (*bad, *bad_visits),
    )  # fmt: skip


def _decode(
    decode: Callable[[Record], tuple[T | None, tuple[Finding, ...]]], reads: Iterable[Read], found: list[Finding]
) -> tuple[list[T], list[str]]:
    good, bad = [], []
    for read in reads:
        value = None
        if read.record is not None:
            value, wrong = decode(read.record)
            found += wrong
        if value is None:
            bad.append(read.path)
        else:
            good.append(value)
    return good, bad


def _register(top: _Top, cases: Iterable[Case], visits: Iterable[Visit]) -> Register | None:
    if top.town is None:
        return None
    return Register(
        top.town,
        tuple(sorted(cases, key=lambda case: (case.id, case.path))),
        tuple(sorted(visits, key=lambda visit: (visit.id, visit.record.path))),
        top.spec,
        top.settings,
        top.shapes,
        enclosed=top.enclosed,
    )
