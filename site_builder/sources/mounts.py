"""On what kind of file system a folder lies, and whether that tells of changes."""

from __future__ import annotations

import os
import re
from pathlib import Path

MOUNTS = Path("/proc/mounts")
UNTOLD = ("nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "vboxsf", "prl_fs", "afs", "ceph", "drvfs")
"""Others change files there and no event comes; `fuse` and its kinds too."""


def changes_go_untold(folder: Path) -> str:
    """The kind of file system where nobody is told of changes that others make; "" where one is, or nobody knows."""
    kind = file_system(folder)
    return kind if kind in UNTOLD or kind.split(".")[0] in ("fuse", "fuseblk") else ""


def file_system(folder: Path) -> str:
    """The kind of the file system that a folder lies on; "" where that is not known."""
    try:
        text = MOUNTS.read_text(encoding="utf-8", errors="surrogateescape")
    except OSError:
        return ""
    full = os.path.realpath(folder)
    best, kind = "", ""
    for line in text.splitlines():
        words = line.split(" ")
        if len(words) < 3:
            continue
        point = re.sub(r"\\([0-7]{3})", lambda found: chr(int(found[1], 8)), words[1])
        if (full == point or full.startswith(point.rstrip("/") + "/")) and len(point) >= len(best):
            best, kind = point, words[2]
    return kind
