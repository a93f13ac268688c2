"""What an audience may no longer see is taken down at once, whatever else is wrong; what cannot be read is not shown."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from site_builder.checking import check
from tests.conftest import Ran
from tests.support.canaries import picture
from tests.support.damage import DAMAGES, REQUIRED, without_key
from tests.support.sites import build
from tests.support.town import AS_OF, case_path, edition_of, put_case, put_town

Sidan = Callable[..., Ran]
MARK = "㐀"
BOARD = f"村道已经通车{MARK}。"


def register(root: Path) -> Path:
    put_town(root)
    put_case(root, "QTL-2025-0001", access="board", public_summary=BOARD, title=f"通车{MARK}")
    put_case(root, "QTL-2025-0002", access="board", public_summary="水塘已装护栏。")
    return root


class Town:
    """A register with its three sites, and what lies on the disk of them."""

    def __init__(self, sidan: Sidan, folder: Path) -> None:
        self.root = register(folder / "register")
        self.folder = folder
        self._sidan = sidan
        self._cache = str(folder / "cache")

    def run(self, *words: str) -> Ran:
        return self._sidan("-C", str(self.root), *words, "--as-of", "2025-10-17", SIDAN_CACHE=self._cache)

    def build(self, audience: str) -> Ran:
        return self.run("build", "--audience", audience, "--out", str(self.out(audience)))

    def out(self, audience: str) -> Path:
        return self.folder / audience.partition(":")[0]

    def shows(self, audience: str) -> bool:
        """Whether the mark is anywhere on the disk of a site: in what is shown, or in the tree that is not."""
        name = self.out(audience).name
        files = [*self.folder.glob(f".{name}.sidan/*/**/*")]
        return any(MARK.encode() in path.read_bytes() for path in files if path.is_file())


@pytest.fixture
def town(sidan: Sidan, tmp_path: Path) -> Town:
    made = Town(sidan, tmp_path)
    for audience in ("board", "village:chachong"):
        done = made.build(audience)
        assert done.code == 0, done.err
        assert made.shows(audience)
    return made


def test_a_case_that_cannot_be_read_any_more_is_taken_from_village_and_board(town: Town) -> None:
    path = town.root / case_path("QTL-2025-0001")
    path.write_bytes(b"\xff" + path.read_bytes())
    for audience in ("board", "village:chachong"):
        done = town.build(audience)
        assert done.code == 1 and "QTL-2025-0001" in done.err and "撤下" in done.err, done.err
        assert not town.shows(audience)
    assert "水塘已装护栏" in (town.out("board") / "matters.html").read_text(encoding="utf-8")
    assert town.build("board").code == 1, "and the next one has nothing to take down"


def test_one_that_is_no_longer_for_the_board_goes_while_another_file_is_wrong(town: Town) -> None:
    other = put_case(town.root, "QTL-2025-0002", access="board", public_summary="没有核对的话。", kind="nonsense")
    assert town.build("board").code == 1
    assert "护栏" not in (town.out("board") / "matters.html").read_text(encoding="utf-8")
    put_case(town.root, "QTL-2025-0001", access="office", title=f"通车{MARK}")
    done = town.build("board")
    assert done.code == 1 and not town.shows("board")
    assert "没有核对的话" not in (town.out("board") / "matters.html").read_text(encoding="utf-8"), (
        "nothing unjudged is shown"
    )
    other.unlink()
    assert town.build("board").code == 0


def test_withdraw_takes_a_case_from_every_site_and_says_so_in_its_file(town: Town) -> None:
    put_case(town.root, "QTL-2025-0003", kind="nonsense")
    done = town.run("withdraw", "QTL-2025-0001")
    assert done.code == 1 and "QTL-2025-0001" in done.err
    assert done.err.index(str(town.out("board"))) < done.err.index(str(town.out("village:chachong")))
    assert "access: office" in (town.root / case_path("QTL-2025-0001")).read_text(encoding="utf-8")
    assert not town.shows("board") and not town.shows("village:chachong")
    assert town.run("withdraw", "QTL-2025-0999").code == 2


# attachments


PICTURE = {"file": "road.png", "what": f"通车{MARK}", "redacted": True, "audience": "board"}


def put_picture(root: Path, **own: str) -> None:
    file = root / "attachments/QTL-2025-0001/road.png"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(picture("road"))
    put_case(root, "QTL-2025-0001", access="board", public_summary="村道已经通车。", attachments=[{**PICTURE, **own}])


def pictures_on_disk(town: Town, audience: str) -> list[Path]:
    return [*town.folder.glob(f".{town.out(audience).name}.sidan/*/**/*.png")]


@pytest.fixture
def pictured(sidan: Sidan, tmp_path: Path) -> Town:
    made = Town(sidan, tmp_path)
    put_picture(made.root)
    for audience in ("board", "village:chachong"):
        done = made.build(audience)
        assert done.code == 0 and made.shows(audience) and pictures_on_disk(made, audience), done.err
    return made


def test_a_picture_that_is_for_fewer_goes_while_another_file_is_wrong(pictured: Town) -> None:
    put_case(pictured.root, "QTL-2025-0003", kind="nonsense")
    put_picture(pictured.root, audience="village")
    board, village = pictured.build("board"), pictured.build("village:chachong")
    assert board.code == 1 and "attachments/QTL-2025-0001/road.png" in board.err
    assert not pictured.shows("board") and not pictures_on_disk(pictured, "board")
    assert "村道已经通车" in (pictured.out("board") / "matters.html").read_text(encoding="utf-8")
    assert village.code == 1 and "撤下" not in village.err and pictures_on_disk(pictured, "village:chachong")


def test_withdraw_takes_the_pictures_too_and_leaves_nothing_wrong(pictured: Town) -> None:
    done = pictured.run("withdraw", "QTL-2025-0001")
    assert done.code == 0, done.err
    for audience in ("board", "village:chachong"):
        assert not pictured.shows(audience) and not pictures_on_disk(pictured, audience)
    assert "audience: office" in (pictured.root / case_path("QTL-2025-0001")).read_text(encoding="utf-8")


# fail closed


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_a_damaged_file_of_a_hidden_case_is_shown_to_nobody_else(
    tmp_path: Path, damage: Callable[[bytes], bytes]
) -> None:
    root = register(tmp_path / "r")
    shutil.rmtree(root / "cases")
    path = put_case(
        root, "QTL-2025-0001", f"正文{MARK}\n", access="office", title=f"题{MARK}", public_summary=f"摘要{MARK}"
    )
    path.write_bytes(damage(path.read_bytes()))
    shown_to_nobody(root)


@pytest.mark.parametrize("key", REQUIRED)
def test_a_case_without_a_key_that_must_be_there_is_shown_to_nobody_else(tmp_path: Path, key: str) -> None:
    root = register(tmp_path / "r")
    shutil.rmtree(root / "cases")
    path = put_case(
        root, "QTL-2025-0001", f"正文{MARK}\n", access="board", title=f"题{MARK}", public_summary=f"摘要{MARK}"
    )
    text = path.read_text(encoding="utf-8")
    path.write_text(without_key(text, key), encoding="utf-8")
    assert path.read_text(encoding="utf-8") != text
    shown_to_nobody(root)


def shown_to_nobody(root: Path) -> None:
    checked = check(root, AS_OF)
    assert checked.errors
    assert checked.register is not None
    for audience in ("village:chachong", "board"):
        site = build(edition_of(checked.register, audience))
        assert [path for path, data in site.items() if MARK.encode() in data] == []
