"""A row's facts → one record: the values of a case with its events, or a visit; or why the row cannot be one."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from site_builder.ledgers.facts import Facts, Remark
from site_builder.ledgers.masks import Masks, parties
from site_builder.ledgers.names import Directory
from site_builder.ledgers.stages import Lack, Ledger, Stage, course
from site_builder.model.history import RESULT_OF
from site_builder.rules.petition import ACCUSATION
from site_builder.spec import Spec
from site_builder.spec.intake import intake
from site_builder.spec.ledgers import ORDER, Column, Ledgers
from site_builder.text.dress import bare
from site_builder.text.finding import Term
from site_builder.writers.key_order import event_order
from site_builder.writers.yaml_text import Code, Value

IN_NO_FIELD = frozenset(
    (
        "number", "place", "due", "urgent", "risk_reason", "result", "agreement", "opinion", "satisfaction", "performed",
        "settled_on", "replied_on", "opinion_on", "delivered_on", "finished_on", "closed_on", "followed_up_on",
        "followed_up_by", "closed_by", "extended_on", "extended_days", "state",
    )
)  # fmt: skip
"""What stands in the text of a case where no event carries it."""
_CLAUSE = re.compile(r"[，。；,;！!？?：:\s]")
_WORDS_ONLY = re.compile(r"[^\u4e00-\u9fff0-9a-z]")


@dataclass(frozen=True, kw_only=True)
class Matter:
    """What becomes of a row. `values` are the record's but for its id; `year` is that of its id.

    `ref` is the reference of another system, "" where there is none; `fingerprint` knows the row again without
    one. `lacks` says what an open matter lacks to be closed; `codes` whom the parties' codes stand for.
    """

    village: str
    year: int
    values: dict[str, Value]
    body: str
    ref: str
    fingerprint: str
    status: str
    lacks: tuple[Lack, ...] = ()
    codes: Mapping[str, str] = field(default_factory=dict)
    masks: Masks = field(default_factory=Masks)


@dataclass(frozen=True)
class Maker:
    """Makes the matters of one ledger."""

    ledger: Ledger
    spec: Spec
    ledgers: Ledgers
    directory: Directory
    on_duty: Collection[str]

    def matter(self, facts: Facts) -> Matter | tuple[Remark, ...]:
        """The case that a row becomes; why it becomes none, where it does not."""
        wrong = [*facts.wrong, *self._missing(facts)]
        if wrong:
            sealed = facts.get("class") == ACCUSATION
            return tuple(replace(remark, said="") if sealed else remark for remark in wrong)
        kind = facts.get("kind") or self.ledgers.kinds[self.ledger.kind].kind
        if facts.get("class") == ACCUSATION:
            return self._sealed(facts)
        masks = parties(facts.parties)
        what = " ".join(masks.text(text, self.on_duty) for name, _, text in facts.texts if name == "what")
        told = course(facts, self.ledger, kind, what)
        if told.wrong:
            return tuple(told.wrong)
        late = [stage for stage in told.stages if stage.on > self.ledger.taken_on]
        if late:
            return tuple(Remark("", "", "ahead", {"move": stage.move, "day": stage.on}) for stage in late)
        return self._case(facts, kind, masks, told.stages, tuple(told.lacks))

    def _missing(self, facts: Facts) -> list[Remark]:
        """What no case can be without. A cell that cannot be read has been told already."""
        told = {remark.key for remark in facts.wrong}
        found = []
        if self.ledger.kind == ORDER:
            facts.values.setdefault("order_received_on", facts.get("assigned_on"))
            facts.values.setdefault("found_on", facts.get("order_received_on"))
            found += [name for name in ("order_from", "order_ref") if not facts.get(name)]
        if facts.get("found_on") is None:
            found.append("found_on")
        if not (facts.get("problem") or facts.get("title")):
            found.append("problem")
        found += [name for name in ("village", "category") if not facts.get(name)]
        if self.ledgers.kinds[self.ledger.kind].kind == "petition" and not facts.get("class"):
            found.append("class")
        columns = self.ledgers.columns
        return [] if told else [Remark("", "", "missing", {"field": columns[name].label}) for name in found]

    # a case

    def _case(self, facts: Facts, kind: str, masks: Masks, stages: list[Stage], lacks: tuple[Lack, ...]) -> Matter:
        said = {name: masks.text(text, self.on_duty) for name in ("title", "problem") if (text := facts.get(name))}
        problem = said.get("problem") or said["title"]
        fields = self.spec.records["case"].fields
        short = self._cut(problem, fields["problem"].max)
        values: dict[str, Any] = {
            "title": self._cut(said.get("title") or _clause(problem), fields["title"].max),
            "problem": short,
            "kind": Code(kind),
            **{name: Code(facts.get(name)) for name in ("category", "village", "grid") if facts.get(name)},
            "source": self._source(facts),
            **self._held(facts, kind),
            **self._who(facts),
            "found_on": facts.get("found_on"),
            "registered_on": stages[0].on,
            **{name: facts.get(name) for name in ("people_affected",) if facts.get(name) is not None},
            "amount_yuan": _plain(facts.get("amount_yuan")),
            "risk": self._risk(facts, masks),
            "petition": self._petition(facts) if kind == "petition" else None,
            "order": self._order(facts) if self.ledger.kind == ORDER else None,
            "parties": [*masks.parties] or None,
        }
        values["first_handler"] = Code(stages[0].by)
        outcome = self._outcome(stages)
        values["outcome"] = outcome
        values["events"] = [self._event(stage) for stage in stages]
        status = self._status(stages)
        values["status"] = Code(status)
        body = self._body(facts, masks, problem if short != problem else "", stages)
        return Matter(
            village=facts.get("village"),
            year=stages[0].on.year,
            values={name: value for name, value in values.items() if value is not None},
            body=body,
            ref=facts.get("official_ref") or facts.get("order_ref") or "",
            fingerprint=_fingerprint(kind, facts, problem),
            status=status,
            lacks=() if not self.spec.is_open(status) else lacks,
            codes={code: name for name, code in masks.codes.items()},
            masks=masks,
        )

    def _cut(self, text: str, most: int | None) -> str:
        return text if most is None or len(text) <= most else text[: most - 1] + self.ledgers.written["cut"]

    def _source(self, facts: Facts) -> Value:
        """Where the matter came from: as it is said, else by the form of a petition, else what its ledgers are about."""
        given = self.ledgers.kinds[self.ledger.kind].given["source"]
        return Code(facts.get("source") or self.ledgers.source_of_form.get(facts.get("form"), given))

    def _held(self, facts: Facts, kind: str) -> dict[str, Value]:
        begins = intake().begin(kind)
        level = "town" if self.ledger.kind == ORDER else begins.level
        return {"level": Code(facts.get("level") or level), "access": Code(facts.get("access") or begins.access)}

    def _who(self, facts: Facts) -> dict[str, Value]:
        found = {
            name: Code(facts.get(name))
            for name in ("lead_unit", "lead_post", "lead_party", "lead_admin")
            if facts.get(name)
        }
        for leader in facts.get("leader") or ():
            sides = ["lead_party", "lead_admin"]
            if self.directory.is_administration(leader, facts.get("found_on")):
                sides.reverse()
            free = next((side for side in sides if side not in found), None)
            if free is not None:
                found[free] = Code(leader)
        lead = (found.get("lead_unit"), found.get("lead_post"))
        helpers: list[Value] = [Code(id) for id in facts.get("helpers") or () if id not in lead]
        values: dict[str, Value] = {**found, "helpers": helpers or None}
        return values

    def _risk(self, facts: Facts, masks: Masks) -> Value:
        if not facts.get("risk"):
            return None
        reason = facts.get("risk_reason")
        return {
            "level": Code(facts.get("risk")),
            "reason": masks.text(reason, self.on_duty) if reason else self.ledgers.written["risk_reason"],
        }

    def _petition(self, facts: Facts) -> Value:
        own = {name: facts.get(name) for name in ("official_ref", "form", "class", "route") if facts.get(name)}
        return {name: value if name == "official_ref" else Code(value) for name, value in own.items()}

    def _order(self, facts: Facts) -> Value:
        own: dict[str, Value] = {
            "from": Code(facts.get("order_from")),
            "ref": facts.get("order_ref"),
            "way": Code(facts.get("order_way")) if facts.get("order_way") else None,
            "received_on": facts.get("order_received_on"),
            "due_on": facts.get("order_due_on"),
        }
        return {name: value for name, value in own.items() if value is not None}

    def _outcome(self, stages: list[Stage]) -> Value:
        reply = next((stage for stage in stages if stage.move == "reply"), None)
        if reply is not None and "result" in reply.carries:
            said: dict[str, Value] = {}
            said |= {n: Code(reply.carries[n]) for n in ("result", "agreement", "opinion") if n in reply.carries}
            return said
        went = next((RESULT_OF[stage.move] for stage in stages if stage.move in RESULT_OF), None)
        return None if went is None else {"result": Code(went)}

    def _status(self, stages: list[Stage]) -> str:
        status = "registered"
        for stage in stages:
            to = self.spec.moves[stage.move].to
            status = status if to == "same" else to
        return status

    def _event(self, stage: Stage) -> Value:
        own: dict[str, Value] = {
            "on": stage.on, "move": Code(stage.move), "by": Code(stage.by), "entered_on": self.ledger.taken_on, "ledger": True,
        }  # fmt: skip
        fields = self.spec.event_fields
        for name, value in stage.carries.items():
            own[name] = Code(value) if isinstance(value, str) and fields[name].type.kind == "enum" else value
        return {name: own[name] for name in event_order(self.spec, stage.move) if name in own}

    def _body(self, facts: Facts, masks: Masks, problem: str, stages: list[Stage]) -> str:
        """What the ledger says and no field holds, under its own heads."""
        lines = [f"- {self.ledgers.columns['problem'].label.zh}：{problem}"] if problem else []
        kept = [(head, text) for name, head, text in facts.texts if name != "what" or not _replied(stages)] + facts.kept
        for head, text in sorted(kept, key=lambda pair: pair[0].index):
            lines.append(f"- {masks.text(head.says, self.on_duty)}：{masks.text(text, self.on_duty)}")
        lines += [f"- {label}：{masks.text(text, self.on_duty)}" for label, text in self._untold(facts, stages)]
        return "\n".join([f"## {self.ledgers.written['heading']}", "", *lines]) if lines else ""

    def _untold(self, facts: Facts, stages: list[Stage]) -> Iterator[tuple[str, str]]:
        """What was read and stands neither in a field nor in an event."""
        told: list[Any] = [value for stage in stages for value in (stage.on, stage.by, *stage.carries.values())]
        for name, column in self.ledgers.columns.items():
            value = facts.get(name)
            if name not in IN_NO_FIELD or value is None or value in told or (name == "number" and value.isdigit()):
                continue
            if name == "risk_reason" and facts.get("risk"):
                continue
            yield column.label.zh, self._word(column, value)

    def _word(self, column: Column, value: Any) -> str:
        if column.type.kind == "enum":
            return self.spec.label(Term(column.type.name, value), "zh")
        if column.type.kind in ("who", "person", "unit"):
            return self.directory.town.name_of(value)
        return ("是" if value else "否") if isinstance(value, bool) else str(value)

    # a sealed matter

    def _sealed(self, facts: Facts) -> Matter:
        """An accusation is a number and nothing else (《信访工作条例》第三十条)."""
        found: date = facts.get("found_on")
        registered: date = facts.get("registered_on") or found
        event = self._event(Stage(registered, "register", self.ledger.by))
        values: dict[str, Value] = {
            "title": self.spec.words.generic_title, "kind": Code("petition"), "category": Code("other"),
            "village": Code(facts.get("village")), "access": Code("sealed"), "status": Code("registered"),
            "level": Code(intake().begin("petition").level), "source": self._source(facts), "found_on": found,
            "registered_on": registered, "first_handler": Code(self.ledger.by), "petition": {"class": Code(ACCUSATION)},
            "events": [event],
        }  # fmt: skip
        return Matter(
            village=facts.get("village"), year=registered.year, values=values, body="", ref="",
            fingerprint=f"sealed {facts.get('village')} {found}", status="registered",
        )  # fmt: skip


def _replied(stages: list[Stage]) -> bool:
    return any(stage.move == "reply" for stage in stages)


def _clause(text: str) -> str:
    """The beginning of a text, up to its first stop that leaves something to read."""
    for match in _CLAUSE.finditer(text):
        if match.start() >= 6:
            return text[: match.start()]
    return text


def _plain(number: Decimal | int | None) -> Value:
    return None if number is None else Code(f"{number:f}" if isinstance(number, Decimal) else str(number))


def fingerprint(*said: str) -> str:
    """Sixteen letters that know a text again; no digits, which might look like somebody's number."""
    digest = hashlib.sha256("\x1f".join(said).encode("utf-8")).hexdigest()[:16]
    return digest.translate(str.maketrans("0123456789", "ghijklmnop"))


def _fingerprint(kind: str, facts: Facts, problem: str) -> str:
    """Knows a row again: what it is about, where and when, without anybody's name or what may be added to it later."""
    said = [kind, str(facts.get("found_on")), facts.get("village")]
    words = _WORDS_ONLY.sub("", bare(problem))
    return fingerprint(*said, words)
