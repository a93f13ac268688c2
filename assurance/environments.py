"""The same register built in eight surroundings: one hash."""

from __future__ import annotations

import hashlib
import os
import random
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from assurance import Result
from assurance.publishing_faults import MEMORY
from assurance.worlds import site

ROOT = Path(__file__).resolve().parent.parent
AS_OF, BEFORE = "2025-10-17", "2025-10-10"
TOP = ("grids.yaml", "people.yaml", "pyproject.toml")


@dataclass(frozen=True)
class Surroundings:
    """What is different: the variables, the umask, the order in which files were made, how many work, and whether it is
    built upon an earlier site."""

    name: str
    variables: dict[str, str] = field(default_factory=dict)
    umask: int = 0o022
    order: int = 0
    jobs: int = 1
    upon: bool = False
    memory: bool = True
    inside: bool = False


SURROUNDINGS = (
    Surroundings("plain", {"PYTHONHASHSEED": "0", "TZ": "Asia/Shanghai", "LC_ALL": "C.UTF-8"}),
    Surroundings("another hash seed", {"PYTHONHASHSEED": "4711"}),
    Surroundings("another zone", {"TZ": "America/Los_Angeles", "PYTHONHASHSEED": "1"}, inside=True),
    Surroundings("no locale", {"LC_ALL": "C", "LANG": "C", "PYTHONHASHSEED": "2"}),
    Surroundings("a narrow umask, files made in another order", {"PYTHONHASHSEED": "3"}, umask=0o077, order=1),
    Surroundings("three processes", {"PYTHONHASHSEED": "4"}, jobs=3, order=2),
    Surroundings("upon last week's site", {"PYTHONHASHSEED": "5", "TZ": "Pacific/Kiritimati"}, upon=True, order=3),
    Surroundings(
        "a real disk, two processes, upon last week's",
        {"PYTHONHASHSEED": "6"},
        order=4,
        jobs=2,
        upon=True,
        memory=False,
    ),
)


def run(share: float) -> Result:
    """At share 1 the demonstration register, the office's site; a smaller share takes the starter's."""
    began = time.monotonic()
    source = ROOT if share >= 1 else ROOT / "site_builder" / "starter"
    chosen = SURROUNDINGS if share >= 0.5 else SURROUNDINGS[:1] + SURROUNDINGS[4::2]
    first = ""
    failures = []
    for one in chosen:
        found = _hash(source, one)
        first = first or found
        if found != first:
            failures.append(f"{one.name}: {found}")
    return Result("P10", len(chosen), len(failures), time.monotonic() - began, (f"one hash: {first}", *failures))


def _hash(source: Path, one: Surroundings) -> str:
    """What stands for every path and byte of the site."""
    with TemporaryDirectory(prefix="sidan-", dir=MEMORY if one.memory else None) as folder:
        register = Path(folder, f"town {one.order}")
        environment = {
            **os.environ,
            "SIDAN_CACHE": str(Path(folder, "cache")),
            **one.variables,
            "PYTHONPATH": str(ROOT),
        }
        _copied(source, register, one.order)
        if one.upon:
            _build(register, one, environment, BEFORE)
        _build(register, one, environment, AS_OF)
        every = sorted(site(register / "site").items())
    total = hashlib.sha256()
    for path, data in every:
        total.update(f"{path}\0{len(data)}\0".encode() + data)
    return f"{total.hexdigest()[:16]} ({len(every)} files)"


def _copied(source: Path, register: Path, order: int) -> None:
    """The register's files, made one after another in an order of chance, and committed at a fixed time."""
    files = [*sorted((source / "cases").rglob("*.md")), *sorted((source / "attachments").rglob("*.*"))]
    names = [*TOP, *(path.relative_to(source).as_posix() for path in files)]
    random.Random(order).shuffle(names)
    for name in names:
        (register / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source / name, register / name)
    when = "2025-10-01T12:00:00+08:00"
    git = ["git", "-C", str(register), "-c", "user.name=张三", "-c", "user.email=z@example.cn"]
    dates = {**os.environ, "GIT_AUTHOR_DATE": when, "GIT_COMMITTER_DATE": when}
    for words in (["init", "-q", "-b", "main"], ["add", "."], ["commit", "-q", "-m", "登记"]):
        subprocess.run([*git, *words], check=True, capture_output=True, env=dates)


def _build(register: Path, one: Surroundings, environment: dict[str, str], day: str) -> None:
    command = [sys.executable, "-m", "site_builder", "-C", "." if one.inside else register]
    command += ["build", "--as-of", day, "--jobs", str(one.jobs), "--out", register / "site"]
    place = register if one.inside else ROOT
    done = subprocess.run(command, cwd=place, env=environment, capture_output=True, text=True, umask=one.umask, check=False)  # fmt: skip
    if done.returncode:
        raise RuntimeError(done.stderr[-500:])
