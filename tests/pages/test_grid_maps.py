"""The map of the grids: what is drawn, for whom, and where the numbers stand; no outline makes the program stumble."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_builder.checking import check
from site_builder.model.grid_map import GridMap, read_map
from site_builder.pages import all_pages
from site_builder.pages.grid_maps import Counted, map_view
from site_builder.pages.shared import Link
from site_builder.records.json_reader import read_json_text
from site_builder.records.node import Mapping, Record
from site_builder.views.edition import Edition
from tests.conftest import REPOSITORY, Ran
from tests.support.sites import build as build_site
from tests.support.sites import build_page, faults, html
from tests.support.town import AS_OF, TownBuilder, edition_of, small_town, town

PATH = "grids.geojson"


def square(west: float, south: float, side: float = 1.0) -> list[list[float]]:
    return [[west, south], [west + side, south], [west + side, south + side], [west, south + side], [west, south]]


def feature(grid: Any, *rings: list[list[float]]) -> dict[str, Any]:
    return {
        "type": "Feature",
        "properties": {"grid": grid},
        "geometry": {"type": "Polygon", "coordinates": list(rings)},
    }


def outlines(*features: dict[str, Any]) -> str:
    return json.dumps({"type": "FeatureCollection", "features": list(features)}, ensure_ascii=False)


def read(text: str) -> tuple[GridMap | None, list[tuple[str, str]]]:
    root, findings = read_json_text(text, PATH)
    assert isinstance(root, Mapping), findings
    shapes, found = read_map(Record(PATH, text, root), small_town())
    return shapes, [(one.code, one.variant) for one in found]


TOWN = outlines(
    feature("chachong-01", square(0, 0)),
    feature("chachong-02", square(1, 0)),
    feature("shimen-01", square(0, 1), square(0.4, 1.4, 0.2)),
)


def with_map(builder: TownBuilder, audience: str = "office", as_of: date = AS_OF) -> Edition:
    shapes, found = read(TOWN)
    assert shapes is not None and found == []
    return edition_of(replace(builder.register(), shapes=shapes), audience, as_of)


def context(edition: Edition, path: str) -> Any:
    return next(page.context for page in all_pages(edition) if page.path == path)


def test_each_grid_has_its_number_in_its_midst_and_leads_to_its_page() -> None:
    builder = town().case(grid="chachong-01").case(grid="chachong-01").case(grid="shimen-01", village="shimen")
    view = context(with_map(builder), "villages/index.html").map
    assert (max(view.width, view.height), view.open) == (1000, 3)
    assert [(grid.grid.href, grid.open, grid.level) for grid in view.grids] == [
        ("grids/chachong-01.html", 2, 4),
        ("grids/chachong-02.html", 0, 0),
        ("grids/shimen-01.html", 1, 1),
    ]
    assert [(round(grid.x), round(grid.y)) for grid in view.grids[:2]] == [(25, 75), (75, 75)]
    assert {name.text for name in view.names} == {"茶冲村", "石门村"}
    assert [(shade.level, shade.least, shade.most) for shade in view.shades] == [(0, 0, 0), (1, 1, 1), (4, 2, 2)]


def test_a_number_never_stands_in_a_hole() -> None:
    view = context(with_map(town()), "villages/index.html").map
    holed = view.grids[2]
    assert not (20 < holed.x < 30 and 20 < holed.y < 30), "the hole is from 20 to 30 percent both ways"


def test_the_border_of_a_village_has_no_line_between_its_own_grids() -> None:
    view = context(with_map(town()), "villages/chachong.html").map
    assert len(re.findall("M", view.borders)) == 6, "two squares side by side have six outer sides"
    assert view.names == ()


def test_a_grids_page_marks_its_own_place() -> None:
    view = context(with_map(town()), "grids/chachong-02.html").map
    assert [(grid.grid.text, grid.here) for grid in view.grids] == [("第1网格", False), ("第2网格", True)]


def test_without_a_file_there_is_no_map() -> None:
    edition = town().edition()
    assert context(edition, "villages/index.html").map is None
    assert b"map-shapes" not in build_page(edition, "villages/index.html")


def test_the_board_has_no_map_and_a_village_only_its_own() -> None:
    builder = town().case(access="board", public_summary="村道已通车。")
    board = with_map(builder, "board")
    assert board.register.shapes is None
    assert not any("map-shapes" in text for _, text in html(build_site(board)))
    village = with_map(builder, "village:chachong")
    assert village.register.shapes is not None
    assert [shape.grid for shape in village.register.shapes.shapes] == ["chachong-01", "chachong-02"]
    shown = context(village, "villages/index.html").map
    assert shown == context(village, "villages/chachong.html").map
    assert with_map(town(), "village:nowhere").register.shapes is None


def test_hostile_words_stay_words() -> None:
    text = outlines(feature('"><script>alert(1)</script>', square(0, 0)))
    assert read(text) == (None, [("G614", ""), ("G615", "")])
    edition = with_map(town().case(grid="chachong-01"))
    edition = replace(edition, register=replace(edition.register, town=_renamed(edition.register.town)))
    for path in ("villages/index.html", "grids/chachong-01.html"):
        page = build_page(edition, path).decode()
        assert faults(path, page) == [] and "<script>alert" not in page


def _renamed(known: Any) -> Any:
    villages = dict(known.villages)
    grids = (
        replace(villages["chachong"].grids[0], name='"><script>alert(1)</script>'),
        *villages["chachong"].grids[1:],
    )
    return replace(known, villages={**villages, "chachong": replace(villages["chachong"], grids=grids)})


numbers = st.floats(-200, 200, allow_nan=False) | st.integers(-400, 400)
positions = st.lists(numbers, min_size=0, max_size=3)
rings = st.lists(positions, max_size=6)
junk = st.recursive(st.none() | st.booleans() | numbers | st.text(max_size=4), lambda inner: st.lists(inner, max_size=3), max_leaves=6)  # fmt: skip
geometries = st.fixed_dictionaries(
    {
        "type": st.sampled_from(["Polygon", "MultiPolygon", "Point", 3]),
        "coordinates": st.lists(rings, max_size=2) | junk,
    }
)
features_ = st.fixed_dictionaries(
    {"type": st.sampled_from(["Feature", "x"]), "properties": st.sampled_from([{"grid": "shimen-01"}, {}, None, {"grid": 1}]), "geometry": geometries | junk}
)  # fmt: skip


@given(st.lists(features_ | junk, max_size=3) | junk)
def test_whatever_stands_in_the_file_is_found_wrong_or_drawn(features: Any) -> None:
    shapes, found = read(json.dumps({"type": "FeatureCollection", "features": features}))
    if shapes is None:
        assert features == [] or found
        return
    link = Link("", "x")
    view = map_view(shapes, {shape.grid: Counted(link, link, 1, 1) for shape in shapes.shapes})
    assert 1 <= view.width <= 1001 and 1 <= view.height <= 1001
    for grid in view.grids:
        assert 0 <= grid.x <= 100.1 and 0 <= grid.y <= 100.1
        assert re.fullmatch(r"(M\d+ \d+(L\d+ \d+)*Z)+", grid.path)


@given(st.integers(3, 9), st.floats(0.01, 1), st.floats(-179, 178), st.floats(-80, 80))
def test_any_outline_fills_the_drawing(corners: int, side: float, west: float, south: float) -> None:
    points = [[west + side * (n % 3) / 2, south + side * (n // 3) / 2] for n in range(corners)]
    shapes, found = read(outlines(feature("shimen-01", [*points, points[0]])))
    assert shapes is not None and [code for code, _ in found] == ["G615"]
    link = Link("", "x")
    view = map_view(shapes, {"shimen-01": Counted(link, link, 0, 0)})
    assert max(view.width, view.height) >= 1000


def test_a_slip_in_the_file_is_a_finding_and_the_rest_is_still_judged(tmp_path: Path, sidan: Any) -> None:
    for name in ("grids.yaml", "people.yaml", "pyproject.toml"):
        shutil.copy(REPOSITORY / name, tmp_path / name)
    case = REPOSITORY / "cases" / "chachong" / "QTL-2025-0001.md"
    (tmp_path / "cases" / "chachong").mkdir(parents=True)
    shutil.copy(case, tmp_path / "cases" / "chachong")
    (tmp_path / PATH).write_text('{"type": "FeatureCollection",\n "features": [1 2]}\n', encoding="utf-8")
    ran: Ran = sidan("-C", str(tmp_path), "check", "--as-of", "2025-10-17")
    assert ran.code == 1 and f"{PATH}:2:17" in ran.out and "F023" in ran.out
    assert sidan("-C", str(tmp_path), "build", "--as-of", "2025-10-17").code == 1
    assert sidan("-C", str(tmp_path), "build", "--as-of", "2025-10-17", "--draft").code == 0
    assert "map-shapes" not in (tmp_path / "site" / "villages" / "index.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("digits", ["116.13812345678", "116.340828199001010007"])
def test_long_numbers_in_outlines_are_not_taken_for_a_persons(tmp_path: Path, digits: str) -> None:
    for name in ("grids.yaml", "people.yaml"):
        shutil.copy(REPOSITORY / name, tmp_path / name)
    ring = f"[[{digits}, 30.8], [116.5, 30.8], [116.5, 30.9], [{digits}, 30.8]]"
    properties = '{"grid": "shimen-01", "户主": "电话13812345678"}'
    text = f'{{"type": "FeatureCollection", "features": [{{"type": "Feature", "properties": {properties}, "geometry": {{"type": "Polygon", "coordinates": [{ring}]}}}}]}}'
    (tmp_path / PATH).write_text(text, encoding="utf-8")
    found = check(tmp_path, AS_OF).findings
    assert sorted(one.code for one in found if one.place.path == PATH) == ["G615", "G616", "S802"]
    assert all(one.place.column == text.index('13812345678"') + 1 for one in found if one.code == "S802")


def test_the_demonstration_town_has_all_its_grids_on_the_map() -> None:
    register = check(REPOSITORY, AS_OF).register
    assert register is not None and register.shapes is not None
    assert [shape.grid for shape in register.shapes.shapes] == list(register.town.grids)
