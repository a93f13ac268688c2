"""A site's pages made by the processes of a Dask scheduler, on any machines that see the same folders.

Nothing of the register travels: a process is told which build it is and reads the register itself, once a build. It
helps only where it stands before the same register, program, theme and history, so that it makes the same bytes, and
it writes only as long as the build holds its hand. A piece whose process dies is given to another one.
"""

from __future__ import annotations

import hashlib
import logging
import socket
import threading
import time
import warnings
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import CancelledError
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from site_builder.cache.place import cache_folder
from site_builder.cache.program import program_content
from site_builder.cache.stamps import combined
from site_builder.cache.values import Damaged
from site_builder.checking import check_kept
from site_builder.making import Bench
from site_builder.output.hand import Hand, NotHeld
from site_builder.pipeline import edition_of, forgetting, parts_of, theme_of
from site_builder.render.page import File
from site_builder.render.problem import ThemeProblem
from site_builder.render.theme import Theme
from site_builder.rules.checked import Checked
from site_builder.sources.folder import Unreadable
from site_builder.spec import Language
from site_builder.verdicts.register import Changed, opened
from site_builder.views.audience import Audience
from site_builder.views.edition import Edition
from site_builder.workers import Run, on_executor, runner

PATIENCE = 60
"""Seconds that a build waits for a scheduler's first process, or for another one when all have gone."""
CONNECT = 10
"""Seconds within which a scheduler must answer."""


class NoCluster(Exception):
    """The pages could not be made elsewhere; the text is one sentence in both languages."""


@dataclass(frozen=True)
class Order:
    """One build, as a process elsewhere is told of it. `made_from` names all that its pages are made from, by what
    stands for it."""

    root: str
    as_of: date
    audience: Audience
    language: Language
    draft: bool
    hand: Hand
    made_from: tuple[tuple[str, str], ...]


def elsewhere(checked: Checked, shown: Edition, theme: Theme, hand: Hand) -> Callable[[], Bench]:
    """How another process sets up the bench of this build."""
    root = str(checked.root.resolve())
    made_from = _made_from(checked, shown, theme)
    return partial(_bench, Order(root, shown.as_of, shown.audience, shown.language, shown.draft, hand, made_from))


@contextmanager
def scheduler(address: str) -> Iterator[Run]:
    """Work by the processes of the scheduler at an address, `tcp://host:port`.

    Raises NoCluster: the extra is not installed, nobody answers there, no process is left to do the work, or one of
    them could not help.
    """
    try:
        from distributed import Client
    except ImportError:
        raise NoCluster(
            "--scheduler 要先装 pip install 'sidan[cluster]' --scheduler needs the extra 'sidan[cluster]'"
        ) from None
    with _quiet():
        try:
            client = Client(address, timeout=CONNECT, set_as_default=False)  # type: ignore[no-untyped-call]
        except (OSError, TimeoutError) as error:
            raise NoCluster(f"{address}：连不上调度器 the scheduler cannot be reached: {error}") from None
        with client:
            yield _watched(client, address)


@contextmanager
def _quiet() -> Iterator[None]:
    """What Dask tells its own logs is not for the person; other versions there are found out by what they see."""
    before = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.disable(before)


def _watched(client: Any, address: str) -> Run:
    """As `on_executor`; what went wrong elsewhere is one sentence here."""
    alone_since: list[float] = []

    def look() -> None:
        if client.status != "running":
            raise NoCluster(f"{address}：调度器断开了 the scheduler has gone")
        if client.scheduler_info(n_workers=-1)["workers"]:
            alone_since.clear()
            return
        alone_since[:] = alone_since[:1] or [time.monotonic()]
        if time.monotonic() - alone_since[0] > PATIENCE:
            raise NoCluster(f"{address}：等了 {PATIENCE} 秒没有工作进程 no worker process in {PATIENCE} seconds")

    executor = client.get_executor(pure=False)
    send = on_executor(executor, look)

    def run(work: Callable[[Any], Any], pieces: Any) -> Iterator[Any]:
        from distributed import KilledWorker

        try:
            yield from send(partial(_alone, work), pieces)
        except CancelledError:
            raise NoCluster(f"{address}：调度器断开了 the scheduler has gone") from None
        except KilledWorker:
            raise NoCluster(
                f"{address}：同一批页面让几个工作进程都中断了，可能是内存不足 "
                "several worker processes ended over the same pages, perhaps for want of memory"
            ) from None
        except ImportError as error:
            raise NoCluster(
                f"{address}：工作进程里没有同一个 sidan the worker processes lack this sidan: {error}"
            ) from None

    return run


# what a process elsewhere does


def _alone(work: Callable[[Any], Any], piece: Any) -> Any:
    """A process may be given several pieces at once; it makes one after the other."""
    with _ONE:
        return work(piece)


class _Standing:
    """The bench of the build that was worked for last. Its cabinet stays open as long as it stands."""

    def __init__(self) -> None:
        self.order: Order | None = None
        self.bench: Bench | None = None
        self.closing = ExitStack()


_STANDING = _Standing()
_ONE = threading.Lock()


def _bench(order: Order) -> Bench:
    """In a process elsewhere: the bench of a build, set up when its first piece comes. Raises NoCluster."""
    if _STANDING.order != order or _STANDING.bench is None:
        _STANDING.order = _STANDING.bench = None
        _STANDING.closing.close()
        try:
            _STANDING.bench = _set_up(order, _STANDING.closing)
        except Unreadable as error:
            raise _no_help(f"{error.path}：读不了，{error.reason} cannot be read: {error.reason}") from None
        except (Changed, Damaged) as error:
            raise _no_help(f"登记簿正在改动 the register is being changed: {error}") from None
        except ThemeProblem as error:
            raise _no_help(str(error)) from None
        _STANDING.order = order
    return _STANDING.bench


def _set_up(order: Order, closing: ExitStack) -> Bench:
    root = Path(order.root)
    cabinet = closing.enter_context(opened(root, cache_folder(root)))
    try:
        checked = check_kept(root, order.as_of, cabinet, runner(1))
    except Damaged as error:
        cabinet.forget(str(error))
        checked = check_kept(root, order.as_of, cabinet, runner(1))
    if checked.register is None:
        raise _no_help("登记簿不一样 the register is not the same: grids.yaml, people.yaml")
    shown = replace(edition_of(checked, order.audience, order.language, order.draft), notes=None)
    theme = theme_of(checked, shown)
    here = dict(_made_from(checked, shown, theme))
    others = [name for name, stands_for in order.made_from if here.get(name) != stands_for]
    if others:
        raise _no_help(f"看到的不是同一个 does not see the same: {', '.join(others)}")
    return Bench(parts_of(shown, theme), theme, partial(_write, order.hand), forgetting(checked, shown))


def _write(hand: Hand, file: File) -> Any:
    try:
        return hand.write(file)
    except NotHeld as error:
        raise _no_help(f"{error}：没有输出文件夹，或这次生成已经结束 no output folder, or the build is over") from None
    except OSError as error:
        raise _no_help(f"{error.filename or hand.parts}: {error.strerror or error}") from None


def _no_help(why: str) -> NoCluster:
    return NoCluster(f"{socket.gethostname()}：{why}")


def _made_from(checked: Checked, shown: Edition, theme: Theme) -> tuple[tuple[str, str], ...]:
    """What a site is made from, part by part, wherever program and register lie. The words are for a message."""
    assert checked.kept is not None
    blobs = checked.kept.blobs
    told: dict[str, Iterable[bytes | str]] = {
        "程序 program": [program_content()],
        "主题 theme": [*_theme_content(theme), repr(theme.site)],
        "设置 settings": [repr(checked.settings)],
        "事项 records": [*(f"{path} {blobs[path]}" for path in sorted(blobs)), "", *sorted(checked.unread)],
        "镇村和人员 grids.yaml, people.yaml": [
            part for name in sorted(checked.texts.keys() - blobs.keys()) for part in (name, checked.texts[name])
        ],
        "校验结果 findings": [repr(checked.findings), repr(checked.waived)],
        "提交历史 git": [repr(shown.past)],
    }
    return tuple((name, combined(parts).hex()) for name, parts in told.items())


def _theme_content(theme: Theme) -> Iterator[str]:
    for folder in theme.folders:
        yield folder.name
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            yield f"{path.relative_to(folder).as_posix()} {hashlib.sha256(path.read_bytes()).hexdigest()}"
