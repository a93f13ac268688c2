"""What is wrong in a register while it is edited: all of it at first, then each change of a record against the rest.

An edit is judged with the records that name the edited one or are named by it, and by the rules for the whole
register; no other file is read or decoded again. What it leaves for the next whole reading: references in other files
to an id that is being changed, and waivers that came to cover nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path

from site_builder.checking import check_files
from site_builder.model.case import Case, Visit
from site_builder.model.decode import Decoder, Names
from site_builder.model.register import Register
from site_builder.model.waiver import Waiver
from site_builder.records.read import Read, read_markdown, read_yaml
from site_builder.rules.check import REGISTER_RULES, judge_records
from site_builder.rules.checked import Checked
from site_builder.rules.privacy import scan
from site_builder.rules.waivers import apply
from site_builder.sources.folder import read_folder
from site_builder.sources.layout import GRIDS, PEOPLE, SETTINGS, SHAPES, TOP, WAIVERS, Files, id_of, is_record, is_visit
from site_builder.text.finding import Finding
from site_builder.text.source import Source

_ID = re.compile(r"[A-Z0-9][A-Z0-9-]{0,63}")
NEAR = 2
"""How many links away a record can matter to the rules of another: a case, its main case, the others joined to that."""


@dataclass(frozen=True)
class Judged:
    """A register with open files laid over those on the disk.

    `checked.register` holds of a record that cannot be read at the moment what it last said, so that it can still be
    helped with. `layout` are the findings about places and names of files; `names` gives for each record's path the
    ids that its text names.
    """

    checked: Checked
    layout: frozenset[Finding]
    names: Mapping[str, frozenset[str]]

    def findings(self, path: str) -> tuple[Finding, ...]:
        return tuple(one for one in self.checked.findings if one.place.path == path)

    def case(self, path: str) -> Case | None:
        """The case of a file as it was last readable."""
        register = self.checked.register
        return next((case for case in register.cases if case.path == path), None) if register else None

    @cached_property
    def across(self) -> frozenset[Finding]:
        """What the rules for the whole register find."""
        register, day = self.checked.register, self.checked.as_of
        return frozenset(one for rule in REGISTER_RULES for one in rule(register, day)) if register else frozenset()


def is_judged(path: str) -> bool:
    """True for a file of a register that can have findings: a record, the town, its people, settings, waivers."""
    return is_record(path) or path in TOP


def judge_folder(root: Path, overlay: Mapping[str, str], as_of: date) -> Judged:
    """The whole register, with the texts of open files by path. Raises Unreadable where the folder cannot be read."""
    saved = read_folder(root)
    files = _laid_over(saved, overlay)
    checked = check_files(root, files, as_of)
    records = {path: text for path, text in checked.texts.items() if is_record(path)}
    ids = frozenset(map(id_of, records))
    names = {path: _names_in(text, ids) for path, text in records.items()}
    judged = Judged(checked, frozenset(files.findings), names)
    register = checked.register
    for source in (*saved.cases, *saved.visits):
        if register is not None and source.path in overlay and source.path in checked.unread:
            register = _with(register, source.path, _decode(judged, register, read_markdown(source))[0])
    return replace(judged, checked=replace(checked, register=register))


def judge_edit(before: Judged, path: str, text: str) -> Judged | None:
    """The register with one record's text changed; None where only the whole reading can tell (the town's files)."""
    register, day = before.checked.register, before.checked.as_of
    if register is None or not is_record(path):
        return None
    read = read_markdown(Source(path, text.encode("utf-8", "surrogatepass")))
    value, own = _decode(before, register, read)
    now = _with(register, path, value)
    names = {**before.names, path: _names_in(text, frozenset(map(id_of, before.names)) | {id_of(path)})}
    near = _near(id_of(path), {**before.names, path: before.names.get(path, frozenset()) | names[path]})
    old = set(_between(register, near, path, day)) | before.across | set(before.findings(path))
    new = [*own, *_between(now, near, path, day)]
    if value is not None:
        new += judge_records(_part(now, near), *_split(value), day)
    after = replace(before, checked=replace(before.checked, register=now), names=names)
    new += (one for one in after.across if value is not None or one.place.path != path)
    kept, _ = apply(new, _waivers(before.checked, register), before.checked.spec.waivers)
    waived = {one.finding for one in before.checked.waived}
    rest = (one for one in before.checked.findings if one not in old or one in before.layout)
    found = dict.fromkeys((*rest, *(one for one in kept if one not in waived)))
    unread = tuple(other for other in before.checked.unread if other != path) + ((path,) if value is None else ())
    checked = replace(
        after.checked,
        findings=tuple(sorted(found, key=lambda one: one.sort_key)),
        texts={**before.checked.texts, path: text},
        unread=unread,
    )
    return replace(after, checked=checked)


def _decode(before: Judged, register: Register, read: Read) -> tuple[Case | Visit | None, list[Finding]]:
    """The case or visit of a file, or None; what the file shows by itself."""
    found = list(read.findings)
    if read.record is None:
        return None, found
    found += scan(read.record, register.town)
    unread = [id_of(path) for path in before.checked.unread if not is_visit(path)]
    unread_visits = [id_of(path) for path in before.checked.unread if is_visit(path)]
    own = [id_of(read.path)]
    cases = [*(case.id for case in register.cases), *unread, *(own if not is_visit(read.path) else ())]
    visits = [*(visit.id for visit in register.visits), *unread_visits, *(own if is_visit(read.path) else ())]
    decoder = Decoder(register.spec, Names.of(register.town, cases, visits))
    value, wrong = (decoder.visit if is_visit(read.path) else decoder.case)(read.record)
    return value, [*found, *wrong]


def _with(register: Register, path: str, value: Case | Visit | None) -> Register:
    """The register with a record in the place of the one its file held; as it is where there is none."""
    if isinstance(value, Case):
        cases = (*(case for case in register.cases if case.path != path), value)
        return replace(register, cases=tuple(sorted(cases, key=lambda case: (case.id, case.path))))
    if isinstance(value, Visit):
        visits = (*(visit for visit in register.visits if visit.record.path != path), value)
        return replace(register, visits=tuple(sorted(visits, key=lambda visit: (visit.id, visit.record.path))))
    return register


def _near(id: str, names: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """The paths of records that name an id or are named beside it, a few links far."""
    known, paths = {id}, set[str]()
    for _ in range(NEAR):
        paths |= {path for path, named in names.items() if id_of(path) in known or not known.isdisjoint(named)}
        known |= {id_of(path) for path in paths}.union(*(names[path] for path in paths))
    return frozenset(paths | {path for path in names if id_of(path) in known})


def _part(register: Register, near: frozenset[str]) -> Register:
    """The register with the cases of some files alone, so that nothing is worked out for the others."""
    return replace(register, cases=tuple(case for case in register.cases if case.path in near))


def _between(register: Register, near: frozenset[str], path: str, day: date) -> Iterable[Finding]:
    """What the rules find in the records around an edited one."""
    cases = [case for case in register.cases if case.path in near and case.path != path]
    visits = [visit for visit in register.visits if visit.record.path in near and visit.record.path != path]
    return judge_records(_part(register, near), cases, visits, day)


def _split(value: Case | Visit) -> tuple[tuple[Case, ...], tuple[Visit, ...]]:
    return ((value,), ()) if isinstance(value, Case) else ((), (value,))


def _waivers(checked: Checked, register: Register) -> tuple[Waiver, ...]:
    text = checked.texts.get(WAIVERS)
    read = read_yaml(Source(WAIVERS, text.encode("utf-8", "surrogatepass"))) if text is not None else None
    names = Names.of(register.town, register.case_by_id, register.visit_by_id)
    return Decoder(register.spec, names).waivers(read.record)[0] if read and read.record else ()


def _names_in(text: str, ids: frozenset[str]) -> frozenset[str]:
    return ids.intersection(_ID.findall(text))


def _laid_over(files: Files, overlay: Mapping[str, str]) -> Files:
    """The files of a folder with the open ones in their places; new ones among them."""
    typed = {path: Source(path, text.encode("utf-8", "surrogatepass")) for path, text in overlay.items()}

    def records(sources: tuple[Source, ...], wants_visits: bool) -> tuple[Source, ...]:
        now = {source.path: source for source in sources}
        now |= {path: s for path, s in typed.items() if is_record(path) and is_visit(path) == wants_visits}
        return tuple(now[path] for path in sorted(now))

    return replace(
        files,
        grids=typed.get(GRIDS, files.grids),
        people=typed.get(PEOPLE, files.people),
        settings=typed.get(SETTINGS, files.settings),
        waivers=typed.get(WAIVERS, files.waivers),
        shapes=typed.get(SHAPES, files.shapes),
        cases=records(files.cases, wants_visits=False),
        visits=records(files.visits, wants_visits=True),
    )
