"""A template before it is compiled: the theme's macros are set in where they are called, its words where they are named.

A case's page calls some 250 macros and names as many words, the same on every page; to call and look them up each time
was most of what a page cost. What comes out is the same, byte for byte: a macro stays a call wherever setting it in
could change what a name means.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from jinja2 import Environment, nodes
from jinja2.exceptions import TemplateNotFound
from jinja2.visitor import NodeTransformer

Origin = tuple[str, str]
"""The template that a macro stands in, and its name there."""

ALWAYS = frozenset({"site", "words"})
"""The names that mean the same in every template: every page is given them."""
_JINJAS = frozenset({"loop", "caller", "varargs", "kwargs", "self", "super"})
_SETTABLE = (nodes.Output, nodes.If, nodes.For, nodes.With, nodes.Expr, nodes.Helper)
"""What a macro may be made of to be set in: nothing that leaves a name behind."""


@dataclass(frozen=True, slots=True)
class _Settable:
    """A macro that may be set in: the names it binds, the macros it still calls, and whether it wraps its caller."""

    node: nodes.Macro
    names: frozenset[str]
    calls: dict[str, Origin]
    wraps: bool


@dataclass(slots=True)
class _Read:
    """A template read: what the macros at its top are called there, and every name it binds otherwise."""

    tree: nodes.Template
    bound: frozenset[str]
    macros: dict[str, Origin] = field(default_factory=dict)
    settable: dict[str, _Settable] = field(default_factory=dict)


class Settler:
    """Settles the templates of an environment. `constants` are names that no page gives another value."""

    def __init__(self, environment: Environment, constants: Mapping[str, Any]) -> None:
        self._environment = environment
        self._constants = constants
        self._known: dict[str, _Read | None] = {}

    def settle(self, tree: nodes.Template, name: str) -> None:
        """Settle one template in place, as far as that can be done before any page is known."""
        read = self._read(tree, name)
        layouts = list(self._others(tree, nodes.Extends))
        others = [*layouts, *self._others(tree, nodes.FromImport)]
        if None in others or any(tree.find_all((nodes.Import, nodes.Include))):
            return  # nobody can say which names such a template shares with the others
        theirs = frozenset(n for layout in layouts if layout for n in (*layout.macros, *layout.bound))
        _Setting(self._environment, self._constants, read, theirs).visit(tree)
        wanted = _loaded(tree).union(*(_loaded(other.tree) - other.macros.keys() for other in others if other))
        _let_go(tree, wanted)
        bound = frozenset(_bound(tree))
        _look_up_first(tree, ALWAYS - bound)
        for block in tree.find_all(nodes.Block):
            _look_up_first(block, _loaded(block) - bound - _JINJAS)
        tree.set_environment(self._environment)

    def _read(self, tree: nodes.Template, template: str) -> _Read:
        """What a template's top names; in its own macros, others are set in."""
        own = {node.name: node for node in tree.body if isinstance(node, nodes.Macro)}
        read = _Read(tree, frozenset(_bound(tree)))
        for node in tree.body:
            if isinstance(node, nodes.FromImport) and (other := self._get(node.template)):
                for asked in node.names:
                    if isinstance(asked, str) and asked in other.macros:
                        read.macros[asked] = other.macros[asked]
                        if node.with_context and asked in other.settable:
                            read.settable[asked] = other.settable[asked]
        read.macros.update((name, (template, name)) for name in own)
        waiting = list(own.values())
        while waiting:
            self._make_ready(waiting[0], waiting, read)
        return read

    def _make_ready(self, macro: nodes.Macro, waiting: list[nodes.Macro], read: _Read) -> None:
        """Set the others in a macro, those first made ready that it calls itself."""
        waiting.remove(macro)
        for other in [one for one in waiting if one.name in _loaded(macro)]:
            if other in waiting:
                self._make_ready(other, waiting, read)
        _Setting(self._environment, self._constants, read).generic_visit(macro)
        if settable := _settable(macro, read):
            read.settable[macro.name] = settable

    def _get(self, name: nodes.Expr) -> _Read | None:
        """Another template; None where there is none of that name, or it is being read already."""
        if not isinstance(name, nodes.Const) or not isinstance(name.value, str):
            return None
        if name.value not in self._known:
            self._known[name.value] = None
            try:
                assert self._environment.loader is not None
                source, _, _ = self._environment.loader.get_source(self._environment, name.value)
            except TemplateNotFound:
                return None
            self._known[name.value] = self._read(self._environment.parse(source, name.value), name.value)
        return self._known[name.value]

    def _others(self, tree: nodes.Template, *kinds: type[nodes.Stmt]) -> Iterator[_Read | None]:
        """The layouts that a template extends, or the parts it imports, and theirs; None for one not known."""
        for node in tree.find_all(kinds):
            assert isinstance(node, nodes.Extends | nodes.FromImport)
            other = self._get(node.template)
            yield other
            if other is not None:
                yield from self._others(other.tree, *kinds)


_NOT_LAST = nodes.Not(nodes.Getattr(nodes.Name("loop", "load"), "last", "load"))


class _Setting(NodeTransformer):
    """Sets macros and words in. `taken` are names that a layout gives a meaning of its own in the blocks."""

    def __init__(
        self,
        environment: Environment,
        constants: Mapping[str, Any],
        read: _Read | None,
        taken: frozenset[str] = frozenset(),
    ) -> None:
        self._environment = environment
        self._bound = read.bound if read else frozenset()
        self._constants = {name: value for name, value in constants.items() if name not in self._bound}
        self._read = read
        self._taken = taken

    def generic_visit(self, node: nodes.Node, *args: Any, **kwargs: Any) -> nodes.Node:
        super().generic_visit(node)
        for name, value in node.iter_fields():
            if isinstance(value, list) and any(isinstance(one, nodes.Output) for one in value):
                setattr(node, name, list(_run_together(value)))
        return node

    def visit_Macro(self, node: nodes.Macro) -> nodes.Macro:
        return node  # those of the top have been gone through already

    def visit_Output(self, node: nodes.Output) -> list[nodes.Node]:
        found: list[nodes.Node] = []
        for one in self.generic_visit(node).nodes:  # type: ignore[attr-defined]
            found += self._set_in(one) or [nodes.Output([one], lineno=node.lineno)]
        return found

    def visit_If(self, node: nodes.If) -> nodes.Node | list[nodes.Node]:
        others, node.elif_ = node.elif_, []
        self.generic_visit(node)
        for other in others:
            self.generic_visit(other)
        node.elif_ = others
        if others or not isinstance(node.test, nodes.Expr):
            return node
        try:
            return node.body if node.test.as_const() else node.else_
        except nodes.Impossible:
            return node

    def visit_For(self, node: nodes.For) -> nodes.Node | list[nodes.Node]:
        """What stands between the rounds of a loop: one loop over all but the last, and one over the last, so that
        nobody has to keep count. The values of a page are tuples."""
        self.generic_visit(node)
        *before, last = node.body or [node]
        if (
            not isinstance(last, nodes.If)
            or last.test != _NOT_LAST
            or last.elif_
            or last.else_
            or not isinstance(node.iter, nodes.Name | nodes.Getattr)
            or node.test
            or node.else_
            or node.recursive
            or any("loop" in _loaded(part) for part in (*before, *last.body))
        ):
            return node
        line = node.lineno
        end = nodes.Const(-1, lineno=line)
        parts = ((None, end, [*before, *last.body]), (end, None, before))
        loops: list[nodes.Node] = []
        for since, until, body in parts:
            some = nodes.Getitem(node.iter, nodes.Slice(since, until, None, lineno=line), "load", lineno=line)
            loops.append(nodes.For(node.target, some, _copied(body, {}, line), [], None, False, lineno=line))
        for loop in loops:
            loop.set_environment(self._environment)
        return loops

    def visit_Getattr(self, node: nodes.Getattr) -> nodes.Node:
        return self._constant(node) or self.generic_visit(node)

    def visit_Getitem(self, node: nodes.Getitem) -> nodes.Node:
        return self._constant(node) or self.generic_visit(node)

    def _constant(self, node: nodes.Expr) -> nodes.Const | None:
        value = self._value(node)
        return nodes.Const(value, lineno=node.lineno) if isinstance(value, str) else None

    def _value(self, node: nodes.Node) -> Any:
        """What a word, or a part of the catalogue, is; None where it is neither."""
        if isinstance(node, nodes.Name):
            return self._constants.get(node.name)
        if isinstance(node, nodes.Getattr):
            name: Any = node.attr
        elif isinstance(node, nodes.Getitem) and isinstance(node.arg, nodes.Const):
            name = node.arg.value
        else:
            return None
        whole = self._value(node.node)
        return whole.get(name) if isinstance(whole, Mapping) else None

    def visit_CallBlock(self, node: nodes.CallBlock) -> nodes.Node | list[nodes.Node]:
        self.generic_visit(node)
        return (None if node.args else self._set_in(node.call, node.body)) or node

    def _set_in(self, call: nodes.Expr, wrapped: list[nodes.Node] | None = None) -> list[nodes.Node] | None:
        """The body of the macro that is called, its parameters given, with what the call wraps in the place of its
        caller; None where it must stay a call."""
        macro = self._called(call)
        if macro is None or macro.wraps != (wrapped is not None):
            return None
        assert isinstance(call, nodes.Call)
        parameters, defaults = macro.node.args, macro.node.defaults
        left = len(parameters) - len(call.args)
        if not 0 <= left <= len(defaults):
            return None
        given = dict(
            zip((one.name for one in parameters), [*call.args, *defaults[len(defaults) - left :]], strict=True)
        )
        fixed = {name: value for name, value in given.items() if isinstance(value, nodes.Const)}
        rest = [name for name in given if name not in fixed]
        if wrapped is not None and not macro.names - fixed.keys() <= macro.names - set().union(*map(_loaded, wrapped)):
            return None
        body = [_copied(node, fixed, call.lineno) for node in macro.node.body]
        targets: list[nodes.Expr] = [nodes.Name(name, "param", lineno=call.lineno) for name in rest]
        scope = nodes.With(targets, [given[name] for name in rest], body, lineno=call.lineno)
        scope.set_environment(self._environment)
        _Setting(self._environment, self._constants, None).generic_visit(scope)  # what its parameters settle
        if wrapped is not None:
            _Wrapping(wrapped).generic_visit(scope)
        return [scope] if rest else scope.body

    def _called(self, call: nodes.Expr) -> _Settable | None:
        """The macro that a call may be replaced by; None where a name means another thing here."""
        if not isinstance(call, nodes.Call) or not isinstance(call.node, nodes.Name) or self._read is None:
            return None
        macro = self._read.settable.get(call.node.name)
        if macro is None or call.kwargs or call.dyn_args or call.dyn_kwargs:
            return None
        if {call.node.name, *ALWAYS} & (self._bound | self._taken):
            return None
        return None if any(self._means_another(*called) for called in macro.calls.items()) else macro

    def _means_another(self, name: str, origin: Origin) -> bool:
        assert self._read is not None
        return self._read.macros.get(name) != origin or name in self._bound or name in self._taken


def _settable(node: nodes.Macro, read: _Read) -> _Settable | None:
    """A macro as it may be set in elsewhere; None where it must stay a call."""
    own = {name.name for name in node.find_all(nodes.Name) if name.ctx != "load"}
    outside = _loaded(node) - own - {"loop", "caller"} - ALWAYS
    asks = outside - (read.macros.keys() - read.bound)
    if asks or own & (ALWAYS | read.macros.keys()) or node.name in read.bound:
        return None
    if not all(isinstance(part, _SETTABLE) for part in node.find_all(nodes.Node)):
        return None
    if not all(isinstance(default, nodes.Const) for default in node.defaults):
        return None
    calls = {name: read.macros[name] for name in sorted(outside)}
    return _Settable(node, frozenset(own), calls, "caller" in _loaded(node))


class _Wrapping(NodeTransformer):
    """Puts what a call wraps in the place of `caller()`."""

    def __init__(self, wrapped: list[nodes.Node]) -> None:
        self._wrapped = wrapped

    def visit_Output(self, node: nodes.Output) -> list[nodes.Node]:
        found: list[nodes.Node] = []
        for one in node.nodes:
            if isinstance(one, nodes.Call) and isinstance(one.node, nodes.Name) and one.node.name == "caller":
                found += self._wrapped
            else:
                found.append(nodes.Output([one], lineno=node.lineno))
        return found


def _copied(node: Any, values: Mapping[str, nodes.Const], line: int) -> Any:
    """A tree like another, with values in the place of the names that it does not bind itself."""
    if isinstance(node, list):
        return [_copied(one, values, line) for one in node]
    if not isinstance(node, nodes.Node):
        return node
    if isinstance(node, nodes.Name) and node.name in values:
        return nodes.Const(values[node.name].value, lineno=line)
    inside = values
    if isinstance(node, nodes.With | nodes.For):
        targets = node.targets if isinstance(node, nodes.With) else [node.target]
        own = {name.name for target in targets for name in _and_inside(target)}
        inside = {name: value for name, value in values.items() if name not in own}
    outside = ("values", "iter", "else_")
    parts = (_copied(getattr(node, name), values if name in outside else inside, line) for name in node.fields)
    return type(node)(*parts, lineno=line)


def _and_inside(node: nodes.Node) -> Iterator[nodes.Name]:
    if isinstance(node, nodes.Name):
        yield node
    yield from node.find_all(nodes.Name)


def _run_together(statements: list[nodes.Node]) -> Iterator[nodes.Node]:
    """The statements, with what is put out one after the other as one."""
    before: nodes.Output | None = None
    for node in statements:
        if isinstance(node, nodes.Output) and before is not None:
            before.nodes += node.nodes
            continue
        before = node if isinstance(node, nodes.Output) else None
        yield node


def _loaded(node: nodes.Node) -> set[str]:
    return {name.name for name in node.find_all(nodes.Name) if name.ctx == "load"}


def _bound(tree: nodes.Template) -> Iterator[str]:
    """Every name that a template binds, but for the macros and imports of its top where they bind it once."""
    top: list[str] = []
    for node in tree.find_all((nodes.Name, nodes.Macro, nodes.Import, nodes.FromImport)):
        names = list(_names_bound(node))
        if node in tree.body and isinstance(node, nodes.Macro | nodes.FromImport):
            yield from (name for name in names if name in top)
            top += names
        else:
            yield from names


def _names_bound(node: nodes.Node) -> Iterable[str]:
    if isinstance(node, nodes.Name):
        return [node.name] if node.ctx != "load" else []
    if isinstance(node, nodes.FromImport):
        return [name if isinstance(name, str) else name[1] for name in node.names]
    return [node.target if isinstance(node, nodes.Import) else node.name]  # type: ignore[attr-defined]


def _let_go(tree: nodes.Template, wanted: set[str]) -> None:
    """Leave out the imports that nobody asks for any more: each is gone through for every page."""
    for node in tree.body:
        if isinstance(node, nodes.FromImport):
            node.names = [name for name in node.names if not isinstance(name, str) or name in wanted]
    tree.body = [node for node in tree.body if not isinstance(node, nodes.FromImport) or node.names]


def _look_up_first(part: nodes.Template | nodes.Block, names: Iterable[str]) -> None:
    """Look names up where a part begins: in a loop they would be looked up each time round."""
    part.body[:0] = [nodes.ExprStmt(nodes.Name(name, "load", lineno=1), lineno=1) for name in sorted(names)]
