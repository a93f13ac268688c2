"""The preview's server: this computer's own browser on its own page, and nobody else.

Only loopback is bound unless somebody asks for another address of the office's own network; Host, Origin and
Sec-Fetch-Site are checked, so that no page of another site reaches it (not by a name that resolves to this computer
either); only GET and HEAD are answered, and only for paths that the site has: a path is looked up and never joined.
Source: CVE-2025-24010, CVE-2025-30360, GHSA-67mh-4wv8-2f99 and their like in other generators.
"""

from __future__ import annotations

import html
import ipaddress
import mimetypes
import re
import socket
from collections.abc import Mapping
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import unquote

from site_builder.serve.shown import State

LOOPBACK, LOOPBACK_6 = "127.0.0.1", "::1"
PATIENCE = 30
"""Seconds after which a connection that says nothing is closed."""
_POLICY = re.compile(rb"script-src '(?:none|self)'; connect-src '(?:none|self)'")
_OPEN_POLICY = b"script-src 'self'; connect-src 'self'"
_SHEETS = ("static/colours-", "static/site-")
_HEADERS: Mapping[str, str] = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
        "base-uri 'none'; form-action 'none'; object-src 'none'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
_OWN_FETCHES = (None, "same-origin", "none")


class NotHere(ValueError):
    """An address that a preview must not be given out on. The message says what to write."""


def make_server(state: State, port: int, address: str = LOOPBACK) -> ThreadingHTTPServer:
    """A server on one address; port 0 takes a free one. Raises OSError where the port is taken, NotHere where the
    address is no address of this office's own network."""
    try:
        given = ipaddress.ip_address(address)
    except ValueError:
        raise NotHere(f"{address} 不是 IP 地址 is no IP address") from None
    if given.is_unspecified or given.is_multicast or not given.is_private:
        raise NotHere(
            f"{address}：预览只在本机或内网，不做公开的网站；公开的用 sidan build 生成后交给网站服务器 "
            f"a preview is for this computer or the office's network: build a site and give it to a web server"
        )
    name = f"[{address}]" if given.version == 6 else address

    class Handler(_Handler):
        shown = state
        names = frozenset({name, "localhost"} if given.is_loopback else {name})

    class Server(ThreadingHTTPServer):
        address_family = socket.AF_INET6 if given.version == 6 else socket.AF_INET
        daemon_threads = True

    return Server((address, port), Handler)


class _Handler(BaseHTTPRequestHandler):
    shown: State
    names: frozenset[str]
    protocol_version = "HTTP/1.1"
    server_version = "sidan"
    sys_version = ""
    timeout = PATIENCE

    def do_GET(self) -> None:
        self._answer(with_body=True)

    def do_HEAD(self) -> None:
        self._answer(with_body=False)

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: who read which page is nobody's business."""

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """A number and no words: what was asked is not repeated to whoever asked it."""
        self.close_connection = True
        if self.request_version != "HTTP/0.9":
            self._send(HTTPStatus(code), b"", "text/plain", with_body=False)

    def _answer(self, with_body: bool) -> None:
        refusal = self._refusal()
        if refusal is not None:
            return self.send_error(refusal)
        path = _path(self.requestline.split()[1])  # as it was asked: `self.path` makes one slash of two
        token = self.shown.token
        if path == f"-/{token}.js":
            return self._send(HTTPStatus.OK, _script(token, self.shown.version), "text/javascript", with_body)
        if path == f"-/{token}":
            return self._events() if with_body else self._send(HTTPStatus.OK, b"", "text/event-stream", False)
        preview = self.shown.preview
        data = None if path is None else preview.files.get(path or "index.html")
        if preview.trouble and (data is None or path == "" or str(path).endswith(".html")):
            return self._send(HTTPStatus.INTERNAL_SERVER_ERROR, self._trouble(preview.trouble), "text/html", with_body)
        if data is None:
            lost = preview.files.get("404.html", b"404")
            return self._send(HTTPStatus.NOT_FOUND, self._page(lost), "text/html", with_body)
        kind = mimetypes.guess_type(path or "index.html")[0] or "application/octet-stream"
        return self._send(HTTPStatus.OK, self._page(data) if kind == "text/html" else data, kind, with_body)

    def _refusal(self) -> HTTPStatus | None:
        """Only this computer's own browser, on its own page."""
        own = {f"{name}:{self.connection.getsockname()[1]}" for name in self.names}
        hosts = self.headers.get_all("Host") or []
        if len(hosts) != 1 or hosts[0] not in own:
            return HTTPStatus.MISDIRECTED_REQUEST
        origins = self.headers.get_all("Origin") or []
        if any(origin not in {f"http://{host}" for host in own} for origin in origins):
            return HTTPStatus.FORBIDDEN
        if self.headers.get("Sec-Fetch-Site") not in _OWN_FETCHES:
            return HTTPStatus.FORBIDDEN
        if "Content-Length" in self.headers or "Transfer-Encoding" in self.headers or "Upgrade" in self.headers:
            return HTTPStatus.BAD_REQUEST  # nothing is read that could be taken for the next request
        return None

    def _page(self, data: bytes) -> bytes:
        """The page with the reload script, which the built site never has, and a policy that lets it run."""
        script = f'<script src="/-/{self.shown.token}.js"></script>'.encode()
        return _POLICY.sub(_OPEN_POLICY, data, count=1).replace(b"</body>", script + b"</body>")

    def _trouble(self, text: str) -> bytes:
        """The findings in the clothes of the last good site, if there was one."""
        sheets = "".join(
            f'<link rel="stylesheet" href="/{html.escape(path)}">'
            for path in sorted(self.shown.preview.files)
            if path.startswith(_SHEETS) and path.endswith(".css")
        )
        page = (
            '<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8"><title>sidan</title>'
            '<meta name="viewport" content="width=device-width, initial-scale=1">'
            f'<meta name="color-scheme" content="light dark">{sheets}</head>'
            f'<body class="plain"><main id="content" class="prose"><p>预览 Preview: {html.escape(self.shown.audience)}</p>'
            f"<h1>登记簿有错误 The register has errors</h1><pre>{html.escape(text)}</pre></main></body></html>"
        )
        return self._page(page.encode())

    def _events(self) -> None:
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self._safe()
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
        if self.close_connection:
            self.send_header("Connection", "close")
        self._safe()
        if with_body:
            self.wfile.write(data)

    def _safe(self) -> None:
        for name, value in _HEADERS.items():
            self.send_header(name, value)
        self.end_headers()


def _path(asked: str) -> str | None:
    """The path of a file as a browser asks for it; None for what no page of ours links to."""
    if not asked.startswith("/") or asked.startswith("//"):
        return None
    path = asked[1:].partition("?")[0]
    if "%2f" in path.lower() or "%5c" in path.lower():
        return None
    try:
        return unquote(path, errors="strict")
    except UnicodeDecodeError:
        return None


def _script(token: str, version: int) -> bytes:
    return (
        "(function () {\n"
        f'  var events = new EventSource("/-/{token}");\n'
        '  events.onmessage = function (event) { if (event.data === "reload") { location.reload(); } };\n'
        f"}}()); // {version}\n"
    ).encode()
