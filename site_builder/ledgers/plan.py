"""What a sheet is taken for: which kind of ledger, whether it has what every case needs, what is taken for the rest."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from datetime import date

from site_builder.ledgers.heads import FEWEST, HeadRows, find_head
from site_builder.ledgers.sheet import Sheet
from site_builder.ledgers.stages import REPLIES
from site_builder.ledgers.table import Table
from site_builder.spec.ledgers import ORDER, PETITION, VISIT, Ledgers
from site_builder.text.dress import bare


class NotEnough(Exception):
    """A table without the columns that every case needs. `missing` are names of columns, `unknown` heads."""

    def __init__(self, sheet: str, kind: str, missing: tuple[str, ...], unknown: tuple[str, ...]) -> None:
        super().__init__(sheet)
        self.sheet, self.kind, self.missing, self.unknown = sheet, kind, missing, unknown


class WhichKind(Exception):
    """A sheet that may be a ledger of several kinds."""

    def __init__(self, sheet: str, kinds: tuple[str, ...]) -> None:
        super().__init__(sheet)
        self.sheet, self.kinds = sheet, kinds


def kind_of(sheet: Sheet, heads: Mapping[str, Mapping[str, str]], ledgers: Ledgers, file: str) -> str | None:
    """The kind of ledger by the words of the title, of the sheet's name and the file's, in this order; else by its heads.

    None where there is no table. Raises WhichKind.
    """
    found = {kind: find_head(sheet, own, ledgers) for kind, own in heads.items()}
    known = {kind: head for kind, head in found.items() if head is not None}
    if not known:
        return None
    top = max(known.values(), key=lambda head: head.known).top
    title = "".join(
        str(v) for r in range(top) for c in range(len(sheet.values[r])) if (v := sheet.at(r, c)) is not None
    )
    for text in (title, sheet.name, file):
        named = [kind for kind in known if any(bare(word) in bare(text) for word in ledgers.kinds[kind].words)]
        if len(named) == 1:
            return named[0]
    special = {kind: _special(kind, head, ledgers) for kind, head in known.items()}
    best = max(special.values())
    likely = tuple(kind for kind, n in special.items() if n == best)
    if len(likely) == 1 and best >= FEWEST:
        return likely[0]
    raise WhichKind(sheet.name, likely if best >= FEWEST else tuple(known))


def _special(kind: str, head: HeadRows, ledgers: Ledgers) -> int:
    """How many columns only a ledger of this kind has."""
    return sum(1 for column in head.columns if column.name and kind in ledgers.columns[column.name].only)


def enough(found: Table, kind: str, known: AbstractSet[str], place: str | None) -> None:
    """Raises NotEnough for a table without a column, or a value given, that every case of its kind needs.

    `place` is the village of the title. A ledger of the register's own is known by its ids and needs nothing.
    """
    missing: list[str] = []
    if "case_id" in known:
        return
    if kind == VISIT:
        missing = [name for name in ("visit_on", "leader", "mode") if name not in known]
    else:
        days = {"found_on", "order_received_on", "assigned_on"} if kind == ORDER else {"found_on"}
        missing += ["found_on"] if known.isdisjoint(days) else []
        missing += ["problem"] if known.isdisjoint({"problem", "title"}) else []
        missing += ["category"] if "category" not in known else []
        if known.isdisjoint({"village", "grid"}) and place is None and not any(row.section for row in found.rows):
            missing.append("village")
        missing += ["class"] if kind == PETITION and "class" not in known else []
        missing += [name for name in ("order_from", "order_ref") if kind == ORDER and name not in known]
    if missing:
        unknown = tuple(column.says for column in found.columns if not column.name)
        raise NotEnough(found.sheet, kind, tuple(missing), unknown)


def assumed(kind: str, known: AbstractSet[str], until: date | None, ledgers: Ledgers) -> Iterator[tuple[str, str]]:
    """What is taken where the ledger has no column for it, by name, to be said once."""
    if kind == VISIT:
        return
    for name, value in ledgers.kinds[kind].given.items():
        if name not in known and not (name == "source" and "form" in known):
            yield name, value
    if "registered_on" not in known:
        yield "registered_on", "found_on"
    if kind == ORDER and "order_received_on" not in known:
        yield "order_received_on", "assigned_on" if "assigned_on" in known else "found_on"
    if kind == ORDER and known.isdisjoint(REPLIES):
        yield "finished_on", "feedback_on"
    if "access" not in known:
        yield "access", ""
    if "closed_on" not in known and until is not None:
        yield "closed_on", ""
