"""A register read and judged: what every command starts from."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

from site_builder.model.case import Case, Visit
from site_builder.model.register import Register
from site_builder.rules.page import Spoken, rule_page, speak, speak_of_sealed
from site_builder.rules.privacy import is_sealed_text
from site_builder.rules.waivers import Waived
from site_builder.settings import Settings
from site_builder.spec import Language, Spec
from site_builder.text.finding import Finding


def text_key(finding: Finding) -> str:
    """Under what `Checked.texts` keeps the file a finding speaks of: its path, or `commit:path`."""
    return f"{finding.commit}:{finding.place.path}" if finding.commit else finding.place.path


@dataclass(frozen=True)
class Kept:
    """What a register that was judged with a cache stands for: `environment` for all that shapes every verdict, each
    of `groups` for a file and those it has to do with. `blobs` are git's names for the files. `former` gives records as
    they were, by path and what stood for them; None where that is not known any more. `save` writes all down; `too_many`
    gives the cases that are in memory beyond so many, those fetched longest ago."""

    environment: bytes
    groups: Mapping[str, bytes]
    blobs: Mapping[str, str]
    former: Callable[[Mapping[str, bytes]], tuple[tuple[Case, ...], tuple[Visit, ...]] | None]
    save: Callable[[], None]
    too_many: Callable[[int], list[Case]]


@dataclass(frozen=True)
class Checked:
    """A register read and judged. `register` is None where the town itself cannot be read.

    `findings` are sorted by place. `texts` are the decoded files by `text_key`, to show the lines spoken of.
    `unread` are the paths of files that gave no case or visit; `waived` findings are not among `findings`.
    `kept` is there where a cache was asked.
    """

    root: Path
    register: Register | None
    settings: Settings
    spec: Spec
    findings: tuple[Finding, ...]
    texts: Mapping[str, str]
    cases: int
    as_of: date
    unread: tuple[str, ...] = ()
    waived: tuple[Waived, ...] = ()
    kept: Kept | None = None

    @property
    def errors(self) -> int:
        return sum(1 for f in self.findings if rule_page(f.code).severity == "error")

    @property
    def warnings(self) -> int:
        return len(self.findings) - self.errors

    @cached_property
    def _sealed(self) -> frozenset[str]:
        keys = {text_key(one) for one in (*self.findings, *(waived.finding for waived in self.waived))}
        return frozenset(key for key in keys if key in self.texts and is_sealed_text(self.texts[key]))

    @cached_property
    def _lines(self) -> dict[str, list[str]]:
        keys = {text_key(one) for one in self.findings} - self._sealed
        return {key: self.texts[key].split("\n") for key in keys if key in self.texts}

    def lines_of(self, finding: Finding) -> list[str] | None:
        """The lines of the file a finding speaks of; None where it was not read or is sealed and must not be shown."""
        return self._lines.get(text_key(finding))

    def spoken(self, language: Language) -> Iterator[Spoken]:
        """The findings in words; of a sealed matter only which rule and where (design §8)."""
        for finding in self.findings:
            sealed = text_key(finding) in self._sealed
            yield speak_of_sealed(finding, language) if sealed else speak(finding, self.spec, language)

    def spoken_in(self, path: str, language: Language) -> Iterator[Spoken]:
        """As `spoken`, of one file; no other file's text is looked at."""
        sealed = is_sealed_text(self.texts.get(path, ""))
        for finding in self.findings:
            if text_key(finding) == path:
                yield speak_of_sealed(finding, language) if sealed else speak(finding, self.spec, language)
