"""A town's settings: `[tool.sidan]` in the register's pyproject.toml, checked and with defaults."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from datetime import date, datetime
from difflib import get_close_matches
from typing import Any

from site_builder.records.decode_text import decode_text
from site_builder.spec import Category, Label, Language, Spec, default_spec, town_spec
from site_builder.spec.ledgers import column_names
from site_builder.spec.retention import retention_spec
from site_builder.text.finding import Finding, finding
from site_builder.text.place import Place
from site_builder.text.source import Source

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


FORGES = ("gitea", "forgejo", "gitlab", "github")
_REPOSITORY = re.compile(r"https?://[A-Za-z0-9.-]+(?::\d{1,5})?(?:/[A-Za-z0-9._~-]+){2,}")
_PART = r"(?:[\w-]+|\"[^\"\n]*\"|'[^'\n]*')"
_DEEP_KEY = re.compile(rf"(?<![\w-]){_PART}(?:[ \t]*\.[ \t]*{_PART}){{16}}")
"""`a.b.c…`: a key of a hundred thousand parts costs tomllib the square of that in memory."""
_MOST = 50
"""So many wrong settings are told at once."""
_YEAR = re.compile(r"[12]\d{3}", re.ASCII)
_BRANCH = re.compile(r"(?!.*(?:\.\.|//))[A-Za-z0-9_][A-Za-z0-9._/-]*(?<![./])")


@dataclass(frozen=True, slots=True)
class Forge:
    """Where the register is hosted: which program, the repository's address, the branch that is the register."""

    kind: str
    repository: str
    branch: str


@dataclass(frozen=True, slots=True)
class Settings:
    """What a town may set.

    `cutoff` and `meeting` are weekdays from 0 (Monday): the last day a week's lists count, and the day
    of the weekly meeting. `limits` are days in the unit of the clock they name. `ledgers_until` is the last day
    of which a ledger kept before may say that a case ended; `ledger_columns` say what its heads mean. `retention`
    are years by the code of the period.
    """

    locale: Language = "zh"
    theme: str = "default"
    cutoff: int = 6
    meeting: int = 4
    limits: dict[str, int] = field(default_factory=dict)
    categories: dict[str, Category] = field(default_factory=dict)
    labels: dict[str, Label] = field(default_factory=dict)
    elder_kinds: tuple[str, ...] = ()
    holidays: dict[int, tuple[tuple[str, ...], tuple[str, ...]]] = field(default_factory=dict)
    site_words: dict[str, str] = field(default_factory=dict)
    ledgers_until: date | None = None
    ledger_columns: dict[str, str] = field(default_factory=dict)
    retention: dict[str, int] = field(default_factory=dict)
    forge: Forge | None = None

    def spec(self) -> Spec:
        """The spec with this town's limits, categories and words in it."""
        if not (self.limits or self.categories or self.labels or self.elder_kinds):
            return default_spec()
        return town_spec(self.limits, self.categories, self.labels, elder_kinds=self.elder_kinds)


_KEYS = ("locale", "theme", "week", "limits", "categories", "labels", "elder_kinds", "holidays", "words",
         "ledgers", "retention", "forge", "repository", "branch")  # fmt: skip


def read_settings(source: Source | None) -> tuple[Settings, tuple[Finding, ...]]:
    """The settings of a register, and what is wrong with them.

    A missing file or table means the defaults. A wrong value gives a finding (K001–K005) and its default.
    """
    if source is None:
        return Settings(), ()
    text, findings = decode_text(source)
    if text is None:
        return Settings(), findings
    if deep := _DEEP_KEY.search(text):
        line = text.count("\n", 0, deep.start()) + 1
        column = deep.start() - text.rfind("\n", 0, deep.start())
        return Settings(), (*findings, finding("K001", Place(source.path, line, column, line, column + 1), "deep"))
    try:
        loaded = tomllib.loads(text)
    except RecursionError:
        return Settings(), (*findings, finding("K001", Place(source.path), "deep"))
    except ValueError as error:  # a slip, or a number of thousands of digits
        return Settings(), (*findings, finding("K001", _toml_place(source, error), reason=str(error).partition(";")[0]))
    reader = _Reader(source.path, text)
    settings, more = reader.settings(reader.mapping(reader.mapping(loaded, "tool"), "sidan"))
    return settings, (*findings, *more)


def _toml_place(source: Source, error: Exception) -> Place:
    match = re.search(r"line (\d+), column (\d+)", str(error))
    line, column = (int(match[1]), int(match[2])) if match else (1, 1)
    return Place(source.path, line, column, line, column + 1)


class _Reader:
    """Checks one table; TOML keeps no places, so a key is looked for in the text."""

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.lines = text.split("\n")
        self.findings: list[Finding] = []
        self.spec = default_spec()

    def place(self, key: str) -> Place:
        inside = False
        for number, line in enumerate(self.lines, 1):
            if line.lstrip().startswith("["):
                inside = line.lstrip().startswith("[tool.sidan")
            if inside and (match := re.search(rf"(?<![\w-])[\"']?{re.escape(key)}[\"']?(?![\w-])", line)):
                return Place(self.path, number, match.start() + 1, number, match.end() + 1)
        return Place(self.path)

    def wrong(self, code: str, key: str, variant: str = "", **values: Any) -> None:
        if len(self.findings) < _MOST:
            self.findings.append(finding(code, self.place(key), variant, key=key, **values))

    def known(self, key: str, allowed: list[str]) -> bool:
        if key in allowed:
            return True
        close = get_close_matches(key, allowed, 1) if len(self.findings) < _MOST else []
        if close:
            self.wrong("K002", key, "close", allowed=tuple(allowed[:20]), close=close[0])
        else:
            self.wrong("K002", key, allowed=tuple(allowed[:20]))
        return False

    def settings(self, table: dict[str, Any]) -> tuple[Settings, tuple[Finding, ...]]:
        for key in table:
            self.known(key, list(_KEYS))
        week = self.mapping(table, "week")
        for key in week:
            self.known(key, ["cutoff", "meeting"])
        ledgers = self.mapping(table, "ledgers")
        for key in ledgers:
            self.known(key, ["until", "columns"])
        settings = Settings(
            locale="en" if str(self.choice(table, "locale", ("zh-CN", "zh", "en"), "zh-CN")) == "en" else "zh",
            theme=self.text(table, "theme", "default"),
            cutoff=WEEKDAYS.index(self.choice(week, "cutoff", WEEKDAYS, "Sun")),
            meeting=WEEKDAYS.index(self.choice(week, "meeting", WEEKDAYS, "Fri")),
            limits=self.limits(self.mapping(table, "limits")),
            categories=self.categories(self.mapping(table, "categories")),
            labels=self.labels(self.mapping(table, "labels")),
            elder_kinds=self.texts(table, "elder_kinds"),
            holidays=self.holidays(self.mapping(table, "holidays")),
            ledgers_until=self.day(ledgers, "until"),
            ledger_columns=self.columns(self.mapping(ledgers, "columns")),
            retention=self.years(self.mapping(table, "retention")),
            forge=self.forge(table),
            site_words=self.words(self.mapping(table, "words")),
        )
        return settings, tuple(self.findings)

    def forge(self, table: dict[str, Any]) -> Forge | None:
        """`forge` and `repository` come together; `branch` is main where nothing else is said."""
        given = [key for key in ("forge", "repository", "branch") if key in table]
        if not given:
            return None
        if "forge" not in given or "repository" not in given:
            self.wrong("K003", given[0], wanted='forge = "gitea" + repository = "https://…/⟨owner⟩/⟨name⟩"')
            return None
        kind = table["forge"]
        repository, branch = table["repository"], table.get("branch", "main")
        if not isinstance(kind, str) or kind not in FORGES:
            self.wrong("K003", "forge", wanted=" | ".join(FORGES))
        elif not isinstance(repository, str) or not _REPOSITORY.fullmatch(repository):
            self.wrong("K003", "repository", wanted="https://⟨host⟩/⟨owner⟩/⟨name⟩")
        elif not isinstance(branch, str) or not _BRANCH.fullmatch(branch):
            self.wrong("K003", "branch", wanted="main")
        else:
            return Forge(kind, repository, branch)
        return None

    def mapping(self, table: dict[str, Any], key: str) -> dict[str, Any]:
        value = table.get(key, {})
        if isinstance(value, dict):
            return value
        self.wrong("K003", key, wanted="[tool.sidan." + key + "]")
        return {}

    def choice(self, table: dict[str, Any], key: str, allowed: tuple[str, ...], default: str) -> str:
        value = table.get(key, default)
        if value in allowed:
            return str(value)
        self.wrong("K003", key, wanted=" | ".join(allowed))
        return default

    def text(self, table: dict[str, Any], key: str, default: str) -> str:
        value = table.get(key, default)
        if isinstance(value, str) and re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]*", value):
            return value
        self.wrong("K003", key, wanted="a-z 0-9 - _")
        return default

    def day(self, table: dict[str, Any], key: str) -> date | None:
        """A date, as TOML writes it (`2025-12-31`) or as a text."""
        value = table.get(key)
        if value is None:
            return None
        try:
            found = date.fromisoformat(value) if isinstance(value, str) and len(value) == 10 else value
        except ValueError:
            found = value
        if isinstance(found, date) and not isinstance(found, datetime):
            return found
        self.wrong("K003", key, wanted="2025-12-31")
        return None

    def columns(self, table: dict[str, Any]) -> dict[str, str]:
        """Heads of a town's own ledgers, and what stands under them (`spec/ledgers.yaml`)."""
        known = column_names()
        found = {}
        for head, name in table.items():
            if isinstance(name, str) and name in known:
                found[head] = name
            else:
                self.wrong("K003", head, wanted=" | ".join(known))
        return found

    def texts(self, table: dict[str, Any], key: str) -> tuple[str, ...]:
        value = table.get(key, [])
        if isinstance(value, list) and all(isinstance(item, str) for item in value):
            return tuple(value)
        self.wrong("K003", key, wanted='["…", "…"]')
        return ()

    def words(self, table: dict[str, Any]) -> dict[str, str]:
        found = {}
        for name, word in table.items():
            if isinstance(word, str):
                found[name] = word
            else:
                self.wrong("K003", name, wanted='"…"')
        return found

    def limits(self, table: dict[str, Any]) -> dict[str, int]:
        limits = {}
        for code, days in table.items():
            if not self.known(code, list(self.spec.clocks)):
                continue
            if isinstance(days, int) and not isinstance(days, bool) and 0 < days <= 3650:
                limits[code] = days
            else:
                self.wrong("K003", code, wanted="1 … 3650")
        return limits

    def years(self, table: dict[str, Any]) -> dict[str, int]:
        """`[tool.sidan.retention] petition = 15`: how many years the papers of a matter are kept."""
        known, found = [period.code for period in retention_spec().periods], {}
        for code, years in table.items():
            if not self.known(code, known):
                continue
            if isinstance(years, int) and not isinstance(years, bool) and 0 < years <= 100:
                found[code] = years
            else:
                self.wrong("K003", code, wanted="1 … 100")
        return found

    def categories(self, table: dict[str, Any]) -> dict[str, Category]:
        found = {}
        for code, row in table.items():
            if not isinstance(row, dict) or "zh" not in row or not re.fullmatch(r"[a-z][a-z0-9_]*", code):
                self.wrong("K003", code, wanted='{zh = "…", en = "…", parent = "other"}')
                continue
            parent = row.get("parent", "other")
            if not isinstance(parent, str) or parent not in self.spec.categories:
                self.wrong("K003", code, wanted="parent = " + " | ".join(self.spec.categories))
                continue
            label = Label(str(row["zh"]), str(row.get("en", row["zh"])))
            found[code] = Category(code, label, bool(row.get("official", False)), parent)
        return found

    def labels(self, table: dict[str, Any]) -> dict[str, Label]:
        found = {}
        for path, word in table.items():
            group, _, code = path.partition(".")
            if group not in self.spec.enums or code not in self.spec.enums[group]:
                self.wrong("K002", path, allowed=("status.closed", "kind.dispute"))
                continue
            zh = word.get("zh") if isinstance(word, dict) else word
            en = word.get("en", zh) if isinstance(word, dict) else self.spec.enums[group][code].en
            if not isinstance(zh, str) or not isinstance(en, str):
                self.wrong("K003", path, wanted='"…"')
                continue
            found[path] = Label(zh, en)
        return found

    def holidays(self, table: dict[str, Any]) -> dict[int, tuple[tuple[str, ...], tuple[str, ...]]]:
        """`[tool.sidan.holidays] 2027 = {off = ["2027-01-01 元旦"], work = ["2027-02-14"]}`."""
        found = {}
        for year, row in table.items():
            off = row.get("off") if isinstance(row, dict) else None
            work = row.get("work", []) if isinstance(row, dict) else None
            if not (_YEAR.fullmatch(year) and _are_days(off, year) and _are_days(work, year)):
                self.wrong("K003", year, wanted=f'{{off = ["{year}-01-01 元旦"], work = ["{year}-02-14"]}}')
                continue
            found[int(year)] = (tuple(off or ()), tuple(work or ()))
        return found


def _are_days(days: Any, year: str) -> bool:
    """True for a list of days of a year, as texts, each perhaps with the holiday's name behind it."""
    if not isinstance(days, list):
        return False
    return all(isinstance(day, str) and _is_day(day, year) for day in days)


def _is_day(text: str, year: str) -> bool:
    if re.fullmatch(rf"{year}-\d\d-\d\d( .+)?", text, re.ASCII) is None:
        return False
    try:
        date.fromisoformat(text[:10])
    except ValueError:
        return False
    return True
