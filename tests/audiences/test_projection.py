"""What each audience gets of each field is listed, and a field that is not listed reaches nobody but the office."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from dataclasses import dataclass, field, fields, replace
from datetime import date
from typing import Any

import pytest

from assurance import projection_rules
from site_builder.model.case import Case, Links, Risk
from site_builder.model.register import Register
from site_builder.spec import default_spec
from site_builder.spec.audiences import REACH, given, placements
from site_builder.views.edition import Edition
from site_builder.views.projection import GROUPS, KINDS, NESTED, absent, for_office, narrowed, words_in
from tests.support.town import edition_of, town

SPEC = default_spec()
SEALED: dict[str, Any] = {
    "access": "sealed", "status": "sealed", "kind": "petition", "level": "town", "category": "other", "problem": None,
    "petition": {"class": "检举控告类"}, "source": "letter", "first_handler": "desk",
    "events": [("2025-09-16", "seal", "desk", {"handed_to": "county", "handed_on": "2025-09-16"})],
}  # fmt: skip


def kinds() -> Iterator[tuple[str, set[str]]]:
    """Every kind of value that a register holds, with the fields it has in the program or in the spec."""
    for kind, name in KINDS.items():
        own = {field.name for field in fields(kind) if field.init}
        yield name, own | {"body"} if kind is Case else own
    yield "event_fields", set(SPEC.event_fields)
    yield "petition_mirrors", {name for name, field in SPEC.blocks["petition"].fields.items() if field.mirror}
    for block in set(NESTED.values()):
        yield block, set(SPEC.blocks[block].fields)


@pytest.mark.parametrize(("kind", "own"), sorted(kinds()), ids=lambda value: value if isinstance(value, str) else "")
def test_every_field_is_listed_with_the_widest_audience_that_gets_it(kind: str, own: set[str]) -> None:
    """A new field fails here until somebody has said in spec/audiences.yaml who gets it."""
    listed = placements().get(kind, {})
    assert own - listed.keys() == set(), f"{kind}: not yet placed in spec/audiences.yaml"
    assert listed.keys() - own == set(), f"{kind}: placed, but there is no such field"
    assert set(listed.values()) <= set(REACH)


def test_no_kind_is_listed_that_there_is_not() -> None:
    assert placements().keys() == {kind for kind, _ in kinds()}


def test_each_group_of_named_values_in_the_spec_is_placed_value_by_value() -> None:
    """Only these hold values by name; a block among them is placed too."""
    groups = {"event_fields": SPEC.event_fields, "petition_mirrors": SPEC.blocks["petition"].fields}
    assert set(GROUPS.values()) == groups.keys()
    for group, own in groups.items():
        blocks = {
            name: field.type.name
            for name, field in own.items()
            if field.type.kind == "block" and name in given(group, "office")
        }
        assert blocks == {name: kind for (of, name), kind in NESTED.items() if of == group}


def test_a_field_that_nobody_has_listed_does_not_come_through(monkeypatch: pytest.MonkeyPatch) -> None:
    @dataclass(frozen=True, slots=True)
    class Graver(Risk):
        whispered: str = ""
        shouted: str | None = None

    monkeypatch.setitem(KINDS, Graver, "risk")
    graver = Graver("较大", "理由", whispered="不可外传", shouted="不可外传")
    assert narrowed(graver, "village") == Graver("较大", "理由")


def test_a_kind_of_value_that_nobody_has_listed_is_refused() -> None:
    @dataclass(frozen=True, slots=True)
    class Rumour:
        text: str

    with pytest.raises(TypeError, match="Rumour"):
        narrowed((Rumour("不可外传"),), "village")


HIDDEN = "㐀"
"""In every text of a case that an audience may not see, and in every field of one that it gets in part."""


def register() -> Register:
    """A case for the board, one of the village, and what neither gets; whoever is hidden has the mark in each text."""
    secret = {"title": HIDDEN, "problem": HIDDEN, "body": HIDDEN, "parties": [f"{HIDDEN}1"]}
    builder = (
        town()
        .case(access="board", public_summary="村道已经通车。", **secret)
        .case(title="本村的", problem="本村的", links={"related": ["QTL-2025-0003"]})
        .case(access="office", **secret)
        .case(village="shimen", **secret)
        .case(**{**SEALED, "title": HIDDEN})
        .visit("V-2025-0001", cases=["QTL-2025-0002"], instructions=HIDDEN, place=HIDDEN)
    )
    made = builder.register()
    people = {
        id: replace(person, emails=(f"{HIDDEN}@town.example",), account=HIDDEN)
        for id, person in made.town.people.items()
    }
    people["shimen-secretary"] = replace(people["shimen-secretary"], name=HIDDEN)
    return replace(made, town=replace(made.town, people=people))


def reachable(edition: Edition) -> Iterator[Any]:
    """Everything that a page or an export can come to from an edition, whatever it follows."""
    seen: set[int] = set()
    waiting: list[Any] = [edition]
    while waiting:
        one = waiting.pop()
        if id(one) in seen or isinstance(one, type) or type(one).__name__ in ("module", "function"):
            continue
        seen.add(id(one))
        yield one
        waiting += gc.get_referents(one)


@pytest.mark.parametrize("audience", ["village:shimen", "board"])
def test_an_edition_leads_to_nothing_of_the_register_but_what_the_audience_gets(audience: str) -> None:
    whole = register()
    if audience != "board":
        whole = replace(whole, cases=tuple(case for case in whole.cases if case.village != "shimen"))
        people = {id: p for id, p in whole.town.people.items() if id != "shimen-secretary"}
        whole = replace(whole, town=replace(whole.town, people=people))
    shown = edition_of(whole, audience)
    found = [one for one in reachable(shown) if isinstance(one, str) and HIDDEN in one]
    assert found == []
    assert whole not in [one for one in reachable(shown) if isinstance(one, Register)]


def test_the_office_gets_sealed_cases_as_a_number_and_nothing_that_leads_to_one() -> None:
    sealed = "QTL-2025-0777"
    builder = town().case(links={"related": [sealed]}).case(
        status="merged", links={"duplicates": sealed},
        events=[("2025-09-20", "merge", "desk", {"into": sealed, "told_on": "2025-09-20"})],
    )  # fmt: skip
    builder.case(sealed, village="shimen", **SEALED).visit("V-2025-0001", cases=["QTL-2025-0001", sealed])
    shown = builder.edition()
    assert [text for text in words_in((shown.cases, shown.register.visits)) if sealed in text] == []
    day = shown.as_of
    assert (
        shown.register.sealed(day),
        shown.register.sealed(day, "shimen"),
        shown.register.sealed(day, "chachong"),
    ) == (1, 1, 0)


def test_who_is_elsewhere_is_there_by_name_where_a_case_names_him_and_not_otherwise() -> None:
    named = town().case(helpers=["shimen-secretary", "committee-shimen"]).edition("village:chachong")
    assert named.register.town.people["shimen-secretary"].name == "支二"
    assert named.guests == {"shimen-secretary", "committee-shimen"}
    without = town().case().edition("village:chachong")
    assert "shimen-secretary" not in without.register.town.people
    assert "committee-shimen" not in without.register.town.units
    assert without.register.town.villages["shimen"].grids == ()


def test_the_boards_numbers_come_from_what_the_board_shows() -> None:
    """Not from the register's: whoever counts them learns nothing."""
    one = (
        town()
        .case("QTL-2025-0003", access="board", public_summary="甲")
        .case("QTL-2025-0009", access="board", public_summary="乙")
    )
    other = (
        town()
        .case("QTL-2025-0404", access="board", public_summary="乙")
        .case("QTL-2025-0001", access="board", public_summary="甲")
    )
    first, second = one.edition("board").register, other.edition("board").register
    assert [case.id for case in first.cases] == ["B000001", "B000002"]
    assert first.cases == second.cases


def test_each_line_of_the_list_bears_weight() -> None:
    """Whatever an audience does not get may change and nothing is told; with a line widened something is."""
    result = projection_rules.run(1)
    assert (result.failures, result.notes) == (0, ())
    assert result.tries > 100


def test_links_lead_to_cases_that_are_seen_and_to_no_others() -> None:
    made = (
        town()
        .case("QTL-2025-0001", access="board", public_summary="村道已通车。")
        .case("QTL-2025-0002", links={"reopens": "QTL-2025-0001", "related": ["QTL-2025-0001", "QTL-2025-0003"]})
        .case("QTL-2025-0003", access="office")
        .case("QTL-2025-0004", links={"reopens": "QTL-2025-0003", "duplicates": "QTL-2025-0003"})
    )
    village = {case.id: case for case in edition_of(made.register(), "village:chachong").cases}
    assert village.keys() == {"QTL-2025-0001", "QTL-2025-0002", "QTL-2025-0004"}
    assert village["QTL-2025-0002"].links == Links(None, "QTL-2025-0001", ("QTL-2025-0001",))
    assert village["QTL-2025-0004"].links == Links(None, None, ())
    assert village["QTL-2025-0001"].path.endswith("/QTL-2025-0001.md"), "who edits it needs to know where it is"
    assert [case.path for case in edition_of(made.register(), "board").cases] == ["cases/"]


def test_what_is_not_given_is_nothing_of_its_kind() -> None:
    @dataclass
    class Values:
        named: dict[str, str]
        many: tuple[str, ...]
        perhaps: date | None
        text: str
        chosen: str = "x"
        made: list[str] = field(default_factory=list)

    assert [absent(one) for one in fields(Values)] == [{}, (), None, "", "x", []]


def test_a_merging_leads_to_a_case_that_is_seen_and_to_no_other() -> None:
    def merged(into: str) -> tuple[Any, ...]:
        return ("2025-09-20", "merge", "secretary", {"into": into, "told_on": "2025-09-20"})

    made = (
        town()
        .case("QTL-2025-0001", events=[merged("QTL-2025-0002")])
        .case("QTL-2025-0002")
        .case("QTL-2025-0003", access="office")
        .case("QTL-2025-0004", events=[merged("QTL-2025-0003")])
    )
    shown = {case.id: case.events[-1].fields for case in edition_of(made.register(), "village:chachong").cases}
    assert shown["QTL-2025-0001"]["into"] == "QTL-2025-0002"
    assert "into" not in shown["QTL-2025-0004"] and shown["QTL-2025-0004"]["told_on"]


def test_the_boards_order_is_not_that_of_the_registers_numbers() -> None:
    def told(first: str, second: str) -> list[str | None]:
        rows = (("QTL-2025-0001", first), ("QTL-2025-0002", second))
        made = town()
        for id, summary in rows:
            made.case(id, access="board", public_summary=summary)
        return [case.public_summary for case in edition_of(made.register(), "board").cases]

    assert told("村道已通车。", "水渠已修好。") == told("水渠已修好。", "村道已通车。")


def test_the_office_gets_all_but_what_is_sealed() -> None:
    made = town().case("QTL-2025-0001").register()
    assert for_office(made) is made, "there is nothing to be left out"
    sealed = town().case("QTL-2025-0001").case("QTL-2025-0002", **SEALED).register()
    assert [case.id for case in for_office(sealed).cases] == ["QTL-2025-0001"]
