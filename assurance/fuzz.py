"""The loader under atheris, which looks for inputs that take a way nobody took before.

`python -m assurance.fuzz FOLDER [options of libFuzzer]` goes on as long as it is let, and keeps what it found in a folder.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from assurance import Result
from tests.hostile import corpus

SECONDS = 120
"""So long it looks at share 1."""


def run(share: float) -> Result:
    """A try is an input; a traceback, a signal, more than 5 seconds or 512 MB for one of them is a failure."""
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        for name, data in corpus.records():
            if len(data) < 4096:
                (Path(folder) / name).write_bytes(data)
        seconds = max(5, round(SECONDS * share))
        asked = (
            f"-max_total_time={seconds}",
            "-timeout=5",
            "-rss_limit_mb=700",
            "-max_len=4096",
            f"-artifact_prefix={folder}/found-",
        )
        done = subprocess.run([sys.executable, "-m", "assurance.fuzz", folder, *asked], capture_output=True, text=True, errors="replace", check=False)  # fmt: skip
        told = re.findall(r"#(\d+)", done.stderr)
    notes = () if done.returncode == 0 else tuple(done.stderr.strip().splitlines()[-4:])
    return Result("P1", max(map(int, told), default=0), int(done.returncode != 0), time.monotonic() - begun, notes)


def target(data: bytes) -> None:
    """One input: a finding or a record, and every finding inside the file."""
    from site_builder.records.read import read_json, read_markdown, read_yaml
    from site_builder.text.source import Source

    for read in (
        read_markdown(Source("cases/a/A.md", data)),
        read_markdown(Source("cases/a/A.md", b"---\n" + data + b"\n---\n")),
        read_yaml(Source("grids.yaml", data)),
        read_json(Source("grids.geojson", data)),
    ):
        assert read.record is not None or read.findings
        for one in read.findings:
            assert one.place.line >= 1 and one.place.column >= 1, one
        if read.record is not None:
            assert len(list(read.record.scalars())) >= 0


def main() -> None:
    import atheris

    with atheris.instrument_imports(include=["site_builder.records", "site_builder.text"]):
        from site_builder.records import read

        assert read is not None
    atheris.Setup(sys.argv, target)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
