"""Every text of every record has a mark; an audience's site holds the marks that are for it, and no other."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import pytest

from site_builder.checking import check
from site_builder.model.register import Register
from tests.support.canaries import Canaries, found_in, marks_in
from tests.support.sites import build
from tests.support.town import AS_OF, edition_of


@pytest.fixture(scope="module")
def marked(tmp_path_factory: pytest.TempPathFactory) -> tuple[Canaries, Register]:
    marks = Canaries(tmp_path_factory.mktemp("marked") / "register").write()
    register = check(marks.root, AS_OF).register
    assert register is not None
    assert len(register.cases) == 5
    return marks, register


@pytest.mark.parametrize(
    ("kind", "audience"), [("office", "office"), ("village", "village:chachong"), ("board", "board")]
)
def test_an_audience_finds_the_marks_that_are_for_it_and_no_other(
    marked: tuple[Canaries, Register], kind: str, audience: str
) -> None:
    marks, register = marked
    found = dict(found_in(build(edition_of(register, audience))))
    hidden = marks.hidden_from(kind)
    assert {hidden[one]: path for one, path in found.items() if one in hidden} == {}
    assert [place for one, place in marks.given_to(kind).items() if one not in found] == []
    assert len(hidden) > 150


@pytest.mark.parametrize(
    "written",
    [
        lambda text: text.encode("utf-16-le"), lambda text: text.encode("utf-16-be"), lambda text: text.encode("gb18030"),
        lambda text: base64.b64encode(b"x" + text.encode()), lambda text: json.dumps(text).encode(),
    ],
    ids=["utf-16-le", "utf-16-be", "gb18030", "base64", "JSON"],
)  # fmt: skip
def test_a_mark_is_found_in_bytes_of_any_form(written) -> None:  # type: ignore[no-untyped-def]
    mark = Canaries(Path()).mark("a", "")
    assert marks_in(b"12" + written(f"有{mark}的") + b"34") == {mark[0]}
