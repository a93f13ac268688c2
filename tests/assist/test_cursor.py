"""Where the cursor stands, in files whole and half written."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_builder.assist.actions import actions
from site_builder.assist.complete import complete
from site_builder.assist.cursor import find_cursor
from site_builder.assist.hover import hover
from site_builder.assist.judged import judge_edit, judge_folder
from site_builder.assist.outline import blocks, links
from site_builder.assist.place import moves_above, record_kind
from site_builder.records.node import Mapping
from site_builder.records.read import read_markdown
from site_builder.text.source import Source
from tests.rules.harness import AS_OF, base_register, checked

TEXT = """---
kind: dis
tasks:
  - id: T1
    what: x
    measures:
      - {what: a, who: bo}
      - what: c
        who: @
events:
  - {on: 2025-10-08, move: reg, by: elder}
  - {on: 2025-10-09, powers: {know: a, tak}}
  - on: 2025-10-10
    mov
helpers: [a, bc]

title: 调解 # note
---
body: x
""".replace("@", "")
CASES = {
    "kind: dis": (("kind",), False, "dis"),
    "who: bo": (("tasks", "measures", "who"), False, "bo"),
    "        who: ": (("tasks", "measures", "who"), False, ""),
    "move: reg": (("events", "move"), False, "reg"),
    "know: a, tak": (("events", "powers"), True, "tak"),
    "    mov": (("events",), True, "mov"),
    "[a, bc": (("helpers",), False, "bc"),
    "body: x": (None, False, ""),
    "# no": (None, False, ""),
}


@pytest.mark.parametrize("upto", CASES)
def test_the_keys_that_lead_to_the_cursor_are_found(upto: str) -> None:
    before, _, _ = TEXT.partition(upto)
    line = before.count("\n") + 1
    column = len((before + upto).rsplit("\n", 1)[-1]) + 1
    cursor = find_cursor(TEXT, line, column)
    assert (cursor.keys, cursor.is_key, cursor.word) == CASES[upto]


def test_what_a_list_entry_says_so_far_is_known() -> None:
    cursor = find_cursor(TEXT, 11, 30)
    assert cursor.item is not None
    assert (cursor.item.index, cursor.item.values["by"]) == (0, "elder")


@given(st.text("ab:{}[]-, \n#'\"|>调", max_size=60), st.integers(0, 12), st.integers(0, 40))
def test_no_text_is_too_broken_for_it(text: str, line: int, column: int) -> None:
    find_cursor("---\n" + text, line, column)
    find_cursor(text, line, column, is_markdown=False)


def test_every_prefix_of_a_case_can_be_completed_and_asked_about(tmp_path: Path) -> None:
    checked(base_register(), AS_OF, tmp_path)
    judged = judge_folder(tmp_path, {}, AS_OF)
    path = "cases/shimen/QTL-2025-0009.md"
    text = (tmp_path / path).read_text(encoding="utf-8")
    for end in range(0, len(text), 3):
        part = text[:end]
        judged = judge_edit(judged, path, part) or judged
        line, column = part.count("\n") + 1, len(part.rsplit("\n", 1)[-1]) + 1
        cursor = find_cursor(part, line, column)
        register = judged.checked.register
        assert register is not None
        case = judged.case(path)
        complete(register, "case", cursor, case, moves_above(part, line), AS_OF, "zh")
        hover(register, "case", cursor, cursor.word, case, AS_OF, "en")
        list(links(register, path, part))
        list(blocks(part))
        list(actions(judged, path, part, "zh"))
    judged = judge_edit(judged, path, text)  # type: ignore[assignment]
    assert judged.findings(path) == ()


def test_a_move_tells_who_may_and_which_clocks_it_starts(tmp_path: Path) -> None:
    checked(base_register(), AS_OF, tmp_path)
    register = judge_folder(tmp_path, {}, AS_OF).checked.register
    assert register is not None
    text = "---\nevents:\n  - {on: 2025-10-08, move: accept, by: elder}\n---\n"
    told = hover(register, "case", find_cursor(text, 3, 28), "accept", None, AS_OF, "zh")
    assert told is not None
    assert "谁可以做" in told and "《信访工作条例》" in told
    for move in register.spec.moves:
        each = text.replace("accept", move)
        for language in ("zh", "en"):
            shown = hover(register, "case", find_cursor(each, 3, 28), move, None, AS_OF, language)
            assert shown is not None and register.spec.moves[move].label.of(language) in shown
    clocks = [clock for clock in register.spec.clocks.values() if any(a.name == "accept" for a in clock.start)]
    assert clocks
    starts = next(line for line in told.split("\n\n") if line.startswith("起算"))
    assert all(clock.label.zh in starts for clock in clocks)


@pytest.mark.parametrize("start", ["  - ", "  - {"])
def test_a_whole_event_reads_back_with_all_that_its_move_needs(tmp_path: Path, start: str) -> None:
    checked(base_register(), AS_OF, tmp_path)
    judged = judge_folder(tmp_path, {}, AS_OF)
    path = "cases/shimen/QTL-2025-0009.md"
    register, case = judged.checked.register, judged.case(path)
    assert register is not None and case is not None
    lines = (tmp_path / path).read_text(encoding="utf-8").split("\n")
    at = max(i for i, line in enumerate(lines) if "move: " in line) + 1
    text = "\n".join([*lines[:at], start + ("}" if start.endswith("{") else ""), *lines[at:]])
    cursor = find_cursor(text, at + 1, len(start) + 1)
    offered = complete(register, "case", cursor, case, moves_above(text, at + 1), AS_OF, "zh")
    events = [one for one in sorted(offered, key=lambda one: one.rank) if one.is_snippet]
    assert events and list(offered[: len(events)]) == events, "whole events come first"
    assert {one.text for one in offered if not one.is_snippet} >= {"on: ", "move: ", "by: "}
    assert "satisfaction: " not in {one.text for one in offered}, "a key of no move chosen yet"
    for one in events:
        chosen = re.sub(r"\$\{\d+\|([^,|]*)[^}]*\|\}", r"\1", one.text)
        chosen = re.sub(r"\$\{\d+:([^}]*)\}", r"\1", chosen)
        chosen = re.sub(r"\$\{\d+\}", "x", chosen).replace("\\}", "}")
        whole = text[: len("\n".join(lines[:at])) + 1 + len(start)] + chosen + ("}" if start.endswith("{") else "")
        read = read_markdown(Source(path, (whole + "\n" + "\n".join(lines[at:])).encode()))
        assert read.record is not None, chosen
        node = read.record.node("events", len(case.events))
        assert isinstance(node, Mapping)
        move = register.spec.moves[node.entries["move"].value.text]  # type: ignore[union-attr]
        assert {name for name, need in move.fields.items() if need == "required"} <= set(node.entries)


def test_a_files_kind_is_its_places() -> None:
    assert record_kind("cases/visits/V-2025-0001.md") == "visit"
    assert record_kind("cases/shimen/QTL-2025-0001.md") == "case"
    assert record_kind("people.yaml") == "people"
    assert record_kind("docs/x.md") is None
