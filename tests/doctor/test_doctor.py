"""The doctor: each thing it looks at is broken on purpose, and it says so, with a way out."""

from __future__ import annotations

import errno
import json
import os
import shutil
import subprocess
import sys
import zoneinfo
from collections import namedtuple
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest
import yaml

from assurance.worlds import NEW, OLD, page, publish_world
from site_builder.cache import ledger
from site_builder.cache.place import VARIABLE, cache_folder
from site_builder.doctor import machine, register, sites
from site_builder.doctor.examine import examine, outputs_in
from site_builder.doctor.sign import Sign, as_object, as_text
from site_builder.output import place
from site_builder.sources import mounts
from site_builder.spec.texts import texts
from site_builder.writers.merge_events import GIT_CONFIG
from tests.conftest import REPOSITORY, Ran

TODAY = date(2025, 10, 17)
STARTER = REPOSITORY / "site_builder" / "starter"


@dataclass
class Town:
    """A register with a site, and the means to break things."""

    root: Path
    patch: pytest.MonkeyPatch
    until: ExitStack
    today: date = TODAY
    roots: list[Path] = field(default_factory=list)

    @property
    def out(self) -> Path:
        return self.root / "site"

    @property
    def store(self) -> Path:
        return self.root / ".site.sidan"

    @property
    def standby(self) -> Path:
        return self.store / ("b" if os.readlink(self.out).endswith("a") else "a")

    def git(self, *words: str, **more: str) -> None:
        who = ("-c", "user.name=张三", "-c", "user.email=z@example.cn")
        subprocess.run(["git", "-C", str(self.root), *who, *words], check=True, capture_output=True, env={**os.environ, **more})  # fmt: skip

    def committed(self, day: str = "2025-10-01") -> None:
        self.git("init", "-q")
        self.git("add", "grids.yaml", ".githooks", ".gitattributes")
        when = f"{day}T12:00:00+08:00"
        self.git("commit", "-qm", "一", GIT_AUTHOR_DATE=when, GIT_COMMITTER_DATE=when)
        for name, value in {**GIT_CONFIG, "core.hooksPath": ".githooks"}.items():
            self.git("config", name, value)

    def signs(self) -> list[Sign]:
        return list(examine(self.root, self.today, outputs_in(self.root), self.roots))


@pytest.fixture
def town(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Town]:
    root = tmp_path / "town"
    shutil.copytree(STARTER, root)
    (root / "githooks").rename(root / ".githooks")
    (root / "gitattributes").rename(root / ".gitattributes")
    for hook in (root / ".githooks").iterdir():
        hook.chmod(0o755)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv(VARIABLE, str(tmp_path / "cache"))
    with ExitStack() as until:
        yield Town(root, monkeypatch, until)


def put(town: Town, name: str, value: str) -> None:
    path = town.root / name
    path.write_text(path.read_text(encoding="utf-8") + value, encoding="utf-8")


def old_python(town: Town) -> None:
    info = namedtuple("info", "major minor micro releaselevel serial")
    town.patch.setattr(machine.sys, "version_info", info(3, 9, 2, "final", 0))


def told(town: Town, requires: list[str], pdf: str | None = None) -> None:
    town.patch.setattr(metadata, "requires", lambda _: requires)
    town.patch.setattr(machine, "missing", lambda: pdf)


def no_zone(town: Town) -> None:
    def lost(_: str) -> None:
        raise zoneinfo.ZoneInfoNotFoundError

    town.patch.setattr(machine, "ZoneInfo", lost)


def little_room(town: Town) -> None:
    usage = namedtuple("usage", "total used free")
    town.patch.setattr(machine.shutil, "disk_usage", lambda _: usage(9, 9, 50_000_000))


def on_a_share(town: Town) -> None:
    listed = town.root.parent / "mounts"
    listed.write_text(f"none / ext4 rw 0 0\n//srv/x {town.root.parent} cifs rw 0 0\n")
    town.patch.setattr(mounts, "MOUNTS", listed)


def refused(town: Town, name: str, how: int) -> None:
    real = os.access
    town.patch.setattr(os, "access", lambda path, mode: real(path, mode) and not (str(path).endswith(name) and mode == how))  # fmt: skip


def unreadable_settings(town: Town) -> None:
    (town.root / "pyproject.toml").unlink()
    (town.root / "pyproject.toml").mkdir()


def damaged_cache(town: Town) -> None:
    folder = cache_folder(town.root)
    assert folder is not None
    (folder / ledger.NAME).write_bytes(b"x")


def open_cache(town: Town) -> None:
    folder = cache_folder(town.root)
    assert folder is not None
    folder.chmod(0o777)


def no_git(town: Town) -> None:
    town.patch.setenv("PATH", str(town.root))


def old_git(town: Town) -> None:
    town.committed()
    real = register._asked
    town.patch.setattr(register, "_asked", lambda root, *words: "git version 2.17.1" if words == ("--version",) else real(root, *words))  # fmt: skip


def shallow(town: Town) -> None:
    town.committed()
    town.git("commit", "--no-verify", "--allow-empty", "-qm", "二")
    head = subprocess.run(["git", "-C", str(town.root), "rev-parse", "HEAD"], capture_output=True, text=True, check=True)  # fmt: skip
    (town.root / ".git/shallow").write_text(head.stdout)


def without(town: Town, name: str) -> None:
    town.committed()
    town.git("config", "--unset", name)


def a_hook_that_cannot_run(town: Town) -> None:
    town.committed()
    (town.root / ".githooks/pre-commit").chmod(0o644)


def a_site(town: Town, times: int = 2) -> None:
    for number in range(times):
        publish_world(town.out, {**OLD, "cases/a.html": page(str(number))})


def in_place(town: Town) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise OSError(errno.EPERM, "")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "symlink", refuse)
        a_site(town)


def mixed(town: Town) -> None:
    in_place(town)
    (town.store / "site.dirty.json").write_text('["index.html"]')


def unmarked(town: Town) -> None:
    a_site(town)
    (town.store / place.MARKER).unlink()


def a_link_elsewhere(town: Town) -> None:
    a_site(town)
    town.out.unlink()
    town.out.symlink_to("cases")


def lost_page(town: Town) -> None:
    a_site(town)
    (town.out / "index.html").unlink()


def damaged_manifest(town: Town) -> None:
    a_site(town)
    (town.store / f"{os.readlink(town.out)[-1]}.json").write_text("{")


def broken_off(town: Town) -> None:
    a_site(town)
    (town.store / f"{town.standby.name}.dirty.json").write_text('["index.html"]')


def busy(town: Town) -> None:
    a_site(town)
    town.until.enter_context(place.locked(str(town.store)))


def foreign(town: Town) -> None:
    a_site(town)
    (town.out / "mine.txt").write_text("x")


def aside(town: Town) -> None:
    a_site(town)
    (town.standby / "stranger.txt").write_text("x")
    publish_world(town.out, NEW)


def withdrawn(town: Town) -> None:
    """What a build leaves that is killed between turning the link and clearing the former tree."""
    a_site(town)
    publish_world(town.out, OLD)
    publish_world(town.out, OLD)
    former = town.standby
    saved = town.root.parent / "saved"
    shutil.copytree(former, saved / "tree")
    manifest = (town.store / f"{former.name}.json").read_bytes()
    publish_world(town.out, OLD)
    publish_world(town.out, NEW)
    former = town.standby
    shutil.rmtree(former)
    shutil.copytree(saved / "tree", former)
    (town.store / f"{former.name}.json").write_bytes(manifest)


def chmod(town: Town, mode: int) -> None:
    a_site(town)
    (town.store / "a").chmod(mode)


def somebody_elses(town: Town) -> None:
    a_site(town)
    refused(town, "/a", os.W_OK)


def served(town: Town, what: str) -> None:
    www = town.root.parent / "www"
    www.mkdir()
    publish_world(www / "board", OLD)
    town.roots = [{"site": www / "board", "above": www, "empty": www.parent / "none", "register": town.root}[what]]
    if what == "register":
        town.committed()


def two_audiences(town: Town) -> None:
    served(town, "above")
    publish_world(town.root.parent / "www/office", OLD)
    marker = town.root.parent / "www/.office.sidan" / place.MARKER
    marker.write_text(marker.read_text().replace("board", "office"))


def unreadable_root(town: Town) -> None:
    town.roots = [town.root]

    def refuse(*_: Any, **named: Any) -> Iterator[Any]:
        named["onerror"](PermissionError(errno.EACCES, "refused"))
        return iter(())

    town.patch.setattr(sites.os, "walk", refuse)


def nothing(town: Town) -> None: ...


STATES: dict[str, tuple[str, Callable[[Town], Any]]] = {
    "python": ("ok", nothing), "python_old": ("wrong", old_python), "libyaml": ("ok", nothing),
    "no_libyaml": ("wrong", lambda town: town.patch.setattr(yaml, "__with_libyaml__", False)),
    "extra": ("ok", lambda town: told(town, ["pytest>=1; extra == 'lsp'"])),
    "no_extra": ("note", lambda town: told(town, ["nosuchpackage>=1; extra == \"pdf\""])),
    "pdf": ("ok", lambda town: told(town, ["pytest; extra == 'pdf'"])),
    "no_pdf_library": ("note", lambda town: told(town, ["pytest; extra == 'pdf'"], "library")),
    "no_pdf_font": ("note", lambda town: told(town, ["pytest; extra == 'pdf'"], "font")),
    "encoding": ("ok", nothing),
    "encoding_wrong": ("wrong", lambda town: town.patch.setattr(sys, "getfilesystemencoding", lambda: "ascii")),
    "zone": ("ok", nothing), "no_zone": ("wrong", no_zone),
    "clock_behind": ("wrong", lambda town: town.committed("2025-10-19")),
    "disk": ("ok", nothing), "disk_low": ("wrong", little_room),
    "watch": ("ok", nothing), "watch_network": ("note", on_a_share),
    "register": ("ok", nothing), "no_register": ("wrong", lambda town: (town.root / "people.yaml").unlink()),
    "unreadable": ("wrong", lambda town: refused(town, "people.yaml", os.R_OK)),
    "not_writable": ("note", lambda town: refused(town, "cases", os.W_OK)),
    "open_to_all": ("wrong", lambda town: (town.root / "cases").chmod(0o777)),
    "settings": ("ok", nothing),
    "settings_wrong": ("wrong", lambda town: put(town, "pyproject.toml", "\n[tool.sidan.limits]\nquick = 3\n")),
    "calendar": ("ok", nothing), "no_calendar": ("wrong", lambda town: vars(town).update(today=date(2055, 1, 5))),
    "no_calendar_next": ("note", lambda town: vars(town).update(today=date(2026, 1, 5))),
    "cache": ("ok", nothing), "cache_none": ("note", lambda town: town.patch.setenv(VARIABLE, "off")),
    "cache_unsafe": ("note", open_cache), "cache_damaged": ("note", damaged_cache),
    "git": ("ok", nothing), "git_old": ("wrong", old_git), "no_git": ("note", no_git),
    "repository": ("ok", Town.committed), "no_repository": ("note", nothing),
    "no_commit": ("note", lambda town: town.git("init", "-q")), "shallow": ("note", shallow),
    "hooks": ("ok", Town.committed), "no_hooks": ("note", lambda town: without(town, "core.hooksPath")),
    "hooks_lost": ("wrong", a_hook_that_cannot_run),
    "merge_driver": ("ok", Town.committed), "no_merge_driver": ("note", lambda town: without(town, register.DRIVER)),
    "no_site": ("note", nothing), "site": ("ok", a_site), "site_in_place": ("note", in_place),
    "site_unmarked": ("wrong", unmarked), "site_strange": ("wrong", a_link_elsewhere), "site_lost": ("wrong", lost_page),
    "site_damaged": ("wrong", damaged_manifest), "site_broken_off": ("note", broken_off), "site_mixed": ("wrong", mixed),
    "site_busy": ("note", busy), "site_foreign": ("note", foreign), "site_aside": ("note", aside),
    "site_withdrawn": ("wrong", withdrawn), "site_not_ours": ("wrong", somebody_elses),
    "site_unserved": ("note", lambda town: chmod(town, 0o700)), "site_open": ("wrong", lambda town: chmod(town, 0o777)),
    "root": ("ok", lambda town: served(town, "site")), "root_empty": ("wrong", lambda town: served(town, "empty")),
    "root_mixed": ("wrong", two_audiences), "root_register": ("wrong", lambda town: served(town, "register")),
    "root_git": ("wrong", lambda town: served(town, "register")),
    "root_store": ("wrong", lambda town: served(town, "above")), "root_gone": ("wrong", unreadable_root),
}  # fmt: skip


def test_everything_it_can_say_is_brought_about() -> None:
    assert STATES.keys() == {name for name in texts("doctor")["zh"] if not name.startswith(("help_", "level_"))}


@pytest.mark.parametrize("about", STATES)
def test_it_says_what_is_the_matter_and_the_way_out(town: Town, about: str) -> None:
    level, bring_about = STATES[about]
    bring_about(town)
    found = [sign for sign in town.signs() if sign.about == about]
    assert {sign.level for sign in found} == {level}, town.signs()
    for language in ("zh", "en"):
        lines = as_text(found, language)
        assert len(lines) == len(found) * (1 if level == "ok" else 2)
        assert not [line for line in lines if "{" in line.replace("{folder}", "{")]


def test_a_sound_installation_has_nothing_wrong(town: Town) -> None:
    town.committed()
    a_site(town)
    assert [sign for sign in town.signs() if sign.level == "wrong"] == []
    before = sorted((path.as_posix(), path.lstat().st_mtime_ns) for path in town.root.rglob("*"))
    town.signs()
    assert sorted((path.as_posix(), path.lstat().st_mtime_ns) for path in town.root.rglob("*")) == before


def test_signs_for_programs(town: Town) -> None:
    told = as_object(town.signs(), "en")
    assert json.loads(json.dumps(told)) == told


def test_names_from_the_disk_cannot_speak_to_the_terminal(town: Town) -> None:
    a_site(town)
    (town.out / "a\x1b[2J\u202e.txt").write_text("x")
    assert "\x1b" not in "".join(as_text(town.signs(), "zh"))
    assert "\u202e" not in "".join(as_text(town.signs(), "zh"))


def test_the_command(sidan: Callable[..., Ran], town: Town) -> None:
    town.committed()
    ran = sidan("-C", str(town.root), "doctor", "--as-of", "2025-10-17", "--lang", "en", "--format", "json")
    told = json.loads(ran.out)
    assert ran.code == (1 if told["summary"]["wrong"] else 0) == 0
    shutil.rmtree(town.root / "cases")
    ran = sidan("-C", str(town.root), "doctor", "--as-of", "2025-10-17")
    assert ran.code == 1
    assert "不是登记簿：没有 cases" in ran.out
