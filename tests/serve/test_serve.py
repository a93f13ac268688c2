"""The preview: pages from memory, a reload after a save, errors in the page, and nobody else's requests."""

from __future__ import annotations

import errno
import http.client
import logging
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from assurance import preview_requests
from assurance.worlds import OLD, publish_world
from site_builder.serve import watch
from site_builder.serve.server import NotHere, make_server
from site_builder.serve.shown import Preview, State

REPOSITORY = Path(__file__).resolve().parents[2]
STARTER = REPOSITORY / "site_builder" / "starter"


def _heed_interrupts() -> None:
    """A shell starts what runs in its background deaf to Ctrl-C, and so would be all that a test starts from there."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.fixture
def register(tmp_path: Path) -> Path:
    shutil.copytree(STARTER, tmp_path / "town")
    return tmp_path / "town"


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(shutil.copytree(STARTER, tmp_path_factory.mktemp("served") / "town"))


@pytest.fixture(scope="module")
def port(town: Path) -> Iterator[int]:
    """One preview for all tests that ask it; who changes a file puts it back."""
    command = [
        sys.executable,
        "-m",
        "site_builder",
        "-C",
        str(town),
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


def test_a_save_is_shown_and_an_error_too_and_then_the_mended_page(town: Path, port: int) -> None:
    case = town / "cases/shimen/QTL-2025-0001.md"
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
    assert not (town / "site").exists()


def test_the_browser_is_told_to_reload(town: Path, port: int) -> None:
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
    assert stream.getheader("Content-Security-Policy")
    os.utime(town / "grids.yaml")  # touched and not changed: no reload
    time.sleep(1)
    case = town / "cases/shimen/QTL-2025-0001.md"
    case.write_text(case.read_text(encoding="utf-8").replace("甲户", "丙户"), encoding="utf-8")
    assert stream.readline() == b"data: reload\n"


@pytest.mark.parametrize("path", ["/index.html", "/intake.html"])
def test_every_page_may_run_the_reload_and_its_own_scripts(port: int, path: str) -> None:
    _, page = get(port, path)
    assert b"script-src 'self'; connect-src 'self'" in page


def test_every_answer_tells_the_browser_what_it_may_do(port: int) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    for path in ("/", "/api/cases.json", "/none", "/../x"):
        connection.request("GET", path, headers={"Host": f"127.0.0.1:{port}"})
        answer = connection.getresponse()
        answer.read()
        told = {name.lower(): value for name, value in answer.getheaders()}
        assert "frame-ancestors 'none'" in told["content-security-policy"]
        assert told["x-content-type-options"] == "nosniff"
        assert told["x-frame-options"] == "DENY"
        assert told["cache-control"] == "no-store"
        assert told["referrer-policy"] == "no-referrer"
        assert told["cross-origin-resource-policy"] == "same-origin"
        assert "access-control-allow-origin" not in told


def test_no_stranger_is_answered_with_content() -> None:
    result = preview_requests.run(1)
    assert result.tries >= 40
    assert result.failures == 0, result.notes


def test_the_other_loopback_address_is_the_same_computer() -> None:
    with preview_requests.serving("::1") as (_, port):
        for name, status in (("[::1]", b"200"), ("localhost", b"200"), ("127.0.0.1", b"421")):
            got = preview_requests.answer(port, f"GET / HTTP/1.1\r\nHost: {name}:{port}\r\n\r\n", "::1")
            assert got.split(b" ")[1] == status, name


@pytest.mark.parametrize("address", ["0.0.0.0", "::", "8.8.8.8", "224.0.0.1", "localhost", "evil.example", ""])
def test_a_preview_is_no_public_server(address: str) -> None:
    with pytest.raises(NotHere):
        make_server(State(Preview({})), 0, address)


def test_what_is_shown_says_for_whom(tmp_path: Path) -> None:
    with preview_requests.serving() as (state, port):
        state.show(Preview({}, "R107 <b>"))
        got = preview_requests.answer(port, f"GET / HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n")
    assert b"Preview: office" in got
    assert b"R107 &lt;b&gt;" in got


class Watched:
    """A folder watched in a thread, with what happened."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.builds: list[float] = []
        self.said: list[str] = []
        self.stop = threading.Event()
        arguments = (root, watch.fingerprint(root), self._built, self.stop, self.said.append)
        self.thread = threading.Thread(target=watch.watch, args=arguments)
        self.thread.start()
        time.sleep(0.3)

    def _built(self) -> None:
        self.builds.append(time.monotonic())

    def after(self, seconds: float, enough: int = 99) -> int:
        """How many builds there are after so long, or as soon as there are enough."""
        until = time.monotonic() + seconds
        while time.monotonic() < until and len(self.builds) < enough:
            time.sleep(0.02)
        return len(self.builds)


@pytest.fixture
def watched(register: Path) -> Iterator[Callable[[], Watched]]:
    every: list[Watched] = []

    def begin() -> Watched:
        every.append(Watched(register))
        return every[-1]

    yield begin
    for one in every:
        one.stop.set()
        one.thread.join(10)


def test_many_changes_at_once_are_one_build(watched: Callable[[], Watched]) -> None:
    town = watched()
    for number in range(20):
        (town.root / f"cases/shimen/new-{number}.md").write_text("x", encoding="utf-8")
    assert town.after(5, 1) == 1
    assert town.after(0.8) == 1


def test_an_attachment_put_there_is_one_build(watched: Callable[[], Watched], register: Path) -> None:
    folder = register / "attachments/QTL-2025-0001"
    folder.mkdir(parents=True)
    town = watched()
    (folder / "ditch.png").write_bytes(b"x")
    assert town.after(5, 1) == 1


def test_a_file_saved_by_taking_it_away_first_is_one_build(watched: Callable[[], Watched]) -> None:
    town = watched()
    case = town.root / "cases/shimen/QTL-2025-0001.md"
    text = case.read_text(encoding="utf-8")
    case.unlink()
    time.sleep(0.05)
    case.write_text(text + "x", encoding="utf-8")
    assert town.after(5, 1) == 1
    assert town.after(0.8) == 1


def test_reading_and_what_is_written_beside_the_records_is_no_change(watched: Callable[[], Watched]) -> None:
    town = watched()
    for path in town.root.rglob("*.md"):
        path.read_bytes()
    publish_world(town.root / "site", OLD)
    (town.root / "notes.txt").write_text("x", encoding="utf-8")
    assert town.after(1) == 0


def test_changes_without_an_end_are_built_after_two_seconds() -> None:
    hint = threading.Event()
    hint.set()
    stop = threading.Event()

    def keep_on() -> None:
        while not stop.wait(0.05):
            hint.set()

    busy = threading.Thread(target=keep_on)
    busy.start()
    began = time.monotonic()
    watch.settle(hint)
    stop.set()
    busy.join()
    assert watch.LONGEST - 0.1 < time.monotonic() - began < watch.LONGEST + 1


def test_on_a_share_the_folder_is_looked_at(watched: Callable[[], Watched], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch, "changes_go_untold", lambda root: "nfs4")
    monkeypatch.setattr(watch, "POLL", 0.1)
    town = watched()
    (town.root / "cases/shimen/new.md").write_text("x", encoding="utf-8")
    assert town.after(5, 1) == 1
    assert len(town.said) == 1
    assert "nfs4" in town.said[0]


def test_without_room_for_watches_the_folder_is_looked_at(
    watched: Callable[[], Watched], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: object) -> None:
        raise OSError(errno.ENOSPC, "inotify watch limit reached")

    monkeypatch.setattr(watch.Observer, "start", full)
    monkeypatch.setattr(watch, "POLL", 0.1)
    town = watched()
    (town.root / "grids.yaml").write_text("x", encoding="utf-8")
    assert town.after(5, 1) == 1
    assert "inotify watch limit reached" in town.said[0]


@pytest.mark.parametrize("lost", ["overflow", "silence"])
def test_lost_events_lose_no_change(watched: Callable[[], Watched], monkeypatch: pytest.MonkeyPatch, lost: str) -> None:
    monkeypatch.setattr(watch.Hints, "on_any_event", lambda self, event: None)
    if lost == "silence":
        monkeypatch.setattr(watch, "RESCAN", 0.3)
    town = watched()
    (town.root / "cases/shimen/new.md").write_text("x", encoding="utf-8")
    if lost == "overflow":
        assert town.after(0.5) == 0
        logging.getLogger("watchdog.observers.inotify").warning("Inotify queue overflowed; events were lost")
    assert town.after(5, 1) == 1
