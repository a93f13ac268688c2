"""A mark of its own in every text of every record is found in no file and no message that is not for its readers.

Each audience's site is built by the command and read as its readers and their programs may (13 encodings and packings);
what the other commands say is looked through for the marks of sealed matters. Each mark that may not be found in one of
these is a try.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from assurance import Result
from tests.support.canaries import Canaries, found_in, marks_in

DAY = ("--as-of", "2025-10-17")
AUDIENCES = {"office": "office", "village": "village:chachong", "board": "board"}
COMMANDS = (
    ("check",), ("check", "--format", "json"), ("check", "--format", "sarif"), ("stats",), ("due", "--within", "400"), ("week", "2025-W38", "--format", "csv"),
    ("week", "2025-W38", "--format", "json"), ("export", "--format", "json"), ("export", "--format", "csv"),
)  # fmt: skip


def run(share: float) -> Result:
    """All audiences and commands; at a share below a half the sites alone."""
    begun = time.monotonic()
    tries, notes = 0, []
    with tempfile.TemporaryDirectory(prefix="sidan-canaries-") as folder:
        marks = Canaries(Path(folder) / "register").write()
        for kind, audience in AUDIENCES.items():
            out = Path(folder) / f"{kind}-site"
            done = _sidan(marks.root, "build", "--draft", "--audience", audience, "--out", str(out), *DAY)
            hidden = marks.hidden_from(kind)
            tries += len(hidden)
            if done.returncode:
                notes.append(f"{kind}: {done.stderr.decode()[-200:]}")
            files = {str(path.relative_to(folder)): path.read_bytes() for path in _files(Path(folder), kind)}
            said = {"what the command said": done.stdout + done.stderr}
            notes += [f"{kind}: {hidden[one]} in {path}" for one, path in found_in({**files, **said}) if one in hidden]
            given = marks.given_to(kind).keys() - {one for one, _ in found_in(files)}
            notes += [f"{kind}: {marks.place[one]} was not seen" for one in given]
        sealed = {one: place for one, place in marks.hidden_from("office").items() if "sealed" in place}
        for words in COMMANDS if share >= 0.5 else ():
            done = _sidan(marks.root, *words, *DAY)
            tries += len(sealed)
            notes += [f"{words}: {sealed[one]}" for one in marks_in(done.stdout + done.stderr) if one in sealed]
    return Result("P7", tries, len(notes), time.monotonic() - begun, tuple(notes[:8]))


def _files(folder: Path, kind: str) -> list[Path]:
    """The site, and what lies beside it."""
    found = [*(folder / f"{kind}-site").rglob("*"), *(folder / f".{kind}-site.sidan").rglob("*")]
    return sorted(path for path in found if path.is_file())


def _sidan(root: Path, *words: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "site_builder", "-C", str(root), *words], capture_output=True, check=False
    )
