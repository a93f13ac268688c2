"""What an editor may offer to write instead where a finding has one likely answer: a near word, or what `--fix` writes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from site_builder.assist.judged import Judged
from site_builder.model.decode import Names
from site_builder.rules.page import rule_page
from site_builder.sources.layout import is_record, is_visit
from site_builder.spec import Language
from site_builder.spec.texts import texts
from site_builder.text.finding import Finding
from site_builder.text.place import Place
from site_builder.text.source import Source
from site_builder.writers.fixes import Wrong, fixed


@dataclass(frozen=True, slots=True)
class Action:
    """Writing `text` in a place mends a finding. `is_sure` where there is one right answer only."""

    title: str
    finding: Finding
    place: Place
    text: str
    is_sure: bool


def actions(judged: Judged, path: str, text: str, language: Language) -> Iterator[Action]:
    """The corrections of one open file's findings; none is offered that would leave the file as it is."""
    lines = text.split("\n")
    for finding in judged.findings(path):
        place, write = finding.place, finding.suggestion
        if write and place.line == place.end_line and place.column < place.end_column and place.line <= len(lines):
            if lines[place.line - 1][place.column - 1 : place.end_column - 1] != write:
                yield Action(f"→ {write}", finding, place, write, rule_page(finding.code).fix)
            continue
        after = _fixed(judged, finding, path, text)
        if after is not None and after != text:
            whole = Place(path, 1, 1, len(lines), len(lines[-1]) + 1)
            title = texts("said")[language]["fix"].format(title=rule_page(finding.code).title.of(language))
            yield Action(title, finding, whole, after, is_sure=True)


def _fixed(judged: Judged, finding: Finding, path: str, text: str) -> str | None:
    """The file as `check --fix` would write it for one finding; None where it would not."""
    checked = judged.checked
    if not is_record(path) or not rule_page(finding.code).fix:
        return None
    register = checked.register
    names = Names.of(register.town, register.case_by_id, register.visit_by_id) if register else Names()
    source = Source(path, text.encode("utf-8", "surrogatepass"))
    data = fixed(Wrong(finding, source, checked.spec, names, "visit" if is_visit(path) else "case"))
    return data.decode("utf-8", "surrogatepass") if data is not None else None
