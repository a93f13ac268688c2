"""A template may look at the values it is given and call its macros; it can do nothing else.

A theme lies in the register, where a pull request may change it. So a template reaches no name that begins
with an underscore, no method of a text, and may call nothing but macros and blocks. This is narrower than
Jinja's own sandbox, and three times as quick, since it asks one question where that one asks a dozen; what can be
settled before any page is known is not asked again for each (`settled.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from keyword import kwlist
from typing import Any

from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.exceptions import SecurityError
from jinja2.runtime import BlockReference, Context, LoopContext, Macro, Undefined
from jinja2.sandbox import SandboxedEnvironment
from markupsafe import Markup

from site_builder.render.escaped import escaped
from site_builder.render.settled import Settler

_MAY_BE_CALLED = (Macro, BlockReference, LoopContext)
_GUARDED = frozenset((*dir(Markup), *dir(bytes), *dir(dict), *kwlist))
"""Names that texts and catalogues have themselves: who asks for one is not always asking for a field."""


class _Code(CodeGenerator):
    """Jinja's compiler: what a template puts out goes through `escaped`, and a field is asked for as Python does.

    What begins with an underscore or is a name of `_GUARDED`, and all of which it is asked whether it is there, goes
    the way of `Sandbox.getattr`, which refuses what it must.
    """

    _is_in_question = False

    def visit_Test(self, node: nodes.Test, frame: Frame) -> None:
        before, self._is_in_question = self._is_in_question, True
        super().visit_Test(node, frame)
        self._is_in_question = before

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:
        if self._is_in_question or node.attr.startswith("_") or node.attr in _GUARDED:
            super().visit_Getattr(node, frame)
            return
        self.write("(")
        self.visit(node.node, frame)
        self.write(f").{node.attr}")

    def blockvisit(self, nodes: Iterable[nodes.Node], frame: Frame) -> None:
        """A block is put together whole: handing on each of its hundreds of pieces by itself costs more than they do."""
        if not frame.block_frame or frame.buffer is not None:
            super().blockvisit(nodes, frame)
            return
        self.buffer(frame)
        super().blockvisit(nodes, frame)
        self.writeline(f"yield concat({frame.buffer})")

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo) -> None:
        assert frame.eval_ctx.autoescape and not frame.eval_ctx.volatile and finalize.src is None
        self.write("environment.escaped(")


class Sandbox(SandboxedEnvironment):
    """Jinja's environment with its doors closed."""

    code_generator_class = _Code
    escaped = staticmethod(escaped)

    def __init__(self, constants: Mapping[str, Any], **settings: Any) -> None:
        super().__init__(**settings)
        self._settler = Settler(self, constants)

    def _generate(
        self, source: nodes.Template, name: str | None, filename: str | None, defer_init: bool = False
    ) -> str:
        if name is not None:
            self._settler.settle(source, name)
        return super()._generate(source, name, filename, defer_init)

    def getattr(self, obj: Any, attribute: str) -> Any:
        """A field of a value, or an entry of the words."""
        if isinstance(obj, dict):
            return self.getitem(obj, attribute)
        if attribute.startswith("_") or isinstance(obj, str | bytes):
            return self.unsafe_undefined(obj, attribute)
        try:
            return getattr(obj, attribute)
        except AttributeError:
            return self.undefined(obj=obj, name=attribute)

    def getitem(self, obj: Any, argument: Any) -> Any | Undefined:
        """An entry by its key or number; never an attribute."""
        try:
            return obj[argument]
        except (KeyError, IndexError, TypeError, AttributeError):
            return self.undefined(obj=obj, name=argument)

    def call(self, context: Context, obj: Any, /, *args: Any, **kwargs: Any) -> Any:
        """Call a macro, a block of the layout or a loop."""
        if not isinstance(obj, _MAY_BE_CALLED):
            if isinstance(obj, Undefined):
                obj()
            raise SecurityError(f"a template may not call {type(obj).__name__}")
        kwargs.pop("_block_vars", None)  # for functions that ask for the context; there are none
        kwargs.pop("_loop_vars", None)
        if not kwargs and type(obj) is Macro and len(args) == len(obj.arguments) and not _takes_more(obj):
            return Markup(obj._func(*args))  # what Macro.__call__ comes to, without its asking
        return obj(*args, **kwargs)


def _takes_more(macro: Macro) -> bool:
    """True for a macro that asks for what its call wraps, or for more than it names."""
    return bool(macro.caller or macro.catch_kwargs or macro.catch_varargs)
