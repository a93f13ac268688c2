"""What each stage of a cold build costs, in µs of processor a case, so that a slower one is named.

    python -m benchmarks.stages [--cases 1000] [--rounds 3] [--folder FOLDER]

makes a seeded register (in FOLDER, or a temporary one), takes it the way a build goes, one stage after the other in
one process, and prints a table of the best of some rounds. What a stage works out and keeps (histories, timetables)
is not counted again in a later one.
"""

from __future__ import annotations

import argparse
import gc
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from benchmarks.register import AS_OF, files
from site_builder.cli import THRESHOLDS
from site_builder.exports import EXPORT_TYPES
from site_builder.model.decode import Decoder, Names
from site_builder.model.register import Register
from site_builder.model.timetable import timetable
from site_builder.pages import page_types, site_of
from site_builder.pages.case import TEMPLATE as CASE
from site_builder.pages.edition_index import index
from site_builder.pages.week import TEMPLATE as WEEK
from site_builder.records.decode_text import decode_text
from site_builder.records.read import read_markdown, read_yaml
from site_builder.render.markdown import markdown
from site_builder.render.render import render
from site_builder.render.theme import load_theme
from site_builder.rules.check import check_register
from site_builder.rules.privacy import scan
from site_builder.settings import read_settings
from site_builder.sources.folder import read_folder
from site_builder.views.audience import Audience
from site_builder.views.edition import edition

T = TypeVar("T")
EXPORTS = {
    "cases_json": "files of cases",
    "database": "the database",
    "workbooks": "workbooks",
    "search_data": "what is searched",
    "feeds": "feeds",
    "weeks_json": "files of weeks",
}
PAGES = {CASE: "case pages", WEEK: "week pages"}


@dataclass
class Stages:
    """The time each stage took in one round, in the order they are gone through."""

    seconds: dict[str, float] = field(default_factory=dict)

    def take(self, name: str, work: Callable[[], T]) -> T:
        start = time.process_time()
        done = work()
        self.seconds[name] = self.seconds.get(name, 0.0) + time.process_time() - start
        return done


def once_through(folder: Path, as_of: date) -> Stages:
    """One cold build of the office's site, stage by stage; nothing is written."""
    stages = Stages()
    found = stages.take("read: files from the disk", lambda: read_folder(folder))
    stages.take("text: bytes to checked text", lambda: [decode_text(source) for source in found.cases])
    cases = stages.take("parse: text to records, `text` again", lambda: [read_markdown(s) for s in found.cases])
    settings, _ = read_settings(found.settings)
    spec = settings.spec()
    assert found.grids and found.people
    town, _ = Decoder(spec, None).town(read_yaml(found.grids).record, read_yaml(found.people).record)
    assert town is not None
    records = [read.record for read in cases if read.record]
    decoder = Decoder(spec, Names.of(town, [Path(source.path).stem for source in found.cases], ()))
    decoded = stages.take("decode: records to cases", lambda: [decoder.case(record)[0] for record in records])
    register = Register(town, tuple(case for case in decoded if case), (), spec, settings)
    stages.take("histories: what each event did", lambda: register.histories)
    stages.take("deadlines: as recorded", lambda: [timetable(c, register).on(date.max) for c in register.cases])
    stages.take("rules: what is wrong", lambda: check_register(register, as_of))
    stages.take("scan: personal data", lambda: [list(scan(record, town)) for record in records])
    _pages(stages, register, folder, as_of)
    return stages


def _pages(stages: Stages, register: Register, root: Path, as_of: date) -> None:
    shown = edition(register, Audience("office"), as_of, "zh")
    theme = load_theme(register.settings.theme, root, site_of(shown), register.settings.site_words)
    known = stages.take("index: rows and names", lambda: index(shown))
    stages.take("index: rows and names", lambda: known.rows)
    stages.take("weeks: four lists of every week", lambda: [shown.lists(week) for week in shown.weeks])
    for export in EXPORT_TYPES:
        if shown.audience.kind in export.AUDIENCES:
            name = EXPORTS.get(export.__name__.rpartition(".")[2], "others")
            stages.take(f"exports: {name}", lambda export=export: list(export.files(shown)))
    made: dict[str, list[Any]] = {}
    for kind in page_types(shown):
        name = PAGES.get(kind.TEMPLATE, "other pages")
        made[kind.TEMPLATE] = stages.take(f"contexts: {name}", lambda kind=kind: list(kind.pages(shown)))
    for template, pages in made.items():
        name = PAGES.get(template, "other pages")
        stages.take(f"render: {name}", lambda pages=pages: [render(page, theme) for page in pages])
    bodies = [page.context.body for page in made[CASE] if page.context.body]
    stages.take(
        "  of it, markdown of the bodies",
        lambda: [markdown(body.text, dict(body.ids), "../", "", "") for body in bodies],
    )


def table(rounds: list[Stages], cases: int) -> str:
    best = {name: min(done.seconds[name] for done in rounds) for name in rounds[0].seconds}
    lines = [f"| {cases:,} cases, best of {len(rounds)} | µs a case |", "|---|---:|"]
    lines += [f"| {name} | {seconds / cases * 1e6:,.0f} |" for name, seconds in best.items()]
    return "\n".join(lines)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--cases", type=int, default=1_000)
    arguments.add_argument("--rounds", type=int, default=3)
    arguments.add_argument("--folder", type=Path)
    asked = arguments.parse_args()
    gc.set_threshold(*THRESHOLDS)
    with tempfile.TemporaryDirectory() as temporary:
        folder = asked.folder or Path(temporary)
        if not (folder / "cases").exists():
            for path, data in files(asked.cases, 1):
                target = folder / path
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(data)
        rounds = []
        for _ in range(asked.rounds):
            rounds.append(once_through(folder, AS_OF))
            gc.collect()
        sys.stdout.write(table(rounds, sum(1 for _ in folder.glob("cases/*/*.md"))) + "\n")


if __name__ == "__main__":
    main()
