"""Changes a program in one small place at a time, and asks the tests whether they notice.

A mutant is a module with one operator turned, one condition negated, one call or refusal left out, one number or answer
changed. Texts are left alone. It is put in the place of the module in a process of its own, where the tests then run.
"""

from __future__ import annotations

import ast
import hashlib
import importlib
import importlib.util
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import MappingProxyType, ModuleType
from typing import Any

from assurance import Result

ROOT = Path(__file__).resolve().parent.parent
LONGEST = 120
"""Seconds after which a mutant that has the tests run on and on counts as noticed."""
WANTED = 0.9
"""So many of those tried must be noticed; each that was not is told."""
NOTHING: Mapping[str, str] = MappingProxyType({})
_COMPARE: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt,
}  # fmt: skip
_BINARY: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.BitOr: ast.BitAnd, ast.BitAnd: ast.BitOr, ast.Mult: ast.FloorDiv,
    ast.FloorDiv: ast.Mult,
}  # fmt: skip


@dataclass(frozen=True)
class Mutant:
    """A module by its name, the line and what is changed there; `number` is the place of what is changed in its tree,
    and `change` which of the changes that fit there."""

    module: str
    line: int
    what: str
    number: int
    change: int

    @cached_property
    def source(self) -> str:
        """The module as changed: made only when it is asked for, for most are never tried."""
        tree = _tree(self.module)
        node = list(ast.walk(tree))[self.number]
        _put(tree, node, list(_changes(node))[self.change][1](node))
        return ast.unparse(ast.fix_missing_locations(tree))

    @cached_property
    def code(self) -> str:
        """The module's last name, the line as it stands there, and what is changed: it stays when lines are added above."""
        lines = _text(self.module).split("\n")
        return f"{self.module.rpartition('.')[2]}: {lines[self.line - 1].strip()}: {self.what}"

    def __str__(self) -> str:
        return f"{self.module}:{self.line}: {self.what}"


def mutants(module: str) -> list[Mutant]:
    """Every mutant of a module, by line."""
    nodes = list(ast.walk(_tree(module)))
    untouched = {id(below) for node in nodes for one in _for_the_type_checker(node) for below in ast.walk(one)}
    found = []
    for number, node in enumerate(nodes):
        if id(node) in untouched:
            continue
        for change, (what, _) in enumerate(_changes(node)):
            found.append(Mutant(module, getattr(node, "lineno", 0), what, number, change))
    return sorted(found, key=lambda mutant: (mutant.line, mutant.what))


def _for_the_type_checker(node: ast.AST) -> Iterator[ast.AST]:
    """What a class or a name says of itself, of which nothing runs."""
    yield from getattr(node, "decorator_list", ())
    yield from (one for one in (getattr(node, "annotation", None), getattr(node, "returns", None)) if one is not None)


def _tree(module: str) -> ast.Module:
    return ast.parse(_text(module))


@cache
def _text(module: str) -> str:
    path = ROOT / module.replace(".", "/")
    file = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    return file.read_text(encoding="utf-8")


def tried(
    modules: Sequence[str], most: int, is_noticed: Callable[[Mutant], bool], same: Mapping[str, str] = NOTHING
) -> Result:
    """The proof that the mutants of some modules are noticed: so many of them at most, by chance but always the same.

    `same` are those that nobody could notice, as `code` names them, each with the reason.
    """
    began = time.monotonic()
    every = [mutant for module in modules for mutant in mutants(module)]
    gone = same.keys() - {mutant.code for mutant in every}
    if gone:
        return Result("P13", 1, 1, time.monotonic() - began, (f"no such mutants any more: {sorted(gone)}",))
    every = [mutant for mutant in every if mutant.code not in same]
    count = min(len(every), max(1, most))
    chosen = sorted(every, key=_lot)[:count]
    missed = [str(mutant) for mutant in chosen if not is_noticed(mutant)]
    noted = f"{count - len(missed)} of {count} noticed, of {len(every)} there are beside {len(same)} that change nothing"
    failures = len(missed) if count - len(missed) < count * WANTED else 0
    return Result("P13", count, failures, time.monotonic() - began, (noted, *missed[:20]))


def _lot(mutant: Mutant) -> str:
    """By chance, but always the same: what is tried at a smaller share is among what is tried at a greater one."""
    return hashlib.sha256(f"{mutant.code} {mutant.change}".encode()).hexdigest()


def noticed(mutant: Mutant, tests: Sequence[str], slow: Sequence[str] = ()) -> bool:
    """Whether a test fails with the mutant in its module's place, or never ends. Those whose names begin as one of
    `slow` come last, for most mutants are noticed before."""
    importlib.import_module("pytest")  # once for all
    child = os.fork()
    if child == 0:
        _try(mutant, tests, slow)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return status != 0


def _try(mutant: Mutant, tests: Sequence[str], slow: Sequence[str]) -> None:
    os.setsid()
    signal.alarm(LONGEST)
    quiet = os.open(os.devnull, os.O_WRONLY)
    os.dup2(quiet, 1)
    os.dup2(quiet, 2)
    os.chdir(ROOT)
    for name in [name for name in sys.modules if name.split(".")[0] in ("site_builder", "tests", "assurance")]:
        del sys.modules[name]
    sys.meta_path.insert(0, MutantFinder(mutant))
    import pytest

    code: int = 1
    try:
        options = ["-x", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", "-o", "addopts="]
        code = pytest.main([*options, *tests], plugins=[_QuickFirst(tuple(slow))])
    finally:
        os._exit(int(code))


class _QuickFirst:
    """Has pytest run the slow tests last."""

    def __init__(self, slow: tuple[str, ...]) -> None:
        self._slow = slow

    def pytest_collection_modifyitems(self, items: list[Any]) -> None:
        items.sort(key=lambda item: item.name.startswith(self._slow))


class MutantFinder(MetaPathFinder, Loader):
    """Gives out the mutant for its module."""

    def __init__(self, mutant: Mutant) -> None:
        self.mutant = mutant

    def find_spec(self, name: str, path: object = None, target: object = None) -> ModuleSpec | None:
        return importlib.util.spec_from_loader(name, self) if name == self.mutant.module else None

    def exec_module(self, module: ModuleType) -> None:
        exec(compile(self.mutant.source, f"<{self.mutant}>", "exec"), module.__dict__)


def _changes(node: ast.AST) -> Iterator[tuple[str, Callable[[Any], ast.AST]]]:
    match node:
        case ast.Compare(ops=[op]) if type(op) in _COMPARE:
            yield f"{type(op).__name__} turned", _compare
        case ast.BoolOp(op=op):
            yield f"{type(op).__name__} turned", _boolean
        case ast.BinOp(op=op) if type(op) in _BINARY and not _is_text(node):
            yield f"{type(op).__name__} turned", _binary
        case ast.UnaryOp(op=ast.Not()):
            yield "not left out", lambda twin: twin.operand
        case ast.Constant(value=bool()):
            yield "truth turned", lambda twin: ast.Constant(not twin.value)
        case ast.Constant(value=int()):
            yield "number changed", lambda twin: ast.Constant(twin.value + 1)
        case ast.If() | ast.While() | ast.IfExp() if not isinstance(node.test, ast.Compare | ast.UnaryOp | ast.BoolOp):
            yield "condition negated", _negated
        case ast.Expr(value=ast.Call()):
            yield f"left out: {ast.unparse(node)[:60]}", lambda twin: ast.Pass()
        case ast.Raise(exc=ast.Call()):
            yield "refusal left out", lambda twin: ast.Pass()
        case ast.Return(value=value) if value is not None and not _is_nothing(value):
            yield "answer left out", lambda twin: ast.Return(ast.Constant(None))
        case ast.Continue():
            yield "continue turned to break", lambda twin: ast.Break()


def _compare(twin: ast.Compare) -> ast.AST:
    twin.ops = [_COMPARE[type(twin.ops[0])]()]
    return twin


def _boolean(twin: ast.BoolOp) -> ast.AST:
    twin.op = ast.Or() if isinstance(twin.op, ast.And) else ast.And()
    return twin


def _binary(twin: ast.BinOp) -> ast.AST:
    twin.op = _BINARY[type(twin.op)]()
    return twin


def _negated(twin: ast.If | ast.While | ast.IfExp) -> ast.AST:
    twin.test = ast.UnaryOp(ast.Not(), twin.test)
    return twin


def _is_text(node: ast.BinOp) -> bool:
    return any(isinstance(part, ast.Constant) and isinstance(part.value, str) for part in (node.left, node.right))


def _is_nothing(value: ast.expr) -> bool:
    return isinstance(value, ast.Constant) and not value.value


def _put(tree: ast.AST, old: ast.AST, new: ast.AST) -> None:
    """Put a node in the place of another one."""
    if old is new:
        return
    for parent in ast.walk(tree):
        for name, value in ast.iter_fields(parent):
            if value is old:
                setattr(parent, name, new)
            elif isinstance(value, list):
                value[:] = [new if one is old else one for one in value]
