"""A limit in time and memory to the setting of one text, so that no text can hold up or end a whole build.

Texts are small, and the rules whose cost grows faster than the text are off (`markdown`), so that none is known that
comes near. This is the wall behind: what goes beyond it, or breaks, is one text that cannot be shown. The time is what
the process used of the processor, so that a busy machine shows no less than an idle one. Source: hazards §2.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Literal, TypeVar

if sys.platform != "win32":
    import resource

SECONDS = 5.0
BYTES = 512 << 20
"""More than the process has at the time."""
AGAIN = 0.5
"""Seconds after which a work that did not stop is told again."""
T = TypeVar("T")
Why = Literal["slow", "large", "deep", "failed"]


class Unshown(Exception):
    """A text that cannot be set. `why`: it takes too long or too much memory, is nested too deeply, or the program has a
    fault, which is `because`."""

    def __init__(self, why: Why, because: str = "") -> None:
        super().__init__(why, because)
        self.why = why
        self.because = because


class _Stop(BaseException):
    """Time is up. No `except Exception` on the way takes it for a fault of its own."""


def limited(work: Callable[[], T]) -> T:
    """What some work gives. Raises Unshown where it takes too much, or fails."""
    is_main = threading.current_thread() is threading.main_thread()
    try:
        if is_main and sys.platform != "win32":
            with _room():
                return _CLOCK.timed(work)
        return _watched(work)
    except _Stop:
        raise Unshown("slow") from None
    except MemoryError:
        raise Unshown("large") from None
    except Unshown:
        raise
    except Exception as error:
        raise Unshown("failed", type(error).__name__) from error


@contextmanager
def _room() -> Iterator[None]:
    """So much memory more, and none beyond; where the system tells how much there is."""
    try:
        file = os.open("/proc/self/statm", os.O_RDONLY)
    except OSError:
        yield
        return
    own = int(os.read(file, 32).split()[0]) * resource.getpagesize()
    os.close(file)
    before, most = resource.getrlimit(resource.RLIMIT_AS)
    if before != resource.RLIM_INFINITY and before < own + BYTES:
        yield
        return
    resource.setrlimit(resource.RLIMIT_AS, (own + BYTES, most))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (before, most))


class _Clock:
    """The process's own clock, which costs two calls to the system. It is the main thread's alone."""

    def __init__(self) -> None:
        self._runs = False

    def timed(self, work: Callable[[], T]) -> T:
        """Raises _Stop."""
        if signal.getsignal(signal.SIGVTALRM) != self._strike:
            signal.signal(signal.SIGVTALRM, self._strike)
        try:
            self._runs = True
            signal.setitimer(signal.ITIMER_VIRTUAL, SECONDS, AGAIN)
            try:
                return work()
            finally:
                self._stop()
        except _Stop:
            self._stop()  # where it struck in the middle of stopping it
            raise

    def _stop(self) -> None:
        self._runs = False
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)

    def _strike(self, *_: object) -> None:
        if self._runs:
            raise _Stop


_CLOCK = _Clock()


def _watched(work: Callable[[], T]) -> T:
    """The same in any other thread, or where there is no such clock: another one watches it. Raises _Stop."""
    import ctypes

    tell = ctypes.pythonapi.PyThreadState_SetAsyncExc
    own = ctypes.c_ulong(threading.get_ident())
    turn = threading.Lock()
    over = False

    def strike() -> None:
        with turn:
            if not over:
                tell(own, ctypes.py_object(_Stop))

    watch = threading.Timer(SECONDS, strike)
    watch.daemon = True
    watch.start()
    try:
        return work()
    finally:
        watch.cancel()
        with turn:
            over = True
        tell(own, None)
