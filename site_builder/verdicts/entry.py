"""What the cache knows of one file, in such values as its ledger holds: texts, bytes, numbers and tuples of them."""

from __future__ import annotations

import marshal
from datetime import date, datetime
from typing import Any, NamedTuple

from site_builder.cache.packs import PackWriter, Where
from site_builder.cache.stamps import Stamp
from site_builder.cache.values import to_bytes
from site_builder.model.case import Attachment, Case, Links, Urgent
from site_builder.model.history import Turn
from site_builder.model.stored import READY, Told
from site_builder.verdicts.judge import Verdict, without_record

_UNKNOWN = "R108"
"""The rule that says an id is unknown: what it suggests depends on all ids there are."""
_DATES = tuple(READY.index(name) for name in ("found_on", "registered_on"))
_LINKS, _URGENT, _ATTACHMENTS = (READY.index(name) for name in ("links", "urgent", "attachments"))
_NO_LINKS = Links()
ToldRow = tuple[int, int, tuple[tuple[int, str], ...], tuple[str, ...], tuple[tuple[int, ...], ...], int]
"""The values of Told with days as numbers; `told` of an entry are its bytes, for few are asked for."""


class Entry(NamedTuple):
    """What the cache knows of one file. The fields from `group` on are its verdict, empty before there is one.

    `ids` stands for all ids of the register where the verdict depends on them. `ready` are the values of READY with
    days as numbers; `where` is the piece with the whole case or visit.
    """

    stamp: Stamp | None
    digest: bytes
    blob: str
    words: tuple[str, ...]
    group: bytes = b""
    ids: bytes = b""
    findings: bytes = b""
    told: bytes = b""
    is_ahead: bool = False
    standing: bytes = b""
    ready: tuple[Any, ...] | None = None
    where: Where | None = None
    body: tuple[int, int] = (0, 1)


def entry_of(verdict: Verdict, before: Entry, key: bytes, all_ids: bytes, pack: PackWriter) -> Entry:
    """What is known of a file that was judged; its case or visit is put into the pack."""
    value = verdict.value
    return Entry(
        before.stamp,
        before.digest,
        before.blob,
        before.words,
        key,
        all_ids if any(one.code == _UNKNOWN for one in verdict.findings) else b"",
        to_bytes(verdict.findings) if verdict.findings else b"",
        *_told(verdict),
        _as_kept(value) if isinstance(value, Case) else None,
        pack.add(to_bytes(without_record(value))) if value is not None else None,
        verdict.body,
    )


def _told(verdict: Verdict) -> tuple[bytes, bool, bytes]:
    if verdict.told is None:
        return b"", False, b""
    told, standing = verdict.told
    ordered_on = told.ordered_on.toordinal() if told.ordered_on else 0
    happened = tuple((on.toordinal(), move) for on, move in told.happened)
    turns = tuple((turn.on.toordinal(), turn.received, turn.reopened, turn.settled, turn.ended) for turn in told.turns)
    row: ToldRow = (told.first.toordinal(), told.last.toordinal(), happened, told.meetings, turns, ordered_on)
    return marshal.dumps(row), verdict.is_ahead, to_bytes(standing)


def _as_kept(case: Case) -> tuple[Any, ...]:
    """The values of READY in such as the ledger holds: texts, numbers, tuples."""
    row = [getattr(case, name) for name in READY]
    for at in _DATES:
        row[at] = row[at].toordinal()
    links = case.links
    row[_LINKS] = (links.duplicates, links.reopens, links.related) if links != _NO_LINKS else None
    if case.urgent is not None:
        row[_URGENT] = (case.urgent.why, case.urgent.reported_to, case.urgent.reported_at.isoformat())
    row[_ATTACHMENTS] = tuple(
        (one.file, one.what, one.redacted, one.audience, one.added_on.toordinal() if one.added_on else 0)
        for one in case.attachments
    )
    return tuple(row)


def ready_of(kept: tuple[Any, ...]) -> tuple[Any, ...]:
    """The values of READY, as they were before they were kept."""
    values = list(kept)
    for at in _DATES:
        values[at] = date.fromordinal(values[at])
    values[_LINKS] = _NO_LINKS if values[_LINKS] is None else Links(*values[_LINKS])
    if values[_URGENT] is not None:
        why, reported_to, reported_at = values[_URGENT]
        values[_URGENT] = Urgent(why, reported_to, datetime.fromisoformat(reported_at))
    if values[_ATTACHMENTS]:
        values[_ATTACHMENTS] = tuple(
            Attachment(file, what, redacted, audience, date.fromordinal(day) if day else None)
            for file, what, redacted, audience, day in values[_ATTACHMENTS]
        )
    return tuple(values)


def told_of(kept: bytes, day: date) -> Told:
    """What a judgement on a day told. The ledger that the bytes lie in is read behind a digest."""
    row: ToldRow = marshal.loads(kept)
    first, last, happened, meetings, turns, ordered_on = row
    return Told(
        day=day,
        first=date.fromordinal(first),
        last=date.fromordinal(last),
        happened=tuple([(date.fromordinal(on), move) for on, move in happened]),
        meetings=meetings,
        turns=tuple([Turn(date.fromordinal(on), *counts) for on, *counts in turns]),
        ordered_on=date.fromordinal(ordered_on) if ordered_on else None,
    )
