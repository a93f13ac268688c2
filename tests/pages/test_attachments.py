"""Each audience gets the attachments that are for it: of the others neither file nor name nor number."""

from __future__ import annotations

import io
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from site_builder.checking import check
from site_builder.verdicts.register import Changed
from site_builder.views.audience import Audience
from tests.cache.test_site import assert_same, clean, incremental, on_disk
from tests.conftest import REPOSITORY, Ran
from tests.support.canaries import picture
from tests.support.sites import build
from tests.support.town import AS_OF, GRIDS, PEOPLE, case_path, case_text, edition_of

Sidan = Callable[..., Ran]
ID = "QTL-2025-0001"
ROWS: list[dict[str, Any]] = [
    {"file": "survey.csv", "what": "沉降记录", "redacted": True, "audience": "office"},
    {"file": "north.png", "what": "北侧", "redacted": True, "audience": "village"},
    {"file": "plan.jpg", "what": "绕行图", "redacted": True, "audience": "board"},
    {"file": "later.png", "what": "以后的", "redacted": True, "audience": "board", "added_on": "2025-10-20"},
]


def jpeg() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 20), (10, 90, 90)).save(out, "JPEG", comment=b"canary-4711")
    return out.getvalue() + b"canary-4711"


FILES = {"survey.csv": b"a,1\n", "north.png": picture("canary-4711"), "plan.jpg": jpeg(), "later.png": picture("x")}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    root = tmp_path / "town"
    root.mkdir()
    for name, text in (("grids.yaml", GRIDS), ("people.yaml", PEOPLE), ("pyproject.toml", "[tool.sidan]\n")):
        (root / name).write_text(text, encoding="utf-8")
    put(root)
    return root


def put(root: Path, id: str = ID, rows: list[dict[str, Any]] = ROWS, **fields: Any) -> None:
    own = {"access": "board", "public_summary": "村道塌方。", "attachments": rows or None, **fields}
    path = root / case_path(id, **own)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(case_text(id, **own), encoding="utf-8")
    for row in rows:
        file = root / "attachments" / id / row["file"]
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(FILES[row["file"]])


def site(root: Path, audience: str = "office") -> dict[str, bytes]:
    register = check(root, AS_OF).register
    assert register is not None
    return build(edition_of(register, audience))


def enclosed(made: dict[str, bytes]) -> set[str]:
    return {path.removeprefix("attachments/") for path in made if path.startswith("attachments/")}


def page(made: dict[str, bytes]) -> str:
    return made[f"cases/{ID}.html"].decode()


def test_the_office_gets_the_files_as_they_lie(folder: Path) -> None:
    made = site(folder)
    assert enclosed(made) == {f"{ID}/{name}" for name in FILES if name != "later.png"}
    assert all(made[f"attachments/{ID}/{name}"] == FILES[name] for name in ("survey.csv", "north.png", "plan.jpg"))
    shown = page(made)
    assert f'<img src="../attachments/{ID}/plan.jpg" alt="绕行图"' in shown and "沉降记录" in shown
    assert "以后的" not in shown
    assert [row["name"] for row in json.loads(made[f"api/cases/{ID}.json"])["attachments"]] == [*FILES][:3]


def test_a_village_gets_its_pictures_made_anew_and_numbered(folder: Path) -> None:
    made = site(folder, "village:chachong")
    assert enclosed(made) == {f"{ID}/1.png", f"{ID}/2.jpg"}
    everything = b"".join([*made.values(), *(path.encode() for path in made)])
    for hidden in ("survey", "north", "plan.jpg", "沉降记录", "canary-4711"):
        assert hidden.encode() not in everything, hidden
    assert "北侧" in page(made) and '附件 <span class="count">2</span>' in page(made)


def test_the_board_gets_what_was_put_on_it(folder: Path) -> None:
    made = site(folder, "board")
    assert enclosed(made) == {"B000001/1.jpg"}
    shown = made["matters.html"].decode()
    assert "绕行图" in shown and 'src="attachments/B000001/1.jpg"' in shown
    assert b"north" not in b"".join(made.values()) and "北侧" not in shown
    assert Image.open(io.BytesIO(made["attachments/B000001/1.jpg"])).size == (40, 20)


@pytest.mark.parametrize("audience", ["village:chachong", "board"])
def test_what_an_audience_may_not_have_changes_nothing(folder: Path, audience: str) -> None:
    before = site(folder, audience)
    put(folder, rows=[row for row in ROWS if row["audience"] != "office"])
    (folder / "attachments" / ID / "plan.jpg").write_bytes(jpeg() + b"more behind it")
    (folder / "attachments" / ID / "survey.csv").write_bytes(b"another\n")
    assert site(folder, audience) == before


def test_matters_that_only_pictures_tell_apart_stand_by_what_is_seen(folder: Path) -> None:
    """Not by their numbers in the register: which came first is not for the board."""
    rows = [ROWS[2]]
    other = io.BytesIO()
    Image.new("RGB", (40, 20), (200, 9, 9)).save(other, "JPEG")
    made = []
    for first, second in ((FILES["plan.jpg"], other.getvalue()), (other.getvalue(), FILES["plan.jpg"])):
        for id, data in ((ID, first), ("QTL-2025-0002", second)):
            put(folder, id, rows, title="同样的事")
            (folder / "attachments" / id / "plan.jpg").write_bytes(data)
        made.append(site(folder, "board"))
    assert made[0] == made[1] and len(enclosed(made[0])) == 2


@pytest.mark.parametrize(
    "spoil",
    [
        lambda row: row.update(redacted=False), lambda row: row.pop("audience"),
    ],
    ids=["not redacted", "nothing said"],
)  # fmt: skip
def test_a_picture_goes_to_nobody_of_whom_it_is_not_said(folder: Path, spoil: Callable[[dict[str, Any]], Any]) -> None:
    rows = [dict(row) for row in ROWS[2:3]]
    spoil(rows[0])
    put(folder, rows=rows)
    assert enclosed(site(folder, "village:chachong")) == enclosed(site(folder, "board")) == set()


def test_a_file_that_is_no_picture_goes_to_nobody_whatever_is_said(folder: Path) -> None:
    put(folder, rows=[{**ROWS[0], "audience": "board"}])
    assert enclosed(site(folder, "board")) == enclosed(site(folder, "village:chachong")) == set()
    assert "沉降记录" not in site(folder, "board")["matters.html"].decode()


def test_a_picture_that_cannot_be_decoded_is_said_to_be_so(folder: Path) -> None:
    (folder / "attachments" / ID / "plan.jpg").write_bytes(FILES["plan.jpg"][:200])
    made = site(folder, "village:chachong")
    assert enclosed(made) == {f"{ID}/1.png"} and "这个文件不能展示" in page(made)
    board = site(folder, "board")
    assert enclosed(board) == set() and "这个文件不能展示" in board["matters.html"].decode()


def test_a_link_leads_nowhere(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "outside.csv").write_text("secret\n")
    file = folder / "attachments" / ID / "survey.csv"
    file.unlink()
    file.symlink_to(tmp_path / "outside.csv")
    assert f"{ID}/survey.csv" not in enclosed(site(folder))
    shutil.rmtree(folder / "attachments")
    (folder / "attachments").symlink_to(tmp_path)
    assert enclosed(site(folder)) == set()


def png_of(colour: tuple[int, int, int]) -> bytes:
    return picture("", colour=colour)


def test_a_changed_file_changes_its_site_as_a_clean_build_would(folder: Path, tmp_path: Path) -> None:
    village = Audience.parse("village:chachong")
    incremental(folder, tmp_path, AS_OF, village)
    former = on_disk(tmp_path)[f"attachments/{ID}/1.png"]
    (folder / "attachments" / ID / "north.png").write_bytes(png_of((250, 10, 10)))
    (folder / "attachments" / ID / "plan.jpg").unlink()
    incremental(folder, tmp_path, AS_OF, village)
    assert_same(on_disk(tmp_path), clean(folder, AS_OF, village), "")
    assert enclosed(on_disk(tmp_path)) == {f"{ID}/1.png"}
    assert former not in [path.read_bytes() for path in tmp_path.rglob("*.png")], "nor beside the site"


def test_a_file_that_changes_after_it_was_judged_is_never_shown_unjudged(folder: Path) -> None:
    register = check(folder, AS_OF).register
    assert register is not None
    (folder / "attachments" / ID / "plan.jpg").write_bytes(png_of((1, 2, 3)))
    with pytest.raises(Changed):
        build(edition_of(register, "board"))


def test_without_pillow_pictures_stay_in_the_office_and_the_build_says_so(
    sidan: Sidan, folder: Path, tmp_path: Path
) -> None:
    none = tmp_path / "without/PIL"
    none.mkdir(parents=True)
    (none / "__init__.py").write_text("raise ImportError\n")
    path = f"{none.parent}{os.pathsep}{REPOSITORY}"
    out = tmp_path / "board"
    made = sidan(
        "-C", str(folder), "build", "--draft", "--audience", "board", "--out", str(out), "--as-of", str(AS_OF), PYTHONPATH=path
    )  # fmt: skip
    assert made.code == 0 and "2 张图片没有放上去" in made.err and "sidan[images]" in made.err
    assert "村道塌方" in (out / "matters.html").read_text(encoding="utf-8") and not (out / "attachments").exists()
