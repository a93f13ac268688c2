"""Petitions, requests, hazards and suggestions: each a short script of stories/*.yaml, played move by move.

Keys of a script:

    title, kind, category, grid, source, access, people, amount, risk, problem, public, body    as in the case file
    found        MM-DD, a working day unless the grid worker found it
    unit         the unit that leads, by its name; the head leads, or with `staff` the second in it
    level        where the matter is held in the end (default: the town)
    petition     [form, class, route] and perhaps `simple`; `ref` is made from the day
    order        [way, sender, due MM-DD], from above
    urgent       [why, HH:MM]
    points       [[what was asked, answer], ...], answered with the last reply
    tasks        [[what, done when, measure, ...], ...]; a measure is `who|way|what|evidence` and perhaps `|article`
    paper        [facts, opinion, article, ...] of a written opinion
    steps        moves in order: `+2 move words`, `F move words` (the next weekly meeting) or `MM-DD move words`;
                 with `{field: value}` behind it for what is more than words. The words go where WORDS says.
    powers       [to know, to take part, to decide, to supervise]
    visit        {mode, leader, words, before}: a leader's visit that moved it forward, so many working days before
    into         key of the case it is joined to
"""

from __future__ import annotations

from pathlib import Path

import yaml

from tools.demonstration.cast import Script
from tools.demonstration.drafts import Draft
from tools.demonstration.playing import Playing
from tools.demonstration.staff import Staff

HERE = Path(__file__).parent


def scripts() -> list[Script]:
    names = ("petitions", "orders", "services", "hazards", "suggestions")
    rows = []
    for name in names:
        rows += yaml.safe_load((HERE / "stories" / f"{name}.yaml").read_text(encoding="utf-8"))
    return rows


class Matters:
    """Plays every script once."""

    def __init__(self, staff: Staff) -> None:
        self.staff = staff
        self.grids = {grid["id"]: grid for grid in staff.grids}

    def play_all(self) -> list[Draft]:
        return [Playing(self.staff, self.grids[script["grid"]], script).play() for script in scripts()]
