"""The deadlines of one case in two registers, on the same day → which started, moved, stopped, and why."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from site_builder.model.case import Case
from site_builder.model.clocks import Deadline, deadlines
from site_builder.model.register import Register
from site_builder.views.change.moved import DueFate, DueMoved, Reason


def due_moved(
    before: Case | None, after: Case | None, registers: tuple[Register, Register], as_of: date
) -> tuple[DueMoved, ...]:
    """What a change did to the deadlines of a case, by due day. The day is the same on both sides."""
    was = _by_uid(before, registers[0], as_of)
    now = _by_uid(after, registers[1], as_of)
    pairs: list[tuple[Deadline | None, Deadline | None]] = [(was.pop(uid, None), d) for uid, d in now.items()]
    for old in was.values():
        index = next((i for i, (o, n) in enumerate(pairs) if o is None and n and _is_same(old, n)), None)
        if index is None:
            pairs.append((old, None))
        else:
            pairs[index] = (old, pairs[index][1])
    found = [moved for old, new in pairs if (moved := _moved(old, new, as_of))]
    return tuple(sorted(found, key=lambda m: (m.after or m.before or as_of, m.code, m.subject)))


def _by_uid(case: Case | None, register: Register, as_of: date) -> dict[str, Deadline]:
    if case is None or register.history(case).on(as_of) is None:
        return {}
    return {deadline.uid: deadline for deadline in deadlines(case, register, as_of)}


def _is_same(old: Deadline, new: Deadline) -> bool:
    """The same duty, begun again by another event."""
    return (old.code, old.subject) == (new.code, new.subject)


def _moved(old: Deadline | None, new: Deadline | None, as_of: date) -> DueMoved | None:
    one = new or old
    assert one is not None
    fate: DueFate
    reasons: tuple[Reason, ...] = ()
    if old is None:
        fate = "started"
    elif new is None:
        fate = "gone"
    elif old.due != new.due:
        fate, reasons = "moved", tuple(_reasons(old, new))
    elif old.is_running(as_of) and not new.is_running(as_of):
        fate = "stopped"
    elif new.is_running(as_of) and not old.is_running(as_of):
        fate = "running"
    elif old.state(as_of) != new.state(as_of):
        fate = "stopped"
    else:
        return None
    return DueMoved(
        one.code,
        one.subject,
        one.label,
        fate,
        old.due if old else None,
        new.due if new else None,
        new.state(as_of) if new else None,
        new.stopped_on if new and not new.ended else None,
        reasons,
    )


def _reasons(old: Deadline, new: Deadline) -> Iterator[Reason]:
    """Why a due day is another one, as far as the two deadlines tell."""
    found = False
    if new.merged_from and new.merged_from != old.merged_from:
        found = True
        yield Reason("merged", merged_from=new.merged_from)
    if new.start != old.start:
        found = True
        yield Reason("restarted", since=new.start)
    if new.unit == "date" and new.original_due != old.original_due:
        found = True
        yield Reason("given")
    if new.extended_days != old.extended_days:
        found = True
        events = tuple(index + 1 for index in new.extended_by if index not in old.extended_by)
        yield Reason("extended", new.extended_days - old.extended_days, events)
    if new.pauses != old.pauses:
        found = True
        events = tuple(p.event + 1 for p in new.pauses if p not in old.pauses and p.event is not None)
        yield Reason("paused", events=events)
    if new.limit != old.limit:
        found = True
        yield Reason("limit", new.limit - old.limit)
    if not found:
        yield Reason("calendar")
