"""sidan serve"""

from __future__ import annotations

import threading
from datetime import date
from pathlib import Path

import click

from site_builder.cli import Problem, today
from site_builder.cli.build import AudienceType
from site_builder.cli.common import as_of_option, lang_option, language_of, say
from site_builder.pipeline import build, check
from site_builder.render.problem import ThemeProblem
from site_builder.reports.findings import findings_text, summary_line
from site_builder.serve import Preview, State, fingerprint, make_server, watch
from site_builder.sources.folder import Unreadable
from site_builder.views.edition import Audience


@click.command(help="在本机预览：保存即重新生成，浏览器自动刷新，错误显示在页面上。Preview on this computer.")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True)
@click.option("--audience", type=AudienceType(), default="office", show_default=True)
@as_of_option
@lang_option
@click.pass_obj
def command(folder: Path, port: int, audience: Audience, as_of: date | None, lang: str | None) -> None:
    def preview() -> Preview:
        try:
            checked = check(folder, as_of or today())
            language = language_of(checked, lang)
            built = build(checked, audience, language)
        except Unreadable as error:
            return Preview({}, f"{error.path}: {error.reason}")
        except ThemeProblem as problem:
            return Preview({}, str(problem))
        say(summary_line(checked, language))
        trouble = "\n".join(findings_text(checked, language)) if built.refused else ""
        return Preview({file.path: file.data for file in built.files}, trouble)

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
