"""What several commands share: options, reading the register, talking to the terminal."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

import click

from site_builder.cli import DAY, FINDINGS, Problem, today

if TYPE_CHECKING:
    from site_builder.model.case import Case
    from site_builder.model.register import Register
    from site_builder.rules.checked import Checked
    from site_builder.spec import Language

F = TypeVar("F", bound=Callable[..., Any])
T = TypeVar("T")


def as_of_option(function: F) -> F:
    return click.option("--as-of", type=DAY, default=None, help="以哪一天为准（默认今天） The day asked for (today).")(
        function
    )


def lang_option(function: F) -> F:
    return click.option(
        "--lang", type=click.Choice(["zh", "en"]), default=None, help="消息的语言 Language of messages."
    )(function)


def read(folder: Path, as_of: date | None) -> Checked:
    """Read and check the register; exit 3 with one sentence where the machine would not let us."""
    return with_register(folder, as_of, None, lambda checked: checked)


def with_register(folder: Path, as_of: date | None, jobs: int | None, use: Callable[[Checked], T]) -> T:
    """As `read`, and do something with it; what was judged before is taken from the cache.

    The cache stays open to the end of the command. Where it turns out to be damaged, all begins anew without it.
    """
    # imported here, for a question that was answered before needs no more
    from site_builder.cache.place import cache_folder
    from site_builder.cache.values import Damaged
    from site_builder.checking import check_kept
    from site_builder.verdicts.register import opened
    from site_builder.workers import cores, runner

    cabinet = click.get_current_context().with_resource(opened(folder, cache_folder(folder)))
    run = runner(jobs or cores())
    with readable():
        try:
            done = use(check_kept(folder, as_of or today(), cabinet, run))
        except Damaged as error:
            cabinet.forget(str(error))
            done = use(check_kept(folder, as_of or today(), cabinet, run))
    if cabinet.note:
        say(f"sidan: 缓存用不了，已重新生成 the cache was of no use and is made anew: {cabinet.note}")
    return done


@contextmanager
def readable() -> Iterator[None]:
    """Says in one sentence why a register could not be read (exit 3)."""
    from site_builder.sources.folder import Unreadable
    from site_builder.verdicts.register import Changed
    from site_builder.workers import WorkerDied

    try:
        yield
    except Unreadable as error:
        raise Problem(f"{error.path}：读不了，{error.reason} cannot be read: {error.reason}") from None
    except Changed as error:
        raise Problem(
            f"{error.path}：读的时候被改动，请再运行一次 changed while the register was being read; run the command again"
        ) from None
    except WorkerDied as error:
        raise Problem(
            f"一个工作进程中断了（{error.code}），可能是内存不足；加 --jobs 1 再试 "
            f"a worker process ended ({error.code}), perhaps for want of memory; try --jobs 1"
        ) from None


def sound(folder: Path, as_of: date | None) -> Checked:
    """A register whose town can be read. Its findings are told in one line; without a town there is nothing to show."""
    checked = read(folder, as_of)
    if checked.errors:
        say(
            f"sidan: 有 {checked.errors} 个错误，相关事项未计入；请运行 sidan check  {checked.errors} errors; run sidan check"
        )
    if checked.register is None:
        sys.exit(FINDINGS)
    return checked


def town_readable(checked: Checked) -> Register:
    """The register; without a town that can be read the command ends with exit 1 and says what to mend first."""
    if checked.register is None:
        say("sidan: grids.yaml 或 people.yaml 有错，先运行 sidan check  mend grids.yaml and people.yaml first")
        sys.exit(FINDINGS)
    return checked.register


def case_named(register: Register, id: str) -> Case:
    """The case of an id. One that is not there, or sealed, is wrong usage."""
    case = register.case_by_id.get(id)
    if case is None or case.is_sealed:
        raise click.BadParameter(f"没有 {id} 这件事项 no such case", param_hint="CASE")
    return case


def language_of(checked: Checked, lang: str | None) -> Language:
    return cast("Language", lang or checked.settings.locale)


def under(folder: Path, paths: tuple[str, ...]) -> Callable[[str], bool]:
    """Whether a file is one of those named, or in a folder named; all are where none is. A path that is not there
    is wrong usage."""
    root = folder.resolve()
    wanted = []
    for path in paths:
        for candidate in (folder / path, Path(path)):
            if os.path.lexists(candidate):  # a link is judged itself, wherever it leads
                full = candidate.parent.resolve() / candidate.name if candidate.is_symlink() else candidate.resolve()
                break
        else:
            raise click.BadParameter(f"没有 {path} no such file", param_hint="PATHS")
        if not full.is_relative_to(root):
            raise click.BadParameter(f"{path} 不在登记簿里 is outside the register", param_hint="PATHS")
        wanted.append(full.relative_to(root).as_posix())
    return lambda path: not wanted or any(w == "." or path == w or path.startswith(w + "/") for w in wanted)


def say(text: str) -> None:
    """To the person, not to the pipe."""
    click.echo(text, err=True)


def data(text: str) -> None:
    """To stdout, as it is."""
    sys.stdout.write(text if text.endswith("\n") else text + "\n")
    sys.stdout.flush()


def data_bytes(content: bytes) -> None:
    sys.stdout.buffer.write(content)
    sys.stdout.buffer.flush()


def on_terminal() -> bool:
    return sys.stderr.isatty()
