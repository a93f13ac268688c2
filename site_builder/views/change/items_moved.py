"""Tasks, measures, points, instalments and attachments before and after: which are new, done, edited or taken away."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from site_builder.model.case import Case, Instalment, Point, Task
from site_builder.spec import Field, Label
from site_builder.views.change.moved import (
    Detail,
    Moved,
    TextEdit,
    Told,
)
from site_builder.views.change.teller import Teller
from site_builder.views.change.values import details, opened


@dataclass(frozen=True)
class Items:
    """Compares the lists of two cases; edited texts go into `texts`."""

    teller: Teller
    texts: list[TextEdit]

    def moved(self, before: Case, after: Case) -> Iterator[Moved]:
        yield from self._tasks(before, after)
        yield from self._points(before, after)
        yield from self._instalments(before, after)
        yield from self._attachments(before, after)

    def _tasks(self, before: Case, after: Case) -> Iterator[Moved]:
        block, label = self.teller.spec.blocks["task"].fields, self._label("tasks")
        was, now = {t.id: t for t in before.tasks}, {t.id: t for t in after.tasks}
        for id, task in now.items():
            path = f"tasks.{id}"
            if id not in was:
                yield Moved(
                    path, (label,), "added", None, _what(id, task.what), self._of(task, "due", "owner", "done_when")
                )
                yield from self._measures(None, task)
                continue
            old = was[id]
            if task.done and not old.done:
                yield Moved(path, (label,), "done", None, _what(id, task.what), self._of(task, "done"))
            names = [n for n in block if n not in ("id", "measures") and not (n == "done" and not old.done)]
            yield from self._item(block, old, task, path, (label, _plain(id)), names, "task")
            yield from self._measures(old, task)
        for id, task in was.items():
            if id not in now:
                yield Moved(f"tasks.{id}", (label,), "alarm", _what(id, task.what), None)

    def _measures(self, before: Task | None, after: Task) -> Iterator[Moved]:
        block, label = (
            self.teller.spec.blocks["measure"].fields,
            self.teller.spec.blocks["task"].fields["measures"].label,
        )
        was = before.measures if before else ()
        for index, measure in enumerate(after.measures):
            number = f"{after.id}.{index + 1}"
            path = f"tasks.{after.id}.measures.{index + 1}"
            old = was[index] if index < len(was) else None
            if measure.done and not (old and old.done):
                yield Moved(path, (label,), "done", None, _what(number, measure.what), self._measure(measure))
            elif old is None and before is not None:
                yield Moved(path, (label,), "added", None, _what(number, measure.what), self._measure(measure))
            if old is not None:
                names = [n for n in block if not (n in ("done", "evidence") and not old.done)]
                yield from self._item(block, old, measure, path, (label, _plain(number)), names, "measure")
        for index, gone in enumerate(was[len(after.measures) :], len(after.measures) + 1):
            path = f"tasks.{after.id}.measures.{index}"
            yield Moved(path, (label,), "alarm", _what(f"{after.id}.{index}", gone.what), None)

    def _measure(self, measure: Any) -> tuple[Detail, ...]:
        names = ("done", "evidence") if measure.done else ("who", "by")
        return self._of(measure, *names, block="measure")

    def _points(self, before: Case, after: Case) -> Iterator[Moved]:
        block, label = self.teller.spec.blocks["point"].fields, self._label("points")
        for number, (old, new) in enumerate(_paired(before.points, after.points), 1):
            path = f"points.{number}"
            if new is None:
                assert isinstance(old, Point)
                yield Moved(path, (label,), "alarm", _what(str(number), old.what), None)
                continue
            if old is None:
                yield Moved(path, (label,), "added", None, _what(str(number), new.what), self._answer(new))
                continue
            if new.answer and not old.answer:
                yield Moved(path, (label,), "done", None, _what(str(number), new.what), self._answer(new))
            names = [n for n in block if old.answer or not new.answer or n == "what"]
            yield from self._item(block, old, new, path, (label, _plain(str(number))), names, "point")

    def _answer(self, point: Point) -> tuple[Detail, ...]:
        return self._of(point, "answer", "answered_on", block="point")

    def _instalments(self, before: Case, after: Case) -> Iterator[Moved]:
        block, label = self.teller.spec.blocks["instalment"].fields, self._label("instalments")
        for number, (old, new) in enumerate(_paired(before.instalments, after.instalments), 1):
            path = f"instalments.{number}"
            if new is None:
                assert isinstance(old, Instalment)
                yield Moved(path, (label,), "alarm", _what(str(number), f"{old.amount_yuan:f}"), None)
                continue
            what = _what(str(number), f"{new.amount_yuan:f}")
            if old is None:
                yield Moved(path, (label,), "added", None, what, self._of(new, "due", "paid_on", block="instalment"))
                continue
            if new.paid_on and not old.paid_on:
                yield Moved(path, (label,), "done", None, what, self._of(new, "paid_on", block="instalment"))
            names = [n for n in block if n != "paid_on" or old.paid_on]
            yield from self._item(block, old, new, path, (label, _plain(str(number))), names, "instalment")

    def _attachments(self, before: Case, after: Case) -> Iterator[Moved]:
        """By their names; one may be taken away, since a picture that shows too much must go."""
        block, label = self.teller.spec.blocks["attachment"].fields, self._label("attachments")
        was, now = ({one.file: one for one in case.attachments} for case in (before, after))
        for file, new in now.items():
            path = f"attachments.{file}"
            if file in was:
                names = [name for name in block if name != "file"]
                yield from self._item(block, was[file], new, path, (label, _plain(file)), names, "attachment")
            else:
                more = self._of(new, "audience", "redacted", "added_on", block="attachment")
                yield Moved(path, (label,), "added", None, _what(file, new.what), more)
        for file, old in was.items():
            if file not in now:
                yield Moved(f"attachments.{file}", (label,), "gone", _what(file, old.what), None)

    def _item(
        self, block: Mapping[str, Field], old: Any, new: Any, path: str, labels: tuple[Label, ...],
        names: list[str], kind: str,
    ) -> Iterator[Moved]:  # fmt: skip
        kept = {name: block[name] for name in names}
        yield from self.teller.compared(kept, opened(old), opened(new), path, labels, self.texts, kind)

    def _of(self, item: Any, *names: str, block: str = "task") -> tuple[Detail, ...]:
        fields = self.teller.spec.blocks[block].fields
        return tuple(details(self.teller.spec, {name: fields[name] for name in names}, opened(item), self.teller.town))

    def _label(self, name: str) -> Label:
        return self.teller.spec.records["case"].fields[name].label


def _what(number: str, what: str) -> Told:
    return Told(number, f"{number} {what}")


def _plain(text: str) -> Label:
    return Label(text, text)


def _paired(before: tuple[Any, ...], after: tuple[Any, ...]) -> Iterator[tuple[Any, Any]]:
    """Two lists side by side, the shorter one filled up with None."""
    for index in range(max(len(before), len(after))):
        yield (
            before[index] if index < len(before) else None,
            after[index] if index < len(after) else None,
        )
