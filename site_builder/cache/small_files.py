"""Small files of the cache that stand by themselves, each replaced in one step."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any


def replace_json(path: Path, value: Any) -> None:
    """Put a value in the place of what is there; where the disk refuses, that stays."""
    part = path.with_name(f"{path.name}-{os.getpid()}")
    try:
        part.write_text(json.dumps(value), encoding="utf-8")
        os.replace(part, path)
    except OSError:
        return
