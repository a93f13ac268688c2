"""A register open in an editor: the files on the disk, with what is being typed laid over them.

A keystroke judges one file again, against the rest as it was last read; saving, or a change of the town's files,
judges everything. Nothing is written.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from site_builder.model.case import Case, Visit
from site_builder.model.decode import Decoder, Names
from site_builder.model.register import Register
from site_builder.pipeline import check_files
from site_builder.records.read import read_markdown
from site_builder.rules.check import judge_records
from site_builder.rules.checked import Checked
from site_builder.rules.privacy import scan
from site_builder.sources.folder import read_folder
from site_builder.sources.layout import Files, is_record, is_visit
from site_builder.text.finding import Finding
from site_builder.text.source import Source


@dataclass
class Workspace:
    """One register. `overlay` holds the texts of open files by path. Raises Unreadable where the folder cannot be read."""

    root: Path
    as_of: date
    overlay: dict[str, str] = field(default_factory=dict)
    checked: Checked = field(init=False)

    def __post_init__(self) -> None:
        self.read()

    def read(self) -> None:
        """Judge the whole register: files from the disk, open ones as they are typed."""
        self.checked = self.judged(dict(self.overlay))

    def judged(self, overlay: dict[str, str]) -> Checked:
        """The whole register judged with these open files, this workspace left as it is (for another thread)."""
        return check_files(self.root, _laid_over(read_folder(self.root), overlay), self.as_of)

    def type(self, path: str, text: str) -> tuple[Finding, ...]:
        """Take a file's new text and give what is wrong in it now."""
        self.overlay[path] = text
        if not is_record(path) or self.checked.register is None:
            self.read()
            return self.findings(path)
        found = tuple(self._judge(path, text, self.checked.register))
        kept = tuple(one for one in self.checked.findings if one.place.path != path)
        findings = tuple(sorted((*kept, *dict.fromkeys(found)), key=lambda one: one.sort_key))
        self.checked = replace(self.checked, findings=findings, texts={**self.checked.texts, path: text})
        return self.findings(path)

    def close(self, path: str) -> None:
        """Forget what was typed and not saved."""
        if self.overlay.pop(path, None) is not None:
            self.read()

    def findings(self, path: str) -> tuple[Finding, ...]:
        return tuple(one for one in self.checked.findings if one.place.path == path)

    def case(self, path: str) -> Case | None:
        """The case of a file as it was last readable."""
        register = self.checked.register
        return next((case for case in register.cases if case.path == path), None) if register else None

    def _judge(self, path: str, text: str, register: Register) -> list[Finding]:
        """What the rules for single files find in one record; the register takes it in where it can be read."""
        read = read_markdown(Source(path, text.encode("utf-8", "surrogatepass")))
        found = list(read.findings)
        if read.record is None:
            return found
        found += scan(read.record, register.town)
        names = Names.of(register.town, (case.id for case in register.cases), (visit.id for visit in register.visits))
        decoder = Decoder(register.spec, names)
        value, wrong = (decoder.visit if is_visit(path) else decoder.case)(read.record)
        found += wrong
        if value is None:
            return found
        cases = tuple(case for case in register.cases if case.path != path)
        visits = tuple(visit for visit in register.visits if visit.record.path != path)
        if isinstance(value, Case):
            now = replace(register, cases=tuple(sorted((*cases, value), key=lambda case: (case.id, case.path))))
            found += judge_records(_near(now, value), (value,), (), self.as_of)
        else:
            assert isinstance(value, Visit)
            now = replace(register, visits=tuple(sorted((*visits, value), key=lambda visit: visit.id)))
            found += judge_records(now, (), (value,), self.as_of)
        self.checked = replace(self.checked, register=now)
        return found


def _near(register: Register, case: Case) -> Register:
    """The register with the cases alone that a case names, so that nothing is worked out for the others."""
    named = {id for id in register.case_by_id if id in case.record.text}
    return replace(register, cases=tuple(one for one in register.cases if one.id in named or one.id == case.id))


def _laid_over(files: Files, overlay: dict[str, str]) -> Files:
    """The files of a folder with the open ones in their places; new ones among them."""
    typed = {path: Source(path, text.encode("utf-8", "surrogatepass")) for path, text in overlay.items()}

    def records(sources: tuple[Source, ...], wants_visits: bool) -> tuple[Source, ...]:
        now = {source.path: source for source in sources}
        now |= {path: s for path, s in typed.items() if is_record(path) and is_visit(path) == wants_visits}
        return tuple(now[path] for path in sorted(now))

    return replace(
        files,
        grids=typed.get("grids.yaml", files.grids),
        people=typed.get("people.yaml", files.people),
        settings=typed.get("pyproject.toml", files.settings),
        waivers=typed.get("waivers.yaml", files.waivers),
        cases=records(files.cases, wants_visits=False),
        visits=records(files.visits, wants_visits=True),
    )
