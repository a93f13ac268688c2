"""One register open in an editor: what is typed is judged after a pause, aside from the answers to the editor.

All methods are called in the server's event loop; only the judging itself runs in another thread. Nothing is written.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from site_builder.assist.judged import Judged, judge_edit, judge_folder
from site_builder.model.register import Register

PAUSE = 0.2
"""Seconds without a keystroke before an edit is judged."""

T = TypeVar("T")


class Session:
    """The open files of one register by path (`overlay`), and what is wrong in it (`judged`, None until it is read).

    `register` is the last that could be read, to help with while the town's own files are half written. `tell` is
    called when findings may have changed, `fail` where the folder cannot be read or judging went wrong.
    """

    def __init__(
        self, root: Path, today: Callable[[], date], tell: Callable[[], None], fail: Callable[[BaseException], None]
    ) -> None:
        self.root = root
        self.judged: Judged | None = None
        self.register: Register | None = None
        self.overlay: dict[str, str] = {}
        self._today = today
        self._tell = tell
        self._fail = fail
        self._edited: dict[str, str] = {}
        self._timer: asyncio.TimerHandle | None = None
        self._judging = False
        self._reading = False
        self._read_again = False
        self._tasks: set[asyncio.Task[None]] = set()

    def open(self, path: str, text: str) -> None:
        """Take a file that was opened; the first one has the register read."""
        self.overlay[path] = text
        if self.judged is None:
            self.read()
        else:
            self._edit(path, text, 0)

    def type(self, path: str, text: str) -> None:
        """Take a file's new text."""
        self.overlay[path] = text
        self._edit(path, text, PAUSE)

    def close(self, path: str) -> None:
        """Forget what was typed and not saved: the file is again what it is on the disk."""
        typed = self.overlay.pop(path, None)
        self._edited.pop(path, None)
        if typed is None or self.judged is None:
            return None
        try:
            saved = (self.root / path).read_bytes().decode("utf-8", "surrogateescape")
        except OSError:
            return self.read()
        if saved != typed:
            self._edit(path, saved, 0)
        return None

    def is_waiting(self, path: str) -> bool:
        """True for a file whose last text is not judged yet."""
        return path in self._edited

    def read(self) -> None:
        """Judge the whole register again, once more where it is asked for meanwhile."""
        self._read_again = True
        if not self._reading:
            self._reading = True
            self._start(self._read())

    def _edit(self, path: str, text: str, pause: float) -> None:
        self._edited[path] = text
        if self._timer is not None:
            self._timer.cancel()
        self._timer = asyncio.get_running_loop().call_later(pause, lambda: self._start(self._judge()))

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            self._fail(error)

    def _take(self, judged: Judged) -> None:
        self.judged = judged
        self.register = judged.checked.register or self.register
        self._tell()

    async def _judge(self) -> None:
        if self._judging or self.judged is None:
            return
        self._judging = True
        try:
            while self._edited and self.judged is not None:
                path = next(iter(self._edited))
                before, text = self.judged, self._edited.pop(path)
                after = await aside(partial(judge_edit, before, path, text))
                if after is None or before.checked.as_of != self._today():
                    self.read()
                elif self.judged is before:
                    self._take(after)
                else:  # the whole register was read meanwhile
                    self._edited.setdefault(path, text)
        finally:
            self._judging = False

    async def _read(self) -> None:
        try:
            while self._read_again:
                self._read_again = False
                typed = dict(self.overlay)
                judged = await aside(partial(judge_folder, self.root, typed, self._today()))
                for path, text in self.overlay.items():
                    if typed.get(path) != text:
                        self._edit(path, text, 0)
                self._take(judged)
        finally:
            self._reading = False


async def aside(work: Callable[[], T]) -> T:
    """Do some work in a thread that does not keep the program alive. Raises what the work raises."""
    loop = asyncio.get_running_loop()
    done: asyncio.Future[T] = loop.create_future()

    def settle(outcome: Callable[[], None]) -> None:
        if not done.cancelled():
            outcome()

    def run() -> None:
        try:
            outcome = partial(done.set_result, work())
        except BaseException as problem:
            outcome = partial(done.set_exception, problem)
        try:
            loop.call_soon_threadsafe(settle, outcome)
        except RuntimeError:
            return  # the editor has gone meanwhile

    threading.Thread(target=run, daemon=True, name="sidan-judge").start()
    return await done
