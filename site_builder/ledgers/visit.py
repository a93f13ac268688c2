"""A row of a ledger of leaders' visits → a visit; or why it is none."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from site_builder.ledgers.facts import Facts, Remark
from site_builder.ledgers.masks import Masks, parties
from site_builder.ledgers.matter import Matter, fingerprint
from site_builder.ledgers.names import Directory
from site_builder.model.case import Visit
from site_builder.spec.ledgers import Ledgers
from site_builder.text.dress import bare
from site_builder.writers.yaml_text import Code, Value

_DIVIDED = re.compile(r"[、,，;；\s]+")


@dataclass(frozen=True)
class VisitMaker:
    """Makes the visits of one ledger. `cases` are the ids of the register's cases, `refs` their references elsewhere."""

    ledgers: Ledgers
    directory: Directory
    on_duty: Collection[str]
    cases: Collection[str]
    refs: Mapping[str, str]

    def matter(self, facts: Facts) -> Matter | tuple[Remark, ...]:
        """The visit that a row becomes; why it becomes none, where it does not."""
        if facts.wrong:
            return tuple(facts.wrong)
        village = facts.get("village")
        place = facts.get("place") or (self.directory.town.name_of(village) if village else None)
        own = {
            "visit_on": facts.get("visit_on"),
            "mode": facts.get("mode"),
            "leader": next(iter(facts.get("leader") or ()), None),
            "place": place,
        }
        missing = [name for name, value in own.items() if value is None]
        if missing:
            nobody = [remark for remark in facts.told if remark.key == "nobody"] if "leader" in missing else []
            labels = [Remark("", "", "missing", {"field": self.ledgers.columns[name].label}) for name in missing]
            return (
                *nobody,
                *(label for label, name in zip(labels, missing, strict=True) if name != "leader" or not nobody),
            )
        if len(facts.get("leader")) > 1:
            names = tuple(self.directory.town.name_of(id) for id in facts.get("leader"))
            facts.told.append(Remark("", "", "several_leaders", {"names": names}))
        masks = parties(facts.parties)
        cases = self._cases(facts)
        values: dict[str, Value] = {
            "on": own["visit_on"],
            "mode": Code(own["mode"]),
            "leader": Code(own["leader"]),
            "place": masks.text(str(place), self.on_duty),
            "cases": [Code(id) for id in cases] or None,
            "instructions": self._instructions(facts, masks) or None,
        }
        return Matter(
            village="visits",
            year=facts.get("visit_on").year,
            values={name: value for name, value in values.items() if value is not None},
            body="",
            ref="",
            fingerprint=_print(
                str(values["on"]), own["mode"], own["leader"], str(values["place"]), str(values["instructions"] or "")
            ),
            status="visit",
            codes={code: name for name, code in masks.codes.items()},
            masks=masks,
        )

    def _cases(self, facts: Facts) -> list[str]:
        """The cases named by id or by their reference in another system; a name that leads to none is told."""
        found = []
        for name in _DIVIDED.split(facts.get("cases") or ""):
            id = name if name in self.cases else self.refs.get(name)
            if id is not None:
                found.append(id)
            elif name:
                facts.told.append(Remark(self.ledgers.columns["cases"].label.zh, name, "no_case"))
        return list(dict.fromkeys(found))

    def _instructions(self, facts: Facts, masks: Masks) -> str:
        """What was raised and what the leader asked for, each under its head in the ledger."""
        said = [
            (self.ledgers.columns[name].label.zh, facts.get(name)) for name in ("title", "problem") if facts.get(name)
        ]
        said += [(head.says, text) for _, head, text in sorted(facts.texts, key=lambda one: one[1].index)]
        said += [(head.says, text) for head, text in facts.kept]
        lines = [f"{masks.text(head, self.on_duty)}：{masks.text(text, self.on_duty)}" for head, text in said]
        return lines[0] if len(lines) == 1 else "".join(line + "\n" for line in lines)


def _print(on: str, mode: str, leader: str, place: str, instructions: str) -> str:
    """Knows a visit again by what it says."""
    return fingerprint(on, mode, leader, bare(place), bare(instructions))


def fingerprint_of(visit: Visit) -> str:
    """The fingerprint of a visit that is in the register."""
    return _print(str(visit.on), visit.mode, visit.leader, visit.place, visit.instructions or "")
