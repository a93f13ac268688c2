"""sidan serve"""

from __future__ import annotations

import threading
from datetime import date
from http.server import ThreadingHTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from site_builder.cache.place import cache_folder
from site_builder.cache.values import Damaged
from site_builder.checking import check_kept
from site_builder.cli import Problem, today
from site_builder.cli.build import AudienceType
from site_builder.cli.common import as_of_option, lang_option, language_of, say
from site_builder.cli.publishing import say_without_text
from site_builder.output.problem import OutputError
from site_builder.output.publish import publication
from site_builder.pipeline import build_into
from site_builder.render.problem import ThemeProblem
from site_builder.reports.findings import findings_text, summary_line
from site_builder.serve.server import LOOPBACK, LOOPBACK_6, NotHere, make_server
from site_builder.serve.shown import Preview, State, Tree
from site_builder.serve.watch import fingerprint, watch
from site_builder.sources.folder import Unreadable
from site_builder.verdicts.register import Changed, opened
from site_builder.views.audience import Audience
from site_builder.workers import WorkerDied, cores, runner

TRIES = 5
"""So often a build is begun again because a file changed under it."""


@click.command(help="在本机预览：保存即重新生成，浏览器自动刷新，错误显示在页面上。Preview on this computer.")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True)
@click.option(
    "--address", default=LOOPBACK, show_default=True, metavar="IP",
    help="给内网别的电脑看，写本机的内网地址 An address of this computer in the office's network, for others to see it.",
)  # fmt: skip
@click.option("--audience", type=AudienceType(), default="office", show_default=True)
@as_of_option
@lang_option
@click.pass_context
def command(
    ctx: click.Context, port: int, address: str, audience: Audience, as_of: date | None, lang: str | None
) -> None:
    folder: Path = ctx.obj
    cabinet = ctx.with_resource(opened(folder, cache_folder(folder)))
    site = Path(ctx.with_resource(TemporaryDirectory(prefix="sidan-", ignore_cleanup_errors=True))) / "site"
    run = runner(cores())

    def preview() -> Preview:
        """Built aside upon the last one, as `build` does."""
        for _ in range(TRIES):
            try:
                return built()
            except Damaged as error:
                cabinet.forget(str(error))
            except Changed:
                continue
            except Unreadable as error:
                return Preview({}, f"{error.path}: {error.reason}")
            except (ThemeProblem, OutputError, WorkerDied) as problem:
                return Preview({}, str(problem))
        return Preview({}, "文件一直在变，停下来再保存一次 files kept changing: save one again")

    def built() -> Preview:
        checked = check_kept(folder, as_of or today(), cabinet, run)
        language = language_of(checked, lang)
        with publication(site, str(audience)) as stage:
            done = build_into(stage, checked, audience, language, False, run)
        say(summary_line(checked, language))
        if done is None:
            return Preview({}, "\n".join(findings_text(checked, language)))
        say_without_text(done.without_text)
        return Preview(Tree(site, stage.paths), is_new=bool(done.published.written or done.published.deleted))

    seen = fingerprint(folder)
    state = State(preview(), str(audience))
    try:
        servers = _servers(state, port, address)
    except NotHere as problem:
        raise click.BadParameter(str(problem), param_hint="--address") from None
    except OSError as error:
        raise Problem(f"{address} 的端口 {port} 用不了：{error.strerror} the port cannot be used") from None
    stop = threading.Event()
    watcher = threading.Thread(target=watch, args=(folder, seen, lambda: state.show(preview()), stop, say), daemon=True)
    watcher.start()
    for server in servers[1:]:
        threading.Thread(target=server.serve_forever, daemon=True).start()
    host = f"[{address}]" if ":" in address else address
    if address != LOOPBACK:
        say(
            f"sidan: 注意，内网里谁都能看到 {audience} 的全部内容，没有密码；用完就停 "
            f"anybody in this network can read all that {audience} may see, without a password: stop it when done"
        )
    say(f"http://{host}:{servers[0].server_address[1]}/  （{audience}）按 Ctrl-C 停止 Ctrl-C to stop")
    try:
        servers[0].serve_forever(poll_interval=0.2)
    except KeyboardInterrupt:
        say("")
    finally:
        stop.set()
        state.stop()
        for server in servers[1:]:
            server.shutdown()
        for server in servers:
            server.server_close()
        watcher.join(5)


def _servers(state: State, port: int, address: str) -> list[ThreadingHTTPServer]:
    """The server of an address. Loopback has two, and a browser may take `localhost` for either."""
    servers = [make_server(state, port, address)]
    if address == LOOPBACK:
        try:
            servers.append(make_server(state, servers[0].server_address[1], LOOPBACK_6))
        except OSError:  # this computer has no IPv6, or somebody else uses the port there
            pass
    return servers
