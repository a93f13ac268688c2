"""`sidan`: words on the command line to one call; the only part that prints, exits or asks what day it is."""

from __future__ import annotations

import gc
import importlib
import io
import os
import sys
from datetime import date, datetime
from difflib import get_close_matches
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click

from site_builder import __version__

OK, FINDINGS, USAGE, UNREADABLE, INTERRUPTED = 0, 1, 2, 3, 130
THRESHOLDS = 100_000, 50, 50
"""How seldom cycles are looked for: a register is a heap of values without any, and searching it is half the time."""
COMMANDS = {
    "init": "在新文件夹里建一个登记簿 A new register with example records",
    "import": "转入原有的台账 Take over a ledger kept in an office program",
    "new": "新建一件事项 A new case file with the next free id",
    "move": "事项往前走一步 Make a move of a case, or list those open from here",
    "assign": "交办任务 Assign a case with its tasks",
    "extend": "延期 Extend a task or the time limit",
    "task": "任务和措施完成、追加任务 Mark tasks done, add a task",
    "answer": "答复一项诉求 Answer a point raised",
    "hand-over": "移交责任 Hand a case's duties over",
    "merge": "并案 Join a case to its main case",
    "reopen": "重新办理 Reopen a case with a fresh task",
    "withdraw": "马上从网站撤下一件事项 Take a case down from the sites now",
    "check": "校验全部事项 Check the register",
    "explain": "说明一条规则 What a rule wants, and why",
    "explain-deadline": "一件事项的期限为什么是那一天 Why a deadline is that day",
    "fmt": "整理事项文件的格式 Format case files; nothing they say changes",
    "merge-driver": "git 合并事项文件时调用 Merges case files, called by git",
    "build": "生成网站 Build the site",
    "rollup": "各镇汇总成县级网站 A county's site from its towns",
    "serve": "预览，保存即刷新 Preview, rebuilt on save",
    "week": "一周的四清单 The four lists of one week",
    "paper": "一件事项的文书 The official papers of a case",
    "copy": "一件事项的对外副本 A copy of a case for outside",
    "retention": "保存到期、可以处置的事项 What is due for disposal",
    "stats": "统计数字 The figures",
    "export": "导出台账 Export the ledgers",
    "diff": "一次改动动了什么 What a change moves, for its reviewer",
    "due": "近期到期事项 What falls due",
    "history": "提交历史里不该通过的改动 Past changes that the rules refuse",
    "doctor": "检查安装 What is wrong with an installation",
    "lsp": "编辑器的语言服务 A language server for editors",
    "codeowners": "哪个村的改动请谁审 Who is asked to review a change",
    "schema": "记录格式的 JSON Schema The JSON Schema of the records",
}


_MODULES = {"import": "import_ledger"}
"""Commands whose names cannot be those of modules."""


def today() -> date:
    """Today in Asia/Shanghai, the only clock in the program (design: the clock is an input)."""
    return datetime.now(ZoneInfo("Asia/Shanghai")).date()


class DayType(click.ParamType[date]):
    """`YYYY-MM-DD`."""

    name = "YYYY-MM-DD"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        try:
            if len(value) != 10:
                raise ValueError(value)
            return date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} 不是日期，应当像 2025-10-17 not a date like 2025-10-17", param, ctx)


DAY = DayType()


class Commands(click.Group):
    """The commands, each imported only when it is called, so that `--help` starts at once."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        module = importlib.import_module(f"site_builder.cli.{_MODULES.get(name, name.replace('-', '_'))}")
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            close = get_close_matches(args[0], list(COMMANDS), 1)
            if close:
                raise click.UsageError(
                    f"没有 {args[0]} 这个命令，是不是 {close[0]}？ No such command; did you mean {close[0]!r}?"
                ) from error
            raise


class Problem(click.ClickException):
    """A register or output that could not be read or written: one sentence, exit 3."""

    exit_code = UNREADABLE

    def show(self, file: Any = None) -> None:
        click.echo(f"sidan: {self.message}", err=True)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.option(
    "-C", "folder", type=click.Path(path_type=Path), default=Path(), help="登记簿所在文件夹 The register's folder."
)
@click.version_option(__version__, prog_name="sidan")
@click.pass_context
def sidan(ctx: click.Context, folder: Path) -> None:
    """Sidan 四单：乡镇事项登记簿——校验、网站、每周四清单 (a township's casework register)."""
    ctx.obj = folder


def main() -> None:
    """The console command. No traceback reaches a user for anything a register or a disk can do."""
    gc.set_threshold(*THRESHOLDS)
    sys.stdout = sys.stdout or io.TextIOWrapper(io.BytesIO())  # closed by whoever started us
    sys.stderr = sys.stderr or io.TextIOWrapper(io.BytesIO())
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    code: object = OK
    try:
        sidan(prog_name="sidan")
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        code = _unwritten(error)
    except SystemExit as end:
        code = end.code
    try:
        if not sys.stdout.closed:  # the language server closes it
            sys.stdout.flush()
    except BrokenPipeError:
        code = OK
    except OSError as error:
        code = _unwritten(error)
    if not sys.stderr.closed:
        sys.stderr.flush()
    os._exit(code if isinstance(code, int) else OK)  # a register's memory goes with the process, not value by value


def _unwritten(error: OSError) -> int:
    """What was to be said could not be written: the disk is full, or the place it goes to is gone."""
    where = f"{error.filename}: " if error.filename else ""
    click.echo(f"sidan: {where}{error.strerror}  输出写不了 cannot be written", err=True)
    return UNREADABLE
