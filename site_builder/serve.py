"""A preview for this computer alone: rebuilt when a file is saved, reloaded in the browser, findings in the page.

It serves what was built aside and writes nothing to the register or its site. Only loopback is bound; Host and Origin are checked; only GET and
HEAD are answered, and only for paths that the site has.
"""

from __future__ import annotations

import html
import mimetypes
import re
import secrets
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer
from watchdog.observers.polling import PollingObserver

from site_builder.cache.program import folder_stamps
from site_builder.cache.stamps import combined

DEBOUNCE = 0.15
RESCAN = 30.0
WATCHED = ("cases", "themes", "grids.yaml", "people.yaml", "pyproject.toml", "grids.geojson")
_POLICY = re.compile(rb"script-src '(?:none|self)'; connect-src '(?:none|self)'")
_OPEN_POLICY = b"script-src 'self'; connect-src 'self'"


@dataclass(frozen=True)
class Preview:
    """What there is to show: the files by path, and the findings as text where the last build was refused."""

    files: Mapping[str, bytes]
    trouble: str = ""


class Tree(Mapping[str, bytes]):
    """The files of a folder by path, each read when it is asked for; only those that were there are known."""

    def __init__(self, folder: Path, paths: Iterable[str]) -> None:
        self._folder = folder
        self._paths = frozenset(paths)

    def __getitem__(self, path: str) -> bytes:
        if path not in self._paths:
            raise KeyError(path)
        try:
            return (self._folder / path).read_bytes()
        except FileNotFoundError:  # a newer build is already shown
            raise KeyError(path) from None

    def __iter__(self) -> Iterator[str]:
        return iter(self._paths)

    def __len__(self) -> int:
        return len(self._paths)


@dataclass
class State:
    """The preview of the moment; `version` grows with every change, and readers wait for it."""

    preview: Preview
    token: str = field(default_factory=lambda: secrets.token_urlsafe(18))
    version: int = 1
    changed: threading.Condition = field(default_factory=threading.Condition)
    stopping: bool = False

    def show(self, preview: Preview) -> None:
        """Show a new build; where it was refused, the last good site stays, under the findings."""
        with self.changed:
            files = preview.files or self.preview.files
            self.preview = Preview(files, preview.trouble)
            self.version += 1
            self.changed.notify_all()

    def stop(self) -> None:
        with self.changed:
            self.stopping = True
            self.changed.notify_all()


def fingerprint(root: Path) -> bytes:
    """Everything watched, by size, times and number of each file; equal when nothing has changed."""
    return combined(stamp for name in WATCHED for stamp in folder_stamps(root / name))


class _Hints(FileSystemEventHandler):
    """Events are hints only: something may have changed. Opening and reading a file are no change."""

    def __init__(self, hint: threading.Event) -> None:
        self.hint = hint

    def on_any_event(self, event: FileSystemEvent) -> None:
        if event.event_type not in ("opened", "closed_no_write"):
            self.hint.set()


def watch(root: Path, seen: bytes, rebuild: Callable[[], None], stop: threading.Event) -> None:
    """Call `rebuild` after every real change since the fingerprint `seen`, until `stop` is set.

    Falls back to polling where the system sends no events.
    """
    hint = threading.Event()
    observer = _observer(root, hint)
    try:
        looked = time.monotonic()
        while not stop.is_set():
            if hint.wait(0.5):
                hint.clear()
                time.sleep(DEBOUNCE)
                hint.clear()
            elif time.monotonic() - looked < RESCAN:
                continue
            looked = time.monotonic()
            now = fingerprint(root)
            if now != seen:
                seen = now
                rebuild()
    finally:
        observer.stop()
        observer.join(2)


def _observer(root: Path, hint: threading.Event) -> Any:
    for make in (Observer, PollingObserver):
        observer = make()
        observer.schedule(_Hints(hint), str(root / "cases") if (root / "cases").is_dir() else str(root), recursive=True)
        observer.schedule(_Hints(hint), str(root), recursive=False)
        try:
            observer.start()
        except OSError:
            continue
        return observer
    raise OSError("no way to watch the folder")


def make_server(state: State, port: int) -> ThreadingHTTPServer:
    """A server on 127.0.0.1; port 0 takes a free one. Raises OSError where the port is taken."""

    class Handler(_Handler):
        shown = state

    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    server.daemon_threads = True
    return server


class _Handler(BaseHTTPRequestHandler):
    shown: State
    protocol_version = "HTTP/1.1"
    server_version = "sidan"
    sys_version = ""

    def do_GET(self) -> None:
        self._answer(with_body=True)

    def do_HEAD(self) -> None:
        self._answer(with_body=False)

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: who read which page is nobody's business."""

    def _answer(self, with_body: bool) -> None:
        refusal = self._refusal()
        if refusal is not None:
            return self._send(refusal, b"", "text/plain", with_body)
        path = unquote(urlsplit(self.path).path).lstrip("/")
        token = self.shown.token
        if path == f"-/{token}.js":
            return self._send(HTTPStatus.OK, _script(token, self.shown.version), "text/javascript", with_body)
        if path == f"-/{token}":
            return self._events()
        preview = self.shown.preview
        data = preview.files.get(path or "index.html")
        if preview.trouble and (data is None or path.endswith(".html") or not path):
            return self._send(HTTPStatus.INTERNAL_SERVER_ERROR, self._trouble(preview.trouble), "text/html", with_body)
        if data is None:
            lost = preview.files.get("404.html", b"404")
            return self._send(HTTPStatus.NOT_FOUND, self._page(lost), "text/html", with_body)
        kind = mimetypes.guess_type(path or "index.html")[0] or "application/octet-stream"
        return self._send(HTTPStatus.OK, self._page(data) if kind == "text/html" else data, kind, with_body)

    def _refusal(self) -> HTTPStatus | None:
        """Only this computer's own browser, on its own page."""
        port = self.connection.getsockname()[1]
        hosts = {f"{name}:{port}" for name in ("127.0.0.1", "localhost", "[::1]")}
        if self.headers.get("Host") not in hosts:
            return HTTPStatus.MISDIRECTED_REQUEST
        origin = self.headers.get("Origin")
        if origin is not None and origin not in {f"http://{host}" for host in hosts}:
            return HTTPStatus.FORBIDDEN
        if self.headers.get("Sec-Fetch-Site") == "cross-site":
            return HTTPStatus.FORBIDDEN
        return None

    def _page(self, data: bytes) -> bytes:
        """The page with the reload script, which the built site never has, and a policy that lets it run."""
        script = f'<script src="/-/{self.shown.token}.js"></script>'.encode()
        return _POLICY.sub(_OPEN_POLICY, data, count=1).replace(b"</body>", script + b"</body>")

    def _trouble(self, text: str) -> bytes:
        page = (
            '<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8"><title>sidan</title>'
            '<meta name="viewport" content="width=device-width, initial-scale=1"></head>'
            f"<body><h1>登记簿有错误 The register has errors</h1><pre>{html.escape(text)}</pre></body></html>"
        )
        return self._page(page.encode())

    def _events(self) -> None:
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Cache-Control", "no-store")
        self.send_header("Connection", "close")
        self.end_headers()
        self.close_connection = True
        version = self.shown.version
        try:
            while True:
                with self.shown.changed:
                    self.shown.changed.wait(15)
                    now, stopping = self.shown.version, self.shown.stopping
                self.wfile.write(b"data: reload\n\n" if now != version else b": still here\n\n")
                self.wfile.flush()
                version = now
                if stopping:
                    return
        except OSError:
            return

    def _send(self, status: HTTPStatus, data: bytes, kind: str, with_body: bool) -> None:
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=utf-8" if kind.startswith("text/") else kind)
        self.send_header("Content-Length", str(len(data)))
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Referrer-Policy", "no-referrer")
        self.send_header("X-Frame-Options", "DENY")
        self.end_headers()
        if with_body:
            self.wfile.write(data)


def _script(token: str, version: int) -> bytes:
    return (
        "(function () {\n"
        f'  var events = new EventSource("/-/{token}");\n'
        '  events.onmessage = function (event) { if (event.data === "reload") { location.reload(); } };\n'
        f"}}()); // {version}\n"
    ).encode()
