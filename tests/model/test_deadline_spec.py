"""The clocks and the ladder as data: whatever they name is there."""

from __future__ import annotations

import pytest

from site_builder.model.on_duty import OnDuty
from site_builder.spec import Anchor, Clock, default_spec, parse_anchor
from site_builder.text.finding import Term
from tests.support.clockwork import TOWN, case, register

SPEC = default_spec()
LEVELS = {"grid", "village", "town", "county"}
FACTS = {"found", "received_by_organ", "order", "task", "instalment"}
BLOCKS = {"order": "order", "task": "task", "instalment": "instalment", "petition": "petition"}


def anchors(clock: Clock) -> list[Anchor]:
    return [*clock.start, *clock.stop, *clock.waived_by, *([clock.date] if clock.date else [])]


@pytest.mark.parametrize("clock", SPEC.clocks.values(), ids=SPEC.clocks)
def test_a_clock_names_moves_and_fields_that_are_there(clock: Clock) -> None:
    for anchor in anchors(clock):
        if anchor.is_event:
            move = SPEC.moves[anchor.name]
            assert {anchor.field, anchor.where} - {""} <= set(move.fields)
            if anchor.where:
                enum = SPEC.event_fields[anchor.where].type.name
                assert anchor.values <= set(SPEC.enums[enum])
        else:
            assert anchor.name in FACTS
            assert not anchor.field or anchor.field in SPEC.blocks[BLOCKS[anchor.name]].fields
    if clock.waived_if:
        block, _, name = clock.waived_if.partition(".")
        assert name in SPEC.blocks[block].fields
        assert block == clock.needs
    assert not clock.needs or clock.needs in SPEC.records["case"].fields
    assert clock.kinds <= set(SPEC.enums["kind"])
    assert clock.routes <= set(SPEC.enums["route"])
    assert clock.procedures <= set(SPEC.enums["procedure"])
    assert clock.levels <= LEVELS
    assert clock.pauses <= {"suspended", "hearing"}
    assert clock.unit in SPEC.enums["clock_unit"]
    assert clock.nature in SPEC.enums["deadline_nature"]
    assert (clock.unit == "date") == (clock.date is not None)
    assert clock.basis


def test_every_level_of_every_rung_names_posts_that_somebody_holds() -> None:
    made = case("dispute", {"grid": "chachong-01"})
    state = register([made]).history(made).on(made.found_on)
    assert state is not None
    on_duty = OnDuty(TOWN)
    posts = {clock.acts for clock in SPEC.clocks.values()} - {"nobody", "organ", "owner"}
    for rung in SPEC.ladder:
        assert set(rung.posts) == LEVELS
        posts |= {post for level in rung.posts.values() for post in level}
    for post in posts:
        assert on_duty.holding((post,), made, state, made.found_on), post


def test_words_are_there_in_both_languages() -> None:
    for code in SPEC.clocks:
        assert SPEC.label(Term("clock", code), "zh") != SPEC.label(Term("clock", code), "en")
    assert SPEC.label(Term("holiday", "国庆节"), "en") == "National Day"
    assert SPEC.label(Term("rung", "amber"), "zh") == "临近"


def test_an_anchor_that_cannot_be_read_is_refused() -> None:
    with pytest.raises(ValueError, match="reply delivered"):
        parse_anchor("event:reply delivered")
