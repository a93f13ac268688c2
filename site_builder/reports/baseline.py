"""A baseline: the findings there were on the day it was written, so that only new ones fail (`check --baseline`)."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, replace
from typing import Any

from site_builder.reports.fingerprint import fingerprints
from site_builder.rules.checked import Checked
from site_builder.spec import Language

_VERSION = 1


class NotABaseline(Exception):
    """A file that is no baseline, or one of another version. The message is one sentence."""


@dataclass(frozen=True, slots=True)
class Known:
    """One finding of a baseline, as it was told then."""

    fingerprint: str
    code: str
    path: str
    message: str


def baseline_text(checked: Checked, language: Language) -> str:
    """All findings as a baseline: sorted by file and rule, without lines, one object a line, to be read in a review."""
    rows = sorted(
        (spoken.finding.place.path, spoken.finding.code, fingerprint, spoken.message)
        for spoken, fingerprint in zip(checked.spoken(language), fingerprints(checked), strict=True)
    )
    lines = [
        json.dumps({"path": path, "code": code, "fingerprint": name, "message": message}, ensure_ascii=False)
        for path, code, name, message in rows
    ]
    inside = ",\n".join(f"  {line}" for line in lines)
    return f'{{"version": {_VERSION}, "findings": [\n{inside}\n]}}\n'


def read_baseline(text: str) -> tuple[Known, ...]:
    """The findings of a baseline. Raises NotABaseline."""
    try:
        loaded: Any = json.loads(text)
        if loaded["version"] != _VERSION:
            raise NotABaseline(
                f"基线的版本是 {loaded['version']}，不是 {_VERSION}；重新生成 of another version: write it again"
            )
        return tuple(
            Known(str(row["fingerprint"]), str(row["code"]), str(row["path"]), str(row["message"]))
            for row in loaded["findings"]
        )
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise NotABaseline(
            "不是基线文件；用 --write-baseline 生成 not a baseline: write one with --write-baseline"
        ) from error


def without_known(checked: Checked, known: tuple[Known, ...]) -> tuple[Checked, tuple[Known, ...]]:
    """The register with its new findings alone, and what the baseline holds that is no longer there."""
    left = Counter(one.fingerprint for one in known)
    new = []
    for finding, name in zip(checked.findings, fingerprints(checked), strict=True):
        if left[name]:
            left[name] -= 1
        else:
            new.append(finding)
    gone = tuple(one for one in known if left[one.fingerprint])
    return replace(checked, findings=tuple(new)), gone
