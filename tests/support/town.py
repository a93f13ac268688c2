"""A small town in memory, in which a case is one line; whatever a test does not say is filled in and valid.

town().case("QTL-2025-0001", events=[...]).edition()
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import yaml

from site_builder.model.case import Case, Visit
from site_builder.model.decode import Decoder
from site_builder.model.people import Town
from site_builder.model.register import Register
from site_builder.records.read import read_markdown, read_yaml
from site_builder.settings import Settings
from site_builder.spec import Language
from site_builder.text.source import Source
from site_builder.views.audience import Audience
from site_builder.views.edition import Edition, edition

GRIDS = """
town: {id: QTL, name: 青檀岭镇}
villages:
  - id: chachong
    name: 茶冲村
    party_org: 中共青檀岭镇茶冲村总支部委员会
    grids:
      - {id: chachong-01, name: 第1网格, group: 茶冲组, households: 40, population: 132, worker: worker}
      - id: chachong-02
        name: 第2网格
        group: 下冲组
        worker:
          - {person: old-worker, from: 2024-01-01, until: 2025-06-30}
          - {person: worker, from: 2025-07-01}
  - id: shimen
    name: 石门村
    party_org: 中共青檀岭镇石门村总支部委员会
    grids:
      - {id: shimen-01, name: 第1网格, group: 石门组, households: 51, population: 170, worker: shimen-worker}
"""
PEOPLE = """
units:
  - {id: petition-office, name: 镇信访办公室, level: town}
  - {id: land, name: 自然资源所, level: town}
  - {id: mediation-chachong, name: 茶冲村人民调解委员会, level: village, village: chachong}
  - {id: committee-shimen, name: 石门村村民委员会, level: village, village: shimen}
  - {id: county, name: 县人民政府, level: county}
people:
  - {id: head, name: 书一, posts: [{post: leader, title: 书记, from: 2020-01-01}]}
  - {id: mayor, name: 镇一, posts: [{post: leader, title: 镇长, from: 2020-01-01}]}
  - {id: desk, name: 信一, posts: [{post: petition_desk, unit: petition-office, from: 2020-01-01}]}
  - {id: land-head, name: 土一, posts: [{post: unit_head, unit: land, from: 2020-01-01}]}
  - {id: secretary, name: 支一, posts: [{post: branch_secretary, village: chachong, from: 2020-01-01}]}
  - {id: mediator, name: 调一, posts: [{post: mediator, village: chachong, unit: mediation-chachong, from: 2020-01-01}]}
  - {id: supervisor, name: 监一, posts: [{post: supervision, village: chachong, from: 2020-01-01}]}
  - {id: elder, name: 老一, posts: [{post: mediator, village: chachong, from: 2020-01-01}], elder: [老党员], retired_from: court}
  - {id: worker, name: 网一, posts: []}
  - {id: old-worker, name: 网二, posts: []}
  - {id: shimen-worker, name: 网三, posts: []}
  - {id: shimen-secretary, name: 支二, posts: [{post: branch_secretary, village: shimen, from: 2020-01-01}]}
"""
AS_OF = date(2025, 10, 17)


class TownBuilder:
    """Collects records and reads them as the program reads files. `settings` may be changed before the first case."""

    def __init__(self, settings: Settings | None = None) -> None:
        self.settings = settings or Settings()
        self.cases: list[Case] = []
        self.visits: list[Visit] = []
        self._decoder = Decoder(self.settings.spec(), None)

    def case(self, id: str = "", body: str = "", **fields: Any) -> TownBuilder:
        """One more case: a dispute of 茶冲村 that was registered and no more, where nothing else is said.

        `events` come after the registration: `("2025-09-20", "triage", "desk", {...})` is a day, a move, who
        made it, and what it carries.
        """
        id = id or f"QTL-2025-{len(self.cases) + 1:04d}"
        fields.setdefault("title", f"事项{len(self.cases) + 1}")
        text = case_text(id, body, **fields)
        path = case_path(id, **fields)
        read = read_markdown(Source(path, text.encode("utf-8")))
        assert read.record is not None, read.findings
        case, findings = self._decoder.case(read.record)
        assert case is not None, findings
        self.cases.append(case)
        return self

    def visit(self, id: str, **fields: Any) -> TownBuilder:
        own = {"id": id, "on": "2025-09-20", "mode": "visit", "leader": "head", "place": "茶冲村部", **fields}
        read = read_markdown(Source(f"cases/visits/{id}.md", _front_matter(own).encode("utf-8")))
        assert read.record is not None, read.findings
        visit, findings = self._decoder.visit(read.record)
        assert visit is not None, findings
        self.visits.append(visit)
        return self

    def register(self) -> Register:
        return Register(
            small_town(),
            tuple(sorted(self.cases, key=lambda case: case.id)),
            tuple(sorted(self.visits, key=lambda visit: visit.id)),
            self.settings.spec(),
            self.settings,
        )

    def edition(self, audience: str = "office", as_of: date = AS_OF, language: Language = "zh") -> Edition:
        return edition_of(self.register(), audience, as_of, language)


def town(settings: Settings | None = None) -> TownBuilder:
    return TownBuilder(settings)


def edition_of(register: Register, audience: str = "office", as_of: date = AS_OF, language: Language = "zh") -> Edition:
    return edition(register, Audience.parse(audience), as_of, language)


def small_town() -> Town:
    grids, people = (read_yaml(Source(n, t.encode())) for n, t in (("grids.yaml", GRIDS), ("people.yaml", PEOPLE)))
    made, findings = Decoder(Settings().spec(), None).town(grids.record, people.record)
    assert made is not None, findings
    return made


def case_path(id: str, **fields: Any) -> str:
    """Where the file of a case lies."""
    return f"cases/{fields.get('village', 'chachong')}/{id}.md"


def case_text(id: str, body: str = "", **fields: Any) -> str:
    """The file of a case; what is not said is as `TownBuilder.case` says."""
    found_on = fields.get("found_on", "2025-09-15")
    own = {
        "id": id,
        "title": "事项",
        "kind": "dispute",
        "category": "neighbour",
        "village": "chachong",
        "access": "village",
        "status": "registered",
        "level": "village",
        "source": "grid",
        "found_on": found_on,
        "registered_on": found_on,
        "first_handler": "worker",
        "problem": "两户为排水沟争执",
        **fields,
    }
    registered = {"on": own["registered_on"], "move": "register", "by": "worker"}
    own["events"] = [registered, *(_event(event) for event in fields.get("events", ()))]
    return _front_matter(own) + body


def put_town(root: Path) -> None:
    """The small town on disk, as a register without records."""
    root.mkdir(parents=True, exist_ok=True)
    for name, text in (("grids.yaml", GRIDS), ("people.yaml", PEOPLE), ("pyproject.toml", "[tool.sidan]\n")):
        (root / name).write_text(text, encoding="utf-8")


def put_case(root: Path, id: str, body: str = "", **fields: Any) -> Path:
    """One case of it on disk."""
    path = root / case_path(id, **fields)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(case_text(id, body, **fields), encoding="utf-8")
    return path


def _event(event: tuple[Any, ...] | dict[str, Any]) -> dict[str, Any]:
    if isinstance(event, dict):
        return event
    on, move, by, *fields = event
    return {"on": on, "move": move, "by": by, **(fields[0] if fields else {})}


def _front_matter(own: dict[str, Any]) -> str:
    given = {name: value for name, value in own.items() if value is not None}
    return "---\n" + yaml.safe_dump(given, allow_unicode=True, sort_keys=False, width=1000) + "---\n"
