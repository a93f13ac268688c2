"""The register: its files and settings, the calendar it counts by, its cache, its repository and its hooks."""

from __future__ import annotations

import os
import re
import stat
import subprocess
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from site_builder.cache.ledger import read_ledger
from site_builder.cache.place import VARIABLE, cache_folder
from site_builder.cache.values import Damaged
from site_builder.doctor.sign import Sign
from site_builder.model.calendar import Calendar, MissingYear
from site_builder.settings import Settings, read_settings
from site_builder.sources.git import HistoryMissing, NotInGit, Repository, UnknownRevision
from site_builder.sources.layout import CASES, GRIDS, PEOPLE, SETTINGS
from site_builder.text.source import Source
from site_builder.writers.merge_events import ATTRIBUTES, GIT_CONFIG

OLDEST_GIT = (2, 30)
HOOKS = ".githooks"
DRIVER = "merge.sidan.driver"


def register(root: Path, today: date) -> Iterator[Sign]:
    """All that lies in the register's folder."""
    lost = [name for name in (GRIDS, PEOPLE, CASES) if not os.path.lexists(root / name)]
    if lost:
        yield Sign("no_register", "wrong", {"folder": str(root), "missing": ", ".join(lost)})
        return
    yield Sign("register", values={"folder": str(root.absolute())})
    yield from _modes(root)
    settings = Settings()
    try:
        data = (root / SETTINGS).read_bytes()
    except FileNotFoundError:
        data = None
    except OSError as error:
        yield Sign("unreadable", "wrong", {"path": SETTINGS, "reason": str(error.strerror)})
        data = None
    settings, findings = read_settings(Source(SETTINGS, data) if data is not None else None)
    for one in findings:
        yield Sign("settings_wrong", "wrong", {"place": str(one.place), "code": one.code})
    if not findings:
        yield Sign("settings")
    yield from _calendar(settings, today)
    yield from _cache(root)
    yield from _git(root, today)


def _modes(root: Path) -> Iterator[Sign]:
    for name in (GRIDS, PEOPLE, CASES):
        path = root / name
        if not os.access(path, os.R_OK):
            yield Sign("unreadable", "wrong", {"path": name, "reason": os.strerror(13)})
        elif not os.access(path, os.W_OK):
            yield Sign("not_writable", "note", {"path": name})
    for path in (root, root / CASES):
        mode = os.stat(path).st_mode
        if mode & stat.S_IWOTH:
            yield Sign("open_to_all", "wrong", {"path": str(path), "mode": oct(stat.S_IMODE(mode))[2:]})


def _calendar(settings: Settings, today: date) -> Iterator[Sign]:
    calendar = Calendar(settings.holidays)
    known = []
    for year in (today.year, today.year + 1):
        try:
            calendar.is_working_day(date(year, 1, 1))
            known.append(str(year))
        except MissingYear:
            is_this = year == today.year
            yield Sign("no_calendar" if is_this else "no_calendar_next", "wrong" if is_this else "note", {"year": year})
    if known:
        yield Sign("calendar", values={"years": ", ".join(known)})


def _cache(root: Path) -> Iterator[Sign]:
    if os.environ.get(VARIABLE) == "off":
        yield Sign("cache_none", "note")
        return
    folder = cache_folder(root)
    if folder is None:
        yield Sign("cache_unsafe", "note")
        return
    try:
        read_ledger(folder, lambda packs: None)
        yield Sign("cache")
    except Damaged as error:
        yield Sign("cache_damaged", "note", {"reason": str(error), "folder": str(folder)})
    except OSError:
        yield Sign("cache_unsafe", "note")


def _git(root: Path, today: date) -> Iterator[Sign]:
    told = _asked(root, "--version")
    version = re.search(r"\d+(\.\d+)+", told or "")
    if version is None:
        yield Sign("no_git", "note")
        return
    is_new = tuple(map(int, version[0].split(".")[:2])) >= OLDEST_GIT
    yield Sign("git" if is_new else "git_old", "ok" if is_new else "wrong", {"version": version[0]})
    folder: dict[str, str | int] = {"folder": str(root)}
    try:
        repository = Repository(root)
        head = repository.head()
    except NotInGit:
        yield Sign("no_repository", "note", folder)
        return
    except UnknownRevision:
        yield Sign("no_commit", "note")
        return
    except HistoryMissing:
        yield Sign("shallow", "note")
        return
    yield Sign("shallow", "note") if repository.is_shallow else Sign("repository")
    if head.on > today:
        yield Sign("clock_behind", "wrong", {"today": today.isoformat(), "commit": head.on.isoformat()})
    yield from _hooks(root, folder)
    yield from _driver(root, folder)


def _hooks(root: Path, folder: dict[str, str | int]) -> Iterator[Sign]:
    if (_asked(root, "config", "--get", "core.hooksPath") or "").rstrip("/") != HOOKS:
        yield Sign("no_hooks", "note", folder)
        return
    for name in ("pre-commit", "commit-msg"):
        if not os.access(root / HOOKS / name, os.X_OK):
            yield Sign("hooks_lost", "wrong", {"path": f"{HOOKS}/{name}"})
            return
    yield Sign("hooks")


def _driver(root: Path, folder: dict[str, str | int]) -> Iterator[Sign]:
    attributes = _asked(root, "check-attr", "merge", "--", f"{CASES}/village/case.md") or ""
    if _asked(root, "config", "--get", DRIVER) and attributes.endswith(": sidan"):
        yield Sign("merge_driver")
    else:
        yield Sign("no_merge_driver", "note", {**folder, "driver": GIT_CONFIG[DRIVER], "line": ATTRIBUTES})


def _asked(root: Path, *words: str) -> str | None:
    """What git answers, or None where it does not."""
    try:
        done = subprocess.run(["git", "-C", str(root), *words], capture_output=True, check=False)
    except OSError:
        return None
    return done.stdout.decode("utf-8", "replace").strip() if done.returncode == 0 else None
