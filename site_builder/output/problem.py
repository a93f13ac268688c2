"""Why a site was not published; in each case the one that was there is untouched."""

from __future__ import annotations

from dataclasses import dataclass


class OutputError(Exception):
    """The output folder could not be written. The text is one sentence."""


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """What is wrong with one file of the new site: its path there, and what, in one sentence."""

    path: str
    what: str

    def __str__(self) -> str:
        return f"{self.path}: {self.what}"


SHOWN = 20


class Refused(OutputError):
    """The new site was looked through before it was shown, and must not be shown."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        self.faults = faults
        more = (f"（另有 {len(faults) - SHOWN} 处 and more）",) if len(faults) > SHOWN else ()
        head = "没有发布，原来的网站没有动 not published; the old site is untouched:"
        super().__init__("\n  ".join([head, *map(str, faults[:SHOWN]), *more]))
