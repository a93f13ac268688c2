"""What all tests share: golden files, the repository's folder, the command, quiet surroundings."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

REPOSITORY = Path(__file__).resolve().parent.parent
settings.register_profile(
    "sidan", deadline=None, derandomize=bool(os.environ.get("CI")), suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("sidan")
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # the program is started some hundred times: compiled once is enough


@pytest.fixture(scope="session", autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What commands keep from run to run is kept for these tests alone."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SIDAN_CACHE", str(tmp_path_factory.mktemp("cache")))
        yield


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--accept", action="store_true", help="rewrite the golden files")


@pytest.fixture(scope="session")
def repository() -> Path:
    return REPOSITORY


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[Path, str], None]:
    """Compare a text with a golden file; `--accept` rewrites it, which CI never does."""

    def compare(path: Path, text: str) -> None:
        if request.config.getoption("--accept") and not os.environ.get("CI"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        assert path.exists(), f"{path} is missing; run make accept and look at it"
        assert text == path.read_text(encoding="utf-8")

    return compare


@dataclass(frozen=True)
class Ran:
    code: int
    out: str
    err: str


@pytest.fixture
def sidan() -> Callable[..., Ran]:
    """Run the command as a user does."""

    def run(*arguments: str, cwd: Path = REPOSITORY, **more: str) -> Ran:
        environment = {**os.environ, "PYTHONPATH": str(REPOSITORY), "PYTHONIOENCODING": "utf-8", **more}
        done = subprocess.run(
            [sys.executable, "-m", "site_builder", *arguments],
            cwd=cwd,
            env=environment,
            capture_output=True,
            timeout=120,
            check=False,
        )
        assert b"Traceback" not in done.stderr, done.stderr.decode()
        return Ran(done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8"))

    return run


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """The browser, for one module; `CHROMIUM` names another one than Debian's."""
    from playwright.sync_api import sync_playwright

    found = os.environ.get("CHROMIUM") or shutil.which("chromium") or "chromium is missing: run make test"
    with sync_playwright() as p:
        browser = p.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield browser
        browser.close()
