"""Where the cursor stands, in files whole and half written."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_builder.assist.complete import complete
from site_builder.assist.cursor import find_cursor
from site_builder.assist.hover import hover
from site_builder.assist.place import moves_above, record_kind
from site_builder.assist.workspace import Workspace
from tests.conftest import REPOSITORY
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
    workspace = Workspace(tmp_path, AS_OF)
    path = "cases/shimen/QTL-2025-0009.md"
    text = (tmp_path / path).read_text(encoding="utf-8")
    for end in range(0, len(text), 3):
        part = text[:end]
        workspace.type(path, part)
        line, column = part.count("\n") + 1, len(part.rsplit("\n", 1)[-1]) + 1
        cursor = find_cursor(part, line, column)
        register = workspace.checked.register
        assert register is not None
        case = workspace.case(path)
        complete(register, "case", cursor, case, moves_above(part, line), AS_OF, "zh")
        hover(register, "case", cursor, cursor.word, case, AS_OF, "en")
    assert workspace.type(path, text) == ()


def test_typing_in_one_file_finds_there_what_the_whole_check_finds() -> None:
    workspace = Workspace(REPOSITORY, date(2025, 10, 17))
    whole = workspace.checked
    for path in sorted({case.path for case in whole.register.cases})[::9]:  # type: ignore[union-attr]
        text = (REPOSITORY / path).read_text(encoding="utf-8")
        wanted = [one for one in whole.findings if one.place.path == path]
        assert list(workspace.type(path, text)) == wanted


def test_a_files_kind_is_its_places() -> None:
    assert record_kind("cases/visits/V-2025-0001.md") == "visit"
    assert record_kind("cases/shimen/QTL-2025-0001.md") == "case"
    assert record_kind("people.yaml") == "people"
    assert record_kind("docs/x.md") is None
