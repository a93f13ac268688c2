"""Every case of the demonstration register, made again event by event, comes to what its file says."""

from __future__ import annotations

from typing import Any

import pytest

from site_builder.model.history import first_level, risk_level
from site_builder.records.node import Mapping, Sequence
from site_builder.text.source import Source
from site_builder.writers.add_event import decoded
from site_builder.writers.consequences import applied, consequences
from site_builder.writers.document import Document
from site_builder.writers.format import meaning
from site_builder.writers.read_value import value_of
from site_builder.writers.yaml_text import Code
from tests.conftest import REPOSITORY
from tests.writers.variants import DECODER, SPEC

PATHS = sorted(REPOSITORY.glob("cases/*/QTL-*.md"), key=lambda path: path.name)
MIRRORS = [name for name, field in SPEC.blocks["petition"].fields.items() if field.mirror]


def replayed(document: Document) -> Document:
    """The file with its first event alone, and what followed from the others taken back; then each event again."""
    case = decoded(document, DECODER)
    events = document.record.node("events")
    assert isinstance(events, Sequence)
    values = [
        {name: value_of(entry.value, SPEC.event_field(name).type, SPEC) for name, entry in node.entries.items()}
        for node in events.items
        if isinstance(node, Mapping)
    ]
    start = document.set(("events",), [values[0]]).set(("status",), Code("registered")).remove(("outcome",))
    start = start.set(("level",), Code(first_level(case)))
    before = risk_level(case, case.events[0].on)
    if before is not None:
        start = start.set(("risk", "level"), Code(before))
    for name in MIRRORS:
        start = start.remove(("petition", name))
    if case.links.duplicates:
        start = start.remove(("links", "duplicates"))
    for value in values[1:]:
        start = start.append(("events",), value)
        grown = decoded(start, DECODER)
        start = applied(start, consequences(grown, grown.events[-1:], SPEC))
    return start


@pytest.mark.parametrize("part", range(4))
def test_what_follows_is_what_the_files_say(part: int) -> None:
    seen = 0
    for path in PATHS[part::4]:
        document = Document.open(Source(path.relative_to(REPOSITORY).as_posix(), path.read_bytes()), SPEC)
        if decoded(document, DECODER).is_sealed:
            continue
        want, got = meaning(document.record.root), meaning(replayed(document).record.root)
        assert _derived(got) == _derived(want), path.name
        for name in MIRRORS:
            stored = (want.get("petition") or {}).get(name)
            made = (got.get("petition") or {}).get(name)
            if isinstance(stored, dict):
                assert {key: made[key] for key in stored if key in made} == {
                    key: stored[key] for key in stored if key in made
                }, path.name
            elif stored is not None:
                assert made == stored, (path.name, name)
        seen += 1
    assert seen > 40


def _derived(root: dict[str, Any]) -> dict[str, Any]:
    names = ("status", "level", "outcome", "risk", "links", "lead_post", "events")
    return {name: root[name] for name in names if root.get(name) is not None}
