"""What a change moved, line by line, in words: the same lines for a terminal, a comment and a page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from site_builder.rules.page import escape, show
from site_builder.spec import Label, Language
from site_builder.spec.texts import texts
from site_builder.text.finding import Term, Value
from site_builder.views.change.change import Change
from site_builder.views.change.look import Look
from site_builder.views.change.moved import (
    AddedEvent,
    ChangedCase,
    ChangedVisit,
    Detail,
    DueMoved,
    HistoryEdit,
    Moved,
    Reason,
    TextEdit,
    Told,
)
from site_builder.views.change.texts import Piece
from site_builder.views.change.values import NO, YES
from site_builder.views.change.words import WORDS, plural
from site_builder.views.posts import Posts

Mark = Literal["changed", "added", "done", "gone", "alarm", "note"]


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that moved. Either `before` and `after`, or `text` alone; `rest` is what goes with it.

    `pieces` are those of an edited text. All of it is plain text, with control characters made visible.
    """

    mark: Mark
    label: str
    before: str = ""
    after: str = ""
    text: str = ""
    rest: str = ""
    pieces: tuple[Piece, ...] = ()


class Lines:
    """Speaks one change in its language."""

    def __init__(self, change: Change) -> None:
        self.change = change
        self.language: Language = change.language
        self.words = WORDS[change.language]
        self.spec = change.register.spec
        self.town = change.register.town
        self._posts = Posts(self.town, self.spec, self.language)
        self.gap = texts("marks")[self.language]["space"]
        self._comma = texts("marks")[self.language]["comma"]
        self.stop = texts("marks")[self.language]["semicolon"]

    # one case

    def case(self, case: ChangedCase) -> tuple[Line, ...]:
        """Everything about one case, what must not be first."""
        found = [
            *map(self._history, case.history),
            *(self._moved(m) for m in case.moved if m.mark == "alarm"),
            *self._seen(case),
            *self._summary(case),
            *(self._moved(m) for m in case.moved if m.mark != "alarm"),
            *map(self._event, case.events),
            *map(self.due, case.due),
            *map(self._text, case.texts),
        ]
        if case.path_before:
            found.insert(0, Line("changed", self.words["file"], escape(case.path_before), escape(case.path)))
        if case.is_form_only:
            found.append(Line("note", self.words["form"], text=self.words["form_only"]))
        return tuple(found)

    def visit(self, visit: ChangedVisit) -> tuple[Line, ...]:
        return (*map(self._moved, visit.moved), *map(self._text, visit.texts))

    def fate(self, fate: str) -> str:
        return self.words[f"fate_{fate}"]

    def head(self, case: ChangedCase) -> str:
        """A case's title and village, for a heading after its number."""
        return f"{escape(case.title)}{self.gap}{self.aside(self.name(case.village))}"

    def digest(self, case: ChangedCase) -> str:
        """What moved in one case, in a few words."""
        words = self.words
        status = next((m for m in case.moved if m.path == "status"), None)
        found = [words["digest_history"]] if any(not edit.taken_out for edit in case.history) else []
        found += [words["digest_written_once"]] if any(m.mark == "alarm" for m in case.moved) else []
        if case.fate == "new":
            found.append(f"{words['fate_new']} {self.term('status', case.status)}")
        elif case.fate == "gone":
            found.append(words["fate_gone"])
        elif status and status.before and status.after:
            found.append(f"{self.value(status.before)} → {self.value(status.after)}")
        if case.fate == "changed":
            found += [self.term("move", event.move) for event in case.events]
        found += [self._comma.join(map(self._last_label, group)) for group in self._fields(case) if group]
        done = [m for m in case.moved if m.mark == "done"]
        found += [words["digest_done"].format(n=len(done))] if done else []
        due = [d for d in case.due if d.fate in ("moved", "running")]
        found += [plural(words["digest_due"], len(due))] if due else []
        found += [words[f"digest_seen_{kind}"] for kind in case.shown_to]
        found += [plural(words["digest_texts"], len(case.texts))] if case.texts else []
        found += [words["file"]] if case.path_before else []
        found += [words["form_only"]] if case.is_form_only else []
        return self.stop.join(dict.fromkeys(found))

    def _fields(self, case: ChangedCase) -> tuple[tuple[Moved, ...], ...]:
        """The fields that were given another value, beside the status."""
        plain = (
            m for m in case.moved if m.mark == "changed" and m.path != "status" and not m.path.startswith("outcome")
        )
        return (tuple({m.labels[-1]: m for m in plain}.values()),)

    def _last_label(self, moved: Moved) -> str:
        return moved.labels[-1].of(self.language)

    def _seen(self, case: ChangedCase) -> Iterator[Line]:
        for audiences, key in ((case.shown_to, "shown_to"), (case.hidden_from, "hidden_from")):
            if audiences:
                who = self._comma.join(self.words[f"audience_{kind}"] for kind in audiences)
                is_wider = key == "shown_to" and (case.fate == "changed" or "board" in audiences)
                mark: Mark = "alarm" if is_wider else "note"
                yield Line(mark, self.words["seen"], text=self.words[key].format(who=who))

    def _moved(self, moved: Moved) -> Line:
        rest = self.details(moved.details)
        label = self.label(moved.labels)
        if moved.mark == "added" and moved.after:
            return Line("added", self.words["mark_added"].format(what=label), text=self.value(moved.after), rest=rest)
        if moved.mark == "done" and moved.after:
            block = "measures" if ".measures." in moved.path else moved.path.partition(".")[0]
            return Line("done", self.words[f"done_{block}"], text=self.value(moved.after), rest=rest)
        if moved.mark in ("alarm", "gone") and moved.after is None and moved.before is not None:
            return Line(moved.mark, self.words["mark_gone"].format(what=label), text=self.value(moved.before))
        return Line(moved.mark, label, self.value(moved.before), self.value(moved.after), rest=rest)

    def _history(self, edit: HistoryEdit) -> Line:
        words = self.words
        what = words["history_event"].format(n=edit.number, on=edit.on, move=self.term("move", edit.move))
        if edit.taken_out:
            return Line("note", words["taken_out"], text=what)
        changed = self.stop.join(
            f"{self.label(m.labels)}{words['colon']}{self.value(m.before)} → {self.value(m.after)}" for m in edit.fields
        )
        return Line("alarm", words[f"history_{edit.kind}"], text=what, rest=changed)

    def _event(self, event: AddedEvent) -> Line:
        words = self.words
        post = self._posts.on(event.by, event.on)
        who = self.name(event.by) + (f"{self.gap}{self.aside(escape(post))}" if post else "")
        parts = [who]
        if event.status:
            parts.append(words["to_status"].format(status=self.term("status", event.status)))
        if event.level:
            parts.append(words["to_level"].format(level=self.term("level", event.level)))
        parts += [evidence] if (evidence := self.details(event.evidence)) else []
        parts += [escape(" ".join(event.note.split()))] if event.note else []
        if event.entered_on:
            parts.append(words["late_entry" if event.is_late_entry else "entered"].format(day=event.entered_on))
        parts += [words["corrects"].format(n=event.corrects)] if event.corrects else []
        parts += [words["ledger"]] if event.ledger else []
        return Line("added", f"{event.on} {self.term('move', event.move)}", text=self.stop.join(parts))

    def due(self, due: DueMoved) -> Line:
        """One deadline."""
        words = self.words
        label = words["due"].format(name=" ".join(filter(None, (self._speak(due.label), due.subject))))
        state = self.term("deadline_state", due.state) if due.state else ""
        before, after = str(due.before or ""), str(due.after or "")
        if due.fate == "moved":
            return Line("changed", label, before, after, rest=self.stop.join(map(self._reason, due.reasons)))
        if due.fate == "stopped":
            on = f"{due.stopped_on} " if due.stopped_on else ""
            return Line("done", label, text=f"{on}{state}", rest=words["due_on"].format(day=after))
        if due.fate == "gone":
            return Line("gone", label, text=words["due_gone"].format(day=before))
        return Line(
            "added" if due.fate == "started" else "changed",
            label,
            text=words[f"due_{due.fate}"].format(day=after),
            rest=state,
        )

    def _reason(self, reason: Reason) -> str:
        values = {"days": reason.days, "since": reason.since, "merged": escape(reason.merged_from)}
        said = self.words[f"reason_{reason.kind}"].format(**values)
        if reason.events:
            said += self.words["reason_events"].format(n=self._comma.join(map(str, reason.events)))
        return said

    def _text(self, text: TextEdit) -> Line:
        label = self.label(text.labels)
        if text.taken_out:
            return Line("note", label, text=self.words["taken_out"])
        if not text.pieces:
            return Line("changed", label, text=self.words["covered"])
        return Line("changed", label, pieces=tuple(Piece(p.op, escape(p.text.replace("\n", " "))) for p in text.pieces))

    def _summary(self, case: ChangedCase) -> Iterator[Line]:
        """What a case is about: the problem, then all the rest in one line."""
        problem = tuple(one for one in case.summary if one.path == "problem")
        rest = tuple(one for one in case.summary if one.path != "problem")
        yield from (Line("note", self.label(one.labels), text=self.value(one.told)) for one in problem)
        if rest:
            yield Line("note", self.words["about"], text=self.details(rest))

    # what to look at

    def look(self, look: Look) -> str:
        """One thing to look at, in a sentence."""
        names = tuple(map(escape, look.names))
        if look.kind == "closing":
            names = tuple(self._closing(id) for id in look.names)
        shown, more = names[:MANY], len(names) - MANY
        said = self._comma.join(shown) + (self.words["more"].format(n=more) if more > 0 else "")
        return plural(self.words[f"look_{look.kind}"], look.n).format(n=look.n, names=said)

    def _closing(self, id: str) -> str:
        case = next(case for case in self.change.cases if case.id == id)
        closing = next(event for event in reversed(case.events) if event.move == "close")
        return f"{id} {self.name(closing.by)}"

    # values

    def term(self, group: str, code: str) -> str:
        return escape(self.spec.label(Term(group, code), self.language))

    def name(self, id: str) -> str:
        return escape(self.town.name_of(id))

    def label(self, labels: Iterable[Label]) -> str:
        return escape((" · " if self.language == "en" else "·").join(label.of(self.language) for label in labels))

    def aside(self, text: str) -> str:
        """A text in brackets."""
        return texts("change")[self.language]["aside"].format(text=text)

    def details(self, details: Iterable[Detail]) -> str:
        return self.stop.join(f"{self.label(d.labels)}{self.words['colon']}{self.value(d.told)}" for d in details)

    def value(self, told: Told | None) -> str:
        return self._speak(told.value) if told else self.words["nothing"]

    def _speak(self, value: Value) -> str:
        if value in (YES, NO):
            return self.words["yes" if value == YES else "no"]
        if isinstance(value, tuple):
            return self._comma.join(map(self._speak, value))
        return show(value if isinstance(value, Term) else " ".join(str(value).split()), self.spec, self.language)


MANY = 12
"""More names than this are counted and not listed."""


def span_line(lines: Lines) -> Iterator[str]:
    """From where to where, and whether the base has moved on since."""
    span, words = lines.change.span, lines.words
    values = {
        "base": escape(span.base), "start": span.start, "head": escape(span.head) or words["folder"],
        "commits": span.commits, "day": lines.change.as_of,
    }  # fmt: skip
    yield plural(words["span"], span.commits).format(**values)
    if span.ahead:
        yield plural(words["ahead"], span.ahead).format(**values)
