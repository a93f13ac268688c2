"""A register with the demonstration's grids and people and no case yet."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.conftest import REPOSITORY


@pytest.fixture
def register(tmp_path: Path) -> Path:
    folder = tmp_path / "register"
    (folder / "cases").mkdir(parents=True)
    for name in ("grids.yaml", "people.yaml"):
        shutil.copy(REPOSITORY / name, folder / name)
    return folder
