"""The background register: every story told once, numbered in the order of registration, and written out."""

from __future__ import annotations

from pathlib import Path

from tools.demonstration.disputes import Disputes
from tools.demonstration.drafts import Draft
from tools.demonstration.matters import Matters
from tools.demonstration.paper import document
from tools.demonstration.staff import read_staff
from tools.demonstration.visits import Visits

SEED = 20250101
FIRST_NUMBER = 101


def write(folder: Path) -> tuple[int, int]:
    """Write the background into a register's folder; how many cases and visits."""
    staff = read_staff(folder)
    drafts = Disputes(staff, SEED).tell_all() + Matters(staff).play_all()
    _number(drafts)
    visits = Visits(staff, drafts).hold_all()
    for path in [*folder.glob("cases/*/QTL-2025-[0-9]*.md"), *folder.glob("cases/visits/V-2025-*.md")]:
        if path.parent.name == "visits" or int(path.stem[-4:]) >= FIRST_NUMBER:
            path.unlink()
    for draft in drafts:
        _write(folder / "cases" / draft.front["village"] / f"{draft.id}.md", document(draft.finished(), draft.body))
    for visit in visits:
        _write(folder / "cases" / "visits" / f"{visit['id']}.md", document(visit, ""))
    return len(drafts), len(visits)


def _number(drafts: list[Draft]) -> None:
    """Ids in order of registration; links between cases follow."""
    drafts.sort(key=lambda draft: (draft.front["registered_on"], draft.key))
    by_key: dict[str, Draft] = {}
    for number, draft in enumerate(drafts, FIRST_NUMBER):
        draft.id = f"QTL-2025-{number:04d}"
        by_key[draft.key] = draft
    for draft in drafts:
        if draft.into is not None:
            main = by_key[draft.into]
            main.front["links"] = {"related": [draft.id]}
            draft.front["links"] = {"duplicates": main.id}
            draft.events[-1]["into"] = main.id


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
