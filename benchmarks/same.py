"""Whether a change to the program changes anything that comes out: every byte of the sites, every finding.

    python -m benchmarks.same REV [--cases 2000]

checks and builds the demonstration register, for each audience and in both languages, and a generated one, and checks
the broken one, with the program as it was at REV and as it is here, and names what differs. Exit 1 where anything does.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.register import AS_OF, ROOT, files

DEMONSTRATION = (
    ("--audience", "office"),
    ("--audience", "office", "--lang", "en"),
    ("--audience", "village:zhuyuan"),
    ("--audience", "board"),
)
GENERATED = (("--audience", "office"),)
BROKEN = ROOT / "tests/broken/register"


def run(program: Path, register: Path, *words: str) -> bytes:
    """What a command of one version of the program prints about a register."""
    command = [sys.executable, "-m", "site_builder", "-C", str(register), *words, "--as-of", str(AS_OF)]
    done = subprocess.run(command, env={**os.environ, "PYTHONPATH": str(program)}, capture_output=True, cwd=program)
    if done.returncode > 1:
        sys.exit(done.stderr.decode())
    return done.stdout


def outcome(program: Path, register: Path, audiences: tuple[tuple[str, ...], ...], out: Path) -> dict[str, bytes]:
    """All that comes out, by name."""
    found = {"check --format json": run(program, register, "check", "--format", "json")}
    for number, audience in enumerate(audiences):
        site = out / str(number)
        run(program, register, "build", "--out", str(site), "--draft", *audience)
        for path in sorted(path for path in site.rglob("*") if path.is_file()):
            found[f"{' '.join(audience)}: {path.relative_to(site)}"] = path.read_bytes()
    return found


def differing(before: dict[str, bytes], after: dict[str, bytes]) -> Iterator[str]:
    for name in sorted(before.keys() | after.keys()):
        if before.get(name) != after.get(name):
            yield name


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("rev")
    arguments.add_argument("--cases", type=int, default=2_000)
    asked = arguments.parse_args()
    wrong = 0
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        base, register = folder / "base", folder / "register"
        subprocess.run(
            ["git", "-C", str(ROOT), "worktree", "add", "--quiet", "--detach", str(base), asked.rev], check=True
        )
        try:
            for path, data in files(asked.cases, 1):
                (register / path).parent.mkdir(parents=True, exist_ok=True)
                (register / path).write_bytes(data)
            for name, where, audiences in (
                ("demonstration", ROOT, DEMONSTRATION),
                ("generated", register, GENERATED),
                ("broken", BROKEN, ()),
            ):
                before = outcome(base, where, audiences, folder / name / "before")
                after = outcome(ROOT, where, audiences, folder / name / "after")
                found = list(differing(before, after))
                wrong += len(found)
                sys.stdout.write(f"{name}: {len(before)} files before, {len(after)} after, {len(found)} differ\n")
                sys.stdout.write("".join(f"  {line}\n" for line in found[:20]))
        finally:
            subprocess.run(["git", "-C", str(ROOT), "worktree", "remove", "--force", str(base)], check=True)
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
