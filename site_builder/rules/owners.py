"""CODEOWNERS says what people.yaml says (G612)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from site_builder.model.code_owners import OWNERS_FILES, code_owners
from site_builder.model.people import Town
from site_builder.text.finding import Finding, finding
from site_builder.text.place import Place
from site_builder.text.source import Source


def stale(town: Town, files: Mapping[str, Source], as_of: date) -> Iterator[Finding]:
    """Each file that differs from what would be generated on the day, at its first line that does."""
    for path, source in sorted(files.items()):
        forge = next(name for name, place in OWNERS_FILES.items() if place == path)
        wanted = code_owners(town, forge, as_of).split("\n")
        lines = source.data.decode("utf-8", "replace").replace("\r\n", "\n").split("\n")
        if lines != wanted:
            different = (i for i, (a, b) in enumerate(zip(lines, wanted, strict=False)) if a != b)
            line = next(different, min(len(lines), len(wanted)) - 1) + 1
            yield finding("G612", Place(path, line, 1, line, 1), path=path)
