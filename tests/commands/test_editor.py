"""The editor settings that `init` writes: the problem matchers against what `check` prints, the snippets against the check."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from site_builder.reports.snippets import snippets
from site_builder.spec import default_spec
from tests.conftest import REPOSITORY, Ran
from tests.rules.harness import AS_OF, base_register, checked

Sidan = Callable[..., Ran]
WORKING = "cases/shimen/QTL-2025-0009.md"
FILES = ("settings.json", "tasks.json", "sidan.code-snippets")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_problem_matchers_read_what_check_prints(sidan: Sidan, tmp_path: Path, language: str) -> None:
    checked(base_register(), AS_OF, tmp_path)
    path = tmp_path / WORKING
    text = path.read_text(encoding="utf-8").replace("有双方签字的调解协议书", "尽快解决")
    path.write_text(
        text.replace("lead_party: secretary", "lead_party: secretary\nhelpers: [mediator]"), encoding="utf-8"
    )
    printed = sidan("-C", str(tmp_path), "check", "--as-of", "2025-10-17", "--lang", language).out.split("\n")
    document = json.loads(sidan("-C", str(tmp_path), "check", "--as-of", "2025-10-17", "--format", "json").out)
    tasks = json.loads((REPOSITORY / ".vscode/tasks.json").read_text(encoding="utf-8"))["tasks"]
    found = []
    for matcher in tasks[0]["problemMatcher"]:
        pattern = matcher["pattern"]
        for line in printed:
            if match := re.search(pattern["regexp"], line):
                place = (match[pattern["file"]], int(match[pattern["line"]]), int(match[pattern["column"]]))
                found.append((matcher["severity"], match[pattern["code"]], *place))
    wanted = [(f["severity"], f["code"], f["path"], f["line"], f["column"]) for f in document["findings"]]
    assert sorted(found) == sorted(wanted)
    assert {severity for severity, *_ in found} == {"error", "warning"}


def test_the_repository_has_the_settings_that_init_writes(sidan: Sidan, tmp_path: Path) -> None:
    assert sidan("init", str(tmp_path / "town")).code == 0
    for name in FILES:
        written = (tmp_path / "town/.vscode" / name).read_bytes()
        assert written == (REPOSITORY / ".vscode" / name).read_bytes()


def test_there_is_a_snippet_for_each_move_with_all_it_must_carry() -> None:
    spec = default_spec()
    rows = json.loads(snippets(spec)).values()
    assert len(rows) == len(spec.moves)
    for row, move in zip(rows, spec.moves.values(), strict=True):
        for name, need in move.fields.items():
            assert (f" {name}: " in row["body"]) == (need == "required")
