"""What each hostile file ends in: one golden message with its place and a way out, and its neighbours untouched."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from site_builder.checking import check
from site_builder.rules.checked import Checked
from tests.conftest import Ran
from tests.hostile import corpus
from tests.hostile.judge import AS_OF, entry, limited, names, told, without_a_way, write, write_base

GOLDEN = Path(__file__).with_name("golden.txt")
GOLDEN_TOPS = Path(__file__).with_name("golden-tops.txt")
Golden = Callable[[Path, str], None]


@pytest.fixture(scope="module")
def all_at_once(tmp_path_factory: pytest.TempPathFactory) -> Checked:
    """One register with every hostile file in it."""
    folder = tmp_path_factory.mktemp("town")
    write_base(folder)
    for path, data in names().values():
        write(folder, path, data)
    return check(folder, AS_OF)


def test_there_are_enough() -> None:
    assert len(names()) >= 300
    assert len({data for _, data in names().values()}) == len(names())


def test_every_file_is_judged_as_it_was(all_at_once: Checked, golden: Golden) -> None:
    lines = [line for name, (path, _) in names().items() for line in entry(name, all_at_once, path)]
    golden(GOLDEN, "\n".join(lines) + "\n")


def test_every_refusal_has_a_place_and_a_way_out(all_at_once: Checked) -> None:
    for name, (path, data) in names().items():
        lines = max(data.count(b"\n"), data.count(b"\r")) + 1
        assert without_a_way(all_at_once, path, lines) == [], name


def test_neighbours_of_hostile_files_are_still_judged(all_at_once: Checked) -> None:
    assert told(all_at_once, "cases/shimen/QTL-2025-0001.md") == []
    assert all_at_once.register is not None
    assert "QTL-2025-0001" in all_at_once.register.case_by_id


def test_what_lies_beside_the_records_is_judged_as_it_was(tmp_path: Path, golden: Golden) -> None:
    write_base(tmp_path)
    lines = []
    for name, path, data in corpus.tops():
        before = (tmp_path / path).read_bytes() if (tmp_path / path).exists() else None
        write(tmp_path, path, data)
        checked = check(tmp_path, AS_OF)
        lines += entry(name, checked, path)
        assert without_a_way(checked, path, data.count(b"\n") + 1) == [], name
        (tmp_path / path).unlink() if before is None else write(tmp_path, path, before)
    golden(GOLDEN_TOPS, "\n".join(lines) + "\n")


def test_names_that_no_register_may_hold(tmp_path: Path, sidan: Callable[..., Ran]) -> None:
    write_base(tmp_path)
    made = 0
    for name in corpus.odd_names():
        try:
            (Path(os.fsdecode(os.fsencode(tmp_path) + b"/cases/shimen/" + name))).write_bytes(corpus.GOOD.encode())
        except OSError:  # longer than the file system allows
            continue
        made += 1
    ran = sidan("-C", str(tmp_path), "check", "--as-of", str(AS_OF), "--format", "json")
    assert ran.code == 1
    assert ran.out.count('"F030"') >= made - 1  # one is an editor's own file
    for format in ("text", "github", "sarif"):
        out = sidan("-C", str(tmp_path), "check", "--as-of", str(AS_OF), "--format", format).out
        assert not set(out) & {"\x1b", "\u202e", "\x07"}, format


def test_only_regular_files_inside_the_register_are_read(tmp_path: Path) -> None:
    """Links on any step, pipes, sockets and devices: a finding each, at once, and nothing of what they lead to."""
    secret = tmp_path / "secret.md"
    secret.write_text(corpus.GOOD.replace("id: ID", "id: QTL-2025-0777"))
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "QTL-2025-0777.md").write_bytes(secret.read_bytes())
    town = tmp_path / "town"
    town.mkdir()
    write_base(town)
    shimen = town / "cases" / "shimen"
    (shimen / "QTL-2025-0701.md").symlink_to(secret)
    (shimen / "QTL-2025-0702.md").symlink_to("nowhere")
    os.mkfifo(shimen / "QTL-2025-0703.md")
    (shimen / "QTL-2025-0704.md").mkdir()
    (shimen / "QTL-2025-0705.md").symlink_to("/dev/zero")
    (town / "cases" / "linked").symlink_to(outside)
    (town / "cases" / "loop").symlink_to("loop")
    (town / "waivers.yaml").symlink_to("/etc/hostname")
    os.mkfifo(town / "pyproject.toml")
    (town / ".sidan-import").mkdir()
    os.mkfifo(town / ".sidan-import" / "journal")
    with socket.socket(socket.AF_UNIX) as server:
        here = os.getcwd()
        os.chdir(shimen)
        server.bind("QTL-2025-0706.md")
        os.chdir(here)
        checked = check(town, AS_OF)
    found = {one.place.path: (one.code, one.variant) for one in checked.findings if one.code == "F031"}
    inside = {
        f"cases/shimen/QTL-2025-070{n}.md": kind for n, kind in enumerate(("link", "link", "", "nested", "link", ""), 1)
    }
    assert found == {path: ("F031", kind) for path, kind in inside.items()} | {
        "cases/linked": ("F031", "link"), "cases/loop": ("F031", "link"), "waivers.yaml": ("F031", "link"), "pyproject.toml": ("F031", ""),
    }  # fmt: skip
    assert checked.register is not None and list(checked.register.case_by_id) == ["QTL-2025-0001"]


def test_a_register_whose_cases_are_elsewhere_is_not_followed(tmp_path: Path) -> None:
    write_base(tmp_path)
    (tmp_path / "cases").rename(tmp_path / "elsewhere")
    (tmp_path / "cases").symlink_to("elsewhere")
    checked = check(tmp_path, AS_OF)
    assert [(one.code, one.place.path) for one in checked.findings] == [("F031", "cases")]
    assert checked.register is not None and not checked.register.case_by_id


def test_all_of_them_together_stay_within_the_limits_of_one(tmp_path: Path) -> None:
    write_base(tmp_path)
    for name in (
        "bytes-control-characters",
        "yaml-colons",
        "yaml-deep-brackets",
        "yaml-laughs",
        "yaml-map-20k",
        "body-stars",
    ):
        path, data = names()[name]
        write(tmp_path, path, data)
    assert limited(lambda: check(tmp_path, AS_OF)).what == ""
