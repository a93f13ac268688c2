"""One thing that was looked at: how it is, and what to do where it is not as it should be."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from site_builder.rules.page import escape
from site_builder.spec import Language
from site_builder.spec.texts import texts

Level = Literal["ok", "note", "wrong"]
_MARKS: dict[Level, str] = {"ok": "✓", "note": "!", "wrong": "✗"}


@dataclass(frozen=True, slots=True)
class Sign:
    """`about` is a name in spec/texts/doctor.yaml, with `values` for the holes in its sentence. A `note` is for the person to judge."""

    about: str
    level: Level = "ok"
    values: dict[str, str | int] = field(default_factory=dict)

    def message(self, language: Language) -> str:
        return self._filled(texts("doctor")[language][self.about])

    def help(self, language: Language) -> str:
        """What to do; "" where all is well."""
        return self._filled(texts("doctor")[language].get(f"help_{self.about}", ""))

    def _filled(self, words: str) -> str:
        values = {name: escape(value) if isinstance(value, str) else value for name, value in self.values.items()}
        return words.format(**values)


def as_text(signs: list[Sign], language: Language) -> list[str]:
    """Two lines a sign: how it is, and what to do."""
    lines = []
    for sign in signs:
        lines.append(
            f"{_MARKS[sign.level]} {texts('doctor')[language][f'level_{sign.level}']}  {sign.message(language)}"
        )
        if help := sign.help(language):
            lines.append(f"    → {help}")
    return lines


def as_object(signs: list[Sign], language: Language) -> dict[str, object]:
    """For programs; `about` is stable."""
    checks = [
        {"about": sign.about, "level": sign.level, "message": sign.message(language), "help": sign.help(language)}
        for sign in signs
    ]
    return {"checks": checks, "summary": {level: sum(s.level == level for s in signs) for level in _MARKS}}
