"""What the documents say is so."""

from __future__ import annotations

import re
from collections.abc import Callable

from site_builder.cli import COMMANDS
from tests.conftest import REPOSITORY, Ran


def test_the_record_reference_is_current(sidan: Callable[..., Ran]) -> None:
    text = (REPOSITORY / "docs" / "records.md").read_text(encoding="utf-8")
    assert sidan("schema", "--reference").out == text, "run sidan schema --reference > docs/records.md"


def test_every_command_is_in_both_readmes() -> None:
    for name in ("README.md", "README.zh-CN.md"):
        text = (REPOSITORY / name).read_text(encoding="utf-8")
        assert [command for command in COMMANDS if f"sidan {command}" not in text] == []


def test_the_readmes_numbers_are_those_of_the_register() -> None:
    cases = len(list(REPOSITORY.glob("cases/*/QTL-*.md")))
    visits = len(list(REPOSITORY.glob("cases/visits/V-*.md")))
    english = (REPOSITORY / "README.md").read_text(encoding="utf-8")
    chinese = (REPOSITORY / "README.zh-CN.md").read_text(encoding="utf-8")
    assert f"{cases} cases" in english
    assert f"{visits} leaders' visits" in english
    assert f"{cases}件事项、{visits}次接访下访约访" in chinese


def test_links_and_pictures_in_the_documents_are_there() -> None:
    for path in [*REPOSITORY.glob("*.md"), *REPOSITORY.glob("docs/**/*.md")]:
        for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", path.read_text(encoding="utf-8")):
            assert (path.parent / target).exists(), f"{path.name}: {target}"
