"""The preview: pages from memory, a reload after a save, errors in the page, and nobody else's requests."""

from __future__ import annotations

import http.client
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
STARTER = REPOSITORY / "site_builder" / "starter"


def _heed_interrupts() -> None:
    """A shell starts what runs in its background deaf to Ctrl-C, and so would be all that a test starts from there."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.fixture
def register(tmp_path: Path) -> Path:
    shutil.copytree(STARTER, tmp_path / "town")
    return tmp_path / "town"


@pytest.fixture
def port(register: Path) -> Iterator[int]:
    command = [
        sys.executable,
        "-m",
        "site_builder",
        "-C",
        str(register),
        "serve",
        "--port",
        "0",
        "--as-of",
        "2025-10-17",
    ]
    process = subprocess.Popen(command, cwd=REPOSITORY, stderr=subprocess.PIPE, text=True, preexec_fn=_heed_interrupts)
    assert process.stderr is not None
    found = None
    for line in process.stderr:
        if match := re.search(r"http://127\.0\.0\.1:(\d+)/", line):
            found = int(match[1])
            break
    assert found is not None
    yield found
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=10)
    assert process.returncode == 0


def get(port: int, path: str, method: str = "GET", **headers: str) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request(method, path, headers={"Host": f"127.0.0.1:{port}", **headers})
    answer = connection.getresponse()
    return answer.status, answer.read()


def wait_for(port: int, path: str, text: str, status: int = 200) -> bytes:
    for _ in range(100):
        got, body = get(port, path)
        if got == status and text.encode() in body:
            return body
        time.sleep(0.1)
    raise AssertionError((path, text, got))


def test_a_save_is_shown_and_an_error_too_and_then_the_mended_page(register: Path, port: int) -> None:
    case = register / "cases/shimen/QTL-2025-0001.md"
    page = "/cases/QTL-2025-0001.html"
    wait_for(port, page, "甲户与乙户院墙排水争议")
    text = case.read_text(encoding="utf-8")
    case.write_text(text.replace("甲户与乙户院墙排水争议", "改过的标题"), encoding="utf-8")
    wait_for(port, page, "改过的标题")
    case.write_text(text.replace("kind: dispute", "kind: quarrel"), encoding="utf-8")
    body = wait_for(port, page, "QTL-2025-0001.md:4:7", 500)
    assert b"R107" in body
    case.write_text(text, encoding="utf-8")
    wait_for(port, page, "甲户与乙户院墙排水争议")
    assert not (register / "site").exists()


def test_the_browser_is_told_to_reload(register: Path, port: int) -> None:
    _, home = get(port, "/")
    script = re.search(rb'src="(/-/[\w-]+\.js)"', home)
    assert script
    status, code = get(port, script[1].decode())
    assert status == 200
    events = re.search(rb'EventSource\("([^"]+)"', code)
    assert events
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request("GET", events[1].decode(), headers={"Host": f"127.0.0.1:{port}"})
    stream = connection.getresponse()
    os.utime(register / "grids.yaml")
    assert stream.readline() == b"data: reload\n"


@pytest.mark.parametrize("path", ["/index.html", "/intake.html"])
def test_every_page_may_run_the_reload_and_its_own_scripts(port: int, path: str) -> None:
    _, page = get(port, path)
    assert b"script-src 'self'; connect-src 'self'" in page


HOSTILE = [
    ("/../pyproject.toml", {}), ("/%2e%2e/people.yaml", {}), ("/people.yaml", {}), ("/cases/shimen/QTL-2025-0001.md", {}),
    ("/-/wrong-token", {}), ("/-/.js", {}), ("//etc/passwd", {}), ("/index.html%00", {}), ("/cases/", {}), ("/static", {}),
]  # fmt: skip


@pytest.mark.parametrize(("path", "headers"), HOSTILE)
def test_only_paths_of_the_site_are_served(port: int, path: str, headers: dict[str, str]) -> None:
    status, body = get(port, path, **headers)
    assert status == 404
    assert b"root:" not in body
    assert "华来正".encode() not in body


@pytest.mark.parametrize(
    "headers",
    [{"Host": "evil.example"}, {"Host": "127.0.0.1"}, {"Host": "127.0.0.1:1"}, {"Host": "localhost.evil.example:8000"},
     {"Origin": "http://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}],
)  # fmt: skip
def test_only_this_computers_own_page_may_ask(port: int, headers: dict[str, str]) -> None:
    status, body = get(port, "/", **headers)
    assert status in (403, 421)
    assert body == b""


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_only_reading_is_answered(port: int, method: str) -> None:
    status, _ = get(port, "/", method)
    assert status in (405, 501)
