"""A place in a file, by line and column, as a person counts them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A stretch of one file.

    Lines and columns count from 1; columns count characters (code points), not bytes.
    `end_line`, `end_column` name the first character after the stretch, so an empty
    stretch has its end where it starts. Source: design §6, fields of a finding.

    `path` is relative to the register's folder, with forward slashes.
    """

    path: str
    line: int = 1
    column: int = 1
    end_line: int = 1
    end_column: int = 1

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"

    def covers(self, line: int, column: int) -> bool:
        """True for a place in this stretch or at its end."""
        return (self.line, self.column) <= (line, column) <= (self.end_line, self.end_column)
