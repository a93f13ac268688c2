"""check --fix: corrects what has one right answer, writes it, and tells each correction."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from site_builder.checking import check_files
from site_builder.cli import today
from site_builder.cli.common import language_of, readable, say
from site_builder.cli.writing import writable
from site_builder.model.decode import Names
from site_builder.rules.page import escape, rule_page
from site_builder.sources.folder import read_folder
from site_builder.sources.layout import id_of, is_visit
from site_builder.spec import Language
from site_builder.text.finding import Finding
from site_builder.text.source import Source
from site_builder.writers.fixes import Wrong, fixed
from site_builder.writers.replace_file import replace_file

PASSES = 5
"""One correction may show the next: a key that can be read, then the value under it."""


def fix(folder: Path, as_of: date | None, wanted: Callable[[str], bool], lang: str | None) -> int:
    """Correct the files that `wanted` names, pass by pass; how many corrections were made."""
    count = 0
    for _ in range(PASSES):
        made = _pass(folder, as_of or today(), wanted, lang)
        count += made
        if not made:
            break
    return count


def _pass(folder: Path, as_of: date, wanted: Callable[[str], bool], lang: str | None) -> int:
    with readable():
        files = read_folder(folder)
    checked = check_files(folder, files, as_of)
    register, language = checked.register, language_of(checked, lang)
    sources = {source.path: source for source in (*files.cases, *files.visits) if wanted(source.path)}
    ids = {path: id_of(path) for path in sources}
    visits = {id for path, id in ids.items() if is_visit(path)}
    names = Names()
    if register is not None:
        cases = {*register.case_by_id, *ids.values()} - visits
        names = Names.of(register.town, cases, {*register.visit_by_id, *visits})
    count = 0
    for path, source in sources.items():
        data, told = source.data, []
        # from the end of the file, so that what stands before keeps its place; marks and line ends last
        own = sorted(
            (f for f in checked.findings if f.place.path == path),
            key=lambda f: (f.code in ("F001", "F002"), -f.place.line, -f.place.column),
        )
        for finding in own:
            kind = "visit" if ids[path] in visits else "case"
            after = fixed(Wrong(finding, Source(path, data), checked.spec, names, kind))
            if after is not None and after != data:
                data = after
                told.append(finding)
        if data != source.data:
            with writable():
                replace_file(folder, source.path, source.data, data)
            count += len(told)
            for finding in reversed(told):
                say(_sentence(finding, language))
    return count


def _sentence(finding: Finding, language: Language) -> str:
    title = rule_page(finding.code).title.of(language)
    return f"{escape(str(finding.place))}: {'已改正' if language == 'zh' else 'fixed'}[{finding.code}] {title}"
