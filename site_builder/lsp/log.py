"""What goes wrong in the server is noted by its kind and place alone: no text of a file reaches an editor's log."""

from __future__ import annotations

import logging
import sys
import traceback


class Discreet(logging.Formatter):
    """`sidan lsp: KeyError in hover.py:42`; never a message, which may hold what somebody typed."""

    def format(self, record: logging.LogRecord) -> str:
        error = record.exc_info[1] if record.exc_info else sys.exc_info()[1]
        if error is None:
            return f"sidan lsp: {record.levelname.lower()} in {record.module}"
        frames = traceback.extract_tb(error.__traceback__)
        place = f"{frames[-1].filename.replace(chr(92), '/').rsplit('/', 1)[-1]}:{frames[-1].lineno}" if frames else "?"
        return f"sidan lsp: {type(error).__name__} in {place}"


def keep_discreet() -> None:
    """Have pygls and asyncio speak to standard error in this way."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setLevel(logging.ERROR)
    handler.setFormatter(Discreet())
    for name in ("pygls", "asyncio"):
        logger = logging.getLogger(name)
        logger.handlers = [handler]
        logger.propagate = False
