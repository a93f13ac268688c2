"""sidan serve"""

from __future__ import annotations

import threading
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from site_builder.cache.place import cache_folder
from site_builder.cache.values import Damaged
from site_builder.checking import check_kept
from site_builder.cli import Problem, today
from site_builder.cli.build import AudienceType
from site_builder.cli.common import as_of_option, lang_option, language_of, say
from site_builder.output.problem import OutputError
from site_builder.output.publish import publication
from site_builder.pipeline import build_into
from site_builder.render.problem import ThemeProblem
from site_builder.reports.findings import findings_text, summary_line
from site_builder.serve import Preview, State, Tree, fingerprint, make_server, watch
from site_builder.sources.folder import Unreadable
from site_builder.verdicts.register import Changed, opened
from site_builder.views.edition import Audience
from site_builder.workers import WorkerDied, cores, runner


@click.command(help="在本机预览：保存即重新生成，浏览器自动刷新，错误显示在页面上。Preview on this computer.")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True)
@click.option("--audience", type=AudienceType(), default="office", show_default=True)
@as_of_option
@lang_option
@click.pass_context
def command(ctx: click.Context, port: int, audience: Audience, as_of: date | None, lang: str | None) -> None:
    folder: Path = ctx.obj
    cabinet = ctx.with_resource(opened(folder, cache_folder(folder)))
    site = Path(ctx.with_resource(TemporaryDirectory(prefix="sidan-", ignore_cleanup_errors=True))) / "site"
    run = runner(cores())

    def preview() -> Preview:
        """Built aside upon the last one, as `build` does."""
        try:
            try:
                return built()
            except Damaged as error:
                cabinet.forget(str(error))
                return built()
        except Unreadable as error:
            return Preview({}, f"{error.path}: {error.reason}")
        except Changed:
            return built()
        except (ThemeProblem, OutputError, WorkerDied) as problem:
            return Preview({}, str(problem))

    def built() -> Preview:
        checked = check_kept(folder, as_of or today(), cabinet, run)
        language = language_of(checked, lang)
        with publication(site, str(audience)) as stage:
            done = build_into(stage, checked, audience, language, False, run)
        say(summary_line(checked, language))
        trouble = "\n".join(findings_text(checked, language)) if done is None else ""
        return Preview(Tree(site, stage.paths) if done is not None else {}, trouble)

    seen = fingerprint(folder)
    state = State(preview())
    try:
        server = make_server(state, port)
    except OSError as error:
        raise Problem(f"端口 {port} 用不了：{error.strerror} the port cannot be used") from None
    stop = threading.Event()
    watcher = threading.Thread(target=watch, args=(folder, seen, lambda: state.show(preview()), stop), daemon=True)
    watcher.start()
    say(f"http://127.0.0.1:{server.server_address[1]}/  （{audience}）按 Ctrl-C 停止 Ctrl-C to stop")
    try:
        server.serve_forever(poll_interval=0.2)
    except KeyboardInterrupt:
        say("")
    finally:
        stop.set()
        state.stop()
        server.server_close()
        watcher.join(5)
