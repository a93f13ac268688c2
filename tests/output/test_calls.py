"""Only FileNotFoundError means that something is not there: nothing in the publisher asks in a way that hides a fault."""

from __future__ import annotations

import ast

import pytest

from tests.conftest import REPOSITORY

HIDING = {"exists", "lexists", "isfile", "isdir", "islink", "ismount", "is_file", "is_dir", "is_symlink", "rmtree", "walk", "glob", "rglob"}  # fmt: skip
MODULES = sorted((REPOSITORY / "site_builder" / "output").glob("*.py"))


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.stem)
def test_no_question_of_the_publisher_hides_a_fault(module: object) -> None:
    tree = ast.parse(module.read_text(encoding="utf-8"))  # type: ignore[attr-defined]
    asked = [
        f"line {node.lineno}: {ast.unparse(node.func)}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in HIDING
        and not node.keywords  # an entry of a folder knows without asking: is_dir(follow_symlinks=False)
    ]  # fmt: skip
    assert asked == []
