"""What the program says of the hostile files, and whether it stays within its limits while it does."""

from __future__ import annotations

import os
import resource
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from site_builder.pipeline import build
from site_builder.rules.checked import Checked
from site_builder.rules.page import Spoken, speak
from site_builder.views.audience import Audience
from tests.hostile import corpus
from tests.rules.harness import base_register

_YEARS = {"value-first-year": "0001", "value-last-year": "9999", "value-long-ago": "1949"}
AS_OF = date(2025, 10, 17)
AUDIENCES = ("office", "village:shimen", "board")
MOST = 3
"""So many findings of one file stand in the golden file."""
SECONDS, BYTES = 5, 512 << 20


def names() -> dict[str, tuple[str, bytes]]:
    """The path and bytes of every hostile case file by its name; each has an id of its own."""
    found = {}
    for number, (name, data) in enumerate(corpus.records(), 3001):
        id = f"QTL-{_YEARS.get(name, '2025')}-{number}"
        found[name] = (f"cases/shimen/{id}.md", data.replace(b"id: ID", f"id: {id}".encode()))
    return found


def write_base(folder: Path) -> None:
    """A town without cases but one, which is in order."""
    base = base_register()
    good = corpus.GOOD.replace("id: ID", "id: QTL-2025-0001").encode()
    for path in ("grids.yaml", "people.yaml"):
        (folder / path).write_bytes(base[path])
    write(folder, "cases/shimen/QTL-2025-0001.md", good)


def write(folder: Path, path: str, data: bytes) -> None:
    target = folder / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(data)


def told(checked: Checked, path: str) -> list[Spoken]:
    """The findings of one file, in Chinese."""
    return [speak(one, checked.spec, "zh") for one in checked.findings if one.place.path == path]


def entry(name: str, checked: Checked, path: str) -> Iterator[str]:
    """What stands in the golden file: the first findings with their places, in both languages, each with a way out."""
    found = told(checked, path)
    id = path[13:-3] if path.startswith("cases/") else path
    yield f"{name}: {'refused' if any(one.severity == 'error' for one in found) else 'accepted'}"
    for chinese in found[:MOST]:
        english = speak(chinese.finding, checked.spec, "en")
        place = chinese.finding.place
        yield f"  {place.line}:{place.column} {chinese.severity}[{chinese.finding.code}] {chinese.message} → {chinese.help}".replace(
            id, "ID"
        )[:200]
        yield f"    {english.message} → {english.help}".replace(id, "ID")[:200]
    if len(found) > MOST:
        yield f"  and {len(found) - MOST} more"


def without_a_way(checked: Checked, path: str, lines: int) -> list[str]:
    """The findings of a file that have no place in it, or no way out."""
    wrong = []
    for one in checked.findings:
        if one.place.path == path:
            for language in ("zh", "en"):
                spoken = speak(one, checked.spec, language)  # type: ignore[arg-type]
                if not spoken.message or not spoken.help:
                    wrong.append(f"{one.code} {one.variant}: no way out in {language}")
                if any(ord(c) < 32 and c != "\n" for c in spoken.text):
                    wrong.append(f"{one.code}: control characters")
            if not (1 <= one.place.line <= lines + 1 and one.place.column >= 1):
                wrong.append(f"{one.code}: {one.place}")
    return wrong


@dataclass(frozen=True)
class Ended:
    """How a piece of work ended: `what` is "" where it went well."""

    what: str
    seconds: float
    megabytes: float


def limited(work: Callable[[], object]) -> Ended:
    """Do some work in a process of its own with 5 seconds of the processor and 512 MB more than it has now."""
    own = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    reader, writer = os.pipe()
    begun = time.monotonic()
    child = os.fork()
    if child == 0:
        os.close(reader)
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 1))
        resource.setrlimit(resource.RLIMIT_AS, (own + BYTES, own + BYTES))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        said = b""
        try:
            work()
        except BaseException as error:
            said = f"{type(error).__name__}: {error}"[:200].encode()
        os.write(writer, said or b" ")
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as file:
        said = file.read()
    _, status, used = os.wait4(child, 0)
    what = said.decode("utf-8", "replace").strip()
    if os.WIFSIGNALED(status):
        what = f"signal {signal.Signals(os.WTERMSIG(status)).name}"
    return Ended(what, used.ru_utime + used.ru_stime if used else time.monotonic() - begun, used.ru_maxrss / 1024)


def shown(checked: Checked, audience: str) -> None:
    """The site of an audience made in memory, where there is a register to make it of."""
    build(checked, Audience.parse(audience), "zh", draft=True)
