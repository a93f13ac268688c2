"""One more event in a case, with what the move needs in the case itself and what follows from it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from site_builder.model.case import Case
from site_builder.model.decode import Decoder
from site_builder.model.register import Register
from site_builder.records.node import Scalar, Sequence
from site_builder.spec import Spec
from site_builder.writers.consequences import applied, consequences
from site_builder.writers.document import Document, Unwritable
from site_builder.writers.key_order import Keys, event_order
from site_builder.writers.yaml_text import Code, Value


@dataclass(frozen=True)
class NewEvent:
    """A move to be made: its day, its actor, what it carries, and what it adds to the case.

    `facts` are values that the move needs in the case (`risk.level` …); `tasks` are given out with it.
    """

    move: str
    on: date
    by: str
    carried: dict[str, Value] = field(default_factory=dict)
    facts: dict[Keys, Value] = field(default_factory=dict)
    tasks: tuple[dict[str, Value], ...] = ()


def with_event(document: Document, new: NewEvent, register: Register, decoder: Decoder, written_on: date) -> Document:
    """The case file after the move. Raises Unwritable with the findings where it could not be read back.

    An event of an earlier day than `written_on` is a late entry and says so (补录, design §4).
    """
    for keys, value in new.facts.items():
        document = document.set(keys, value)
    for task in new.tasks:
        document = with_task(document, task, register.spec)
    values: dict[str, Value] = {"on": new.on, "move": Code(new.move), "by": Code(new.by), **new.carried}
    if new.on < written_on:
        values["entered_on"] = written_on
    order = event_order(register.spec, new.move)
    document = document.append(("events",), {name: values[name] for name in order if values.get(name) is not None})
    if new.move == "seal":
        document = document.without_body()
    case = decoded(document, decoder)
    return applied(document, consequences(case, case.events[-1:], register.spec))


def with_task(document: Document, task: dict[str, Value], spec: Spec) -> Document:
    """One more task, its keys in the order of the spec."""
    order = spec.blocks["task"].fields
    return document.append(("tasks",), {name: task[name] for name in order if task.get(name) is not None})


def decoded(document: Document, decoder: Decoder) -> Case:
    """The case a document holds. Raises Unwritable where it holds none."""
    case, findings = decoder.case(document.record)
    if case is None:
        raise Unwritable(document.path, findings)
    return case


def next_task(
    case: Case, given: dict[str, Value], on: date, assigned_by: str | None, others: int = 0
) -> dict[str, Value]:
    """A task as it is written: what is given, with the next free number and when and on what basis it was given out.

    `others` counts the new tasks before it.
    """
    taken = {task.id for task in case.tasks}
    free = [f"T{n}" for n in range(1, len(taken) + others + 2) if f"T{n}" not in taken]
    own: dict[str, Value] = {
        "id": Code(free[others]),
        "assigned_on": on,
        "assigned_by": Code(assigned_by) if assigned_by else None,
    }
    return {**own, **given}


def with_related(main: Document, id: str) -> Document:
    """The main case of a merger, naming the case that is joined to it."""
    related = main.record.node("links", "related")
    named = related.items if isinstance(related, Sequence) else ()
    if any(isinstance(node, Scalar) and node.text == id for node in named):
        return main
    return main.append(("links", "related"), Code(id))
