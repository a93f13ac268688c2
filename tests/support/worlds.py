"""Registers that one audience cannot tell apart: what it gets is the same, all else differs at will."""

from __future__ import annotations

import atexit
import tempfile
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from io import BytesIO
from itertools import product
from pathlib import Path
from random import Random
from typing import Any

from hypothesis import strategies as st
from PIL import Image

from site_builder.model.case import Attachment, Ledger
from site_builder.model.register import Register
from site_builder.sources.attachments import ATTACHMENTS, Enclosed, enclosed_path, read_attachments
from site_builder.spec.audiences import REACH
from tests.support.canaries import picture
from tests.support.town import AS_OF, small_town, town

Fields = dict[str, Any]
Row = tuple[str, Fields]
VILLAGE = "chachong"
OWN = ("worker", "secretary", "mediator", "desk", "head", "land", "petition-office")
OTHERS = ("shimen-worker", "shimen-secretary", "committee-shimen")
_IDS = tuple(f"QTL-2025-{number:04d}" for number in (*range(1, 9), *range(500, 508)))
_texts = st.text("村路水渠田土山林户界树桥井塘坎", min_size=2, max_size=8)
_days = st.dates(date(2025, 9, 22), AS_OF).map(str)
_people = st.sampled_from(OWN)
_SEALED: Fields = {
    "access": "sealed", "status": "sealed", "kind": "petition", "level": "town", "category": "other", "problem": None,
    "petition": {"class": "检举控告类"}, "source": "letter", "first_handler": "desk", "found_on": "2025-09-22",
}  # fmt: skip


@st.composite
def _events(draw: st.DrawFn, everyone: tuple[str, ...]) -> list[tuple[Any, ...]]:
    who = st.sampled_from(everyone)
    one = st.one_of(
        st.tuples(st.just("progress"), st.fixed_dictionaries({"what": _texts})),
        st.tuples(st.just("triage"), st.just({})),
        st.tuples(
            st.just("assign"), st.fixed_dictionaries({"basis": st.just("周例会"), "meeting": st.just("2025-W40")})
        ),
        st.tuples(st.just("raise"), st.fixed_dictionaries({"to_level": st.just("town"), "why": _texts})),
        st.tuples(st.just("merge"), st.fixed_dictionaries({"into": st.sampled_from(_IDS), "told_on": _days})),
        st.tuples(
            st.just("reply"),
            st.fixed_dictionaries(
                {"result": st.sampled_from(["化解", "部分化解"]), "promoted_by": st.just("V-2025-0001")}
            ),
        ),
        st.tuples(st.just("hand_over"), st.fixed_dictionaries({"from_person": who, "to_person": who})),
        st.tuples(st.just("suspend"), st.fixed_dictionaries({"until": _days})),
    )
    rows = []
    for on in sorted(draw(st.lists(_days, max_size=4))):
        move, fields = draw(one)
        late = {"entered_on": draw(_days)} if draw(st.booleans()) and move != "merge" else {}
        own = {**late, **({"note": draw(_texts)} if draw(st.booleans()) else {})}
        rows.append((on, move, draw(who), {**fields, **{k: v for k, v in own.items() if k != "entered_on" or v >= on}}))
    return rows


@st.composite
def _case(draw: st.DrawFn, everyone: tuple[str, ...] = OWN) -> Fields:
    who = st.sampled_from(everyone)
    found: Fields = {
        "title": draw(_texts),
        "problem": draw(_texts),
        "kind": draw(st.sampled_from(["dispute", "hazard", "service", "opinion"])),
        "category": draw(st.sampled_from(["neighbour", "water", "road", "other"])),
        "source": draw(st.sampled_from(["grid", "phone"])),
        "found_on": draw(_days),
        "first_handler": draw(who),
        "lead_post": draw(st.none() | who),
        "lead_unit": draw(st.none() | st.sampled_from(["land", "petition-office"])),
        "helpers": draw(st.lists(who, max_size=2, unique=True)),
        "links": {"related": draw(st.lists(st.sampled_from(_IDS), max_size=3, unique=True))},
        "parties": draw(st.lists(_texts, max_size=2)),
        "people_affected": draw(st.none() | st.integers(0, 50)),
        "amount_yuan": draw(st.none() | st.integers(0, 9000)),
        "points": draw(st.lists(st.fixed_dictionaries({"what": _texts, "answer": st.none() | _texts}), max_size=2)),
        "body": draw(st.sampled_from(["", "# 经过\n\n到了现场", "- 一\n- 二", *_IDS])),
        "events": draw(_events(everyone)),
    }
    if draw(st.booleans()):
        found["urgent"] = {"why": draw(_texts), "reported_to": draw(who), "reported_at": "2025-09-23 08:30"}
    if draw(st.booleans()):
        due = draw(_days)
        found["tasks"] = [
            {"id": "T1", "what": draw(_texts), "done_when": draw(_texts), "due": due, "assigned_on": "2025-09-22",
             "owner": draw(who), "measures": [{"what": draw(_texts), "who": draw(who), "by": due}]}
        ]  # fmt: skip
    return found


_ANYBODY = (*OWN, *OTHERS)


@st.composite
def _hidden(draw: st.DrawFn, audience: str) -> list[Row]:
    """Cases that the audience does not get, under numbers that are not taken."""
    numbers = draw(st.lists(st.integers(500, 507), max_size=3, unique=True))
    rows = []
    for number in numbers:
        kind = draw(st.sampled_from(["office", "elsewhere", "sealed"]))
        own = draw(_case(_ANYBODY))
        if kind == "sealed":
            own = {**own, **_SEALED, "found_on": own["found_on"], "urgent": None, "tasks": None, "points": None}
        elif kind == "elsewhere" and audience == "village":
            own |= {"village": "shimen", "access": draw(st.sampled_from(["office", "village", "board"]))}
            own |= {"public_summary": draw(_texts)} if own["access"] == "board" else {}
        else:
            own |= {"village": draw(st.sampled_from(["shimen", VILLAGE])), "access": "office"}
        rows.append((f"QTL-2025-{number:04d}", own))
    return rows


@st.composite
def worlds(draw: st.DrawFn, audience: str, many: int = 2) -> tuple[Register, ...]:
    """Registers with the same for `office`, `village` (of 茶冲村) or `board`, and the rest of each drawn for itself."""
    everyone = _ANYBODY if audience == "office" else OWN
    shown = [(_IDS[number], draw(_case(everyone))) for number in range(draw(st.integers(1, 3)))]
    files = [draw(st.lists(_shown_files(audience), min_size=1, max_size=2)) for _ in shown]
    if audience == "office":
        days = draw(st.lists(st.tuples(st.sampled_from(["shimen", VILLAGE]), _days), min_size=1, max_size=3))
        return tuple(_office_world(draw, shown, files, days) for _ in range(many))
    for _, own in shown:
        own["access"] = draw(st.sampled_from(["village", "board"])) if audience == "village" else "board"
        own["public_summary"] = draw(_texts)
    if audience == "village":
        return tuple(_world(draw, audience, shown, files) for _ in range(many))
    for _, own in shown:
        own["village"] = draw(st.sampled_from(["shimen", VILLAGE]))
    others = (_other_numbers(draw, [_for_board(draw, own) for _, own in shown]) for _ in range(many))
    return tuple(_world(draw, audience, other, files) for other in others)


def _for_board(draw: st.DrawFn, own: Fields) -> Fields:
    """Another case of which the board gets the same."""
    keep = {name: own[name] for name in ("kind", "village", "found_on", "access", "public_summary")}
    new = {**draw(_case(_ANYBODY)), **keep, "registered_on": own["found_on"]}
    events = []
    for on, move, _, fields in own["events"]:
        told = {name: fields[name] for name in ("result", "to_level", "entered_on") if name in fields}
        needed = {name: draw(_texts) for name in ("what", "why", "note") if name in fields}
        merged = {"into": draw(st.sampled_from(_IDS))} if move == "merge" else {}
        events.append((on, move, draw(st.sampled_from(_ANYBODY)), {**told, **needed, **merged}))
    return {**new, "events": events}


def _other_numbers(draw: st.DrawFn, cases: list[Fields]) -> list[Row]:
    numbers = draw(st.lists(st.integers(1, 499), min_size=len(cases), max_size=len(cases), unique=True))
    return [(f"QTL-2025-{number:04d}", own) for number, own in zip(numbers, cases, strict=True)]


def _world(draw: st.DrawFn, audience: str, shown: list[Row], files: list[list[Shown]]) -> Register:
    builder = town()
    hidden = draw(_hidden(audience))
    for id, own in (*shown, *hidden):
        builder.case(id, **own)
    if draw(st.booleans()):
        builder.visit("V-2025-0001", cases=[id for id, _ in shown], instructions=draw(_texts), place=draw(_texts))
    chance = draw(_chances)
    beside = {id: _with_hidden(chance, audience, own) for (id, _), own in zip(shown, files, strict=True)}
    beside |= {id: _with_hidden(chance, audience, []) for id, _ in hidden}
    made = _enclosing(builder.register(), beside)
    marked = [
        replace(case, pii_reviewed=draw(st.none() | st.just(AS_OF)), ledger=draw(st.none() | _ledgers))
        for case in made.cases
    ]
    return replace(made, cases=tuple(marked), town=_town(draw, audience))


_ledgers = st.builds(Ledger, _texts, st.integers(1, 999), st.text("0123456789abcdef", min_size=8, max_size=8))


def _town(draw: st.DrawFn, audience: str) -> Any:
    """The town, with everything about it drawn that the audience does not get."""
    made = small_town()
    people = {
        id: replace(
            person,
            emails=tuple(draw(st.lists(st.sampled_from(["a@x.example", "b@y.example"]), max_size=1))),
            account=draw(st.none() | st.just("someone")),
            name=draw(_texts) if audience == "board" or id in OTHERS else person.name,
        )
        for id, person in made.people.items()
    }
    shimen = made.villages["shimen"]
    grids = tuple(replace(grid, name=draw(_texts), population=draw(st.integers(0, 900))) for grid in shimen.grids)
    villages = {**made.villages, "shimen": replace(shimen, party_org=draw(_texts), grids=grids)}
    units = {**made.units, "committee-shimen": replace(made.units["committee-shimen"], name=draw(_texts))}
    return replace(made, people=people, villages=villages, units=units)


def _office_world(
    draw: st.DrawFn, shown: list[Row], files: list[list[Shown]], sealed: list[tuple[str, str]]
) -> Register:
    """The same cases, and sealed ones of which village and day are the same."""
    builder = town()
    for id, own in shown:
        builder.case(id, **own)
    numbers = draw(st.lists(st.integers(500, 507), min_size=len(sealed), max_size=len(sealed), unique=True))
    for number, (village, day) in zip(numbers, sealed, strict=True):
        own = {**draw(_case(_ANYBODY)), **_SEALED, "urgent": None, "tasks": None, "points": None}
        events = [e for e in own["events"] if e[0] >= day]
        builder.case(f"QTL-2025-{number:04d}", **{**own, "village": village, "found_on": day, "events": events})
    ids = [id for id, _ in shown]
    builder.visit("V-2025-0001", cases=[*ids, *(f"QTL-2025-{n:04d}" for n in numbers if draw(st.booleans()))])
    beside = {id: [(f"f{n}", one) for n, one in enumerate(own)] for id, own in zip(ids, files, strict=True)}
    chance = draw(_chances)
    beside |= {f"QTL-2025-{n:04d}": _with_hidden(chance, "office", []) for n in numbers}
    return _enclosing(builder.register(), beside)


# attachments


@dataclass(frozen=True)
class Shown:
    """An attachment as its audience gets it: `picture` says which pixels, `form` jpg or png (`txt`: no picture)."""

    what: str
    picture: int
    form: str
    audience: str
    redacted: bool
    added_on: date | None
    copy: int = 0


def _shown_files(audience: str) -> st.SearchStrategy[Shown]:
    readers = st.sampled_from(REACH[REACH.index(audience) :])
    days = st.none() | st.dates(date(2025, 9, 22), AS_OF)
    return st.builds(
        Shown, _texts, st.integers(0, 2), st.sampled_from(["jpg", "png"]), readers, st.just(True), days, st.just(0)
    )


_chances = st.integers(0, 2**32 - 1).map(Random)
"""What is hidden is drawn from one number: a group of eight registers has no room for more draws of its own."""


def _hidden_file(chance: Random) -> Shown:
    """An attachment that is for fewer, is not redacted, or is no picture."""
    what = "".join(chance.choices("村路水渠田土山林", k=chance.randint(2, 8)))
    form, audience, redacted = chance.choice(
        [("jpg", "office", True), ("png", "office", True), ("txt", "office", True), ("jpg", "board", False), ("txt", "board", True)]
    )  # fmt: skip
    return Shown(what, chance.randrange(3), form, audience, redacted, None)


def _with_hidden(chance: Random, audience: str, shown: list[Shown]) -> list[tuple[str, Shown]]:
    """The same in other files under other names, among others that this audience does not get."""
    wider = [replace(one, copy=chance.randrange(COPIES)) for one in shown]
    if audience == "board":  # a village is told whether the board has it too, the board is told nothing of it
        wider = [replace(one, audience="board") for one in wider]
    for _ in range(chance.randrange(3)):
        wider.insert(chance.randint(0, len(wider)), _hidden_file(chance))
    names = chance.sample("abcdefgh", len(wider))
    return [(f"{name}{number}", one) for number, (name, one) in enumerate(zip(names, wider, strict=True))]


def _enclosing(register: Register, files: dict[str, list[tuple[str, Shown]]]) -> Register:
    """The cases with their attachments, and the files themselves."""
    enclosed = {}
    cases = []
    for case in register.cases:
        own = files.get(case.id, [])
        for name, one in own:
            enclosed[enclosed_path(case.id, f"{name}.{one.form}")] = _store()[f"{one.form}{one.picture}", one.copy]
        rows = (
            Attachment(f"{name}.{one.form}", one.what, one.redacted, one.audience, one.added_on) for name, one in own
        )
        cases.append(replace(case, attachments=() if case.is_sealed else tuple(rows)))
    return replace(register, cases=tuple(cases), enclosed=enclosed)


COPIES = 3
"""So many files hold the same pixels, each with something else beside them."""


@cache
def _store() -> dict[tuple[str, int], Enclosed]:
    """Files on the disk, read as those of a register are."""
    kept = tempfile.TemporaryDirectory(prefix="sidan-worlds-")
    atexit.register(kept.cleanup)
    folder = Path(kept.name, ATTACHMENTS, "A")
    folder.mkdir(parents=True)
    for number, copy in product(range(3), range(COPIES)):
        colour, hidden = (60 * number, 90, 120), f"{number}-{copy} 本村赵某"
        (folder / f"png{number}-{copy}.png").write_bytes(picture(hidden, hidden.encode() * copy, colour))
        out = BytesIO()
        Image.new("RGB", (9, 7), colour).save(out, "JPEG", comment=hidden.encode(), optimize=copy > 1)
        (folder / f"jpg{number}-{copy}.jpg").write_bytes(out.getvalue() + b"." * copy)
        (folder / f"txt{number}-{copy}.txt").write_text(hidden, encoding="utf-8")
    read = read_attachments(Path(kept.name))
    assert all(one.form.name for one in read.values())
    stems = {Path(path).stem.partition("-"): one for path, one in read.items()}
    return {(kind, int(copy)): one for (kind, _, copy), one in stems.items()}
