"""A real git repository in a temporary folder, with commits by whom and on what day a test says."""

from __future__ import annotations

import os
import shutil
import subprocess
from datetime import date
from pathlib import Path

NOBODY = "nobody@forge.example"
GONE = None


class GitRegister:
    """A register under git. Files are given as bytes or text by path; None takes one away."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self.git("init", "--quiet", "--initial-branch=main")

    def git(self, *arguments: str, on: date = date(2025, 10, 1), by: str = NOBODY, name: str = "x") -> str:
        """What git says. `by` and `name` are the address and the name of whoever commits."""
        when = f"{on}T12:00:00+08:00"
        environment = {
            "PATH": os.environ["PATH"], "HOME": str(self.folder), "LC_ALL": "C", "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_AUTHOR_NAME": name, "GIT_AUTHOR_EMAIL": by, "GIT_AUTHOR_DATE": when,
            "GIT_COMMITTER_NAME": name, "GIT_COMMITTER_EMAIL": by, "GIT_COMMITTER_DATE": when,
        }  # fmt: skip
        done = subprocess.run(
            ["git", "-C", str(self.folder), *arguments], check=True, capture_output=True, env=environment
        )
        return done.stdout.decode().strip()

    def write(self, files: dict[str, bytes | str | None]) -> None:
        """Write files to the folder without committing them."""
        for path, data in files.items():
            target = self.folder / path
            if target.is_symlink() or target.is_file():
                target.unlink()
            elif target.is_dir():
                shutil.rmtree(target)
            if data is not None:
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(data.encode() if isinstance(data, str) else data)

    def commit(
        self, files: dict[str, bytes | str | None] | None = None, on: date = date(2025, 10, 1), by: str = NOBODY,
        message: str = "change", name: str = "x",
    ) -> str:  # fmt: skip
        """Write and commit; the commit's id."""
        self.write(files or {})
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message", message, on=on, by=by, name=name)
        return self.git("rev-parse", "HEAD")

    def text(self, path: str) -> str:
        return (self.folder / path).read_text(encoding="utf-8")
