"""A small town, and cases made of what a test is about: everything else is filled in and valid to read."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import yaml

from site_builder.model.case import Case
from site_builder.model.decode import Decoder
from site_builder.model.people import Town
from site_builder.model.register import Register
from site_builder.records.read import read_markdown, read_yaml
from site_builder.settings import Settings
from site_builder.text.source import Source

GRIDS = """
town: {id: QTL, name: 青檀岭镇}
villages:
  - id: chachong
    name: 茶冲村
    party_org: 茶冲村党支部
    grids:
      - {id: chachong-01, name: 一网格, group: 一组, worker: worker}
  - id: shimen
    name: 石门村
    party_org: 石门村党支部
    grids:
      - {id: shimen-01, name: 一网格, group: 一组, worker: shimen-worker}
"""
PEOPLE = """
units:
  - {id: land, name: 自然资源所, level: town}
  - {id: county, name: 县人民政府, level: county}
  - {id: city, name: 市人民政府, level: city}
people:
  - {id: head-party, name: 甲一, posts: [{post: leader, title: 书记, from: 2020-01-01}]}
  - {id: old-mayor, name: 甲二, posts: [{post: leader, title: 镇长, from: 2020-01-01, until: 2025-09-30}]}
  - {id: mayor, name: 甲三, posts: [{post: leader, title: 镇长, from: 2025-10-01}]}
  - {id: deputy, name: 甲四, posts: [{post: leader, title: 分管副书记, from: 2020-01-01}]}
  - {id: desk, name: 乙一, posts: [{post: petition_desk, from: 2020-01-01}]}
  - {id: land-head, name: 乙二, posts: [{post: unit_head, unit: land, from: 2020-01-01}]}
  - {id: secretary, name: 丙一, posts: [{post: branch_secretary, village: chachong, from: 2020-01-01}]}
  - {id: shimen-secretary, name: 丙二, posts: [{post: branch_secretary, village: shimen, from: 2020-01-01}]}
  - {id: mediator, name: 丙三, posts: [{post: mediator, village: chachong, from: 2020-01-01}]}
  - {id: supervisor, name: 丙四, posts: [{post: supervision, village: chachong, from: 2020-01-01}]}
  - {id: worker, name: 丁一, posts: []}
  - {id: shimen-worker, name: 丁二, posts: []}
"""

KINDS: dict[str, dict[str, Any]] = {
    "dispute": {"kind": "dispute", "category": "neighbour", "level": "village", "lead_post": "mediator"},
    "service": {"kind": "service", "category": "road", "level": "town", "lead_post": "land-head"},
    "petition": {
        "kind": "petition",
        "category": "expropriation",
        "level": "town",
        "lead_post": "land-head",
        "petition": {"class": "申诉求决类", "route": "6"},
    },
}


def town() -> Town:
    grids, people = (read_yaml(Source(n, t.encode())) for n, t in (("grids.yaml", GRIDS), ("people.yaml", PEOPLE)))
    made, findings = Decoder(Settings().spec(), None).town(grids.record, people.record)
    assert made is not None, findings
    return made


TOWN = town()


def case(kind: str, fields: dict[str, Any], settings: Settings | None = None) -> Case:
    """A case of one of KINDS with some fields of its own; values as text, as the file would hold them."""
    own = {
        "id": "QTL-2025-0001",
        "title": "测试事项",
        "village": "chachong",
        "access": "office",
        "status": "registered",
        "source": "grid",
        "found_on": "2025-09-15",
        "first_handler": "desk",
        **KINDS[kind],
        **fields,
    }
    own.setdefault("registered_on", own["found_on"])
    own.setdefault("events", [])
    registered = {"on": own["registered_on"], "move": "register", "by": "desk"}
    own["events"] = [registered, *own["events"]]
    text = "---\n" + yaml.safe_dump(own, allow_unicode=True, sort_keys=False) + "---\n"
    read = read_markdown(Source(f"cases/{own['village']}/{own['id']}.md", text.encode()))
    assert read.record is not None, read.findings
    made, findings = Decoder((settings or Settings()).spec(), None).case(read.record)
    assert made is not None, findings
    return made


def register(cases: Iterable[Case], settings: Settings | None = None) -> Register:
    settings = settings or Settings()
    return Register(TOWN, tuple(sorted(cases, key=lambda c: c.id)), (), settings.spec(), settings)
