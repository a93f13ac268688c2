"""One case before and after → what moved in it."""

from __future__ import annotations

from dataclasses import replace

from site_builder.model.case import Case
from site_builder.model.change import CaseChange, VisitChange
from site_builder.sources.attachments import enclosed_path
from site_builder.spec.texts import label
from site_builder.views.audience import Audience
from site_builder.views.change.items_moved import Items
from site_builder.views.change.moved import (
    ChangedCase,
    ChangedVisit,
    DueMoved,
    Fate,
    Moved,
    TextEdit,
)
from site_builder.views.change.teller import Teller, ends
from site_builder.views.change.values import opened

BODY = label("change", "body")


def changed_case(change: CaseChange, due: tuple[DueMoved, ...], teller: Teller) -> ChangedCase:
    """All that a change did to one case, its deadlines worked out elsewhere."""
    before, after = change.before, change.after
    case = after or before
    assert case is not None
    moved: list[Moved] = []
    texts: list[TextEdit] = []
    if before and after:
        moved += teller.states(before, after)
        moved += Items(teller, texts).moved(before, after)
        moved += teller.fields(before, after, texts)
        if before.body != after.body:
            texts.append(teller.text("body", (BODY,), before.body, after.body))
    elif after:
        moved += Items(teller, texts).moved(replace(after, tasks=(), points=(), instalments=(), attachments=()), after)
    return ChangedCase(
        id=case.id,
        title=case.title,
        village=case.village,
        fate="changed" if before and after else "new" if after else "gone",
        path=case.path,
        path_before=before.path if before and after and before.path != after.path else "",
        status=ends(case, teller.spec)[0],
        summary=() if before and after else tuple(teller.summary(case)),
        moved=tuple(moved),
        events=tuple(teller.events(after, change.added)) if after else (),
        history=tuple(teller.history(edit) for edit in change.edits) if before and after else (),
        due=due,
        texts=tuple(texts),
        shown_to=_seen(before, after),
        hidden_from=_seen(after, before) if after else (),
        files=tuple(enclosed_path(case.id, wider.attachment.file) for wider in change.wider),
    )


def changed_visit(change: VisitChange, teller: Teller) -> ChangedVisit:
    """All that a change did to one visit."""
    visit = change.after or change.before
    assert visit is not None
    texts: list[TextEdit] = []
    fields = teller.spec.records["visit"].fields
    moved: tuple[Moved, ...] = ()
    if change.before and change.after:
        moved = tuple(teller.compared(fields, opened(change.before), opened(change.after), "", (), texts, "visit"))
    fate: Fate = "changed" if change.before and change.after else "new" if change.after else "gone"
    return ChangedVisit(visit.id, visit.on, visit.leader, fate, moved, tuple(texts))


def _seen(before: Case | None, after: Case | None) -> tuple[str, ...]:
    """The audiences that see a case after and did not before."""
    if after is None:
        return ()
    audiences = (Audience("village", after.village), Audience("board"))
    return tuple(a.kind for a in audiences if a.sees(after) and not (before and a.sees(before)))
