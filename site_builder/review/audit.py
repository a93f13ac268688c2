"""The whole history of a register replayed: every past change that today's rules would refuse.

Each commit of the first-parent line is judged as a pull request would be, by the town, people and settings of today,
and each record it touched by the rules for records as of the commit's day. What was wrong in a record before is told
once, where it came in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from site_builder.checking import check_files
from site_builder.model.case import Case, Visit
from site_builder.model.decode import Decoder, Names
from site_builder.model.register import Register
from site_builder.review.records import NAMED, Reader, SourceChange
from site_builder.review.step import CommitChange, commit_changes, commit_dates, key_of, of_step
from site_builder.rules.change.rule import Gate
from site_builder.rules.check import judge_records
from site_builder.rules.checked import Checked, text_key
from site_builder.rules.page import rule_page
from site_builder.rules.privacy import scan
from site_builder.sources.git import Repository
from site_builder.sources.layout import id_of, is_record, is_visit
from site_builder.text.finding import Finding, finding
from site_builder.text.place import Place
from site_builder.text.source import Source

Progress = Callable[[int, int], None]
"""Called with the number of commits judged and of all."""


@dataclass(frozen=True)
class Audit:
    """What a replay found. `checked` has the findings, oldest commit first, and the town of today."""

    checked: Checked
    commits: int


def audit(root: Path, head: str, today: date, progress: Progress | None = None) -> Audit:
    """Replay the history of a register up to `head`.

    Raises NotInGit, UnknownRevision, HistoryMissing. A register whose town cannot be read gives its own findings.
    """
    repository = Repository(root)
    repository.need_whole_history()
    end = repository.commit(head)
    now = check_files(root, repository.files(repository.tree(end), frozenset()), today)
    if now.register is None:
        return Audit(now, 0)
    steps = list(commit_changes(repository, None, end))
    replay = _Replay(now, now.register, Reader(now.spec))
    found: list[Finding] = []
    for number, step in enumerate(steps, 1):
        found += replay.step(step)
        if progress is not None:
            progress(number, len(steps))
    found += commit_dates(steps, None, today)
    return Audit(replace(now, findings=tuple(found), texts=replay.texts), len(steps))


@dataclass
class _Replay:
    """The register as it grows, commit by commit."""

    now: Checked
    town: Register
    reader: Reader
    sources: dict[str, Source] = field(default_factory=dict)
    paths: dict[str, str] = field(default_factory=dict)
    known: dict[str, frozenset[object]] = field(default_factory=dict)
    used: dict[str, tuple[str, str]] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)

    def step(self, step: CommitChange) -> Iterator[Finding]:
        """The errors that one commit brought in."""
        assert step.commit is not None
        is_first = not self.sources
        touched = [change for change in step.changes if is_record(change.path)]
        found = self._used(touched)
        for change in touched:
            if change.after is None:
                self.sources.pop(change.path, None)
        for change in touched:
            if change.after is not None:
                self.sources[change.path] = change.after
                self.paths[id_of(change.path)] = change.path
                self.used.setdefault(id_of(change.path), (change.path, step.commit.short))
        gate = Gate(self.town.town, self.now.spec, self.now.settings, self.now.as_of, is_first)
        found += of_step(step, self.reader, gate)
        found += self._records([change.after for change in touched if change.after], step.on)
        for one in dict.fromkeys(found):
            if rule_page(one.code).severity != "error":
                continue
            told = replace(one, commit=step.commit.short)
            if one.place.path in self.sources:
                self.texts[text_key(told)] = self.sources[one.place.path].data.decode("utf-8", "replace")
            yield told

    def _used(self, touched: list[SourceChange]) -> list[Finding]:
        """H906: an id that comes back after its file was gone."""
        there = {id_of(path) for path in self.sources}
        found = []
        for change in touched:
            id = id_of(change.path)
            if change.before is None and change.after is not None and id in self.used and id not in there:
                record = self.reader.read(change.after)[0].record
                path, commit = self.used[id]
                at = record.at("id") if record else Place(change.path)
                found.append(finding("H906", at, id=id, path=path, commit=commit))
        return found

    def _records(self, sources: list[Source], day: date) -> Iterator[Finding]:
        """What is wrong with these records as of a day and was not wrong in them before."""
        names = Names.of(
            self.town.town,
            (id_of(path) for path in self.sources if not is_visit(path)),
            (id_of(path) for path in self.sources if is_visit(path)),
        )
        decoder = Decoder(self.now.spec, names)
        found: dict[str, list[Finding]] = {source.path: [] for source in sources}
        cases, visits = [], []
        for source in sources:
            read, _ = self.reader.read(source)
            found[source.path] += read.findings
            if read.record is None:
                continue
            found[source.path] += scan(read.record, self.town.town)
            decode = decoder.visit if is_visit(source.path) else decoder.case
            value, wrong = decode(read.record)
            found[source.path] += wrong
            if isinstance(value, Case):
                cases.append(value)
            elif isinstance(value, Visit):
                visits.append(value)
        linked = self._linked(sources)
        register = Register(
            self.town.town,
            (*cases, *(one for one in linked if isinstance(one, Case))),
            (*visits, *(one for one in linked if isinstance(one, Visit))),
            self.now.spec,
            self.now.settings,
        )
        for one in judge_records(register, cases, visits, day):
            found.setdefault(one.place.path, []).append(one)
        for path, findings in found.items():
            former = self.known.get(path, frozenset())
            self.known[path] = frozenset(key_of(one) for one in findings)
            yield from (one for one in findings if key_of(one) not in former)

    def _linked(self, sources: list[Source]) -> list[Case | Visit]:
        """The records that these name, as they were then."""
        own = {source.path for source in sources}
        ids = dict.fromkeys(id.decode() for source in sources for id in NAMED.findall(source.data))
        paths = [self.paths[id] for id in ids if id in self.paths and self.paths[id] not in own]
        values = [self.reader.read(self.sources[path])[1] for path in paths if path in self.sources]
        return [value for value in values if value is not None]
