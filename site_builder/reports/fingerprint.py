"""A name for a finding that stays the same when lines are added above it or the file moves to another folder."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from hashlib import sha256

from site_builder.rules.checked import Checked
from site_builder.text.finding import Finding


def fingerprints(checked: Checked) -> Iterator[str]:
    """For each finding in order, 32 hexadecimal digits that no two share.

    They come from the rule, the file's name and the line's text, never from the line's number; of sealed matters and
    files not read, from rule and file name alone. Equal ones are told apart by their order in the file.
    """
    seen: Counter[str] = Counter()
    for finding in checked.findings:
        name = fingerprint(finding, checked.lines_of(finding))
        seen[name] += 1
        yield name if seen[name] == 1 else _digest(name, str(seen[name]))


def fingerprint(finding: Finding, lines: list[str] | None) -> str:
    """The fingerprint before equal ones are told apart. `lines` are those of the finding's file, if they may be used."""
    place = finding.place
    line = lines[place.line - 1].strip() if lines and place.line <= len(lines) else ""
    file = place.path.rsplit("/", 1)[-1] if place.path.startswith("cases/") else place.path
    return _digest(finding.code, finding.variant, file, line)


def _digest(*parts: str) -> str:
    return sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]
