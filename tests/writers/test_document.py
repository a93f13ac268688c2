"""Outside the edited stretch every byte stays, in whatever hand the file is written."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_builder.records.node import Mapping, Scalar, Sequence
from site_builder.text.source import Source
from site_builder.writers.document import Document, Unwritable
from site_builder.writers.format import comments, meaning
from site_builder.writers.yaml_text import Code, Value
from tests.writers.variants import DECODER, SPEC, opened, variants

EVENT: dict[str, Value] = {
    "on": date(2025, 12, 1),
    "move": Code("progress"),
    "by": Code("wu-wanglin"),
    "what": "清到一半: 3#楼 #2",
}
LONG: dict[str, Value] = {
    **EVENT,
    "note": "第一行\n\n第三行: no\n",
    "present": ["P1", "甲, 乙"],
    "powers": {"know": "x", "decide": "y"},
}
TASK: dict[str, Value] = {
    "id": Code("T9"),
    "what": "再看一次",
    "measures": [{"what": "踏看", "who": Code("a"), "by": date(2025, 12, 2)}],
}


def shared(one: bytes, other: bytes) -> int:
    """How many bytes two texts begin with alike."""
    return next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def only_inserted(before: bytes, after: bytes) -> bytes:
    """What was inserted, once nothing else is proved to have changed."""
    start = shared(before, after)
    end = shared(before[start:][::-1], after[::-1])
    assert start + end >= len(before), (before[start : len(before) - end], after[start : len(after) - end])
    return after[start : len(after) - (len(before) - start)]


@given(variants(), st.sampled_from([EVENT, LONG]))
def test_an_event_is_added_and_nothing_else_changes(data: bytes, event: dict[str, Value]) -> None:
    before = opened(data)
    after = before.append(("events",), event)
    only_inserted(data, after.data)
    events = before.record.node("events")
    grown = after.record.node("events")
    assert isinstance(events, Sequence)
    assert isinstance(grown, Sequence)
    assert meaning(grown)[:-1] == meaning(events)
    written = meaning(grown)[-1]
    assert written == {name: _read(value) for name, value in event.items()}
    assert {n: meaning(e.value) for n, e in after.record.root.entries.items() if n != "events"} == {
        n: meaning(e.value) for n, e in before.record.root.entries.items() if n != "events"
    }
    assert [c.text for c in comments(after)] == [c.text for c in comments(before)]


def _read(value: Value) -> object:
    if isinstance(value, dict):
        return {name: _read(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_read(inner) for inner in value]
    return str(value)


@given(variants(), st.data())
def test_a_value_is_replaced_and_nothing_else_changes(data: bytes, draw: st.DataObject) -> None:
    before = opened(data)
    scalars = [(keys, node) for keys, node in before.record.scalars() if "\n" not in node.text]
    keys, node = draw.draw(st.sampled_from(scalars))
    text = draw.draw(st.sampled_from(["replied", "甲: 乙", "no", "a, b", "{x}"]))
    after = before.set(keys, text)
    start, end = (len(before.record.text[:at].encode()) for at in (before.layout.start(node), before.layout.end(node)))
    found = after.record.node(*keys)
    assert isinstance(found, Scalar)
    assert found.text == text
    if b"\r" not in data and not data.startswith(b"\xef\xbb\xbf"):
        assert after.data[:start] == data[:start]
        assert after.data.endswith(data[end:])
    assert len(after.data) - len(data) == len(after.record.text.encode()) - len(before.record.text.encode())


@given(variants(), st.sampled_from(sorted(SPEC.records["case"].fields)))
def test_a_key_that_is_missing_is_put_in_and_nothing_else_changes(data: bytes, name: str) -> None:
    before = opened(data)
    if name in before.record.root.entries:
        return
    after = before.set((name,), "新")
    lines = after.data.split(b"\n")
    lines.remove(f"{name}: 新".encode() + (b"\r" if b"\r" in data else b""))
    assert lines == data.split(b"\n")
    assert meaning(after.record.root) == {**meaning(before.record.root), name: "新"}


@given(variants())
def test_a_key_inside_a_group_is_put_in_and_nothing_else_changes(data: bytes) -> None:
    before = opened(data)
    after = before.set(("risk", "reason"), "甲").set(("outcome", "promoted_by"), Code("V-2025-0001"))
    assert meaning(after.record.root)["outcome"]["promoted_by"] == "V-2025-0001"
    if "reopens" in meaning(before.record.root).get("links", {}):
        return
    again = opened(data).set(("links", "reopens"), Code("QTL-2025-0002"))
    only_inserted(data, again.data)
    links = again.record.node("links")
    assert isinstance(links, Mapping)
    assert links.entries["reopens"].value.text == "QTL-2025-0002"  # type: ignore[union-attr]


@given(variants())
def test_a_task_is_added_and_nothing_else_changes(data: bytes) -> None:
    before = opened(data)
    after = before.append(("tasks",), TASK)
    only_inserted(data, after.data)
    assert meaning(after.record.root)["tasks"][-1]["measures"] == [{"what": "踏看", "who": "a", "by": "2025-12-02"}]


@given(variants())
def test_a_key_is_taken_out_with_its_lines_only(data: bytes) -> None:
    before = opened(data)
    after = before.remove(("risk",))
    only_inserted(after.data, data)
    assert meaning(after.record.root) == {n: v for n, v in meaning(before.record.root).items() if n != "risk"}


HEAD = "---\nid: QTL-2025-0001\n"


@pytest.mark.parametrize(
    ("front", "written"),
    [
        ("events: []\n", "events:\n  - {on: 2025-12-01, move: work, by: a}\n"),
        ("events:\n", "events:\n  - on: 2025-12-01\n    move: work\n    by: a\n"),
        ("events: [{on: x}]\n", "events: [{on: x}, {on: 2025-12-01, move: work, by: a}]\n"),
        ("events: [\n  {on: x}, # 一\n]\n", "events: [\n  {on: x}, {on: 2025-12-01, move: work, by: a}, # 一\n]\n"),
        ("events:\n- on: x\n# 末\n", "events:\n- on: x\n- on: 2025-12-01\n  move: work\n  by: a\n# 末\n"),
        ("events:\n    -   on: x\n        # 说的是 x\n    # 也在里面\n\n", "events:\n    -   on: x\n        # 说的是 x\n    # 也在里面\n    - on: 2025-12-01\n      move: work\n      by: a\n\n"),
        ("events:\n  - {on: x} # 一\ntitle: y\n", "events:\n  - {on: x} # 一\n  - {on: 2025-12-01, move: work, by: a}\ntitle: y\n"),
        ("events:\n  - note: |\n      甲\n\n      乙\n\ntitle: y\n", "events:\n  - note: |\n      甲\n\n      乙\n\n  - on: 2025-12-01\n    move: work\n    by: a\ntitle: y\n"),
        ("events:\n  - note: >-\n      甲\n", "events:\n  - note: >-\n      甲\n  - on: 2025-12-01\n    move: work\n    by: a\n"),
        ("events:\n  - what: 甲\n      乙\n", "events:\n  - what: 甲\n      乙\n  - on: 2025-12-01\n    move: work\n    by: a\n"),
    ],
)  # fmt: skip
def test_the_new_event_follows_the_hand_of_the_file(front: str, written: str) -> None:
    event: dict[str, Value] = {"on": date(2025, 12, 1), "move": Code("work"), "by": Code("a")}
    if front == "events: []\n":
        event = dict(event)
    for end in ("---", "---\n", "---\n正文\n"):
        after = opened((HEAD + front + end).encode()).append(("events",), event)
        assert after.record.text == HEAD + written + end


def test_what_could_not_be_read_back_is_refused() -> None:
    document = opened((HEAD + "title: 甲\n---\n").encode())
    with pytest.raises(Unwritable) as refused:
        document.set(("title",), "\u202e")
    assert refused.value.findings[0].code == "F004"
    with pytest.raises(Unwritable):
        Document.open(Source("x.md", b"no front matter"), SPEC)


@given(variants())
def test_the_variants_are_cases(data: bytes) -> None:
    """The generator of these tests makes files that the program reads; otherwise they would prove little."""
    assert DECODER.case(opened(data).record)[0] is not None
