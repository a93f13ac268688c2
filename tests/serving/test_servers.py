"""The recipes for web servers: their syntax by the servers themselves, and what a reader gets from each."""

from __future__ import annotations

import http.client
import os
import re
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp

import pytest

from assurance.worlds import page
from site_builder.output.publish import publish
from site_builder.render.page import File
from tests.conftest import REPOSITORY

SERVING = REPOSITORY / "site_builder" / "starter" / "serving"
AUDIENCES = {"office": "office", "village-shimen": "village:shimen", "board": "board"}
NAMES = {"office": "office", "village-shimen": "shimen", "board": "board"}
FILES = {
    "index.html": page("四单", "cases/a.html"), "cases/a.html": page("a"), "api/cases.json": b"{}",
    "static/site-1234567890.css": b"p {}", "weeks/w.xlsx": b"PK", "feeds/all.atom": b"<feed/>",
    "calendars/due.ics": b"BEGIN:VCALENDAR", "data/town.sqlite": b"SQLite",
}  # fmt: skip


@dataclass(frozen=True)
class Web:
    """A server that runs, on one port."""

    port: int
    sites: Path

    def get(self, audience: str, path: str, method: str = "GET") -> tuple[int, dict[str, str], bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        connection.request(method, path, headers={"Host": f"{NAMES[audience]}.sidan.example.lan"})
        answer = connection.getresponse()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()


def needed(program: str) -> str:
    """The program, or a skip that says so; `.ci/run` fails without it."""
    found = shutil.which(program) or shutil.which(f"/usr/sbin/{program}")
    if found is None:
        pytest.skip(f"{program} is not installed: tools/setup.sh servers")
    return found


def nginx(folder: Path, sites: Path, port: int) -> list[str]:
    text = (SERVING / "nginx.conf").read_text(encoding="utf-8")
    text = text.replace("/etc/nginx/sidan-site.conf", str(SERVING / "nginx-site.conf"))
    text = text.replace("/srv/sidan", str(sites)).replace("listen 80;", f"listen 127.0.0.1:{port};")
    (folder / "sidan.conf").write_text(text, encoding="utf-8")
    places = "".join(f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))  # fmt: skip
    (folder / "nginx.conf").write_text(
        f"daemon off; user root; pid {folder}/pid; error_log stderr; worker_processes 1; events {{}}\n"
        f"http {{ access_log off; {places} include {folder}/sidan.conf; }}\n",
        encoding="utf-8",
    )
    return [needed("nginx"), "-e", "stderr", "-p", str(folder), "-c", str(folder / "nginx.conf")]


def caddy(folder: Path, sites: Path, port: int) -> list[str]:
    text = (SERVING / "Caddyfile").read_text(encoding="utf-8")
    text = re.sub(r"^(http://\S+)", rf"\1:{port}", text.replace("/srv/sidan", str(sites)), flags=re.MULTILINE)
    (folder / "Caddyfile").write_text("{\n\tadmin off\n\tauto_https off\n}\n" + text, encoding="utf-8")
    return [needed("caddy"), "run", "--adapter", "caddyfile", "--config", str(folder / "Caddyfile")]


def apache(folder: Path, sites: Path, port: int) -> list[str]:
    text = (SERVING / "apache.conf").read_text(encoding="utf-8").replace("/srv/sidan", str(sites))
    modules = "/usr/lib/apache2/modules"
    wanted = ("mpm_event", "authz_core", "authz_host", "mime", "dir", "alias", "headers")
    load = "".join(f"LoadModule {name}_module {modules}/mod_{name}.so\n" for name in wanted)
    (folder / "httpd.conf").write_text(
        f"ServerRoot {folder}\nServerName localhost\nListen 127.0.0.1:{port}\nPidFile {folder}/pid\n"
        f"ErrorLog {folder}/log\nUser nobody\nGroup nogroup\nTypesConfig /etc/mime.types\n{load}"
        f"<Directory />\nOptions FollowSymLinks\nRequire all denied\n</Directory>\n{text.replace('*:80', f'*:{port}')}",
        encoding="utf-8",
    )
    return [needed("apache2"), "-f", str(folder / "httpd.conf"), "-DFOREGROUND"]


SERVERS: dict[str, tuple[Callable[[Path, Path, int], list[str]], list[str]]] = {
    "nginx": (nginx, ["-t"]), "caddy": (caddy, []), "apache": (apache, ["-t"]),
}  # fmt: skip


@pytest.fixture(scope="module", params=SERVERS)
def web(request: pytest.FixtureRequest) -> Iterator[Web]:
    make, check = SERVERS[request.param]
    folder = Path(mkdtemp(prefix="sidan-"))  # pytest closes its own folders to other users, and a server may be one
    folder.chmod(0o755)
    sites = folder / "sites"
    for name, audience in AUDIENCES.items():
        publish([File(path, data) for path, data in FILES.items()] + [File("me.html", page(name))], sites / name, audience)  # fmt: skip
        (sites / name / ".hidden").write_text("hidden")
        (sites / name / "link.html").symlink_to("/etc/passwd")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = make(folder, sites, port)
    environment = {**os.environ, "HOME": str(folder), "XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}
    if request.param == "caddy":
        told = subprocess.run([command[0], "validate", *command[2:]], capture_output=True, text=True, env=environment, check=False)  # fmt: skip
    else:
        told = subprocess.run([*command, *check], capture_output=True, text=True, env=environment, check=False)
    assert told.returncode == 0, told.stderr
    log = open(folder / "output", "wb")  # noqa: SIM115 (it is the process's)
    process = subprocess.Popen(command, stdout=log, stderr=log, env=environment, start_new_session=True)
    log.close()
    try:
        for _ in range(100):
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                assert process.poll() is None, (folder / "output").read_text()
                time.sleep(0.05)
        yield Web(port, sites)
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(20)
        shutil.rmtree(folder)


@pytest.mark.parametrize("audience", AUDIENCES)
def test_each_name_gives_out_its_own_site(web: Web, audience: str) -> None:
    status, headers, body = web.get(audience, "/me.html")
    assert (status, body) == (200, page(audience))
    assert web.get(audience, "/")[2] == FILES["index.html"]
    policy = headers["content-security-policy"]
    assert "frame-ancestors 'none'" in policy
    assert "script-src 'self'" in policy
    assert headers["content-type"].lower() == "text/html; charset=utf-8"
    wanted = {
        "x-content-type-options": "nosniff", "x-frame-options": "DENY", "referrer-policy": "no-referrer",
        "cache-control": "no-cache", "x-robots-tag": "noindex, nofollow",
        "cross-origin-resource-policy": "same-origin",
    }  # fmt: skip
    assert {name: headers.get(name) for name in wanted} == wanted
    assert "content-disposition" not in headers


def test_assets_may_be_kept_and_data_is_downloaded(web: Web) -> None:
    assert "immutable" in web.get("board", "/static/site-1234567890.css")[1]["cache-control"]
    for path in ("/weeks/w.xlsx", "/data/town.sqlite", "/calendars/due.ics"):
        status, headers, _ = web.get("board", path)
        assert status == 200
        assert headers["content-disposition"] == "attachment"
        assert "script-src" not in headers["content-security-policy"]
    assert web.get("board", "/api/cases.json")[1]["content-type"].startswith("application/json")
    assert web.get("board", "/feeds/all.atom")[1]["content-type"].startswith("application/atom+xml")


@pytest.mark.parametrize("path", ["/.hidden", "/cases/../.hidden", "/../.board.sidan/a.json", "/%2e%2e/.board.sidan/a.json", "/none.html", "/cases/", "/weeks/"])  # fmt: skip
def test_nothing_but_the_site_is_given_out(web: Web, path: str) -> None:
    status, headers, body = web.get("board", path)
    assert status in (400, 403, 404)
    assert b"hidden" not in body
    assert "frame-ancestors" in headers.get("content-security-policy", "frame-ancestors") or status == 400


def test_a_link_of_somebody_leads_nowhere(web: Web, request: pytest.FixtureRequest) -> None:
    if "caddy" in request.node.name:
        pytest.xfail("Caddy follows links; `sidan doctor` tells of files of others")
    status, _, body = web.get("board", "/link.html")
    assert status in (403, 404)
    assert b"root:" not in body


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "TRACE"])
def test_only_reading_is_answered(web: Web, method: str) -> None:
    assert web.get("board", "/index.html", method)[0] in (403, 405)


def test_a_new_site_is_given_out_at_once(web: Web) -> None:
    publish([File("index.html", page("new"))], web.sites / "board", "board")
    try:
        assert web.get("board", "/")[2] == page("new")
        assert web.get("board", "/cases/a.html")[0] == 404
    finally:
        files = [File(path, data) for path, data in FILES.items()] + [File("me.html", page("board"))]
        publish(files, web.sites / "board", "board")
