"""An edit, then a build: events say only that something may have changed, and what did is seen by looking.

Where a file system tells nobody of changes, or the system has no more room for watches, the folder is looked at every
second or two instead.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer

from site_builder.cache.program import folder_stamps
from site_builder.cache.stamps import combined
from site_builder.sources.attachments import ATTACHMENTS
from site_builder.sources.layout import CASES, TOP
from site_builder.sources.mounts import changes_go_untold

QUIET, LONGEST = 0.15, 2.0
"""Seconds: a change is taken up once nothing more happened for so long, and after so long at the latest."""
RESCAN = 30.0
"""Seconds after which the folder is looked at although no event came."""
POLL = 1.5
"""The same where none can come."""
FOLDERS = (CASES, ATTACHMENTS, "themes")
WATCHED = (*FOLDERS, *TOP)
_NO_CHANGE = ("opened", "closed_no_write")


def fingerprint(root: Path) -> bytes:
    """Everything watched, by size, times and number of each file; equal when nothing has changed."""
    return combined(stamp for name in WATCHED for stamp in folder_stamps(root / name))


class Hints(FileSystemEventHandler):
    """Sets an event whenever something may have changed. Opening and reading a file are no change."""

    def __init__(self, hint: threading.Event) -> None:
        self.hint = hint

    def on_any_event(self, event: FileSystemEvent) -> None:
        if event.event_type not in _NO_CHANGE:
            self.hint.set()


class Overflow(logging.Handler):
    """Events that were lost are told in a warning alone: that is a hint too."""

    def __init__(self, hint: threading.Event) -> None:
        super().__init__(logging.WARNING)
        self.hint = hint

    def emit(self, record: logging.LogRecord) -> None:
        self.hint.set()


def watch(
    root: Path, seen: bytes, rebuild: Callable[[], None], stop: threading.Event, tell: Callable[[str], None]
) -> None:
    """Call `rebuild` after every real change since the fingerprint `seen`, until `stop` is set. `tell` is given one
    sentence where the folder has to be looked at again and again."""
    hint = threading.Event()
    overflow = Overflow(hint)
    logging.getLogger("watchdog").addHandler(overflow)
    observer = _observer(root, hint, tell)
    every = RESCAN if observer else POLL
    try:
        looked = time.monotonic()
        while not stop.is_set():
            if hint.wait(min(0.5, every)):
                settle(hint)
            elif time.monotonic() - looked < every:
                continue
            now = fingerprint(root)
            looked = time.monotonic()
            if now != seen:
                seen = now
                rebuild()
    finally:
        logging.getLogger("watchdog").removeHandler(overflow)
        if observer:
            observer.stop()
            observer.join(2)


def settle(hint: threading.Event) -> None:
    """Wait until no more hints come, but not for ever; a file that is gone for a moment is back by then."""
    latest = time.monotonic() + LONGEST
    while hint.is_set() and time.monotonic() < latest:
        hint.clear()
        hint.wait(QUIET)
    hint.clear()


def _observer(root: Path, hint: threading.Event, tell: Callable[[str], None]) -> Any:
    """What gives the hints; None where nothing can, which is told."""
    if kind := changes_go_untold(root):
        tell(f"sidan: {kind} 上的文件变化没有通知，改为定时查看 {kind} tells nobody of changes: looking every {POLL} s")
        return None
    observer = Observer()
    observer.schedule(Hints(hint), str(root), recursive=False)
    for name in FOLDERS:
        if (root / name).is_dir():
            observer.schedule(Hints(hint), str(root / name), recursive=True)
    try:
        observer.start()
    except OSError as error:
        observer.unschedule_all()
        tell(f"sidan: 收不到文件变化的通知（{error.strerror}），改为定时查看 no events: looking every {POLL} s")
        return None
    return observer
