"""The preview asked by strangers: other hosts, origins, methods, paths out of the site, broken requests."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from assurance import Result
from site_builder.serve.server import make_server
from site_builder.serve.shown import Preview, State

SECRET = b"SECRET of the office"
FILES = {
    "index.html": b"<html><body>home " + SECRET + b"</body></html>",
    "cases/a.html": b"<html><body>" + SECRET + b"</body></html>",
    "api/cases.json": b'["' + SECRET + b'"]',
    "404.html": b"<html><body>nothing here</body></html>",
}
HOST = "Host: 127.0.0.1:{port}"

HOSTS = [
    "evil.example", "evil.example:{port}", "127.0.0.1", "127.0.0.1:1", "127.0.0.1:{port}.", "127.0.0.1:{port}/",
    "localhost.evil.example:{port}", "localhost.:{port}", "LOCALHOST:{port}", "127.1:{port}", "127.0.0.2:{port}",
    "0.0.0.0:{port}", "2130706433:{port}", "0x7f000001:{port}", "[::1]:1", "[::ffff:127.0.0.1]:{port}", "",
    "127.0.0.1:{port}, evil.example", "evil.example@127.0.0.1:{port}", "127.0.0.1:{port}@evil.example",
]  # fmt: skip
HEADERS = [
    "Origin: http://evil.example", "Origin: null", "Origin: https://127.0.0.1:{port}", "Origin: http://127.0.0.1:1",
    "Origin: http://127.0.0.1:{port}.evil.example", "Origin: http://127.0.0.1", "Origin: file://",
    "Origin: http://127.0.0.1:{port}\r\nOrigin: http://evil.example", "Sec-Fetch-Site: cross-site",
    "Sec-Fetch-Site: same-site", "Sec-Fetch-Site: anything", "Content-Length: 5\r\n\r\nhello",
    "Transfer-Encoding: chunked\r\n\r\n0", "Upgrade: websocket\r\nConnection: Upgrade", "Host: evil.example",
]  # fmt: skip
METHODS = [
    "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "PROPFIND", "get", "G E T", "HEAD\x00",
]  # fmt: skip
PATHS = [
    "/../index.html", "/cases/../index.html", "/%2e%2e/index.html", "/cases/%2e%2e/index.html", "/cases%2fa.html",
    "/cases%5ca.html", "/cases\\a.html", "//127.0.0.1/index.html", "//evil.example/index.html", "/./index.html",
    "//index.html", "/index.html/", "/index.html%00", "/index.html%20", "/index.html;a", "/INDEX.HTML", "/cases", "/cases/",
    "/%69ndex.html%ff", "/etc/passwd", "//etc/passwd", "/proc/self/environ", "/index.html::$DATA", "/cases/a.html.",
    "http://evil.example/index.html", "http://127.0.0.1:{port}/index.html", "index.html", "*", "", "/-/", "/-/x", "/-/x.js",
]  # fmt: skip
RAW = [
    "GET /\r\n\r\n", "GET / HTTP/1.1\r\n\r\n", "GET / HTTP/1.0\r\n\r\n", "GET / HTTP/9.9\r\n" + HOST + "\r\n\r\n",
    "GET / HTTP/1.1\r\nHost : 127.0.0.1:{port}\r\n\r\n", "GET / HTTP/1.1\nX: y\n\n", "\r\n\r\n", "\x16\x03\x01\x02\x00\x01\x00",
    "GET /" + "a" * 70_000 + " HTTP/1.1\r\n" + HOST + "\r\n\r\n", "GET / HTTP/1.1\r\n" + "X: y\r\n" * 200 + "\r\n",
    "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
]  # fmt: skip


def requests() -> list[str]:
    """All of them, as they go over the line; `{port}` is the port."""
    found = [f"GET / HTTP/1.1\r\nHost: {host}\r\n\r\n" for host in HOSTS]
    found += [f"GET / HTTP/1.1\r\n{HOST}\r\n{header}\r\n\r\n" for header in HEADERS]
    found += [f"{method} / HTTP/1.1\r\n{HOST}\r\n\r\n" for method in METHODS]
    found += [f"GET {path} HTTP/1.1\r\n{HOST}\r\n\r\n" for path in PATHS]
    return found + RAW


@contextmanager
def serving(address: str = "127.0.0.1") -> Iterator[tuple[State, int]]:
    """A preview of these files."""
    state = State(Preview(FILES))
    server = make_server(state, 0, address)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield state, server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()


def answer(port: int, request: str, address: str = "127.0.0.1") -> bytes:
    """All that comes back, up to the end or a moment of silence."""
    with socket.create_connection((address, port), timeout=5) as line:
        try:
            line.sendall(request.replace("{port}", str(port)).encode("latin-1"))
            line.shutdown(socket.SHUT_WR)
            got = b""
            while more := line.recv(65536):
                got += more
        except (ConnectionResetError, BrokenPipeError):
            pass
        return got


def run(share: float) -> Result:
    began = time.monotonic()
    every = requests()
    failures = []
    with serving() as (_, port):
        good = answer(port, f"GET / HTTP/1.1\r\n{HOST}\r\n\r\n")
        if SECRET not in good:
            failures.append(f"the page's own browser gets {good[:80]!r}")
        for request in every:
            got = answer(port, request)
            if SECRET in got or b"200 OK" in got[:40] or b"Traceback" in got:
                failures.append(f"{request[:80]!r} is answered with {got[:80]!r}")
    return Result("P11", len(every), len(failures), time.monotonic() - began, tuple(failures[:10]))
