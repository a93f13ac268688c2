"""Texts are data: nothing in the program, the templates or the scripts could make code or markup of one."""

from __future__ import annotations

import re

from tests.conftest import REPOSITORY

PROGRAM = re.compile(
    r"from_string|\beval\(|\bexec\(|pickle\.load|os\.system|shell=True|yaml\.(?:unsafe_load|full_load|Loader|FullLoader|UnsafeLoader)"
)
TEMPLATES = re.compile(r"\|\s*safe\b|autoescape|\bimport\s+['\"]?/|javascript:|\son[a-z]+=|\sstyle=")
SCRIPTS = re.compile(
    r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|setTimeout\(['\"]|\.srcdoc|createContextualFragment"
)


def found(pattern: re.Pattern[str], *globs: str) -> list[str]:
    files = [path for one in globs for path in sorted(REPOSITORY.glob(one))]
    assert files
    return [
        f"{path.relative_to(REPOSITORY)}:{number}: {line.strip()[:80]}"
        for path in files
        for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1)
        if pattern.search(line)
    ]


def test_the_program_runs_no_text() -> None:
    assert found(PROGRAM, "site_builder/**/*.py") == []


def test_templates_escape_everything() -> None:
    assert found(TEMPLATES, "themes/default/**/*.html") == []


def test_scripts_make_no_markup_of_a_text() -> None:
    assert found(SCRIPTS, "themes/default/static/**/*.js") == []
