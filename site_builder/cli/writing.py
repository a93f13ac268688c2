"""What the commands that write share: the register open for editing, and the last look before anything is written."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from difflib import get_close_matches, unified_diff
from functools import cached_property
from pathlib import Path
from typing import NoReturn

import click

from site_builder.checking import check_files
from site_builder.cli import FINDINGS, Problem, today
from site_builder.cli.common import data, language_of, readable, say, town_readable
from site_builder.model.case import Case
from site_builder.model.decode import Decoder, Names
from site_builder.model.register import Register
from site_builder.reports.findings import findings_text
from site_builder.rules.checked import Checked
from site_builder.rules.page import rule_page
from site_builder.sources.folder import read_folder
from site_builder.sources.layout import Files, id_of, is_visit
from site_builder.spec import Language
from site_builder.text.finding import Finding
from site_builder.text.source import Source
from site_builder.writers.document import Document, Unwritable
from site_builder.writers.replace_file import NotWritten, replace_file

dry_run_option = click.option(
    "--dry-run", is_flag=True, help="只显示会改什么，不写入。Show what would change as a unified diff; write nothing."
)


@contextmanager
def writable() -> Iterator[None]:
    """Says in one sentence why a file could not be written (exit 3)."""
    try:
        yield
    except NotWritten as error:
        raise Problem(f"{error.path}：{error.reason}") from None


@dataclass(frozen=True)
class Desk:
    """A register read for editing the cases of some ids; `checked` has judged these alone."""

    folder: Path
    files: Files
    checked: Checked
    register: Register
    decoder: Decoder
    language: Language
    paths: frozenset[str]

    @property
    def as_of(self) -> date:
        return self.checked.as_of

    @cached_property
    def _sources(self) -> dict[str, Source]:
        return {source.path: source for source in (*self.files.cases, *self.files.visits)}

    def case(self, id: str, hint: str = "CASE") -> Case:
        """The case of an id or of a file's path. One that is not there is wrong usage; one that cannot be read ends with its findings."""
        id = id_of(id)
        case = self.register.case_by_id.get(id)
        if case is not None:
            return case
        unread = [path for path in self.checked.unread if path.endswith(f"/{id}.md")]
        if unread:
            self.refuse([f for f in self.checked.findings if f.place.path in unread])
        near = get_close_matches(id, [case.id for case in self.register.shown_cases], 3)
        also = f"；是不是 {'、'.join(near)}？ did you mean one of these?" if near else ""
        raise click.BadParameter(f"没有 {id} 这件事项 no such case{also}", param_hint=hint)

    def day(self, on: date | None) -> date:
        """The day something happened: the day asked for, unless an earlier one is given. Nothing lies ahead."""
        if on is not None and on > self.as_of:
            raise click.BadParameter(
                f"{on} 在 {self.as_of} 之后，还没有发生 lies after {self.as_of}", param_hint="--on"
            )
        return on or self.as_of

    def document(self, path: str) -> Document:
        return Document.open(self._sources[path], self.register.spec)

    def write(self, documents: Iterable[Document], dry_run: bool) -> bool:
        """Check the register with the edits in it, then write them; True where something was written.

        Where an edit makes an error that was not there, nothing is written and the command ends with exit 1.
        """
        edited = [d for d in documents if d.data != self._sources[d.path].data]
        after = check_files(self.folder, self._files_with(edited), self.as_of, self.paths)
        new = _new(self.checked.findings, after.findings)
        wrong = [f for f in new if rule_page(f.code).severity == "error"]
        if wrong:
            self.refuse(wrong, after)
        if dry_run:
            for document in edited:
                data("".join(self._diff(document)))
        else:
            with writable():
                self._replace(edited)
        for line in findings_text(replace(after, findings=tuple(new)), self.language):
            say(line)
        return bool(edited) and not dry_run

    def judge_new(self, source: Source) -> None:
        """Check the register with a new file in it; where the file has errors, end as `refuse` does."""
        if is_visit(source.path):
            files = replace(self.files, visits=(*self.files.visits, source))
        else:
            files = replace(self.files, cases=(*self.files.cases, source))
        after = check_files(self.folder, files, self.as_of, {source.path})
        own = [f for f in after.findings if f.place.path == source.path]
        if any(rule_page(f.code).severity == "error" for f in own):
            self.refuse(own, after)
        for line in findings_text(replace(after, findings=tuple(own)), self.language):
            say(line)

    def refuse(self, findings: Iterable[Finding], after: Checked | None = None) -> NoReturn:
        """Nothing is written: show why and what to write instead, and end."""
        shown = replace(after or self.checked, findings=tuple(findings))
        for line in findings_text(shown, self.language):
            say(line)
        say("sidan: 没有写入 nothing was written")
        sys.exit(FINDINGS)

    @contextmanager
    def editing(self) -> Iterator[None]:
        """Inside, an edit that could not be read back ends as `refuse` does."""
        try:
            yield
        except Unwritable as error:
            self.refuse(error.findings, replace(self.checked, texts={}))

    def _files_with(self, edited: list[Document]) -> Files:
        new = {document.path: document.source for document in edited}
        return replace(self.files, cases=tuple(new.get(source.path, source) for source in self.files.cases))

    def _diff(self, document: Document) -> Iterable[str]:
        before, after = (
            raw.decode("utf-8").splitlines(keepends=True) for raw in (self._sources[document.path].data, document.data)
        )
        for line in unified_diff(before, after, f"a/{document.path}", f"b/{document.path}"):
            yield line if line.endswith("\n") else line + "\n\\ No newline at end of file\n"

    def _replace(self, edited: list[Document]) -> None:
        written: list[Document] = []
        try:
            for document in edited:
                replace_file(self.folder, document.path, self._sources[document.path].data, document.data)
                written.append(document)
        except NotWritten:
            for document in written:  # both files or none
                replace_file(self.folder, document.path, document.data, self._sources[document.path].data)
            raise


def open_desk(folder: Path, ids: Iterable[str], as_of: date | None, lang: str | None) -> Desk:
    """Read the register to edit the cases of these ids. Exit 3 where it cannot be read, 1 where its town cannot."""
    with readable():
        files = read_folder(folder)
    wanted = {id_of(id) for id in ids}
    paths = frozenset(source.path for source in files.cases if id_of(source.path) in wanted)
    checked = check_files(folder, files, as_of or today(), paths)
    register = town_readable(checked)
    known = Names.of(register.town, {id_of(source.path) for source in files.cases}, register.visit_by_id)
    decoder = Decoder(checked.spec, known)
    return Desk(folder, files, checked, register, decoder, language_of(checked, lang), paths)


def _new(before: Iterable[Finding], after: Iterable[Finding]) -> list[Finding]:
    """The findings that were not there; lines may have moved."""
    known = Counter(_same(finding) for finding in before)
    found = []
    for finding in after:
        if known[_same(finding)] > 0:
            known[_same(finding)] -= 1
        else:
            found.append(finding)
    return found


def _same(finding: Finding) -> tuple[str, ...]:
    return (finding.code, finding.place.path, finding.variant, repr(finding.values))
