"""Work done by several processes: each piece by a process forked for it, which ends with it.

A forked process knows all that its parent knows without being told, and gives its memory back when its piece is
done, so that the memory in use does not grow with the work. Where there is one job, or nothing to gain, the pieces
are done here. Any `concurrent.futures` executor can do the work instead (`on_executor`).
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor
from concurrent.futures import wait as first_of
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkProcess
from typing import Any, TypeVar

Piece = TypeVar("Piece")
Done = TypeVar("Done")
Run = Callable[[Callable[[Any], Any], Sequence[Any]], Iterator[Any]]
"""Does some work on each piece and gives the results in any order."""
LOOK = 1.0
"""Seconds between two looks at what is amiss while an executor gives no answer."""


class WorkerDied(Exception):
    """A process ended without an answer: the machine ran out of memory, or somebody ended it."""

    def __init__(self, code: int | None) -> None:
        super().__init__(str(code))
        self.code = code


def cores() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def runner(jobs: int) -> Run:
    """Work in so many processes at once; with one job, here."""

    def run(work: Callable[[Piece], Done], pieces: Sequence[Piece]) -> Iterator[Done]:
        if jobs == 1 or len(pieces) < 2 or "fork" not in multiprocessing.get_all_start_methods():
            return map(work, pieces)
        return _forked(work, pieces, jobs)

    return run


def on_executor(executor: Executor, look: Callable[[], None] = lambda: None) -> Run:
    """Work by an executor. `work` and the pieces must be such as it can send.

    `look` is called about once a second while there is nothing to take, and may raise what ends the waiting. Nothing
    is left to be done when the results are no longer wanted.
    """

    def run(work: Callable[[Piece], Done], pieces: Sequence[Piece]) -> Iterator[Done]:
        waiting = {executor.submit(work, piece) for piece in pieces}
        try:
            while waiting:
                done, waiting = first_of(waiting, LOOK, FIRST_COMPLETED)
                if not done:
                    look()
                for future in done:
                    yield future.result()
        finally:
            for future in waiting:
                future.cancel()

    return run


def _forked(work: Callable[[Piece], Done], pieces: Sequence[Piece], jobs: int) -> Iterator[Done]:
    """Raises what a piece raised, or WorkerDied; whatever happens, no process is left behind."""
    fork = multiprocessing.get_context("fork")
    running: dict[Connection, ForkProcess] = {}
    waiting = iter(pieces)
    sys.stdout.flush()
    sys.stderr.flush()
    gc.freeze()  # what is here now is not searched for cycles again, and so its memory stays shared
    try:
        while True:
            while len(running) < jobs and (piece := next(waiting, waiting)) is not waiting:
                ours, theirs = fork.Pipe(duplex=False)
                process = fork.Process(target=_answer, args=(work, piece, theirs, os.getpid()), daemon=True)
                before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
                process.start()
                signal.pthread_sigmask(signal.SIG_SETMASK, before)
                theirs.close()
                running[ours] = process
            if not running:
                return
            for ready in wait(list(running)):
                assert isinstance(ready, Connection)
                process = running.pop(ready)
                yield _result(ready, process)
    finally:
        gc.unfreeze()
        for connection, process in running.items():
            process.kill()
            process.join()
            connection.close()


def _result(connection: Connection, process: ForkProcess) -> Any:
    try:
        good, value = connection.recv()
    except EOFError:
        process.join()
        raise WorkerDied(process.exitcode) from None
    finally:
        connection.close()
    process.join()
    if not good:
        raise value
    return value


def _answer(work: Callable[[Any], Any], piece: Any, answers: Connection, parent: int) -> None:
    """In the new process. Ctrl-C is for the parent, which ends us; we end by ourselves where it is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    _die_with(parent)
    gc.disable()  # its memory is given back with the process
    try:
        answer = (True, work(piece))
    except Exception as error:
        answer = (False, error)
    try:
        answers.send(answer)
    except BrokenPipeError:
        pass
    answers.close()
    os._exit(0)  # nothing of the parent's is to be closed, flushed or searched for cycles here


def _die_with(parent: int) -> None:
    """Ask Linux to end this process when its parent ends; elsewhere the closed pipe does."""
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None, use_errno=True).prctl(1, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)
