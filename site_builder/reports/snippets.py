"""Snippets for editors without a language server: each move of the table as a whole event, made from the spec."""

from __future__ import annotations

import json
from typing import Any

from site_builder.spec import Move, Spec


def snippets(spec: Spec) -> str:
    """A VS Code snippets file: type a move's name or its Chinese word in the list of events."""
    rows = {f"{move.label.zh} {move.code}": _snippet(spec, move) for move in spec.moves.values()}
    return json.dumps(rows, ensure_ascii=False, indent=2) + "\n"


def _snippet(spec: Spec, move: Move) -> dict[str, Any]:
    stops = ["on: ${1:$CURRENT_YEAR-$CURRENT_MONTH-$CURRENT_DATE}", f"move: {move.code}", "by: ${2}"]
    stops += [f"{name}: ${{{number}:{_hint(spec, name)}}}" for number, name in enumerate(move.required, 3)]
    return {
        "scope": "markdown,yaml",
        "prefix": [move.code, move.label.zh],
        "body": "- {" + ", ".join(stops) + "}",
        "description": f"{move.label.zh} {move.basis}".strip(),
    }


def _hint(spec: Spec, name: str) -> str:
    """What stands in the place of a value until it is written."""
    field = spec.event_fields[name]
    values = spec.enums.get(field.type.name, {})
    return next(iter(values), field.label.zh).replace("}", "")
